"""A result and its folder, and how what a notebook user gives is read."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.scenario.posterior import Posterior, read_posterior
from sos_sim.scenario.scenario import Scenario, load
from sos_sim.store.read import RunTables, read

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sos_sim.world.build import World


@dataclass(frozen=True)
class InFolder:
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

    def report(self) -> Path:
        """Write the report into the run folder and tell where it is."""
        from sos_sim.report.build import write_report

        return write_report(self.folder)


def calibrated(
    population: str | Path | World | None, jobs: int, parameters: str | Path | Posterior | None
) -> dict[str, Any]:
    """Give the options of the studies that a calibration's draws may lie under.

    Args:
        population: a population file or a world; the embedded California when not given.
        jobs: worker processes.
        parameters: draws, or the file or folder that holds them; none when not given.

    Raises:
        InputProblems: the draws cannot be used.
    """
    draws = read_posterior(parameters) if isinstance(parameters, (str, Path)) else parameters
    return options_of(population, jobs) | {"parameters": draws}


def options_of(population: str | Path | World | None, jobs: int) -> dict[str, Any]:
    """Give the options every study takes.

    Args:
        population: a population file or a world; the embedded California when not given.
        jobs: worker processes.
    """
    return {"population": Path(population) if isinstance(population, str) else population, "jobs": jobs}


def scenario_of(given: str | Path | Scenario) -> Scenario:
    """Take a scenario, or load it by name or path.

    Args:
        given: what the user gave.
    """
    return given if isinstance(given, Scenario) else load(given)


def folder_of(out: str | Path | None) -> tuple[Path, tempfile.TemporaryDirectory[str] | None]:
    """Give the folder of a result, a temporary one when none was named.

    Args:
        out: what the user gave.
    """
    if out is not None:
        return Path(out), None
    temporary = tempfile.TemporaryDirectory(prefix="sos-sim-")
    return Path(temporary.name), temporary
