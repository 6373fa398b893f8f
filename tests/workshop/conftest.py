"""A small room: two presets, three futures, a tenth of the embedded California."""

from __future__ import annotations

import pytest

from sos_sim.check.sample import sample_world
from sos_sim.scenario.scenario import load
from sos_sim.workshop.answer import Parts
from sos_sim.workshop.room import Room, room_of
from sos_sim.world.build import World, embedded_world


@pytest.fixture(scope="session")
def small_world() -> World:
    return sample_world(embedded_world(), 94)


@pytest.fixture(scope="session")
def small_parts(small_world: World) -> Parts:
    return Parts(small_world)


@pytest.fixture(scope="session")
def room() -> Room:
    return room_of([load("california-2017"), load("high-pressure"), load("intensive-support")], seeds=3)
