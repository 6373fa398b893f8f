"""Two designs of the literature and what they say: Morris's trajectories and Saltelli's blocks."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LEVELS = 4
"""Levels of Morris's grid; the step is two thirds of a range."""
CONFIDENCE = 0.9
_RESAMPLES = 500
# One seed for every design and bootstrap, so that an experiment always gives the same points and intervals.
_SEED = 20171201
# A spread this small beside the values is rounding, and an outcome that does not move has no sensitivity.
_ROUNDING = 1e-11


@dataclass(frozen=True)
class Effects:
    """Hold what Morris's elementary effects say, each (D,), in units of the outcome per full range.

    Args:
        mu_star: mean size of the effect.
        mu_star_conf: half-width of its 90 % bootstrap interval.
        mu: mean effect, with its sign.
        sigma: standard deviation of the effect: large where it depends on the other numbers.
    """

    mu_star: Array
    mu_star_conf: Array
    mu: Array
    sigma: Array


@dataclass(frozen=True)
class Indices:
    """Hold Sobol indices, each (D,), shares of the variance.

    Args:
        S1: what a number does alone; negative inside the noise.
        S1_conf: half-width of its 90 % bootstrap interval.
        ST: what it does with all its interactions.
        ST_conf: half-width of its 90 % bootstrap interval.
    """

    S1: Array
    S1_conf: Array
    ST: Array
    ST_conf: Array


@dataclass(frozen=True)
class Trajectories:
    """Walk through the unit cube one number at a time (Morris 1991; Campolongo et al. 2007).

    Args:
        names: (D,) the numbers.
        trajectories: number of walks (R).
    """

    names: tuple[str, ...]
    trajectories: int

    @property
    def block(self) -> int:
        """Count the points of one walk."""
        return len(self.names) + 1

    @cached_property
    def units(self) -> Array:
        """Give the points, (R (D + 1), D) in the unit cube."""
        from SALib.sample import morris

        points: Array = morris.sample(_problem(self.names), self.trajectories, num_levels=LEVELS, seed=_SEED)
        return points

    def effects(self, values: Array) -> Effects:
        """Give the elementary effects; walks in which a run failed are left out.

        Args:
            values: (R (D + 1),) outcome at each point.
        """
        from SALib.analyze import morris

        kept = whole_blocks(values, self.block)
        count = len(self.names)
        if kept.sum() < 2 * self.block:
            return Effects(*(np.full(count, np.nan) for _ in range(4)))
        if not varies(values[kept]):
            return Effects(*(np.zeros(count) for _ in range(4)))
        found: Any = morris.analyze(
            _problem(self.names),
            self.units[kept],
            values[kept],
            num_resamples=_RESAMPLES,
            conf_level=CONFIDENCE,
            num_levels=LEVELS,
            seed=_SEED,
        )
        return Effects(*(np.ma.filled(found[name], np.nan) for name in ("mu_star", "mu_star_conf", "mu", "sigma")))


@dataclass(frozen=True)
class Blocks:
    """Sample blocks for first and total order indices (Saltelli et al. 2010), of numbers or of groups of them.

    Args:
        names: (D,) the numbers.
        groups: (D,) the group of each; empty to ask about each number.
        base: number of blocks (N), a power of 2.
        at_random: draw independent points instead of a Sobol sequence: few points of one in hundreds of dimensions
            repeat a number in another one, and what one does would then be laid at the other's door.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    base: int
    at_random: bool = False

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Name what the indices are of, in their order."""
        return tuple(dict.fromkeys(self.groups or self.names))

    @property
    def block(self) -> int:
        """Count the points of one block."""
        return len(self.sources) + 2

    @cached_property
    def units(self) -> Array:
        """Give the points, (N (G + 2), D) in the unit cube."""
        if self.at_random:
            return self._random_points()
        from SALib.sample import sobol

        points: Array = sobol.sample(
            _problem(self.names, self.groups), self.base, calc_second_order=False, seed=_SEED
        )
        return points

    def _random_points(self) -> Array:
        """Give blocks of a first point, the first with one source taken from the last at a time, and the last."""
        count = len(self.names)
        drawn = np.random.default_rng(_SEED).random((self.base, 2 * count))
        first, last = drawn[:, :count], drawn[:, count:]
        of = np.array([self.sources.index(name) for name in self.groups or self.names])
        mixed = [np.where(of == source, last, first) for source in range(len(self.sources))]
        return np.stack([first, *mixed, last], axis=1).reshape(-1, count)

    @property
    def independent(self) -> NDArray[np.bool_]:
        """Mark the first and the last point of each block: those that share nothing with one another."""
        at = np.arange(self.base * self.block) % self.block
        marked: NDArray[np.bool_] = (at == 0) | (at == self.block - 1)
        return marked

    def indices(self, values: Array) -> Indices:
        """Give the indices; blocks in which a run failed are left out.

        Args:
            values: (N (G + 2),) outcome at each point.
        """
        from SALib.analyze import sobol

        kept = whole_blocks(values, self.block)
        count = len(self.sources)
        if kept.sum() < 2 * self.block:
            return Indices(*(np.full(count, np.nan) for _ in range(4)))
        if not varies(values[kept]):
            return Indices(*(np.zeros(count) for _ in range(4)))
        with warnings.catch_warnings():
            # A resample of few blocks may hold one value only; its indices are then 0, as they should be.
            warnings.simplefilter("ignore")
            found: Any = sobol.analyze(
                _problem(self.names, self.groups),
                values[kept],
                calc_second_order=False,
                num_resamples=_RESAMPLES,
                conf_level=CONFIDENCE,
                seed=_SEED,
            )
        return Indices(*(np.asarray(found[name], float) for name in ("S1", "S1_conf", "ST", "ST_conf")))


def whole_blocks(values: Array, block: int) -> NDArray[np.bool_]:
    """Mark the points of blocks that have every value.

    Args:
        values: (n,) values, NaN where there is none.
        block: points of a block.
    """
    return np.repeat(np.isfinite(values.reshape(-1, block)).all(axis=1), block)


def varies(values: Array) -> bool:
    """Tell whether values differ by more than rounding.

    Args:
        values: (n,) values.
    """
    return bool(np.ptp(values) > _ROUNDING * max(1.0, float(np.abs(values).max())))


def _problem(names: Sequence[str], groups: Sequence[str] = ()) -> dict[str, Any]:
    problem: dict[str, Any] = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    return problem | ({"groups": list(groups)} if groups else {})
