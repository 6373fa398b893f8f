"""Which uncertainties matter, and how to divide a budget, as a notebook user asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.notebook.in_folder import InFolder, folder_of, options_of, scenario_of
from sos_sim.notebook.sweeps import experiment_of

if TYPE_CHECKING:
    import pandas as pd

    from sos_sim.scenario.experiment import Experiment
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.study.optimise.result import Optimised
    from sos_sim.study.sensitivity.study import SensitivityResult
    from sos_sim.world.build import World


@dataclass(frozen=True)
class Screened(InFolder):
    """Hold a finished sensitivity analysis.

    Args:
        result: what was found.
    """

    result: SensitivityResult

    def table(self) -> pd.DataFrame:
        """Give the Sobol indices of the numbers looked at closely, with their intervals."""
        indices = self.tables["sobol"]
        return indices[indices["kind"] == "parameter"]


@dataclass(frozen=True)
class Divided(InFolder):
    """Hold a finished search for the best division of a budget.

    Args:
        result: what was found.
    """

    result: Optimised

    def table(self) -> pd.DataFrame:
        """Give one row per division: those of the front, and simple ones to compare with."""
        return self.tables["allocations"]


def sensitivity(
    experiment: str | Path | Experiment,
    *,
    trajectories: int = 10,
    base: int = 128,
    keep: int = 16,
    seeds: int | None = None,
    population: str | Path | World | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
) -> Screened:
    """Analyse which uncertainties move the outcomes, and which change which policy is best.

    Args:
        experiment: an experiment, or its name or path; its own design does not count.
        trajectories: walks of the screening.
        base: blocks of the closer look, a power of 2.
        keep: numbers that are looked at closely.
        seeds: number of futures; the experiment's own when not given.
        population: a population file or a world; the embedded California when not given.
        out: the folder, resumed when it holds the same analysis; a temporary one when not given.
        jobs: worker processes.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    from sos_sim.study.sensitivity.analyse import Sizes
    from sos_sim.study.sensitivity.study import sensitivity as analyse

    folder, temporary = folder_of(out)
    sizes = Sizes(trajectories, base, keep)
    result = analyse(experiment_of(experiment), sizes, seeds=seeds, out=folder, **options_of(population, jobs))
    return Screened(folder, temporary, result)


def optimise(
    scenario: str | Path | Scenario = "california-2017",
    *,
    budget: float,
    objectives: Sequence[str] = ("capability", "true_outcome", "equity_gap", "burden"),
    seeds: int = 4,
    generations: int = 20,
    size: int = 48,
    population: str | Path | World | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
) -> Divided:
    """Search for the best divisions of a support budget.

    Args:
        scenario: the conditions: a scenario, or its name or path.
        budget: what support costs, $ per pupil and year.
        objectives: outcomes to better.
        seeds: futures of the search; fresh ones follow.
        generations: generations of the search.
        size: divisions in a generation.
        population: a population file or a world; the embedded California when not given.
        out: the folder, resumed when it holds the same search; a temporary one when not given.
        jobs: worker processes.

    Raises:
        InputProblems: something that was given cannot be used, or pymoo is not installed.
    """
    from sos_sim.study.optimise.optimise import Search
    from sos_sim.study.optimise.optimise import optimise as search

    folder, temporary = folder_of(out)
    wanted = Search(budget, tuple(objectives), seeds, generations, size)
    result = search(scenario_of(scenario), wanted, out=folder, **options_of(population, jobs))
    return Divided(folder, temporary, result)
