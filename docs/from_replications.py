"""The block that holds the published models: figures beside references, read from the table of their figures."""

from __future__ import annotations

import csv
from pathlib import Path

from from_code import table

VALUES = Path(__file__).parent / "figures" / "replications" / "values.csv"
NAMES = {
    "R1": "Mutual learning",
    "R2": "Parallel search on a network",
    "R3": "Capability trap",
    "R4": "Diffusion",
    "R5": "Semi-isolated groups",
    "R6": "Overload",
    "R7": "Half-life",
    "R8": "Score inflation",
    "R9": "Regression to the mean",
}
SIZES = {"everyday": "everyday size", "long": "long run"}


def _number(text: str) -> str:
    """Shorten a number for reading."""
    return f"{float(text):.5g}" if text else ""


def replications() -> str:
    """Write how many figures hold for each replication, then every figure beside its reference."""
    with VALUES.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts, parts = [], []
    for ident, name in NAMES.items():
        for size, said in SIZES.items():
            of_it = [row for row in rows if row["id"] == ident and row["size"] == size]
            if not of_it:
                continue
            counts.append((ident, name, said, len(of_it), sum(row["passed"] == "yes" for row in of_it)))
            cells = [
                (
                    row["what"],
                    _number(row["reference"]),
                    _number(row["ours"]),
                    "" if row["low"] == row["high"] else f"{_number(row['low'])} to {_number(row['high'])}",
                    row["allowed"],
                    row["passed"],
                )
                for row in of_it
            ]
            head = ("figure", "reference", "ours", "interval", "allowed", "holds")
            parts.append(f"### {ident} {name}, {said}\n\n{table(head, cells)}")
    return "\n\n".join([table(("id", "model", "size", "figures", "hold"), counts), *parts])
