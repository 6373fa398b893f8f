"""Every run of a search, kept: what was run once is never run again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.store.columns import Column, schema_of
from sos_sim.store.folder import write_table
from sos_sim.study.optimise.components import LEVERS, NAMES, settings_of

if TYPE_CHECKING:
    import pyarrow as pa

    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

Levels = tuple[float, ...]
AS_IT_IS: Levels = ()
"""Stands for the scenario with its own levers."""
COST = "cost_per_pupil"


class Archive:
    """Run allocations in common futures and remember every value.

    Args:
        world: the world.
        scenario: the scenario whose levers are moved, for the whole horizon.
        outcomes: (O,) outcomes kept besides the cost.
        jobs: worker processes.
        file: where the values are kept, read when it is there.
    """

    def __init__(
        self, world: World, scenario: Scenario, outcomes: Sequence[str], jobs: int, file: Path
    ) -> None:
        self.outcomes = (COST, *outcomes)
        self.runs_made = 0
        self._world, self._scenario, self._jobs, self._file = world, scenario, jobs, file
        self._found: dict[tuple[Levels, int], tuple[float, ...]] = {}
        self._read()

    def __len__(self) -> int:
        """Count the runs kept."""
        return len(self._found)

    @property
    def cells_per_run(self) -> int:
        """Count the district-months of one run, to guess how long work takes."""
        return self._scenario.months * len(self._world.county_of)

    def values(self, wanted: NDArray[np.float64], seeds: Sequence[int]) -> NDArray[np.float64]:
        """Give the cost and the outcomes of allocations, running those never run.

        Args:
            wanted: (n, 5) levels.
            seeds: (K,) futures, the same for all.

        Returns:
            (n, K, 1 + O) values at the end of the horizon, the cost first.
        """
        return self._values([tuple(float(level) for level in row) for row in wanted], seeds)

    def as_it_is(self, seeds: Sequence[int]) -> NDArray[np.float64]:
        """Give the same of the scenario with its own levers, (K, 1 + O).

        Args:
            seeds: (K,) futures.
        """
        values: NDArray[np.float64] = self._values([AS_IT_IS], seeds)[0]
        return values

    def save(self) -> None:
        """Write every value kept, whole or not at all."""
        import pyarrow as pa

        columns = self._columns()
        rows = [
            [*(levels or (None,) * len(NAMES)), seed, *values]
            for (levels, seed), values in self._found.items()
        ]
        data = [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]
        write_table(self._file, pa.Table.from_pylist(data, schema=schema_of(columns)))

    def table(self) -> pa.Table:
        """Give one row per run with the values of the levers."""
        import pyarrow as pa

        rows = []
        for (levels, seed), values in self._found.items():
            levers = settings_of(levels) if levels else dict.fromkeys(LEVERS)
            rows.append({"seed": seed} | levers | dict(zip(self.outcomes, values, strict=True)))
        names = ["seed", *LEVERS, *self.outcomes]
        schema = schema_of([Column(name, "whole" if name == "seed" else "number", "", "") for name in names])
        return pa.Table.from_pylist(rows, schema=schema)

    def _values(self, wanted: Sequence[Levels], seeds: Sequence[int]) -> NDArray[np.float64]:
        from sos_sim.study.many import end_values

        missing = dict.fromkeys(
            levels for levels in wanted if any((levels, seed) not in self._found for seed in seeds)
        )
        if missing:
            scenarios = [self._changed(levels) for levels in missing]
            found = end_values(self._world, scenarios, seeds, self.outcomes, jobs=self._jobs)
            self.runs_made += len(scenarios) * len(seeds)
            for levels, by_seed in zip(missing, found, strict=True):
                for seed, values in zip(seeds, by_seed, strict=True):
                    self._found[levels, seed] = tuple(values.tolist())
        return np.array([[self._found[levels, seed] for seed in seeds] for levels in wanted])

    def _changed(self, levels: Levels) -> Scenario:
        if not levels:
            return self._scenario
        steps = {path: ((0, value),) for path, value in settings_of(levels).items()}
        return dataclasses.replace(self._scenario, changes={**self._scenario.changes, **steps})

    def _columns(self) -> list[Column]:
        names = [*NAMES, "seed", *self.outcomes]
        return [Column(name, "whole" if name == "seed" else "number", "", "") for name in names]

    def _read(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            kept = pq.read_table(self._file, schema=schema_of(self._columns()))
        except (OSError, pa.ArrowException):
            return  # none yet, or torn: then everything is run again
        columns = [column.to_pylist() for column in kept.columns]
        for row in zip(*columns, strict=True):
            levels = () if row[0] is None else tuple(row[: len(NAMES)])
            self._found[levels, row[len(NAMES)]] = tuple(row[len(NAMES) + 1 :])
