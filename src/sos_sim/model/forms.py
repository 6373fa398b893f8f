"""The few mathematical forms that several mechanisms share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = NDArray[Any]
"""Values by district: (N,) for one run or (N, r) for r runs."""

Number = Any
"""A parameter: one number shared by all runs, or (r,) with one value per run.

The engine hands shared numbers over in the columns' own precision, so that a run comes out the same to the last bit
whether or not the runs beside it share its value.
"""

LONELIEST = 0.02
"""Floor of a gate's factors, so that no single zero stops a flow for ever (prototype 7)."""


def share(x: Columns) -> Columns:
    """Keep values between 0 and 1, in place."""
    return np.clip(x, 0.0, 1.0, out=x)


def positive(x: Columns) -> Columns:
    """Keep the positive part, in place.

    A clip with two bounds is several times faster than a maximum with a number.
    """
    return np.clip(x, 0.0, np.inf, out=x)


def fourth_root(x: Columns) -> Columns:
    """Take the fourth root by two square roots, which is much faster than a power."""
    return np.sqrt(np.sqrt(x))


def power(x: Number, exponent: Number) -> Number:
    """Raise to a power the same way for one run and for many.

    NumPy takes a root or a square where an exponent shared by all runs is exactly 0.5 or 2, and its scalars another
    function than its arrays; either rounds otherwise, and a run would hang on the runs beside it.

    Args:
        x: positive, or 0 where the exponent is positive.
        exponent: of the same precision.
    """
    with np.errstate(divide="ignore"):
        return np.exp(exponent * np.log(x))


def relax(x: Columns, target: Columns, months: Number, dt: float) -> Columns:
    """Move towards a target exactly as a first-order lag does, whatever the step.

    Args:
        x: (N, r) present values.
        target: (N, r) values it tends to, held over the step.
        months: time constant.
        dt: length of the step in months.
    """
    return target + (x - target) * np.exp(-dt / months)


def yerkes_dodson(z: Columns) -> Columns:
    """Return z e^(1-z): rises to exactly 1 at z = 1 and falls beyond (Rudolph and Repenning 2002)."""
    return z * np.exp(1.0 - z)
