"""How good forecasts of a list are, and whether one is better than another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SCORES = ("auc", "brier", "log_score")
HIGHER_IS_BETTER = {"auc": True, "brier": False, "log_score": True}
LEAST_CHANCE = 0.005
"""Chances nearer to 0 or 1 are counted as this near, for every forecast alike: one surprise would decide all."""

RESAMPLES = 1000


@dataclass(frozen=True)
class Scored:
    """Hold one score with its 90 % interval over resampled districts.

    Args:
        value: the score.
        low: 5 % quantile.
        high: 95 % quantile.
        ahead: the reference forecast's score minus this one's, positive where the reference is better.
        ahead_low: 5 % quantile of that.
        ahead_high: 95 % quantile.
    """

    value: float
    low: float
    high: float
    ahead: float
    ahead_low: float
    ahead_high: float


def area_under_curve(chance: NDArray[np.float64], listed: NDArray[np.bool_]) -> float:
    """Return the chance that a listed district was given the higher chance than one not listed, ties half.

    Args:
        chance: (N,) chances.
        listed: (N,) what happened.
    """
    from scipy.stats import rankdata

    many, few = int(listed.sum()), int((~listed).sum())
    if not many or not few:
        return float("nan")
    return float((rankdata(chance)[listed].sum() - many * (many + 1) / 2) / (many * few))


def brier(chance: NDArray[np.float64], listed: NDArray[np.bool_]) -> float:
    """Return the mean squared distance of chances from what happened.

    Args:
        chance: (N,) chances.
        listed: (N,) what happened.
    """
    return float(((chance - listed) ** 2).mean())


def log_score(chance: NDArray[np.float64], listed: NDArray[np.bool_]) -> float:
    """Return the mean log of the chance given to what happened; 0 is best.

    Args:
        chance: (N,) chances.
        listed: (N,) what happened.
    """
    kept = np.clip(chance, LEAST_CHANCE, 1 - LEAST_CHANCE)
    return float(np.log(np.where(listed, kept, 1 - kept)).mean())


_FUNCTIONS = {"auc": area_under_curve, "brier": brier, "log_score": log_score}


def score(
    forecasts: Mapping[str, NDArray[np.float64]], listed: NDArray[np.bool_], reference: str, resamples: int = RESAMPLES
) -> dict[str, dict[str, Scored]]:
    """Score forecasts, and how far the reference is ahead of each, on the same resampled districts.

    Args:
        forecasts: (N,) chances by name.
        listed: (N,) what happened.
        reference: the forecast the others are compared with.
        resamples: times the districts are drawn again with replacement.

    Returns:
        By forecast and score.
    """
    chance = np.random.default_rng(2018)
    rows = [np.arange(len(listed)), *(chance.integers(0, len(listed), len(listed)) for _ in range(resamples))]
    found = {
        name: {
            each: np.array([_FUNCTIONS[each](values[row], listed[row]) for row in rows]) for each in SCORES
        }
        for name, values in forecasts.items()
    }
    return {
        name: {each: _scored(found[name][each], found[reference][each], HIGHER_IS_BETTER[each]) for each in SCORES}
        for name in forecasts
    }


def _scored(own: NDArray[np.float64], reference: NDArray[np.float64], higher: bool) -> Scored:
    ahead = (reference - own) if higher else (own - reference)
    low, high = np.nanquantile(own[1:], (0.05, 0.95))
    ahead_low, ahead_high = np.nanquantile(ahead[1:], (0.05, 0.95))
    return Scored(float(own[0]), float(low), float(high), float(ahead[0]), float(ahead_low), float(ahead_high))
