"""Problems in what a user gave us, each told in one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Say what is wrong with one place of the user's input.

    Args:
        place: file, or file and line as ``file:line``, or the option's name.
        found: what stands there and why it cannot be used.
        allowed: what may stand there.
        nearest: the closest valid name, empty when there is none.
    """

    place: str
    found: str
    allowed: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.found}"]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.nearest:
            parts.append(f"did you mean {self.nearest!r}?")
        return "; ".join(parts)


class InputProblems(ValueError):
    """Carry every problem found in the user's input, so that all are told at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest_name(name: str, names: Iterable[str]) -> str:
    """Find the valid name closest to a mistaken one, or an empty string.

    A name whose last part is written alone (``pressure``) finds the full path.
    """
    choices = list(names)
    close = difflib.get_close_matches(name, choices, n=1, cutoff=0.6)
    if close:
        return close[0]
    tails = {choice.rsplit(".", 1)[-1]: choice for choice in reversed(choices)}
    tail = difflib.get_close_matches(name.rsplit(".", 1)[-1], list(tails), n=1, cutoff=0.6)
    return tails[tail[0]] if tail else ""
