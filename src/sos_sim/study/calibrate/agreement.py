"""How far two posteriors lie apart, unknown number by unknown number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sos_sim.study.calibrate.question import Floats

LARGEST = 0.3
"""Distance, in standard deviations, up to which two posteriors say the same."""


@dataclass(frozen=True)
class Agreement:
    """Compare two posteriors.

    Args:
        distance: (D,) Wasserstein distance of the margins in standard deviations of the second.
        means: (2, D) means of both.
        sds: (2, D) standard deviations of both.
    """

    distance: Floats
    means: Floats
    sds: Floats

    @property
    def agree(self) -> bool:
        """Tell whether no unknown number lies further apart than allowed."""
        return bool(self.distance.max() <= LARGEST)


def agreement(first: Floats, second: Floats) -> Agreement:
    """Measure how far two posteriors lie apart.

    Args:
        first: (M, D) equally weighted draws.
        second: (N, D) equally weighted draws.
    """
    both = (first, second)
    means, sds = np.array([each.mean(0) for each in both]), np.array([each.std(0) for each in both])
    return Agreement(distances(first, second), means, sds)


def distances(first: Floats, second: Floats) -> Floats:
    """Give the Wasserstein distance of each margin in standard deviations of the second, (D,).

    Args:
        first: (M, D) draws.
        second: (N, D) draws.
    """
    from scipy.stats import wasserstein_distance

    scale = np.maximum(second.std(0), 1e-12)
    found = [wasserstein_distance(first[:, j], second[:, j]) for j in range(first.shape[1])]
    distance: Floats = np.array(found) / scale
    return distance
