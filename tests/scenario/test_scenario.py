"""What a scenario file means, and every way in which one can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.declare import Parameter
from sos_sim.problems import InputProblems
from sos_sim.scenario.places import available
from sos_sim.scenario.scenario import kind_of, load, with_settings

Write = Callable[[str, str], Path]
Parameters = dict[str, Parameter]
SHIPPED = (
    "broad-thin-support",
    "build-county-offices-first",
    "california-2017",
    "common-framework",
    "concentrated-support",
    "high-pressure",
    "intensive-support",
    "local-data",
    "moderate-support",
    "no-support",
    "patient-accountability",
)


def told(name: str, parameters: Parameters) -> list[str]:
    with pytest.raises(InputProblems) as caught:
        load(name, parameters)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_loads_under_its_own_name(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.description
    assert scenario.months == 120
    assert (not scenario.base_chain) == (name == "california-2017")
    assert set(scenario.base_chain) <= set(SHIPPED)
    assert bool(scenario.changes) == (name != "california-2017")
    assert scenario.changes.keys() <= PARAMETERS.keys()


def test_the_shipped_list_is_complete() -> None:
    assert set(SHIPPED) <= set(available("scenarios"))


def test_dates_become_months_since_the_start_and_bare_values_hold_from_it(
    write: Write, parameters: Parameters
) -> None:
    write(
        "a.yaml",
        "changes:\n  support.coe_coach_days: {2022-07: 45, 2019-07: 30}\n  accountability.pressure: .3\n",
    )
    scenario = load("a", parameters)
    assert scenario.changes == {
        "support.coe_coach_days": ((24, 30.0), (60, 45.0)),
        "accountability.pressure": ((0, 0.3),),
    }
    assert (scenario.start, scenario.months) == ((2017, 7), 120)


def test_a_horizon_may_start_in_any_month_and_what_it_leaves_out_is_inherited(
    write: Write, parameters: Parameters
) -> None:
    write(
        "a.yaml", "name: a\nhorizon: {start: 2019-02, years: 3}\nchanges: {support.equalise: {2020-01: 1}}\n"
    )
    write("b.yaml", "name: b\nbase: a\nhorizon: {years: 5}\n")
    child = load("b", parameters)
    assert (child.start, child.months) == ((2019, 2), 60)
    assert child.changes == {"support.equalise": ((11, 1.0),)}
    assert child.base_chain == ("a",)


BASE = "name: a\nchanges:\n  support.coe_coach_days: {2018-07: 10, 2020-07: 20, 2022-07: 30}\n"


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        ("5", ((0, 5.0),)),
        ("{2020-07: 50}", ((12, 10.0), (36, 50.0))),
        ("{2017-07: 1}", ((0, 1.0),)),
        ("{2019-01: 40, 2021-01: 60}", ((12, 10.0), (18, 40.0), (42, 60.0))),
        ("{2024-07: 60}", ((12, 10.0), (36, 20.0), (60, 30.0), (84, 60.0))),
    ],
)
def test_a_child_takes_over_from_its_first_date_on(
    write: Write, parameters: Parameters, child: str, expected: tuple[tuple[int, float], ...]
) -> None:
    write("a.yaml", BASE)
    write("b.yaml", f"name: b\nbase: a\nchanges:\n  support.coe_coach_days: {child}\n")
    assert load("b", parameters).changes["support.coe_coach_days"] == expected


def test_a_dated_child_keeps_the_bare_value_of_its_base_until_then(
    write: Write, parameters: Parameters
) -> None:
    write("a.yaml", "name: a\nchanges: {support.equalise: 0.5}\n")
    write("b.yaml", "name: b\nbase: a\nchanges: {support.equalise: {2019-07: 1}}\n")
    assert load("b", parameters).changes["support.equalise"] == ((0, 0.5), (24, 1.0))


def test_a_base_by_path_is_looked_for_beside_the_file(write: Write, parameters: Parameters) -> None:
    write("deep/down/a.yaml", "name: a\nchanges: {support.equalise: 1}\n")
    write("deep/down/b.yaml", "name: b\nbase: a.yaml\n")
    write("deep/down/c.yaml", "name: c\nbase: b\n")
    assert load("deep/down/c.yaml", parameters).base_chain == ("b", "a")


def test_the_scenarios_folder_of_the_working_directory_comes_first(
    write: Write, parameters: Parameters
) -> None:
    write("scenarios/high-pressure.yaml", "name: high-pressure\ndescription: mine\n")
    write("high-pressure.yaml", "name: high-pressure\ndescription: lower\n")
    assert load("high-pressure", parameters).description == "mine"


def test_a_folder_of_the_same_name_does_not_hide_a_scenario(write: Write) -> None:
    write("california-2017/other.txt", "a run folder, perhaps")
    assert load("california-2017").name == "california-2017"


def test_changes_left_empty_are_no_changes(write: Write, parameters: Parameters) -> None:
    write("a.yaml", "name: a\ndescription:\nchanges:\n  # support.equalise: 1\n")
    assert load("a", parameters).changes == {}


ONE = "name: a\nchanges:\n  "
BROKEN = [
    ("changs: {}", ":1: changs is not a key of a scenario; allowed: name, base,", "'changes'"),
    ("name: a b", ":1: 'a b' cannot be a name", "'a-b'"),
    ("name:", ":1: name is empty", ""),
    ("name: ../a", ":1: '../a' cannot be a name", "'a'"),
    ("name: a\nbase: californa-2017", ":2: no scenario is called californa-2017", "'california-2017'"),
    ("name: a\nbase: none/such.yaml", ":2: no file none/such.yaml", ""),
    ("name: a\nbase: a", ":2: the bases go in a circle: a -> a", ""),
    ("name: a\nbase: [b]", ":2: base is a list or a mapping", ""),
    ("name: a\ndescription: {a: b}", ":2: description is a list or a mapping", ""),
    ("name: a\nchanges: 3", ":2: changes is not a mapping", ""),
    (ONE + "pressure: 1", ":3: no parameter is called pressure", "'accountability.pressure'"),
    (ONE + "suport.equalise: 1", ":3: no parameter is called suport.equalise", "'support.equalise'"),
    (
        ONE + "support.equalise: 1.5",
        ":3: support.equalise cannot be 1.5; allowed: a number from 0 to 1 (share)",
        "",
    ),
    (ONE + "support.equalise: -0.1", ":3: support.equalise cannot be -0.1", ""),
    (ONE + 'support.equalise: "1"', ':3: "1" is quoted, so it is text and not a number', "'1'"),
    (ONE + "support.equalise: yes", ":3: yes is a truth value", "'1'"),
    (ONE + "support.equalise: nan", ":3: nan is not a finite number", ""),
    (ONE + "support.equalise: .inf", ":3: .inf is not a finite number", ""),
    (ONE + "support.equalise: .5e400", ":3: .5e400 is too large", ""),
    (ONE + "support.equalise: 50%", ":3: 50% is not a number", "'0.5'"),
    (ONE + "support.equalise: 0,5", ":3: 0,5 is not a number", "'0.5'"),
    (ONE + "support.equalise: 1_0", ":3: 1_0 is not a number", "'10'"),
    (ONE + "support.equalise: 010", ":3: 010 is not a number", "'10'"),
    (
        ONE + "support.equalise: \N{ARABIC-INDIC DIGIT ONE}",
        ":3: \N{ARABIC-INDIC DIGIT ONE} is not a number",
        "",
    ),
    (ONE + "support.equalise:", ":3: nothing stands where a number should be", ""),
    (ONE + "support.equalise: [1]", ":3: a list where a number should be", ""),
    (ONE + "support.equalise: {}", ":3: support.equalise has no value", ""),
    (ONE + "support.equalise: {2019-7: 1}", ":3: 2019-7 is not a month; allowed: YYYY-MM", "'2019-07'"),
    (ONE + "support.equalise: {2019: 1}", ":3: 2019 is not a month", "'2019-07'"),
    (ONE + "support.equalise: {2019-07-01: 1}", ":3: 2019-07-01 is not a month", "'2019-07'"),
    (ONE + "support.equalise: {2019-13: 1}", ":3: 2019-13 is not a month", ""),
    (ONE + "support.equalise: {2019-07:1}", ":3: 2019-07:1 is not a month", "'2019-07: 1'"),
    (ONE + "support.equalise: {July: 1}", ":3: July is not a month", ""),
    (ONE + "support.equalise: {2019-07: {2019-07: 1}}", ":3: a mapping where a number should be", ""),
    (ONE + "support.equalise: {2019-07: 1, 2019-07: 0}", ":3: 2019-07 is given twice", ""),
    (ONE + "support.equalise: {2017-06: 1}", ":3: support.equalise changes in 2017-06, before the start", ""),
    (ONE + "support.equalise: {2027-07: 1}", ":3: support.equalise changes in 2027-07, after the end", ""),
    (ONE + "coherence.methods: 2.5", ":3: coherence.methods cannot be 2.5; allowed: a whole number", ""),
    (
        ONE + "accountability.dashboard: 0.5",
        ":3: accountability.dashboard cannot be 0.5; allowed: 0 (off) or 1",
        "",
    ),
    (ONE + "learning.cycle_months: {2019-07: 2}", ":3: learning.cycle_months cannot change at a date", ""),
    ("horizon: 10", ":1: horizon is not a mapping", ""),
    ("horizon: {start: 2017-06}", ":1: the horizon cannot start in 2017-06; allowed: 2017-07 or later", ""),
    ("horizon: {start: July}", ":1: July is not a month", ""),
    ("horizon: {years: 0}", ":1: years cannot be 0; allowed: a whole number from 1 to 50", ""),
    ("horizon: {years: 51}", ":1: years cannot be 51", ""),
    ("horizon: {years: 2.5}", ":1: years cannot be 2.5", ""),
    ("horizon: {year: 5}", ":1: year is not a key of horizon", "'years'"),
    ("design: {kind: sobol}", ":1: the key design makes this file an experiment", ""),
    ("targets: []", ":1: the key targets makes this file a calibration", ""),
]


@pytest.mark.parametrize(("text", "said", "nearest"), BROKEN, ids=[case[0][-40:] for case in BROKEN])
def test_a_broken_file_is_told_in_one_line_with_its_place(
    write: Write, parameters: Parameters, text: str, said: str, nearest: str
) -> None:
    write("a.yaml", text + "\n")
    (message,) = told("a.yaml", parameters)
    assert message.startswith(f"a.yaml{said}")
    assert "\n" not in message
    assert message.endswith(f"did you mean {nearest}?") if nearest else "did you mean" not in message


def test_all_mistakes_of_a_file_and_its_base_are_told_at_once(write: Write, parameters: Parameters) -> None:
    write("a.yaml", "name: a\nnmae: a\nchanges: {support.equalise: 2}\n")
    write("b.yaml", "name: b\nbase: a\nname: c\nchanges:\n  support.equalise: *x\n  pressur: 1\n")
    places = [message.split(": ")[0] for message in told("b.yaml", parameters)]
    assert places == ["b.yaml:3", "b.yaml:5", "b.yaml:6", "a.yaml:2", "a.yaml:3"]


def test_an_inherited_date_outside_a_childs_horizon_names_both_places(
    write: Write, parameters: Parameters
) -> None:
    write("a.yaml", BASE)
    write("b.yaml", "name: b\nbase: a\nhorizon: {years: 5}\n")
    (message,) = told("b.yaml", parameters)
    assert message.startswith("a.yaml:3: support.coe_coach_days changes in 2022-07, after the end")
    assert "b.yaml:3" in message


def test_longer_circles_are_found(write: Write, parameters: Parameters) -> None:
    write("a.yaml", "base: b\n")
    write("b.yaml", "base: c\n")
    write("c.yaml", "base: a\n")
    (message,) = told("a.yaml", parameters)
    assert message.startswith("c.yaml:1: the bases go in a circle: a -> b -> c -> a")


def test_settings_lie_over_the_scenario(write: Write, parameters: Parameters) -> None:
    write("a.yaml", BASE)
    before = load("a", parameters)
    after = with_settings(
        before,
        ["support.coe_coach_days@2020-07=50", "support.equalise=1", "learning.cycle_months=2"],
        parameters,
    )
    assert after.changes == {
        "support.coe_coach_days": ((12, 10.0), (36, 50.0)),
        "support.equalise": ((0, 1.0),),
        "learning.cycle_months": ((0, 2.0),),
    }
    assert before.changes["support.coe_coach_days"] == ((12, 10.0), (36, 20.0), (60, 30.0))


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("support.equalise", "--set support.equalise: 'support.equalise' is not a setting"),
        ("=1", "--set =1: '=1' is not a setting"),
        ("support.equalize=1", "--set support.equalize: no parameter is called support.equalize"),
        ("support.equalise=x", "--set support.equalise: x is not a number"),
        ("support.equalise=2", "--set support.equalise: support.equalise cannot be 2"),
        ("support.equalise@2019=1", "--set support.equalise: 2019 is not a month"),
        ("support.equalise@=1", "--set support.equalise: nothing is not a month"),
        (
            "support.equalise@2040-01=1",
            "--set support.equalise: support.equalise changes in 2040-01, after the end",
        ),
        (
            "learning.cycle_months@2019-07=2",
            "--set learning.cycle_months: learning.cycle_months cannot change at",
        ),
    ],
)
def test_a_wrong_setting_names_the_option(
    write: Write, parameters: Parameters, setting: str, said: str
) -> None:
    write("a.yaml", "name: a\n")
    with pytest.raises(InputProblems) as caught:
        with_settings(load("a", parameters), [setting], parameters)
    (problem,) = caught.value.problems
    assert str(problem).startswith(said)


def test_the_same_setting_twice_is_a_mistake(write: Write, parameters: Parameters) -> None:
    write("a.yaml", "name: a\n")
    with pytest.raises(InputProblems, match="is set twice"):
        with_settings(load("a", parameters), ["support.equalise=1", "support.equalise=0"], parameters)


def test_the_kind_of_a_file_is_told_by_its_keys(write: Write) -> None:
    assert kind_of(write("a.yaml", "name: a\n")) == "scenario"
    assert kind_of(write("b.yaml", "design: {}\n")) == "experiment"
    assert kind_of(write("c.yaml", "targets: {}\n")) == "calibration"
