"""How much of what is seen is the luck of the seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sos_sim.study.sensitivity.designs import Array


@dataclass(frozen=True)
class Chance:
    """Hold how much of the variance is due to seeds.

    Args:
        single: share of the variance of single runs.
        left: share of the variance of means over the seeds that is still due to them, and blurs every index.
    """

    single: float
    left: float


def chance_of(values: Array) -> Chance:
    """Split the variance into points, seeds and both together: two ways without repetition.

    Args:
        values: (n, K) values; every point meets the same seeds.

    Returns:
        Shares from 0 to 1; NaN with one seed, which cannot tell.
    """
    points, seeds = values.shape
    if seeds < 2 or points < 2:
        return Chance(np.nan, np.nan)
    mean = values.mean()
    by_point, by_seed = values.mean(axis=1) - mean, values.mean(axis=0) - mean
    rest = values - mean - by_point[:, None] - by_seed[None, :]
    together = float((rest**2).sum() / ((points - 1) * (seeds - 1)))
    of_points = max(0.0, float(by_point.var(ddof=1)) - together / seeds)
    of_seeds = max(0.0, float(by_seed.var(ddof=1)) - together / points)
    # A seed that moves every point alike blurs no comparison of points, only single runs.
    every = of_points + of_seeds + together
    blurred = of_points + together / seeds
    return Chance(
        (of_seeds + together) / every if every else 0.0, together / seeds / blurred if blurred else 0.0
    )
