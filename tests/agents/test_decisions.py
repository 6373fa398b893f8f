"""Decisions a subclass takes over are used, and checked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sos_sim import CountyOffice, District, SystemOfSupport
from sos_sim.model.mechanisms import time_budget
from sos_sim.observe import districts

Make = Callable[..., SystemOfSupport]
Requests = Sequence[tuple[District, float]]
ROOT = Path(__file__).parents[2]


def office_giving(days: Callable[[CountyOffice, Requests], Any]) -> type[CountyOffice]:
    class Office(CountyOffice):
        def allocate(self, requests: Requests) -> Any:
            return days(self, requests)

    return Office


def district_that(**decisions: Callable[[District], Any]) -> type[District]:
    return type("Own", (District,), decisions)


def test_an_office_that_gives_nothing_leaves_its_districts_without_its_days(make: Make) -> None:
    model = make(agents={"county_office": office_giving(lambda office, requests: [0.0] * len(requests))})
    model.step()
    assert not np.any(model.districts.get("county_days"))
    assert model.outcome("unmet_days") > 0


def test_requests_are_those_of_the_office_s_own_districts_and_follow_their_wishes(make: Make) -> None:
    asked: list[tuple[CountyOffice, District, float]] = []

    def note(office: CountyOffice, requests: Requests) -> Sequence[float]:
        asked.extend((office, district, wanted) for district, wanted in requests)
        return CountyOffice.allocate(office, requests)

    model = make(agents={"county_office": office_giving(note)})
    model.step()
    assert {district for _, district, _ in asked} == set(model.districts)
    for office, district, wanted in asked:
        assert district.county_office is office
        assert wanted == pytest.approx(district.county_days + district.unmet_days, abs=1e-4)


def test_offices_decide_once_a_quarter(make: Make) -> None:
    quarters: list[str] = []

    def note(office: CountyOffice, requests: Requests) -> Sequence[float]:
        quarters.append(office.model.date)
        return CountyOffice.allocate(office, requests)

    model = make(agents={"county_office": office_giving(note)})
    for _ in range(9):
        model.step()
    assert sorted(set(quarters)) == ["2017-07", "2017-10", "2018-01"]


WRONG_DAYS = {
    "negative": (lambda office, requests: [-1.0] * len(requests), r"returned -1\.0 for .*allowed: 0 to the"),
    "more than wanted": (lambda office, requests: [days + 1 for _, days in requests], r"allowed: 0 to the"),
    "too few": (lambda office, requests: [], r"returned 0 numbers; allowed: \d+ numbers"),
    "no number": (lambda office, requests: ["all"] * len(requests), r"returned 'all' for"),
    "not finite": (lambda office, requests: [float("nan")] * len(requests), r"returned nan for"),
    "no list": (lambda office, requests: 3.0, r"returned 3\.0; allowed: \d+ numbers"),
}


@pytest.mark.parametrize("case", WRONG_DAYS)
def test_days_that_cannot_be_are_refused_by_the_office_s_name(make: Make, case: str) -> None:
    days, message = WRONG_DAYS[case]
    model = make(agents={"county_office": office_giving(days)})
    with pytest.raises(ValueError, match=message) as told:
        model.step()
    assert str(told.value).startswith(model.office_list[0].name)


def test_more_days_than_the_office_has_are_refused(make: Make) -> None:
    everything = office_giving(lambda office, requests: [days for _, days in requests])
    model = make(agents={"county_office": everything}, settings={"support.coe_coach_days": 1.0})
    with pytest.raises(ValueError, match=r"returned .* days in all; allowed: at most its .* coach-days"):
        model.step()


def test_all_requests_can_be_met_by_an_office_that_has_the_days(make: Make) -> None:
    everything = office_giving(lambda office, requests: [days for _, days in requests])
    plenty = {"support.coe_coach_days": 120.0, "support.equalise": 1.0}
    model = make(agents={"county_office": everything}, settings=plenty)
    model.step()
    assert model.outcome("unmet_days") == 0.0


def test_the_model_s_own_rule_gives_no_more_than_there_is_to_any_part_of_the_requests(make: Make) -> None:
    totals: list[tuple[float, float]] = []

    def half(office: CountyOffice, requests: Requests) -> Sequence[float]:
        served = requests[::2]
        days = CountyOffice.allocate(office, served)
        given = {district: share for (district, _), share in zip(served, days, strict=True)}
        totals.append((sum(given.values()), office.coach_days))
        return [given.get(district, 0.0) for district, _ in requests]

    make(agents={"county_office": office_giving(half)}, settings={"support.coe_coach_days": 2.0}).step()
    assert all(total <= there * 1.0001 for total, there in totals)


def test_a_district_spends_the_share_it_decides(make: Make) -> None:
    model = make(agents={"district": district_that(share_for_improvement=lambda self: 1.0)})
    model.step()
    assert model.districts.agg("slack", np.max) == 0.0
    assert make().districts.agg("slack", np.max) > 0.0


def test_a_decision_can_build_on_the_model_s_own(make: Make) -> None:
    halved = district_that(share_for_improvement=lambda self: 0.5 * District.share_for_improvement(self))
    usual, half = make(), make(agents={"district": halved})
    usual.step()
    half.step()
    left = np.array(usual.districts.get("slack")) + usual.engine.state.improvement[:, 0]
    share = usual.engine.state.improvement[:, 0] / left
    assert half.engine.state.improvement[:, 0] == pytest.approx(0.5 * share * left, rel=1e-4)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), "half", None])
def test_a_share_that_cannot_be_is_refused_by_the_district_s_name(make: Make, share: object) -> None:
    model = make(agents={"district": district_that(share_for_improvement=lambda self: share)})
    with pytest.raises(ValueError, match=r"returned .*; allowed: a number from 0 to 1") as told:
        model.step()
    assert str(told.value).startswith(model.district_list[0].name)


def test_a_list_of_indicators_puts_effort_where_it_says(make: Make) -> None:
    model = make(agents={"district": district_that(choose_focus=lambda self: ["GRAD"])})
    model.step()
    assert model.district_list[0].focus == {"ELA": 0, "MATH": 0, "CHRO": 0, "SUSP": 0, "CCI": 0, "GRAD": 1}


def test_weights_of_indicators_are_taken_as_they_are(make: Make) -> None:
    model = make(agents={"district": district_that(choose_focus=lambda self: {"ELA": 0.25, "MATH": 0.5})})
    model.step()
    assert list(model.district_list[7].focus.values()) == [0.25, 0.5, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "focus", [["ELA", "ELA"], ["READING"], {"ELA": 2.0}, {"ELA": None}, "ELA", None, [["ELA"]]]
)
def test_a_focus_that_cannot_be_is_refused(make: Make, focus: object) -> None:
    model = make(agents={"district": district_that(choose_focus=lambda self: focus)})
    with pytest.raises(ValueError, match=r"choose_focus returned .*; allowed: some of ELA, MATH"):
        model.step()


def test_what_an_agent_sees_while_it_decides_is_not_what_was_seen_before_the_step(make: Make) -> None:
    seen: list[tuple[float, float]] = []

    def note(district: District) -> float:
        engine, sight, row = district.model.engine, district.model.sight, district.row
        seen.append((district.capability, districts.read(engine, "capability", sight.passed)[row, 0]))
        own = time_budget.intent(engine.state, sight.in_force)
        seen.append((District.share_for_improvement(district), own[row, 0]))
        return 0.5

    model = make(agents={"district": district_that(share_for_improvement=note)})
    for _ in range(2):
        assert model.districts.agg("capability", np.mean) > 0
        assert all(0 <= share <= 1 for share in model.districts.map(District.share_for_improvement))
        model.step()
    assert seen
    assert all(shown == now for shown, now in seen)


def test_the_worked_example_runs_and_helps_the_bottom_fifth() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "neediest_first.py")],
        capture_output=True, text=True, check=True, env=environment,
    )
    lines = {line[2:40].strip(): float(line[41:].split()[0]) for line in done.stdout.splitlines()[1:]}
    assert lines["unmet coach-days a year, bottom fifth"] < 0 < lines["sites in real cycles, bottom fifth"]
    assert lines["unmet coach-days a year, others"] > 0
