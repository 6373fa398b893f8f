"""A sensitivity analysis of an experiment in a folder: three sweeps, one analysis, tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.parameters import PARAMETERS
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import table_columns
from sos_sim.store.folder import RunFolder, locked, write_columns_page, write_table
from sos_sim.store.keys import model_version, point_key
from sos_sim.store.manifest import new_manifest, write_manifest
from sos_sim.store.sweep_folder import SweepFolder
from sos_sim.study.many import statewide_values
from sos_sim.study.run import counted
from sos_sim.study.sensitivity.analyse import Designs, Found, Sizes, analyse
from sos_sim.study.sensitivity.question import Policy, Stage, policies_of, question_of
from sos_sim.study.sensitivity.reading import too_wide
from sos_sim.study.sensitivity.tables import as_json, tables_of
from sos_sim.study.sweep.design import Point
from sos_sim.study.sweep.shards import Runner
from sos_sim.study.sweep.sweep import SweepPlan, dates_written, run_plan
from sos_sim.study.worlds import world_of

if TYPE_CHECKING:
    from sos_sim.scenario.experiment import Experiment
    from sos_sim.world.build import World

# Rough costs, only used to say in advance how long it may take.
_SECONDS_PER_DISTRICT_MONTH = 1.5e-7
_SECONDS_PER_RUN = 3e-3
# From here on a reader is warned: luck in what is analysed; variance that the numbers kept give.
_MUCH, _LITTLE = 0.05, 0.5
_ABOUT: dict[Stage, str] = {
    "screening": "Morris trajectories through everything uncertain",
    "groups": "Random blocks in which everything uncertain varies, by mechanism",
    "sobol": "Sobol blocks of the numbers that were kept",
}


@dataclass(frozen=True)
class SensitivityResult:
    """Hold a finished sensitivity analysis.

    Args:
        found: what was found.
        folder: where its tables are.
        runs: runs it rests on.
        computed: runs computed this time; the others were there.
        seconds: time it took this time.
        failed: one line per run that failed.
        warnings: what a reader has to know before the figures.
    """

    found: Found
    folder: Path
    runs: int
    computed: int
    seconds: float
    failed: list[str]
    warnings: list[str]

    def as_json(self) -> dict[str, Any]:
        """Give what was found as plain data."""
        return {
            "folder": str(self.folder),
            **as_json(self.found),
            "runs": self.runs,
            "computed": self.computed,
            "seconds": round(self.seconds, 3),
            "warnings": self.warnings,
            "failed": len(self.failed),
        }


@dataclass
class _Runs:
    """Evaluate settings by a sweep each, in a folder of its own inside the folder of the analysis."""

    experiment: Experiment
    policies: tuple[Policy, ...]
    outcomes: tuple[str, ...]
    identity: dict[str, Any]
    options: dict[str, Any]
    folder: Path
    runs: int = 0
    computed: int = 0
    failed: list[str] = field(default_factory=list)

    def __call__(self, stage: Stage, settings: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """Give (n, P, K, O) outcomes at the end."""
        points = tuple(
            Point(policy.scenario, {**policy.levers, **setting}, number, future, self.experiment.dates)
            for future, setting in enumerate(settings)
            for number, policy in enumerate(self.policies)
        )
        plan = SweepPlan(
            f"{self.experiment.name}, {stage}",
            _ABOUT[stage],
            "sensitivity",
            self.experiment.scenarios,
            points,
            self.experiment.seeds,
            self.outcomes,
            {**_about(self.experiment, self.outcomes), "design": {"kind": stage, "points": len(settings)}},
            {**self.identity, "step": stage},
        )
        result = run_plan(plan, out=self.folder / stage, **self.options)
        self.runs += result.runs
        self.computed += result.computed
        self.failed += [f"{stage}, {line}" for line in result.failed]
        values = result.end_values()[..., [plan.kept.index(name) for name in self.outcomes]]
        return values.reshape(len(settings), len(self.policies), *values.shape[1:])


def sensitivity(
    experiment: Experiment,
    sizes: Sizes,
    *,
    seeds: int | None = None,
    population: Path | World | None = None,
    out: Path,
    jobs: int = 1,
    fresh: bool = False,
    quiet: bool = False,
    runner: Runner = statewide_values,
) -> SensitivityResult:
    """Analyse which uncertain numbers matter, into a folder; what is there of it already is not run again.

    Args:
        experiment: the experiment; its own design does not count.
        sizes: how large the analysis is.
        seeds: futures every point meets; the experiment's when not given.
        population: a population file, a world already built, or None for the embedded California.
        out: the folder.
        jobs: worker processes.
        fresh: replace what is there.
        quiet: show no progress.
        runner: what runs a shard.

    Raises:
        InputProblems: nothing is uncertain, or the population or the folder cannot be used.
        KeyboardInterrupt: interrupted; finished runs are kept.
    """
    started = time.perf_counter()
    experiment = replace(experiment, seeds=seeds or experiment.seeds)
    policies = policies_of(experiment)
    question = question_of(experiment, policies)
    designs = Designs(question, sizes)
    world, about = world_of(population)
    identity = _identity(experiment)
    whole = identity | {"population": about["hash"], "model version": model_version()}
    scenarios = experiment.scenarios
    manifest = new_manifest(scenarios, [each.name for each in scenarios], experiment.seeds, about, 0)
    manifest |= {
        "kind": "sensitivity",
        "experiment": {
            **_about(experiment, question.outcomes),
            "design": {"kind": "sensitivity", **designs.points, "keep": sizes.keep},
        },
        "identity": whole,
        "policies": list(question.policies),
    }
    options = {"population": population, "jobs": jobs, "fresh": fresh, "quiet": quiet, "runner": runner}
    runs = _Runs(experiment, policies, question.outcomes, identity, options, out)
    # The layout is that of the sweeps inside; here it is only what the check is asked with.
    SweepFolder.check(out, _layout(experiment, question.outcomes), whole, fresh)
    with locked(out):
        _begin(out, manifest)
        if not quiet:
            print(_advance(designs, experiment, policies, len(world.county_of), jobs), file=sys.stderr)
        try:
            found = analyse(question, sizes, runs)
        except KeyboardInterrupt:
            write_manifest(out, manifest | {"status": "interrupted"})
            raise
        for table, rows in tables_of(found).items():
            _write(out, table, rows)
        write_columns_page(out)
        seconds = time.perf_counter() - started
        manifest["timings"] = {"seconds": round(seconds, 3), "computed": runs.computed, "runs": runs.runs}
        manifest["failed"] = len(runs.failed)
        warnings = _warnings(found)
        write_manifest(out, manifest | {"status": "done", "warnings": warnings})
    return SensitivityResult(found, out, runs.runs, runs.computed, seconds, runs.failed, warnings)


def _identity(experiment: Experiment) -> dict[str, Any]:
    """Give what has to be equal for runs to be used again; sizes and seeds may change."""
    return _dates(experiment) | {
        "command": "sensitivity",
        "scenarios": [point_key(each, PARAMETERS, "", "") for each in experiment.scenarios],
        "ranges": {each.path: [each.low, each.high] for each in experiment.factors if each.is_range},
        "levels": {each.path: list(each.levels) for each in experiment.factors if not each.is_range},
    }


def _dates(experiment: Experiment) -> dict[str, Any]:
    return {"dates": dates_written(experiment)} if experiment.dates else {}


def _about(experiment: Experiment, outcomes: Sequence[str]) -> dict[str, Any]:
    return _dates(experiment) | {
        "name": experiment.name,
        "description": experiment.description,
        "scenarios": [each.name for each in experiment.scenarios],
        "levers": [each.path for each in experiment.levers],
        "uncertainties": [each.path for each in experiment.uncertainties],
        "seeds": experiment.seeds,
        "outcomes": list(outcomes),
    }


def _layout(experiment: Experiment, outcomes: tuple[str, ...]) -> Any:
    plan = SweepPlan("", "", "sensitivity", experiment.scenarios, (), experiment.seeds, outcomes, {}, {})
    return plan.layout


def _begin(out: Path, manifest: dict[str, Any]) -> None:
    """Mark the folder as ours; the runs are in folders inside, so that this one needs no chunks."""
    RunFolder(out).begin(manifest)
    chunks = out / "chunks"
    for file in chunks.glob("*.parquet"):
        file.unlink(missing_ok=True)
    if not any(chunks.iterdir()):
        chunks.rmdir()


def _advance(
    designs: Designs, experiment: Experiment, policies: tuple[Policy, ...], districts: int, jobs: int
) -> str:
    """Say how much there is to do, before it is done."""
    points = designs.points
    each = len(policies) * experiment.seeds
    runs = sum(points.values()) * each
    months = experiment.scenarios[0].months
    seconds = runs * (districts * months * _SECONDS_PER_DISTRICT_MONTH + _SECONDS_PER_RUN) / jobs
    long = f"{seconds / 60:.0f} minutes" if seconds > 90 else f"{max(seconds, 1):.0f} seconds"
    steps = ", ".join(f"{name} {count:,}" for name, count in points.items())
    return (
        f"{len(designs.names)} uncertain numbers in {len(designs.question.groups)} mechanisms. "
        f"Points: {steps}; each with {len(policies)} policies and {counted(experiment.seeds)}: {runs:,} runs, "
        f"about {long} with {jobs} worker{'' if jobs == 1 else 's'}. Runs that are in the folder are not repeated."
    )


def _write(out: Path, table: str, rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa

    schema = schema_of(table_columns(table))
    write_table(out / f"{table}.parquet", pa.Table.from_pylist(rows, schema=schema))


def _warnings(found: Found) -> list[str]:
    said = []
    if wide := too_wide(found):
        said.append(
            f"The largest total index has a wide 90 % interval for {', '.join(wide)}: take a larger --base "
            "before ranking numbers by it"
        )
    luck = [f"{each.outcome} {each.chance.left:.0%}" for each in found.outcomes if each.chance.left > _MUCH]
    if luck:
        said.append(f"What is analysed is still partly the luck of the seeds ({', '.join(luck)}): take more --seeds")
    little = [
        f"{each.outcome} {each.level.kept_share:.0%}" for each in found.outcomes if each.level.kept_share < _LITTLE
    ]
    if little:
        said.append(
            f"The numbers kept give less than half of the variance of {', '.join(little)}: read the mechanisms too, or "
            "take a larger --keep"
        )
    return said
