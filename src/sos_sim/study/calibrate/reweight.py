"""Correct draws of an emulated posterior by what the real model says at each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.study.calibrate.question import Floats

LARGEST_SHAPE = 0.7
"""Pareto shape above which weights are not to be trusted (Vehtari et al. 2024)."""
_SMALLEST_TAIL = 5


@dataclass(frozen=True)
class Weighted:
    """Hold the weights of draws.

    Args:
        weights: (M,) weights, their sum is 1.
        ess: effective sample size, draws.
        shape: Pareto shape of the largest weights; above 0.7 a few draws decide.
    """

    weights: Floats
    ess: float
    shape: float


def importance_weights(emulated: Floats, real: Floats) -> Weighted:
    """Weigh draws from an emulated posterior so that they stand for the real one; large weights are smoothed.

    Args:
        emulated: (M,) log likelihood the draws were made with.
        real: (M,) log likelihood by the real model.
    """
    ratio = real - emulated
    if not np.isfinite(ratio).any():
        return Weighted(np.full(len(ratio), 1 / len(ratio)), 0.0, float("inf"))
    smooth, shape = smooth_tail(ratio)
    weights = np.exp(smooth - smooth.max())
    weights /= weights.sum()
    return Weighted(weights, float(1.0 / (weights**2).sum()), shape)


def smooth_tail(ratio: Floats) -> tuple[Floats, float]:
    """Replace the largest weights by the quantiles of a generalised Pareto distribution (Vehtari et al. 2024).

    Args:
        ratio: (M,) log weights.

    Returns:
        The log weights, smoothed, and the shape of the distribution; minus infinity when all weights are alike.
    """
    shifted = ratio - np.max(ratio)
    length = int(min(len(ratio) // 5, np.ceil(3 * np.sqrt(len(ratio)))))
    order = np.argsort(shifted, kind="stable")
    tail = order[len(order) - length :]
    if length < _SMALLEST_TAIL or np.ptp(shifted[tail]) < 1e-9:
        return shifted, float("-inf")
    cut = float(np.exp(shifted[order[-length - 1]]))
    shape, scale = _fit_pareto(np.exp(shifted[tail]) - cut)
    at = (np.arange(1, length + 1) - 0.5) / length
    beyond = -np.log1p(-at) * scale if abs(shape) < 1e-12 else scale * np.expm1(-shape * np.log1p(-at)) / shape
    smooth = shifted.copy()
    # No smoothed weight exceeds the largest one seen.
    smooth[tail] = np.minimum(np.log(cut + beyond), 0.0)
    return smooth, shape


def resample(weights: Floats, draws: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Choose equally weighted draws, (draws,) rows, in random order.

    Each row is taken as often as its weight says, to within one (systematic resampling).

    Args:
        weights: (M,) weights with sum 1.
        draws: rows wanted.
        rng: random numbers.
    """
    at = (rng.random() + np.arange(draws)) / draws
    rows = np.minimum(np.searchsorted(np.cumsum(weights), at), len(weights) - 1)
    return rng.permutation(rows)


def _fit_pareto(excess: Floats) -> tuple[float, float]:
    """Fit a generalised Pareto distribution by the near-Bayesian rule of Zhang and Stephens (2009).

    A weak prior pulls the shape to 1/2, which matters only in short tails.
    """
    excess = np.maximum(np.sort(excess), 1e-300)
    count = len(excess)
    points = 30 + int(count**0.5)
    quartile = excess[int(count / 4 + 0.5) - 1]
    grid = 1.0 / excess[-1] + (1.0 - np.sqrt(points / (np.arange(1, points + 1) - 0.5))) / (3.0 * quartile)
    shapes = np.log1p(-grid[:, None] * excess).mean(1)
    likelihood = count * (np.log(-grid / shapes) - shapes - 1.0)
    weight = 1.0 / np.exp(likelihood - likelihood[:, None]).sum(1)
    best = float((grid * weight / weight.sum()).sum())
    shape = float(np.log1p(-best * excess).mean())
    return (shape * count + 5.0) / (count + 10.0), -shape / best
