"""Runs and comparisons, as a notebook user types them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sos_sim.notebook.in_folder import InFolder, calibrated, folder_of, scenario_of
from sos_sim.scenario.scenario import Scenario
from sos_sim.study.batches import Engine, shipped_engine
from sos_sim.study.compare.comparison import Comparison, compare_scenarios
from sos_sim.study.run import RunResult, run_scenarios

if TYPE_CHECKING:
    import pandas as pd

    from sos_sim.scenario.posterior import Posterior
    from sos_sim.world.build import World


@dataclass(frozen=True)
class Ran(InFolder):
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
class Compared(InFolder):
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


def run(
    scenario: str | Path | Scenario,
    seeds: int = 20,
    *,
    population: str | Path | World | None = None,
    parameters: str | Path | Posterior | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
    engine: Engine = shipped_engine,
) -> Ran:
    """Run one scenario over many seeds.

    Args:
        scenario: a scenario, or its name or path.
        seeds: number of seeds.
        population: a population file or a world; the embedded California when not given.
        parameters: draws of a calibration under every scenario, or the file or folder that holds them.
        out: the run folder; a temporary one when not given.
        jobs: worker processes.
        engine: what runs a batch.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    folder, temporary = folder_of(out)
    result = run_scenarios(
        [scenario_of(scenario)], seeds, out=folder, engine=engine, **calibrated(population, jobs, parameters)
    )
    return Ran(folder, temporary, result)


def compare(
    base: str | Path | Scenario,
    *policies: str | Path | Scenario,
    seeds: int = 50,
    population: str | Path | World | None = None,
    parameters: str | Path | Posterior | None = None,
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
        parameters: draws of a calibration under every scenario, or the file or folder that holds them.
        out: the run folder; a temporary one when not given.
        jobs: worker processes.
        budget: what every policy shall cost, $ per pupil and year above the base, mean over the horizon, or ``equal``
            for what the cheapest costs; the policies are scaled to it.
        engine: what runs a batch.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    folder, temporary = folder_of(out)
    others = [scenario_of(policy) for policy in policies]
    result = compare_scenarios(
        scenario_of(base),
        others,
        seeds,
        out=folder,
        budget=budget,
        engine=engine,
        **calibrated(population, jobs, parameters),
    )
    return Compared(folder, temporary, result)
