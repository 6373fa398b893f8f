"""Overload by interruptions (Rudolph and Repenning 2002), by the district model's own backlog."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from sos_sim.check.result import CheckResult, Rule
from sos_sim.model.mechanisms import backlog
from sos_sim.replications.judge import around, exact

STABLE = {0.5: 0.231961, 0.8: 0.471672, 0.9: 0.608341, 0.95: 0.712952}
TIPPING = {0.5: 2.678347, 0.8: 1.824388, 0.9: 1.531812, 0.95: 1.355362}
"""Levels by load, from the two branches of Lambert's W (theory 1.8)."""

TOLERANCE = 1e-6


def stable(load: float) -> float:
    """Return the level at which the model's backlog rests.

    Args:
        load: arrivals over the most that can be cleared, 0-1.
    """
    return float(backlog.resting_level(np.array([[load]]))[0, 0])


def tipping(load: float) -> float:
    """Return the level above 1 at which the model's net inflow is zero, beyond which the backlog escalates.

    Args:
        load: arrivals over the most that can be cleared, above 0 and below 1.
    """

    def inflow(level: float) -> float:
        return float(backlog.net_inflow(np.array(level), np.array(load), np.array(1.0)))

    return float(brentq(inflow, 1.0, 50.0, xtol=1e-12))


def check() -> CheckResult:
    """Hold both resting points to the published ones, and overload to grow without bound."""
    parts = [
        exact(f"{name} level at a load of {load:g}", level(load), around(published, TOLERANCE), published)
        for name, level, table in (("stable", stable, STABLE), ("tipping", tipping, TIPPING))
        for load, published in table.items()
    ]
    levels = np.linspace(0.0, 20.0, 2001)
    least = float(backlog.net_inflow(levels, np.array(1.02), np.array(1.0)).min())
    parts.append(exact("least growth at any level when arrivals exceed clearing by 2 %", least, Rule(low=0.0)))
    claim = "below a tipping level a backlog settles, above it, it feeds on itself"
    return CheckResult("R6", claim, "Rudolph and Repenning 2002; theory 1.8, case 11", tuple(parts))
