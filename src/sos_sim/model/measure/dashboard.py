"""Colours of the California School Dashboard: status and change levels through the published grids."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.protocols import Floats, Setting

Levels = NDArray[np.uint8]
_NO_COLOUR = 255


def tenths(natural: Floats, indicator: int) -> Floats:
    """Round as the Dashboard does, to a tenth of a point or percent, and turn so that more is better, (C, r).

    Args:
        natural: (C, r) points or percent.
        indicator: index into ``INDICATORS``.
    """
    rounded = natural * natural.dtype.type(10 * tables.DIRECTION[indicator])
    return np.rint(rounded, out=rounded)


def _reached(value: Floats, cuts: list[float]) -> Levels:
    """Count, from 1, which of four rising boundaries in tenths a value reaches."""
    level = (value >= cuts[0]).view(np.uint8)
    for cut in cuts[1:]:
        level += (value >= cut).view(np.uint8)
    level += np.uint8(1)
    return level


def status_level(value: Floats, indicator: int, district_type: int, year: int) -> Levels:
    """Give the status level, 1 worst to 5 best, (C, r).

    Args:
        value: (C, r) values from ``tenths``.
        indicator: index into ``INDICATORS``.
        district_type: index into ``TYPES``.
        year: year of the Dashboard; graduation had a lower first cut to 2018.
    """
    cuts = np.rint(tables.STATUS_CUTS[indicator, district_type] * 10 * tables.DIRECTION[indicator])
    if indicator == tables.GRAD and year <= tables.START_YEAR + 1:
        cuts[0] = tables.GRADUATION_LOWEST_CUT_TO_2018 * 10
    return _reached(value, cuts.tolist())


def change_level(change: Floats, indicator: int, district_type: int) -> Levels:
    """Give the change level, 1 worst to 5 best, (C, r).

    Args:
        change: (C, r) difference of two values from ``tenths``.
        indicator: index into ``INDICATORS``.
        district_type: index into ``TYPES``.
    """
    cuts = np.rint(tables.CHANGE_CUTS[indicator, district_type] * 10 * tables.DIRECTION[indicator])
    # Level 3 begins above the second boundary, not at it: one tenth more.
    cuts[1] += 1
    return _reached(change, cuts.tolist())


def three_change_levels(indicator: int, small_group_grid: Setting, year: int) -> NDArray[np.bool_]:
    """Tell in which runs groups under 150 pupils use the grid of three change levels, () or (r,).

    Always for suspension and, since 2018, graduation (in the official file of 2017 a third of the small groups have one
    of the outer levels, in later ones none); for chronic absence and college-career by a switch.

    Args:
        indicator: index into ``INDICATORS``.
        small_group_grid: 1 on, 0 off.
        year: year of the Dashboard.
    """
    if indicator in tables.POINTS or (indicator == tables.GRAD and year <= tables.START_YEAR):
        return np.asarray(False)
    if indicator in (tables.SUSP, tables.GRAD):
        return np.asarray(True)
    return np.asarray(small_group_grid) > 0


def weighted_colours(change_weight: float) -> Levels:
    """Give the colour of each indicator, status and change level, 1 red to 5 blue, (6, 5, 5).

    Half and half is the published grid. A smaller weight of change mixes the grid with the status level, down
    to status alone at 0; a larger one with the change level, up to change alone at 1 (lever L18). Halves are
    rounded up.

    Args:
        change_weight: weight of change against level, 0-1.
    """
    levels, grid = np.arange(1.0, 6.0), tables.COLOURS.astype(np.float64)
    status, change = levels[:, None], levels
    if change_weight <= 0.5:
        mixed = (1 - 2 * change_weight) * status + 2 * change_weight * grid
    else:
        mixed = (2 - 2 * change_weight) * grid + (2 * change_weight - 1) * change
    return np.floor(mixed + 0.5).astype(np.uint8)


@functools.lru_cache(maxsize=256)
def _colour_of_place(change_weight: float) -> bytes:
    """List colours by place, 25 x indicator + 5 x (status - 1) + change - 1; every other place means none."""
    return weighted_colours(change_weight).tobytes().ljust(256, b"\0")


def _by_weight(change_weight: Setting) -> list[tuple[bytes, slice | NDArray[np.intp]]]:
    """Pair the colours by place with the runs they hold in."""
    each = np.atleast_1d(np.asarray(change_weight, np.float64))
    weights = np.unique(each).tolist()
    if len(weights) == 1:
        return [(_colour_of_place(weights[0]), slice(None))]
    return [(_colour_of_place(weight), np.flatnonzero(each == weight)) for weight in weights]


def minimum_pupils(group: NDArray[np.int64], minimum_group: Setting, year: int) -> NDArray[np.float64]:
    """Give the pupils a group needs for a colour, (C, 1) or (C, r); fewer for foster and homeless since 2018.

    Args:
        group: (C,) index into ``GROUPS``, 13 for all students.
        minimum_group: pupils needed.
        year: year of the Dashboard.
    """
    needed = np.broadcast_to(
        np.asarray(minimum_group, dtype=np.float64), (len(group), np.size(minimum_group))
    )
    if year <= tables.START_YEAR:
        return needed
    mobile = ((group == tables.MOBILE_GROUPS[0]) | (group == tables.MOBILE_GROUPS[1]))[:, None]
    return np.where(mobile, np.minimum(needed, tables.MINIMUM_MOBILE_GROUP), needed)


def colours(
    cells: Cells,
    measured: Floats,
    measured_last: Floats,
    pupils: Floats,
    pupils_last: Floats,
    minimum_group: Setting,
    small_group_grid: Setting,
    change_weight: Setting,
    year: int,
) -> Levels:
    """Colour every cell, 1 red to 5 blue, 0 where there is no colour; (C + 1, r), the last row is always 0.

    In 2022 the Dashboard gave status alone: then the status level stands in the place of the colour. In 2020
    and 2021 there was no Dashboard: no colours.

    Args:
        cells: the C cells.
        measured: (C, r) measured values, points or percent.
        measured_last: (C, r) those of the spring before.
        pupils: (C, s) pupils.
        pupils_last: (C, s) pupils in the spring before.
        minimum_group: pupils a group needs in both years.
        small_group_grid: switch, see ``three_change_levels``.
        change_weight: weight of change against level, see ``weighted_colours``.
        year: year of the Dashboard.
    """
    runs = measured.shape[1]
    colour = np.zeros((len(cells) + 1, runs), np.uint8)
    if year in tables.YEARS_WITHOUT_DASHBOARD:
        return colour
    needed = minimum_pupils(cells.group, minimum_group, year).astype(pupils.dtype)
    too_few = (pupils < needed) | (pupils_last < needed)
    # All bits set turn any place into the one that means no colour.
    blank = too_few.view(np.uint8) * np.uint8(_NO_COLOUR)
    tables_of_runs = _by_weight(change_weight)
    small = pupils < tables.SMALL_GRID_PUPILS
    lowest, highest = np.where(small, np.uint8(2), np.uint8(1)), np.where(small, np.uint8(4), np.uint8(5))
    for indicator, district_type, rows in cells.typed_blocks(runs):
        value = tenths(measured[rows], indicator)
        place = status_level(value, indicator, district_type, year)
        if year == tables.STATUS_ONLY_YEAR:
            np.multiply(place, ~too_few[rows], out=colour[rows])
            continue
        value -= tenths(measured_last[rows], indicator)
        change = change_level(value, indicator, district_type)
        three = three_change_levels(indicator, small_group_grid, year)
        if three.any():
            # A plain True is much faster than an array that holds it.
            mixed = True if three.all() else three
            np.maximum(change, lowest[rows], out=change, where=mixed)
            np.minimum(change, highest[rows], out=change, where=mixed)
        place *= np.uint8(5)
        place += change
        # Steps by 5 and 1 begin at 6; bytes wrap around, so the offset of ELA is -6.
        place += np.uint8((25 * indicator - 6) % 256)
        place |= blank[rows]
        for colour_of_place, columns in tables_of_runs:
            mine = place[:, columns]
            # A byte table is many times faster than indexing an array with another.
            shown = np.frombuffer(mine.tobytes().translate(colour_of_place), np.uint8)
            colour[rows, columns] = shown.reshape(mine.shape)
    return colour
