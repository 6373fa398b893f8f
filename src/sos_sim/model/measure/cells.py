"""The cells in which outcomes are seen: district x indicator x student group."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.world.build import World
from sos_sim.world.districts import RACE_COLUMNS, TYPES

# Values worked on at once: small enough for the second-level cache, large enough to hide the cost of a call.
BLOCK_VALUES = 65536


@dataclass(frozen=True, eq=False)
class Cells:
    """List the C cells that are kept, sorted by indicator, then type of district, then district, then group.

    Args:
        district: (C,) index of the district.
        indicator: (C,) index into ``INDICATORS``.
        group: (C,) index into ``GROUPS``; 13 stands for all students.
        pupils: (C,) pupils at the start.
        all_pupils: (N, 6) all pupils of each district and indicator at the start.
        by_district: (C,) place of the cell's district and indicator in a flattened (N, 6) grid.
        by_group: (C,) place of the cell's district and group in a flattened (N, 14) grid.
        spread: (C,) 1 for a student group; for all students the square root of the summed squared shares of
            the eight race groups, by which anything drawn per group is damped in their mean.
        starts: (6, 3) first cell of each indicator and type of district.
        draw: (C,) place of the cell in a flattened (N, 14, 6) grid of draws.
        place: (6, N, 14) the cell at a place, C where there is none.
        all_students: (6, N) the cell of all students, C where the indicator does not apply.
        district_type: (C,) index into ``TYPES``.
        high_district: (N,) high school districts.
        race_share: (N, 6, 8) shares of the eight race groups among all students.
        county_of: (N,) county of each district.
        n_districts: N.
    """

    district: NDArray[np.int64]
    indicator: NDArray[np.int64]
    group: NDArray[np.int64]
    pupils: NDArray[np.float64]
    all_pupils: NDArray[np.float64]
    by_district: NDArray[np.int64]
    by_group: NDArray[np.int64]
    spread: NDArray[np.float64]
    starts: NDArray[np.int64]
    draw: NDArray[np.int64]
    place: NDArray[np.int64]
    all_students: NDArray[np.int64]
    district_type: NDArray[np.int64]
    high_district: NDArray[np.bool_]
    race_share: NDArray[np.float64]
    county_of: NDArray[np.int64]
    n_districts: int

    def __len__(self) -> int:
        return len(self.district)

    def of(self, indicator: int) -> slice:
        """Give the cells of one indicator.

        Args:
            indicator: index into ``INDICATORS``.
        """
        ends = [*self.starts[:, 0].tolist(), len(self)]
        return slice(ends[indicator], ends[indicator + 1])

    @functools.cached_property
    def by_group_and_indicator(self) -> NDArray[np.int64]:
        """Place of each cell in a flattened (14, 6) table, (C,)."""
        return self.group * tables.N_INDICATORS + self.indicator

    def blocks(self, indicator: int, runs: int) -> list[slice]:
        """Cut the cells of one indicator into slices that fit the processor's cache.

        Args:
            indicator: index into ``INDICATORS``.
            runs: runs side by side.
        """
        rows = self.of(indicator)
        return _pieces(rows.start, rows.stop, runs)

    def typed_blocks(self, runs: int) -> list[tuple[int, int, slice]]:
        """Cut the cells into triples of indicator, type of district and slice that fit the processor's cache.

        Args:
            runs: runs side by side.
        """
        ends = [*self.starts.ravel().tolist(), len(self)]
        return [
            (*divmod(one, self.starts.shape[1]), rows)
            for one in range(len(ends) - 1)
            for rows in _pieces(ends[one], ends[one + 1], runs)
        ]


def _pieces(begin: int, end: int, runs: int) -> list[slice]:
    """Cut a range of cells into slices of about ``BLOCK_VALUES`` values."""
    length = max(BLOCK_VALUES // runs, 256)
    return [slice(first, min(first + length, end)) for first in range(begin, end, length)]


@functools.lru_cache(maxsize=4)
def make_cells(world: World) -> Cells:
    """List the cells of a world: student groups of at least 11 pupils, and all students of every indicator.

    All students is a cell of its own: its level at the start is the mean of the eight race groups weighted by
    their pupils, those too small to be kept included; what happens to it later is drawn for it, with the
    spread such a mean has, and not summed from groups.

    Args:
        world: N districts with their pupils by indicator and group.
    """
    everybody = np.asarray(world.all_pupils, dtype=np.float64)
    by_group = np.asarray(world.group_pupils, dtype=np.float64)
    n_districts = len(everybody)
    applies = everybody > 0
    pupils = np.concatenate([by_group, everybody[:, :, None]], axis=2)
    kept = (
        np.concatenate([by_group >= tables.KEPT_FROM_PUPILS, applies[:, :, None]], axis=2)
        & applies[:, :, None]
    )
    types = np.asarray(world.districts.type, dtype=np.int64)
    indicator, by_type, group = np.nonzero(kept.transpose(1, 0, 2)[:, np.argsort(types, kind="stable")])
    district = np.argsort(types, kind="stable")[by_type]
    count = len(indicator)
    kinds = indicator * len(TYPES) + types[district]

    races = by_group[:, :, RACE_COLUMNS]
    race_share = races / np.maximum(races.sum(axis=2, keepdims=True), 1e-12)
    mean_spread = np.sqrt((race_share**2).sum(axis=2))[district, indicator]

    place = np.full((tables.N_INDICATORS, n_districts, tables.ALL + 1), count, dtype=np.int64)
    place[indicator, district, group] = np.arange(count)
    return Cells(
        district=district,
        indicator=indicator,
        group=group,
        pupils=pupils[district, indicator, group],
        all_pupils=everybody,
        by_district=district * tables.N_INDICATORS + indicator,
        by_group=district * (tables.ALL + 1) + group,
        spread=np.where(group == tables.ALL, mean_spread, 1.0),
        starts=np.searchsorted(kinds, np.arange(tables.N_INDICATORS * len(TYPES))).reshape(-1, len(TYPES)),
        draw=(district * (tables.ALL + 1) + group) * tables.N_INDICATORS + indicator,
        place=place,
        all_students=np.ascontiguousarray(place[:, :, tables.ALL]),
        district_type=types[district],
        high_district=types == TYPES.index("high"),
        race_share=race_share,
        county_of=np.asarray(world.county_of, dtype=np.int64),
        n_districts=n_districts,
    )
