"""Posteriors of many questions from one set of places at which the model was foretold once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sos_sim.study.calibrate.emulate import Emulator, averaged_log_likelihood, emulated_log_likelihood
from sos_sim.study.calibrate.question import Floats, Question
from sos_sim.study.calibrate.refine import refined
from sos_sim.study.calibrate.sample import sample_posterior
from sos_sim.study.calibrate.weighted import Weighted, normalised

ENOUGH = 200.0
"""Effective draws below which a posterior is drawn anew."""
_CHUNK = 4096
_DRAWS = 1000
_WALKERS_PER_NUMBER = 4
# Walkers start where the weights say the posterior lies, so that a chain this long has forgotten it.
_LONGEST = 1_000


@dataclass(frozen=True)
class Common:
    """Hold an emulator's foretelling at places that fill the prior evenly.

    Args:
        emulator: the emulator.
        places: (N, D) places in the prior.
        mean: (N, K) foretold statistics.
        sd: (N, K) standard deviations of the model around them.
    """

    emulator: Emulator
    places: Floats
    mean: Floats
    sd: Floats

    def log_likelihood(self, question: Question) -> Floats:
        """Give the log likelihood of every finding at every place, (N, T).

        Args:
            question: the findings.
        """
        parts = [
            averaged_log_likelihood(question, self.mean[first : first + _CHUNK], self.sd[first : first + _CHUNK])
            for first in range(0, len(self.places), _CHUNK)
        ]
        return np.concatenate(parts)


@dataclass(frozen=True)
class Emulated:
    """Hold a posterior under an emulator.

    Args:
        draws: weighted draws.
        worth: effective sample size of the weights.
        weighed: whether those were enough; else the draws come from a chain.
    """

    draws: Weighted
    worth: float
    weighed: bool


def even_places(count: int, numbers: int, root: int) -> Floats:
    """Fill the unit cube evenly with scrambled Sobol points, (count, numbers).

    Args:
        count: places; the next power of two is taken.
        numbers: unknown numbers.
        root: seed of the scrambling.
    """
    from scipy.stats import qmc

    power = max(1, int(np.ceil(np.log2(count))))
    places: Floats = qmc.Sobol(numbers, seed=np.random.default_rng(root)).random_base2(power)
    return places


def foretold(emulator: Emulator, places: Floats) -> Common:
    """Foretell the model at places, once for all questions.

    Args:
        emulator: the emulator.
        places: (N, D) places in the prior.
    """
    mean, sd = emulator.predict(places)
    return Common(emulator, places, mean, sd)


def emulated_posterior(
    question: Question, common: Common, chance: np.random.Generator, enough: float = ENOUGH
) -> Emulated:
    """Find the posterior of a question under an emulator.

    The common places are weighed by their likelihood; where too few of them carry the weight, others are drawn near
    those, and a chain is run where that is not enough either.

    Args:
        question: the findings.
        common: places at which the model was foretold.
        chance: random numbers.
        enough: effective sample size that is enough.
    """
    likely = common.log_likelihood(question).sum(1)
    weighed = Weighted(common.places, normalised(likely))
    if weighed.size >= enough:
        return Emulated(weighed, weighed.size, True)
    return drawn_anew(emulated_log_likelihood(common.emulator, question), common.places, likely, chance, enough)


def drawn_anew(
    log_likelihood: Callable[[Floats], Floats],
    places: Floats,
    likely: Floats,
    chance: np.random.Generator,
    enough: float,
    near: Weighted | None = None,
) -> Emulated:
    """Draw anew from a posterior: by weights where fitted proposals give enough, else by a chain.

    Args:
        log_likelihood: function of (S, D) places that gives (S,) values.
        places: (N, D) places that fill the prior evenly.
        likely: (N,) log likelihoods there.
        chance: random numbers.
        enough: effective sample size that is enough.
        near: draws that lie near the posterior, to begin from.
    """
    draws = refined(log_likelihood, places, likely, chance, enough, near)
    if draws.size >= enough:
        return Emulated(draws, draws.size, True)
    return Emulated(chain(log_likelihood, near or draws, chance), draws.size, False)


def chain(log_likelihood: Callable[[Floats], Floats], start: Weighted, chance: np.random.Generator) -> Weighted:
    """Draw anew from a posterior, beginning from weighted draws that lie near it.

    Args:
        log_likelihood: function of (S, D) places that gives (S,) values.
        start: draws to begin from.
        chance: random numbers.
    """
    numbers = start.places.shape[1]
    walkers = max(32, _WALKERS_PER_NUMBER * numbers)
    sampled = sample_posterior(
        log_likelihood, numbers, _DRAWS, chance, walkers=walkers, start=start.drawn(walkers, chance),
        most_steps=_LONGEST,
    )  # fmt: skip
    return Weighted.alike(sampled.places)
