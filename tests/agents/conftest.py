"""A small California and short scenarios, so that every test is quick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sos_sim import Scenario, SystemOfSupport, load
from sos_sim.world.build import World, build_world, embedded_world


@pytest.fixture(scope="session")
def small_world() -> World:
    """Every eighth district of the embedded California."""
    return build_world(embedded_world().districts.take(range(0, 944, 8)))


@pytest.fixture(scope="session")
def short() -> Scenario:
    """The base scenario, cut to its first two years."""
    return replace(load("california-2017"), months=24)


@pytest.fixture
def make(small_world: World, short: Scenario) -> Callable[..., SystemOfSupport]:
    """Make small, short models."""

    def make_model(**given: Any) -> SystemOfSupport:
        return SystemOfSupport(**{"scenario": short, "population": small_world, "seed": 3, **given})

    return make_model
