"""The half-life of improvement (Schneiderman 1988), by the district model's own exposure."""

from __future__ import annotations

import numpy as np

from sos_sim.check.result import CheckResult
from sos_sim.model.measure.improvement import closed_share
from sos_sim.model.mechanisms import exposure
from sos_sim.replications.judge import around, exact
from sos_sim.replications.taken_out import parameters

CYCLE_MONTHS, GAP_PER_CYCLE = 3.0, 0.2
PUBLISHED = {0.0: 9.318851, 12.0: 46.594256}
"""Months by age of the data (theory 1.4)."""

TOLERANCE = 5e-7
"""Half of the last digit of the published values."""


def half_life(data_age: float) -> float:
    """Return the months in which the model halves a gap at full effectiveness.

    Args:
        data_age: age of the data a cycle waits for, months.
    """
    p = parameters({"learning.cycle_months": CYCLE_MONTHS, "learning.gap_per_cycle": GAP_PER_CYCLE})
    return float(exposure.half_life(np.zeros((1, 1)), data_age, p)[0, 0])


def left(half_lives: float) -> float:
    """Return the share of a gap that is left after some half-lives."""
    passed = np.array([[half_lives]])
    return 1.0 - float(np.asarray(closed_share(passed, np.empty_like(passed))).item())


def check() -> CheckResult:
    """Hold the model's half-lives to Schneiderman's form."""
    parts = [
        exact(f"half-life, data {age:g} months old", half_life(age), around(published, TOLERANCE), published, "months")
        for age, published in PUBLISHED.items()
    ]
    parts += [
        exact(f"share of a gap left after {lives:g} half-lives", left(lives), around(0.5**lives, 1e-10), 0.5**lives)
        for lives in (1.0, 2.0)
    ]
    claim = "a gap falls by half in a fixed time, which the age of the data lengthens fivefold"
    return CheckResult("R7", claim, "Schneiderman 1988; theory 1.4, case 7", tuple(parts))
