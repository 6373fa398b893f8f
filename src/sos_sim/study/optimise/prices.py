"""What each component costs, as the model itself reckons it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.study.optimise.components import COMPONENTS, NAMES, settings_of

if TYPE_CHECKING:
    import pandas as pd

    from sos_sim.study.optimise.archive import Archive

# Finer near nothing, where county offices are asked for fewer days than they have and the cost bends.
_STEPS = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1.0)


@dataclass(frozen=True)
class Prices:
    """Hold the price of every component: what it costs at each level when the others are left out.

    Args:
        fixed: cost where nothing is spent on any component, $ per pupil and year.
        levels: one rising array of levels per component, from 0.
        spending: what those cost above ``fixed``, never falling, $ per pupil and year.
    """

    fixed: float
    levels: tuple[NDArray[np.float64], ...]
    spending: tuple[NDArray[np.float64], ...]

    @property
    def most(self) -> NDArray[np.float64]:
        """Give the most that can be spent on each component, (5,) $ per pupil and year."""
        return np.array([curve[-1] for curve in self.spending])

    def levels_for(self, spending: NDArray[np.float64]) -> NDArray[np.float64]:
        """Find the levels that some spending buys, by straight lines between what was measured.

        Args:
            spending: (n, 5) $ per pupil and year.

        Returns:
            (n, 5) levels.
        """
        pairs = zip(self.spending, self.levels, strict=True)
        return np.column_stack([np.interp(spending[:, k], *pair) for k, pair in enumerate(pairs)])

    def spending_for(self, levels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Find what some levels cost.

        Args:
            levels: (n, 5) levels.

        Returns:
            (n, 5) $ per pupil and year.
        """
        pairs = zip(self.levels, self.spending, strict=True)
        return np.column_stack([np.interp(levels[:, k], *pair) for k, pair in enumerate(pairs)])

    def table(self) -> pd.DataFrame:
        """Give one row per component and level measured."""
        import pandas as pd

        rows = []
        for place, component in enumerate(COMPONENTS):
            for level, spending in zip(self.levels[place], self.spending[place], strict=True):
                point = np.zeros(len(COMPONENTS))
                point[place] = level
                rows.append({"component": component.name, "spending": spending} | settings_of(point.tolist()))
        return pd.DataFrame(rows)


def measure_prices(archive: Archive, seeds: Sequence[int]) -> Prices:
    """Measure the prices: raise one component at a time in the same futures and take the difference in cost.

    Args:
        archive: runs allocations.
        seeds: (K,) futures.
    """
    grids = [
        np.array([0.0, *(place + step for place in range(len(component.rises)) for step in _STEPS)])
        for component in COMPONENTS
    ]
    points = np.zeros((sum(map(len, grids)), len(NAMES)))
    first = 0
    for place, grid in enumerate(grids):
        points[first : first + len(grid), place] = grid
        first += len(grid)
    cost = archive.values(points, seeds)[:, :, 0].mean(1)
    parts = np.split(cost, np.cumsum([len(grid) for grid in grids])[:-1])
    fixed = float(parts[0][0])
    # Chance may turn a flat stretch slightly downwards; more of a component never counts as cheaper.
    curves = tuple(np.maximum.accumulate(part - fixed) for part in parts)
    return Prices(fixed, tuple(grids), curves)
