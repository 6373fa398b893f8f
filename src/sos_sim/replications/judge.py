"""Parts of a check, from replicates and from exact figures."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.result import Part, Rule


def around(reference: float, tolerance: float) -> Rule:
    """Allow figures within a tolerance of a published value."""
    return Rule(reference - tolerance, reference + tolerance)


def from_runs(name: str, values: NDArray[Any], rule: Rule, reference: float | None = None, unit: str = "") -> Part:
    """Judge the mean of independent runs; the interval is that mean and two standard errors either side.

    Args:
        name: what was measured.
        values: (R,) one figure a run.
        rule: means allowed.
        reference: the published value.
        unit: unit of the figure.
    """
    mean = float(np.mean(values))
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    said = f"{name} (mean of {len(values)} runs, 2 s.e. either side)"
    held = float(rule.allows(mean))
    return Part(said, mean, mean - 2 * error, mean + 2 * error, rule, held, unit=unit, reference=reference)


def exact(name: str, figure: float, rule: Rule, reference: float | None = None, unit: str = "") -> Part:
    """Judge a figure without chance.

    Args:
        name: what was measured.
        figure: its value, which is its interval too.
        rule: figures allowed.
        reference: the published value.
        unit: unit of the figure.
    """
    figure = float(figure)
    return Part(name, figure, figure, figure, rule, float(rule.allows(figure)), unit=unit, reference=reference)
