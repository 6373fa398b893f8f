"""What one check says: the claim, the figure, its interval over seeds, the rule, and whether it holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["pass", "fail", "skip"]


@dataclass(frozen=True)
class Rule:
    """Allow figures from ``low`` to ``high``; an infinite end allows anything on that side.

    Args:
        low: smallest figure allowed.
        high: largest figure allowed.
    """

    low: float = -math.inf
    high: float = math.inf

    def allows(self, figure: float) -> bool:
        """Tell whether a figure lies in the range; a figure that is not a number does not."""
        return self.low <= figure <= self.high

    def margin(self, figure: float) -> float:
        """Return how far inside the range a figure lies, negative outside, in the figure's own unit."""
        return min(figure - self.low, self.high - figure)

    def __str__(self) -> str:
        if math.isinf(self.low):
            return f"at most {self.high:g}"
        if math.isinf(self.high):
            return f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Part:
    """Hold one measured figure of a check.

    Args:
        name: what was measured, in plain words.
        figure: median over seeds.
        low: 5 % quantile over seeds; high: 95 % quantile.
        rule: figures allowed.
        held: share of seeds in which the rule held.
        informative: whether the rule often fails for parameters drawn at random; None where nobody has tried.
        needed: share of seeds in which it must hold.
        unit: unit of the figure in plain words, empty for a plain number.
        reference: the published value, where there is one.
    """

    name: str
    figure: float
    low: float
    high: float
    rule: Rule
    held: float
    informative: bool | None = None
    needed: float = 0.9
    unit: str = ""
    reference: float | None = None

    @property
    def passed(self) -> bool:
        """Tell whether the rule held often enough."""
        return self.held >= self.needed

    @property
    def margin(self) -> float:
        """Return how far inside the allowed range the figure lies, negative outside."""
        return self.rule.margin(self.figure)


@dataclass(frozen=True)
class CheckResult:
    """Hold what one check says.

    Args:
        ident: id of the pattern (S.., J.., E..), benchmark (B..) or replication (R..).
        claim: what should hold, one line in plain words.
        source: ids of the findings ledger, sections of theory or papers.
        parts: what was measured; empty when the check was skipped.
        reason: why it was skipped.
    """

    ident: str
    claim: str
    source: str
    parts: tuple[Part, ...]
    reason: str = ""

    @property
    def status(self) -> Status:
        """Tell whether every part holds."""
        if not self.parts:
            return "skip"
        return "pass" if all(part.passed for part in self.parts) else "fail"

    @property
    def deciding(self) -> Part | None:
        """Return the part that is shown first: the first that fails, else the first."""
        return next((part for part in self.parts if not part.passed), self.parts[0] if self.parts else None)

    @property
    def informative(self) -> bool | None:
        """Tell whether any part carries information about the model; None where nobody has tried."""
        known = [part.informative for part in self.parts if part.informative is not None]
        return any(known) if known else None

    def as_json(self) -> dict[str, Any]:
        """Give the result as plain data."""
        part = self.deciding
        return {
            "id": self.ident,
            "claim": self.claim,
            "status": self.status,
            "figure": None if part is None else part.figure,
            "low": None if part is None else part.low,
            "high": None if part is None else part.high,
            "rule": "" if part is None else str(part.rule),
            "source": self.source,
            "margin": None if part is None else part.margin,
            "informative": self.informative,
            "reason": self.reason,
            "parts": [
                {
                    "name": each.name,
                    "status": "pass" if each.passed else "fail",
                    "figure": each.figure,
                    "low": each.low,
                    "high": each.high,
                    "rule": str(each.rule),
                    "margin": each.margin,
                    "held": each.held,
                    "informative": each.informative,
                    "unit": each.unit,
                    "reference": each.reference,
                }
                for each in self.parts
            ],
        }


def summary(results: Sequence[CheckResult]) -> dict[str, Any]:
    """Give the contract's shape of many results: how many passed and failed, and each of them."""
    return {
        "passed": sum(result.status == "pass" for result in results),
        "failed": sum(result.status == "fail" for result in results),
        "results": [result.as_json() for result in results],
    }
