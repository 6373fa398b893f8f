"""Read one sheet of a workbook as a table."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from sos_sim.interviews.imports.grid import MOST_CELLS, Grid, Merged, squared
from sos_sim.interviews.imports.text import ALLOWED
from sos_sim.problems import InputProblems, Problem, nearest_name

LARGEST_UNPACKED = 60_000_000
"""A workbook is a packed archive: a small file can hold more than a machine can."""


def workbook_grid(path: Path, content: bytes, sheet: str | None) -> Grid:
    """Read a sheet of a workbook as a table.

    Args:
        path: the file, for its name.
        content: its bytes.
        sheet: name of the sheet; the first that holds anything when not given.

    Raises:
        InputProblems: it is no workbook, too large, empty, or has no such sheet.
    """
    _check_archive(path, content)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # settings for printing that the library does not know
            book = openpyxl.load_workbook(io.BytesIO(content))
        sheets = {each.title: each for each in book.worksheets}
    # A damaged file makes the library raise nearly anything.
    except Exception as error:
        found = f"a damaged workbook ({type(error).__name__})"
        raise InputProblems([Problem(str(path), found, ALLOWED)]) from None
    if sheet is not None and sheet not in sheets:
        found = f"{path} has no sheet {sheet[:60]!r}"
        raise InputProblems([Problem("--sheet", found, ", ".join(sheets), nearest_name(sheet, sheets))])
    filled = [name for name, each in sheets.items() if _texts(each)]
    if not filled or (sheet is not None and sheet not in filled):
        found = "the sheet is empty" if filled else "the workbook is empty"
        raise InputProblems([Problem(str(path), found, ALLOWED)])
    name = sheet or filled[0]
    notes = [f"workbook, sheet {name!r}"]
    if sheet is None and len(filled) > 1:
        others = ", ".join(repr(each) for each in filled[1:])
        notes.append(f"other sheets that were not read (`--sheet NAME` reads one): {others}")
    return _grid(path, sheets[name], notes)


def _check_archive(path: Path, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        found = f"a damaged workbook ({type(error).__name__})"
        raise InputProblems([Problem(str(path), found, ALLOWED)]) from None
    if "xl/workbook.xml" not in names:
        raise InputProblems([Problem(str(path), "a zip archive that is no workbook", ALLOWED)])
    if unpacked > LARGEST_UNPACKED:
        found = f"a workbook of {unpacked:,} bytes when unpacked"
        raise InputProblems([Problem(str(path), found, f"up to {LARGEST_UNPACKED:,} bytes")])


def _texts(sheet: Any) -> dict[tuple[int, int], str]:
    """Map row and column, from 1, to text, for cells that hold something.

    Cells are taken as they are stored: going through rows and columns takes for ever where one cell stands far out.
    """
    return {key: text for key, cell in sheet._cells.items() if (text := _as_text(cell.value).strip())}


def _grid(path: Path, sheet: Any, notes: list[str]) -> Grid:
    texts = _texts(sheet)
    numbers = sorted({row for row, _ in texts})
    width = max(column for _, column in texts)
    if len(numbers) * width > MOST_CELLS:
        raise InputProblems([Problem(str(path), "too many cells", f"up to {MOST_CELLS:,} cells")])
    rows = [(row, [texts.get((row, column), "") for column in range(1, width + 1)]) for row in numbers]
    cells, lines = squared(rows)
    row_of = {line: row for row, line in enumerate(lines)}
    merged = tuple(
        Merged(row_of[there[0]], each.min_col - 1, row_of[there[-1]], each.max_col - 1)
        for each in sheet.merged_cells.ranges
        if (there := [line for line in lines if each.min_row <= line <= each.max_row])
    )
    return Grid(path, cells, lines, sheet.title, merged, tuple(notes))


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.isoformat()[:10]
    return str(getattr(cell, "text", cell))
