"""Bootstrap over seeds: the same resampled seeds for every outcome, policy and breakdown at once.

A seed is a block: whoever resamples it takes all its outcomes under all policies along. Intervals are bias-corrected
and accelerated (Efron 1987, Better bootstrap confidence intervals), many columns side by side.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

RESAMPLES = 4999
LEVEL = 0.9
_SEED = 20180924
# Numbers held at once: resamples times seeds, and resamples times columns.
_CELLS = 2_000_000


def resampled_means(values: Numbers) -> Numbers:
    """Give the means of resampled seeds; as many seeds are always resampled in the same way.

    Args:
        values: (S, C) finite values, a row per seed.

    Returns:
        (B, C) means, a row per resample.
    """
    return np.concatenate([weights @ values for weights in _weights(len(values))])


def mean_intervals(values: Numbers) -> tuple[Numbers, Numbers]:
    """Give the 90 % bootstrap interval of the mean of each column.

    With two distinct values, where acceleration means nothing, it is the percentile bootstrap; with one value
    repeated, that value.

    Args:
        values: (S, C) finite values, a row per seed.

    Returns:
        (C,) lower and (C,) upper ends; nan for fewer than two seeds, because one seed says nothing about spread.
    """
    seeds, columns = values.shape
    low, high = np.full(columns, np.nan), np.full(columns, np.nan)
    if seeds < 2:
        return low, high
    wide = max(1, _CELLS // RESAMPLES)
    for first in range(0, columns, wide):
        part = slice(first, first + wide)
        low[part], high[part] = _intervals(values[:, part])
    return low, high


def ratio_interval(top: Numbers, bottom: Numbers) -> tuple[float, float]:
    """Give the 90 % bootstrap interval of a ratio of means, such as a cost for each unit gained.

    A resample in which the bottom is nothing or less counts as infinite, so that an upper end may be.

    Args:
        top: (S,) finite values, one per seed, two seeds or more.
        bottom: (S,) finite values of the same seeds, their mean above 0.
    """
    pairs = np.column_stack([top, bottom])
    estimate = pairs.mean(axis=0)
    low, high = bca_interval(
        np.array([estimate[0] / estimate[1]]),
        _ratio(resampled_means(pairs))[:, None],
        _ratio(_left_out(pairs))[:, None],
    )
    return float(low[0]), float(high[0])


def bca_interval(
    estimate: Numbers, resampled: Numbers, left_out: Numbers, plain: NDArray[np.bool_] | None = None
) -> tuple[Numbers, Numbers]:
    """Give bias-corrected and accelerated 90 % intervals, or percentile intervals where those do not exist.

    Args:
        estimate: (C,) the statistic.
        resampled: (B, C) the statistic of each resample.
        left_out: (S, C) the statistic with each seed left out in turn.
        plain: (C,) where to take the percentile interval in any case.

    Returns:
        (C,) lower and (C,) upper ends.
    """
    from scipy.special import ndtr, ndtri

    nominal = np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])[:, None]
    # The same seeds added in another order differ in the last digit, and are the same mean.
    near = 1e-12 * np.abs(np.where(np.isfinite(resampled), resampled, 0)).max(axis=0)
    below = ((resampled < estimate - near).mean(axis=0) + (resampled <= estimate + near).mean(axis=0)) / 2
    with np.errstate(all="ignore"):
        lean = left_out.mean(axis=0) - left_out
        acceleration = (lean**3).sum(axis=0) / (6 * (lean**2).sum(axis=0) ** 1.5)
        bias = ndtri(below)
        moved = bias + ndtri(nominal)
        shares = ndtr(bias + moved / (1 - acceleration * moved))
    usual = ~np.isfinite(shares).all(axis=0)
    if plain is not None:
        usual |= plain
    low, high = _quantiles(np.sort(resampled, axis=0), np.where(usual, nominal, shares))
    return low, high


def _weights(seeds: int) -> Iterator[Numbers]:
    """Yield what share of each resample each seed is, (b, S) at a time."""
    draw = np.random.default_rng(_SEED)
    rows = max(1, _CELLS // seeds)
    for first in range(0, RESAMPLES, rows):
        times = draw.multinomial(seeds, np.full(seeds, 1 / seeds), size=min(rows, RESAMPLES - first))
        yield times / seeds


def _intervals(values: Numbers) -> tuple[Numbers, Numbers]:
    ordered = np.sort(values, axis=0)
    distinct = 1 + (np.diff(ordered, axis=0) != 0).sum(axis=0)
    low, high = bca_interval(values.mean(axis=0), resampled_means(values), _left_out(values), distinct == 2)
    same = distinct == 1
    low[same] = high[same] = values[0, same]
    return low, high


def _left_out(values: Numbers) -> Numbers:
    left: Numbers = (values.sum(axis=0) - values) / (len(values) - 1)
    return left


def _ratio(pairs: Numbers) -> Numbers:
    gains = pairs[:, 1] > 0
    return np.where(gains, pairs[:, 0] / np.where(gains, pairs[:, 1], 1), np.inf)


def _quantiles(ordered: Numbers, shares: Numbers) -> Numbers:
    """Interpolate between ordered values (B, C) at shares (2, C); between two infinite ones lies infinity."""
    place = shares * (len(ordered) - 1)
    before = np.floor(place).astype(int)
    after = np.minimum(before + 1, len(ordered) - 1)
    columns = np.arange(ordered.shape[1])
    lower, upper = ordered[before, columns], ordered[after, columns]
    part = place - before
    with np.errstate(invalid="ignore"):
        between: Numbers = np.where((part == 0) | (lower == upper), lower, lower + part * (upper - lower))
    return between
