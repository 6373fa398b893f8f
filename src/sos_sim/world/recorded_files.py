"""Read the files of published outcomes that may stand beside the districts."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.world.columns import MISSING
from sos_sim.world.csvtext import Row, read_rows
from sos_sim.world.districts import GROUPS, INDICATORS
from sos_sim.world.recorded import EVERYBODY, NOT_RECORDED

OUTCOMES_FILE = "district_outcomes_by_group.csv"
CENSUS_FILE = "district_enrolment_panel.csv"
GRADUATION_FILE = "dashboard_graduation_2017_2019.csv"
JOINT_FILE = "code_crosswalk.csv"
METRICS = {
    "ela_dfs": "ELA",
    "math_dfs": "MATH",
    "chronic": "CHRO",
    "suspension": "SUSP",
    "cci_prepared": "CCI",
    "grad4yr": "GRAD",
}
ALL, ALL_TO_GRADE_8, LONG_TERM_EL = "ALL", "ALL_TK8", "LTEL"
OUTCOME_YEARS = (2023, 2024)
GRADUATION_YEARS = (2017, 2018, 2019)
LARGEST_COUNT = 1e7


@dataclass(frozen=True)
class Outcome:
    """Hold one published value.

    Args:
        code: code of the district, as in the file.
        indicator: index into ``INDICATORS``.
        group: index into ``GROUPS``; 13 stands for all students.
        year: spring of the tests.
        value: points or percent.
        pupils: pupils counted.
        colour: colour the Dashboard gave, 1 red to 5 blue, 0 for none, -1 where that is not known.
    """

    code: str
    indicator: int
    group: int
    year: int
    value: float
    pupils: float
    colour: int = NOT_RECORDED


@dataclass(frozen=True)
class Census:
    """Hold the pupils of one district on the census day of one fall.

    Args:
        enrolment: pupils, charter schools left out.
        charter: pupils of charter schools the district authorised.
        groups: pupils by the names ``EL``, ``FOS`` and ``HOM``.
    """

    enrolment: float
    charter: float
    groups: dict[str, float]


class _Reader:
    """Read one file, and gather what is wrong with it."""

    def __init__(self, path: Path, needed: tuple[str, ...]) -> None:
        header, self.rows, self.problems = read_rows(path)
        self.path = path
        missing = [name for name in needed if name not in header]
        if missing:
            raise InputProblems(
                [
                    Problem(f"{path}:1", f"column {name!r} is missing", ", ".join(needed), nearest_name(name, header))
                    for name in missing
                ]
                + self.problems
            )

    def report(self, row: Row, found: str, allowed: str, nearest: str = "") -> None:
        self.problems.append(Problem(f"{self.path}:{row.line}", found, allowed, nearest))

    def code(self, row: Row, column: str = "cds_code") -> str:
        text = row.cells[column]
        if not re.fullmatch(r"[0-9]{14}", text):
            self.report(row, f"{column} {text!r} is no code", "14 digits as text, with leading zeros")
        return text

    def number(self, row: Row, column: str, low: float, high: float) -> float:
        """Read a cell, not-a-number where it is empty or wrong."""
        text = row.cells[column]
        if text in MISSING:
            return math.nan
        try:
            value = float(text) if "_" not in text else math.nan
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            self.report(row, f"{column} {text!r}", f"a number from {low:g} to {high:g}")
            return math.nan
        return value

    def group(self, row: Row, column: str, also: tuple[str, ...]) -> str:
        text = row.cells[column]
        if text not in GROUPS and text not in also:
            allowed = (*GROUPS, *also)
            self.report(row, f"student group {text!r}", ", ".join(allowed), nearest_name(text, allowed))
        return text

    def done(self) -> None:
        if self.problems:
            raise InputProblems(self.problems)


def read_outcomes(path: Path) -> list[Outcome]:
    """Read the outcomes of 2023 and 2024 by student group.

    Args:
        path: file with the columns cds_code, group, metric, v2023, n2023, v2024, n2024.

    Raises:
        InputProblems: one problem for every mistake in the file.
    """
    numbers = tuple(f"{kind}{year}" for year in OUTCOME_YEARS for kind in "vn")
    reader = _Reader(path, ("cds_code", "group", "metric", *numbers))
    found: list[Outcome] = []
    first_line: dict[tuple[str, str, str], int] = {}
    for row in reader.rows:
        code = reader.code(row)
        group = reader.group(row, "group", (ALL, ALL_TO_GRADE_8, LONG_TERM_EL))
        metric = row.cells["metric"]
        if metric not in METRICS:
            reader.report(row, f"metric {metric!r}", ", ".join(METRICS), nearest_name(metric, tuple(METRICS)))
            continue
        key = (code, group, metric)
        if key in first_line:
            again = f"{metric} of {group} of {code} stands on line {first_line[key]} too"
            reader.report(row, again, "each value once")
        first_line.setdefault(key, row.line)
        low, high = (-1000.0, 1000.0) if metric.endswith("dfs") else (0.0, 100.0)
        for year in OUTCOME_YEARS:
            value = reader.number(row, f"v{year}", low, high)
            pupils = reader.number(row, f"n{year}", 0.0, LARGEST_COUNT)
            known = not (math.isnan(value) or math.isnan(pupils)) and pupils > 0
            if known and (group in GROUPS or group == ALL):
                place = GROUPS.index(group) if group in GROUPS else EVERYBODY
                indicator = INDICATORS.index(METRICS[metric])
                found.append(Outcome(code, indicator, place, year, value, pupils))
    reader.done()
    return found


def read_graduation(path: Path) -> list[Outcome]:
    """Read the official graduation rates of the Dashboard, and those of the year before the first.

    Args:
        path: file with the columns cds_code, year, student_group, n, status, prior_status, colour.

    Raises:
        InputProblems: one problem for every mistake in the file.
    """
    reader = _Reader(path, ("cds_code", "year", "student_group", "n", "status", "prior_status", "colour"))
    found: list[Outcome] = []
    seen: dict[tuple[str, str, str], int] = {}
    for row in reader.rows:
        code, group = reader.code(row), reader.group(row, "student_group", (ALL,))
        year = reader.number(row, "year", GRADUATION_YEARS[0], GRADUATION_YEARS[-1])
        key = (code, group, row.cells["year"])
        if key in seen:
            reader.report(row, f"{group} of {code} in {row.cells['year']} stands on line {seen[key]} too", "once each")
        seen.setdefault(key, row.line)
        pupils = reader.number(row, "n", 0.0, LARGEST_COUNT)
        colour = reader.number(row, "colour", 0, 5)
        place = GROUPS.index(group) if group in GROUPS else EVERYBODY
        for column, back in (("status", 0), ("prior_status", 1)):
            value = reader.number(row, column, 0.0, 100.0)
            wanted = back == 0 or year == GRADUATION_YEARS[0]
            if wanted and pupils > 0 and not (math.isnan(value) or math.isnan(year)):
                given = NOT_RECORDED if back or math.isnan(colour) else int(colour)
                found.append(Outcome(code, INDICATORS.index("GRAD"), place, int(year) - back, value, pupils, given))
    reader.done()
    return found


def read_census(path: Path) -> dict[tuple[str, int], Census]:
    """Read the pupils of each district on the census days, by code and fall.

    Args:
        path: file with the columns cds_code, fall_year, enrolment, english_learners, foster, homeless,
            charter_enrolment.

    Raises:
        InputProblems: one problem for every mistake in the file.
    """
    groups = {"EL": "english_learners", "FOS": "foster", "HOM": "homeless"}
    reader = _Reader(path, ("cds_code", "fall_year", "enrolment", *groups.values(), "charter_enrolment"))
    found: dict[tuple[str, int], Census] = {}
    for row in reader.rows:
        code, fall = reader.code(row), reader.number(row, "fall_year", 1900, 2100)
        pupils = {name: reader.number(row, name, 0.0, LARGEST_COUNT) for name in row.cells if name in groups.values()}
        enrolment = reader.number(row, "enrolment", 0.0, LARGEST_COUNT)
        charter = reader.number(row, "charter_enrolment", 0.0, LARGEST_COUNT)
        if math.isnan(fall):
            continue
        if (code, int(fall)) in found:
            reader.report(row, f"{code} of fall {fall:.0f} stands twice", "each district once a year")
        found[code, int(fall)] = Census(enrolment, charter, {name: pupils[column] for name, column in groups.items()})
    reader.done()
    return found


def read_joint_codes(path: Path) -> dict[str, tuple[str, ...]]:
    """Read which districts report under another code than their own.

    Args:
        path: file with the columns other_code, cds_code.

    Raises:
        InputProblems: one problem for every mistake in the file.
    """
    reader = _Reader(path, ("other_code", "cds_code"))
    members: dict[str, tuple[str, ...]] = {}
    for row in reader.rows:
        other = reader.code(row, "other_code")
        members[other] = (*members.get(other, ()), reader.code(row))
    reader.done()
    return members
