"""Exposure: how many half-lives of learning a month of improvement work is worth.

Equation:
    E = p A (K S X (loose + (1 - loose) W))^(1/4) Y,  Y = 1 for P <= P*, else YD(P/P*)
    T_h = (cycle + (1 - D') age of state data + D' age of local data) ln 2/(-ln(1 - rho))
    D' = D (q + (1 - q) skill),  skill = K + (1 - K) training
    age of state data = lag + 6/releases with a Dashboard, else that without one
    exposure <- exposure + E dt/T_h
Sources: Schneiderman 1988; theory 1.4; M01, M17, M18, M28, M31, M105-M108; prototype 2 changes 1 and 2.
Limits: E = 1 exactly when p = A = K = S = X = W = 1 and P <= P*; A = 0 or K = 0 gives E = 0 (S02, S15);
    cycle 3, rho 0.2, no data lag: T_h = 9.318851 months; with 12 months' lag 46.594256 (case 7).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sos_sim.model.forms import Columns, Number, fourth_root, yerkes_dodson
from sos_sim.model.month import Month
from sos_sim.model.state import State


def state_data_age(p: Any) -> Number:
    """Return how old state data are when they are used, in months."""
    a = p.accountability
    shown = a.lag_months + 6.0 / a.releases_per_year
    return a.dashboard * shown + (1.0 - a.dashboard) * p.learning.age_without_dashboard


def half_life(data_use: Columns, state_age: Any, p: Any) -> Columns:
    """Return the months in which full effectiveness halves a reachable gap.

    Args:
        data_use: (N, r) share of what a test needs that local data give.
        state_age: age of state data in months.
        p: parameters of the month.
    """
    q = p.learning
    doublings = math.log(2.0) / -np.log(1.0 - q.gap_per_cycle)
    return ((q.cycle_months + state_age) - data_use * (state_age - q.local_data_age)) * doublings


def effectiveness(state: State, p: Any) -> Columns:
    """Return how effective improvement work is, (N, r) in [0, 1]."""
    quality = state.knowledge * state.safety
    quality *= state.alignment
    loose = p.embedding.loose_worth
    quality *= loose + (1.0 - loose) * state.embedded
    effect = fourth_root(quality)
    effect *= state.time_used
    effect *= state.authentic
    strain = state.pressure / p.pressure.best
    if (strain > 1.0).any():
        effect *= yerkes_dodson(np.maximum(strain, 1.0))
    return effect


def data_use(state: State, p: Any) -> Columns:
    """Return local data as far as people can use them, (N, r) in [0, 1]."""
    unskilled = p.data.unskilled_use
    skill = state.knowledge + (1.0 - state.knowledge) * p.data.training
    return state.data * (unskilled + (1.0 - unskilled) * skill)


def step(state: State, p: Any, month: Month) -> None:
    """Add a month's learning to the year's exposure."""
    state.effectiveness = effectiveness(state, p)
    state.exposure += month.dt * state.effectiveness / half_life(data_use(state, p), state_data_age(p), p)
