"""A table somebody gave us, as cells of text that know where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sos_sim.problems import Problem

LARGEST_BYTES = 5_000_000
MOST_CELLS = 2_000_000
SHOWN = 60
MOST_PROBLEMS = 40


def shown(text: str) -> str:
    """Show a cell in a message: on one line, shortened, in quotation marks.

    Args:
        text: what stands in the cell.
    """
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")


@dataclass(frozen=True)
class Merged:
    """Hold the corners of merged cells, rows and columns counted from 0.

    Args:
        top: first row.
        left: first column.
        bottom: last row.
        right: last column.
    """

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """Hold a table, every row equally long.

    Args:
        path: the file.
        rows: text of each cell, without spaces around it.
        lines: line of the file, or row of the sheet, that each row begins on, counted from 1.
        sheet: name of the sheet, empty for text files.
        merged: merged cells.
        notes: how the file was read, for people.
    """

    path: Path
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    sheet: str = ""
    merged: tuple[Merged, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def width(self) -> int:
        """Count the columns."""
        return len(self.rows[0]) if self.rows else 0

    def place(self, row: int, column: int) -> str:
        """Tell where a cell stands: ``file:line`` and the column, or file, sheet and cell.

        Args:
            row: row of the table, from 0.
            column: column of the table, from 0.
        """
        if self.sheet:
            return f"{self.path}:{self.sheet}!{letters(column)}{self.lines[row]}"
        return f"{self.path}:{self.lines[row]}, column {column + 1}"

    def line(self, row: int) -> str:
        """Tell where a row stands.

        Args:
            row: row of the table, from 0.
        """
        return f"{self.path}:{self.sheet}!{self.lines[row]}" if self.sheet else f"{self.path}:{self.lines[row]}"


def letters(column: int) -> str:
    """Name a column as spreadsheets do.

    Args:
        column: number of the column, from 0.

    Example:
        >>> letters(27)
        'AB'
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def squared(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """Drop blank rows and blank columns at the right, and fill short rows up.

    Args:
        rows: line and cells of each row.

    Returns:
        The cells and the lines of the rows that hold something.
    """
    kept = [(line, [cell.strip() for cell in cells]) for line, cells in rows]
    kept = [(line, cells) for line, cells in kept if any(cells)]
    width = max((max(i for i, cell in enumerate(cells) if cell) + 1 for _, cells in kept), default=0)
    cut = tuple(tuple(cells[:width]) + ("",) * (width - len(cells)) for _, cells in kept)
    return cut, tuple(line for line, _ in kept)


def not_too_many(problems: list[Problem], place: str) -> list[Problem]:
    """Shorten a list of problems that nobody would read to its end.

    Args:
        problems: all of them.
        place: the file.
    """
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = f"{len(problems) - MOST_PROBLEMS:,} more problems"
    return [*problems[:MOST_PROBLEMS], Problem(place, more, "mend the first ones and try again")]
