from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sos_sim.check.arms import arm
from sos_sim.check.catalogue import pressure
from sos_sim.check.judge import judge
from sos_sim.check.seen import BY_INDICATOR, LEAST_GAIN, Seen, watch
from sos_sim.model.mechanisms.focus import SLOWNESS
from sos_sim.parameters import PARAMETERS as DECLARED
from sos_sim.world.build import World

Maker = Callable[..., Seen]
PATTERNS = {pattern.ident: pattern for pattern in pressure.PATTERNS}


@pytest.mark.parametrize(
    ("ident", "moved"),
    [
        ("S10", {"pressure.effort": 0.0}),
        ("S11", {"adoption.expected_gain": 0.0}),
        ("S12", {"outcomes.focus_priorities": 10.0}),
        ("S13", {"outcomes.advocacy_effect": 0.0}),
    ],
)
def test_a_pattern_fails_where_what_brings_it_about_is_taken_away(
    ident: str, moved: dict[str, float], california: World
) -> None:
    pattern = [PATTERNS[ident]]
    assert judge(pattern, california, [1]).results[0].status == "pass"
    assert judge(pattern, california, [1], moved).results[0].status == "fail"


def test_hope_wears_out_more_the_heavier_the_paperwork(california: World) -> None:
    lost = [
        judge([PATTERNS["S29"]], california, [1], {"accountability.lcap_load": load}).results[0].parts[0].figure
        for load in (0.0, 0.6, 1.0)
    ]
    assert lost[0] < lost[1] < lost[2]


def test_a_target_is_missed_where_one_group_misses_it(made_up: Maker) -> None:
    seen = made_up({LEAST_GAIN: [0.04, 0.02, 0.03, -0.1]})
    assert pressure.all_targets_met("now")({"now": seen}) == pytest.approx(0.5)


def test_no_group_gains_less_than_the_least_gain_says(california: World) -> None:
    still = arm("no drift", {"measurement.drift": 0.0})
    seen = watch(california, [still], 1, {})[still.key]
    for year in (1, 5, 10):
        everybody = seen.district("true_outcome", year) - seen.district("true_outcome", year - 1)
        least = seen.district(LEAST_GAIN, year)
        assert np.all(least <= everybody + 1e-5)
        assert np.any(least < everybody - 1e-3)


def test_what_is_chosen_does_not_depend_on_how_quick_it_is(made_up: Maker) -> None:
    worked = np.array([2.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    slowness = np.array([DECLARED[f"outcomes.{name}"].default for name in SLOWNESS])
    used = np.arange(11)[:, None, None] * (worked / slowness)
    assert pressure.pace_by_choice({"few": made_up({BY_INDICATOR: used})}, "few") == pytest.approx((2.0, 1.0))


def test_cover_takes_its_share_of_what_advocacy_adds(made_up: Maker) -> None:
    taken = {"loud": 6.0, "quiet": 4.0, "covered": 4.5, "loud few": 2.0, "quiet few": 1.5}
    sight = {name: made_up({"priorities": [value]}) for name, value in taken.items()}
    assert pressure.covered(sight) == pytest.approx(0.75)
    assert pressure.added_by_overload(sight) == pytest.approx(1.5)


def test_gain_afterwards_counts_from_the_best_of_two_years(made_up: Maker) -> None:
    path = np.zeros(41)
    path[4], path[20], path[40] = 0.02, 0.05, 0.01
    sight = {"pressed": made_up(quarterly={"true_outcome": path}), "now": made_up(quarterly={"true_outcome": 0.0})}
    assert pressure.early_gain(sight) == pytest.approx(0.02)
    assert pressure.gain_afterwards(sight) == pytest.approx(-0.01)
