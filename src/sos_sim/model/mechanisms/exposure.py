"""Exposure: how many half-lives of learning a month of improvement work is worth.

Equation:
    E = p A (K S X (loose + (1 - loose) W))^(1/4) Y,  Y = 1 for P <= P*, else YD(P/P*)
    T_h = (cycle' + (1 - D') age of state data + D' age of local data) ln 2/(-ln(1 - rho')), ts tests small, c cadence
    cycle' = cycle (1 + delay (ts - that of 2017))/c;  rho' = min(.95, rho transfer c^-x (1 + gain (ts - that of
        2017)))
    D' = D (q + (1 - q) skill),  skill = K + (1 - K) training', training' = training + e (guidance - that of 2017)
        in [0, 1]
    age of state data = lag + 6/releases with a Dashboard, else that without one
    exposure <- exposure + E (1 + a (2 largeness - 1)) dt/T_h
Constants: cycle `learning.cycle_months`, rho `learning.gap_per_cycle`, age of local data `learning.local_data_age`, q
    `data.unskilled_use`, training `data.training`, lag `accountability.lag_months`, releases
    `accountability.releases_per_year`, without a Dashboard `learning.age_without_dashboard`, loose
    `embedding.loose_worth`, P* `pressure.best`.
Sources: Schneiderman 1988; theory 1.4; M01, M17, M18, M20, M28, M31, M105-M108; L37, L55, L56; H16, H28; prototype
    2 changes 1 and 2.
Limits: E = 1 exactly when p = A = K = S = X = W = 1 and P <= P*; A = 0 or K = 0 gives E = 0 (S02, S15);
    cycle 3, rho 0.2, no data lag: T_h = 9.318851 months; with 12 months' lag 46.594256 (case 7); cadence 1, tests
        as in 2017, transfer 1: cycle and rho as they are.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, Number, fourth_root, power, yerkes_dodson
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

CAUSES: tuple[Cause, ...] = (
    *acts("knowledge, embedded, safety, authentic, alignment, time_used", "effectiveness, exposure", "+", "M01, M36"),
    *acts("pressure", "effectiveness, exposure", "-", "M28, M87: above the best pressure"),
    *acts("data", "exposure", "±", "M105, M107: local data help as far as they are fresher than the state's"),
    *acts("policy: accountability, policy: data", "exposure", "±", "M106-M108"),
    *acts("policy: learning", "exposure", "±", "M17: more cycles, each worth less"),
    *acts("policy: rollout", "exposure", "+", "M20"),
)


def state_data_age(p: Any) -> Number:
    """Return how old state data are when they are used, in months."""
    a = p.accountability
    shown = a.lag_months + 6.0 / a.releases_per_year
    return a.dashboard * shown + (1.0 - a.dashboard) * p.learning.age_without_dashboard


MOST_PER_CYCLE = 0.95
"""No cycle closes a whole gap."""


def cycle(p: Any) -> tuple[Number, Number]:
    """Return the length of a test cycle in months and the share of the reachable gap that a good one removes."""
    q, r = p.learning, p.rollout
    small = r.test_small - usual("rollout.test_small")
    months = q.cycle_months * (1.0 + r.small_delay * small) / q.cadence
    removed = q.gap_per_cycle * q.transfer * power(q.cadence, -q.cadence_diminishing) * (1.0 + r.small_gain * small)
    return months, np.minimum(removed, MOST_PER_CYCLE)


def half_life(data_use: Columns, state_age: Any, p: Any) -> Columns:
    """Return the months in which full effectiveness halves a reachable gap.

    Args:
        data_use: (N, r) share of what a test needs that local data give.
        state_age: age of state data in months.
        p: parameters of the month.
    """
    months, removed = cycle(p)
    doublings = math.log(2.0) / -np.log(1.0 - removed)
    return ((months + state_age) - data_use * (state_age - p.learning.local_data_age)) * doublings


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
    guided = p.data.guidance_effect * (p.data.guidance - usual("data.guidance"))
    skill = state.knowledge + (1.0 - state.knowledge) * np.clip(p.data.training + guided, 0.0, 1.0)
    return state.data * (unskilled + (1.0 - unskilled) * skill)


def step(state: State, p: Any, month: Month) -> None:
    """Add a month's learning to the year's exposure."""
    state.effectiveness = effectiveness(state, p)
    gained = month.dt * state.effectiveness / half_life(data_use(state, p), state_data_age(p), p)
    if np.any(p.learning.size_advantage):
        gained *= 1.0 + p.learning.size_advantage * (2.0 * month.world.largeness - 1.0)
    state.exposure += gained
