from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.scenario.scenario import load, with_settings
from sos_sim.store.keys import value_history
from sos_sim.workshop.room import Room, room_of, with_today
from sos_sim.workshop.setting import Setting, first_change, read_setting, value_under

PRESSURE = "accountability.pressure"
DAYS = "support.coe_coach_days"


def test_a_moved_lever_acts_from_the_start_of_the_policy_as_set_does() -> None:
    preset = load("california-2017")
    laid = Setting.of("california-2017", {PRESSURE: 1.2}, "2018-07").over(preset)
    assert laid.changes == with_settings(preset, [f"{PRESSURE}@2018-07=1.2"]).changes


def test_a_moved_assumption_holds_from_the_first_month_as_set_does() -> None:
    preset = load("high-pressure")
    laid = Setting.of(preset.name, {"outcomes.reach": 0.3, PRESSURE: 1.2}, "2018-07").over(preset)
    assert laid.changes == with_settings(preset, ["outcomes.reach=0.3", f"{PRESSURE}@2018-07=1.2"]).changes


def test_without_a_start_a_moved_lever_holds_from_the_first_month() -> None:
    presets = {"california-2017": load("california-2017")}
    setting = read_setting([(PRESSURE, "1.2")], presets, "california-2017")
    assert setting.over(presets["california-2017"]).changes == {PRESSURE: ((0, 1.2),)}


def test_a_moved_lever_overrules_what_its_preset_does_later() -> None:
    preset = load("intensive-support")
    laid = Setting.of(preset.name, {DAYS: 20.0}, "2018-07").over(preset)
    assert value_history(laid, PARAMETERS[DAYS]) == [(0, PARAMETERS[DAYS].default), (12, 20.0)]


def test_a_moved_lever_keeps_what_its_preset_does_before() -> None:
    preset = load("intensive-support")
    laid = Setting.of(preset.name, {DAYS: 20.0}, "2019-01").over(preset)
    assert value_history(laid, PARAMETERS[DAYS]) == [(0, PARAMETERS[DAYS].default), (12, 40.0), (18, 20.0)]


@given(
    st.sampled_from(["california-2017", "high-pressure", "intensive-support", "tools-first"]),
    st.dictionaries(st.sampled_from([PRESSURE, DAYS, "clarity.definition"]), st.sampled_from([0.6, 1.4]), max_size=3),
    st.sampled_from(["2017-07", "2018-07", "2020-01"]),
)
def test_the_plain_setting_is_the_same_choice_under_one_name(
    name: str, moved: dict[str, float], start: str
) -> None:
    preset = load(name)
    setting = Setting.of(name, moved, start)
    plain = setting.plain(preset)
    for path in moved:
        declared = PARAMETERS[path]
        assert value_history(plain.over(preset), declared) == value_history(setting.over(preset), declared)
    assert plain.plain(preset) == plain
    back = Setting.of(name, {path: value_under(preset, path) for path in moved}, start).plain(preset)
    assert all(any(month > 0 for month, _ in preset.changes.get(path, ())) for path, _ in back.moved)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ([("accountability.pressur", "1")], "accountability.pressure"),
        ([(PRESSURE, "9")], "from 0 to 2"),
        ([(PRESSURE, "nan")], "not a finite number"),
        ([(PRESSURE, "1e999")], "accountability.pressure"),
        ([(PRESSURE, "1"), (PRESSURE, "1")], "given twice"),
        ([("scenario", "hihg-pressure")], "high-pressure"),
        ([("scenario", "../../etc/passwd")], "not a preset here"),
        ([("start", "2018-13")], "2017-07 to 2027-06"),
        ([("start", "2016-07")], "2017-07 to 2027-06"),
        ([("start", "soon")], "YYYY-MM"),
        ([("accountability.priorities", "2,5")], "accountability.priorities"),
    ],
)
def test_a_bad_question_is_refused_with_what_is_allowed(room: Room, asked: list[tuple[str, str]], says: str) -> None:
    with pytest.raises(InputProblems) as refused:
        read_setting(asked, room.presets, room.base.name)
    assert says in str(refused.value)


def test_every_mistake_of_a_question_is_told_at_once(room: Room) -> None:
    with pytest.raises(InputProblems) as refused:
        read_setting([("x", "1"), (PRESSURE, "9"), ("start", "?")], room.presets, room.base.name)
    assert len(refused.value.problems) == 3


def test_policy_starts_with_the_first_dated_change_or_after_a_year() -> None:
    assert first_change([load("california-2017"), load("high-pressure")]) == "2018-07"
    late = [load("california-2017"), load("build-county-offices-first")]
    assert first_change(late) == "2020-07"
    assert first_change([load("california-2017")]) == "2018-07"


def test_presets_of_different_horizons_or_one_name_are_refused(room: Room) -> None:
    from dataclasses import replace

    base = room.base
    with pytest.raises(InputProblems, match="horizon"):
        room_of([base, replace(load("high-pressure"), months=60)])
    with pytest.raises(InputProblems, match="two scenarios are called"):
        room_of([base, base])


def test_a_policy_alone_is_compared_with_today_over_its_own_horizon() -> None:
    from dataclasses import replace

    policy = replace(load("high-pressure"), months=60)
    today, second = with_today([policy])
    assert (today.name, today.months, second) == ("california-2017", 60, policy)
    own = replace(load("california-2017"), name="ours")
    assert with_today([own, policy]) == [own, policy]
    given = [load("high-pressure"), load("california-2017"), load("tools-first")]
    assert [each.name for each in with_today(given)] == ["california-2017", "high-pressure", "tools-first"]
