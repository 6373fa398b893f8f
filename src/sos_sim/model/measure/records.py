"""Recorded outcomes on the scale of levels, beside what structure predicts for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import make_cells
from sos_sim.model.measure.structure import structural_level
from sos_sim.world.build import World
from sos_sim.world.districts import RACE_COLUMNS
from sos_sim.world.recorded import YEARS, Recorded

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

LATE = YEARS.index(2023)
"""Time of the first spring whose state level is not the one of the start."""
MEAN_OF_LATE = len(YEARS)
"""Time that stands for the mean of the two late springs."""
WEIGHT = np.vstack([np.eye(len(YEARS)), [0.0, 0.0, 0.0, 0.5, 0.5]])
"""(T, 5) what each time takes of each of ``YEARS``."""
PERIODS = LATE + 1
"""Records of one cell are kept apart by spring, but for the late ones."""

# A share of n pupils lies on the angle with variance 1 / 4n at every level (Anscombe 1948).
_ANSCOMBE = 3.0 / 8.0


@dataclass(frozen=True, eq=False)
class Rows:
    """Hold M records, one per cell and period, sorted by the rank of their district's code.

    Args:
        district: (M,) row of the district.
        indicator: (M,) index into ``INDICATORS``.
        group: (M,) index into ``GROUPS``; 13 stands for all students.
        time: (M,) index into the rows of ``WEIGHT``.
        value: (M,) points or angle.
        pupils: (M,) pupils a value rests on; of a mean of two years those that would leave the same noise.
        outside: (M,) share of pupils in charter schools.
    """

    district: Indices
    indicator: Indices
    group: Indices
    time: Indices
    value: Array
    pupils: Array
    outside: Array

    @property
    def kind(self) -> Indices:
        """Number time and indicator together, (M,)."""
        return self.time * tables.N_INDICATORS + self.indicator

    @property
    def late(self) -> NDArray[np.bool_]:
        """Tell which records are of late springs, (M,)."""
        return self.time >= LATE


def rows_of(world: World, recorded: Recorded) -> Rows:
    """Bring records to the scale of levels, and average 2023 and 2024 where both are known.

    Records of indicators that do not apply to the district are left out.

    Args:
        world: N districts.
        recorded: published values.
    """
    applies = np.asarray(world.all_pupils)[recorded.district, recorded.indicator] > 0
    kept = recorded.where(applies)
    pupils = np.maximum(kept.pupils, 1.0)
    share = (kept.value / 100.0 * pupils + _ANSCOMBE) / (pupils + 2 * _ANSCOMBE)
    angle = np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0)))
    values = np.where(kept.indicator < tables.CHRO, kept.value, angle)
    time = np.searchsorted(YEARS, kept.year)
    # Sorted by the rank of the code, sums are the same to the last bit in whatever order a file has its lines.
    keys = np.stack([world.slot[kept.district], np.minimum(time, LATE), kept.indicator, kept.group], axis=1)
    _, first, cell, count = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    cell = cell.ravel()

    def mean(column: Array) -> Array:
        averaged: Array = np.bincount(cell, column, minlength=len(first)) / count
        return averaged

    return Rows(
        district=kept.district[first],
        indicator=kept.indicator[first],
        group=kept.group[first],
        time=np.where(count > 1, MEAN_OF_LATE, time[first]),
        value=mean(values),
        pupils=count / mean(1.0 / pupils),
        outside=mean(kept.outside),
    )


def predicted(world: World, rows: Rows) -> Array:
    """Predict records from structure, all students as the mean of the race groups, (M,) points or angle.

    Args:
        world: N districts.
        rows: M records.
    """
    level = structural_level(world)
    by_group = level[rows.district, np.minimum(rows.group, tables.ALL - 1), rows.indicator]
    share = make_cells(world).race_share.transpose(0, 2, 1)
    races = level[:, RACE_COLUMNS]
    percent = (share * np.sin(np.clip(races, 0.0, np.pi / 2)) ** 2).sum(axis=1)
    points = np.arange(tables.N_INDICATORS) < tables.CHRO
    mean = np.where(points, (share * races).sum(axis=1), np.arcsin(np.sqrt(np.clip(percent, 0.0, 1.0))))
    expected = np.where(rows.group == tables.ALL, mean[rows.district, rows.indicator], by_group)
    changed = rows.time == YEARS.index(2018)
    return expected + np.where(changed, tables.CHANGE_TO_2018[rows.indicator], 0.0)


def centred(rows: Rows, surprise: Array, variance: Array) -> Array:
    """Take the state's level of the late springs out of what is recorded, by indicator and group, (M,).

    What those years tell is who stood where among others; how high all stood then is not the level of 2017.

    Args:
        rows: M records.
        surprise: (M,) recorded minus predicted.
        variance: (M,) variance of that.
    """
    group = rows.indicator * (tables.ALL + 1) + rows.group
    weight = np.where(rows.late, 1.0 / variance, 0.0)
    total = np.bincount(group, weight)
    mean = np.bincount(group, weight * surprise) / np.where(total > 0, total, 1.0)
    return np.where(rows.late, surprise - mean[group], surprise)
