"""The small tables of the replications: figures beside their references, and curves."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from sos_sim.check.result import Part

OUT = Path(__file__).parents[2] / "docs" / "figures" / "replications"
COLUMNS = ("id", "size", "what", "reference", "ours", "low", "high", "allowed", "passed")


def rows_of(ident: str, size: str, parts: Iterable[Part]) -> list[Sequence[object]]:
    """Turn parts into rows of ``COLUMNS``.

    Args:
        ident: id of the replication.
        size: ``everyday`` or ``long``.
        parts: what was measured.
    """
    return [
        (
            ident,
            size,
            part.name,
            "" if part.reference is None else f"{part.reference:.7g}",
            f"{part.figure:.7g}",
            f"{part.low:.7g}",
            f"{part.high:.7g}",
            str(part.rule),
            "yes" if part.passed else "no",
        )
        for part in parts
    ]


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table, whole or not at all.

    Args:
        path: the file.
        head: names of the columns.
        rows: cells, row by row.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
    os.replace(temporary, path)


def read(path: Path) -> list[dict[str, str]]:
    """Read a table written by ``write``."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
