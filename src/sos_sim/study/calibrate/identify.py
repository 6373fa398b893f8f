"""What the findings say of every unknown number, what they leave open, and which finding says it.

Equation:
    contraction = posterior sd / prior sd, both of the place in the prior; 1 where nothing was learnt
    directions: eigenvectors of the posterior covariance of places, in prior variances
    only one finding: prior places weighted by its likelihood; one finding less: posterior draws weighted by 1/L
Sources: contraction as in Betancourt's workflow; relative entropy for what a marginal gained.
Limits: a likelihood that is constant: contraction 1, gain 0, all directions 1; a finding with weight 0 informs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sos_sim.study.calibrate.alternatives import Moved
from sos_sim.study.calibrate.common import Common
from sos_sim.study.calibrate.question import Floats, Question
from sos_sim.study.calibrate.weighted import PRIOR_SD, Weighted, normalised

Verdict = Literal["well known", "somewhat known", "nothing said"]
WELL, NOTHING = 0.6, 0.9
"""Contraction below the first is well known; above the second the findings say nothing about a number."""
INFORMS = 0.95
"""A finding that alone contracts a number to less than this informs it."""
LINKED = 0.3
"""Posterior correlations from this size on are told."""
SILENT = 0.5
"""A number that changes no log likelihood by more than this over its whole range: nothing is said about it."""
_BINS = 20


@dataclass(frozen=True)
class Known:
    """Tell what the findings say of one unknown number.

    Args:
        path: its name.
        contraction: posterior standard deviation over that of the prior.
        gain: relative entropy of its posterior from its prior, bits.
        verdict: in words.
        partner: number whose posterior goes with its own most closely; empty when none does.
        correlation: that posterior correlation.
        informed_by: findings that inform it, the most telling first.
    """

    path: str
    contraction: float
    gain: float
    verdict: Verdict
    partner: str
    correlation: float
    informed_by: tuple[str, ...]


@dataclass(frozen=True)
class Identified:
    """Hold what the findings say of D unknown numbers.

    Args:
        known: (D,) one per number.
        correlation: (D, D) posterior correlations.
        directions: (D, D) one direction per row, the best known first, in prior standard deviations.
        widths: (D,) posterior over prior standard deviation along each.
        alone: (T, D) contraction by each finding alone.
        without_shift: (T, D) change of the mean without each finding, posterior standard deviations.
        without_width: (T, D) standard deviation without each finding over that with all.
    """

    known: tuple[Known, ...]
    correlation: Floats
    directions: Floats
    widths: Floats
    alone: Floats
    without_shift: Floats
    without_width: Floats


@dataclass(frozen=True)
class Screened:
    """Tell how much a number that is not learnt could change the likelihood.

    Args:
        path: its name.
        label: what it is.
        change: largest change of any finding's log likelihood over its range.
        target: the finding it changes most; empty when none.
    """

    path: str
    label: str
    change: float
    target: str = ""

    @property
    def silent(self) -> bool:
        """Tell whether the findings say nothing about it."""
        return self.change < SILENT


def verdict_of(contraction: float) -> Verdict:
    """Say in words what is known of a number.

    Args:
        contraction: posterior over prior standard deviation.
    """
    if contraction < WELL:
        return "well known"
    return "somewhat known" if contraction <= NOTHING else "nothing said"


def identify(question: Question, places: Floats, common: Common, without: Sequence[Moved]) -> Identified:
    """Find out what the findings say of every unknown number.

    Args:
        question: the findings.
        places: (M, D) draws of the posterior.
        common: places that fill the prior, at which the model was foretold.
        without: (T,) posteriors without each finding, in the order of the targets.
    """
    paths = [prior.path for prior in question.priors]
    contraction = places.std(0) / PRIOR_SD
    correlation = _correlation(places)
    widths, directions = _directions(places)
    alone = _alone(question, common)
    known = []
    for column, path in enumerate(paths):
        others = np.where(np.arange(len(paths)) == column, 0.0, correlation[column])
        partner = int(np.abs(others).argmax())
        linked = abs(others[partner]) >= LINKED
        telling = np.argsort(alone[:, column], kind="stable")
        known.append(
            Known(
                path,
                float(contraction[column]),
                gain_bits(places[:, column]),
                verdict_of(float(contraction[column])),
                paths[partner] if linked else "",
                float(others[partner]) if linked else float("nan"),
                tuple(question.targets[place] for place in telling if alone[place, column] < INFORMS),
            )
        )
    return Identified(
        tuple(known),
        correlation,
        directions,
        widths,
        alone,
        np.array([each.shift for each in without]),
        np.array([each.width for each in without]),
    )


def gain_bits(places: Floats) -> float:
    """Measure what the findings add about one number: relative entropy of its posterior from its prior, bits.

    The bias of the histogram (Miller and Madow) is taken off.

    Args:
        places: (M,) draws of its place in the prior.
    """
    counts = np.histogram(places, _BINS, (0.0, 1.0))[0]
    shares = counts[counts > 0] / len(places)
    entropy = float(shares @ np.log2(shares * _BINS))
    return max(0.0, entropy - (_BINS - 1) / (2.0 * len(places) * math.log(2.0)))


def _correlation(places: Floats) -> Floats:
    centred = places - places.mean(0)
    sd = np.maximum(centred.std(0), 1e-12)
    correlation: Floats = (centred.T @ centred) / len(places) / np.outer(sd, sd)
    return correlation


def _directions(places: Floats) -> tuple[Floats, Floats]:
    covariance = np.cov(places.T, bias=True).reshape(places.shape[1], -1) / PRIOR_SD**2
    values, vectors = np.linalg.eigh(covariance)
    largest = np.abs(vectors).argmax(0)
    signed = vectors * np.sign(vectors[largest, np.arange(len(values))])
    return np.sqrt(np.maximum(values, 0.0)), signed.T


def _alone(question: Question, common: Common) -> Floats:
    found = common.log_likelihood(question)
    return np.array([Weighted(common.places, normalised(each)).sd / PRIOR_SD for each in found.T])
