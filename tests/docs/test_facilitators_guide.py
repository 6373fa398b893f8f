"""The facilitator's guide shows what the page shows: same settings, same numbers, same words."""

from __future__ import annotations

import csv
import importlib.util
import itertools
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sos_sim.parameters.spoken import FRONT
from sos_sim.scenario.scenario import load
from sos_sim.workshop.room import PRESETS, Room, room_of

WEB = "src/sos_sim/workshop/web"
ROUNDING = 2e-4
"""Differences are shown to 0.001; engines of other machines may differ in the last digits."""


@pytest.fixture(scope="module")
def script(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "workshop_predictions", root / "experiments" / "workshop_predictions.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their own types
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def room() -> Room:
    return room_of([load(name) for name in PRESETS])


@pytest.fixture(scope="module")
def written(root: Path) -> list[dict[str, str]]:
    with (root / "docs" / "figures" / "workshop-predictions.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["High pressure, most direct effort", "30 days", "Intensive support"])
def test_written_predictions_are_those_of_the_model_or_make_refresh_is_due(
    name: str, script: ModuleType, room: Room, written: list[dict[str, str]]
) -> None:
    asked = next(each for each in script.ASKED if each.name == name)
    before, after = script.settings_of(asked, room)
    found = script.answers([before, after], room)
    rows = [row for row in written if row["name"] == name]
    assert {row["setting"] for row in rows} == {after.key}
    for row in rows:
        change = script.changes(found[before.key], found[after.key], row["outcome"])
        first = 2  # policy starts a year into the horizon, with a look every half year
        of_year = change[first + 2 * int(row["year"])]
        expected = [float(row[key]) for key in ("mean", "low", "high")]
        close = ROUNDING if row["outcome"] != "cost_per_pupil" else 0.06
        np.testing.assert_allclose([of_year.mean(), *np.quantile(of_year, (0.05, 0.95))], expected, atol=close)


def test_every_comparison_is_in_the_table_of_its_round(script: ModuleType, written: list[dict[str, str]]) -> None:
    assert {(each.name, each.round) for each in script.ASKED} == {(row["name"], int(row["round"])) for row in written}
    assert {row["outcome"] for row in written} == set(script.KEPT)


def test_names_of_buttons_and_levers_are_those_of_the_page(root: Path, pages: dict[str, str]) -> None:
    shown = "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / WEB).glob("*.[jh]*")))
    buttons = (
        "Reveal", "Add prediction", "Pin as A", "Undo", "Redo", "Replay", "Reset", "Download CSV", "Download PNG",
        "Rounds so far", "Download predictions", "What did we learn?", "Assumptions", "More levers", "Predict first",
        "Trade-off", "Who gains", "Draw the curve", "Pick a range", "Why did this happen?", "Change",
    )  # fmt: skip
    guide = pages["docs/facilitators-guide.md"]
    for name in buttons:
        assert f"`{name}`" in guide, name
        assert name in shown, name
    for lever in (FRONT[0], FRONT[1], FRONT[2], FRONT[3]):
        assert f"*{lever.question}*" in guide, lever.path


def test_a_session_fills_forty_five_minutes_without_gaps(pages: dict[str, str]) -> None:
    plan = pages["docs/facilitators-guide.md"].split("## Minute by minute")[1].split("##")[0]
    spans = [(int(first), int(last)) for first, last in re.findall(r"^\| (\d+)-(\d+) \|", plan, re.MULTILINE)]
    assert spans[0][0] == 0 and spans[-1][1] == 45
    assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))
