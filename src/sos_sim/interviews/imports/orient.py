"""Which axis of a code x case matrix holds the cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sos_sim.interviews.imports.codes import NOTHING, Meaning, meaning_of
from sos_sim.interviews.imports.grid import Grid
from sos_sim.interviews.imports.groups import CASE_COLUMNS, CODE_COLUMNS, is_group_column
from sos_sim.interviews.imports.names import is_total, reduced
from sos_sim.problems import InputProblems, Problem

Axis = Literal["rows", "columns"]
AXES: tuple[Axis, ...] = ("rows", "columns")
ALLOWED = "`--cases rows` or `--cases columns`"
CLEARLY = 3
"""How many times as many known names one axis must have where both have some."""


def cases_axis(grid: Grid, given: Mapping[str, Meaning], wanted: Axis | None) -> tuple[Axis, str]:
    """Decide which axis holds the cases, and say why.

    Args:
        grid: the table; its first row and first column hold names.
        given: what the researcher's file of codes says.
        wanted: the researcher's word.

    Raises:
        InputProblems: neither the names nor the researcher tell.
    """
    if wanted is not None:
        return wanted, f"as asked with `--cases {wanted}`"
    corner = reduced(grid.rows[0][0])
    if corner in CODE_COLUMNS:
        return "columns", f"the first cell says {grid.rows[0][0]!r}, so codes are in rows"
    if corner in CASE_COLUMNS:
        return "rows", f"the first cell says {grid.rows[0][0]!r}"
    above = [cell for cell in grid.rows[0] if _marks_codes(cell, given)]
    beside = [row[0] for row in grid.rows[1:] if _marks_codes(row[0], given)]
    if len(above) > CLEARLY * len(beside):
        return "rows", f"codes or attributes such as {above[0]!r} stand in the first row"
    if len(beside) > CLEARLY * len(above):
        return "columns", f"codes or attributes such as {beside[0]!r} stand in the first column"
    if above:
        found = f"codes stand in the first row ({above[0][:40]!r}) and in the first column ({beside[0][:40]!r})"
        allowed = f"{ALLOWED}; a table of codes by codes is no code x case matrix"
    else:
        found = "no name in the first row or column is a code or attribute known here, so cases and codes look alike"
        allowed = f"{ALLOWED}, and `--codes FILE` to say what the codes mean"
    raise InputProblems([Problem(str(grid.path), found, allowed)])


def _marks_codes(name: str, given: Mapping[str, Meaning]) -> bool:
    """Tell whether a name belongs on the axis of codes: a code, an attribute of people, or a bullet of ATLAS.ti."""
    if not name or is_total(name):
        return False
    return name[0] in "●○" or is_group_column(name) or meaning_of(name, given, near=False).observable != NOTHING
