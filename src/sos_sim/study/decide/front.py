"""The trade-off front: policies that no other policy beats in everything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
# Resampling many policies costs more than the last digit of a share is worth.
_MOST_COMPARISONS = 2_000_000


def on_front(gains: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find the policies that no other policy dominates.

    A policy dominates another when it is at least as good in every outcome and better in one; equal policies
    do not dominate each other.

    Args:
        gains: (P, O) outcomes turned so that higher is better.

    Returns:
        (P,) True on the front.
    """
    front = np.ones(len(gains), dtype=bool)
    # The best sums come first, because they rule out most of the others.
    for place in np.argsort(-_standardised(gains).sum(axis=1), kind="stable"):
        if front[place]:
            rest = np.flatnonzero(front)
            others = gains[rest]
            beaten = (others <= gains[place]).all(axis=1) & (others < gains[place]).any(axis=1)
            front[rest[beaten]] = False
    return front


def front_share(gains: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tell in what share of resamples of the futures each policy is on the front of the means.

    Args:
        gains: (P, F, O) outcomes turned so that higher is better.
        weights: (B, F) weight of every future in every resample.

    Returns:
        (P,) shares.
    """
    policies, futures, outcomes = gains.shape
    flat = gains.transpose(1, 0, 2).reshape(futures, policies * outcomes)
    most = max(50, min(len(weights), _MOST_COMPARISONS // (policies * outcomes)))
    used = weights[:most]
    means = (used @ flat / used.sum(axis=1, keepdims=True)).reshape(-1, policies, outcomes)
    shares: NDArray[np.float64] = np.mean([on_front(mean) for mean in means], axis=0)
    return shares


def resampled(
    worlds: NDArray[np.int64], seeds: NDArray[np.int64], resamples: int = RESAMPLES
) -> NDArray[np.float64]:
    """Draw bootstrap weights of futures.

    A future is a pair of uncertain values and a seed, and futures that share either are not independent, so
    values and seeds are drawn separately and a future weighs the product (Owen 2007, the pigeonhole bootstrap).

    Args:
        worlds: (F,) number of the uncertainties' values.
        seeds: (F,) seed.
        resamples: how many.

    Returns:
        (B, F) weights; resamples in which no future is left are dropped.
    """
    rng = np.random.default_rng(20180924)
    weights = np.ones((resamples, len(worlds)))
    for labels in (worlds, seeds):
        names, places = np.unique(labels, return_inverse=True)
        drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=resamples)
        weights *= drawn[:, places]
    kept: NDArray[np.float64] = weights[weights.sum(axis=1) > 0]
    return kept


def _standardised(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = np.ptp(gains, axis=0)
    scaled: NDArray[np.float64] = gains / np.where(spread > 0, spread, 1.0)
    return scaled
