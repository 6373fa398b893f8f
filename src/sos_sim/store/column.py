"""How a column of a table is declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "whole", "number", "single", "flag", "date"]

KIND_WORDS: dict[Kind, str] = {
    "text": "text",
    "whole": "whole number (64 bit)",
    "number": "number (64 bit)",
    "single": "number (32 bit)",
    "flag": "true or false",
    "date": "date and time (the first day of the month)",
}


@dataclass(frozen=True)
class Column:
    """Declare one column of one table.

    Args:
        name: name of the column.
        kind: type of its values.
        unit: unit in plain words, empty for names and flags.
        meaning: what it is, in plain words.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
