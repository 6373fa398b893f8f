"""An emulator of the model's statistics, one surface per block, with its own leave-one-out check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.study.calibrate.surface import (
    Covariance,
    Floats,
    Kind,
    Surface,
    find_covariance,
    fit_surface,
    trend_features,
)

if TYPE_CHECKING:
    from sos_sim.study.calibrate.question import Question

KINDS: tuple[Kind, ...] = ("gaussian process", "quadratic")
_CHUNK = 256
# Three points foretell the mean of a smooth likelihood under a normal error: Gauss and Hermite's rule.
_ERRORS = (-(3.0**0.5), 0.0, 3.0**0.5)
_WEIGHTS = (1 / 6, 2 / 3, 1 / 6)
_NORMAL_90 = 1.6448536269514722


@dataclass(frozen=True)
class LeftOut:
    """Tell how well statistics are foretold at places that were left out.

    Args:
        explained: (K,) share of the variance explained, at most 1; 1 where nothing varies.
        error: (K,) root mean square error, in the unit of the statistic.
        coverage: (K,) share of values inside their 90 % interval.
        standardised: (n, K) errors in standard deviations.
    """

    explained: Floats
    error: Floats
    coverage: Floats
    standardised: Floats


@dataclass(frozen=True)
class Emulator:
    """Foretell statistics at any place from those at the places of a design.

    Args:
        kind: what the surfaces are.
        design: (n, D) places that were run.
        statistics: (n, K) what the model gave there.
        blocks: partition of the K statistics.
        surfaces: one per block.
    """

    kind: Kind
    design: Floats
    statistics: Floats
    blocks: tuple[tuple[int, ...], ...]
    surfaces: tuple[Surface, ...]

    def predict_mean(self, places: Floats) -> Floats:
        """Foretell the statistics, (S, K).

        Args:
            places: (S, D) places in the prior.
        """
        mean = np.empty((len(places), self.statistics.shape[1]))
        for start in range(0, len(places), _CHUNK):
            part = places[start : start + _CHUNK]
            features = trend_features(part)
            for block, surface in zip(self.blocks, self.surfaces, strict=True):
                mean[start : start + _CHUNK, block] = surface.mean(part, self.design, features)
        return mean

    def predict(self, places: Floats) -> tuple[Floats, Floats]:
        """Foretell the statistics and the standard deviation of the model's around them, two of (S, K).

        Args:
            places: (S, D) places in the prior.
        """
        sd = np.empty((len(places), self.statistics.shape[1]))
        for start in range(0, len(places), _CHUNK):
            part = places[start : start + _CHUNK]
            for block, surface in zip(self.blocks, self.surfaces, strict=True):
                sd[start : start + _CHUNK, block] = surface.sd(part, self.design)
        return self.predict_mean(places), sd

    def left_out(self) -> tuple[Floats, Floats]:
        """Give mean and standard deviation at each place of the design foretold from all others, two of (n, K)."""
        mean, sd = np.empty_like(self.statistics), np.empty_like(self.statistics)
        for block, surface in zip(self.blocks, self.surfaces, strict=True):
            mean[:, block], sd[:, block] = surface.left_out_mean, surface.left_out_sd
        return mean, sd

    def check(self) -> LeftOut:
        """Compare the model at each place of the design with what all others foretell there."""
        mean, sd = self.left_out()
        errors = self.statistics - mean
        varying = sd.max(0) > 0
        errors[:, ~varying] = 0.0
        total = ((self.statistics - self.statistics.mean(0)) ** 2).sum(0)
        explained = np.where(varying, 1.0 - (errors**2).sum(0) / np.where(varying, total, 1.0), 1.0)
        standardised = errors / np.where(sd > 0, sd, 1.0)
        return LeftOut(
            explained,
            np.sqrt((errors**2).mean(0)),
            (np.abs(standardised) <= _NORMAL_90).mean(0),
            standardised,
        )


def fit_emulator(
    places: Floats,
    statistics: Floats,
    blocks: Sequence[Sequence[int]],
    kind: Kind = "gaussian process",
    earlier: Emulator | None = None,
) -> Emulator:
    """Fit an emulator to what the model gave at the places of a design.

    Args:
        places: (n, D) places in the prior.
        statistics: (n, K) statistics there.
        blocks: partition of the K statistics; those of a block share one covariance.
        kind: Gaussian process over a quadratic trend, or the trend alone.
        earlier: an emulator of the same blocks, whose covariances start the search.

    Raises:
        ValueError: a statistic is not a finite number.
    """
    covariances = find_covariances(places, statistics, blocks, kind, earlier)
    return emulator_through(places, statistics, blocks, kind, covariances)


def find_covariances(
    places: Floats,
    statistics: Floats,
    blocks: Sequence[Sequence[int]],
    kind: Kind,
    earlier: Emulator | None = None,
) -> tuple[Covariance, ...]:
    """Find the covariance of each block, which is the costly part of a fit.

    Args:
        places: (n, D) places in the prior.
        statistics: (n, K) statistics there.
        blocks: partition of the K statistics.
        kind: Gaussian process over a quadratic trend, or the trend alone.
        earlier: an emulator of the same blocks, whose covariances start the search.

    Raises:
        ValueError: a statistic is not a finite number.
    """
    if not np.isfinite(statistics).all():
        raise ValueError("a statistic of the model is not a finite number")
    starts = [None] * len(blocks) if earlier is None else [surface.covariance for surface in earlier.surfaces]
    return tuple(
        find_covariance(places, statistics[:, list(block)], kind, start)
        for block, start in zip(blocks, starts, strict=True)
    )


def emulator_through(
    places: Floats,
    statistics: Floats,
    blocks: Sequence[Sequence[int]],
    kind: Kind,
    covariances: Sequence[Covariance],
) -> Emulator:
    """Build an emulator from covariances that have been found.

    Args:
        places: (n, D) places in the prior.
        statistics: (n, K) statistics there.
        blocks: partition of the K statistics.
        kind: what the surfaces are.
        covariances: one per block.
    """
    surfaces = tuple(
        fit_surface(places, statistics[:, list(block)], covariance)
        for block, covariance in zip(blocks, covariances, strict=True)
    )
    return Emulator(kind, places, statistics, tuple(tuple(block) for block in blocks), surfaces)


def emulated_log_likelihood(emulator: Emulator, question: Question) -> Callable[[Floats], Floats]:
    """Give the log likelihood of all findings at places, as far as the emulator knows the model there.

    The likelihood of each finding is its mean over the emulator's error. That error is the one found by leaving
    out, in turn, the places that agree best with the findings: against known posteriors it does as well as the
    variance of the process at every place, at a fifth of the cost.

    Args:
        emulator: an emulator of the question's statistics.
        question: the findings.

    Returns:
        Function of (S, D) places that gives (S,) log likelihoods.
    """
    sd = typical_error(emulator, question)

    def log_likelihood(places: Floats) -> Floats:
        mean = emulator.predict_mean(places)
        total: Floats = averaged_log_likelihood(question, mean, sd).sum(1)
        return total

    return log_likelihood


def likeliest(emulator: Emulator, question: Question) -> NDArray[np.intp]:
    """Find the places of the design that agree best with the findings: a fifth of them, but at least 30.

    Args:
        emulator: an emulator of the question's statistics.
        question: the findings.
    """
    found = question.log_likelihood(emulator.statistics).sum(1)
    return np.argsort(-found, kind="stable")[: max(30, len(found) // 5)]


def typical_error(emulator: Emulator, question: Question) -> Floats:
    """Give the emulator's error where the findings are likely, (K,), each such place left out in turn.

    Args:
        emulator: an emulator of the question's statistics.
        question: the findings.
    """
    errors = emulator.statistics - emulator.left_out()[0]
    error: Floats = np.sqrt((errors[likeliest(emulator, question)] ** 2).mean(0))
    return error


def averaged_log_likelihood(question: Question, mean: Floats, sd: Floats) -> Floats:
    """Give the log of the mean likelihood of each finding under normal errors, (S, T).

    Args:
        question: the findings.
        mean: (S, K) foretold statistics.
        sd: (S, K) or (K,) their standard deviations; statistics of a block err together.
    """
    shifted = np.concatenate([mean + error * sd for error in _ERRORS])
    found = question.log_likelihood(shifted).reshape(len(_ERRORS), len(mean), -1)
    highest = found.max(0)
    # A finding that is impossible at every error stays impossible.
    base = np.where(np.isfinite(highest), highest, 0.0)
    with np.errstate(divide="ignore"):
        total: Floats = base + np.log(np.tensordot(_WEIGHTS, np.exp(found - base), axes=1))
    return total
