"""How far the posterior hangs on what was assumed of the interviews: other odds, other words, one finding less.

Equation:
    draws x_m of the posterior under findings F weigh w_m ~ L'(x_m)/L(x_m) under other findings or another reading F';
    their worth is (sum w)^2 / sum w^2; where it is too small, both posteriors are drawn anew on the emulator
Sources: importance sampling; Talts et al. 2018 for what a posterior is worth.
Limits: F' = F: equal weights, worth M, no shift; a finding that says nothing left out: the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from sos_sim.study.calibrate.common import ENOUGH, drawn_anew, even_places
from sos_sim.study.calibrate.emulate import Emulator, averaged_log_likelihood
from sos_sim.study.calibrate.question import Floats, Question
from sos_sim.study.calibrate.weighted import Weighted, normalised

_PRIOR_PLACES = 1024
Sort = Literal["as found", "odds", "words", "weights", "left out"]


@dataclass(frozen=True)
class Drawn:
    """Hold equally weighted draws and what the real model gives there.

    Args:
        places: (M, D) places in the prior.
        statistics: (M, K) statistics.
    """

    places: Floats
    statistics: Floats


@dataclass(frozen=True)
class Alternative:
    """Ask something else of the same statistics.

    Args:
        name: what is assumed, in plain words.
        sort: kind of alternative.
        question: findings or weights read another way; the posterior's own when None.
        fixed: places of numbers that are held, by column.
        without: column of the target left out.
    """

    name: str
    sort: Sort
    question: Question | None = None
    fixed: Mapping[int, float] = field(default_factory=dict)
    without: int | None = None


@dataclass(frozen=True)
class Moved:
    """Hold the posterior under an alternative, beside the one it is compared with.

    Args:
        alternative: what is assumed.
        mean: (D,) means of places.
        sd: (D,) standard deviations of places.
        shift: (D,) change of the mean in standard deviations of the posterior.
        width: (D,) standard deviation over that of the posterior.
        worth: effective sample size of the weights; NaN where a number is held.
        weighed: whether draws of the posterior were enough; else others were drawn on the emulator.
    """

    alternative: Alternative
    mean: Floats
    sd: Floats
    shift: Floats
    width: Floats
    worth: float
    weighed: bool


@dataclass(frozen=True)
class Elsewhere:
    """Find posteriors of other questions from the draws of one.

    Args:
        question: the findings of the posterior.
        posterior: its draws.
        emulator: foretells the model where draws are too few.
        root: seed of new draws.
        enough: effective sample size that is enough.
    """

    question: Question
    posterior: Drawn
    emulator: Emulator
    root: int = 1
    enough: float = ENOUGH

    @cached_property
    def _found(self) -> Floats:
        """Give the log likelihood of every finding at every draw, (M, T)."""
        return self.question.log_likelihood(self.posterior.statistics)

    @cached_property
    def _drawn(self) -> Weighted:
        return Weighted.alike(self.posterior.places)

    @cached_property
    def _emulated(self) -> Weighted:
        """Give the posterior as the emulator sees it, which other draws on it are compared with."""
        return self._anew(Alternative("", "as found"))

    def moved(self, alternative: Alternative) -> Moved:
        """Find the posterior under an alternative.

        Args:
            alternative: what is assumed.
        """
        worth = float("nan")
        if not alternative.fixed:
            weighed = Weighted(self.posterior.places, normalised(self._log_weights(alternative)))
            worth = weighed.size
            if worth >= self.enough:
                return _beside(alternative, weighed, self._drawn, worth, True)
        return _beside(alternative, self._anew(alternative), self._emulated, worth, False)

    def _log_weights(self, alternative: Alternative) -> Floats:
        if alternative.question is not None:
            found = alternative.question.log_likelihood(self.posterior.statistics)
        else:
            found = self._found
        difference: Floats = _total(found, alternative.without) - self._found.sum(1)
        return difference

    def _anew(self, alternative: Alternative) -> Weighted:
        columns = list(alternative.fixed)
        held = np.array([alternative.fixed[column] for column in columns])

        def laid(places: Floats) -> Floats:
            places = places.copy()
            places[:, columns] = held
            return places

        emulated = self._log_likelihood(alternative)

        def log_likelihood(places: Floats) -> Floats:
            return emulated(laid(places))

        places = even_places(_PRIOR_PLACES, self.posterior.places.shape[1], self.root)
        chance = np.random.default_rng([self.root, len(self.posterior.places)])
        draws = drawn_anew(log_likelihood, places, log_likelihood(places), chance, self.enough, self._drawn).draws
        return Weighted(laid(draws.places), draws.weights)

    def _log_likelihood(self, alternative: Alternative) -> Callable[[Floats], Floats]:
        asked = alternative.question or self.question

        def log_likelihood(places: Floats) -> Floats:
            mean, sd = self.emulator.predict(places)
            return _total(averaged_log_likelihood(asked, mean, sd), alternative.without)

        return log_likelihood


def left_out(question: Question) -> tuple[Alternative, ...]:
    """Leave out each finding in turn.

    Args:
        question: the findings.
    """
    return tuple(
        Alternative(f"without {target}", "left out", without=place) for place, target in enumerate(question.targets)
    )


def held_at(question: Question, path: str, values: tuple[float, ...]) -> tuple[Alternative, ...]:
    """Hold one number at some values; none when it is not learnt.

    Args:
        question: the findings.
        path: the number.
        values: its values.
    """
    columns = [column for column, prior in enumerate(question.priors) if prior.path == path]
    return tuple(
        Alternative(
            f"{prior.label.lower() if not prior.label[:2].isupper() else prior.label} {value:g}" if prior.label
            else f"{path} {value:g}",
            "odds",
            fixed={column: float(np.clip(prior.place(np.asarray(value, float)), 0.0, 1.0))},
        )
        for column in columns
        for prior in (question.priors[column],)
        for value in values
    )  # fmt: skip


def _total(found: Floats, without: int | None) -> Floats:
    total: Floats = found.sum(1) if without is None else np.delete(found, without, axis=1).sum(1)
    return total


def _beside(alternative: Alternative, draws: Weighted, base: Weighted, worth: float, weighed: bool) -> Moved:
    spread = np.maximum(base.sd, 1e-12)
    shift, width = (draws.mean - base.mean) / spread, draws.sd / spread
    for column in alternative.fixed:
        # A number that is held has no posterior of its own.
        shift[column] = width[column] = np.nan
    return Moved(alternative, draws.mean, draws.sd, shift, width, worth, weighed)
