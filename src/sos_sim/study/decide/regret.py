"""Regret, futures won, and shares of futures with their intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Two-sided 90 %.
_NORMAL_90 = 1.6449


def regret(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tell how far each policy falls behind the best policy of the same future (Savage 1951).

    Args:
        gains: (P, F, O) outcomes turned so that higher is better.

    Returns:
        (P, F, O) best minus own, in the outcome's unit, never below zero.
    """
    behind: NDArray[np.float64] = gains.max(axis=0, keepdims=True) - gains
    return behind


def won(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share out each future among the policies that are best in it.

    Args:
        gains: (P, F, O) outcomes turned so that higher is better.

    Returns:
        (P, F, O) 1 for the winner, 1/k for each of k policies that tie, else 0.
    """
    best = gains == gains.max(axis=0, keepdims=True)
    shared: NDArray[np.float64] = best / best.sum(axis=0, keepdims=True)
    return shared


def share_interval(
    hits: NDArray[np.float64], weights: NDArray[np.float64], independent: int
) -> tuple[float, float]:
    """Give the 90 % Wilson interval of a share of futures.

    The number of futures behind it is the effective one: as many independent futures as would give the spread
    that the share has when futures are resampled. Where the share is all or nothing and has no spread, it is the
    number of different worlds or seeds, whichever is more.

    Args:
        hits: (F,) 0-1 by future.
        weights: (B, F) bootstrap weights.
        independent: futures that surely are independent.
    """
    share = float(hits.mean())
    means = weights @ hits / weights.sum(axis=1)
    spread = float(means.var())
    most = max(len(hits), independent)
    count = float(independent)
    if spread > 0 and 0 < share < 1:
        count = min(max(share * (1 - share) / spread, 1.0), most)
    square = _NORMAL_90**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _NORMAL_90 / (1 + square / count) * np.sqrt(share * (1 - share) / count + square / (4 * count**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
