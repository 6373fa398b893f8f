"""Run scenarios over seeds into a run folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.posterior import Posterior, each_future
from sos_sim.store.folder import RunFolder, locked, write_columns_page
from sos_sim.store.keys import model_version, run_key
from sos_sim.store.manifest import new_manifest, write_manifest
from sos_sim.store.tables import RunName
from sos_sim.study.batches import (
    COLUMNS,
    Batch,
    Engine,
    do_batches,
    estimated_seconds,
    make_batches,
    shipped_engine,
)
from sos_sim.study.progress import ProgressBar
from sos_sim.study.worlds import world_of

if TYPE_CHECKING:
    from rich.console import Console

    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

# The outcomes every result has come first in every table.
MAIN_OUTCOMES = 13
# Starting workers costs more than this much work.
_WORTH_WORKERS = 3.0


@dataclass(frozen=True)
class RunResult:
    """Hold what a finished run says, and where its tables are.

    Args:
        folder: the run folder.
        scenarios: names of the scenarios in the tables, the base first.
        seeds: seeds asked for.
        failed: one line per batch that failed.
        calibration: what draws of a calibration do to it, in a line; empty when there are none.
    """

    folder: Path
    scenarios: tuple[str, ...]
    seeds: int
    failed: list[str]
    calibration: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the first scenario's outcomes at the end: mean, 5 % and 95 % quantiles over seeds."""
        return {
            "scenario": self.scenarios[0],
            "seeds": self.seeds,
            "folder": str(self.folder),
            "outcomes": [
                {"outcome": name, "unit": OUTCOMES[name].unit} | _spread(values)
                for name, values in self.end_values(self.scenarios[0]).items()
            ],
            "failed": list(self.failed),
        }

    def end_values(self, scenario: str) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        """Give each outcome's values at the end of the horizon, one per finished seed.

        Args:
            scenario: name of the scenario.
        """
        return _values(self.folder / "outcomes.parquet", [("scenario", "==", scenario)])

    def print(self, console: Console) -> None:
        """Print start, end and spread of every outcome for each scenario.

        Args:
            console: where to.
        """
        from rich.table import Table

        for scenario in self.scenarios:
            start = self._start_values(scenario)
            ends = self.end_values(scenario)
            seeds = max((len(values) for values in ends.values()), default=0)
            table = Table(title=f"{scenario}, {counted(seeds)}", title_justify="left")
            for heading in ("Outcome", "Unit"):
                table.add_column(heading)
            for heading in ("Start", "End, mean", "5 to 95 % of seeds"):
                table.add_column(heading, justify="right", no_wrap=True)
            for place, (name, values) in enumerate(ends.items()):
                if place == MAIN_OUTCOMES:
                    table.add_section()
                spread = _spread(values)
                table.add_row(
                    OUTCOMES[name].label,
                    OUTCOMES[name].unit,
                    figure(_spread(start[name])["mean"]),
                    figure(spread["mean"]),
                    f"{figure(spread['low'])} to {figure(spread['high'])}",
                )
            console.print(table)
        if self.calibration:
            console.print(self.calibration)

    def _start_values(self, scenario: str) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        path = self.folder / "trajectories.parquet"
        first = pc.min(pq.read_table(path, columns=["date"])["date"]).as_py()
        return _values(path, [("scenario", "==", scenario), ("date", "==", first)])


def run_scenarios(
    scenarios: Sequence[Scenario],
    seeds: int,
    *,
    population: Path | World | None = None,
    parameters: Posterior | None = None,
    out: Path,
    jobs: int = 1,
    district_seeds: int = 5,
    quiet: bool = False,
    engine: Engine = shipped_engine,
    columns: int = COLUMNS,
) -> RunResult:
    """Run every scenario with every seed and write the run folder.

    The numbers do not depend on ``jobs`` or ``columns``. Finished batches of an interrupted run in the
    same folder are used again.

    Args:
        scenarios: one or more scenarios with the same horizon, the base first.
        seeds: number of seeds; they are 1, 2, ... .
        population: a population file, a world already built, or None for the embedded California.
        parameters: draws of a calibration that lie under the scenarios, the same draw of a seed in every scenario;
            None leaves every number as the scenarios have it.
        out: the run folder.
        jobs: worker processes, used when the work is worth it.
        district_seeds: seeds whose districts are kept, the first ones.
        quiet: show no progress.
        engine: what runs a batch.
        columns: most runs side by side.

    Raises:
        InputProblems: the seeds, the horizons, the population or the folder cannot be used.
        KeyboardInterrupt: interrupted; finished batches are kept.
    """
    _check(scenarios, seeds, jobs, district_seeds)
    folder = RunFolder.check(Path(out))
    world, about = world_of(population)
    from sos_sim.parameters import PARAMETERS

    names = table_names(scenarios)
    version = model_version()
    each_seed = each_future(scenarios, seeds, parameters)
    runs = [
        [
            RunName(
                run_key(scenario, seed, PARAMETERS, about["hash"], version),
                name,
                seed,
                seed <= district_seeds,
            )
            for scenario, name in zip(as_laid, names, strict=True)
        ]
        for seed, as_laid in enumerate(each_seed, start=1)
    ]
    batches = make_batches(runs, each_seed, columns)
    manifest = new_manifest(scenarios, names, seeds, about, district_seeds)
    told = ""
    if parameters is not None:
        told = parameters.sentence(seeds, scenarios)
        manifest["parameters"] = parameters.about(scenarios)
        for line in parameters.warnings(scenarios):
            print(line, file=sys.stderr)
    started = time.perf_counter()
    failures: dict[int, str] = {}
    with locked(folder.path):
        folder.begin(manifest)
        try:
            _do_all(batches, world, engine, folder, jobs, quiet, failures, manifest["timings"])
            manifest["failures"] = [_failure(batches[number], failures[number]) for number in sorted(failures)]
            folder.write_design(list(chain.from_iterable(runs)), list(chain.from_iterable(each_seed)), PARAMETERS)
            folder.merge([batch.key for number, batch in enumerate(batches) if number not in failures])
            write_columns_page(folder.path)
        except KeyboardInterrupt:
            kept = sum(len(batch.runs) for batch in batches if folder.has_chunk(batch.key))
            write_manifest(folder.path, manifest | {"status": "interrupted"})
            total = seeds * len(names)
            print(
                f"Interrupted: {kept} of {total} runs are kept in {folder.path}; "
                "the same command goes on from there.",
                file=sys.stderr,
            )
            raise
        manifest["timings"]["seconds"] = round(time.perf_counter() - started, 3)
        write_manifest(folder.path, manifest | {"status": "done"})
    failed = [
        f"{', '.join(f['scenarios'])}, seeds {f['seeds'][0]}-{f['seeds'][-1]}: {f['error']}"
        for f in manifest["failures"]
    ]
    return RunResult(folder.path, names, seeds, failed, told)


def table_names(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Name scenarios in the tables: their own names, numbered where two are alike.

    Args:
        scenarios: the scenarios.
    """
    names: list[str] = []
    for scenario in scenarios:
        name, number = scenario.name, 1
        while name in names:
            number += 1
            name = f"{scenario.name} ({number})"
        names.append(name)
    return tuple(names)


def figure(value: float | None) -> str:
    """Write a number for people: about three significant digits, no exponent, a true minus sign.

    Args:
        value: the number, None when there is none.
    """
    if value is None:
        return "-"
    size = abs(value)
    if size < 0.0005:
        return "0"
    digits = 3 if size < 1 else 2 if size < 10 else 1 if size < 1000 else 0
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def counted(seeds: int) -> str:
    """Say how many seeds.

    Args:
        seeds: the number.
    """
    return "1 seed" if seeds == 1 else f"{seeds} seeds"


def _do_all(
    batches: Sequence[Batch],
    world: World,
    engine: Engine,
    folder: RunFolder,
    jobs: int,
    quiet: bool,
    failures: dict[int, str],
    timings: dict[str, Any],
) -> None:
    todo = [(number, batch) for number, batch in enumerate(batches) if not folder.has_chunk(batch.key)]
    expected = estimated_seconds([batch for _, batch in todo], len(world.districts.cds_code))
    workers = jobs if expected > _WORTH_WORKERS else 1
    timings["workers"] = min(workers, max(1, len(todo)))
    timings["batches"] = len(batches)
    timings["batches_reused"] = len(batches) - len(todo)
    busy = 0.0
    with ProgressBar(sum(len(batch.runs) for _, batch in todo), expected / workers, quiet) as progress:
        for done in do_batches(todo, world, engine, folder, workers):
            busy += done.seconds
            if done.failure:
                failures[done.number] = done.failure
            progress.advance(len(batches[done.number].runs))
    timings["busy_seconds"] = round(busy, 3)


def _check(scenarios: Sequence[Scenario], seeds: int, jobs: int, district_seeds: int) -> None:
    problems = []
    if seeds < 1:
        problems.append(Problem("--seeds", f"{seeds}", "a whole number from 1"))
    if jobs < 1:
        problems.append(Problem("--jobs", f"{jobs}", "a whole number from 1"))
    if district_seeds < 0:
        problems.append(Problem("--district-seeds", f"{district_seeds}", "a whole number from 0"))
    first = scenarios[0]
    for other in scenarios[1:]:
        if (other.start, other.months) != (first.start, first.months):
            problems.append(
                Problem(
                    str(other.source),
                    f"its horizon is {_horizon(other)}",
                    f"the horizon of {first.name}, {_horizon(first)}",
                )
            )
    if problems:
        raise InputProblems(problems)


def _horizon(scenario: Scenario) -> str:
    year, month = scenario.start
    return f"{scenario.months / 12:g} years from {year:04d}-{month:02d}"


def _failure(batch: Batch, error: str) -> dict[str, Any]:
    return {
        "scenarios": sorted({run.scenario for run in batch.runs}),
        "seeds": sorted({run.seed for run in batch.runs}),
        "run_keys": [run.key for run in batch.runs],
        "error": error,
    }


def _values(
    path: Path, filters: list[tuple[str, str, Any]]
) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    """Read one outcome table as values per outcome, outcomes in the declared order."""
    import pyarrow.parquet as pq

    frame = pq.read_table(path, columns=["outcome", "value"], filters=filters).to_pandas()
    parts = {str(name): part.to_numpy() for name, part in frame.groupby("outcome")["value"]}
    return {name: parts[name] for name in OUTCOMES if name in parts}


def _spread(values: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float | None]:
    values = values[np.isfinite(values)]
    if not len(values):
        return {"mean": None, "low": None, "high": None}
    low, high = np.quantile(values, [0.05, 0.95])
    return {"mean": float(values.mean()), "low": float(low), "high": float(high)}
