"""How a column of a table is declared: type, unit and meaning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

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


RUN_COLUMNS = (
    Column(
        "run_key",
        "text",
        "",
        "Content hash of parameters, seed, horizon, population and model version; names one run",
    ),
    Column("scenario", "text", "", "Name of the scenario"),
    Column("seed", "whole", "", "Seed of the run; runs of one seed share their shocks"),
)
SWEEP_COLUMNS = (
    Column("point", "whole", "", "Number of the point of the design, from 0"),
    Column("policy", "whole", "", "Number of the policy: one scenario with one value of every lever"),
    Column("future", "whole", "", "Number of the values of the uncertainties; with the seed it is one future"),
)
IN_ITS_UNIT = "in the unit of the outcome"
Tables = dict[str, tuple[str, tuple[Column, ...]]]
"""Tables by name: what a row is, and its columns."""


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Build the Arrow schema of some columns."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "single": pa.float32(),
        "flag": pa.bool_(),
        "date": pa.timestamp("ms"),
    }
    return pa.schema([pa.field(column.name, types[column.kind]) for column in columns])
