"""Open official CDE downloads and tell what each one is, by what stands in it, not by its name."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sos_sim.problems import InputProblems, Problem

PUPIL_COUNTS = "unduplicated pupil counts"
ASSISTANCE = "assistance status"
DIRECTORY = "district directory"
GRADUATION = "Dashboard graduation"
EL_PROGRESS = "Dashboard English learner progress"

# Columns that make a file the kind it is, headers reduced to lower-case letters and digits.
SIGNS = {
    PUPIL_COUNTS: {"countycode", "districtcode", "schoolcode", "districttype", "totalenrollment"},
    ASSISTANCE: {"cds", "gsoffered", "totalstudentgroups"},
    DIRECTORY: {"cdcode", "county", "district", "latitude", "longitude", "doctype"},
    GRADUATION: {"cds", "rtype", "studentgroup", "currdenom", "currstatus", "color", "reportingyear"},
    EL_PROGRESS: {"cds", "rtype", "pl1", "pl3pct", "pl4pct", "pltotct", "reportingyear"},
}
KNOWN_KINDS = (
    "an unduplicated pupil count workbook (.xlsx), an assistance status workbook (.xls or .xlsx), the public "
    "district directory, a Dashboard graduation file or a Dashboard English learner progress file"
)
# CDE puts a title and a date above the header; further down there is none.
HEADER_ROWS = 20


@dataclass(frozen=True)
class Download:
    """Hold one official file that was recognised.

    Args:
        path: the file.
        kind: one of the keys of ``SIGNS``.
        sheet: name of the sheet read, empty for text files.
        rows: cells by reduced header, as text.
    """

    path: Path
    kind: str
    sheet: str
    rows: tuple[dict[str, str], ...]


def open_download(path: Path) -> Download:
    """Read a file and recognise which official download it is.

    Args:
        path: a workbook or a tab- or comma-separated text file.

    Raises:
        InputProblems: the file cannot be read, or is none of the known kinds.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        found = f"cannot be read ({(error.strerror or str(error)).lower()})"
        raise InputProblems([Problem(str(path), found, KNOWN_KINDS)]) from None
    if content[:4] == b"PK\x03\x04":
        download = _guarded(path, _xlsx_sheets(content))
    elif content[:4] == b"\xd0\xcf\x11\xe0":
        download = _guarded(path, _xls_sheets(content))
    elif b"\0" in content:
        raise InputProblems([Problem(str(path), "neither a workbook nor text", KNOWN_KINDS)])
    else:
        download = _guarded(path, [("", _text_rows(content))])
    if download is None:
        found = "the file is empty" if not content.strip() else "no header of a file known here"
        raise InputProblems([Problem(str(path), found, KNOWN_KINDS)])
    return download


def reduced(header: str) -> str:
    """Reduce a header to lower-case letters and digits, so that line breaks and underscores do not matter."""
    return re.sub(r"[^a-z0-9]", "", header.lower())


def _guarded(path: Path, sheets: Iterable[tuple[str, Iterable[Sequence[object]]]]) -> Download | None:
    try:
        with warnings.catch_warnings():
            # Official workbooks carry print settings the library does not know; they do not matter here.
            warnings.simplefilter("ignore")
            return _from_sheets(path, sheets)
    # A damaged file makes the libraries raise nearly anything, from bad archives to wrong offsets.
    except Exception as error:
        found = f"a damaged file that cannot be read as a table ({type(error).__name__})"
        raise InputProblems([Problem(str(path), found, KNOWN_KINDS)]) from None


def _from_sheets(path: Path, sheets: Iterable[tuple[str, Iterable[Sequence[object]]]]) -> Download | None:
    """Read the first sheet with a known header; pupil counts come by LEA and by school, LEA is wanted."""
    for sheet, rows in sheets:
        kind = ""
        header: list[str] = []
        found: list[dict[str, str]] = []
        for number, cells in enumerate(rows):
            if kind:
                values = [_as_text(cell) for cell in cells]
                if any(values):
                    values += [""] * (len(header) - len(values))
                    found.append(dict(zip(header, values, strict=False)))
                continue
            if number >= HEADER_ROWS:
                break
            header = [reduced(_as_text(cell)) for cell in cells]
            kind = next((kind for kind, signs in SIGNS.items() if signs <= set(header)), "")
            if kind == PUPIL_COUNTS and re.match(r"school\b", sheet.strip(), re.IGNORECASE):
                kind = ""
                break
        if kind:
            return Download(path, kind, sheet, tuple(found))
    return None


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _xlsx_sheets(content: bytes) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for sheet in workbook.worksheets:
            yield sheet.title, sheet.iter_rows(values_only=True)
    finally:
        workbook.close()


def _xls_sheets(content: bytes) -> Iterator[tuple[str, Iterable[Sequence[object]]]]:
    import xlrd

    # Without a log of its own the library prints warnings on standard output.
    workbook = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    for sheet in workbook.sheets():
        yield sheet.name, (sheet.row_values(row) for row in range(sheet.nrows))


def _text_rows(content: bytes) -> Iterator[Sequence[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    lines = io.StringIO(text, newline="")
    if "\t" in text.partition("\n")[0]:
        # Tab-separated files hold loose quotation marks, so they are not quoted.
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        yield from csv.reader(lines)
