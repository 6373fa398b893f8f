"""The rooms of pressure, data, support and the field: figures from made-up courses, and patterns that break."""

from __future__ import annotations

import numpy as np
import pytest

from sos_sim.check.catalogue import PATTERNS, data, field, pressure, support
from sos_sim.check.judge import judge
from sos_sim.check.sample import sample_world
from sos_sim.world.build import World, embedded_world


@pytest.fixture(scope="module")
def world() -> World:
    return sample_world(embedded_world(), 120)


def figure(world: World, ident: str, place: int, moved: dict[str, float]) -> float:
    return judge([PATTERNS[ident]], world, [1, 2], moved).results[0].parts[place].figure


# pattern, place of the measure, what is moved, and whether the figure then rises or falls out of its rule
BREAKS = (
    ("S09", 1, {"safety.fear": 0.0, "safety.leadership": 0.0, "safety.practice": 0.0}),
    ("S10", 0, {"pressure.effort": 0.0, "pressure.attention": 0.0, "outcomes.new_practice_dip": 0.0}),
    ("S12", 0, {"outcomes.focus_priorities": 10.0, "time.compliance_priorities": 0.0, "backlog.priorities": 0.0}),
    ("S13", 0, {"outcomes.advocacy_effect": 0.0}),
    ("S18", 0, {"support.equalise": 1.0}),
    ("S21", 1, {"support.steepness": 1.0, "support.half_dose": 0.15}),
    ("S23", 1, {"providers.willing": 0.0}),
    ("S27", 1, {"coherence.novice_cost": 0.0}),
    ("S30", 0, {"learning.peers": 0.0, "adoption.imitation": 0.0, "turnover.moves": 0.0}),
    ("S37", 0, {"field.galvanise_uptake": 0.0, "field.galvanise_clarity": 0.0, "field.galvanise_leadership": 0.0}),
    ("S39", 1, {"money.savings": 0.0}),
    ("S41", 1, {"money.squeeze": 0.1, "money.discretionary": 0.005}),
    ("S43", 1, {"adoption.abandonment": 0.0, "accountability.leading_validity": 0.0}),
)


@pytest.mark.parametrize(("ident", "place", "moved"), BREAKS, ids=[each[0] for each in BREAKS])
def test_a_pattern_breaks_where_the_mechanism_behind_it_is_taken_away(
    world: World, ident: str, place: int, moved: dict[str, float]
) -> None:
    rule = PATTERNS[ident].measures[place].rule
    assert rule.allows(figure(world, ident, place, {}))
    broken = figure(world, ident, place, moved)
    assert not rule.allows(broken) or np.isnan(broken)


def test_belief_lost_follows_the_burden(world: World) -> None:
    light = figure(world, "S29", 0, {"belief.burden": 0.2})
    heavy = figure(world, "S29", 0, {"belief.burden": 0.8, "belief.full_burden": 0.1})
    assert light < 0.1 < 0.9 < heavy


def test_odds_are_one_where_providers_and_depth_have_nothing_to_do_with_each_other() -> None:
    deep, helped = np.array([True, True, False, False] * 25), np.array([True, False] * 50)
    assert support.odds(deep, helped) == pytest.approx(1.0)
    assert support.odds(deep, deep) > 100.0


def test_gains_everywhere_counts_only_districts_that_gain_on_every_indicator(made_up) -> None:
    used = np.zeros((11, 2, 6))
    used[:, 0] = np.linspace(0, 10, 11)[:, None]
    used[:, 1, :5] = np.linspace(0, 10, 11)[:, None]
    seen = made_up({"half_lives": used}, settings={"outcomes.reach": 1.0}, enrolment=(1.0, 1.0), gaps=40.0)
    assert pressure.gains_everywhere({"now": seen}) == pytest.approx(0.5, abs=0.01)


def test_uptake_is_a_yearly_rate(made_up) -> None:
    seen = made_up({}, {"authentic": np.linspace(0, 0.4, 41), "surface": np.zeros(41)})
    assert field.uptake({"now": seen}, "now", 4, 6) == pytest.approx(0.04)


def test_what_systems_and_training_bring_together_is_a_difference_of_differences(made_up) -> None:
    levels = {"both": 0.5, "systems": 0.2, "trained": 0.1, "none": 0.0}
    sight = {name: made_up({}, {"true_outcome": value}) for name, value in levels.items()}
    assert data.interaction(sight) == pytest.approx(0.2)


def test_every_pattern_of_the_report_and_of_the_theory_is_there_once() -> None:
    kinds = {"S": 46, "J": 12, "E": 4}
    expected = [f"{kind}{number:02d}" for kind, most in kinds.items() for number in range(1, most + 1)]
    assert sorted(PATTERNS) == sorted(expected)
    for pattern in PATTERNS.values():
        assert pattern.claim and pattern.source and pattern.measures


def test_all_patterns_run_and_give_figures(world: World) -> None:
    """The fast subset: every pattern on few districts; whether it holds is told by `sos-sim check patterns`."""
    judged = judge(list(PATTERNS.values()), world, [1])
    assert len(judged.results) == len(PATTERNS)
    for result in judged.results:
        for part in result.parts:
            assert not np.isnan(part.figure), (result.ident, part.name)
