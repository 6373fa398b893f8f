"""Paired differences over seeds: mean, interval of the mean, share of seeds won."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import Better

_RESAMPLES = 4999


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
    """

    seeds: int
    difference: float | None
    low: float | None
    high: float | None
    share_better: float | None

    @property
    def includes_zero(self) -> bool:
        """Tell whether the interval includes no difference; without an interval it may."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


def paired(differences: NDArray[np.float64], better: Better) -> Paired:
    """Summarise paired differences.

    The interval is a bias-corrected and accelerated bootstrap over seeds (Efron 1987), seeded; with two
    distinct values, where acceleration means nothing, the percentile bootstrap; with
    one value repeated, that value.

    Args:
        differences: (S,) policy minus base, one per seed; pairs that are not finite are left out.
        better: which direction is better.
    """
    kept = differences[np.isfinite(differences)]
    if not len(kept):
        return Paired(0, None, None, None, None)
    low, high = mean_interval(kept)
    share: float | None = None
    if better != "neither":
        wins = kept > 0 if better == "higher" else kept < 0
        share = float(np.mean(wins + 0.5 * (kept == 0)))
    return Paired(len(kept), float(kept.mean()), low, high, share)


def mean_interval(values: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Give the 90 % bootstrap interval of a mean.

    Args:
        values: (S,) finite values, one per seed.

    Returns:
        Lower and upper end; both None for one value, because one seed says nothing about spread.
    """
    if len(values) < 2:
        return None, None
    distinct = len(np.unique(values))
    mean = float(values.mean())
    if distinct == 1:
        return mean, mean
    if distinct >= 3:
        low, high = _bootstrap(values, "BCa")
        if np.isfinite(low) and np.isfinite(high):
            return low, high
    return _bootstrap(values, "percentile")


def _bootstrap(values: NDArray[np.float64], method: str) -> tuple[float, float]:
    from scipy.stats import bootstrap

    resample: Any = bootstrap
    with warnings.catch_warnings():
        # A degenerate BCa warns and gives nan; the caller then takes the percentile interval.
        warnings.simplefilter("ignore")
        found = resample(
            (values,),
            np.mean,
            n_resamples=_RESAMPLES,
            confidence_level=0.9,
            method=method,
            vectorized=True,
            rng=np.random.default_rng(20180924),
        ).confidence_interval
    return float(found.low), float(found.high)
