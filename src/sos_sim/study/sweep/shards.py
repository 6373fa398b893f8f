"""Shards: about a second of runs each, done here, by workers of this machine or by a Dask cluster."""

from __future__ import annotations

import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.posterior import Posterior, laid
from sos_sim.store.sweep_folder import Failure
from sos_sim.study.many import columns_at_once
from sos_sim.study.worlds import PackedWorld, opened

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

LOCAL = "local"
# Fewer runs of a seed than this are cheaper beside those of other seeds than alone.
_ALONE = 10
# A worker that dies takes its shards with it; they are given out again this many times.
_TRIES = 3


class Runner(Protocol):
    """Run scenarios side by side: (r, T, O) statewide outcomes."""

    def __call__(
        self,
        world: World,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        outcomes: Sequence[str],
        months_between_looks: int,
    ) -> NDArray[np.float64]:
        """Give the outcomes of the runs."""


@dataclass(frozen=True)
class Shard:
    """Hold runs that are done together.

    Args:
        keys: (r,) run keys.
        scenarios: (r,) scenarios.
        seeds: (r,) seeds.
    """

    keys: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class ShardDone:
    """Hold what came of a shard.

    Args:
        keys: (r,) run keys.
        values: (r, T, O) statewide outcomes, NaN for runs that failed.
        failures: by run key why it failed.
        seconds: time it took.
    """

    keys: tuple[str, ...]
    values: NDArray[np.float64]
    failures: dict[str, Failure] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Task:
    """Hold what every shard of a sweep needs.

    Args:
        world: the world, packed for workers.
        outcomes: (O,) outcomes kept.
        dates: number of dates recorded (T).
        months_between_looks: months from one to the next.
        runner: what runs a shard.
        parameters: draws of a calibration that lie under every scenario; None when there are none.
    """

    world: World | PackedWorld
    outcomes: tuple[str, ...]
    dates: int
    months_between_looks: int
    runner: Runner
    parameters: Posterior | None = None

    def packed(self) -> Task:
        """Give the task as it is sent to workers."""
        return self if isinstance(self.world, PackedWorld) else replace(self, world=PackedWorld(self.world))


def cut_shards(runs: Sequence[tuple[str, Scenario, int]], districts: int, months: int) -> list[Shard]:
    """Cut runs into shards of whole seeds where a seed fits, because its runs share its chances.

    Args:
        runs: key, scenario and seed of every run, ordered by seed.
        districts: number of districts.
        months: length of the horizon.
    """
    wide = columns_at_once(districts, months)
    groups: dict[int, list[tuple[str, Scenario, int]]] = {}
    for run in runs:
        groups.setdefault(run[2], []).append(run)
    shards: list[list[tuple[str, Scenario, int]]] = []
    small: list[tuple[str, Scenario, int]] = []
    for group in groups.values():
        if len(group) > wide:
            parts = -(-len(group) // wide)
            shards += [group[len(group) * k // parts : len(group) * (k + 1) // parts] for k in range(parts)]
            continue
        if len(small) + len(group) > wide:
            shards.append(small)
            small = []
        small = small + group
    if small:
        shards.append(small)
    return [Shard(*(tuple(column) for column in zip(*part, strict=True))) for part in shards]


def run_shard(shard: Shard, task: Task) -> ShardDone:
    """Run a shard; when it fails, run by run, so that only the runs at fault are lost.

    Args:
        shard: the runs.
        task: what they need.
    """
    started = time.perf_counter()
    try:
        values = _run(shard.scenarios, shard.seeds, task)
        astray = _not_numbers(shard.keys, values, task)
        return ShardDone(shard.keys, values, astray, time.perf_counter() - started)
    except Exception:
        values = np.full((len(shard.keys), task.dates, len(task.outcomes)), np.nan)
    failures = {}
    for row, key in enumerate(shard.keys):
        try:
            values[row] = _run(shard.scenarios[row : row + 1], shard.seeds[row : row + 1], task)[0]
        except Exception as error:
            failures[key] = Failure(_words(error), traceback.format_exc())
    failures = _not_numbers(shard.keys, values, task) | failures
    return ShardDone(shard.keys, values, failures, time.perf_counter() - started)


def do_shards(shards: Sequence[Shard], task: Task, workers: int, cluster: str | None) -> Iterator[ShardDone]:
    """Do shards and give each as it finishes, in any order.

    Args:
        shards: the shards.
        task: what they need.
        workers: worker processes of this machine.
        cluster: address of a Dask scheduler, ``local`` for one made here, or None for worker processes.

    Raises:
        InputProblems: the cluster cannot be reached.
    """
    if cluster is None and (workers <= 1 or len(shards) <= 1):
        for shard in shards:
            yield run_shard(shard, task)
        return
    import joblib

    task = task.packed()
    waiting = {shard.keys: shard for shard in shards}
    for attempt in range(_TRIES):
        with _where(cluster, workers, task):
            parallel = joblib.Parallel(n_jobs=workers if cluster is None else -1, return_as="generator_unordered")
            try:
                for done in parallel(joblib.delayed(run_shard)(shard, task) for shard in list(waiting.values())):
                    del waiting[done.keys]
                    yield done
                return
            except Exception as error:
                # Out of memory, killed: not the fault of the runs that were waiting.
                if attempt < _TRIES - 1:
                    continue
                shape = (task.dates, len(task.outcomes))
                for shard in list(waiting.values()):
                    lost = Failure(_words(error), traceback.format_exc())
                    values = np.full((len(shard.keys), *shape), np.nan)
                    yield ShardDone(shard.keys, values, dict.fromkeys(shard.keys, lost))


def check_cluster(cluster: str) -> None:
    """Check that a cluster can be used, before anything is written.

    Args:
        cluster: address of a Dask scheduler, or ``local``.

    Raises:
        InputProblems: Dask is not installed, or no scheduler answers.
    """
    _dask()
    if cluster != LOCAL:
        with _client(cluster, 1):
            pass


@contextmanager
def _where(cluster: str | None, workers: int, task: Task) -> Iterator[None]:
    """Choose who does the shards."""
    import joblib

    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        # loky says so when it replaces a worker that has grown; nothing is lost by it.
        warnings.filterwarnings("ignore", message="A worker stopped while some jobs were given")
        if cluster is None:
            stack.enter_context(joblib.parallel_config(backend="loky", inner_max_num_threads=1))
        else:
            stack.enter_context(_client(cluster, workers))
            # Every worker gets the world once, not with every shard.
            stack.enter_context(joblib.parallel_config(backend="dask", scatter=[task], wait_for_workers_timeout=60))
        yield


def _dask() -> Any:
    try:
        import distributed
    except ImportError:
        found = "Dask is not installed"
        allowed = 'pip install "sos-sim[dask]", or leave --cluster out'
        raise InputProblems([Problem("--cluster", found, allowed)]) from None
    return distributed


@contextmanager
def _client(cluster: str, workers: int) -> Iterator[Any]:
    dask = _dask()
    if cluster == LOCAL:
        with (
            dask.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as made,
            dask.Client(made) as client,
        ):
            yield client
        return
    try:
        client = dask.Client(cluster, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        found = f"no Dask scheduler answers at {cluster} ({_words(error)})"
        raise InputProblems([Problem("--cluster", found, "local, or an address such as tcp://host:8786")]) from None
    with client:
        yield client


def _not_numbers(keys: Sequence[str], values: NDArray[np.float64], task: Task) -> dict[str, Failure]:
    """Name the runs in which an outcome stopped being a number, which no run of a sound model has."""
    found: dict[str, Failure] = {}
    for row in np.flatnonzero(~np.isfinite(values).all(axis=(1, 2))):
        when, which = np.argwhere(~np.isfinite(values[row]))[0]
        said = f"{task.outcomes[which]} is not a number after {when * task.months_between_looks} months"
        found[keys[int(row)]] = Failure(said, "")
    return found


def _run(scenarios: Sequence[Scenario], seeds: Sequence[int], task: Task) -> NDArray[np.float64]:
    """Run some runs ordered by seed, those of one seed side by side when they are many."""
    starts = [place for place, seed in enumerate(seeds) if not place or seed != seeds[place - 1]]
    if len(seeds) < _ALONE * len(starts):
        starts = [0]
    ends = [*starts[1:], len(seeds)]
    world = opened(task.world)
    # Here and not before: a draw under each of a million runs would fill the memory.
    scenarios = [laid(each, seed, task.parameters) for each, seed in zip(scenarios, seeds, strict=True)]
    parts = [
        task.runner(world, scenarios[a:b], seeds[a:b], task.outcomes, task.months_between_looks)
        for a, b in zip(starts, ends, strict=True)
    ]
    return np.concatenate(parts)


def _words(error: BaseException) -> str:
    text = " ".join(str(error).split())[:500]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
