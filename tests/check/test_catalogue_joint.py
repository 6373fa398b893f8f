from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sos_sim.check.catalogue import PATTERNS, effects, joint
from sos_sim.check.judge import judge
from sos_sim.check.seen import Seen
from sos_sim.world.build import World

Maker = Callable[..., Seen]


@pytest.mark.parametrize(
    ("ident", "moved"),
    [
        ("J01", {"adoption.start_surface": 0.1}),
        ("J02", {"measurement.local_indicators": 0.1}),
        ("J03", {"turnover.leader_hazard": 0.01}),
        (
            "J04",
            {"outcomes.leader_dip": 0.0, "turnover.authentic_lost": 0.0, "turnover.knowledge_lost": 0.02},
        ),
        ("J06", {"outcomes.leader_dip": 0.0, "pressure.direct_effort": 0.14}),
        ("J07", {"outcomes.tests_rate": 3.0}),
        ("J08", {"gaming.response": 0.0}),
        ("E01", {"outcomes.tests_rate": 3.0}),
        ("E02", {"outcomes.tests_rate": 0.5, "outcomes.reach": 1.0}),
        ("E04", {"outcomes.tests_rate": 0.5, "outcomes.reach": 1.0, "adoption.alone": 0.06}),
    ],
)
def test_a_pattern_fails_where_what_brings_it_about_is_taken_away(
    ident: str, moved: dict[str, float], california: World
) -> None:
    pattern = [PATTERNS[ident]]
    assert judge(pattern, california, [1]).results[0].status == "pass"
    assert judge(pattern, california, [1], moved).results[0].status == "fail"


def test_networks_have_no_lower_ceiling_where_variety_does_not_matter(california: World) -> None:
    ceiling = 1
    held, freed = (
        judge([PATTERNS["J12"]], california, [1], moved).results[0].parts[ceiling]
        for moved in ({}, {"learning.variety_ceiling": 0.0})
    )
    assert held.passed and not freed.passed


def test_lists_leave_out_the_years_without_a_dashboard(made_up: Maker) -> None:
    listed = np.zeros((11, 2))
    listed[list(joint.LISTED), 0] = 1.0
    listed[[2, 4], 1] = 1.0
    now = {"now": made_up({"identified": listed})}
    assert joint.on_list("mean")(now) == pytest.approx((7 * 0.5 + 1.0) / 8)
    assert joint.on_list("min")(now) == 0.5
    assert joint.on_list("max")(now) == 1.0
    # Six pairs of following lists: the first district always stays, the second goes at once; 2020's does not count.
    assert joint.listed_again(now) == pytest.approx(6 / 7)


def test_leaders_gone_counts_districts_not_exits(made_up: Maker) -> None:
    exits = np.zeros((10, 10), int)
    exits[0, 0], exits[2, 0], exits[1, 9], exits[3, 5] = 1, 1, 1, 1
    now = {"now": made_up(exits=exits, enrolment=np.arange(10.0))}
    assert joint.leaders_gone(now) == pytest.approx(0.2)
    assert joint.large_over_others(now) == pytest.approx(1.0 - 1 / 9)


def test_recovered_is_the_part_of_the_dip_that_is_gone(made_up: Maker) -> None:
    path = np.zeros(41)
    path[24], path[40] = -0.04, -0.01
    sight = {"leaderless": made_up(quarterly={"true_outcome": path}), "now": made_up(quarterly={"true_outcome": 0.0})}
    assert joint.recovered(sight) == pytest.approx(0.75)


def test_early_share_compares_the_second_year_with_the_fifth(made_up: Maker) -> None:
    full = made_up(quarterly={"true_outcome": np.linspace(0.0, 1.0, 41) ** 2})
    now = made_up(quarterly={"true_outcome": 0.0})
    assert joint.early_share({"full": full, "now": now}) == pytest.approx(0.16)


def test_half_life_is_read_from_the_neediest_fifth(made_up: Maker) -> None:
    used = np.zeros((11, 5, 6))
    used[6, 0, :2] = [1.5, 0.5]
    used[6, 1:, :2] = 100.0
    led = made_up({"half_lives": used, "need_rank": [0.0, 0.2, 0.4, 0.6, 0.8]})
    assert joint.years_to_halve({"district-led": led}) == pytest.approx(4.0)


def test_least_step_of_inflation_is_the_smaller_one(made_up: Maker) -> None:
    levels = {"mild": 0.01, "now": 0.05, "hard": 0.07}
    sight = {name: made_up(quarterly={"inflation": level}) for name, level in levels.items()}
    assert joint.least_step_of_inflation(sight) == pytest.approx(0.02)


def test_scale_penalty_compares_the_same_districts(made_up: Maker) -> None:
    need = [0.0, 0.2, 0.4, 0.6, 0.8]
    gained = {"now": [0.0] * 5, "wide": [0.1, 9.0, 9.0, 9.0, 9.0], "narrow": [0.4, 0.0, 0.0, 0.0, 0.0]}
    sight = {name: made_up({"true_outcome": values, "need_rank": need}) for name, values in gained.items()}
    assert joint.scale_penalty(sight) == pytest.approx(0.25)


def test_exits_are_judged_by_the_commitment_of_2017(made_up: Maker) -> None:
    few, many = np.zeros((11, 3)), np.zeros((11, 3))
    few[0], many[0] = [0.1, 0.5, 0.9], [0.9, 0.5, 0.1]
    few[10], many[10] = [0.2, 0.5, 0.9], [0.4, 0.5, 0.6]
    sight = {"many": made_up({"leadership": many}), "few": made_up({"leadership": few})}
    assert joint.exits_cost("leadership", "low")(sight) == pytest.approx(0.2)
    assert joint.exits_cost("leadership", "high")(sight) == pytest.approx(-0.3)


def test_growth_that_rises_with_the_rank_of_need_is_correlated_with_level(made_up: Maker) -> None:
    now = made_up({"true_outcome": [0.1, 0.2, 0.3], "need_rank": [0.0, 0.3, 0.6]})
    assert joint.growth_and_level("now")({"now": now}) == pytest.approx(1.0)


def test_gain_of_2017_is_that_of_the_last_quarter(made_up: Maker) -> None:
    assert effects.gain_of_2017({"now": made_up(quarterly={"true_outcome": np.linspace(0, 0.04, 41)})}) == 0.04
