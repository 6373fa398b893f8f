"""The structure of experiment files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters.declare import Parameter
from sos_sim.problems import InputProblems
from sos_sim.scenario.experiment import load_experiment
from sos_sim.scenario.places import available
from sos_sim.scenario.scenario import kind_of

Write = Callable[[str, str], Path]
GOOD = {
    "name": "sweep",
    "scenarios": "[california-2017]",
    "levers": "{support.coe_coach_days: [0, 15, 30], accountability.pressure: {low: 0, high: 1.5}}",
    "uncertainties": "{learning.cycle_months: {low: 1, high: 6}}",
    "design": "{kind: latin-hypercube, points: 64}",
    "seeds": "20",
    "outcomes": "[capability, inflation]",
    "horizon": "{years: 5}",
}


def text_with(changes: dict[str, str | None]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in (GOOD | changes).items() if value is not None)


def test_a_design_of_more_runs_than_anybody_waits_for_is_refused(write: Write) -> None:
    text = text_with({"uncertainties": "all", "design": "{kind: factorial, levels: 3}"})
    with pytest.raises(InputProblems, match=r"a.yaml:\d+: the design has more than 1,000,000 runs"):
        load_experiment(write("a.yaml", text), OUTCOMES)


def test_scenarios_of_an_experiment_share_one_horizon_or_it_sets_one(write: Write) -> None:
    write("short.yaml", "name: short\nbase: california-2017\nhorizon: {years: 3}\n")
    two = {"scenarios": "[california-2017, short.yaml]", "outcomes": None}
    with pytest.raises(InputProblems, match="the horizon of short is not that of california-2017"):
        load_experiment(write("a.yaml", text_with(two | {"horizon": None})), OUTCOMES)
    found = load_experiment(write("a.yaml", text_with(two)), OUTCOMES)
    assert {each.months for each in found.scenarios} == {60}


def test_a_dated_change_outside_the_horizon_of_the_experiment_is_a_problem(write: Write) -> None:
    text = text_with({"scenarios": "[intensive-support]", "outcomes": None, "horizon": "{years: 1}"})
    with pytest.raises(InputProblems, match="after the end of the horizon"):
        load_experiment(write("a.yaml", text), OUTCOMES)


def test_every_shipped_experiment_is_in_order() -> None:
    found = available("experiments")
    assert "support-by-pressure" in found
    experiments = [path for path in found.values() if kind_of(path) == "experiment"]
    assert len(experiments) >= 8
    for path in experiments:
        load_experiment(path, OUTCOMES)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"uncertainties": "all"},
        {"levers": None, "design": "{kind: sobol, points: 256}"},
        {"levers": "{support.equalise: [0, 1]}", "uncertainties": None, "design": "{kind: factorial}"},
        {"design": "{kind: factorial, levels: 3}"},
        {"levers": "{support.coe_coach_days: {2018-07: [9]}, accountability.pressure: {2022-06: {low: 0, high: 1}}}"},
        {"seeds": None, "outcomes": None, "horizon": None, "name": None},
    ],
)
def test_what_the_design_allows_is_accepted(
    write: Write, parameters: dict[str, Parameter], changes: dict[str, str | None]
) -> None:
    load_experiment(write("a.yaml", text_with(changes)), ("capability", "inflation"), parameters)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scenarios": None}, "a.yaml: the experiment has no scenarios"),
        ({"scenarios": "california-2017"}, "a.yaml:2: scenarios is not a list"),
        ({"scenarios": "[]"}, "a.yaml:2: scenarios is empty"),
        ({"scenarios": "[californa-2017]"}, "a.yaml:2: no scenario is called californa-2017"),
        ({"scenarios": "[california-2017, california-2017]"}, "a.yaml:2: california-2017 is listed twice"),
        ({"levers": "[support.equalise]"}, "a.yaml:3: levers is not a mapping"),
        ({"levers": "{support.equalize: [0, 1]}"}, "a.yaml:3: no parameter is called support.equalize"),
        ({"levers": "{support.equalise: [0, 2]}"}, "a.yaml:3: support.equalise cannot be 2"),
        ({"levers": "{support.equalise: [0, 0]}"}, "a.yaml:3: support.equalise has a level twice"),
        ({"levers": "{support.equalise: []}"}, "a.yaml:3: support.equalise has no levels"),
        ({"levers": "{support.equalise: 1}"}, "a.yaml:3: support.equalise is neither a list nor a range"),
        ({"levers": "{support.equalise: {low: 1, high: 0}}"}, "a.yaml:3: low 1 is not below high 0"),
        ({"levers": "{support.equalise: {low: 0}}"}, "a.yaml:3: the range of support.equalise has no high"),
        ({"levers": "{support.equalise: {low: 0, hi: 1, high: 1}}"}, "a.yaml:3: hi is not a key of a range"),
        (
            {"levers": "{learning.cycle_months: [2]}"},
            "a.yaml:4: learning.cycle_months is varied under levers too",
        ),
        (
            {"levers": "{support.coe_coach_days: {2018-07: [5, 5]}}"},
            "a.yaml:3: support.coe_coach_days has a level twice",
        ),
        (
            {"levers": "{support.coe_coach_days: {2017-06: [5]}}"},
            "a.yaml:3: support.coe_coach_days changes in 2017-06, before the start of the horizon",
        ),
        (
            {"levers": "{support.coe_coach_days: {2022-07: {low: 0, high: 5}}}"},
            "a.yaml:3: support.coe_coach_days changes in 2022-07, after the end of the horizon; "
            "allowed: 2017-07 to 2022-06",
        ),
        (
            {"levers": "{support.coe_coach_days: {2018-07: [5], 2019-07: [9]}}"},
            "a.yaml:3: support.coe_coach_days is varied from 2 dates on",
        ),
        ({"levers": "{support.coe_coach_days: {2018-7: [5]}}"}, "a.yaml:3: 2018-7 is not a month"),
        (
            {"levers": "{support.coe_coach_days: {2018-07: 5}}"},
            "a.yaml:3: support.coe_coach_days is neither a list nor a range",
        ),
        (
            {"uncertainties": "{learning.cycle_months: {2018-07: [2, 3]}}"},
            "a.yaml:4: learning.cycle_months cannot change at a date",
        ),
        ({"uncertainties": "some"}, "a.yaml:4: uncertainties is not a mapping"),
        ({"design": "factorial"}, "a.yaml:5: design is not a mapping"),
        ({"design": "{points: 3}"}, "a.yaml:5: design has no kind"),
        ({"design": "{kind: sobl, points: 3}"}, "a.yaml:5: sobl is not a design"),
        ({"design": "{kind: sobol}"}, "a.yaml:5: a sobol design over ranges needs points"),
        ({"design": "{kind: factorial}"}, "a.yaml:5: a factorial design over ranges needs levels"),
        ({"design": "{kind: sobol, points: 0}"}, "a.yaml:5: points cannot be 0"),
        ({"design": "{kind: sobol, points: 8, levels: 3}"}, "a.yaml:5: a sobol design has no levels"),
        ({"seeds": "0"}, "a.yaml:6: seeds cannot be 0"),
        ({"seeds": "'20'"}, 'a.yaml:6: "20" is quoted'),
        ({"outcomes": "[capabilty]"}, "a.yaml:7: no outcome is called capabilty"),
        ({"outcomes": "capability"}, "a.yaml:7: outcomes is not a list"),
        ({"horizon": "{years: 60}"}, "a.yaml:8: years cannot be 60"),
        ({"seed": "20"}, "a.yaml:9: seed is not a key of an experiment"),
    ],
)
def test_each_mistake_is_told_with_its_line(
    write: Write, parameters: dict[str, Parameter], changes: dict[str, str | None], said: str
) -> None:
    path = write("a.yaml", text_with(changes))
    with pytest.raises(InputProblems) as caught:
        load_experiment(path, ("capability", "inflation"), parameters)
    (problem,) = caught.value.problems
    assert str(problem).startswith(said)


def test_what_is_wrong_in_a_listed_scenario_is_told_of_that_file(
    write: Write, parameters: dict[str, Parameter]
) -> None:
    write("other.yaml", "name: other\nchanges: {support.equalise: 3}\n")
    with pytest.raises(InputProblems) as caught:
        load_experiment(write("a.yaml", text_with({"scenarios": "[other]"})), OUTCOMES, parameters)
    assert [problem.place for problem in caught.value.problems] == ["other.yaml:2"]
