"""How likely a finding is, given what a simulated state would have answered.

Equation:
    counts: L(p) = sum over k = low..high of BetaBinomial(k; n, p/o, (1 - p)/o), o = c/(1 - c), c the dispersion; c = 0:
        the binomial of ledger C.2
    a figure s with standard error t: L(s) = Phi((most - s)/t) - Phi((least - s)/t)
    a share looked at several cut-offs: the mean of L over them, since the cut-off is not known
    log likelihood of a target: weight log L
Sources: findings ledger C.2 (interval-censored counts, weights as powers); uq-libs 4 and 7.
Limits: L in (0, 1]; an interval 0 to n says nothing, L = 1; dispersion to 0, the binomial sum; weight 0, nothing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr
from scipy.stats import betabinom, binom

from sos_sim.interviews.targets import Target
from sos_sim.interviews.words import CONVENTIONAL, Reading, counts_of, word_for

Floats = NDArray[np.float64]
LEAST_SHARE = 5e-4
"""Shares are kept this far from 0 and 1, where the logit is finite."""
LEAST_LIKELIHOOD = 1e-12
_GRID = np.linspace(logit(LEAST_SHARE), -logit(LEAST_SHARE), 1501)


def interval_probability(share: Any, low: int, high: int, people: int, dispersion: float) -> Floats:
    """Return the probability that low to high of some people say so, if a share of them would.

    Args:
        share: any shape, 0-1.
        low: lowest count.
        high: highest count.
        people: people asked.
        dispersion: intraclass correlation, 0-1.
    """
    counts = np.arange(low, high + 1)
    p = np.clip(np.asarray(share, float), LEAST_SHARE, 1.0 - LEAST_SHARE)[..., None]
    if dispersion > 0.0:
        over = (1.0 - dispersion) / dispersion
        each = betabinom.pmf(counts, people, p * over, (1.0 - p) * over)
    else:
        each = binom.pmf(counts, people, p)
    probability: Floats = np.minimum(each.sum(axis=-1), 1.0)
    return probability


@functools.lru_cache(maxsize=512)
def _on_grid(low: int, high: int, people: int, dispersion: float) -> Floats:
    return interval_probability(expit(_GRID), low, high, people, dispersion)


@dataclass(frozen=True)
class Finding:
    """Hold what a calibration compares with: counts or a band, as found or made up.

    Args:
        counts: lowest and highest count; None for a figure.
        people: people asked.
        band: least and most; None for counts.
        outside: whether the figure was found outside the band.
        in_words: whether the counts are what a word allows.
    """

    counts: tuple[int, int] | None
    people: int
    band: tuple[float, float] | None
    outside: bool = False
    in_words: bool = False

    def counted(self) -> Finding:
        """Give the finding as if its count had been published: the middle of what is allowed."""
        if self.counts is None:
            return self
        middle = round(sum(self.counts) / 2.0)
        return Finding((middle, middle), self.people, None)


def finding_of(target: Target, reading: Reading = CONVENTIONAL, people: int | None = None) -> Finding:
    """Give what a target found.

    Args:
        target: the target.
        reading: how verbal quantities are read.
        people: another number of people than the target's, with its counts in proportion.
    """
    if target.band is not None:
        return Finding(None, target.of, target.band)
    if people is None or people == target.of:
        return Finding(target.counted(reading), target.of, None, in_words=bool(target.said))
    if target.said:
        return Finding(counts_of(target.said, people, reading), people, None, in_words=True)
    low, high = (round(each * people / target.of) for each in target.counted(reading))
    return Finding((low, high), people, None)


def likelihood(finding: Finding, target: Target, statistics: Floats, dispersion: float) -> Floats:
    """Return the likelihood of a finding, (S,), in (0, 1].

    Args:
        finding: what was found.
        target: the target it belongs to.
        statistics: (S, M) logits of shares at M cut-offs, or (S, 1) figures.
        dispersion: intraclass correlation of counts.
    """
    if finding.counts is not None:
        table = _on_grid(*finding.counts, finding.people, dispersion)
        each = np.interp(statistics, _GRID, table)
        averaged: Floats = np.maximum(each.mean(axis=1), LEAST_LIKELIHOOD)
        return averaged
    assert finding.band is not None
    least, most = finding.band
    figure = statistics[:, 0]
    inside = ndtr((most - figure) / target.tolerance) - ndtr((least - figure) / target.tolerance)
    return np.clip(1.0 - inside if finding.outside else inside, LEAST_LIKELIHOOD, 1.0)


def invented(
    finding: Finding, target: Target, statistics: Floats, dispersion: float, chance: np.random.Generator
) -> Finding:
    """Make up what interviewers would have found and how they would have told it.

    The cut-off of the truth is one of those looked at. A count becomes a word that a coder could have used, where the
    target was a word, else an interval as wide as the target's that holds it. A figure is found inside or outside of
    the band.

    Args:
        finding: what was really found: its form is kept.
        target: its target.
        statistics: (M,) statistics of the invented truth.
        dispersion: intraclass correlation of counts.
        chance: random numbers.
    """
    if finding.band is not None:
        found = statistics[0] + target.tolerance * chance.standard_normal()
        least, most = finding.band
        return Finding(None, finding.people, finding.band, not least <= found <= most)
    assert finding.counts is not None
    share = float(expit(statistics[chance.integers(len(statistics))]))
    if dispersion > 0.0:
        over = (1.0 - dispersion) / dispersion
        share = float(chance.beta(share * over, (1.0 - share) * over))
    count = int(chance.binomial(finding.people, share))
    if finding.in_words:
        words = word_for(count, finding.people, float(chance.random()))
        return Finding(counts_of(words, finding.people), finding.people, None, in_words=True)
    width = finding.counts[1] - finding.counts[0]
    low = count - int(chance.integers(width + 1))
    return Finding((max(low, 0), min(low + width, finding.people)), finding.people, None)
