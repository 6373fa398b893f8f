"""What a gain costs: extra cost of a policy over the gain it brings, both against the base in the same futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.study.statistics.bootstrap import ratio_interval
from sos_sim.study.statistics.paired import Paired, paired

COST = "cost_per_pupil"


@dataclass(frozen=True)
class Gain:
    """Declare a gain that cost is divided by.

    Args:
        outcome: name of the outcome.
        step: how much of it is one unit of gain.
        words: that unit in words.
    """

    outcome: str
    step: float
    words: str

    @property
    def unit(self) -> str:
        """Name the unit of cost per gain."""
        return f"$ per pupil and year per {self.words}"


GAINS = (
    Gain("capability", 1.0, "point of capability"),
    Gain("true_outcome", 0.1, "0.1 student SD of true achievement"),
)


@dataclass(frozen=True)
class CostPerGain:
    """Hold what one unit of gain costs under one policy.

    Args:
        gain: the gain.
        years: length of the horizon.
        seeds: pairs compared.
        value: extra $ per pupil and year for each unit gained by the end; None where there is none to give.
        low: lower end of its 90 % interval.
        high: upper end; infinite when the interval has none.
        note: why there is no number, empty when there is one.
    """

    gain: Gain
    years: float
    seeds: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def over_horizon(self) -> float | None:
        """Give the value as $ per pupil over the whole horizon."""
        return None if self.value is None else self.value * self.years

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data; an upper end that is infinite is None."""
        return {
            "outcome": self.gain.outcome,
            "unit": self.gain.unit,
            "value": self.value,
            "low": self.low,
            "high": self.high if self.high is not None and np.isfinite(self.high) else None,
            "over_horizon": self.over_horizon,
            "note": self.note,
        }


def costs_of_gains(differences: Mapping[str, NDArray[np.float64]], years: float) -> tuple[CostPerGain, ...]:
    """Divide a policy's extra cost by its gains.

    Where the interval of the gain includes nothing, its ratio has no bounded interval (Fieller 1954), so none is
    given; nor is a price put on a gain that costs nothing more.

    Args:
        differences: (S,) paired differences by outcome, the same seeds in each.
        years: length of the horizon.
    """
    found = []
    for gain in GAINS:
        if COST not in differences or gain.outcome not in differences:
            continue
        finite = np.isfinite(differences[COST]) & np.isfinite(differences[gain.outcome])
        cost, steps = differences[COST][finite], differences[gain.outcome][finite] / gain.step
        note = _why_not(paired(cost, "lower"), paired(steps, "higher"))
        if note:
            found.append(CostPerGain(gain, years, len(cost), note=note))
            continue
        low, high = ratio_interval(cost, steps)
        found.append(CostPerGain(gain, years, len(cost), float(cost.mean() / steps.mean()), low, high))
    return tuple(found)


def _why_not(cost: Paired, gained: Paired) -> str:
    if gained.low is None:
        return "needs 2 seeds"
    if gained.low <= 0:
        return "no gain to divide by"
    if cost.difference is None or cost.difference <= 0:
        return "the gain costs nothing more"
    return ""
