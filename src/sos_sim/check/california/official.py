"""What California published about its districts, read from a folder of its files at run time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import AREAS
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.world.csvtext import read_rows
from sos_sim.world.districts import GROUPS, Districts

if TYPE_CHECKING:
    import pandas as pd

NEEDED = {
    "districts.csv": ("cds_code", "county", "type", "enrolment", "upp", "grad_dash_2017", "grad_dash_2018"),
    "da_status.csv": ("cds_code", "year", "is_coe", "status_code"),
    "da_student_groups.csv": ("cds_code", "year", "student_group", "p4", "p5", "p6", "p8"),
    "district_outcomes_by_group.csv": ("cds_code", "group", "metric", "v2023", "n2023", "v2024", "n2024"),
}
"""Files a folder must hold, and the columns they must have."""

CROSSWALK, GRADUATION = "code_crosswalk.csv", "dashboard_graduation_2017_2019.csv"
"""Files that are used where they are there: codes of joint reports, and graduation by student group."""

YEARS = (2017, 2018)
METRICS = {"ELA": "ela_dfs", "MATH": "math_dfs", "CHRO": "chronic", "SUSP": "suspension", "CCI": "cci_prepared"}
"""Indicators whose values of two years are published by district, and what the file calls them."""

# Absence counts in the grades up to the eighth alone.
_EVERYBODY = {"CHRO": "ALL_TK8"}
FEWEST_PUPILS = 11
"""Values of fewer pupils are not published."""


@dataclass(frozen=True, eq=False)
class Official:
    """Hold what was published about the N districts of a world.

    Args:
        areas: by year the (N, 13) priority areas of student groups on the list, bits as in ``AREAS``.
        rated: by year whether the district has a status at all, (N,).
        graduation: by year the graduation rate of all students, percent, (N,); not-a-number where there is none.
        before: values of all students in the earlier year by indicator, (N,), points or percent.
        after: those of the year after it.
        graduation_groups: by year the graduation rate of student groups, percent, (N, 13); empty without its file.
    """

    areas: dict[int, NDArray[np.uint8]]
    rated: dict[int, NDArray[np.bool_]]
    graduation: dict[int, NDArray[np.float64]]
    before: dict[str, NDArray[np.float64]]
    after: dict[str, NDArray[np.float64]]
    graduation_groups: dict[int, NDArray[np.float64]]

    def listed(self, year: int) -> NDArray[np.bool_]:
        """Tell which districts are on the list of a year by their student groups, (N,)."""
        found: NDArray[np.bool_] = np.any(self.areas[year] > 0, axis=1)
        return found


def read_official(folder: Path, districts: Districts, frames: Mapping[str, pd.DataFrame] | None = None) -> Official:
    """Read what was published about some districts.

    Districts that report under a joint code get what stands under it. A district is on the list here when a
    student group put it there; local indicators, which list a few more in 2018, are left out.

    Args:
        folder: the folder of the files in ``NEEDED``.
        districts: N districts; their codes say which rows are meant.
        frames: what ``read_files`` gave; read here when not given.

    Raises:
        InputProblems: a file or column is missing, cannot be read, or holds none of the districts.
    """
    frames = read_files(folder) if frames is None else frames
    place = {code: row for row, code in enumerate(districts.cds_code)}
    joint = _joint_codes(folder, place)
    size = len(districts)
    areas = {year: np.zeros((size, len(GROUPS)), np.uint8) for year in YEARS}
    rated = {year: np.zeros(size, np.bool_) for year in YEARS}
    status = frames["da_status.csv"]
    for code, year in zip(status["cds_code"], status["year"], strict=True):
        if year in rated:
            rated[year][joint.get(code, [])] = True
    if not any(each.any() for each in rated.values()):
        found = "none of the districts of districts.csv has a status of 2017 or 2018"
        raise InputProblems([Problem(str(folder / "da_status.csv"), found, "the same 14-character codes")])
    flagged = frames["da_student_groups.csv"]
    flags = flagged[[area.lower() for area in AREAS]].to_numpy(np.float64) == 1
    bits = flags @ np.array(list(AREAS.values()))
    names = (flagged[column] for column in ("cds_code", "year", "student_group"))
    for code, year, group, met in zip(*names, bits, strict=True):
        if year in areas and group in GROUPS:
            areas[year][joint.get(code, []), GROUPS.index(group)] = met
    before, after = _two_years(frames["district_outcomes_by_group.csv"], joint, size)
    about = frames["districts.csv"].drop_duplicates("cds_code").set_index("cds_code").reindex(districts.cds_code)
    graduation = {
        year: about[f"grad_dash_{year}"].to_numpy(np.float64)
        for year in (2017, 2018, 2019)
        if f"grad_dash_{year}" in about
    }
    return Official(areas, rated, graduation, before, after, _graduation_by_group(folder, joint, size))


def read_files(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the files a folder must hold.

    Args:
        folder: the folder.

    Raises:
        InputProblems: one problem for every file that is missing or no table, every line of the wrong length, and
            every column that is missing or holds something else than it should, with the first such line.
    """
    if not folder.is_dir():
        found = f"{folder} is a file" if folder.exists() else f"{folder} does not exist"
        raise InputProblems([Problem("--data", found, f"a folder with {', '.join(NEEDED)}")])
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name, columns in NEEDED.items():
        path = folder / name
        if not path.is_file():
            problems.append(Problem(str(path), "the file is missing", f"a folder with {', '.join(NEEDED)}"))
            continue
        try:
            frames[name] = _strictly(path, columns, problems)
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    return frames


_TEXT = {"cds_code", "county", "type", "status_code", "student_group", "group", "metric"}
_LATER_GROUP = "LTEL"
"""Long-term English learners, a group of the lists since 2024 that the model does not have."""


def _strictly(path: Path, columns: tuple[str, ...], problems: list[Problem]) -> pd.DataFrame:
    """Read the columns wanted of one file, and note what is wrong with them."""
    import pandas as pd

    header, rows, wrong = read_rows(path)
    problems += wrong
    frame = pd.DataFrame({"line": [row.line for row in rows]})
    optional = tuple(column for column in ("grad_dash_2019",) if column in header)
    for column in (*columns, *optional):
        if column not in header:
            problems.append(Problem(f"{path}:1", f"column {column!r} is missing", "the columns " + ", ".join(columns)))
            continue
        cells = pd.Series([row.cells[column] for row in rows], dtype=object)
        allowed, bad = "a number or nothing", cells.isna()
        if column in _TEXT:
            frame[column] = cells
        else:
            frame[column] = pd.to_numeric(cells.replace("", None), errors="coerce")
            bad = frame[column].isna() & (cells != "")
        if column == "cds_code":
            bad, allowed = ~cells.str.fullmatch("[0-9]{14}"), "14 digits as text, with leading zeros"
        elif column == "student_group":
            bad, allowed = ~cells.isin([*GROUPS, _LATER_GROUP]), ", ".join((*GROUPS, _LATER_GROUP))
        if bad.any():
            line = int(np.flatnonzero(bad)[0])
            nearest = nearest_name(cells[line], GROUPS) if column == "student_group" else ""
            problems.append(Problem(f"{path}:{rows[line].line}", f"{column} {cells[line]!r}", allowed, nearest))
    return frame


def _read_table(path: Path) -> pd.DataFrame:
    """Read a file that building the districts has read through before, codes as text."""
    import pandas as pd

    return pd.read_csv(path, dtype={"cds_code": str, "other_code": str}, keep_default_na=False, na_values=[""])


def _joint_codes(folder: Path, place: dict[str, int]) -> dict[str, list[int]]:
    """Find the districts meant by each code of the files: its own, or the members of a joint report."""
    meant = {code: [row] for code, row in place.items()}
    path = folder / CROSSWALK
    if path.is_file():
        other = _read_table(path)
        for code, member in zip(other["other_code"], other["cds_code"], strict=True):
            if member in place and place[member] not in meant.setdefault(code, []):
                meant[code].append(place[member])
    return meant


def _two_years(
    values: pd.DataFrame, joint: dict[str, list[int]], size: int
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """Take the values of all students, not-a-number where either year has too few pupils."""
    before, after = {}, {}
    for indicator, metric in METRICS.items():
        everybody = (values["metric"] == metric) & (values["group"] == _EVERYBODY.get(indicator, "ALL"))
        enough = (values["n2023"] >= FEWEST_PUPILS) & (values["n2024"] >= FEWEST_PUPILS)
        first, second = np.full(size, np.nan), np.full(size, np.nan)
        mine = values[everybody & enough]
        for code, one, two in zip(mine["cds_code"], mine["v2023"], mine["v2024"], strict=True):
            # A joint value would count twice in a spread, so only a district's own is taken.
            own = joint.get(code, [])
            if len(own) == 1:
                first[own], second[own] = one, two
        before[indicator], after[indicator] = first, second
    return before, after


def _graduation_by_group(folder: Path, joint: dict[str, list[int]], size: int) -> dict[int, NDArray[np.float64]]:
    """Read the graduation rate by student group and year, (N, 13) percent; empty without the file."""
    path = folder / GRADUATION
    if not path.is_file():
        return {}
    table = _read_table(path)
    found = {int(year): np.full((size, len(GROUPS)), np.nan) for year in sorted(set(table["year"]))}
    table = table[table["student_group"].isin(GROUPS)]
    columns = ("cds_code", "year", "student_group", "status")
    for code, year, group, rate in zip(*(table[column] for column in columns), strict=True):
        own = joint.get(code, [])
        if len(own) == 1:
            found[year][own, GROUPS.index(group)] = rate
    return found
