"""What a policy must achieve: read from the command, or no worse than the base in the same future."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.study.decide.words import amount, outcome_words

_FORM = re.compile(r"\s*(?P<name>[A-Za-z_]+)\s*(?P<relation>>=|<=)\s*(?P<value>\S+)\s*")
_ALLOWED = "OUTCOME>=VALUE or OUTCOME<=VALUE, such as true_outcome>=0.02"
WORST_SHARE = 0.25


@dataclass(frozen=True)
class Requirement:
    """Hold one requirement.

    Args:
        outcome: name of the outcome.
        relation: ``>=`` or ``<=``.
        value: the limit in the outcome's unit; None for what the base comes to in the same future.
        base: name of the base, empty when the limit is a value.
    """

    outcome: str
    relation: str
    value: float | None
    base: str = ""

    @property
    def rule(self) -> str:
        """Write the requirement as it would be typed."""
        limit = f"[{self.base}]" if self.value is None else f"{self.value:.6g}"
        return f"{self.outcome}{self.relation}{limit}"

    @property
    def failing(self) -> str:
        """Say in words what failing it means."""
        side = "below" if self.relation == ">=" else "above"
        limit = f"that of {self.base}" if self.value is None else amount(self.outcome, self.value)
        return f"{outcome_words(self.outcome)} {side} {limit}"

    @property
    def short(self) -> str:
        """Say in words what meeting it means, where the base is known."""
        if self.value is None:
            return f"{outcome_words(self.outcome)} no worse than the base"
        side = "at least" if self.relation == ">=" else "at most"
        return f"{outcome_words(self.outcome)} {side} {amount(self.outcome, self.value)}"

    def met(self, values: NDArray[np.float64], base: NDArray[np.float64] | None = None) -> NDArray[np.bool_]:
        """Tell where it is met.

        Args:
            values: the outcome, any shape, in its unit.
            base: the base's outcome in the same futures, needed when the limit is the base.
        """
        limit = base if self.value is None else self.value
        if limit is None:
            raise ValueError(f"{self.rule}: the values of the base are needed")
        met: NDArray[np.bool_] = values >= limit if self.relation == ">=" else values <= limit
        return met


def read_requirements(texts: Sequence[str]) -> list[Requirement]:
    """Read requirements as they were typed.

    Args:
        texts: each ``OUTCOME>=VALUE`` or ``OUTCOME<=VALUE``.

    Raises:
        InputProblems: one of them is written otherwise, or names no outcome.
    """
    problems, found = [], []
    for text in texts:
        match = _FORM.fullmatch(text)
        value = _finite(match["value"]) if match else None
        if match is None or value is None:
            problems.append(Problem("--require", f"{text!r} is not a requirement", _ALLOWED))
        elif match["name"] not in OUTCOMES:
            nearest = nearest_name(match["name"], OUTCOMES)
            problems.append(
                Problem("--require", f"there is no outcome {match['name']!r}", "an outcome of the sweep", nearest)
            )
        else:
            found.append(Requirement(match["name"], match["relation"], value))
    if problems:
        raise InputProblems(problems)
    return found


def no_worse_than(base: str, outcomes: Sequence[str]) -> list[Requirement]:
    """Require of every outcome that it is no worse than the base's in the same future.

    Args:
        base: name of the base.
        outcomes: the outcomes.
    """
    return [Requirement(name, _relation(name), None, base) for name in outcomes]


def not_among_the_worst(outcomes: Sequence[str], values: NDArray[np.float64]) -> list[Requirement]:
    """Require of every outcome that it is not in the worst quarter of all runs.

    Args:
        outcomes: (O,) the outcomes.
        values: (runs, O) the outcomes of every run.
    """
    found = []
    for place, name in enumerate(outcomes):
        share = WORST_SHARE if OUTCOMES[name].better == "higher" else 1 - WORST_SHARE
        found.append(Requirement(name, _relation(name), float(np.quantile(values[:, place], share))))
    return found


def _relation(outcome: str) -> str:
    return ">=" if OUTCOMES[outcome].better == "higher" else "<="


def _finite(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None
