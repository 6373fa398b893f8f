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
