"""One paired difference as a clause: how much, which way, how sure, in how many futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.report.html import Node, element
from sos_sim.report.study import records
from sos_sim.report.words import interval, number, outcome_label, percent, signed, with_unit

if TYPE_CHECKING:
    import pandas as pd

# A difference is told apart from none at the level of the 90 % intervals.
_LEVEL = 0.10


@dataclass(frozen=True)
class Effect:
    """Hold one policy's paired difference in one outcome.

    Args:
        outcome: name of the outcome.
        difference: policy minus base, mean over futures.
        low: lower end of the 90 % interval of that mean; nan for one future.
        high: upper end.
        share_better: share of futures in which the policy is better; nan where no direction is.
        p_value: adjusted for the number of policies; nan where it was not computed.
    """

    outcome: str
    difference: float
    low: float
    high: float
    share_better: float
    p_value: float = np.nan

    @property
    def has_interval(self) -> bool:
        """Tell whether there were futures enough for an interval."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))

    @property
    def nothing(self) -> bool:
        """Tell whether every future has exactly the same value under both."""
        return self.low == self.high == self.difference == 0

    @property
    def clear(self) -> bool:
        """Tell whether the difference can be told apart from none."""
        if not self.has_interval or self.low <= 0 <= self.high:
            return False
        return not np.isfinite(self.p_value) or self.p_value < _LEVEL

    @property
    def reading(self) -> str:
        """Say in a word or two what the difference is."""
        if self.nothing:
            return "no difference"
        if not self.has_interval:
            return "one future"
        if not self.clear:
            return "not distinguishable"
        higher = self.difference > 0
        better = OUTCOMES[self.outcome].better if self.outcome in OUTCOMES else "neither"
        if better == "neither":
            return "higher" if higher else "lower"
        return "better" if higher == (better == "higher") else "worse"

    def clause(self, name: str = "") -> str:
        """Say it in a clause with its interval and the share of futures won.

        Args:
            name: how the outcome is called in the sentence; its label when not given.
        """
        name = name or outcome_label(self.outcome).lower()
        if self.nothing:
            return f"{name} is the same in every future"
        if not self.has_interval:
            return f"{name} differs by {with_unit(signed(self.difference), self.outcome)}"
        brackets = f"({'; '.join(part for part in (interval(self.low, self.high), self._won) if part)})"
        if not self.clear:
            return f"{name} is not distinguishable, at {with_unit(signed(self.difference), self.outcome)} {brackets}"
        way = "higher" if self.difference > 0 else "lower"
        return f"{name} is {with_unit(number(abs(self.difference)), self.outcome)} {way} {brackets}"

    def cell(self) -> Node:
        """Say it in a cell: the difference, and below it the interval and the share of futures won."""
        unclear = "" if self.clear or self.nothing else " n.d."
        below = ["no difference"] if self.nothing else [interval(self.low, self.high) or "one future", self._won]
        lines = (element("span", line, attributes={"class": "path"}) for line in below if line)
        return element("span", f"{signed(self.difference)}{unclear}", *lines)

    @property
    def _won(self) -> str:
        if not np.isfinite(self.share_better):
            return ""
        ends = {0.0: "none", 1.0: "all"}
        return f"better in {ends.get(self.share_better) or percent(self.share_better)}"


def effects(comparison: pd.DataFrame, policy: str) -> dict[str, Effect]:
    """Take one policy's differences from the table of comparisons, by outcome in the declared order.

    Args:
        comparison: the table of that name.
        policy: name of the policy.
    """
    rows = records(comparison[comparison["policy"] == policy])
    found = {str(row["outcome"]): effect_of(row) for row in rows}
    return {name: found[name] for name in [*OUTCOMES, *found] if name in found}


def effect_of(row: Mapping[str, Any]) -> Effect:
    """Take one difference from a row of a table of differences.

    Args:
        row: outcome, difference, low, high, share_better and, where it was computed, p_holm.
    """
    columns = ("difference", "low", "high", "share_better", "p_holm")
    difference, low, high, share_better, p_value = (_number(row.get(column)) for column in columns)
    return Effect(str(row["outcome"]), difference, low, high, share_better, p_value)


def _number(value: object) -> float:
    return np.nan if value is None else float(value)  # type: ignore[arg-type]
