"""Prior and posterior predictive of every target: what the model would answer beside what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sos_sim.study.calibrate.question import Floats, Question
from sos_sim.study.calibrate.weighted import normalised

Verdict = Literal["met", "near", "missed"]
SURPRISING = 0.05
"""Below this chance of an answer as unlikely as the finding, a target whose median lies outside is missed."""
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_INVENTED = 200


@dataclass(frozen=True)
class Shown:
    """Say how the statistics of a target are shown.

    Args:
        target: name of the target.
        label: what was asked, in plain words.
        unit: ``share`` for a share, 0-1; else the unit of the number.
        low: least the finding allows; minus infinity when open.
        high: most the finding allows; infinity when open.
        values: function of (S, K) statistics that gives what is shown, (S,).
        group: who was asked.
    """

    target: str
    label: str
    unit: str
    low: float
    high: float
    values: Callable[[Floats], Floats]
    group: str = ""


@dataclass(frozen=True)
class Predicted:
    """Hold one target under prior and posterior.

    Args:
        shown: how it is shown.
        prior: (5,) quantiles of the prior predictive at 5, 25, 50, 75 and 95 %.
        posterior: (5,) quantiles of the posterior predictive.
        likely_before: probability of the finding, mean over the prior.
        likely_after: probability of the finding, mean over the posterior.
        surprise: how far the finding alone moves the prior, bits.
        p_value: chance that an answer made up from the posterior is as unlikely as the finding.
        verdict: met, near or missed.
    """

    shown: Shown
    prior: Floats
    posterior: Floats
    likely_before: float
    likely_after: float
    surprise: float
    p_value: float
    verdict: Verdict


def predictive(
    question: Question, shown: tuple[Shown, ...], prior: Floats, posterior: Floats, chance: np.random.Generator
) -> tuple[Predicted, ...]:
    """Compare every finding with what the model would answer under prior and posterior.

    Args:
        question: the findings.
        shown: one per target, in any order.
        prior: (N, K) statistics of the real model at places drawn from the prior.
        posterior: (M, K) statistics of the real model at draws of the posterior.
        chance: random numbers.
    """
    before, after = question.log_likelihood(prior), question.log_likelihood(posterior)
    p_values = _p_values(question, posterior, after, chance)
    place_of = {target: place for place, target in enumerate(question.targets)}
    found = []
    for each in shown:
        place = place_of[each.target]
        quantiles = [
            np.quantile(each.values(statistics), _QUANTILES).astype(np.float64) for statistics in (prior, posterior)
        ]
        median = float(quantiles[1][2])
        outside = not each.low <= median <= each.high
        missed: Verdict = "missed" if p_values[place] < SURPRISING else "near"
        found.append(
            Predicted(
                each, quantiles[0], quantiles[1], _mean(before[:, place]), _mean(after[:, place]),
                surprise_bits(before[:, place]), float(p_values[place]), missed if outside else "met",
            )
        )  # fmt: skip
    return tuple(found)


def surprise_bits(log_likelihood: Floats) -> float:
    """Measure how far one finding alone moves the prior: relative entropy in bits (Itti and Baldi's surprise).

    Args:
        log_likelihood: (N,) log likelihood of the finding at places drawn from the prior.
    """
    weights = normalised(log_likelihood)
    held = weights > 0
    return max(0.0, float(weights[held] @ np.log2(weights[held] * len(weights))))


def _mean(log_likelihood: Floats) -> float:
    return float(np.exp(log_likelihood).mean())


def _p_values(question: Question, posterior: Floats, found: Floats, chance: np.random.Generator) -> Floats:
    """Compare the mean likelihood of the findings with that of findings made up from the posterior, (T,)."""
    real = np.exp(found).mean(0)
    rows = chance.integers(len(posterior), size=_INVENTED)
    as_unlikely = np.ones(len(real))
    # A finding weighs less than full in its question; made-up ones must be weighed like it to be compared.
    powers = _powers(question)
    for row in rows:
        made_up = question.invent(posterior[row], chance)
        likely = np.exp(made_up.log_likelihood(posterior) * (powers / _powers(made_up))).mean(0)
        as_unlikely += likely <= real * (1.0 + 1e-9)
    shares: Floats = as_unlikely / (_INVENTED + 1)
    return shares


def _powers(question: Question) -> Floats:
    weights = getattr(question, "weights", None)
    return np.ones(len(question.targets)) if weights is None else np.maximum(np.asarray(weights, float), 1e-12)
