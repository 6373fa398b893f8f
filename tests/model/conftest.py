from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def lab():
    """Give small worlds, settings and engines, see ``small_engine.py``."""
    path = Path(__file__).parent / "small_engine.py"
    spec = importlib.util.spec_from_file_location("small_engine_by_path", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def forty(lab):
    return lab.small_world(40)
