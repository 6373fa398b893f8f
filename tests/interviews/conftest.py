from __future__ import annotations

import pytest

from sos_sim.check.sample import sample_world
from sos_sim.check.targets import shipped_study
from sos_sim.scenario.scenario import load
from sos_sim.world.build import embedded_world


@pytest.fixture(scope="session")
def study():
    return shipped_study()


@pytest.fixture(scope="session")
def base():
    return load("california-2017")


@pytest.fixture(scope="session")
def small():
    return sample_world(embedded_world(), 236)
