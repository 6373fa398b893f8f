from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, so that a change is what makes a test fail. New ones: HYPOTHESIS_PROFILE=search.
settings.register_profile("steady", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def _fake():
    path = Path(__file__).parent / "study" / "fake_engine.py"
    spec = importlib.util.spec_from_file_location("fake_engine_by_path", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def fake():
    """Give the stand-in for the engine, and makers of scenarios and a small world."""
    return _fake()


@pytest.fixture(scope="session")
def world(fake):
    return fake.small_world()


@pytest.fixture(scope="session")
def engine(fake):
    return fake.make_engine()


@pytest.fixture(scope="session")
def thirty(tmp_path_factory):
    """Write a population of thirty districts."""
    import csv

    from sos_sim.world.districts import TYPES
    from sos_sim.world.facts import counties
    from sos_sim.world.synthetic import synthetic_california

    some = synthetic_california().take(range(0, 944, 32))
    path = tmp_path_factory.mktemp("population") / "thirty.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["cds_code", "county", "type", "enrolment", "upp"])
        for place, code in enumerate(some.cds_code):
            county, kind = counties().name[some.county[place]], TYPES[some.type[place]]
            rows.writerow([code, county, kind, int(some.enrolment[place]), round(float(some.upp[place]), 3)])
    return str(path)
