"""Spreads and shares of every cell in the number type of a run, worked out once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.protocols import Floats


@dataclass(frozen=True, eq=False)
class Scales:
    """Hold one number per cell, (C, 1) each, or per district and indicator, (N, 6, 1).

    Args:
        group: spread of the part common to the pupils of a cell, points or angle.
        group_kept: yearly correlation of that part.
        small_group: spread of the part that counts in small groups.
        small_group_kept: yearly correlation of that part.
        group_year: spread of the shock of one year.
        counting: spread of the ln pupils of one year around their trend.
        pupils: pupils at the start, 1 or more.
        points_noise: sampling noise of one pupil's points; 0 for rates.
        tilt: whom equity targeting turns effort to (+) or from (-).
        mean_tilt: mean of that over the student groups of the district, weighted by pupils.
        small_district: (N, 6, 1) spread of the part that counts in small districts.
        district_year: (N, 6, 1) spread of a district's shock of one year.
    """

    group: Floats
    group_kept: Floats
    small_group: Floats
    small_group_kept: Floats
    group_year: Floats
    counting: Floats
    pupils: Floats
    points_noise: Floats
    tilt: Floats
    mean_tilt: Floats
    small_district: Floats
    district_year: Floats


@functools.lru_cache(maxsize=8)
def make_scales(cells: Cells, dtype: np.dtype[Any]) -> Scales:
    """Work out the scales of some cells.

    Args:
        cells: the C cells.
        dtype: number type of the run.
    """

    def column(values: NDArray[np.float64]) -> Floats:
        return values.astype(dtype)[..., None]

    indicator = cells.indicator
    pupils = np.maximum(cells.pupils, 1.0)
    district_pupils = np.maximum(cells.all_pupils, 1.0)
    student_group = cells.group < tables.ALL
    tilt = np.append(tables.EQUITY_TILT, 0.0)[cells.group]
    places = cells.district * tables.N_INDICATORS + indicator
    weight = np.where(student_group, cells.pupils, 0.0)
    mean_tilt = np.bincount(places, weight * tilt) / np.maximum(np.bincount(places, weight), 1e-12)
    return Scales(
        group=column(tables.GROUP_SD[indicator] * cells.spread),
        group_kept=column(tables.PERSISTENCE[indicator]),
        small_group=column(tables.SMALL_GROUP[indicator] / np.sqrt(pupils)),
        small_group_kept=column(tables.SMALL_GROUP_PERSISTENCE[indicator]),
        group_year=column(tables.GROUP_YEAR_SHOCK[indicator] * cells.spread),
        # Two years of this noise make the fitted spread of a change.
        counting=column(tables.SIZE_COUNT_NOISE / np.sqrt(2 * pupils)),
        pupils=column(pupils),
        points_noise=column(np.append(tables.POINTS_NOISE, np.zeros(tables.N_INDICATORS - 2))[indicator]),
        tilt=column(tilt),
        mean_tilt=column(np.where(student_group, mean_tilt[places], 0.0)),
        small_district=column(tables.SMALL_DISTRICT / np.sqrt(district_pupils)),
        district_year=column(
            np.sqrt(tables.YEAR_SHOCK_LARGE**2 + tables.YEAR_SHOCK_SMALL**2 / district_pupils)
        ),
    )
