"""The mathematical forms of the equations, for one number at a time."""

from __future__ import annotations

import math
from typing import Any

from sos_sim.parameters import PARAMETERS

FLOOR = 0.02
"""Least value of a factor in the readiness gate (prototype 7)."""


def usual(path: str) -> float:
    """Return the value of 2017 of a lever, or the usual one of another parameter."""
    return PARAMETERS[path].default


def yerkes_dodson(z: float) -> float:
    """Return z e^(1-z)."""
    return z * math.exp(1.0 - z)


def relax(x: float, target: float, months: float) -> float:
    """Let a first-order lag run for one month towards a target."""
    return target + (x - target) * math.exp(-1.0 / months)


def between(x: float, low: float = 0.0, high: float = 1.0) -> float:
    """Keep a number between two bounds."""
    return min(max(x, low), high)


def lower_root(load: float) -> float:
    """Solve z e^(1-z) = load for the root up to 1, load between 0 and 1.

    The left side rises and bends down until z = 1, so Newton's steps from below never pass the root.
    """
    if load >= 1.0:
        return 1.0
    z = load / math.e
    while True:
        step = (load - yerkes_dodson(z)) / ((1.0 - z) * math.exp(1.0 - z))
        z = min(z + step, 1.0)
        if step < 1e-15:
            return z


def state_data_age(p: Any) -> float:
    """Return how old state data are when they are used, in months."""
    a = p.accountability
    return a.lag_months + 6.0 / a.releases_per_year if a.dashboard else p.learning.age_without_dashboard
