"""Reform strategies and methodologies as scenario files: they say what the declared data say."""

from __future__ import annotations

import pytest

from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.methodologies import METHODOLOGIES, Methodology, changes_of
from sos_sim.parameters.strategies import STRATEGIES, Strategy
from sos_sim.scenario.places import available
from sos_sim.scenario.scenario import load

EIGHT = {
    "deliverology",
    "design-based-implementation-research",
    "implementation-science",
    "improvement-guide",
    "lean",
    "networked-improvement-community",
    "positive-deviance",
    "six-sigma",
}
FROM_2018 = 12
METHOD_PATHS = {path for methodology in METHODOLOGIES for path in changes_of(methodology)}


def shipped(prefix: str) -> set[str]:
    return {name.removeprefix(prefix) for name in available("scenarios") if name.startswith(prefix)}


def test_the_shipped_methods_are_the_eight_of_appendix_a() -> None:
    assert {methodology.key for methodology in METHODOLOGIES} == EIGHT
    assert shipped("method-") == EIGHT


@pytest.mark.parametrize("methodology", METHODOLOGIES, ids=lambda methodology: methodology.key)
def test_a_method_file_is_its_base_with_the_changes_of_the_methodology_from_2018(methodology: Methodology) -> None:
    scenario = load(f"method-{methodology.key}")
    base = load("moderate-support")
    changes = {path: ((FROM_2018, value),) for path, value in changes_of(methodology).items()}
    assert scenario.name == f"method-{methodology.key}"
    assert scenario.base_chain[0] == base.name
    assert scenario.changes == base.changes | changes


@pytest.mark.parametrize("methodology", METHODOLOGIES, ids=lambda methodology: methodology.key)
def test_a_methodology_sets_levers_only_and_within_their_range(methodology: Methodology) -> None:
    for path, value in changes_of(methodology).items():
        assert PARAMETERS[path].role == "lever", path
        assert PARAMETERS[path].allows(value), path


def test_no_two_methodologies_are_the_same_and_only_deliverology_presses() -> None:
    settings = {tuple(sorted(changes_of(methodology).items())) for methodology in METHODOLOGIES}
    assert len(settings) == len(METHODOLOGIES)
    pressing = {m.key for m in METHODOLOGIES if "accountability.pressure" in changes_of(m)}
    assert pressing == {"deliverology"}


def test_their_base_leaves_alone_what_methodologies_set() -> None:
    assert not METHOD_PATHS & load("moderate-support").changes.keys()


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_a_strategy_file_is_2017_with_that_reform_alone_from_2018(strategy: Strategy) -> None:
    scenario = load(f"strategy-{strategy.name.replace(' ', '-')}")
    assert scenario.base_chain == ("california-2017",)
    assert scenario.changes == {other.path: ((FROM_2018, float(other is strategy)),) for other in STRATEGIES}


def test_the_shipped_strategies_are_the_four_of_the_report() -> None:
    assert shipped("strategy-") == {strategy.name.replace(" ", "-") for strategy in STRATEGIES}


def test_culture_first_and_tools_first_end_with_the_same_levers_and_begin_with_none_in_common() -> None:
    culture, tools = load("culture-first"), load("tools-first")
    assert culture.months == tools.months
    assert culture.base_chain == tools.base_chain == ("california-2017",)
    last = [{path: steps[-1][1] for path, steps in each.changes.items()} for each in (culture, tools)]
    assert last[0] == last[1]
    early = [{path for path, steps in each.changes.items() if steps[0][0] == FROM_2018} for each in (culture, tools)]
    assert not early[0] & early[1]
    assert early[0] | early[1] == set(culture.changes)
    assert {"safety.programme", "clarity.definition", "belief.policy_life"} == early[0]
