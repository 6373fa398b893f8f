"""What a notebook user types: run and compare scenarios, look at tables and pictures."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sos_sim.scenario.scenario import Scenario, load
from sos_sim.store.read import RunTables, read
from sos_sim.study.batches import Engine, shipped_engine
from sos_sim.study.compare import Comparison, compare_scenarios
from sos_sim.study.explain.attribution import DEFAULT_OUTCOMES, Attribution, explain_scenarios
from sos_sim.study.run import RunResult, run_scenarios

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sos_sim.scenario.experiment import Experiment
    from sos_sim.study.sweep import SweepResult
    from sos_sim.world.build import World


@dataclass(frozen=True)
class _InFolder:
    """Hold a result's folder; a temporary one lives as long as the result does."""

    folder: Path
    temporary: tempfile.TemporaryDirectory[str] | None

    @cached_property
    def tables(self) -> RunTables:
        """Give every table of the run folder, each read when first asked for."""
        return read(self.folder)

    def plot(self, *panels: str) -> Figure:
        """Draw trajectories with quantile bands.

        Args:
            panels: ``capability``, ``adoption``, ``time``, ``outcomes`` (true next to measured),
                ``inflation``, ``districts``, or any outcome; all six panels without one.

        Raises:
            InputProblems: a panel is unknown.
        """
        from sos_sim.show.draw import draw_panels
        from sos_sim.show.trajectories import PANELS

        return draw_panels(self.tables, list(panels or PANELS))


@dataclass(frozen=True)
class Ran(_InFolder):
    """Hold a finished run.

    Args:
        result: what the run says.
    """

    result: RunResult

    def table(self) -> pd.DataFrame:
        """Give mean, 5 % and 95 % quantiles over seeds of every outcome at the end."""
        import pandas as pd

        return pd.DataFrame(self.result.as_json()["outcomes"])

    def to_parquet(self, path: str | Path) -> None:
        """Write the table to one file.

        Args:
            path: the file.
        """
        self.table().to_parquet(path, index=False)


@dataclass(frozen=True)
class Compared(_InFolder):
    """Hold a finished comparison.

    Args:
        result: what the comparison says.
    """

    result: Comparison

    def table(self) -> pd.DataFrame:
        """Give the paired difference, its interval, the share of seeds won and p-values, by policy and outcome."""
        return self.result.table()

    def by(self, kind: str) -> pd.DataFrame:
        """Give the paired differences of each county, size class, district type or student group.

        Args:
            kind: ``county``, ``size``, ``type`` or ``student_group``.

        Raises:
            InputProblems: no such breakdown.
        """
        return self.result.breakdown(kind)

    def cost_per_gain(self) -> pd.DataFrame:
        """Give what a unit of each gain costs, with its interval, by policy."""
        return self.result.cost_table()

    def to_parquet(self, path: str | Path) -> None:
        """Write the table to one file.

        Args:
            path: the file.
        """
        self.result.to_parquet(path)


@dataclass(frozen=True)
class Explained:
    """Hold a finished explanation of a difference.

    Args:
        folder: the run folder.
        temporary: the same where it goes away with the result.
        result: what the explanation says.
    """

    folder: Path
    temporary: tempfile.TemporaryDirectory[str] | None
    result: Attribution

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say in plain words what carried the difference."""
        return self.result.sentences

    def table(self) -> pd.DataFrame:
        """Give one row per outcome and part of its difference, with the interval of its mean share."""
        return self.result.table()

    def plot(self, *outcomes: str) -> Figure:
        """Draw what carried the difference, one row of panels per outcome.

        Args:
            outcomes: outcomes that were explained; the main two without one.

        Raises:
            InputProblems: an outcome was not explained.
        """
        from sos_sim.show.attribution import draw_attribution, drawn_outcomes
        from sos_sim.show.style import house_style

        table = self.table()
        with house_style():
            return draw_attribution(table, list(outcomes) or drawn_outcomes(table))

    def to_parquet(self, path: str | Path) -> None:
        """Write the table to one file.

        Args:
            path: the file.
        """
        self.result.to_parquet(path)


def run(
    scenario: str | Path | Scenario,
    seeds: int = 20,
    *,
    population: str | Path | World | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
    engine: Engine = shipped_engine,
) -> Ran:
    """Run one scenario over many seeds.

    Args:
        scenario: a scenario, or its name or path.
        seeds: number of seeds.
        population: a population file or a world; the embedded California when not given.
        out: the run folder; a temporary one when not given.
        jobs: worker processes.
        engine: what runs a batch.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    folder, temporary = _folder(out)
    result = run_scenarios(
        [_scenario(scenario)], seeds, out=folder, engine=engine, **_options(population, jobs)
    )
    return Ran(folder, temporary, result)


def compare(
    base: str | Path | Scenario,
    *policies: str | Path | Scenario,
    seeds: int = 50,
    population: str | Path | World | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
    budget: float | Literal["equal"] | None = None,
    engine: Engine = shipped_engine,
) -> Compared:
    """Compare policies with a base, seed by seed.

    Args:
        base: a scenario, or its name or path.
        policies: what is compared with it.
        seeds: number of seeds.
        population: a population file or a world; the embedded California when not given.
        out: the run folder; a temporary one when not given.
        jobs: worker processes.
        budget: what every policy shall cost, $ per pupil and year above the base, mean over the horizon, or ``equal``
            for what the cheapest costs; the policies are scaled to it.
        engine: what runs a batch.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    folder, temporary = _folder(out)
    others = [_scenario(policy) for policy in policies]
    result = compare_scenarios(
        _scenario(base), others, seeds, out=folder, budget=budget, engine=engine, **_options(population, jobs)
    )
    return Compared(folder, temporary, result)


@dataclass(frozen=True)
class Swept(_InFolder):
    """Hold a finished sweep.

    Args:
        result: what became of it.
    """

    result: SweepResult

    def table(self) -> pd.DataFrame:
        """Give mean, 5 % and 95 % quantiles over futures at the end, one row per policy and outcome."""
        from sos_sim.study.sweep_print import policy_table

        return policy_table(self.result)

    def to_parquet(self, path: str | Path) -> None:
        """Write the table to one file.

        Args:
            path: the file.
        """
        self.table().to_parquet(path, index=False)


def sweep(
    experiment: str | Path | Experiment,
    *,
    seeds: int | None = None,
    population: str | Path | World | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
    cluster: str | None = None,
    fresh: bool = False,
) -> Swept:
    """Run an experiment: every policy in the same futures.

    Args:
        experiment: an experiment, or its name or path.
        seeds: number of seeds; the experiment's own when not given.
        population: a population file or a world; the embedded California when not given.
        out: the folder, resumed when it holds the same experiment; a temporary one when not given.
        jobs: worker processes.
        cluster: address of a Dask scheduler, or ``local``.
        fresh: replace what the folder holds.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    from sos_sim.observe.outcomes import OUTCOMES
    from sos_sim.scenario.experiment import Experiment, load_experiment
    from sos_sim.study.sweep import sweep as run_sweep

    found = experiment if isinstance(experiment, Experiment) else load_experiment(experiment, OUTCOMES)
    if seeds is not None:
        found = replace(found, seeds=seeds)
    folder, temporary = _folder(out)
    result = run_sweep(found, out=folder, cluster=cluster, fresh=fresh, **_options(population, jobs))
    return Swept(folder, temporary, result)


def explain(
    base: str | Path | Scenario,
    other: str | Path | Scenario,
    seeds: int = 20,
    *,
    outcomes: Sequence[str] = DEFAULT_OUTCOMES,
    population: str | Path | World | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
) -> Explained:
    """Explain why one scenario ends differently than another: which parts of it, through which mechanisms.

    Args:
        base: a scenario, or its name or path.
        other: what is compared with it.
        seeds: number of futures.
        outcomes: names of the outcomes to explain.
        population: a population file or a world; the embedded California when not given.
        out: the run folder; a temporary one when not given.
        jobs: worker processes.

    Raises:
        InputProblems: something that was given cannot be used, or the scenarios do not differ.
    """
    folder, temporary = _folder(out)
    first, second = _scenario(base), _scenario(other)
    result = explain_scenarios(
        first, second, seeds, out=folder, outcomes=tuple(outcomes), **_options(population, jobs)
    )
    return Explained(folder, temporary, result)


def _options(population: str | Path | World | None, jobs: int) -> dict[str, Any]:
    return {"population": Path(population) if isinstance(population, str) else population, "jobs": jobs}


def _scenario(given: str | Path | Scenario) -> Scenario:
    return given if isinstance(given, Scenario) else load(given)


def _folder(out: str | Path | None) -> tuple[Path, tempfile.TemporaryDirectory[str] | None]:
    if out is not None:
        return Path(out), None
    temporary = tempfile.TemporaryDirectory(prefix="sos-sim-")
    return Path(temporary.name), temporary
