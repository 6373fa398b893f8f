"""The backlog of urgent work, solved for its resting level.

Equation:
    dB/dt = arriving - clearing YD(B),  YD(z) = z exp(1 - z), B in units of its best level
    resting level: the lower root of YD(B) = arriving/clearing; no root above 1: overloaded, and the
    backlog stands where lapsing work balances arrivals, min(largest, arriving/lapse)
    arriving = a0 + aP P + aI (priorities asked by the state - 3)/7;  clearing = r_max (1 + mean(L, W, D, K))/2
Constants: a0 `backlog.arrivals`, aP `backlog.pressure`, aI `backlog.priorities`, r_max `backlog.clearing`, lapse
    `backlog.lapse`, largest `backlog.largest`.
Sources: Rudolph and Repenning 2002; theory 1.8; prototype 2 change 5 and 6 (algebraic, with a flag).
Limits: fixed points of theory 1.8's table to 1e-6; arriving > clearing, no stable level (case 11).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from sos_sim.model.forms import Columns, share, yerkes_dodson
from sos_sim.model.state import State


def _fit_first_guess() -> tuple[float, ...]:
    """Fit the lower root as a polynomial in sqrt(2 (1 - load)), in which it is smooth up to the tip."""
    level = np.sin(np.linspace(0.0, np.pi / 2, 400)) ** 2
    distance = np.sqrt(np.maximum(2.0 * (1.0 - yerkes_dodson(level)), 0.0))
    return tuple(float(c) for c in Polynomial.fit(distance, level, 6, domain=[0, 2**0.5], window=[0, 2**0.5]).coef)


_FIRST_GUESS = _fit_first_guess()

_TINY = 1e-30
"""Keeps the step at the tip, where value and slope both vanish, at zero."""


def net_inflow(backlog: Columns, arriving: Columns, clearing: Columns) -> Columns:
    """Return by how much the backlog grows in a month (Rudolph and Repenning's equation)."""
    return arriving - clearing * yerkes_dodson(backlog)


def resting_level(load: Columns) -> Columns:
    """Solve YD(B) = load for its lower root; loads above 1 give the tip, 1.

    Args:
        load: (N, r) arriving over clearing.
    """
    below = np.clip(load, 0.0, 1.0)
    distance = np.sqrt(2.0 * (1.0 - below))
    level = np.full_like(distance, _FIRST_GUESS[-1])
    for coefficient in _FIRST_GUESS[-2::-1]:
        level *= distance
        level += coefficient
    for _ in range(1 if level.dtype == np.float32 else 2):
        level = _halley(level, below)
    return share(level)


def _halley(level: Columns, load: Columns) -> Columns:
    """Take one Halley step on f(B) = B - load exp(B - 1), which has the same lower root and stays smooth at 0."""
    pulled = load * np.exp(level - 1.0)
    value = level - pulled
    slope = 1.0 - pulled
    divisor = 2.0 * slope * slope
    divisor += value * pulled
    divisor += _TINY
    value *= slope
    value *= 2.0
    value /= divisor
    return level - value


def step(state: State, p: Any, capability: Columns) -> Columns:
    """Set the overload flag and return the backlog.

    Args:
        state: columns; ``overloaded`` is set.
        p: parameters of the month.
        capability: (N, r) mean of leadership, embedded practice, data and knowledge.
    """
    q = p.backlog
    arriving = q.pressure * state.pressure + (q.arrivals + q.priorities * (p.accountability.priorities - 3.0) / 7.0)
    clearing = 0.5 * q.clearing * (1.0 + capability)
    load = arriving / clearing
    state.overloaded = load > 1.0
    backlog = resting_level(load)
    if state.overloaded.any():
        backlog += state.overloaded * (np.clip(arriving / q.lapse, 0.0, q.largest) - backlog)
    return backlog
