from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def make():
    path = Path(__file__).parent / "life.py"
    spec = importlib.util.spec_from_file_location("life_by_path", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.life
