from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sos_sim.check.arms import NOW, peers_by_lot
from sos_sim.check.catalogue import field
from sos_sim.check.judge import judge
from sos_sim.check.seen import Seen
from sos_sim.model.engine import Engine
from sos_sim.model.mechanisms import peers
from sos_sim.scenario.scenario import load
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import World

Maker = Callable[..., Seen]
PATTERNS = {pattern.ident: pattern for pattern in field.PATTERNS}


@pytest.mark.parametrize(
    ("ident", "moved"),
    [
        ("S26", {"coherence.novice_cost": 0.0}),
        ("S27", {"coherence.novice_cost": 0.0}),
        ("S36", {"learning.network": 0.0}),
        ("S37", {f"field.galvanise_{what}": 0.0 for what in ("uptake", "clarity", "leadership")}),
    ],
)
def test_a_pattern_fails_where_what_brings_it_about_is_taken_away(
    ident: str, moved: dict[str, float], california: World
) -> None:
    pattern = [PATTERNS[ident]]
    assert judge(pattern, california, [1]).results[0].status == "pass"
    assert judge(pattern, california, [1], moved).results[0].status == "fail"


def test_the_ratio_widens_where_the_groups_behind_close_their_gaps_slowly(california: World) -> None:
    slow = {"outcomes.rate_swd": 0.5, "outcomes.rate_el": 0.6}
    assert judge([PATTERNS["S40"]], california, [1], slow).results[0].status == "pass"


def test_peers_by_lot_are_the_peers_of_another_district_in_the_given_runs_alone(california: World) -> None:
    ground = load("california-2017")
    engine = Engine(california, compile_schedule([ground, NOW.scenario(ground)], dtype=np.float32), [1, 1])
    engine.step()
    own = peers.power_mean(engine.places.peers, engine.state.knowledge)
    engine.state.peer_knowledge = own.copy()
    peers_by_lot()[0].act(engine, np.array([1]))
    assert np.array_equal(engine.state.peer_knowledge[:, 0], own[:, 0])
    drawn = engine.state.peer_knowledge[:, 1]
    assert np.array_equal(np.sort(drawn), np.sort(own[:, 1]))
    assert (drawn != own[:, 1]).mean() > 0.9


def test_hub_needed_is_the_part_a_network_builds_without_one(made_up: Maker) -> None:
    levels = {"network": 0.5, "hubless": 0.35, "outside": 0.3}
    sight = {name: made_up(quarterly={"knowledge": level}) for name, level in levels.items()}
    assert field.hub_needed(sight) == pytest.approx(0.25)


def test_the_event_quickens_by_the_lead_it_brings_in_three_years(made_up: Maker) -> None:
    path = np.zeros(41)
    path[24:] = 0.06
    sight = {"event": made_up(quarterly={"authentic": path}), "now": made_up(quarterly={"authentic": 0.0})}
    assert field.quickened(sight) == pytest.approx(0.02)


def test_change_of_equity_is_beyond_that_of_2017_conditions(made_up: Maker) -> None:
    full, now = np.zeros(41), np.zeros(41)
    full[0], full[40], now[0], now[40] = 0.4, 0.3, 0.4, 0.38
    sight = {"full": made_up(quarterly={"equity_gap": full}), "now": made_up(quarterly={"equity_gap": now})}
    assert field.change_against_now("equity_gap", "full")(sight) == pytest.approx(-0.08)


def test_experts_see_no_loss_of_coherence(made_up: Maker) -> None:
    assert field.mean_coherence(made_up({"methods_met": [8.0], "knowledge": [1.0]})) == pytest.approx(1.0)
    assert field.mean_coherence(made_up({"methods_met": [3.0], "knowledge": [0.5]})) == pytest.approx(1 / 1.598)
