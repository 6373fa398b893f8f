"""Assistance: what identification leads to, differentiated assistance and the intensive tier.

Equation:
    when a Dashboard comes out, lag months after June (in December by default, in July at the earliest):
        listed if the district met the criteria; history keeps whether three or more groups (all, where fewer have a
        colour) met them in each of the last four Dashboards; intensive tier if so in three of the last four
    the month after: assistance <- 12 years for districts on the list, else what is left of it
    each month: assistance <- (assistance - dt)+
Constants: years `accountability.assistance_years`; the list exists while `accountability.identification` and
    `accountability.dashboard` are 1.
Sources: EC 52071 and 52072; california-facts, Differentiated assistance; M66, M82; L20, L21.
Limits: nobody identified, nobody ever in assistance; identification off, no list; the Dashboards of 2020 and 2021
    have none; runs in which no Dashboard comes out keep their list.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.causes import Cause, acts
from sos_sim.model.measure.identification import Dashboard
from sos_sim.model.measure.tables import YEARS_WITHOUT_DASHBOARD
from sos_sim.model.month import Month
from sos_sim.model.state import State

CAUSES: tuple[Cause, ...] = (
    *acts("identified, policy: accountability", "assistance", "+", "EC 52071"),
)

GROUPS_FOR_INTENSIVE = 3
"""Student groups that must meet the criteria, in three of four years (EC 52072)."""


def list_districts(state: State, p: Any, month: Month, dashboard: Dashboard, due: NDArray[np.bool_]) -> None:
    """Put the districts that met the criteria on the list.

    Args:
        state: columns, changed in place.
        p: parameters of the month.
        month: the month it happens in.
        dashboard: the Dashboard that comes out.
        due: (r,) runs in which it comes out.
    """
    if dashboard.year in YEARS_WITHOUT_DASHBOARD:
        np.copyto(state.identified, 0.0, where=due)
        return
    working = p.accountability.identification * p.accountability.dashboard
    np.copyto(state.identified, dashboard.identified * working, where=due, casting="same_kind")
    groups, coloured = dashboard.groups_flagged, dashboard.groups_coloured
    many = (groups > 0) & (groups >= np.minimum(coloured, GROUPS_FOR_INTENSIVE))
    history = np.roll(state.history, 1, axis=0)
    history[0] = many * working
    np.copyto(state.history, history, where=due)
    np.copyto(state.intensive, state.history.sum(axis=0) >= 3, where=due)
    month.note("identified", (state.identified > 0) & due)


def assign(state: State, p: Any, listed: NDArray[np.bool_]) -> None:
    """Start assistance for the districts on a list that came out last month.

    Args:
        state: columns, changed in place.
        p: parameters of the month.
        listed: (r,) runs in which a list came out.
    """
    months = (12.0 * p.accountability.assistance_years) * (state.identified * listed)
    state.assistance = np.maximum(state.assistance, months)


def step(state: State, p: Any, month: Month) -> None:
    """Let a month of assistance pass."""
    np.maximum(state.assistance - month.dt, 0.0, out=state.assistance)
