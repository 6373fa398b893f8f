"""Read a population file: the districts a user wants to simulate."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.world.columns import COLUMN, COLUMNS, MISSING, OLDER_SHARE, REQUIRED, Column
from sos_sim.world.csvtext import Row, read_rows
from sos_sim.world.districts import GROUPS, RACE_COLUMNS, TYPES, Districts, assumed_pay
from sos_sim.world.facts import counties
from sos_sim.world.places import assumed_places
from sos_sim.world.shares import expected_shares

# What race shares may add up to in a file: pupils who report none make it less than 1, rounding more.
RACE_SUM = (0.9, 1.02)

Report = Callable[[Row, str, str, str], None]


def read_population(path: Path) -> Districts:
    """Read districts from a file in the documented population format (see docs/population-file.md).

    Where the file gives fall 2017, that is used: the simulation starts then. What is missing is filled from
    facts of the county; ``Districts.notes`` says which columns that was.

    Args:
        path: comma-separated file in UTF-8.

    Raises:
        InputProblems: one problem for every mistake in the file.
    """
    header, rows, problems = read_rows(path)
    header_problems = _header_problems(path, header)
    if header_problems:
        raise InputProblems(header_problems + problems)
    if not rows and not problems:
        raise InputProblems([Problem(str(path), "a header but no districts", "one line for each district")])

    def report(row: Row, found: str, allowed: str, nearest: str = "") -> None:
        problems.append(Problem(f"{path}:{row.line}", found, allowed, nearest))

    codes = _codes(rows, report)
    county = np.array([_county(row, report) for row in rows], dtype=np.int64)
    type_ = np.array([_type(row, report) for row in rows], dtype=np.int8)
    numbers = {
        column.name: np.array([_number(row, column, report) for row in rows], dtype=np.float64)
        for column in COLUMNS
        if not column.is_text and column.name in header
    }
    _check_pairs(rows, numbers, report)
    given = _given_shares(numbers, len(rows))
    _check_races(rows, given, report)
    if problems:
        raise InputProblems(sorted(problems, key=_line_of))
    return _assemble(rows, codes, county, type_, numbers, given, header)


def _header_problems(path: Path, header: tuple[str, ...]) -> list[Problem]:
    problems = []
    unknown = [name for name in header if name not in COLUMN]
    for name in REQUIRED:
        if name not in header:
            found = f"column {name!r} is missing"
            similar = nearest_name(name, unknown)
            if similar:
                found += f" (there is a column {similar!r})"
            problems.append(Problem(f"{path}:1", found, "the columns " + ", ".join(REQUIRED)))
    for name in unknown:
        if name.casefold().startswith("share_"):
            shares = [column for column in COLUMN if column.startswith("share_")]
            found = f"column {name!r} is no student group"
            problems.append(Problem(f"{path}:1", found, ", ".join(shares), nearest_name(name, shares)))
    return problems


def _line_of(problem: Problem) -> int:
    line = problem.place.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0


def _codes(rows: list[Row], report: Report) -> tuple[str, ...]:
    first_line: dict[str, int] = {}
    for row in rows:
        code = row.cells["cds_code"]
        if not re.fullmatch(r"[0-9]{14}", code):
            report(row, f"cds_code {code!r}{_why_no_code(code)}", COLUMN["cds_code"].allowed, "")
        elif code in first_line:
            report(row, f"cds_code {code!r} stands on line {first_line[code]} too", "each code once", "")
        else:
            first_line[code] = row.line
    return tuple(row.cells["cds_code"] for row in rows)


def _why_no_code(code: str) -> str:
    if not code:
        return " is empty"
    if re.fullmatch(r"[0-9.]+[eE][+][0-9]+", code) or re.fullmatch(r"[0-9]+[.]0", code):
        return " was turned into a number by a spreadsheet: format the column as text first"
    if re.fullmatch(r"[0-9]{13}", code):
        return f" has 13 digits: it lost its leading zero (0{code}?); format the column as text"
    if re.fullmatch(r"[0-9]{6,7}", code):
        return f" has no school part: add seven zeros ({code.zfill(7)}0000000?)"
    if re.fullmatch(r"[0-9]+", code):
        return f" has {len(code)} digits"
    return " is no code"


def _county(row: Row, report: Report) -> int:
    text = row.cells["county"]
    facts = counties()
    index = facts.index(text) if text else None
    if index is None:
        found = f"county {text!r} is none of the 58" if text else "county is empty"
        report(row, found, COLUMN["county"].allowed, nearest_name(text.title(), facts.name) if text else "")
        return 0
    return index


def _type(row: Row, report: Report) -> int:
    text = row.cells["type"]
    if text.casefold() not in TYPES:
        found = f"type {text!r} is unknown" if text else "type is empty"
        report(row, found, COLUMN["type"].allowed, nearest_name(text.casefold(), TYPES) if text else "")
        return 0
    return TYPES.index(text.casefold())


def _number(row: Row, column: Column, report: Report) -> float:
    """Read one cell as a number, not-a-number where it is missing or wrong."""
    text = row.cells[column.name]
    if text in MISSING:
        if column.required:
            report(row, f"{column.name} is empty", column.allowed, "")
        return math.nan
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if math.isnan(value):
        report(row, f"{column.name} {text!r} is not a number", column.allowed, "")
    elif value > column.high or value < column.low or (column.above_low and value == column.low):
        percent = column.high == 1.0 and 1.0 < value <= 100.0
        hint = f" (a percent? {value / 100:g})" if percent else ""
        report(row, f"{column.name} {text!r} is out of range{hint}", column.allowed, "")
        return math.nan
    return value


def _check_pairs(rows: list[Row], numbers: dict[str, NDArray[np.float64]], report: Report) -> None:
    if ("lat" in numbers) != ("lon" in numbers):
        there, missing = ("lat", "lon") if "lat" in numbers else ("lon", "lat")
        for row, value in zip(rows, numbers[there], strict=True):
            if not math.isnan(value):
                report(row, f"{there} is given, {missing} is not", "both or neither", "")
        return
    for row in rows:
        empty = [name for name in ("lat", "lon") if row.cells.get(name, "") in MISSING]
        if len(empty) == 1:
            report(row, f"{empty[0]} is empty, its other half is not", "both or neither", "")


def _given_shares(numbers: dict[str, NDArray[np.float64]], size: int) -> NDArray[np.float64]:
    """Collect the group shares a file gives, (N, 13), not-a-number where it gives none."""
    given = np.full((size, len(GROUPS)), math.nan)
    for column, group in enumerate(GROUPS):
        for name in (OLDER_SHARE.get(group, ""), f"share_{group}"):
            if name in numbers:
                given[:, column] = np.where(np.isnan(numbers[name]), given[:, column], numbers[name])
    return given


def _check_races(rows: list[Row], given: NDArray[np.float64], report: Report) -> None:
    races = given[:, RACE_COLUMNS]
    total, complete = np.nansum(races, axis=1), ~np.isnan(races).any(axis=1)
    wrong = (total > RACE_SUM[1]) | (complete & (total < RACE_SUM[0]))
    for row in np.flatnonzero(wrong):
        allowed = f"a sum of 1 (from {RACE_SUM[0]:g} to {RACE_SUM[1]:g}; less where some are not given)"
        report(rows[row], f"the shares of the race groups add up to {total[row]:.3f}", allowed, "")


def _assemble(
    rows: list[Row],
    codes: tuple[str, ...],
    county: NDArray[np.int64],
    type_: NDArray[np.int8],
    numbers: dict[str, NDArray[np.float64]],
    given: NDArray[np.float64],
    header: tuple[str, ...],
) -> Districts:
    nothing = np.full(len(rows), math.nan)
    enrolment = _first(numbers.get("enrolment_2017", nothing), numbers["enrolment"])
    upp = _first(numbers.get("upp_2017", nothing), numbers["upp"])
    lat, lon = numbers.get("lat", nothing), numbers.get("lon", nothing)
    if np.isnan(lat).any():
        assumed_lat, assumed_lon = assumed_places(codes, county)
        lat, lon = _first(lat, assumed_lat), _first(lon, assumed_lon)
    return Districts(
        cds_code=codes,
        name=tuple(
            row.cells.get("name") or f"District {code}" for row, code in zip(rows, codes, strict=True)
        ),
        county=county,
        type=type_,
        enrolment=enrolment,
        upp=upp,
        lat=lat,
        lon=lon,
        group_share=_fill_shares(given, expected_shares(county, enrolment, upp)),
        pay=_first(numbers.get("pay", nothing), assumed_pay(codes)),
        notes=_notes(rows, header, given),
    )


def _first(wanted: NDArray[np.float64], otherwise: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isnan(wanted), otherwise, wanted)


def _fill_shares(given: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep what is given, fill the rest from what is expected, and make the race groups sum to 1."""
    shares = _first(given, expected)
    races, missing = shares[:, RACE_COLUMNS], np.isnan(given[:, RACE_COLUMNS])
    left = np.clip(1.0 - np.where(missing, 0.0, races).sum(axis=1), 0.0, 1.0)
    open_part = np.where(missing, races, 0.0).sum(axis=1)
    scale = np.divide(left, open_part, out=np.zeros(len(left)), where=open_part > 0)
    races = np.where(missing, races * scale[:, None], races)
    shares[:, RACE_COLUMNS] = races / races.sum(axis=1, keepdims=True)
    return shares


def _notes(rows: list[Row], header: tuple[str, ...], given: NDArray[np.float64]) -> tuple[str, ...]:
    """Say which optional columns the file has, what was used instead of the others and what was not read."""
    found = [column.name for column in COLUMNS if not column.required and column.name in header]
    notes = [f"optional columns found: {', '.join(found) if found else 'none'}"]
    used: dict[tuple[int, str], list[str]] = {}
    for column in COLUMNS:
        if column.required or column.name in OLDER_SHARE.values():
            continue
        if column.name.startswith("share_"):
            empty = int(np.isnan(given[:, GROUPS.index(column.name[len("share_") :])]).sum())
        else:
            empty = sum(row.cells.get(column.name, "") in MISSING for row in rows)
        if empty:
            used.setdefault((empty, column.otherwise), []).append(column.name)
    for (empty, otherwise), names in used.items():
        missing = f"missing for {empty} of {len(rows)} districts"
        notes.append(f"{', '.join(names)}: {missing}; used {otherwise.replace('`', '')}")
    unread = [name for name in header if name not in COLUMN]
    if unread:
        notes.append(f"columns not read: {', '.join(unread)}")
    return tuple(notes)
