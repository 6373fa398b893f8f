"""Rows of a comma-separated file that somebody gave us, with the line each stands on."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from sos_sim.problems import InputProblems, Problem

ALLOWED = "a comma-separated text file (CSV) in UTF-8"


@dataclass(frozen=True)
class Row:
    """Hold one row of a file.

    Args:
        line: line it stands on, counted from 1.
        cells: text by column name, without spaces around it.
    """

    line: int
    cells: dict[str, str]


def read_rows(path: Path) -> tuple[tuple[str, ...], list[Row], list[Problem]]:
    """Read a file as rows of named cells.

    A byte order mark, Windows line ends, spaces around cells and blank lines do not matter.

    Args:
        path: the file.

    Returns:
        The header, the rows, and a problem for each row that does not fit the header.

    Raises:
        InputProblems: the file cannot be read as a table at all.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            place = f"{path}:{reader.line_num}"
            if not header:
                header = _header(cells, place)
            elif len(cells) != len(header):
                found = f"{len(cells)} cells in this line"
                problems.append(Problem(place, found, f"{len(header)} cells, as in the header"))
            else:
                rows.append(Row(reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise InputProblems(
            [Problem(f"{path}:{reader.line_num}", f"not a CSV file ({error})", ALLOWED)]
        ) from None
    if not header:
        raise InputProblems([Problem(str(path), "the file is empty", ALLOWED)])
    return header, rows, problems


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        found = f"cannot be read ({(error.strerror or str(error)).lower()})"
        raise InputProblems([Problem(str(path), found, ALLOWED)]) from None
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        found = "an Excel workbook"
        allowed = f"{ALLOWED}; save the sheet as CSV, or use import-cde for official downloads"
        raise InputProblems([Problem(str(path), found, allowed)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputProblems([Problem(f"{path}:{line}", "a character that is not UTF-8", ALLOWED)]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputProblems([Problem(f"{path}:{line}", "a zero byte: this is no text", ALLOWED)])
    return text


def _header(cells: list[str], place: str) -> tuple[str, ...]:
    if len(cells) == 1:
        separator = next((mark for mark in ("\t", ";", "|") if mark in cells[0]), "")
        if separator:
            shown = "tabs" if separator == "\t" else repr(separator)
            raise InputProblems(
                [Problem(place, f"columns separated by {shown}", "columns separated by commas")]
            )
    twice = sorted({name for name in cells if name and cells.count(name) > 1})
    if twice:
        raise InputProblems(
            [Problem(place, f"column {name!r} stands twice", "each column once") for name in twice]
        )
    return tuple(name or f"(column {number})" for number, name in enumerate(cells, start=1))
