from __future__ import annotations

import math

import numpy as np
import pytest

from sos_sim.check.arms import FULL, NOW, all_leaders_leave, arm, set_column
from sos_sim.check.judge import judge, measured
from sos_sim.check.pattern import CutMeasure, Measure, Pattern, at_least, between
from sos_sim.check.sample import sample_world
from sos_sim.check.seen import Seen, Sight, watch
from sos_sim.problems import InputProblems
from sos_sim.world.build import World, embedded_world


@pytest.fixture(scope="module")
def world() -> World:
    return sample_world(embedded_world(), 40)


def gain(sight: Sight) -> float:
    return sight["full"].state("authentic", 10) - sight["now"].state("authentic", 10)


def same(first: Seen, second: Seen) -> bool:
    return all(np.array_equal(first.yearly[name], second.yearly[name]) for name in first.yearly)


GAIN = Pattern(
    "S99", "help deepens practice", "test", {"full": FULL, "now": NOW}, (Measure("gain", gain, at_least(0.05)),)
)


def test_arms_of_the_same_content_are_run_once_whatever_they_are_called(world: World) -> None:
    again = arm("the same by another name", dict(FULL.settings))
    assert len(watch(world, [FULL, again, NOW], 1, {})) == 2


def test_an_arm_shows_the_same_alone_and_beside_others(world: World) -> None:
    alone = watch(world, [FULL], 3, {})[FULL.key]
    beside = watch(world, [NOW, FULL], 3, {})[FULL.key]
    assert same(alone, beside)


def test_what_is_forced_happens_in_its_own_arm_only(world: World) -> None:
    emptied = arm("leaders leave", None, all_leaders_leave(60))
    seen = watch(world, [NOW, emptied], 1, {})
    now, forced = seen[NOW.key], seen[emptied.key]
    assert same(now, watch(world, [NOW], 1, {})[NOW.key])
    assert np.array_equal(now.yearly["tenure"][5], forced.yearly["tenure"][5])
    assert forced.district("tenure", 6).max() <= 1.0
    assert now.district("tenure", 6).max() > 5.0


def test_a_column_can_be_set_at_the_start(world: World) -> None:
    hopeful = arm("hope", None, set_column("belief", 0.9))
    seen = watch(world, [NOW, hopeful], 1, {})
    assert seen[hopeful.key].state("belief", 0.25) > seen[NOW.key].state("belief", 0.25) + 0.2


def test_a_pattern_holds_with_help_and_fails_when_help_does_nothing(world: World) -> None:
    assert judge([GAIN], world, [1, 2]).results[0].status == "pass"
    useless = {"support.steepness": 5.0, "support.half_dose": 0.6, "adoption.supported": 0.1, "learning.support": 0.0}
    broken = judge([GAIN], world, [1, 2], useless | {"adoption.alone": 0.006, "time.facilitation": 0.2})
    assert broken.results[0].parts[0].figure < judge([GAIN], world, [1, 2]).results[0].parts[0].figure


def test_a_moved_parameter_that_is_not_allowed_is_told_before_anything_runs(world: World) -> None:
    with pytest.raises(InputProblems, match=r"learning\.gap_per_cycle"):
        judge([GAIN], world, [1], {"learning.gap_per_cycle": 7.0})


def test_a_figure_that_is_not_a_number_fails(world: World) -> None:
    nothing = Pattern("S98", "nothing", "test", {"now": NOW}, (Measure("none", lambda sight: math.nan, between(0, 1)),))
    assert judge([nothing], world, [1]).results[0].status == "fail"


def test_a_cut_off_is_spread_evenly_over_its_prior() -> None:
    measure = CutMeasure("cut", lambda sight, cut: cut, between(0, 1), (0.2, 0.4))
    cuts = np.sort([measured(measure, {}, seed) for seed in range(1, 101)])
    assert cuts[0] >= 0.2 and cuts[-1] <= 0.4
    assert np.abs(np.diff(cuts)).max() < 0.005


def test_the_sample_keeps_types_and_sizes_of_the_whole() -> None:
    whole, part = embedded_world(), sample_world(embedded_world(), 236)
    for kind in range(3):
        assert np.mean(part.districts.type == kind) == pytest.approx(np.mean(whole.districts.type == kind), abs=0.05)
    assert np.median(part.districts.enrolment) == pytest.approx(np.median(whole.districts.enrolment), rel=0.05)
