"""Colours of one district's Dashboard, and whether it is identified, written again from the rules."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from reference.plain_tables import tables
from reference.spring import ALL, TestedDistrict


@dataclass
class Board:
    """Hold what one December's Dashboard says about one district.

    Args:
        colours: by indicator and group, 1 red to 5 blue, 0 none.
        badness: mean over the coloured of (5 - colour)/4.
        indicator_badness: the same of all students, by indicator; -1 where the indicator does not apply.
        change: yearly change of all students in ELA and MATH, student SD.
        flagged: student groups that meet the criterion in two areas or more.
        coloured: student groups with any colour.
        identified: whether the district is identified.
    """

    colours: dict[tuple[int, int], int]
    badness: float
    indicator_badness: list[float]
    change: float
    flagged: int
    coloured: int
    identified: bool


def reached(value: int, cuts: Any, better: float) -> int:
    """Return the level, 1-5, of a value in tenths among four cuts.

    Args:
        value: tenths of a point or percent.
        cuts: the four cuts, points or percent, from the worst level to the best.
        better: 1 where more is better, -1 where less is.
    """
    return 1 + sum(better * value >= better * round(10.0 * cut) for cut in cuts)


def colour(k: int, kind: int, now: float, last: float, pupils: float, p: Any, year: int) -> int:
    """Return the colour of a cell with enough pupils.

    Args:
        k: indicator.
        kind: type of district.
        now: measured this year, points or percent.
        last: measured last year.
        pupils: pupils this year.
        p: parameters in force.
        year: year of the Dashboard.
    """
    cuts = list(tables.STATUS_CUTS[k][kind])
    if k == tables.GRAD and year <= 2018:
        cuts[0] = tables.GRADUATION_LOWEST_CUT_TO_2018
    better = tables.DIRECTION[k]
    status = reached(round(10.0 * now), cuts, better)
    if year == 2022:
        return status
    moved = round(10.0 * now) - round(10.0 * last)
    change = reached(moved, tables.CHANGE_CUTS[k][kind], better)
    if change == 3 and moved == round(10.0 * tables.CHANGE_CUTS[k][kind][1]):
        # A fall as large as the second boundary is a decline already, while each other boundary belongs to the
        # better level.
        change = 2
    always = k == tables.SUSP or (k == tables.GRAD and year >= 2018)
    by_switch = k in (tables.CHRO, tables.CCI) and p.accountability.small_group_grid
    if pupils < 150 and (always or by_switch):
        change = min(max(change, 2), 4)
    grid = int(tables.COLOURS[k][status - 1][change - 1])
    return blended(status, grid, change, p.accountability.change_weight)


def blended(status: int, grid: int, change: int, weight: float) -> int:
    """Return the colour between that of status alone, of the published grid and of change alone.

    Args:
        status: level, 1-5, which is its colour too.
        grid: colour of the grid.
        change: level, which is its colour too: 1-5, or 2-4 where there are three.
        weight: of change; 0 status alone, 0.5 the grid, 1 change alone.
    """
    if weight <= 0.5:
        mixed = (1.0 - 2.0 * weight) * status + 2.0 * weight * grid
    else:
        mixed = (2.0 - 2.0 * weight) * grid + (2.0 * weight - 1.0) * change
    return math.floor(mixed + 0.5)


def areas_met(found: dict[tuple[int, int], int], group: int, high: bool, year: int) -> int:
    """Count the priority areas in which a student group meets the criterion."""
    ela, math, absent, suspended, ready, graduates = (found.get((k, group), 0) for k in range(6))
    academic = ela == math == 1 if year == 2022 else {ela, math} in ({1}, {1, 2})
    achievement = academic and not (year == 2017 and high)
    engagement = graduates == 1 or (absent == 1 and year >= 2018)
    course = ready == 1 and year >= 2018 and year != 2022
    return int(achievement) + int(engagement) + int(suspended == 1) + int(course)


def publish(d: TestedDistrict, kind: int, p: Any, year: int, local_draw: float) -> Board:
    """Publish one district's Dashboard.

    Args:
        d: the district, tested in spring.
        kind: its type: 0 elementary, 1 high, 2 unified.
        p: parameters in force.
        year: calendar year.
        local_draw: standard normal that decides on local indicators.
    """
    found = {}
    for (k, group), cell in d.cells.items():
        enough = p.accountability.minimum_group
        if group in tables.MOBILE_GROUPS and year >= 2018:
            enough = min(enough, 15.0)
        if year in (2020, 2021) or min(cell.pupils, cell.pupils_last) < enough:
            found[k, group] = 0
        else:
            found[k, group] = colour(k, kind, cell.measured, cell.measured_last, cell.pupils, p, year)
    seen = [c for c in found.values() if c]
    everybody = [found.get((k, ALL), -1) for k in range(6)]
    flagged = sum(areas_met(found, group, kind == 1, year) >= 2 for group in range(ALL))
    coloured = sum(any(found.get((k, group), 0) for k in range(6)) for group in range(ALL))
    by_local = year >= 2018 and year not in (2020, 2021) and p.measurement.local_indicators > 0.0
    if by_local:
        by_local = local_draw < NormalDist().inv_cdf(p.measurement.local_indicators)
    change = 0.0
    if year not in (2020, 2021, 2022):
        for k in (tables.ELA, tables.MATH):
            cell = d.cells[k, ALL]
            change += cell.measured - cell.measured_last
        change /= 2.0 * p.outcomes.points_per_sd
    return Board(
        colours=found,
        badness=sum((5 - c) / 4.0 for c in seen) / len(seen) if seen else 0.5,
        indicator_badness=[-1.0 if c < 0 else (5 - c) / 4.0 if c else 0.5 for c in everybody],
        change=change,
        flagged=flagged,
        coloured=coloured,
        identified=flagged > 0 or bool(by_local),
    )
