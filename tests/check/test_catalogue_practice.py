from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sos_sim.check.arms import FULL, NOW
from sos_sim.check.catalogue import PATTERNS, growth, practice
from sos_sim.check.judge import judge
from sos_sim.check.seen import Seen, watch
from sos_sim.world.build import World

Maker = Callable[..., Seen]


@pytest.mark.parametrize(
    ("ident", "moved"),
    [
        ("S01", {"adoption.start_surface": 0.1}),
        ("S02", {"adoption.alone": 0.06, "adoption.gate": -0.2}),
        ("S03", {"learning.support": 0.0, "learning.practice": 0.0}),
        ("S04", {"safety.months": 48.0, "safety.support": 0.0, "outcomes.tests_rate": 0.5}),
        ("S05", {"outcomes.new_practice_dip": 0.0}),
        ("S33", {"outcomes.climate_rate": 1.0, "outcomes.tests_rate": 0.5}),
        ("S45", {"adoption.gate": -0.2}),
    ],
)
def test_a_pattern_fails_where_what_brings_it_about_is_taken_away(
    ident: str, moved: dict[str, float], california: World
) -> None:
    pattern = [PATTERNS[ident]]
    assert judge(pattern, california, [1]).results[0].status == "pass"
    assert judge(pattern, california, [1], moved).results[0].status == "fail"


def test_tools_minus_depth_counts_engaged_districts_twice(made_up: Maker) -> None:
    # Tools beyond .4: districts 1 to 4; deep: 4; the two most engaged of five weigh double.
    now = made_up(
        {
            "authentic": [0.0, 0.1, 0.1, 0.2, 0.5],
            "surface": [0.2, 0.5, 0.5, 0.5, 0.3],
            "clarity": [1.0] * 5,
        }
    )
    assert practice.surface_gap({"now": now}, 0.4) == pytest.approx((0 + 1 + 1 + 2 * 1 + 2 * 0) / 7)


def test_share_there_is_the_part_of_the_last_difference(made_up: Maker) -> None:
    rising = made_up(quarterly={"true_outcome": np.linspace(0.0, 0.4, 41)})
    flat = made_up(quarterly={"true_outcome": 0.0})
    sight = {"full": rising, "now": flat}
    assert practice.share_there("true_outcome", "full", "now", 2.5)(sight) == pytest.approx(0.25)


def test_an_outcome_that_jumps_at_once_is_half_way_before_results_that_grow(made_up: Maker) -> None:
    jump = np.r_[0.0, np.ones(40)]
    full = made_up(quarterly={"true_outcome": np.linspace(0.0, 1.0, 41), "safety": jump})
    now = made_up(quarterly={"true_outcome": 0.0, "safety": 0.0})
    assert practice.half_way_before_results("safety")({"full": full, "now": now}) == pytest.approx(4.75)


def test_spread_left_compares_spreads_over_districts(made_up: Maker) -> None:
    sight = {"definition": made_up({"clarity": [0.5, 0.7]}), "now": made_up({"clarity": [0.1, 0.5]})}
    assert practice.spread_left(sight) == pytest.approx(0.5)


def test_decay_is_that_of_the_whole_gap_of_which_only_part_is_within_reach(made_up: Maker) -> None:
    used = np.zeros((11, 1, 6))
    used[5] = [1, 1, 2, 2, 0, 0]
    full = made_up({"half_lives": used}, settings={"outcomes.reach": 0.5})
    tests, climate = -np.log(1 - 0.5 * 0.5), -np.log(1 - 0.5 * 0.75)
    assert growth.decay(full, growth.TESTS, 5) == pytest.approx(tests / 5)
    assert growth.climate_over_tests({"full": full}) == pytest.approx(climate / tests)


def test_exemplary_needs_all_six_areas_or_real_practice_nearly_everywhere(made_up: Maker) -> None:
    # The first has every area, the second lacks data, the third has real practice in 95 % of sites.
    seen = made_up(
        {
            "half_lives": np.array([[9.0] * 6, [9.0] * 6, [0.0] * 6]),
            "reserve": [1e9, 1e9, 0.0],
            "improvement_time": [1.0, 1.0, 0.0],
            "leadership": [0.9, 0.9, 0.0],
            "embedded": [0.9, 0.9, 0.0],
            "data": [0.9, 0.1, 0.0],
            "knowledge": [0.9, 0.9, 0.0],
            "authentic": [0.5, 0.5, 0.95],
        }
    )
    assert growth.exemplary(seen, 10, 0.8).tolist() == [True, False, True]
    assert growth.exemplary(seen, 10, 0.96).tolist() == [False, False, False]


def test_who_was_exemplary_at_the_start_has_not_become_so(made_up: Maker) -> None:
    low = {name: [0.0, 0.0] for name in ("reserve", "improvement_time", "leadership", "embedded", "data", "knowledge")}
    authentic = np.zeros((11, 2))
    authentic[0], authentic[10] = [0.95, 0.0], [0.95, 0.95]
    now = made_up({**low, "half_lives": np.zeros((2, 6)), "authentic": authentic})
    assert growth.new_exemplars({"now": now}, 0.8) == pytest.approx(0.5)
    assert growth.short_of_goal({"now": now}, 0.8) == pytest.approx(0.0)


def test_base_systems_are_compared_among_districts_that_were_not_deep(made_up: Maker) -> None:
    # The deep last district gains most and has the poorest base systems; it does not count.
    base = {"data": [0.1, 0.4, 0.9, 0.0], "alignment": [0.1, 0.4, 0.9, 0.0]}
    start = np.array([0.0, 0.0, 0.0, 0.5])
    before = np.tile(start, (11, 1))
    after = np.add(before, (0.1, 0.2, 0.4, 0.5))
    sight = {"full": made_up({**base, "authentic": after}), "now": made_up({**base, "authentic": before})}
    assert growth.bare_over_ready(1)(sight) == pytest.approx(0.25)


def test_goals_that_are_set_are_the_ones_districts_work_on(california: World) -> None:
    same, new = (watch(california, [each], 1, {})[each.key] for each in (growth.SAME_GOAL, growth.NEW_GOAL))
    switch = growth.SWITCH
    assert np.array_equal(same.district("half_lives", switch), new.district("half_lives", switch))
    before = growth.pace(new, growth.TESTS, 0, switch).mean()
    assert before > 2.0 * growth.pace(new, growth.GRADUATION, 0, switch).mean()
    after = growth.pace(new, growth.GRADUATION, switch, switch + 1).mean()
    assert after > 2.0 * growth.pace(same, growth.GRADUATION, switch, switch + 1).mean()


def test_patterns_share_the_runs_of_conditions_they_have_in_common() -> None:
    arms = [arm.key for pattern in PATTERNS.values() for arm in pattern.arms.values()]
    assert arms.count(NOW.key) >= 10 and arms.count(FULL.key) >= 5
    assert len(set(arms)) < len(arms) * 0.7
