from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


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
