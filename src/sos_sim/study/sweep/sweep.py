"""Sweeps: every point of a design in the same futures, in a folder that survives anything and goes on from there."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.run import MONTHS_BETWEEN_LOOKS
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.dates import date_of
from sos_sim.store.folder import locked
from sos_sim.store.keys import model_version, point_key, seed_key
from sos_sim.store.manifest import new_manifest, read_manifest, write_manifest
from sos_sim.store.sweep_folder import Layout, SweepFolder
from sos_sim.store.tables import RunName
from sos_sim.study.many import statewide_values
from sos_sim.study.progress import ProgressBar
from sos_sim.study.run import MAIN_OUTCOMES
from sos_sim.study.sweep.design import Point, by_seed, experiment_points
from sos_sim.study.sweep.rows import design_table, point_keys
from sos_sim.study.sweep.shards import Runner, Task, check_cluster, cut_shards, do_shards
from sos_sim.study.worlds import world_of

if TYPE_CHECKING:

    from sos_sim.scenario.experiment import Experiment
    from sos_sim.scenario.posterior import Posterior
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

Kind = Literal["sweep", "sensitivity", "explain"]


@dataclass(frozen=True)
class SweepPlan:
    """Hold everything that is to be run.

    Args:
        name: name of the experiment.
        description: what it is about.
        kind: what the runs are for.
        scenarios: the scenarios the points are laid over, with one horizon.
        points: the points of the design.
        seeds: futures every point meets.
        outcomes: outcomes reported first; every result has the others of ``product`` too.
        about: what the manifest says of the experiment.
        identity: what has to be equal for a folder to be resumed, beside population and model; ``levels`` may grow.
    """

    name: str
    description: str
    kind: Kind
    scenarios: tuple[Scenario, ...]
    points: tuple[Point, ...]
    seeds: int
    outcomes: tuple[str, ...]
    about: dict[str, Any]
    identity: dict[str, Any]

    @property
    def kept(self) -> tuple[str, ...]:
        """Name the outcomes that are recorded: those every result has, and those asked for."""
        return tuple(dict.fromkeys((*list(OUTCOMES)[:MAIN_OUTCOMES], *self.outcomes)))

    @property
    def layout(self) -> Layout:
        """Tell what every run records."""
        first = self.scenarios[0]
        months = range(0, first.months + 1, MONTHS_BETWEEN_LOOKS)
        return Layout(tuple(date_of(first.start, month) for month in months), self.kept)


@dataclass(frozen=True)
class SweepResult:
    """Hold a finished sweep.

    Args:
        plan: what was run.
        folder: where its tables are.
        runs: runs of the design.
        failed: one line per run that failed.
        seconds: time it took this time.
        computed: runs computed this time; the others were there.
        calibration: what draws of a calibration do to it, in a line; empty when there are none.
    """

    plan: SweepPlan
    folder: Path
    runs: int
    failed: list[str]
    seconds: float
    computed: int
    calibration: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give what became of the sweep as plain data."""
        return {
            "folder": str(self.folder),
            "design": {**self.plan.about["design"], "points": len(self.plan.points), "seeds": self.plan.seeds},
            "runs": self.runs,
            "done": self.runs - len(self.failed),
            "failed": len(self.failed),
            "computed": self.computed,
            "seconds": round(self.seconds, 3),
        }

    def end_values(self) -> NDArray[np.float64]:
        """Give the outcomes at the end, (points, seeds, outcomes as in ``plan.kept``); NaN where a run failed."""
        return end_values_of(self.folder, len(self.plan.points), self.plan.seeds, self.plan.kept)


def end_values_of(folder: Path, points: int, seeds: int, outcomes: Sequence[str]) -> NDArray[np.float64]:
    """Read the outcomes at the end out of the folder of a sweep.

    Args:
        folder: the folder.
        points: number of points (P).
        seeds: number of seeds (K).
        outcomes: (O,) names.

    Returns:
        (P, K, O) values; NaN where a run failed.
    """
    import pyarrow.parquet as pq

    design = pq.read_table(folder / "design.parquet", columns=["run_key", "point", "seed"])
    failed = set(pq.read_table(folder / "failures.parquet", columns=["run_key"])["run_key"].to_pylist())
    done = np.array([key not in failed for key in design["run_key"].to_pylist()])
    values = np.full((points, seeds, len(outcomes)), np.nan)
    if not done.any():
        return values
    rows = pq.read_table(folder / "outcomes.parquet", columns=["outcome", "value"])
    # Rows stand run by run in the order of the design, with the outcomes in one order.
    width = rows.num_rows // int(done.sum())
    names = rows["outcome"].slice(0, width).to_pylist()
    by_run = rows["value"].to_numpy().reshape(-1, width)[:, [names.index(each) for each in outcomes]]
    values[design["point"].to_numpy()[done], design["seed"].to_numpy()[done] - 1] = by_run
    return values


def plan_experiment(experiment: Experiment, folder: Path | None = None) -> SweepPlan:
    """Plan the runs of an experiment.

    Args:
        experiment: the experiment.
        folder: a folder whose sweep is to be resumed: a Latin hypercube there is extended, not made anew.
    """
    sizes = _sizes(experiment, folder)
    points = experiment_points(experiment, sizes)
    design: dict[str, Any] = {"kind": experiment.kind}
    if experiment.size:
        design["levels" if experiment.kind == "factorial" else "points"] = experiment.size
    about = {
        "name": experiment.name,
        "description": experiment.description,
        "scenarios": [each.name for each in experiment.scenarios],
        "levers": [each.path for each in experiment.levers],
        "uncertainties": [each.path for each in experiment.uncertainties],
        "design": design,
        "seeds": experiment.seeds,
        "outcomes": list(experiment.outcomes),
        "sizes": sizes,
    }
    identity = {
        "scenarios": [point_key(each, PARAMETERS, "", "") for each in experiment.scenarios],
        "ranges": {each.path: [each.low, each.high] for each in experiment.factors if each.is_range},
        "levels": {each.path: list(each.levels) for each in experiment.factors if not each.is_range},
        "design": experiment.kind,
    }
    if experiment.dates:
        about["dates"] = identity["dates"] = dates_written(experiment)
    return SweepPlan(
        experiment.name,
        experiment.description,
        "sweep",
        experiment.scenarios,
        tuple(points),
        experiment.seeds,
        experiment.outcomes,
        about,
        identity,
    )


def dates_written(experiment: Experiment) -> dict[str, str]:
    """Give by path the month ``YYYY-MM`` that a factor holds from, of those that have one.

    Args:
        experiment: the experiment.
    """
    return {path: date_of(date, 0) for path, date in experiment.dates.items()}


def sweep(
    experiment: Experiment,
    *,
    population: Path | World | None = None,
    parameters: Posterior | None = None,
    out: Path,
    jobs: int = 1,
    cluster: str | None = None,
    fresh: bool = False,
    quiet: bool = False,
    runner: Runner = statewide_values,
) -> SweepResult:
    """Run an experiment into a folder; what is there of it already is not run again.

    Args:
        experiment: the experiment.
        population: a population file, a world already built, or None for the embedded California.
        parameters: draws of a calibration that lie under the scenarios, the same draw of a seed at every point; None
            for none.
        out: the folder.
        jobs: worker processes.
        cluster: address of a Dask scheduler, or ``local``.
        fresh: replace what is there.
        quiet: show no progress.
        runner: what runs a shard.

    Raises:
        InputProblems: the population, the folder or the cluster cannot be used.
        KeyboardInterrupt: interrupted; finished shards are kept.
    """
    plan = plan_experiment(experiment, None if fresh else out)
    return run_plan(
        plan,
        population=population,
        parameters=parameters,
        out=out,
        jobs=jobs,
        cluster=cluster,
        fresh=fresh,
        quiet=quiet,
        runner=runner,
    )


def run_plan(
    plan: SweepPlan,
    *,
    population: Path | World | None = None,
    parameters: Posterior | None = None,
    out: Path,
    jobs: int = 1,
    cluster: str | None = None,
    fresh: bool = False,
    replace_others: bool = False,
    quiet: bool = False,
    runner: Runner = statewide_values,
) -> SweepResult:
    """Run a plan into a folder, the design before the first run, each shard as it finishes, the tables at the end.

    Args:
        plan: what to run.
        population: a population file, a world already built, or None for the embedded California.
        parameters: draws of a calibration that lie under the scenarios, the same draw of a seed at every point; None
            for none.
        out: the folder.
        jobs: worker processes.
        cluster: address of a Dask scheduler, or ``local``.
        fresh: replace what is there.
        replace_others: replace what is there when it does not belong to this plan, instead of refusing.
        quiet: show no progress.
        runner: what runs a shard.

    Raises:
        InputProblems: the population, the folder or the cluster cannot be used.
        KeyboardInterrupt: interrupted; finished shards are kept.
    """
    if jobs < 1:
        raise InputProblems([Problem("--jobs", f"{jobs}", "a whole number from 1")])
    started = time.perf_counter()
    world, about = world_of(population)
    version = model_version()
    extra = sorted(set(plan.kept) - set(list(OUTCOMES)[:MAIN_OUTCOMES]))
    identity = plan.identity | {"population": about["hash"], "model version": version, "outcomes": extra}
    if parameters is not None:
        identity["parameters"] = parameters.hash
    fresh = fresh or (replace_others and not SweepFolder.fits(Path(out), identity))
    folder = SweepFolder.check(Path(out), plan.layout, identity, fresh)
    by_name = {each.name: each for each in plan.scenarios}
    laid = [point.over(by_name[point.scenario]) for point in plan.points]
    order = list(by_seed(plan.points, plan.seeds))
    key_of = point_keys(laid, parameters, about["hash"], version)
    runs = [RunName(seed_key(key_of(place, seed), seed), plan.points[place].scenario, seed) for seed, place in order]
    places = [place for _, place in order]
    manifest = new_manifest(plan.scenarios, [each.name for each in plan.scenarios], plan.seeds, about, 0)
    manifest |= {"kind": plan.kind, "experiment": plan.about, "identity": identity}
    told = ""
    if parameters is not None:
        factors = {path for point in plan.points for path in point.settings}
        told = parameters.sentence(plan.seeds, plan.scenarios, factors)
        manifest["parameters"] = parameters.about(plan.scenarios, factors)
    if cluster is not None:
        check_cluster(cluster)
    # Mixtures of two scenarios are told of as the two scenarios.
    if parameters is not None and plan.kind != "explain":
        for line in parameters.warnings(plan.scenarios, factors):
            print(line, file=sys.stderr)
    with locked(folder.path):
        SweepFolder.check(folder.path, plan.layout, identity, fresh)  # somebody else may have been here meanwhile
        folder.begin(manifest, design_table(plan, laid, runs, places, parameters), fresh)
        held = folder.held()
        todo = {
            run.key: (laid[place], run.seed)
            for run, place in zip(runs, places, strict=True)
            if run.key not in held.place
        }
        districts, months = len(world.county_of), plan.scenarios[0].months
        shards = cut_shards([(key, *rest) for key, rest in todo.items()], districts, months)
        task = Task(world, plan.kept, len(plan.layout.dates), MONTHS_BETWEEN_LOOKS, runner, parameters)
        expected = len(todo) * months * districts * _SECONDS_PER_DISTRICT_MONTH / jobs
        workers = jobs if expected * jobs > _WORTH_WORKERS else 1
        done = 0
        try:
            with ProgressBar(len(todo), expected, quiet) as progress:
                for each in do_shards(shards, task, workers, cluster):
                    safe = len(runs) - len(todo) + done
                    folder.write_chunk(
                        each.keys, each.values, each.failures, f"{safe:,} of {len(runs):,} runs are kept"
                    )
                    done += len(each.keys)
                    progress.advance(len(each.keys))
            held = folder.held() if todo else held
            failed = folder.merge(runs, places, held)
        except KeyboardInterrupt:
            kept = len(runs) - len(todo) + done
            write_manifest(folder.path, manifest | {"status": "interrupted"})
            print(
                f"Interrupted: {kept:,} of {len(runs):,} runs are kept in {folder.path}; "
                "the same command goes on from there.",
                file=sys.stderr,
            )
            raise
        seconds = time.perf_counter() - started
        manifest["timings"] = {
            "seconds": round(seconds, 3),
            "workers": workers if cluster is None else cluster,
            "computed": len(todo),
            "shards": len(shards),
        }
        manifest["failures"] = [
            {"run_key": key, "error": failure.error} for key, failure in list(failed.items())[:_MOST_LISTED]
        ]
        manifest["failed"] = len(failed)
        write_manifest(folder.path, manifest | {"status": "done"})
    lines = [
        f"point {place}, seed {run.seed}: {failed[run.key].error}"
        for run, place in zip(runs, places, strict=True)
        if run.key in failed
    ]
    return SweepResult(plan, folder.path, len(runs), lines, seconds, len(todo), told)


# Rough cost in a batch, only used to decide whether workers and a progress bar are worth it.
_SECONDS_PER_DISTRICT_MONTH = 1.5e-7
_WORTH_WORKERS = 3.0
_MOST_LISTED = 100


def _sizes(experiment: Experiment, folder: Path | None) -> list[int]:
    """Give the sizes the design has grown through in this folder, the present one last."""
    manifest = read_manifest(folder) if folder is not None else None
    before = ((manifest or {}).get("experiment") or {}).get("sizes") or []
    return [*before, experiment.size] if before[-1:] != [experiment.size] else list(before)
