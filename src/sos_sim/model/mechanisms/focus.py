"""Focus: how many priorities a district works on, and which indicators they cover.

Equation (each July):
    n = max(1, taken own factor priorities (1 + e (advocacy (1 - cover) - that of 2017)))
    weight_k = 1.2 n - rank_k in [0, 1], rank 0 for the indicator with the poorest colours
    rate_k = min(1, n_ref/n) (weight_k + r (1 - weight_k)) / tau_k
    at the year's end: half_lives_k <- half_lives_k + exposure rate_k
Constants: taken `outcomes.priorities_taken`, priorities `accountability.priorities`, e `outcomes.advocacy_effect`,
    advocacy `accountability.advocacy`, cover `accountability.cover`, 1.2 `outcomes.indicators_per_priority`, n_ref
    `outcomes.focus_priorities`, r `outcomes.unchosen_rate`, tau `outcomes.tests_rate`, `outcomes.climate_rate` (CHRO,
    SUSP), `outcomes.graduation_rate` (CCI, GRAD).
Sources: M91-M94; prototype 2 change 2 and 5 (on T38); B11 against B01-B05 for tau; S12, S33.
Limits: n <= n_ref, everything chosen, tau = 1: Schneiderman exactly; more priorities than n_ref never help.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, share
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

POLITICS_OF_2017 = usual("accountability.advocacy") * (1.0 - usual("accountability.cover"))
"""Advocacy that cover does not keep off."""

CAUSES: tuple[Cause, ...] = (
    *acts("priority_factor", "priorities, focus", "+", "M91"),
    *acts("policy: accountability", "priorities, focus", "±", "M91-M94"),
    *acts("indicator_badness", "focus", "±", "M109: the poorest colours first"),
    *acts("exposure, focus", "half_lives", "+", "Schneiderman 1988"),
    *acts("priorities", "half_lives", "-", "M91"),
)

SLOWNESS = ("tests_rate",) * 2 + ("climate_rate",) * 2 + ("graduation_rate",) * 2
"""Which rate holds for each indicator: ELA and MATH, absence and suspension, college readiness and graduation."""


def taken(state: State, p: Any) -> Columns:
    """Return how many priorities each district works on, (N, r), at least 1."""
    a, q = p.accountability, p.outcomes
    politics = 1.0 + q.advocacy_effect * (a.advocacy * (1.0 - a.cover) - POLITICS_OF_2017)
    return np.maximum(q.priorities_taken * a.priorities * politics * state.priority_factor, 1.0)


def ranks(badness: Columns) -> Columns:
    """Rank indicators by how poor their colours are, 0 the poorest; ties go by the indicators' order.

    Args:
        badness: (N, 6, r) how poor, 0-1.
    """
    behind = np.zeros(badness.shape, badness.dtype)
    for first in range(badness.shape[1]):
        for second in range(first + 1, badness.shape[1]):
            worse = badness[:, second] > badness[:, first]
            behind[:, first] += worse
            behind[:, second] += ~worse
    return behind


def choose(state: State, p: Any, month: Month) -> None:
    """Choose the year's priorities and indicators."""
    state.priorities = taken(state, p)
    weights = p.outcomes.indicators_per_priority * state.priorities[:, None] - ranks(state.indicator_badness)
    state.focus = month.decisions.choose_focus(share(weights))


def rates(state: State, p: Any, indicators: slice = slice(None)) -> Columns:
    """Return half-lives gained on each indicator per half-life of exposure, (N, k, r)."""
    q = p.outcomes
    chosen = state.focus[:, indicators]
    rate = chosen + q.unchosen_rate * (1.0 - chosen)
    rate *= np.minimum(q.focus_priorities / state.priorities, 1.0)[:, None]
    for column, slowness in enumerate(SLOWNESS[indicators]):
        rate[:, column] /= getattr(q, slowness)
    return rate


def so_far(state: State, p: Any, indicators: slice = slice(None)) -> Columns:
    """Return half-lives used on each indicator up to now, counting the running year, (N, k, r)."""
    gained = rates(state, p, indicators)
    gained *= state.exposure[:, None]
    gained += state.half_lives[:, indicators]
    return gained


def close_year(state: State, p: Any) -> None:
    """Book the year's exposure to the indicators it was spent on."""
    state.half_lives += state.exposure[:, None] * rates(state, p)
    state.exposure[...] = 0.0
