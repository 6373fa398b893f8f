"""How true levels drift and group sizes change when nothing is done, and the shocks of one year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.protocols import Floats, Setting, Streams
from sos_sim.model.measure.scales import make_scales

_FACTOR = np.linalg.cholesky(tables.ACROSS_INDICATORS)


@dataclass(frozen=True, eq=False)
class Standing:
    """Hold in standard normals where districts and cells stand around what their structure predicts.

    Args:
        district: (N, 6, s) part common to all groups of a district.
        county: (58, 6, s) part common to the districts of a county.
        small_district: (N, 6, s) part that counts in small districts.
        group: (C, s) part of one cell.
        small_group: (C, s) part of one cell that counts in small groups.
        size: (N, 14, s) ln of the size of a group over that of the start.
    """

    district: Floats
    county: Floats
    small_district: Floats
    group: Floats
    small_group: Floats
    size: Floats


def per_run(setting: Setting, dtype: DTypeLike) -> NDArray[Any]:
    """Bring a setting to the number type of the run, () or (r,).

    Args:
        setting: one number, or one per run.
        dtype: number type of the run.
    """
    return np.asarray(setting, dtype=dtype)


def across_indicators(draws: Floats) -> Floats:
    """Correlate standard normals across the six indicators, (..., 6, s).

    Args:
        draws: (..., 6, s) independent standard normals.
    """
    factor = _FACTOR.astype(draws.dtype)
    if draws.shape[-1] == 1:
        # One product of two matrices is many times faster than one per district.
        mixed: Floats = draws.reshape(-1, tables.N_INDICATORS) @ factor.T
        return mixed.reshape(draws.shape)
    matched: Floats = np.matmul(factor, draws)
    return matched


def mathematics_like_language(draws: Floats, correlation: float) -> Floats:
    """Correlate the column of mathematics with that of language arts, the others stay apart; in place.

    Args:
        draws: (..., 6, s) independent standard normals.
        correlation: wanted correlation of the two.
    """
    mathematics = draws[..., tables.MATH, :]
    mathematics *= np.sqrt(1 - correlation**2)
    mathematics += correlation * draws[..., tables.ELA, :]
    return draws


def pick(grid: Floats, cells: Cells) -> Floats:
    """Take the cells out of a grid of draws, (C, s).

    Args:
        grid: (N, 14, 6, s) draws.
        cells: the C cells.
    """
    return grid.reshape(-1, grid.shape[-1]).take(cells.draw, axis=0)


def by_district(grid: Floats, cells: Cells) -> Floats:
    """Spread values of districts over their cells, (C, s).

    Args:
        grid: (N, 6, s) values.
        cells: the C cells.
    """
    return grid.reshape(-1, grid.shape[-1]).take(cells.by_district, axis=0)


def _keep(old: Floats, new: Floats, persistence: Floats | float) -> Floats:
    """Move a standing one year on: it keeps its spread of one, and its yearly correlation."""
    kept = np.asarray(persistence, dtype=new.dtype)
    new *= np.sqrt(1 - kept * kept)
    new += kept * old
    return new


def next_year(standing: Standing, cells: Cells, streams: Streams, year: int) -> Standing:
    """Draw the standing of the year beside, the same law forward and backward in time.

    Args:
        standing: the standing of the year before, or after.
        cells: the C cells.
        streams: random numbers.
        year: calendar year whose standing is drawn.
    """
    indicators, groups = tables.N_INDICATORS, tables.ALL + 1
    yearly = tables.PERSISTENCE[:, None]
    scales = make_scales(cells, standing.group.dtype)
    group = pick(across_indicators(streams.normal("measure.group", year, (groups, indicators))), cells)
    small_group = pick(
        mathematics_like_language(
            streams.normal("measure.small_group", year, (groups, indicators)), tables.ELA_MATH_PUPILS
        ),
        cells,
    )
    change = np.full(groups, tables.SIZE_CHANGE_SD)
    change[list(tables.MOBILE_GROUPS)] = tables.SIZE_CHANGE_SD_MOBILE
    size = streams.normal("measure.size", year, (groups,))
    return Standing(
        district=_keep(
            standing.district,
            across_indicators(streams.normal("measure.district", year, (indicators,))),
            yearly,
        ),
        county=_keep(
            standing.county,
            across_indicators(streams.state_normal("measure.county", year, (tables.N_COUNTIES, indicators))),
            yearly,
        ),
        small_district=_keep(
            standing.small_district,
            across_indicators(streams.normal("measure.small_district", year, (indicators,))),
            tables.SMALL_DISTRICT_PERSISTENCE,
        ),
        group=_keep(standing.group, group, scales.group_kept),
        small_group=_keep(standing.small_group, small_group, scales.small_group_kept),
        size=size * change.astype(size.dtype)[:, None]
        + size.dtype.type(tables.SIZE_PERSISTENCE) * standing.size,
    )


def district_part(standing: Standing, cells: Cells) -> Floats:
    """Turn the standing of districts into points or angle, (N, 6, s).

    Args:
        standing: standing of one year.
        cells: the C cells.
    """
    dtype = standing.district.dtype
    own = np.sqrt(tables.DISTRICT_SD**2 - tables.COUNTY_SD**2)
    county = standing.county * tables.COUNTY_SD.astype(dtype)[:, None]
    part: Floats = standing.district * own.astype(dtype)[:, None]
    part += standing.small_district * make_scales(cells, dtype).small_district
    part += county[cells.county_of]
    return part


def deviation(standing: Standing, cells: Cells) -> Floats:
    """Turn a standing into points or angle around what structure predicts, (C, s).

    Args:
        standing: standing of one year.
        cells: the C cells.
    """
    scales = make_scales(cells, standing.group.dtype)
    total = by_district(district_part(standing, cells), cells)
    total += scales.group * standing.group
    total += scales.small_group * standing.small_group
    return total


def group_sizes(standing: Standing, cells: Cells, streams: Streams, year: int) -> Floats:
    """Count the pupils of each cell in a year, whole numbers of at least 1, (C, s).

    The count at the start is the one given; other years move around it with the fitted spread of yearly
    change, in part persistent, in part the noise of small counts.

    Args:
        standing: standing of the year.
        cells: the C cells.
        streams: random numbers.
        year: calendar year.
    """
    runs = standing.size.shape[-1]
    scales = make_scales(cells, standing.size.dtype)
    if year == tables.START_YEAR:
        return np.repeat(np.rint(scales.pupils), runs, axis=1)
    counting = streams.normal("measure.count", year, (tables.ALL + 1,))
    counts = counting.reshape(-1, runs).take(cells.by_group, axis=0)
    counts *= scales.counting
    counts += standing.size.reshape(-1, runs).take(cells.by_group, axis=0)
    np.exp(counts, out=counts)
    counts *= scales.pupils
    np.rint(counts, out=counts)
    return np.maximum(counts, 1, out=counts)


def state_shift(streams: Streams, year: int, switch: Setting, dtype: DTypeLike) -> Floats:
    """Give the change of the whole state since 2017 in the tests of a year, (14, 6, s), points or angle.

    Up to 2018 the published change, which stays; from 2019 besides that a shock of one year, scaled so that
    the change from one year to the next has the fitted spread.

    Args:
        streams: random numbers.
        year: calendar year.
        switch: 1 on, 0 off.
        dtype: number type of the run.
    """
    groups, indicators = tables.ALL + 1, tables.N_INDICATORS
    shift = np.zeros((groups, indicators, 1), dtype)
    if year > tables.START_YEAR:
        shift += tables.CHANGE_TO_2018.astype(dtype)[:, None]
    if year > tables.START_YEAR + 1:
        common = streams.state_normal("measure.state", year, (indicators,))
        single = streams.state_normal("measure.state_group", year, (groups, indicators))
        of_group = np.broadcast_to(tables.STATE_CHANGE_GROUP_SD, (groups, indicators)).copy()
        of_group[tables.ALL] = 0.0
        shift = shift + common * (tables.STATE_CHANGE_SD / np.sqrt(2)).astype(dtype)[:, None]
        shift = shift + single * (of_group / np.sqrt(2)).astype(dtype)[:, :, None]
    moved: Floats = shift * per_run(switch, dtype)
    return moved


def year_shocks(cells: Cells, streams: Streams, year: int) -> Floats:
    """Draw what happens to a district or a group in one year only, (C, s), points or angle.

    Args:
        cells: the C cells.
        streams: random numbers.
        year: calendar year.
    """
    indicators = tables.N_INDICATORS
    of_district = mathematics_like_language(
        streams.normal("measure.district_year", year, (indicators,)), tables.ELA_MATH_YEAR_SHOCK
    )
    scales = make_scales(cells, of_district.dtype)
    of_group = pick(streams.normal("measure.group_year", year, (tables.ALL + 1, indicators)), cells)
    of_group *= scales.group_year
    of_group += by_district(of_district * scales.district_year, cells)
    return of_group
