"""Why two policies end apart, as a notebook user asks it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.notebook.in_folder import calibrated, folder_of, scenario_of
from sos_sim.scenario.scenario import Scenario
from sos_sim.study.explain.attribution import DEFAULT_OUTCOMES, Attribution, explain_scenarios

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sos_sim.scenario.posterior import Posterior
    from sos_sim.world.build import World


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


def explain(
    base: str | Path | Scenario,
    other: str | Path | Scenario,
    seeds: int = 20,
    *,
    outcomes: Sequence[str] = DEFAULT_OUTCOMES,
    population: str | Path | World | None = None,
    parameters: str | Path | Posterior | None = None,
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
        parameters: draws of a calibration under both scenarios, or the file or folder that holds them.
        out: the run folder; a temporary one when not given.
        jobs: worker processes.

    Raises:
        InputProblems: something that was given cannot be used, or the scenarios do not differ.
    """
    folder, temporary = folder_of(out)
    first, second = scenario_of(base), scenario_of(other)
    result = explain_scenarios(
        first, second, seeds, out=folder, outcomes=tuple(outcomes), **calibrated(population, jobs, parameters)
    )
    return Explained(folder, temporary, result)
