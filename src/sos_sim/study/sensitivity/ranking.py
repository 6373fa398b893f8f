"""Which policy is best, how often another one is, and which uncertain numbers bring that about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import Better
from sos_sim.study.sensitivity.designs import Array
from sos_sim.study.statistics.paired import mean_interval

FEWEST = 8
"""Points on the rarer side below which nothing is said about what brings the ranking about."""
_PERMUTATIONS = 999
# Several outcomes are looked at side by side, so that one look in a hundred may be wrong and not one in twenty.
_SURE = 0.99
_SEED = 20171202
# Policies closer than this share of the spread of the outcome are equal: nobody would choose by less, and where two
# policies are nearly the same the order of the last digits would be anybody's.
EQUAL = 0.01


@dataclass(frozen=True)
class Leaders:
    """Hold the two policies that are best on average over all uncertainty.

    Args:
        best: number of the best one.
        second: number of the runner-up.
        sign: 1 where higher is better, -1 where lower is.
        margin: difference up to which two policies are equal.
    """

    best: int
    second: int
    sign: int
    margin: float

    def lead(self, values: Array) -> Array:
        """Give the best policy minus the runner-up, in the unit of the outcome.

        Args:
            values: (n, P) values.

        Returns:
            (n,) differences.
        """
        return np.asarray(values[:, self.best] - values[:, self.second])

    def overtaken(self, values: Array) -> NDArray[np.bool_]:
        """Mark the points at which the runner-up is better than the best on average.

        Args:
            values: (n, P) values.
        """
        return np.asarray(self.sign * self.lead(values) < -self.margin)

    def displaced(self, values: Array) -> NDArray[np.bool_]:
        """Mark the points at which any other policy is better than the best on average.

        Args:
            values: (n, P) values.
        """
        ahead = self.sign * (values - values[:, [self.best]]) > self.margin
        return np.asarray(ahead.any(axis=1))


@dataclass(frozen=True)
class Share:
    """Hold a share of points with its interval.

    Args:
        share: the share.
        low: lower end of the 90 % bootstrap interval over blocks; None where there is none.
        high: upper end.
    """

    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Distances:
    """Hold how differently numbers are spread where the ranking is one way and the other.

    Args:
        distance: (D,) Kolmogorov-Smirnov distances, 0 to 1; NaN where too few points are on one side.
        by_chance: what the largest of the D distances stays below in 99 % of shuffles of the points.
    """

    distance: Array
    by_chance: float


def leaders(values: Array, better: Better) -> Leaders | None:
    """Find the two policies that are best on average; None where no direction is better or one policy is alone.

    Args:
        values: (n, P) values over all uncertainty.
        better: which direction is better.
    """
    finite = values[np.isfinite(values).all(axis=1)]
    if better == "neither" or values.shape[1] < 2 or not len(finite):
        return None
    sign = 1 if better == "higher" else -1
    # A stable sort: among equals the one listed first.
    order = np.argsort(-sign * finite.mean(axis=0), kind="stable")
    return Leaders(int(order[0]), int(order[1]), sign, EQUAL * float(finite.mean(axis=1).std()))


def share_of(marked: NDArray[np.bool_], block: int) -> Share:
    """Give the share of marked points, with an interval over blocks because the points of a block are alike.

    Args:
        marked: (n,) marks, whole blocks one after the other.
        block: points of a block.
    """
    by_block = marked.reshape(-1, block).mean(axis=1)
    low, high = mean_interval(by_block)
    return Share(float(by_block.mean()), low, high)


def distances(units: Array, marked: NDArray[np.bool_]) -> Distances:
    """Compare where each number lies at marked and at other points (regional sensitivity, Hornberger and Spear 1981).

    The bound by chance is that of the largest distance (Westfall and Young 1993), so that many numbers do not
    make one of them stand out by luck.

    Args:
        units: (n, D) independent points in the unit cube.
        marked: (n,) marks.
    """
    count = units.shape[1]
    if min(marked.sum(), (~marked).sum()) < FEWEST:
        return Distances(np.full(count, np.nan), np.nan)
    random = np.random.default_rng(_SEED)
    shuffled = np.stack([marked, *(random.permutation(marked) for _ in range(_PERMUTATIONS))])
    found = np.stack([_distance(column, shuffled) for column in units.T], axis=1)
    return Distances(found[0], float(np.quantile(found[1:].max(axis=1), _SURE)))


def _distance(column: Array, marks: NDArray[np.bool_]) -> Array:
    """Give the largest gap between the two cumulative shares, one per row of marks (m, n)."""
    order = np.argsort(column, kind="stable")
    ordered = marks[:, order]
    # Only where a value ends: among equal values the order means nothing.
    ends = np.append(np.diff(column[order]) > 0, True)
    ones = np.cumsum(ordered, axis=1)[:, ends]
    zeros = np.cumsum(~ordered, axis=1)[:, ends]
    gap: Array = np.abs(ones / ones[:, -1:] - zeros / zeros[:, -1:]).max(axis=1)
    return gap
