"""Holm's adjustment: what a p-value is worth when several policies were tried."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def holm(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust p-values so that the chance of one false claim among them all stays below the level (Holm 1979).

    Args:
        p_values: (P, ...) p-values, one per policy along the first axis.

    Returns:
        Adjusted p-values of that shape, none smaller than its own; with one policy, the same.
    """
    order = np.argsort(p_values, axis=0)
    left = np.arange(len(p_values), 0, -1).reshape(-1, *[1] * (p_values.ndim - 1))
    steps = np.minimum(np.maximum.accumulate(left * np.take_along_axis(p_values, order, axis=0), axis=0), 1.0)
    adjusted = np.empty_like(steps)
    np.put_along_axis(adjusted, order, steps, axis=0)
    return adjusted
