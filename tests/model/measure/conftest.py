"""Small worlds, settings and yearly runs for the tests of the yearly half of the engine."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sos_sim.model.measure import publish, spring_test, start_levels
from sos_sim.model.streams import Streams
from sos_sim.world.build import World, build_world, embedded_world
from sos_sim.world.districts import Districts


def make_settings(**changed: float) -> SimpleNamespace:
    """Give the yearly half's settings at their defaults, ``group__name=value`` changed."""
    groups: dict[str, dict[str, Any]] = {
        "outcomes": {
            "reach": 0.505,
            "system_share": 0.75,
            "points_per_sd": 100.0,
            "rate_swd": 0.7,
            "rate_fos": 0.8,
            "rate_hom": 0.8,
            "rate_el": 0.9,
        },
        "accountability": {"minimum_group": 30.0, "small_group_grid": 1.0, "change_weight": 0.5},
        "support": {"equity_targeting": 0.5},
        "measurement": {
            "state_shocks": 1.0,
            "sampling_noise": 1.0,
            "drift": 1.0,
            "year_shocks": 1.0,
            "local_indicators": 0.012,
        },
    }
    for path, value in changed.items():
        group, name = path.split("__")
        assert name in groups[group]
        groups[group][name] = value
    return SimpleNamespace(**{group: SimpleNamespace(**names) for group, names in groups.items()})


def reorder(districts: Districts, rows: Sequence[int]) -> Districts:
    """Take some districts in some order."""
    columns = {}
    for field in dataclasses.fields(Districts):
        value = getattr(districts, field.name)
        if field.name != "notes":
            columns[field.name] = (
                value[rows] if isinstance(value, np.ndarray) else tuple(value[i] for i in rows)
            )
    return Districts(**columns)


class YearlyRun:
    """Run the yearly half alone, with exposure, passing effect and inflation of one's choice."""

    def __init__(
        self, world: World, settings: Any, seeds: Sequence[int] = (1,), dtype: Any = np.float64
    ) -> None:
        self.world, self.settings, self.n = world, settings, len(world.districts)
        self.runs = len(seeds)
        self.streams = Streams(seeds, world.slot, dtype)
        self.state = start_levels(world, self.streams, settings, dtype)
        self.springs: dict[int, Any] = {}

    def spring(self, year: int, half_lives: Any = 0.0, passing: Any = 0.0, inflation: Any = 0.0) -> Any:
        """Test one spring."""
        kind = self.state.level_start.dtype
        exposure = np.broadcast_to(np.asarray(half_lives, kind), (self.n, 6, self.runs))
        levels = [np.broadcast_to(np.asarray(one, kind), (self.n, self.runs)) for one in (passing, inflation)]
        self.springs[year] = spring_test(self.state, exposure, *levels, self.settings, self.streams, year)
        return self.springs[year]

    def dashboard(self, year: int) -> Any:
        """Publish the Dashboard of a spring just tested."""
        return publish(self.state, self.springs[year], self.settings, year)


@pytest.fixture(scope="session")
def settings() -> Callable[..., SimpleNamespace]:
    return make_settings


@pytest.fixture(scope="session")
def yearly() -> type[YearlyRun]:
    return YearlyRun


@pytest.fixture(scope="session")
def california() -> World:
    return embedded_world()


@pytest.fixture(scope="session")
def sixty() -> World:
    """Sixty districts of every type, large ones among them."""
    districts = embedded_world().districts
    by_size = np.argsort(-districts.enrolment)
    rows = np.concatenate([np.flatnonzero(districts.type == kind)[::9][:14] for kind in range(3)])
    return build_world(reorder(districts, np.unique(np.concatenate([by_size[:18], rows]))))


@pytest.fixture(scope="session")
def rearranged() -> Callable[[World, Sequence[int]], World]:
    return lambda world, rows: build_world(reorder(world.districts, rows))
