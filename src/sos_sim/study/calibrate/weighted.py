"""Draws with weights: how many they are worth, their means, ends and ranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sos_sim.study.calibrate.question import Floats

PRIOR_SD = 12.0**-0.5
"""Standard deviation of a place in the prior, which is uniform between 0 and 1."""


@dataclass(frozen=True)
class Weighted:
    """Hold draws of places with weights.

    Args:
        places: (N, D) places in the prior.
        weights: (N,) weights that sum to one.
    """

    places: Floats
    weights: Floats

    @classmethod
    def alike(cls, places: Floats) -> Weighted:
        """Weigh all draws alike.

        Args:
            places: (N, D) places in the prior.
        """
        return cls(places, np.full(len(places), 1.0 / len(places)))

    @property
    def size(self) -> float:
        """Give the effective sample size: how many equally weighted draws they are worth."""
        return float(1.0 / np.sum(self.weights**2))

    @property
    def mean(self) -> Floats:
        """Give the means, (D,)."""
        mean: Floats = self.weights @ self.places
        return mean

    @property
    def sd(self) -> Floats:
        """Give the standard deviations, (D,)."""
        sd: Floats = np.sqrt(self.weights @ (self.places - self.mean) ** 2)
        return sd

    def ends(self, levels: tuple[float, ...]) -> Floats:
        """Give quantiles, (Q, D).

        Args:
            levels: (Q,) levels, 0-1.
        """
        found = np.empty((len(levels), self.places.shape[1]))
        for column, places in enumerate(self.places.T):
            order = np.argsort(places, kind="stable")
            # The middle of each draw's weight, so that equal weights give the usual quantiles.
            heights = np.cumsum(self.weights[order]) - self.weights[order] / 2.0
            found[:, column] = np.interp(levels, heights, places[order])
        return found

    def drawn(self, count: int, chance: np.random.Generator) -> Floats:
        """Draw places by weight, (count, D), spread evenly over the weights and in random order.

        Args:
            count: places wanted.
            chance: random numbers.
        """
        heights = (np.arange(count) + chance.random()) / count
        chosen = np.searchsorted(np.cumsum(self.weights), heights).clip(max=len(self.weights) - 1)
        drawn: Floats = self.places[chance.permutation(chosen)]
        return drawn


def normalised(log_weights: Floats) -> Floats:
    """Turn the logarithms of weights into weights that sum to one.

    Args:
        log_weights: (N,) logarithms, up to a constant; minus infinity is no weight.

    Raises:
        ValueError: no draw has any weight.
    """
    highest = log_weights.max()
    if not np.isfinite(highest):
        raise ValueError("no place in the prior agrees with the findings")
    weights = np.exp(log_weights - highest)
    total: Floats = weights / weights.sum()
    return total
