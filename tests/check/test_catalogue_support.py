from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sos_sim.check.arms import NOW
from sos_sim.check.catalogue import support
from sos_sim.check.catalogue.figures import correlation
from sos_sim.check.judge import judge
from sos_sim.check.seen import Seen, watch
from sos_sim.world.build import World

Maker = Callable[..., Seen]
PATTERNS = {pattern.ident: pattern for pattern in support.PATTERNS}


@pytest.mark.parametrize(
    ("ident", "moved"),
    [
        ("S18", {"support.capacity_spread": 0.0}),
        ("S19", {"support.capacity_spread": 0.0, "coe.skill_spread": 0.0}),
        ("S20", {"support.coe_coach_days": 60.0, "support.capacity_2017": 30.0}),
        ("S21", {"support.steepness": 1.0}),
        ("S22", {"support.half_dose": 0.15, "support.steepness": 1.0}),
        ("S25", {"providers.improvement_share": 0.5, "providers.days": 10.0}),
    ],
)
def test_a_pattern_fails_where_what_brings_it_about_is_taken_away(
    ident: str, moved: dict[str, float], california: World
) -> None:
    pattern = [PATTERNS[ident]]
    assert judge(pattern, california, [1]).results[0].status == "pass"
    assert judge(pattern, california, [1], moved).results[0].status == "fail"


def test_contracts_by_lot_follow_neither_money_nor_commitment(california: World) -> None:
    by_lot = watch(california, [support.BY_LOT, NOW], 1, {})[support.BY_LOT.key]
    worked = np.any([by_lot.district("contract", year) > 0 for year in (1, 2, 3)], axis=0).astype(float)
    assert 0.1 < worked.mean() < 0.25
    for name in ("reserve", "leadership"):
        assert abs(correlation(worked, by_lot.district(name, 0))) < 0.1


def test_odds_ratio_is_that_of_a_two_by_two_table() -> None:
    first = np.array([True] * 10 + [False] * 10)
    second = np.array([True] * 8 + [False] * 2 + [True] * 4 + [False] * 6)
    assert support.odds_ratio(first, second) == pytest.approx((8.5 * 6.5) / (2.5 * 4.5))


def test_effective_spread_is_over_county_offices(made_up: Maker) -> None:
    world = SimpleNamespace(county_of=np.array([0, 0, 1]))
    seen = replace(made_up({"county_days": [2.0, 4.0, 2.0], "coach_skill": [0.5, 0.5, 0.5]}), world=world)
    assert support.effective_spread(seen) == pytest.approx(0.25 / 1.25)


def test_leaving_the_list_counts_only_lists_that_follow_each_other(made_up: Maker) -> None:
    on = np.zeros((11, 2))
    on[1] = 1.0
    on[2, 0] = 1.0
    on[10] = 1.0
    assert support.left_the_list(made_up({"identified": on})) == pytest.approx(2 / 3)


def test_money_for_a_contract_is_counted_in_dollars(made_up: Maker) -> None:
    seen = made_up({"reserve": [90.0, 50.0, 10.0]}, enrolment=[10.0, 1000.0, 200.0], pay=[0.0] * 3)
    poor, rich = support.by_free_money(seen)
    assert poor.tolist() == [True, False, False]
    assert rich.tolist() == [False, True, False]
