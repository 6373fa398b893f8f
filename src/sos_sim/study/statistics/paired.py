"""Paired differences over seeds: mean, interval of the mean, share of seeds won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import Better
from sos_sim.study.statistics.bootstrap import mean_intervals


@dataclass(frozen=True)
class Paired:
    """Hold what paired differences say.

    Args:
        seeds: pairs compared.
        difference: mean difference; None without a pair.
        low: lower end of the 90 % interval of the mean; None with fewer than two pairs.
        high: upper end.
        share_better: share of seeds in which the policy is better, ties counting half; None
            without a direction.
        p_value: chance of a mean as far from zero if there were no difference; None where it is not tested.
        p_holm: the same, adjusted for the number of policies compared.
    """

    seeds: int
    difference: float | None
    low: float | None
    high: float | None
    share_better: float | None
    p_value: float | None = None
    p_holm: float | None = None

    @property
    def includes_zero(self) -> bool:
        """Tell whether the interval includes no difference; without an interval it may."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


def paired(differences: NDArray[np.float64], better: Better) -> Paired:
    """Summarise paired differences.

    Args:
        differences: (S,) policy minus base, one per seed; pairs that are not finite are left out.
        better: which direction is better.
    """
    return paired_columns(differences[:, None], [better])[0]


def paired_columns(differences: NDArray[np.float64], better: Sequence[Better]) -> list[Paired]:
    """Summarise many columns of paired differences with the same resampled seeds.

    The intervals are the seeded bootstrap of ``bootstrap.mean_intervals``.

    Args:
        differences: (S, C) policy minus base, a row per seed; pairs that are not finite are left out.
        better: (C,) which direction is better.

    Returns:
        (C,) summaries.
    """
    low, high = np.full((2, differences.shape[1]), np.nan)
    finite = np.isfinite(differences)
    for columns, kept in alike(finite):
        low[columns], high[columns] = mean_intervals(differences[np.ix_(kept, columns)])
    return [
        _summary(differences[finite[:, place], place], direction, float(low[place]), float(high[place]))
        for place, direction in enumerate(better)
    ]


def alike(finite: NDArray[np.bool_]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Group columns that hold values for the same seeds, so that each group is computed at once.

    Args:
        finite: (S, C) whether there is a value.

    Returns:
        Pairs of the places of the columns and the places of their seeds.
    """
    patterns, of_column = np.unique(finite, axis=1, return_inverse=True)
    of_column = of_column.reshape(-1)
    return [(np.flatnonzero(of_column == place), np.flatnonzero(pattern)) for place, pattern in enumerate(patterns.T)]


def mean_interval(values: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Give the 90 % bootstrap interval of a mean.

    Args:
        values: (S,) finite values, one per seed.

    Returns:
        Lower and upper end; both None for one value, because one seed says nothing about spread.
    """
    if len(values) < 2:
        return None, None
    low, high = mean_intervals(values[:, None])
    return float(low[0]), float(high[0])


def _summary(kept: NDArray[np.float64], better: Better, low: float, high: float) -> Paired:
    if not len(kept):
        return Paired(0, None, None, None, None)
    share: float | None = None
    if better != "neither":
        wins = kept > 0 if better == "higher" else kept < 0
        share = float(np.mean(wins + 0.5 * (kept == 0)))
    if len(kept) < 2:
        return Paired(len(kept), float(kept.mean()), None, None, share)
    return Paired(len(kept), float(kept.mean()), low, high, share)
