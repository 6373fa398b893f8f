"""Open a table, whatever kind of file it is."""

from __future__ import annotations

from pathlib import Path

from sos_sim.interviews.imports.grid import LARGEST_BYTES, Grid
from sos_sim.interviews.imports.text import ALLOWED, text_grid
from sos_sim.interviews.imports.workbook import workbook_grid
from sos_sim.problems import InputProblems, Problem


def read_grid(path: Path, sheet: str | None = None) -> Grid:
    """Read a text file or a sheet of a workbook as a table that holds something.

    Args:
        path: the file.
        sheet: name of the sheet of a workbook; the first that holds anything when not given.

    Raises:
        InputProblems: the file cannot be read, is too large, or is no table.
    """
    content = content_of(path)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        found = "a workbook of the old kind (XLS) or with a password"
        raise InputProblems([Problem(str(path), found, "save it as XLSX or CSV, without a password")])
    if content.startswith(b"PK"):
        return workbook_grid(path, content, sheet)
    if sheet is not None:
        raise InputProblems([Problem("--sheet", f"{path} is no workbook", "only with XLSX files")])
    return text_grid(path, content)


def content_of(path: Path) -> bytes:
    """Read a file that is not too large.

    Args:
        path: the file.

    Raises:
        InputProblems: it cannot be read, or is too large.
    """
    try:
        if path.is_file() and path.stat().st_size > LARGEST_BYTES:
            found = f"{path.stat().st_size:,} bytes are too many for a code x case matrix"
            raise InputProblems([Problem(str(path), found, f"up to {LARGEST_BYTES:,} bytes")])
        return path.read_bytes()
    except InputProblems:
        raise
    except OSError as error:
        found = f"cannot be read ({(error.strerror or str(error)).lower()})"
        raise InputProblems([Problem(str(path), found, ALLOWED)]) from None
