from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from sos_sim.check.sample import sample_world
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.study.compare.budget import (
    TOLERANCE,
    equal_budget,
    largest_factor,
    money,
    scale_to_budget,
    scaled_scenario,
)
from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.world.build import embedded_world

DAYS, SHARE, SWITCH, WHOLE, WORLD = (
    "support.coe_coach_days",
    "support.improvement_share",
    "accountability.dashboard",
    "lcap.capability_goals",
    "support.half_dose",
)
BASE_DAYS, MOST_DAYS = PARAMETERS[DAYS].default, PARAMETERS[DAYS].high


@pytest.fixture(scope="module")
def few():
    return sample_world(embedded_world(), 40)


@pytest.fixture(scope="module")
def base(fake):
    return fake.make_scenario()


def _policy(fake, name="more-days", days=30.0, **changes):
    return fake.make_scenario(name, {DAYS: ((12, days),), **changes})


def _linear(price=2.0, fixed=0.0, calls=None):
    """Charge for every coach-day at the end above the base's."""

    def costs(scenarios):
        if calls is not None:
            calls.append(len(scenarios))
        return np.array([fixed + price * (each.changes[DAYS][-1][1] - BASE_DAYS) for each in scenarios])

    return costs


def test_the_budget_of_the_policys_own_cost_leaves_it_as_it_is(fake, base):
    policy = _policy(fake)
    found = scale_to_budget(base, [policy], 2 * (30 - BASE_DAYS), _linear(), 1).policies[0]
    assert found.factor == 1
    assert found.scenario.changes == policy.changes
    nearly = scale_to_budget(base, [policy], 2.02 * (30 - BASE_DAYS), _linear(), 1).policies[0]
    assert nearly.factor == 1


@pytest.mark.parametrize("times", [0.05, 0.5, 2.0, 5.0])
def test_where_cost_is_proportional_the_factor_is_the_ratio_of_budget_and_cost(fake, base, times):
    own = 2 * (30 - BASE_DAYS)
    found = scale_to_budget(base, [_policy(fake)], times * own, _linear(), 1).policies[0]
    assert found.factor == pytest.approx(times, rel=TOLERANCE)
    assert found.cost == pytest.approx(times * own, rel=TOLERANCE)
    assert found.own_cost == pytest.approx(own)


@pytest.mark.parametrize("power", [0.2, 0.5, 3.0, 8.0])
def test_crooked_costs_are_met_in_a_few_rounds(fake, base, power):
    calls = []

    def costs(scenarios):
        calls.append(len(scenarios))
        return np.array([((each.changes[DAYS][-1][1] - BASE_DAYS) / 10) ** power for each in scenarios])

    found = scale_to_budget(base, [_policy(fake)], 0.7 * 2.12**power, costs, 1).policies[0]
    assert found.cost == pytest.approx(0.7 * 2.12**power, rel=TOLERANCE)
    assert len(calls) <= 6


def test_equal_is_the_cheapest_of_those_that_cost_anything(fake, base):
    policies = [_policy(fake, "dear", 60.0), _policy(fake, "cheap", 20.0), _policy(fake, "free", BASE_DAYS)]
    found = scale_to_budget(base, policies, "equal", _linear(), 1)
    assert found.dollars == pytest.approx(2 * (20 - BASE_DAYS))
    dear, cheap, free = found.policies
    assert cheap.factor == 1
    assert dear.factor == pytest.approx((20 - BASE_DAYS) / (60 - BASE_DAYS), rel=TOLERANCE)
    assert free.scenario is None
    assert [each.name for each in found.scenarios] == ["dear at $22.40", "cheap at $22.40"]


def test_a_budget_beyond_the_declared_ranges_says_the_nearest(fake, base):
    policies = [_policy(fake), _policy(fake, "at the end", MOST_DAYS, **{SHARE: ((12, 0.9),)})]
    with pytest.raises(InputProblems) as caught:
        scale_to_budget(base, policies, 1000.0, _linear(), 1)
    nearest = money(2 * (MOST_DAYS - BASE_DAYS))
    assert len(caught.value.problems) == 2
    for problem, name in zip(caught.value.problems, ("more-days", "at the end"), strict=True):
        assert problem.place == "--budget"
        assert f"{name} cannot cost $1,000" in problem.found
        assert f"the nearest is {nearest}" in problem.found


def test_a_policy_that_cannot_get_so_cheap_is_left_out_and_the_others_stay(fake, base):
    def costs(scenarios):
        dear = [each.name.startswith("tied") for each in scenarios]
        return _linear()(scenarios) + np.where(dear, 50.0, 0.0)

    tied = _policy(fake, "tied", **{SWITCH: ((0, 0.0),)})
    found = scale_to_budget(base, [_policy(fake), tied], 10.0, costs, 1)
    assert [each.name for each in found.scenarios] == ["more-days at $10"]
    left = found.policies[1]
    assert (left.scenario, left.kept) == (None, (SWITCH,))
    assert "the nearest is $50 at 0 times" in left.note


def test_a_policy_without_levers_that_scale_says_so(fake, base):
    only_switch = fake.make_scenario("no-dashboard", {SWITCH: ((0, 0.0),)})
    with pytest.raises(InputProblems, match="changes no lever that can be scaled"):
        scale_to_budget(base, [only_switch], 5.0, lambda scenarios: np.ones(len(scenarios)), 1)


def test_nothing_costs_anything_is_no_equal_budget(fake, base):
    with pytest.raises(InputProblems, match="no policy costs anything to speak of more than california-2017"):
        scale_to_budget(base, [_policy(fake)], "equal", _linear(price=0.0), 1)


def test_scaling_multiplies_the_distance_from_the_base_month_by_month(fake):
    base = fake.make_scenario("base", {DAYS: ((6, 10.0),)})
    policy = fake.make_scenario("policy", {DAYS: ((12, 30.0), (24, 50.0))})
    assert scaled_scenario(base, policy, 0.5).changes[DAYS] == (
        (0, BASE_DAYS),
        (6, (10 + BASE_DAYS) / 2),
        (12, 20.0),
        (24, 30.0),
    )
    assert [value for _, value in scaled_scenario(base, policy, 0).changes[DAYS]] == [BASE_DAYS, 10, 10, 10]
    assert scaled_scenario(base, policy, 4).changes[DAYS][-1] == (24, MOST_DAYS)
    assert scaled_scenario(base, policy, 1) is policy


def test_what_the_base_alone_changes_is_a_distance_too(fake):
    base = fake.make_scenario("base", {DAYS: ((0, 40.0),)})
    policy = fake.make_scenario("policy", {SHARE: ((0, 0.5),)})
    assert scaled_scenario(base, policy, 0.5).changes[DAYS] == ((0, (40 + BASE_DAYS) / 2),)


def test_switches_whole_numbers_and_the_world_are_left_alone_and_named(fake, base):
    changes = {SWITCH: ((0, 0.0),), WHOLE: ((0, 3.0),), WORLD: ((0, PARAMETERS[WORLD].high),)}
    policy = _policy(fake, **changes)
    scaled = scaled_scenario(base, policy, 0.3)
    assert {path: scaled.changes[path] for path in changes} == changes
    found = scale_to_budget(base, [policy], 10.0, _linear(), 1).policies[0]
    assert set(found.kept) == set(changes)


@pytest.mark.parametrize("factor", [0.0, 0.3, 1.0, 1.7, 50.0])
def test_scaled_values_stay_in_the_declared_ranges(fake, base, factor):
    policy = _policy(fake, **{SHARE: ((0, 0.05),), "accountability.pressure": ((0, 1.4),)})
    for path, steps in scaled_scenario(base, policy, factor).changes.items():
        assert all(PARAMETERS[path].allows(value) for _, value in steps)


def test_beyond_the_largest_factor_nothing_moves(fake, base):
    policy = _policy(fake, **{SHARE: ((0, 0.2),)})
    most = largest_factor(base, policy)
    assert most == pytest.approx((MOST_DAYS - BASE_DAYS) / (30 - BASE_DAYS))
    ends, beyond = (scaled_scenario(base, policy, factor).changes for factor in (most, 3 * most))
    for path in (DAYS, SHARE):
        np.testing.assert_allclose(ends[path], beyond[path], atol=1e-12)
    assert largest_factor(base, base) == 1


def test_money_has_cents_only_where_there_are_any():
    assert [money(value) for value in (25.0, 2.354, -3.5, 1234.0, 0.001)] == [
        "$25", "$2.35", "\N{MINUS SIGN}$3.50", "$1,234", "$0",
    ]  # fmt: skip


def test_in_the_model_each_policy_costs_the_budget_and_twice_the_budget_is_more_help(fake, base, few, tmp_path):
    policies = [_policy(fake, days=60.0), _policy(fake, "better-days", 30.0, **{SHARE: ((12, 0.8),)})]
    own = equal_budget(base, policies, "equal", 3, population=few).dollars
    half, whole = (
        compare_scenarios(base, policies, 3, population=few, out=tmp_path / name, quiet=True, budget=dollars)
        for name, dollars in (("half", own / 2), ("whole", own))
    )
    for found, dollars in ((half, own / 2), (whole, own)):
        assert len(found.policies) == 2
        for policy in found.policies:
            assert policy.outcomes["cost_per_pupil"].difference == pytest.approx(dollars, rel=TOLERANCE)
            assert policy.name.endswith(f" at {money(dollars)}")
    for less, more in zip(half.policies, whole.policies, strict=True):
        assert less.outcomes["support_days"].difference < more.outcomes["support_days"].difference
    manifest = json.loads((tmp_path / "whole" / "manifest.json").read_text())
    assert manifest["status"] == "done"
    assert manifest["budget"] == json.loads(json.dumps(whole.as_json()["budget"]))
    factors = {each["name"]: each["factor"] for each in manifest["budget"]["policies"]}
    design = pd.read_parquet(tmp_path / "whole" / "design.parquet").drop_duplicates("scenario").set_index("scenario")
    for name, factor in factors.items():
        days = {"more-days": 60.0, "better-days": 30.0}[name.split(" at ")[0]]
        assert design.loc[name, DAYS] == pytest.approx(BASE_DAYS + factor * (days - BASE_DAYS))


def test_a_policy_like_the_base_has_no_budget_and_nothing_is_written(fake, base, few, tmp_path):
    with pytest.raises(InputProblems):
        compare_scenarios(base, [base], 2, population=few, out=tmp_path / "out", budget=5.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("budget", [0.0, -3.0, float("nan"), float("inf")])
def test_a_budget_is_above_nothing(fake, base, few, budget):
    with pytest.raises(InputProblems, match="--budget"):
        equal_budget(base, [_policy(fake)], budget, 2, population=few)


def test_horizons_must_agree(fake, base, few):
    with pytest.raises(InputProblems, match="horizon"):
        equal_budget(base, [fake.more_support(years=4)], 5.0, 2, population=few)
