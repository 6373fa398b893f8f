"""A calibration whose answer is known: shares from a smooth surface, coded as how many of some leaders said so."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit
from scipy.stats import binom

from sos_sim.study.calibrate.question import Prior

BLOCKS = 6
CUTS = (-0.4, 0.4)


@dataclass
class Toy:
    """Ask about shares of leaders at two cut-offs; each finding allows an interval of counts.

    Args:
        numbers: unknown numbers.
        step: height of a step in every statistic where the first number passes the middle of its truth.
        interviews: leaders asked per finding.
        flat: every count is allowed, so that nothing is learnt.
        impossible: name a finding that no place can meet.
    """

    numbers: int = 4
    step: float = 0.0
    interviews: int = 20
    flat: bool = False
    impossible: bool = False
    runs: int = 0
    intervals: np.ndarray | None = None
    blocks: tuple[tuple[int, ...], ...] = tuple((2 * b, 2 * b + 1) for b in range(BLOCKS))
    priors: tuple[Prior, ...] = field(init=False)
    targets: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.priors = tuple(Prior(f"toy.number_{j}", 0.0, 2.0) for j in range(self.numbers))
        self.targets = tuple(f"T{k + 1}" for k in range(2 * BLOCKS))
        chance = np.random.default_rng(11)
        self._slopes = chance.normal(size=(self.numbers, BLOCKS)) * 1.8
        self._bends = chance.normal(size=(BLOCKS, self.numbers, self.numbers)) * 0.7
        self.truth = 0.25 + 0.5 * chance.random(self.numbers)
        if self.intervals is None:
            shares = expit(self.simulate(self.truth[None], (1,))[0])
            self.runs = 0
            middle = np.round(self.interviews * shares)
            width = max(1, self.interviews // 20)
            self.intervals = np.clip(np.stack([middle - width, middle + width]), 0, self.interviews)
        if self.impossible:
            self.intervals = self.intervals.copy()
            self.intervals[:, 1] = (1, 1)
            self.intervals[:, 0] = (self.interviews, self.interviews)

    def simulate(self, places, seeds):
        self.runs += len(places)
        away = places - 0.5
        base = away @ self._slopes + np.einsum("sd,bde,se->sb", away, self._bends, away)
        base = base + 0.3 * np.sin(6.0 * away[:, [0]] + 4.0 * away[:, [1]])
        base = base + self.step * (places[:, :1] > self.truth[0])
        statistics = np.empty((len(places), 2 * BLOCKS))
        for place, cut in enumerate(CUTS):
            statistics[:, place::2] = base - cut
        return statistics

    def log_likelihood(self, statistics):
        if self.flat:
            return np.zeros(statistics.shape)
        low, high = self.intervals
        share = expit(statistics)
        chance = binom.cdf(high, self.interviews, share) - binom.cdf(low - 1, self.interviews, share)
        return np.log(np.maximum(chance, 1e-300))

    def invent(self, statistics, chance):
        counts = chance.binomial(self.interviews, expit(statistics)).astype(float)
        return Toy(self.numbers, self.step, self.interviews, intervals=np.stack([counts, counts]))

    def exact(self, places):
        return self.log_likelihood(self.simulate(places, (1,))).sum(1)
