"""Outcomes of districts and of the state, from the levels of the cells."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.improvement import closed_share
from sos_sim.model.measure.protocols import Floats
from sos_sim.model.measure.spring import Spring
from sos_sim.model.measure.start import LevelState


def mark_start(state: LevelState) -> None:
    """Count changes from the last spring tested; without it they count from spring 2017.

    Args:
        state: levels after the last spring before a run begins.
    """
    state.base_start, state.measured_start = state.base, state.measured


def true_outcome(state: LevelState, exposure: Floats, passing: Floats) -> Floats:
    """Give the change of the true level since the start, student SD, (N, r).

    All students, mean of ELA and MATH.

    Args:
        state: levels, with the start marked by ``mark_start``; drift stands where the last spring left it.
        exposure: (N, 2 or more, r) half-lives accumulated up to now, ELA and MATH first.
        passing: (N, r) passing effect, student SD.
    """
    total: Floats = np.zeros((), state.level_start.dtype)
    for indicator in tables.POINTS:
        rows = state.cells.all_students[indicator]
        one_sd = state.student_sd[rows]
        closed = closed_share(np.asarray(exposure[:, indicator], state.level_start.dtype))
        drift = state.base[rows] - state.base_start[rows]
        total = total + (drift + state.reachable[rows] * closed) / one_sd
    mean: Floats = total / 2 + passing
    return mean


def measured_outcome(state: LevelState) -> Floats:
    """Give the change of the measured level from the start to the last spring, as ``true_outcome``.

    Args:
        state: levels, with the start marked by ``mark_start``.

    Raises:
        ValueError: no spring has been tested yet.
    """
    if state.measured is None or state.measured_start is None:
        raise ValueError("no spring has been tested yet")
    changes = []
    for indicator in tables.POINTS:
        rows = state.cells.all_students[indicator]
        changes.append((state.measured[rows] - state.measured_start[rows]) / state.student_sd[rows])
    mean: Floats = (changes[0] + changes[1]) / 2
    return mean


@functools.lru_cache(maxsize=4)
def _means_by_group(cells: Cells, dtype: str) -> tuple[sparse.csr_matrix, NDArray[np.bool_]]:
    """Build the matrix that averages cells by group and indicator, and tell which of the 84 places have cells."""
    place = cells.by_group_and_indicator
    pupils = np.bincount(place, cells.pupils, (tables.ALL + 1) * tables.N_INDICATORS)
    weight = (cells.pupils / pupils[place]).astype(dtype)
    return sparse.csr_matrix((weight, (place, np.arange(len(cells)))), (len(pupils), len(cells))), pupils > 0


def statewide_by_group(state: LevelState, spring: Spring) -> Floats:
    """Average true and measured values over the state by group and indicator, (2, 14, 6, r).

    Points or percent. Weights are the pupils at the start; NaN where a group has no cell.

    Args:
        state: levels.
        spring: one spring's values.
    """
    means, present = _means_by_group(state.cells, spring.true.dtype.name)
    both = np.stack([means @ spring.true, means @ spring.measured])
    both[:, ~present] = np.nan
    return both.reshape(2, tables.ALL + 1, tables.N_INDICATORS, -1)
