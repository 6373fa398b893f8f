"""Assistance: what identification leads to, differentiated assistance and the intensive tier.

Equation:
    December: history keeps whether three or more groups (all, where fewer have a colour) met the criteria in each
        of the last four Dashboards;
        intensive tier if so in three of the last four
    January: assistance <- 12 years for districts on the list, else what is left of it
    each month: assistance <- (assistance - dt)+
Sources: EC 52071 and 52072; california-facts, Differentiated assistance; M66, M82; L20, L21.
Limits: nobody identified, nobody ever in assistance; identification off, no list; 2020 and 2021 have none.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.forms import Columns
from sos_sim.model.month import Month
from sos_sim.model.state import State

YEARS_WITHOUT_LIST = (2020, 2021)
"""Years in which California identified no district (california-facts)."""

GROUPS_FOR_INTENSIVE = 3
"""Student groups that must meet the criteria, in three of four years (EC 52072)."""


def list_districts(state: State, p: Any, month: Month, met: Columns, groups: Columns, coloured: Columns) -> None:
    """Put the districts that met the criteria on the December list.

    Args:
        state: columns, changed in place.
        p: parameters of the month.
        month: the December it happens in.
        met: (N, r) whether a district met the criteria.
        groups: (N, r) how many of its student groups did.
        coloured: (N, r) how many of its student groups have a colour at all.
    """
    working = p.accountability.identification * p.accountability.dashboard
    if month.year in YEARS_WITHOUT_LIST:
        state.identified = np.zeros_like(state.identified)
        return
    state.identified = (met * working).astype(state.days.dtype, copy=False)
    state.history = np.roll(state.history, 1, axis=0)
    many = (groups > 0) & (groups >= np.minimum(coloured, GROUPS_FOR_INTENSIVE))
    state.history[0] = many * working
    state.intensive = (state.history.sum(axis=0) >= 3).astype(state.days.dtype)
    month.note("identified", state.identified > 0)


def assign(state: State, p: Any) -> None:
    """Start assistance in January for the districts on the list."""
    months = 12.0 * p.accountability.assistance_years * state.identified
    state.assistance = np.maximum(state.assistance, months).astype(state.days.dtype, copy=False)


def step(state: State, p: Any, month: Month) -> None:
    """Let a month of assistance pass."""
    np.maximum(state.assistance - month.dt, 0.0, out=state.assistance)
