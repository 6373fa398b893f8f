from __future__ import annotations

from collections.abc import Callable

import pytest

from sos_sim.check.catalogue import data
from sos_sim.check.catalogue.figures import abandoned_ratio, share_of_gain_lost, small
from sos_sim.check.judge import judge
from sos_sim.check.seen import Seen
from sos_sim.world.build import World

Maker = Callable[..., Seen]
PATTERNS = {pattern.ident: pattern for pattern in data.PATTERNS}


@pytest.mark.parametrize(
    ("ident", "moved"),
    [
        ("S15", {"data.unskilled_use": 1.0}),
        ("S17", {"adoption.abandonment": 0.0}),
        ("S43", {"adoption.abandonment": 0.0}),
    ],
)
def test_a_pattern_fails_where_what_brings_it_about_is_taken_away(
    ident: str, moved: dict[str, float], california: World
) -> None:
    pattern = [PATTERNS[ident]]
    assert judge(pattern, california, [1]).results[0].status == "pass"
    assert judge(pattern, california, [1], moved).results[0].status == "fail"


def test_the_dashboard_goes_without_moving_pressure(california: World) -> None:
    parts = judge([PATTERNS["S16"]], california, [1]).results[0].parts
    assert parts[-1].name == "largest change of felt pressure"
    assert parts[-1].figure == 0.0


def test_loss_is_a_share_of_the_districts_own_gain(made_up: Maker) -> None:
    sight = {
        name: made_up({"true_outcome": values}, enrolment=[100.0, 5000.0], pay=[0.0, 0.0])
        for name, values in {"shown": [0.3, 0.3], "dark": [0.2, 0.28], "shown now": [0.1, 0.1]}.items()
    }
    few = small(sight["shown"])
    assert few.tolist() == [True, False]
    assert share_of_gain_lost(sight, "shown", "dark", "shown now", few) == pytest.approx(0.5)
    assert data.small_over_others(sight) == pytest.approx(0.4)


def test_interaction_is_what_skill_adds_to_systems(made_up: Maker) -> None:
    levels = {"both": 0.3, "skill": 0.2, "helped systems": 0.16, "helped": 0.15}
    sight = {name: made_up(quarterly={"true_outcome": level}) for name, level in levels.items()}
    assert data.interaction(sight) == pytest.approx(0.09)


def test_nothing_abandoned_gives_no_figure(made_up: Maker) -> None:
    figure = abandoned_ratio("stale", "fresh")({"stale": made_up(), "fresh": made_up()})
    assert figure != figure
