"""An exact question: shares of leaders that follow from four numbers by known curves; the last says nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit
from scipy.stats import binom

from sos_sim.study.calibrate.predictive import Shown
from sos_sim.study.calibrate.question import Prior

PRIORS = (
    Prior("made.up.strong", 0.0, 10.0, False, "How strongly leaders hold to a plan", "points", 4.0),
    Prior("made.up.odds", 1.0, 4.0, True, "Odds of being picked", "times", 2.0),
    Prior("made.up.weak", 0.0, 1.0, False, "How clear the purpose is", "share", 0.5),
    Prior("made.up.silent", 0.0, 1.0, False, "What nobody was asked about", "share", 0.5),
)
# Logit of each share: constant, then one slope per number.
CURVES = np.array([
    [-2.5, 5.0, 0.0, 0.0, 0.0],
    [2.0, -4.0, 0.5, 0.0, 0.0],
    [-1.5, 0.0, 3.5, 0.0, 0.0],
    [1.0, 1.5, -3.0, 0.0, 0.0],
    [-0.3, 0.0, 0.5, 0.9, 0.0],
    [0.2, 0.5, 0.0, -0.8, 0.0],
])  # fmt: skip
WIDTH = 2


@dataclass(frozen=True)
class Leaders:
    """Ask ``people`` leaders about six things; counts are told as an interval of three values."""

    found: tuple[int, ...]
    people: int = 20
    power: float = 1.0
    weights: tuple[float, ...] = (1.0,) * 6
    priors: tuple[Prior, ...] = PRIORS
    targets: tuple[str, ...] = tuple(f"T{number:02d}" for number in range(1, 7))
    blocks: tuple[tuple[int, ...], ...] = tuple((number,) for number in range(6))

    def simulate(self, places, seeds):
        return CURVES[:, 0] + places @ CURVES[:, 1:].T

    def ends(self):
        low = np.array(self.found)
        return low, np.minimum(low + WIDTH, self.people)

    def log_likelihood(self, statistics):
        low, high = self.ends()
        shares = expit(statistics)
        likely = binom.cdf(high, self.people, shares) - binom.cdf(low - 1, self.people, shares)
        return np.array(self.weights) * self.power * np.log(np.maximum(likely, 1e-12))

    def invent(self, statistics, chance):
        counts = chance.binomial(self.people, expit(statistics))
        low = np.maximum(counts - chance.integers(WIDTH + 1, size=len(counts)), 0)
        return replace(self, found=tuple(int(each) for each in np.minimum(low, self.people)), weights=(1.0,) * 6)

    def shown(self):
        low, high = self.ends()
        words = ("hold to their plan", "dropped a plan", "were asked before", "nobody came to", "see why", "wonder why")
        return tuple(
            Shown(
                target, f"Leaders who say that they {words[place]}", "share", low[place] / self.people,
                high[place] / self.people, lambda statistics, place=place: expit(statistics[:, place]), "20 leaders",
            )
            for place, target in enumerate(self.targets)
        )  # fmt: skip


TRUTH = np.array([0.7, 0.4, 0.6, 0.5])


def leaders(people=20):
    """Ask about findings that the truth would give on average."""
    shares = expit(CURVES[:, 0] + TRUTH @ CURVES[:, 1:].T)
    return Leaders(tuple(int(each) for each in np.maximum(np.round(shares * people) - 1, 0)), people)
