"""Why a setting ends otherwise than today: what the page is told, and the map it lights up."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.scenario import Scenario, load
from sos_sim.show.causes import contracted
from sos_sim.study.explain.mechanisms import mechanism_shares
from sos_sim.study.many import end_values
from sos_sim.workshop.answer import SHOWN
from sos_sim.workshop.causal import LONGEST_LOOP, simple_cycles
from sos_sim.workshop.why import GROUP_LABELS, MOST_PARTS, joined, parts_of, why, why_meta
from sos_sim.world.build import World

SEEDS = [1, 2]


@pytest.fixture(scope="module")
def base() -> Scenario:
    return replace(load("california-2017"), months=36)


@pytest.fixture(scope="module")
def other() -> Scenario:
    return replace(load("intensive-support"), months=36)


@pytest.fixture(scope="module")
def told(small_world: World, base: Scenario, other: Scenario) -> dict[str, Any]:
    return why(small_world, base, other, SEEDS)


def summed(parts: list[dict[str, Any]]) -> np.ndarray:
    return np.sum([part["shares"] for part in parts], axis=0)


def test_shares_sum_to_the_difference_in_every_future(small_world, base, other, told) -> None:
    ends = end_values(small_world, [base, other], SEEDS, ["true_outcome", "capability"])
    whole = (ends[1] - ends[0]).T
    for place, (outcome, ways) in enumerate((("true_outcome", "mechanisms"), ("capability", "areas"))):
        found = told["outcomes"][outcome]
        np.testing.assert_allclose(found["whole"], whole[place], atol=1e-6)
        np.testing.assert_allclose(summed(found["components"]), found["whole"], atol=1e-6)
        np.testing.assert_allclose(summed(found[ways]), found["whole"], atol=2e-5)


def test_one_pass_without_tests_gives_the_shares_of_the_full_explanation(small_world, base, other, told) -> None:
    full = mechanism_shares(small_world, base, other, SEEDS)
    column = full.outcomes.index("true_outcome")
    shares = {
        channel.name: full.shares[place, :, column]
        for place, channel in enumerate(full.channels)
        if "true_outcome" in channel.outcomes
    }
    found = {part["name"]: part["shares"] for part in told["outcomes"]["true_outcome"]["mechanisms"]}
    assert found.keys() == shares.keys()
    for name, values in shares.items():
        np.testing.assert_allclose(found[name], values, atol=1e-6)
    areas = [part["shares"] for part in told["outcomes"]["capability"]["areas"]]
    np.testing.assert_allclose(areas, full.areas, atol=1e-6)


def test_where_tests_measure_otherwise_their_drift_is_a_way_of_its_own(small_world, base) -> None:
    measured = replace(base, name="measured", changes={"measurement.drift": ((0, 0.0),)})
    found = why(small_world, base, measured, [1])["outcomes"]["true_outcome"]
    by_name = {part["name"]: part["shares"][0] for part in found["mechanisms"]}
    assert by_name["measurement"] != 0
    assert sum(by_name.values()) == pytest.approx(found["whole"][0], abs=1e-5)


def test_settings_that_do_not_differ_have_shares_of_exactly_nothing(small_world, base) -> None:
    usual = replace(base, name="named", changes={"accountability.pressure": ((12, 0.6),)})
    for same in (base, usual):
        found = why(small_world, base, same, SEEDS)["outcomes"]
        assert [part for each in found.values() for part in each["components"]] == []
        parts = found["true_outcome"]["mechanisms"] + found["capability"]["areas"]
        assert {share for part in parts for share in part["shares"]} == {0.0}
        assert found["true_outcome"]["whole"] == found["capability"]["whole"] == [0.0, 0.0]


def test_a_single_lever_is_told_with_its_own_label_and_both_values(told) -> None:
    days = told["outcomes"]["true_outcome"]["components"][0]
    assert days["path"] == "support.coe_coach_days" and days["members"] == [days["path"]]
    assert days["label"] == PARAMETERS[days["path"]].label
    assert (days["from"], days["to"]) == (8.8, 68.8)


@pytest.mark.parametrize("name", ["high-pressure", "patient-accountability", "build-county-offices-first", "lean"])
def test_there_are_at_most_four_parts_and_every_changed_lever_is_in_one(name: str) -> None:
    from sos_sim.study.explain.components import changed_paths

    base, other = load("california-2017"), load("method-lean" if name == "lean" else name)
    parts = parts_of(base, other)
    members = [path for part in parts for path in part.members]
    assert len(parts) <= MOST_PARTS
    assert sorted(members) == sorted(changed_paths(base, other))
    assert len(parts) == min(MOST_PARTS, len(members)), "room for a lever of its own is used"


def test_every_group_of_levers_has_a_plain_label() -> None:
    assert GROUP_LABELS.keys() == {parameter.group for parameter in PARAMETERS.values()}


def test_every_node_is_told_by_outcomes_the_page_has() -> None:
    causes = why_meta()["causes"]
    names = [node["name"] for node in causes["nodes"]]
    assert len(names) == len(set(names)) == 15
    for node in causes["nodes"]:
        assert node["outcomes"], node["name"]
        assert all(each["name"] in SHOWN and each["scale"] > 0 for each in node["outcomes"]), node["name"]
    assert {name for channel in why_meta()["channels"] for name in channel["nodes"]} <= set(names)


def test_links_of_the_page_are_those_of_the_declared_causes() -> None:
    signs = {(" ".join(of.split()), " ".join(on.split())): sign for (of, on), sign in contracted().items()}
    edges = why_meta()["causes"]["edges"]
    assert len(edges) > 60
    for edge in edges:
        assert signs[edge["of"], edge["on"]] == edge["sign"]
        assert edge["sources"], edge


def test_every_loop_goes_round_once_and_its_kind_is_the_product_of_its_signs() -> None:
    causes = why_meta()["causes"]
    signs = {(edge["of"], edge["on"]): edge["sign"] for edge in causes["edges"]}
    seen = set()
    for loop in causes["loops"]:
        path = loop["path"]
        assert len(set(path)) == len(path) and path[0] == min(path, key=[n["name"] for n in causes["nodes"]].index)
        around = [signs[pair] for pair in pairwise([*path, path[0]])]
        kind = "either" if "±" in around else "balancing" if around.count("-") % 2 else "reinforcing"
        assert loop["kind"] == kind, loop
        seen.add(tuple(path))
    assert len(seen) == len(causes["loops"])
    names = {loop["name"] for loop in causes["loops"]}
    assert {"Skill loop", "Surface trap", "Savings loop", "Peer loop", "Pressure loop", "Lag and churn"} <= names


def test_short_loops_are_found_once_each() -> None:
    one, other, third = "Safety", "Real practice", "Reserves"
    links = {(one, other): "+", (other, one): "+", (other, third): "-", (third, one): "+"}
    assert sorted(map(sorted, simple_cycles(links, LONGEST_LOOP))) == [[other, third, one], [other, one]]
    assert [sorted(path) for path in simple_cycles(links, 2)] == [[other, one]]


def test_reasons_of_single_futures_join_to_those_of_all(small_world: World) -> None:
    base, other = load("california-2017"), load("high-pressure")
    apart = [why(small_world, base, other, [seed]) for seed in (1, 2)]
    assert joined(apart) == why(small_world, base, other, [1, 2])
    assert joined(apart[:1]) == apart[0]
    assert joined([why(small_world, base, base, [seed]) for seed in (1, 2)]) == why(small_world, base, base, [1, 2])
