"""Published values of the Dashboard that a run starts from: what was measured, was measured."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import make_cells
from sos_sim.model.measure.protocols import Floats
from sos_sim.world.build import World

# Only the start is history in every run: later values answer to what a scenario does.
OFFICIAL_SPRINGS = (tables.START_YEAR - 1, tables.START_YEAR)


@dataclass(frozen=True, eq=False)
class Official:
    """Hold published values by spring.

    Args:
        cell: for each spring, the cells that have one.
        value: for each spring, their values, points or percent.
    """

    cell: dict[int, NDArray[np.int64]]
    value: dict[int, NDArray[np.float64]]

    def put(self, measured: Floats, year: int) -> None:
        """Put the values of a spring in the place of those drawn; in place.

        Args:
            measured: (C, r) measured values.
            year: calendar year of the spring.
        """
        if year in self.cell:
            values: NDArray[Any] = self.value[year][:, None]
            measured[self.cell[year]] = values


@functools.lru_cache(maxsize=4)
def official_values(world: World) -> Official | None:
    """Find the published values of the springs up to the start; None where there are none.

    Args:
        world: N districts.
    """
    if world.recorded is None:
        return None
    cells, recorded = make_cells(world), world.recorded
    found = Official({}, {})
    for year in OFFICIAL_SPRINGS:
        of = recorded.where(recorded.year == year)
        cell = cells.place[of.indicator, of.district, of.group]
        kept = cell < len(cells)
        if kept.any():
            found.cell[year], found.value[year] = cell[kept], of.value[kept]
    return found if found.cell else None
