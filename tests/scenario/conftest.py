"""A small set of parameters and a folder to write scenario files in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sos_sim.parameters.declare import Parameter, fixed, lever, uncertain

Write = Callable[[str, str], Path]


@pytest.fixture
def parameters() -> dict[str, Parameter]:
    declared = (
        lever("support.coe_coach_days", 8.8, 0, 120, "days", "Coach-days", "S1", "L23"),
        lever("support.equalise", 0, 0, 1, "share", "Evening out", "S1", "L24"),
        lever("accountability.pressure", 0.6, 0, 2, "index", "Pressure", "S1", "L08"),
        lever("accountability.dashboard", 1, 0, 1, "switch", "Dashboard", "S1", kind="switch"),
        lever("coherence.methods", 5, 1, 8, "methods", "Methods", "S1", "L05", kind="whole"),
        uncertain("learning.cycle_months", 4, 1, 6, "months", "Cycle", "S1", "L55"),
        fixed("money.coach_day", 1100, 500, 2500, "$ a day", "Price", "S1"),
    )
    return {parameter.path: parameter for parameter in declared}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)

    def to_file(name: str, text: str) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return to_file
