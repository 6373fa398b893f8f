"""Draws where a posterior lies, by importance sampling whose proposals learn from all rounds before.

Equation:
    z = Phi^-1(place), so that the prior p is standard normal; round 0 is drawn from p, round k from q_k, a
    multivariate t fitted to the draws so far, weighed by L^b p / q with b as high as enough of them allow;
    q(z) = sum_k n_k q_k(z) / n over all rounds; weight of every draw = L p / q
Sources: Cornuet et al. 2012 (adaptive multiple importance sampling).
Limits: L constant: q stays near the prior and all weights are alike.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sos_sim.study.calibrate.question import Floats
from sos_sim.study.calibrate.weighted import Weighted, normalised

Density = Callable[[Floats], Floats]
_ROUNDS = 10
_DRAWS = 2000
_FREEDOM = 7
_EDGE = 1e-9
# Draws per unknown number that a fitted proposal needs at least.
_PER_NUMBER = 8.0


def refined(
    log_likelihood: Callable[[Floats], Floats],
    places: Floats,
    likely: Floats,
    chance: np.random.Generator,
    enough: float,
    near: Weighted | None = None,
) -> Weighted:
    """Draw where a posterior lies and weigh all draws, with those of the prior, exactly.

    Args:
        log_likelihood: function of (S, D) places that gives (S,) values.
        places: (N, D) places that fill the prior evenly.
        likely: (N,) log likelihoods there.
        chance: random numbers.
        enough: effective sample size at which to stop.
        near: draws that lie near the posterior, to begin from; the tempered prior when not given.
    """
    from scipy.special import logsumexp, ndtr, ndtri

    numbers = places.shape[1]
    fewest = max(enough, _PER_NUMBER * numbers)
    z = ndtri(np.clip(places, _EDGE, 1.0 - _EDGE))
    held = Weighted(places, normalised(likely))
    densities: list[Density] = [_log_prior]
    counts = [len(places)]
    for number in range(_ROUNDS):
        log_prior = _log_prior(z)
        mixed = np.stack([np.log(count) + density(z) for count, density in zip(counts, densities, strict=True)])
        ratio = log_prior - logsumexp(mixed, axis=0)
        held = Weighted(places, normalised(likely + ratio))
        if held.size >= enough:
            break
        if number == 0 and near is not None:
            fitted = Weighted(ndtri(np.clip(near.places, _EDGE, 1.0 - _EDGE)), near.weights)
        else:
            fitted = Weighted(z, normalised(tempered(likely, fewest, ratio) * likely + ratio))
        density, drawn = _proposal(fitted, chance)
        new = np.clip(ndtr(drawn), 0.0, 1.0)
        z, places = np.concatenate([z, drawn]), np.concatenate([places, new])
        likely = np.concatenate([likely, log_likelihood(new)])
        counts.append(len(drawn))
        densities.append(density)
    return held


def tempered(likely: Floats, fewest: float, log_ratio: Floats | None = None) -> float:
    """Find the largest power of a likelihood, at most 1, that leaves enough effective draws.

    Args:
        likely: (N,) log likelihoods.
        fewest: effective draws wanted.
        log_ratio: (N,) logarithm of prior over proposal; nought when drawn from the prior.
    """
    ratio = np.zeros(len(likely)) if log_ratio is None else log_ratio

    def size(power: float) -> float:
        weights = normalised(power * likely + ratio)
        return float(1.0 / np.sum(weights**2))

    if size(1.0) >= fewest:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2.0
        low, high = (middle, high) if size(middle) >= fewest else (low, middle)
    return low


def _log_prior(z: Floats) -> Floats:
    density: Floats = -0.5 * (z**2).sum(1) - 0.5 * z.shape[1] * np.log(2.0 * np.pi)
    return density


def _proposal(fitted: Weighted, chance: np.random.Generator) -> tuple[Density, Floats]:
    """Fit a proposal to weighted z: its log density, and draws from it."""
    from scipy.stats import multivariate_t

    z, mean, numbers = fitted.places, fitted.mean, fitted.places.shape[1]
    covariance = (fitted.weights[:, None] * (z - mean)).T @ (z - mean)
    # Few draws foretell correlations badly; those are then believed less.
    belief = fitted.size / (fitted.size + 2.0 * numbers)
    covariance = belief * covariance + (1.0 - belief) * np.diag(np.diag(covariance)) + 1e-6 * np.eye(numbers)
    proposal = multivariate_t(mean, covariance, df=_FREEDOM)
    drawn = np.asarray(proposal.rvs(_DRAWS, random_state=chance)).reshape(_DRAWS, numbers)
    return (lambda at: np.asarray(proposal.logpdf(at)).reshape(-1)), drawn
