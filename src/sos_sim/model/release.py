"""The release of a Dashboard: some months after its spring, sooner or later by policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.causes import Cause, acts
from sos_sim.model.measure import Dashboard, reading
from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.tables import YEARS_WITHOUT_DASHBOARD
from sos_sim.model.state import State

SHOWN = "badness, indicator_badness, identified, history, intensive"
CAUSES: tuple[Cause, ...] = (
    *acts("exposure", "half_lives", "+", "Schneiderman 1988"),
    *acts("focus", "half_lives", "+", "M91"),
    *acts("priorities", "half_lives", "-", "M91"),
    *acts("half_lives, passing, inflation", "change", "+", "theory 4.4; M114"),
    *acts("half_lives, passing, inflation", SHOWN, "-", "theory 4.4; EC 52071"),
    *acts("exposure, focus", "change", "+", "theory 4.4; M114", "half_lives"),
    *acts("exposure, focus", SHOWN, "-", "theory 4.4", "half_lives"),
    *acts("priorities", SHOWN, "+", "M91", "half_lives"),
    *acts("priorities", "change", "-", "M91", "half_lives"),
    *acts("passing_start, inflation_start", SHOWN, "+", "outcomes count from the start"),
    *acts("passing_start, inflation_start", "change", "-", "outcomes count from the start"),
    *acts("history", "intensive", "+", "EC 52072: three years of four"),
    *acts("policy: accountability", f"{SHOWN}, change", "±", "M107, M108: when it comes out, if it does"),
    *acts("policy: support", "badness, identified, history, intensive", "±", "L52: effort moved between groups"),
)


@dataclass
class Waiting:
    """Hold a Dashboard that is not yet out in every run.

    Args:
        dashboard: what it will show.
        months: months since July of its spring.
        runs: (r,) runs in which it is not out yet.
    """

    dashboard: Dashboard
    months: int
    runs: NDArray[np.bool_]

    def due(self, p: Any) -> NDArray[np.bool_]:
        """Tell in which runs it comes out this month: ``lag_months`` after June, in July at the earliest, (r,)."""
        return self.runs & (self.months >= np.asarray(p.accountability.lag_months) - 1.0)

    def passes(self, out: NDArray[np.bool_]) -> None:
        """Let a month pass in which it came out in some runs."""
        self.runs = self.runs & ~out
        self.months += 1


@dataclass(frozen=True)
class Board:
    """Hold what the latest Dashboard of each run shows.

    Args:
        colour: (C, r) colours.
        groups_flagged: (N, r) student groups that met the criteria.
    """

    colour: NDArray[Any]
    groups_flagged: NDArray[Any]

    @classmethod
    def of(cls, dashboard: Dashboard) -> Board:
        """Take it from a Dashboard that is out in every run."""
        return cls(dashboard.colour, dashboard.groups_flagged)

    def replaced(self, dashboard: Dashboard, due: NDArray[np.bool_]) -> Board:
        """Return the board after a Dashboard came out in some runs.

        Args:
            dashboard: the Dashboard.
            due: (r,) where.
        """
        if due.all():
            return Board.of(dashboard)
        return Board(
            np.where(due, dashboard.colour, self.colour), np.where(due, dashboard.groups_flagged, self.groups_flagged)
        )


def show(state: State, cells: Cells, dashboard: Dashboard, due: NDArray[np.bool_]) -> None:
    """Let districts see their colours and the measured change.

    Args:
        state: columns, changed in place.
        cells: the C cells.
        dashboard: the Dashboard.
        due: (r,) runs in which it comes out.
    """
    if dashboard.year in YEARS_WITHOUT_DASHBOARD:
        return
    for column, shown in (
        (state.badness, dashboard.badness),
        (state.indicator_badness, reading.indicator_badness(cells, dashboard)),
        (state.change, dashboard.change_sd),
    ):
        np.copyto(column, shown, where=due, casting="same_kind")
