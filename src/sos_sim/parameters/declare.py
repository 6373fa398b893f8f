"""How a parameter is declared: once, with everything that is generated from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["lever", "uncertainty", "fixed"]
Evidence = Literal["V", "M", "S", "C", "A"]
Kind = Literal["number", "whole", "switch"]


@dataclass(frozen=True)
class Parameter:
    """Declare one number of the model.

    Args:
        path: where a scenario file names it, ``group.name``.
        default: value under 2017 conditions.
        low: smallest value allowed (and swept).
        high: largest value allowed (and swept).
        unit: unit in plain words; ``share`` for 0-1 quantities.
        label: what it is, in words a superintendent uses.
        source: ids of the findings ledger, sections of theory or papers.
        role: ``lever`` (policy sets it), ``uncertainty`` (nobody knows it), ``fixed``.
        ident: id of the lever (L..) or open question (H..), empty when it has none.
        evidence: V seen in a source, M literature from memory, S the 2018 report, C computed, A assumption.
        dated: whether a scenario may change it at a date.
        kind: ``number``, ``whole`` (integers) or ``switch`` (0 off, 1 on).
    """

    path: str
    default: float
    low: float
    high: float
    unit: str
    label: str
    source: str
    role: Role = "uncertainty"
    ident: str = ""
    evidence: Evidence = "A"
    dated: bool = False
    kind: Kind = "number"

    def __post_init__(self) -> None:
        if self.path.count(".") != 1:
            raise ValueError(f"{self.path}: a path is group.name")
        if not self.low <= self.default <= self.high:
            raise ValueError(f"{self.path}: default {self.default} outside {self.low} to {self.high}")

    @property
    def group(self) -> str:
        """Name the group, the part of the path before the dot."""
        return self.path.split(".", 1)[0]

    @property
    def name(self) -> str:
        """Name the parameter inside its group."""
        return self.path.split(".", 1)[1]

    def allows(self, value: float) -> bool:
        """Tell whether a value lies in the declared range and is of the declared kind."""
        if not self.low <= value <= self.high:
            return False
        return self.kind == "number" or float(value).is_integer()

    @property
    def allowed(self) -> str:
        """Describe the allowed values in words."""
        if self.kind == "switch":
            return "0 (off) or 1 (on)"
        number = "a whole number" if self.kind == "whole" else "a number"
        return f"{number} from {self.low:g} to {self.high:g} ({self.unit})"


def lever(path: str, default: float, low: float, high: float, unit: str, label: str, source: str, ident: str = "",
          evidence: Evidence = "A", kind: Kind = "number") -> Parameter:
    """Declare a policy lever: a number that policy sets, from a date if it likes."""
    return Parameter(path, default, low, high, unit, label, source, "lever", ident, evidence, True, kind)


def uncertain(path: str, default: float, low: float, high: float, unit: str, label: str, source: str,
              ident: str = "", evidence: Evidence = "A", kind: Kind = "number") -> Parameter:
    """Declare an uncertainty: a number of the world that nobody has measured well."""
    return Parameter(path, default, low, high, unit, label, source, "uncertainty", ident, evidence, False, kind)


def fixed(path: str, default: float, low: float, high: float, unit: str, label: str, source: str,
          ident: str = "", evidence: Evidence = "V", kind: Kind = "number") -> Parameter:
    """Declare a fixed number: a definition or a published fact."""
    return Parameter(path, default, low, high, unit, label, source, "fixed", ident, evidence, False, kind)
