"""Draws from a posterior over the unit cube: an ensemble of walkers that tells when it has converged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from sos_sim.study.calibrate.question import Floats
from sos_sim.study.calibrate.threads import one_thread

LENGTHS = 50
"""Correlation times a chain must last."""
_BURN_IN = 10  # correlation times at its beginning that are left out
_LONGEST = 20_000
_ROUND = 250
_EDGE = 1e-9  # places as near to a wall as this have a normal score


@dataclass(frozen=True)
class Sampled:
    """Hold draws from a posterior and how well the chain mixed.

    Args:
        places: (M, D) draws, equally weighted, in random order.
        log_likelihood: (M,) log likelihood of each.
        tau: longest integrated autocorrelation time of any unknown number, steps.
        acceptance: share of steps accepted.
        r_hat: largest split R-hat, over halves of every walker; near 1 when all agree.
        steps: steps each walker made.
        converged: the chain lasted as many correlation times as it had to.
    """

    places: Floats
    log_likelihood: Floats
    tau: float
    acceptance: float
    r_hat: float
    steps: int
    converged: bool


def sample_posterior(
    log_likelihood: Callable[[Floats], Floats],
    D: int,
    draws: int,
    rng: np.random.Generator,
    *,
    walkers: int | None = None,
    start: Floats | None = None,
    most_steps: int = _LONGEST,
    temper: float = 1.0,
    lengths: int = LENGTHS,
) -> Sampled:
    """Draw from the posterior under a uniform prior on the unit cube.

    Walkers move in the normal scores of the places, where the prior is a standard normal and has no walls: in many
    numbers of which little is known, nearly every step in the cube itself would leave it.

    Args:
        log_likelihood: function of (S, D) places that gives (S,) values.
        D: unknown numbers.
        draws: draws wanted (M).
        rng: random numbers.
        walkers: walkers of the ensemble; four per unknown number when not given.
        start: (N, D) places to start near, for example an earlier posterior; the prior when not given.
        most_steps: longest chain.
        temper: power to which the likelihood is raised; below 1 the posterior is widened.
        lengths: correlation times the chain must last.
    """
    import emcee

    count = walkers or max(4 * D, 32)
    count += count % 2
    first = _starts(log_likelihood, D, count, rng, start, temper)

    def log_posterior(scores: Floats) -> Floats:
        found = temper * log_likelihood(ndtr(scores))
        value: Floats = np.where(np.isnan(found), -np.inf, found) - _half_squares(scores)
        return value

    # The snooker move of this library (3.1.6) does not keep the posterior: it narrows a normal one in 16 numbers by
    # a sixth. Whole differences, which take a walker from one hill to another, are exact.
    moves = [(emcee.moves.DEMove(), 0.9), (emcee.moves.DEMove(gamma0=1.0), 0.1)]
    sampler = emcee.EnsembleSampler(count, D, log_posterior, moves=moves, vectorize=True)
    sampler.random_state = np.random.RandomState(int(rng.integers(2**32))).get_state()
    state, steps, tau = ndtri(np.clip(first, _EDGE, 1.0 - _EDGE)), 0, float("inf")
    while steps < most_steps:
        length = min(max(_ROUND, steps // 4), most_steps - steps)
        with one_thread():
            state = sampler.run_mcmc(state, length, skip_initial_state_check=True)
        steps += length
        # The beginning, still on its way to the posterior, would lengthen the estimate.
        tau = correlation_time(sampler.get_chain(discard=steps // 5))
        if steps * 0.8 >= lengths * tau and count * steps * 0.6 >= draws:
            break
    discard = min(max(steps // 5, int(_BURN_IN * tau)), steps // 2)
    chain = sampler.get_chain(discard=discard)
    flat = chain.reshape(-1, D)
    chosen = rng.choice(len(flat), size=draws, replace=len(flat) < draws)
    values = sampler.get_log_prob(discard=discard, flat=True)[chosen]
    return Sampled(
        ndtr(flat[chosen]),
        (values + _half_squares(flat[chosen])) / temper,
        tau,
        float(np.mean(sampler.acceptance_fraction)),
        split_r_hat(chain),
        steps,
        steps * 0.8 >= lengths * tau,
    )


def _half_squares(scores: Floats) -> Floats:
    half: Floats = 0.5 * (scores * scores).sum(1)
    return half


def correlation_time(chain: Floats) -> float:
    """Give the longest integrated autocorrelation time of any unknown number, of a walker or of their mean, steps.

    Walkers that move by differences of one another drift together, which each alone does not show.

    Args:
        chain: (steps, walkers, D) the chain.
    """
    import emcee

    both = (chain, chain.mean(1, keepdims=True))
    # A walker that has not moved yet has no correlation: the chain is then too short whatever it is.
    with np.errstate(invalid="ignore", divide="ignore"):
        found = [float(np.max(emcee.autocorr.integrated_time(each, tol=0, quiet=True))) for each in both]
    return max(found) if np.isfinite(found).all() else float(len(chain))


def split_r_hat(chain: Floats) -> float:
    """Compare the halves of all walkers: the largest split R-hat of any unknown number.

    Walkers are compared in the halves of the chain and in two halves of the ensemble, since each walker alone is
    too short to be a chain of its own.

    Args:
        chain: (steps, walkers, D) the chain.
    """
    steps, walkers, numbers = chain.shape
    if steps < 4 or walkers < 2:
        return float("inf")
    half, side = steps // 2, walkers // 2
    parts = [chain[:half, :side], chain[:half, side:], chain[half:, :side], chain[half:, side:]]
    means = np.array([part.mean((0, 1)) for part in parts])
    within = np.mean([part.reshape(-1, numbers).var(0) for part in parts], axis=0)
    between = means.var(0, ddof=1)
    still = within <= 0
    ratio = np.where(still, 0.0, between) / np.where(still, 1.0, within)
    return float(np.sqrt(1.0 + ratio.max()))


def _starts(
    log_likelihood: Callable[[Floats], Floats],
    numbers: int,
    count: int,
    rng: np.random.Generator,
    start: Floats | None,
    temper: float,
) -> Floats:
    """Begin at places drawn by likelihood from a few times as many, so that no walker starts lost."""
    pool = rng.random((40 * count, numbers))
    if start is not None:
        near = start[rng.integers(len(start), size=10 * count)]
        near = np.clip(near + 1e-3 * rng.standard_normal(near.shape), 0.0, 1.0)
        pool = np.concatenate([near, pool[: 10 * count]])
    value = temper * log_likelihood(pool)
    value = np.where(np.isnan(value), -np.inf, value)
    # Gumbel noise draws without replacement in proportion to the likelihood.
    noise = rng.gumbel(size=len(pool))
    chosen = np.argsort(-(value + noise), kind="stable")[:count]
    return pool[chosen]
