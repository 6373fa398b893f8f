"""The published Dashboard that a run starts from: what was measured, was measured."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import make_cells
from sos_sim.model.measure.protocols import Floats, Settings
from sos_sim.parameters import usual
from sos_sim.world.build import World
from sos_sim.world.recorded import NOT_RECORDED

# Only the start is history in every run: later values answer to what a scenario does.
OFFICIAL_SPRINGS = (tables.START_YEAR - 1, tables.START_YEAR)


@dataclass(frozen=True, eq=False)
class Official:
    """Hold published values by spring.

    Args:
        cell: for each spring, the cells that have one.
        value: for each spring, their values, points or percent.
        colour_of: cells whose colour of 2017 is known.
        colour: their colours, 1 red to 5 blue, 0 for none.
    """

    cell: dict[int, NDArray[np.int64]]
    value: dict[int, NDArray[np.float64]]
    colour_of: NDArray[np.int64]
    colour: NDArray[np.uint8]

    def put(self, measured: Floats, year: int) -> None:
        """Put the values of a spring in the place of those drawn; in place.

        Args:
            measured: (C, r) measured values.
            year: calendar year of the spring.
        """
        if year in self.cell:
            values: NDArray[Any] = self.value[year][:, None]
            measured[self.cell[year]] = values

    def put_colours(self, colour: NDArray[np.uint8], settings: Settings, year: int) -> None:
        """Put the colours of 2017 in the place of those worked out, in runs that keep the rules of then; in place.

        Args:
            colour: (C or more, r) colours.
            settings: uses ``accountability``, as in force in that spring.
            year: year of the Dashboard.
        """
        if year != tables.START_YEAR or not len(self.colour_of):
            return
        rules = settings.accountability
        as_then = (np.asarray(rules.minimum_group) == usual("accountability.minimum_group")) & (
            np.asarray(rules.change_weight) == usual("accountability.change_weight")
        )
        runs = np.flatnonzero(np.broadcast_to(np.atleast_1d(as_then), colour.shape[1:]))
        colour[np.ix_(self.colour_of, runs)] = self.colour[:, None]


@functools.lru_cache(maxsize=4)
def official_values(world: World) -> Official | None:
    """Find the published values of the springs up to the start; None where there are none.

    Args:
        world: N districts.
    """
    if world.recorded is None:
        return None
    cells, recorded = make_cells(world), world.recorded
    place = cells.place[recorded.indicator, recorded.district, recorded.group]
    values = {year: (recorded.year == year) & (place < len(cells)) for year in OFFICIAL_SPRINGS}
    coloured = values[tables.START_YEAR] & (recorded.colour != NOT_RECORDED)
    found = {year: kept for year, kept in values.items() if kept.any()}
    return Official(
        cell={year: place[kept] for year, kept in found.items()},
        value={year: recorded.value[kept] for year, kept in found.items()},
        colour_of=place[coloured],
        colour=recorded.colour[coloured].astype(np.uint8),
    )
