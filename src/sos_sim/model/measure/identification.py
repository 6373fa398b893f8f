"""Which districts the Dashboard identifies for differentiated assistance."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.dashboard import Levels, colours
from sos_sim.model.measure.protocols import Floats, Setting, Settings
from sos_sim.model.measure.spring import Spring
from sos_sim.model.measure.start import LevelState

# Priority areas of the local control funding formula, as bits of ``Dashboard.areas``.
AREAS = {"P4": 1, "P5": 2, "P6": 4, "P8": 8}


@dataclass(frozen=True, eq=False)
class Dashboard:
    """Hold one December's Dashboard and what follows from it.

    Args:
        year: calendar year; 2022 holds status levels in place of colours, 2020 and 2021 nothing.
        colour: (C, r) colour of each cell, 1 red to 5 blue, 0 none.
        badness: (N, r) mean over coloured cells of (5 - colour) / 4; 0.5 where nothing is coloured.
        change_sd: (N, r) measured change of all students since last year, mean of ELA and MATH, student SD.
        areas: (N, 13, r) priority areas in which a student group meets the criterion, bits as in ``AREAS``.
        groups_flagged: (N, r) student groups meeting the criterion in two areas or more.
        groups_coloured: (N, r) student groups with a colour in any indicator.
        identified: (N, r) whether the district is identified.
    """

    year: int
    colour: Levels
    badness: Floats
    change_sd: Floats
    areas: NDArray[np.uint8]
    groups_flagged: NDArray[np.int16]
    groups_coloured: NDArray[np.int16]
    identified: NDArray[np.bool_]


def areas_met(grid: Levels, high_district: NDArray[np.bool_], year: int) -> NDArray[np.uint8]:
    """Find the priority areas in which each student group meets the criterion, (N, 13, r) bits.

    P4: red in ELA and MATH, or red in one and orange in the other (2017: not for high school districts, whose
    grade 11 did not count yet). P5: red in graduation, or since 2018 in chronic absence. P6: red suspension.
    P8, since 2018: red college-career. In 2022, with status alone: very low in both of P4, no P8. English
    learner progress is left out: it had no colour before 2023 and no district values are known.

    Args:
        grid: (6, N, 13, r) colours.
        high_district: (N,) high school districts.
        year: year of the Dashboard.
    """
    both = grid[tables.ELA] * grid[tables.MATH]
    # A product of two colours: 1 is red and red, 2 is red and orange; 0 turns into 255.
    both -= np.uint8(1)
    met: NDArray[np.uint8] = (both < (1 if year == tables.STATUS_ONLY_YEAR else 2)).view(np.uint8)
    if year <= tables.START_YEAR:
        met[high_district] = 0
    engagement = grid[tables.GRAD] == 1
    if year > tables.START_YEAR:
        engagement |= grid[tables.CHRO] == 1
    met |= engagement.view(np.uint8) << np.uint8(1)
    met |= (grid[tables.SUSP] == 1).view(np.uint8) << np.uint8(2)
    if year > tables.START_YEAR and year != tables.STATUS_ONLY_YEAR:
        met |= (grid[tables.CCI] == 1).view(np.uint8) << np.uint8(3)
    return met


def meets_criterion(areas: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which student groups meet the criterion in two areas or more.

    Args:
        areas: bits as in ``AREAS``.
    """
    # Clearing the lowest bit leaves something only where there are two.
    several: NDArray[np.bool_] = (areas & (areas - np.uint8(1))) > 0
    return several & (areas > 0)


def by_local_indicators(draw: Floats, share: Setting, year: int) -> NDArray[np.bool_]:
    """Draw the districts identified by local indicators alone, (N, s) or (N, r).

    None are known before 2018, and there were none in 2020 and 2021.

    Args:
        draw: (N, s) standard normals.
        share: share of districts, 0-1.
        year: year of the Dashboard.
    """
    if year <= tables.START_YEAR or year in tables.YEARS_WITHOUT_DASHBOARD:
        return np.zeros(draw.shape, np.bool_)
    normal = NormalDist()
    edges = [
        -np.inf if one <= 0 else normal.inv_cdf(min(one, 1 - 1e-9)) for one in np.atleast_1d(share).tolist()
    ]
    drawn: NDArray[np.bool_] = draw < np.asarray(edges, draw.dtype)
    return drawn


def publish(state: LevelState, spring: Spring, settings: Settings, year: int) -> Dashboard:
    """Publish the Dashboard of a December on the tests of its spring, and identify districts.

    Args:
        state: levels after that spring's test; holds the values of the spring before.
        spring: the spring's values.
        settings: uses ``accountability`` and ``measurement.local_indicators``, as in force in that spring.
        year: calendar year.

    Raises:
        ValueError: there is no spring before to compare with.
    """
    if state.measured_last is None:
        raise ValueError(f"Dashboard {year} needs the tests of two springs")
    cells, dtype = state.cells, spring.measured.dtype
    colour = colours(
        cells,
        spring.measured,
        state.measured_last,
        state.pupils,
        state.pupils_last,
        settings.accountability.minimum_group,
        settings.accountability.small_group_grid,
        settings.accountability.change_weight,
        year,
    )
    if state.official is not None:
        state.official.put_colours(colour, settings, year)
    grid = colour.take(cells.place, axis=0)
    groups = grid[:, :, : tables.ALL]
    areas = areas_met(groups, cells.high_district, year)
    flagged = np.add.reduce(meets_criterion(areas), axis=1, dtype=np.int16)

    present = (grid > 0).view(np.uint8)
    coloured = np.add.reduce(np.add.reduce(present, axis=0, dtype=np.uint8), axis=1, dtype=np.int16)
    summed = np.add.reduce(np.add.reduce(grid, axis=0, dtype=np.uint8), axis=1, dtype=np.int16)
    badness = (5 * coloured - summed).astype(dtype) / (4 * np.maximum(coloured, 1)).astype(dtype)
    badness[coloured == 0] = 0.5
    with_colour = np.add.reduce(
        np.logical_or.reduce(present[:, :, : tables.ALL], axis=0), axis=1, dtype=np.int16
    )
    local = by_local_indicators(spring.local, settings.measurement.local_indicators, year)
    return Dashboard(
        year=year,
        colour=colour[:-1],
        badness=badness,
        change_sd=measured_change(state, spring, year),
        areas=areas,
        groups_flagged=flagged,
        groups_coloured=with_colour,
        identified=(flagged > 0) | local,
    )


def measured_change(state: LevelState, spring: Spring, year: int) -> Floats:
    """Give the measured yearly change of all students, mean of ELA and MATH in student SD, (N, r).

    Zero from 2020 to 2022, when no change was published.

    Args:
        state: levels after that spring's test.
        spring: the spring's values.
        year: year of the Dashboard.
    """
    if (
        year in tables.YEARS_WITHOUT_DASHBOARD
        or year == tables.STATUS_ONLY_YEAR
        or state.measured_last is None
    ):
        return np.zeros((state.cells.n_districts, spring.measured.shape[1]), spring.measured.dtype)
    changes = []
    for indicator in tables.POINTS:
        rows = state.cells.all_students[indicator]
        changes.append((spring.measured[rows] - state.measured_last[rows]) / state.student_sd[rows])
    mean: Floats = (changes[0] + changes[1]) / 2
    return mean
