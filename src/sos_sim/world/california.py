"""Real districts with what is recorded of them, from a folder of public files."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.world.districts import GROUPS, INDICATORS, RACE_COLUMNS, Districts
from sos_sim.world.population import read_population
from sos_sim.world.recorded import EVERYBODY, START_YEAR, Recorded
from sos_sim.world.recorded_files import (
    CENSUS_FILE,
    GRADUATION_FILE,
    JOINT_FILE,
    OUTCOMES_FILE,
    Census,
    Outcome,
    read_census,
    read_graduation,
    read_joint_codes,
    read_outcomes,
)

if TYPE_CHECKING:
    from sos_sim.world.build import World

DISTRICTS_FILE = "districts.csv"
KNOWN = ("structure", "2017", "all")
# Groups were recorded in 2023-24; the state's shares of these have moved since 2017 (measurement model, section 6).
SHARE_2017 = {"SWD": 0.88, "WH": 1.12, "AA": 1.12, "MR": 0.80}
# Below this sum the recorded races of a district are too incomplete to be its shares.
LEAST_RACE_SUM = 0.5
LAST_FALL = 2023
_SUSPENSION, _ABSENCE, _GRADUATION = (INDICATORS.index(name) for name in ("SUSP", "CHRO", "GRAD"))
# Outcomes of 2023-24 that count the pupils of charter schools as well.
_WITH_CHARTERS = (_ABSENCE, _SUSPENSION, _GRADUATION)

Contents = TypeVar("Contents")


def read_california(folder: Path, known: str = "all", graduation_2018: bool = False) -> World:
    """Build the world of real districts, with their recorded groups and the outcomes that are to be known.

    Group shares count as structure and are put in whatever is to be known of outcomes: those of 2023-24 brought
    back to 2017, English learners, foster and homeless pupils as counted in fall 2017.

    Args:
        folder: holds ``districts.csv``; ``district_outcomes_by_group.csv``, ``district_enrolment_panel.csv``,
            ``dashboard_graduation_2017_2019.csv`` and ``code_crosswalk.csv`` are used where they are there.
        known: ``structure`` for no outcomes at all; ``2017`` for what was public in December 2017, graduation to
            2017; ``all`` for that and the outcomes of 2023 and 2024.
        graduation_2018: whether graduation of 2018 is known as well.

    Raises:
        InputProblems: one problem for every mistake in a file, or ``known`` is something else.
    """
    from sos_sim.world.build import build_world

    if known not in KNOWN:
        raise InputProblems([Problem("known", repr(known), ", ".join(KNOWN), nearest_name(known, KNOWN))])
    problems: list[Problem] = []

    def read(name: str, reader: Callable[[Path], Contents], otherwise: Contents) -> Contents:
        if name != DISTRICTS_FILE and not (folder / name).exists():
            return otherwise
        try:
            return reader(folder / name)
        except InputProblems as found:
            problems.extend(found.problems)
            return otherwise

    if folder.is_dir() and not (folder / DISTRICTS_FILE).exists():
        allowed = f"a folder with {DISTRICTS_FILE}, or one population file"
        raise InputProblems([Problem(str(folder), f"no {DISTRICTS_FILE} in this folder", allowed)])
    districts = read(DISTRICTS_FILE, read_population, None)
    outcomes: list[Outcome] = read(OUTCOMES_FILE, read_outcomes, [])
    graduation: list[Outcome] = read(GRADUATION_FILE, read_graduation, [])
    census: dict[tuple[str, int], Census] = read(CENSUS_FILE, read_census, {})
    joint: dict[str, tuple[str, ...]] = read(JOINT_FILE, read_joint_codes, {})
    if problems or districts is None:
        raise InputProblems(problems)
    codes = _Codes(districts, joint)
    shared = with_recorded_shares(districts, outcomes, census, codes)
    wanted = _wanted(outcomes, graduation, known, graduation_2018)
    recorded, unknown = _recorded(wanted, census, codes) if wanted else (None, 0)
    notes = [*shared.notes, f"outcomes known: {known}" + (" and graduation of 2018" if graduation_2018 else "")]
    if recorded is not None:
        notes.append(f"recorded outcomes of {len(np.unique(recorded.district))} districts: {len(recorded)} values")
    if unknown:
        notes.append(f"{unknown} recorded values of districts that {DISTRICTS_FILE} does not have: left out")
    return build_world(dataclasses.replace(shared, notes=tuple(notes)), recorded=recorded)


def read_world(path: Path) -> World:
    """Build the world of a population file, or of a folder of California's files with all that is recorded.

    Args:
        path: file or folder.

    Raises:
        InputProblems: one problem for every mistake in a file.
    """
    from sos_sim.world.build import build_world

    return read_california(path) if path.is_dir() else build_world(read_population(path))


class _Codes:
    """Find the districts that a code of a file stands for."""

    def __init__(self, districts: Districts, joint: dict[str, tuple[str, ...]]) -> None:
        self.row = {code: row for row, code in enumerate(districts.cds_code)}
        self.joint = joint

    def rows(self, code: str) -> list[int]:
        """Give the rows of a district, or of the members of a joint code."""
        if code in self.row:
            return [self.row[code]]
        return [self.row[member] for member in self.joint.get(code, ()) if member in self.row]


def with_recorded_shares(
    districts: Districts, outcomes: list[Outcome], census: dict[tuple[str, int], Census], codes: _Codes
) -> Districts:
    """Put in the group shares recorded for each district, where they are known.

    Races, low income and disability come from the pupils counted in suspension, the widest count; English
    learners, foster and homeless from the census day of 2017.

    Args:
        districts: N districts with the shares to use where none are recorded.
        outcomes: values with the pupils they count.
        census: pupils by code and fall.
        codes: finds the districts of a code.
    """
    size = len(districts)
    counted, years = np.zeros((size, EVERYBODY + 1)), np.zeros((size, EVERYBODY + 1))
    for one in outcomes:
        if one.indicator == _SUSPENSION:
            for row in codes.rows(one.code):
                counted[row, one.group] += one.pupils
                years[row, one.group] += 1
    mean = counted / np.maximum(years, 1)
    everybody = mean[:, EVERYBODY:]
    moved = np.array([SHARE_2017.get(group, 1.0) for group in GROUPS])
    share = np.minimum(mean[:, :EVERYBODY] / np.maximum(everybody, 1e-9) * moved, 1.0)
    for (code, fall), one_day in census.items():
        if fall != START_YEAR:
            continue
        for row in codes.rows(code):
            for group, pupils in one_day.groups.items():
                column = GROUPS.index(group)
                known = one_day.enrolment > 0 and math.isfinite(pupils)
                share[row, column] = min(pupils / one_day.enrolment, 1.0) if known else math.nan
    counted_in_census = [GROUPS.index(group) for group in ("EL", "FOS", "HOM")]
    own = districts.group_share[:, counted_in_census]
    from_census = {code for code, fall in census if fall == START_YEAR}
    has_census = np.array([code in from_census for code in districts.cds_code])[:, None]
    fallback = np.isnan(share[:, counted_in_census]) | ~has_census
    share[:, counted_in_census] = np.where(fallback, own, share[:, counted_in_census])
    races = share[:, RACE_COLUMNS]
    total = races.sum(axis=1, keepdims=True)
    share[:, RACE_COLUMNS] = races / np.maximum(total, 1e-9)
    recorded = (everybody > 0) & (total > LEAST_RACE_SUM)
    notes = (*districts.notes, f"group shares recorded for {int(recorded.sum())} of {size} districts")
    return dataclasses.replace(
        districts, group_share=np.where(recorded, share, districts.group_share), notes=notes
    )


def _wanted(outcomes: list[Outcome], graduation: list[Outcome], known: str, graduation_2018: bool) -> list[Outcome]:
    """Choose the values that are to be known."""
    last = START_YEAR + int(graduation_2018)
    official = [one for one in graduation if one.year <= last]
    if known == "structure":
        return []
    if known == "2017":
        return official
    return official + outcomes


def _recorded(
    outcomes: list[Outcome], census: dict[tuple[str, int], Census], codes: _Codes
) -> tuple[Recorded | None, int]:
    """Turn values into records of the districts, and count the values of districts that are not there."""
    outside: dict[int, float] = {}
    for (code, fall), one_day in census.items():
        if fall == LAST_FALL and one_day.enrolment + one_day.charter > 0:
            for row in codes.rows(code):
                outside[row] = one_day.charter / (one_day.enrolment + one_day.charter)
    found: dict[tuple[int, int, int, int], tuple[float, float, float, int]] = {}
    unknown = 0
    # A district's own values come before those of a joint code it belongs to.
    for one in sorted(outcomes, key=lambda one: one.code not in codes.row):
        rows = codes.rows(one.code)
        unknown += not rows
        for row in rows:
            beside = outside.get(row, 0.0) if one.year > START_YEAR + 1 and one.indicator in _WITH_CHARTERS else 0.0
            found.setdefault((row, one.indicator, one.group, one.year), (one.value, one.pupils, beside, one.colour))
    if not found:
        return None, unknown
    places = np.array(sorted(found), dtype=np.int64)
    numbers: NDArray[np.float64] = np.array([found[key] for key in sorted(found)])
    district, indicator, group, year = (np.ascontiguousarray(column) for column in places.T)
    value, pupils, charter, colour = (np.ascontiguousarray(column) for column in numbers.T)
    return Recorded(district, indicator, group, year, value, pupils, charter, colour.astype(np.int64)), unknown
