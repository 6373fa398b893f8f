"""Attributes are live views of the engine's columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sos_sim import CountyOffice, District, SystemOfSupport
from sos_sim.agents.views import Slow, views

Make = Callable[..., SystemOfSupport]
SLOW = [name for name, view in views(District).items() if isinstance(view, Slow)]
DERIVED = [name for name, view in views(District).items() if not isinstance(view, Slow)]


@pytest.mark.parametrize("name", SLOW)
def test_setting_a_slow_attribute_sets_the_district_s_column_and_no_other(make: Make, name: str) -> None:
    model = make()
    for _ in range(13):
        model.step()
    column = getattr(model.engine.state, views(District)[name].column)  # type: ignore[attr-defined]
    expected = column.copy()
    district = model.district_list[4]
    setattr(district, name, 0.01)
    expected[4] = 0.01
    assert np.array_equal(getattr(model.engine.state, views(District)[name].column), expected)  # type: ignore[attr-defined]
    assert getattr(district, name) == pytest.approx(0.01)


def test_what_is_set_moves_the_future(make: Make) -> None:
    usual, led = make(), make()
    led.districts.set("leadership", 1.0)
    usual.step()
    led.step()
    assert led.outcome("improvement_time") > usual.outcome("improvement_time")


def test_what_is_set_is_seen_at_once_in_what_follows_from_it(make: Make) -> None:
    model = make()
    district = model.district_list[0]
    before, statewide = district.capability, model.outcome("capability")
    district.knowledge = 1.0
    assert district.capability > before
    assert model.outcome("capability") > statewide


@pytest.mark.parametrize("name", DERIVED)
def test_a_derived_attribute_can_be_read_and_is_refused_with_a_reason(make: Make, name: str) -> None:
    district = make().district_list[0]
    assert isinstance(getattr(district, name), float | bool)
    with pytest.raises(AttributeError, match=rf"{name} follows from the model.*can be set: leadership"):
        setattr(district, name, 0.5)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), "high", None, True])
def test_a_value_outside_the_range_is_refused(make: Make, value: object) -> None:
    with pytest.raises(ValueError, match=r"leadership cannot be .*; allowed: 0 to 1"):
        make().district_list[0].leadership = value


def test_surface_and_authentic_together_stay_below_one(make: Make) -> None:
    district = make().district_list[0]
    district.surface, district.authentic = 0.0, 0.0
    district.authentic = 0.7
    with pytest.raises(ValueError, match=r"surface cannot be 0\.4; allowed: 0 to 0\.3 \(1 less authentic\)"):
        district.surface = 0.4
    district.surface = 0.3


def test_a_county_office_s_skill_can_be_set_and_its_coach_days_cannot(make: Make) -> None:
    office = make().office_list[18]
    office.skill = 0.8
    assert office.skill == pytest.approx(0.8)
    with pytest.raises(AttributeError, match="coach_days"):
        setattr(office, "coach_days", 100.0)  # noqa: B010


@pytest.mark.parametrize("kind", [District, CountyOffice])
def test_the_documentation_lists_every_attribute_with_its_meaning(kind: type) -> None:
    text = (Path(__file__).parents[2] / "docs" / "agents.md").read_text(encoding="utf-8")
    section = text.split(f"## {kind.__name__}\n")[1].split("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \| (yes|no) \| (.+) \|$", section, re.MULTILINE)
    declared = [
        (name, "yes" if isinstance(view, Slow) else "no", view.meaning) for name, view in views(kind).items()
    ]
    assert listed == declared
