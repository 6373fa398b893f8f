from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def lab():
    """Give small worlds, settings and engines, see ``small_engine.py`` of the model's tests."""
    path = Path(__file__).parents[1] / "model" / "small_engine.py"
    spec = importlib.util.spec_from_file_location("small_engine_by_path", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
