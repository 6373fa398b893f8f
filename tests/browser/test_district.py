"""One district on the page: found by name with keys alone, told under the right setting, hidden while B is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sos_sim.workshop

WEB = Path(sos_sim.workshop.__file__).parent / "web"
STORY = "() => document.querySelectorAll('.district-story h5').length > 1"


@pytest.fixture(scope="module")
def functions(chromium: Any) -> Iterator[Any]:
    """Give an empty page that has the functions and nothing else."""
    page = chromium.new_page()
    for name in ("slider.js", "district_find.js", "district_dots.js", "district_chart.js", "district_told.js"):
        page.add_script_tag(path=WEB / name)
    yield page
    page.close()


def test_names_that_begin_with_what_is_typed_come_first_and_ten_are_shown(functions) -> None:
    labels = ["north kern, kern", "kern 01, kern", *(f"kern {place}, kern" for place in range(20)), "alpine, alpine"]
    found = functions.evaluate("(labels) => SOS.districtFind.matches(labels, ' Kern')", labels)
    assert found == list(range(1, 11))
    assert functions.evaluate("(labels) => SOS.districtFind.matches(labels, 'h kern')", labels) == [0]
    assert functions.evaluate("(labels) => SOS.districtFind.matches(labels, '  ')", labels) == []


def test_a_small_change_is_called_the_same_and_a_clear_loss_has_a_ring(functions) -> None:
    changes = [-0.4, -0.2, -0.05, 0, 0.02, 0.05, 0.2, 0.4]
    steps = functions.evaluate("(all) => all.map((each) => SOS.districtDots.classOf('true_outcome', each))", changes)
    assert steps == [0, 1, 2, 3, 3, 4, 5, 6]
    rings = functions.evaluate("(all) => all.map((each) => SOS.districtDots.isLoss('true_outcome', each))", changes)
    assert rings == [True, True, False, False, False, False, False, False]


def test_eight_turning_points_are_shown_in_order_of_time_those_of_practice_never_left_out(functions) -> None:
    turns = [{"date": f"20{17 + place}-12", "event": "recovered", "words": ""} for place in range(9)]
    turns.append({"date": "2026-01", "event": "fell back", "words": ""})
    shown = functions.evaluate("(turns) => SOS.districtTold.worthShowing(turns)", turns)
    assert len(shown) == 8 and [each["date"] for each in shown] == sorted(each["date"] for each in shown)
    assert "fell back" in [each["event"] for each in shown]


def test_a_district_is_found_and_read_with_keys_alone(workshop) -> None:
    workshop.page.evaluate("() => SOS.thePage.go({ tab: 'district' })")
    field = workshop.page.get_by_role("combobox", name="Find your district")
    field.focus()
    name = workshop.meta["districts"]["name"][3]
    field.fill(name)
    field.press("Enter")
    workshop.page.wait_for_function(STORY)
    assert workshop.meta["districts"]["code"][3] in workshop.hash
    told = workshop.text("#tab-district")
    assert name in told and "no forecast" in told


def test_no_number_of_a_hidden_setting_is_told_of_a_district(workshop) -> None:
    code = workshop.meta["districts"]["code"][3]
    workshop.open(f"scenario=high-pressure&tab=district&district={code}")
    workshop.page.wait_for_function(STORY)
    told = workshop.text("#tab-district")
    assert "B (now)" not in told and "The decade under Today" in told
    workshop.change(lambda: workshop.page.keyboard.press("v"))
    workshop.page.wait_for_function("() => document.querySelector('.district-story').innerText.includes('B (now)')")
