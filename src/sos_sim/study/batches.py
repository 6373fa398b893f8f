"""Batches: which runs go side by side, done here or by workers, each leaving one chunk."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from sos_sim.store.folder import RunFolder
from sos_sim.store.keys import batch_key
from sos_sim.store.tables import DistrictFacts, RunName, batch_tables
from sos_sim.study.worlds import PackedWorld

if TYPE_CHECKING:
    from sos_sim.model.recording import Recording
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

COLUMNS = 32
# Rough cost of one district-month, only used to decide whether workers and a progress bar are worth it.
_SECONDS_PER_DISTRICT_MONTH = 6e-7


class Engine(Protocol):
    """Run scenarios side by side: column j is ``scenarios[j]`` with ``seeds[j]``."""

    def __call__(
        self,
        world: World,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        *,
        keep_districts: Sequence[bool] | None = None,
    ) -> Recording:
        """Give the recording of the batch."""


@dataclass(frozen=True)
class Batch:
    """Hold the runs that go side by side, seed by seed.

    Args:
        runs: (r,) names of the runs.
        scenarios: (r,) their scenarios.
    """

    runs: tuple[RunName, ...]
    scenarios: tuple[Scenario, ...]

    @property
    def key(self) -> str:
        """Name the batch by its runs."""
        return batch_key([(run.key, run.scenario, run.districts) for run in self.runs])


@dataclass(frozen=True)
class BatchDone:
    """Tell how one batch went.

    Args:
        number: its place among the batches.
        seconds: time it took.
        failure: what went wrong, empty when nothing did.
    """

    number: int
    seconds: float
    failure: str = ""


def make_batches(
    runs: Sequence[Sequence[RunName]], scenarios: Sequence[Sequence[Scenario]], columns: int = COLUMNS
) -> list[Batch]:
    """Group runs into batches of whole seeds.

    Args:
        runs: one row per seed with one run per scenario.
        scenarios: the scenarios of every row, each as its seed has it.
        columns: most runs side by side; a seed is never split.
    """
    if not runs:
        return []
    seeds = max(1, columns // len(runs[0]))
    parts = [slice(first, first + seeds) for first in range(0, len(runs), seeds)]
    flat = chain.from_iterable
    return [Batch(tuple(flat(runs[part])), tuple(flat(scenarios[part]))) for part in parts]


def estimated_seconds(batches: Sequence[Batch], districts: int) -> float:
    """Estimate roughly how long batches take on one core.

    Args:
        batches: the batches.
        districts: number of districts.
    """
    months = sum(batch.scenarios[0].months * len(batch.runs) for batch in batches)
    return months * districts * _SECONDS_PER_DISTRICT_MONTH


def shipped_engine(
    world: World,
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    *,
    keep_districts: Sequence[bool] | None = None,
) -> Recording:
    """Run scenarios side by side with the model's own engine."""
    from sos_sim.observe.run import run_batch

    return run_batch(world, scenarios, seeds, keep_districts=keep_districts)


def do_batches(
    batches: Sequence[tuple[int, Batch]], world: World, engine: Engine, folder: RunFolder, workers: int
) -> Iterator[BatchDone]:
    """Do batches and report each as it finishes, in any order.

    Args:
        batches: batches with their numbers.
        world: the world all of them share.
        engine: what runs a batch.
        folder: where the chunks go.
        workers: worker processes; 1 does everything in this one.
    """
    if workers <= 1 or len(batches) <= 1:
        for number, batch in batches:
            yield _do(number, batch, world, engine, folder)
        return
    import joblib

    waiting = {number for number, _ in batches}
    packed = PackedWorld(world)
    parallel = joblib.Parallel(n_jobs=workers, backend="loky", return_as="generator_unordered")
    try:
        for done in parallel(
            joblib.delayed(_do_packed)(number, batch, packed, engine, folder) for number, batch in batches
        ):
            waiting.discard(done.number)
            yield done
    # A worker that died (out of memory, killed) takes its batches with it; the finished ones stand.
    except Exception as error:
        for number in sorted(waiting):
            yield BatchDone(number, 0.0, _words(error))


def _do_packed(
    number: int, batch: Batch, packed: PackedWorld, engine: Engine, folder: RunFolder
) -> BatchDone:
    return _do(number, batch, packed.open(), engine, folder)


def _do(number: int, batch: Batch, world: World, engine: Engine, folder: RunFolder) -> BatchDone:
    started = time.perf_counter()
    keep = [run.districts for run in batch.runs]
    try:
        recording = engine(world, batch.scenarios, [run.seed for run in batch.runs], keep_districts=keep)
        folder.write_chunk(batch.key, batch_tables(recording, batch.runs, DistrictFacts.of(world)))
    # Whatever happens in one batch, the others are kept; the manifest lists what failed and why.
    except Exception as error:
        return BatchDone(number, time.perf_counter() - started, _words(error))
    return BatchDone(number, time.perf_counter() - started)


def _words(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
