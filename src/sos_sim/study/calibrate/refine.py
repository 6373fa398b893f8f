"""Draws moved to where a posterior lies, by importance sampling whose proposal learns from round to round.

Equation:
    z = Phi^-1(place), so that the prior is standard normal; proposal q: 0.9 multivariate t + 0.1 prior, fitted to the
    weighted z of the round before; log w = b log L + log prior(z) - log q(z), b raised to 1 as fast as draws allow
Sources: population Monte Carlo (Cappe et al. 2004) with tempering; defensive mixture (Hesterberg 1995).
Limits: L constant: q stays the prior and all weights are alike.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sos_sim.study.calibrate.question import Floats
from sos_sim.study.calibrate.weighted import Weighted, normalised

_ROUNDS = 8
_DRAWS = 2000
_FREEDOM = 7
_PRIOR_SHARE = 0.1
_EDGE = 1e-9
# Draws per unknown number that a fitted proposal needs at least.
_PER_NUMBER = 8.0


def refined(
    log_likelihood: Callable[[Floats], Floats], start: Weighted, chance: np.random.Generator, enough: float
) -> Weighted:
    """Draw from near a posterior and weigh the draws exactly.

    Args:
        log_likelihood: function of (S, D) places that gives (S,) values.
        start: draws that lie somewhat near, such as a tempered posterior.
        chance: random numbers.
        enough: effective sample size at which to stop.
    """
    numbers = start.places.shape[1]
    fewest = max(enough / 2.0, _PER_NUMBER * numbers)
    held = start
    for _ in range(_ROUNDS):
        z, log_ratio = _proposed(held, chance)
        places = _places(z)
        likely = log_likelihood(places)
        power = tempered(likely, fewest, log_ratio)
        held = Weighted(places, normalised(power * likely + log_ratio))
        if power == 1.0 and held.size >= enough:
            break
    return held if power == 1.0 else Weighted(places, normalised(likely + log_ratio))


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


def _proposed(held: Weighted, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw from a proposal fitted to weighted draws: z (N, D), and log of prior over proposal (N,)."""
    from scipy.special import logsumexp, ndtri
    from scipy.stats import multivariate_t

    old = ndtri(np.clip(held.places, _EDGE, 1.0 - _EDGE))
    mean = held.weights @ old
    covariance = (held.weights[:, None] * (old - mean)).T @ (old - mean)
    numbers = len(mean)
    # Few draws foretell correlations badly; those are then believed less.
    belief = held.size / (held.size + 2.0 * numbers)
    covariance = belief * covariance + (1.0 - belief) * np.diag(np.diag(covariance)) + 1e-6 * np.eye(numbers)
    proposal = multivariate_t(mean, covariance, df=_FREEDOM)
    z = np.asarray(proposal.rvs(_DRAWS, random_state=chance)).reshape(_DRAWS, numbers)
    of_prior = chance.random(_DRAWS) < _PRIOR_SHARE
    z[of_prior] = chance.standard_normal((int(of_prior.sum()), numbers))
    log_prior = -0.5 * (z**2).sum(1) - 0.5 * numbers * np.log(2.0 * np.pi)
    mixed = np.stack([
        np.log1p(-_PRIOR_SHARE) + np.asarray(proposal.logpdf(z)).reshape(-1), np.log(_PRIOR_SHARE) + log_prior,
    ])  # fmt: skip
    ratio: Floats = log_prior - logsumexp(mixed, axis=0)
    return z, ratio


def _places(z: Floats) -> Floats:
    from scipy.special import ndtr

    places: Floats = np.clip(ndtr(z), 0.0, 1.0)
    return places
