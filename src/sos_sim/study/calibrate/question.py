"""What a calibration asks: unknown numbers with priors, a simulator of statistics, and findings that judge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """Declare what is known of one number before the findings: uniform between two ends, or on a log scale.

    Args:
        path: name of the parameter, of the model or of the interviews.
        low: smallest value.
        high: largest value.
        logarithmic: uniform in the logarithm; both ends are then positive.
        label: what it is, in plain words.
        unit: its unit.
        default: value without calibration.
    """

    path: str
    low: float
    high: float
    logarithmic: bool = False
    label: str = ""
    unit: str = ""
    default: float = float("nan")

    def value(self, place: Floats) -> Floats:
        """Turn places in the prior into values.

        Args:
            place: any shape, 0-1.
        """
        if self.logarithmic:
            value: Floats = np.exp(np.log(self.low) + place * np.log(self.high / self.low))
            return value
        return self.low + place * (self.high - self.low)

    def place(self, value: Floats) -> Floats:
        """Turn values into places in the prior, 0-1.

        Args:
            value: any shape, between the ends.
        """
        if self.logarithmic:
            value, low, high = np.log(value), float(np.log(self.low)), float(np.log(self.high))
        else:
            low, high = self.low, self.high
        place: Floats = (value - low) / (high - low)
        return place


class Question(Protocol):
    """Ask which values of D unknown numbers agree with T findings.

    Everything works on places in the prior, (S, D) in 0-1, so that the prior is uniform on the unit cube. The
    simulator gives K real numbers per place, on an unbounded scale on which they are smooth (the logit of a share);
    ``blocks`` groups those that follow one another closely, such as one share at several cut-offs.
    """

    @property
    def priors(self) -> tuple[Prior, ...]:
        """Give the (D,) priors."""

    @property
    def targets(self) -> tuple[str, ...]:
        """Name the (T,) findings that are fitted."""

    @property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """Partition the K statistics."""

    def simulate(self, places: Floats, seeds: Sequence[int]) -> Floats:
        """Run the real model and give its statistics, the mean over some futures, (S, K).

        Args:
            places: (S, D) places in the prior.
            seeds: futures that every place meets.
        """

    def log_likelihood(self, statistics: Floats) -> Floats:
        """Give the weighted log likelihood of every finding, (S, T); at most 0.

        Args:
            statistics: (S, K) statistics.
        """

    def invent(self, statistics: Floats, chance: np.random.Generator) -> Question:
        """Ask the same about findings made up from statistics, as interviewers would have found and coded them.

        Args:
            statistics: (K,) statistics of the invented truth.
            chance: random numbers.
        """
