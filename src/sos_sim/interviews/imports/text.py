"""Read a text file as a table, whatever separator and encoding the package that wrote it preferred."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

from sos_sim.interviews.imports.grid import MOST_CELLS, Grid, not_too_many, squared
from sos_sim.problems import InputProblems, Problem

ALLOWED = "a table as text (CSV; commas, semicolons or tabs) or a workbook (XLSX)"
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
LONGEST_CELL = 20_000


def text_of(content: bytes, place: str) -> tuple[str, str]:
    """Decode a text file.

    Args:
        content: its bytes.
        place: the file, for a problem.

    Returns:
        The text and the name of its encoding.

    Raises:
        InputProblems: it is no text.
    """
    encodings = ["utf-8-sig", "cp1252", "latin-1"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif (half := content[:200].count(0) * 3) >= len(content[:200]) and half:
        encodings = ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}.get(encoding, encoding.upper())
    raise InputProblems([Problem(place, "neither text nor a workbook", ALLOWED)])


def text_grid(path: Path, content: bytes) -> Grid:
    """Read a text file as a table.

    Args:
        path: the file, for its name.
        content: its bytes.

    Raises:
        InputProblems: it is no table; or one problem for every row that does not fit the header.
    """
    text, encoding = text_of(content, str(path))
    if not text.strip():
        raise InputProblems([Problem(str(path), "the file is empty", ALLOWED)])
    readings = {mark: _rows(text, mark) for mark in SEPARATORS if mark in text}
    found = {mark: rows for mark, rows in readings.items() if not isinstance(rows, str)}
    if not found:
        fault = next((rows for rows in readings.values() if isinstance(rows, str)), "")
        reason = f"not a table ({fault})" if fault else "one column only, so it is no table"
        raise InputProblems([Problem(str(path), reason, ALLOWED)])
    separator = max(found, key=lambda mark: _evenness(found[mark]))
    rows = found[separator]
    cells, lines = squared(rows)
    if not cells:
        raise InputProblems([Problem(str(path), "the file is empty", ALLOWED)])
    if sum(len(row) for row in cells) > MOST_CELLS:
        raise InputProblems([Problem(str(path), "too many cells", f"up to {MOST_CELLS:,} cells")])
    _check_lengths(path, rows)
    return Grid(path, cells, lines, notes=(f"text in {encoding}, columns separated by {SEPARATORS[separator]}",))


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]] | str:
    """Split into rows with the line each begins on, or say why that is impossible."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    begins = 1
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                return f"a cell of more than {LONGEST_CELL:,} characters on line {begins}; a quotation mark left open?"
            rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        return f"{error} on line {begins}"
    return rows


def _evenness(rows: list[tuple[int, list[str]]]) -> tuple[float, int]:
    """Judge a separator: most rows should have the same number of columns, more than one."""
    widths = Counter(len(cells) for _, cells in rows if any(cell.strip() for cell in cells))
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
    return (count / max(widths.total(), 1) if width > 1 else 0.0, width)


def _check_lengths(path: Path, rows: list[tuple[int, list[str]]]) -> None:
    """Refuse rows that are not as long as most: a comma without quotation marks moves all that follows."""
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    # A title above the table or a remark below it has one cell and counts for nothing here.
    table = [(line, cells) for line, cells in filled if any(cell.strip() for cell in cells[1:])]
    widths = Counter(len(cells) for _, cells in table)
    usual, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    wrong = [
        Problem(f"{path}:{line}", f"{len(cells)} cells in this line", f"{usual} cells, as in most lines")
        for line, cells in table
        if len(cells) < usual or any(cell.strip() for cell in cells[usual:])
    ]
    if not table or len(wrong) > count:
        raise InputProblems([Problem(str(path), "no table: its lines have different numbers of cells", ALLOWED)])
    if wrong:
        raise InputProblems(not_too_many(wrong, str(path)))
