"""How far students with less stand from all students, in three measures that can disagree (H20).

A gap narrows when the groups gain more than all students do; a ratio of shortfalls narrows only when they lose a
larger share of theirs (S40, B06); log odds weigh a point near 100 percent more than one in the middle.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.protocols import Floats
from sos_sim.model.measure.spring import Spring
from sos_sim.model.measure.start import LevelState
from sos_sim.world.districts import GROUPS

FOCAL_GROUPS = tuple(GROUPS.index(group) for group in ("SED", "EL", "SWD"))
"""Socioeconomically disadvantaged, English learners and students with disabilities."""

MEASURES = ("equity_gap", "equity_ratio", "equity_odds")
"""What ``equity`` gives, in order."""


@dataclass(frozen=True, eq=False)
class _Compared:
    """List what is compared in one indicator: D districts with F cells of the three groups between them.

    Args:
        focal: (F,) cells of the three groups, district by district.
        first: (D,) where the cells of each district begin.
        count: (D, 1) cells of each district.
        everybody: (D,) cell of all students.
        district: (D,) the district.
        attainable: (D, 1) attainable value, points or percent.
        attainable_focal: (F, 1) the same by cell.
    """

    focal: NDArray[np.int64]
    first: NDArray[np.int64]
    count: NDArray[np.float64]
    everybody: NDArray[np.int64]
    district: NDArray[np.int64]
    attainable: NDArray[np.float64]
    attainable_focal: NDArray[np.float64]

    def mean(self, focal: Floats) -> Floats:
        """Average the three groups of each district, (D, r).

        Args:
            focal: (F, r) values of the cells.
        """
        mean: Floats = np.add.reduceat(focal, self.first, axis=0) / self.count.astype(focal.dtype)
        return mean


@functools.lru_cache(maxsize=12)
def _compared(cells: Cells, indicator: int) -> _Compared:
    place = cells.place[indicator][:, FOCAL_GROUPS]
    focal = np.sort(place[place < len(cells)])
    owner = cells.district[focal]
    # Cells of one district follow each other.
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    everybody = cells.all_students[indicator][owner[first]]
    highest = tables.STATUS_CUTS[indicator, :, -1][cells.district_type]
    return _Compared(
        focal=focal,
        first=first,
        count=np.diff(np.append(first, len(focal)))[:, None].astype(np.float64),
        everybody=everybody,
        district=owner[first],
        attainable=highest[everybody][:, None],
        attainable_focal=highest[focal][:, None],
    )


def equity_weight(cells: Cells, indicators: Sequence[int] = tables.POINTS) -> NDArray[np.float64]:
    """Give the weight of each district in a mean of ``equity``, (N,): pupils of the three groups at the start.

    Args:
        cells: the C cells.
        indicators: where they are counted: tested in ELA and MATH, or GRAD for the graduation cohort.
    """
    focal = cells.place[list(indicators)][:, :, FOCAL_GROUPS]
    weight: NDArray[np.float64] = np.append(cells.pupils, 0.0)[focal].sum(axis=(0, 2))
    return weight


def equity(state: LevelState, spring: Spring) -> Floats:
    """Compare three student groups with all students: gap, ratio of shortfalls and log odds, (3, N, r).

    The groups are socioeconomically disadvantaged, English learners and students with disabilities, those a
    district has: a plain mean of them. Gap: all students minus the groups, student SD, mean of ELA and MATH.
    Ratio: shortfall of the groups from the attainable level over that of all students, which counts as
    ``LEAST_SHORTFALL`` at least; sums over ELA and MATH. Log odds: ln(p/(1 - p)) of the graduation rate of all
    students minus that of the groups, rates kept ``RATE_EDGE`` from 0 and 1. 0 where a district has none of the
    groups: weigh by ``equity_weight``.

    Args:
        state: levels; gives the student SD.
        spring: the spring's values, of which the true ones count.
    """
    cells, true = state.cells, spring.true
    dtype = true.dtype
    measures = np.zeros((len(MEASURES), cells.n_districts, true.shape[1]), dtype)
    gap, ratio, odds = measures
    everybody_short = np.zeros_like(gap)
    seen = np.zeros((cells.n_districts, 1), dtype)
    for indicator in tables.POINTS:
        each = _compared(cells, indicator)
        one_sd = state.student_sd[cells.of(indicator)][:1]
        focal, everybody = true[each.focal], true[each.everybody]
        gap[each.district] += (everybody - each.mean(focal)) / one_sd
        short = np.maximum(each.attainable_focal.astype(dtype) - focal, 0)
        ratio[each.district] += each.mean(short) / one_sd
        everybody_short[each.district] += np.maximum(each.attainable.astype(dtype) - everybody, 0) / one_sd
        seen[each.district] += 1
    gap /= np.maximum(seen, 1)
    ratio /= np.maximum(everybody_short, np.maximum(seen, 1) * dtype.type(tables.LEAST_SHORTFALL))
    graduates = _compared(cells, tables.GRAD)
    focal, everybody = (_log_odds(true[rows]) for rows in (graduates.focal, graduates.everybody))
    odds[graduates.district] = everybody - graduates.mean(focal)
    return measures


def _log_odds(percent: Floats) -> Floats:
    share = np.clip(percent / 100, tables.RATE_EDGE, 1 - tables.RATE_EDGE)
    log_odds: Floats = np.log(share / (1 - share))
    return log_odds
