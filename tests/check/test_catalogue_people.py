from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sos_sim.check.catalogue import PATTERNS, people
from sos_sim.check.judge import judge
from sos_sim.check.seen import Seen, watch
from sos_sim.observe.ratings import KINDS
from sos_sim.world.build import World

Maker = Callable[..., Seen]


@pytest.mark.parametrize(
    ("ident", "moved"),
    [
        ("S08", {"embedding.codify_effect": 0.0, "embedding.formal_effect": 0.0}),
        ("S24", {"adoption.reversal": 0.0, "adoption.abandonment": 0.0}),
        ("S34", {"embedding.codify_effect": 0.0, "embedding.formal_effect": 0.0}),
    ],
)
def test_a_pattern_fails_where_what_brings_it_about_is_taken_away(
    ident: str, moved: dict[str, float], california: World
) -> None:
    pattern = [PATTERNS[ident]]
    assert judge(pattern, california, [1]).results[0].status == "pass"
    assert judge(pattern, california, [1], moved).results[0].status == "fail"


@pytest.mark.parametrize(
    ("ident", "place", "moved"),
    [("S07", 0, {"turnover.pay": 0.0}), ("S31", 0, {"state.capability": 5.0})],
)
def test_one_measure_fails_where_what_brings_it_about_is_taken_away(
    ident: str, place: int, moved: dict[str, float], california: World
) -> None:
    pattern = [PATTERNS[ident]]
    assert judge(pattern, california, [1]).results[0].parts[place].passed
    assert not judge(pattern, california, [1], moved).results[0].parts[place].passed


def test_offset_is_the_part_of_the_loss_that_more_help_brings_back(made_up: Maker) -> None:
    levels = {"moderate": 0.6, "exits": 0.4, "twice helped": 0.45}
    sight = {name: made_up(quarterly={"knowledge": level}) for name, level in levels.items()}
    assert people.offset(sight) == pytest.approx(0.25)


def test_loss_blunted_is_the_difference_of_two_losses(made_up: Maker) -> None:
    levels = {"moderate": 0.6, "exits": 0.4, "embedded": 0.7, "embedded exits": 0.65}
    sight = {name: made_up(quarterly={"knowledge": level}) for name, level in levels.items()}
    assert people.loss_blunted(sight) == pytest.approx(0.15)


def test_pay_is_compared_between_the_outer_fifths(made_up: Maker) -> None:
    seen = made_up(pay=[0.0, 0.1, 0.2, 0.3, -0.1])
    assert people.best_over_worst_paid(np.array([1.0, 2.0, 3.0, 4.0, 0.5]), seen) == pytest.approx(3.5)


def test_what_hires_bring_is_what_is_missing_where_leavers_carry_nothing(made_up: Maker) -> None:
    pay = [0.0, 0.1, 0.2, 0.3, -0.1]
    full = made_up({"knowledge": [0.5, 0.5, 0.5, 0.6, 0.4]}, pay=pay)
    nothing = made_up({"knowledge": [0.5, 0.5, 0.5, 0.5, 0.39]}, pay=pay)
    assert people.carried({"full": full, "nothing carried": nothing}) == pytest.approx(0.09)


def test_decay_avoided_counts_from_the_end_of_help(made_up: Maker) -> None:
    def course(after: float) -> np.ndarray:
        path = np.full(41, 0.5)
        path[24] = after
        return path

    sight = {
        "stopped": made_up(quarterly={"authentic": course(0.3)}),
        "stopped embedded": made_up(quarterly={"authentic": course(0.45)}),
    }
    assert people.change("stopped", "authentic", 3, 6)(sight) == pytest.approx(-0.2)
    assert people.decay_avoided(sight) == pytest.approx(0.15)


def test_self_ratings_are_compared_by_kind_of_organisation(made_up: Maker) -> None:
    rows = dict.fromkeys(KINDS, 2.0) | {"state agencies": 1.5, "private providers": 3.0, "improvement networks": 3.5}
    now = {"now": made_up(ratings=np.repeat([[rows[kind]] for kind in KINDS], 6, axis=1))}
    assert people.state_below_next(now) == pytest.approx(0.5)
    assert people.making_progress(now) == 2.0
    assert people.mean_rating(now) == pytest.approx(2.4)


def test_help_that_stops_is_the_same_until_it_stops(california: World) -> None:
    full, stopped = PATTERNS["S05"].arms["full"], PATTERNS["S24"].arms["stopped"]
    seen = watch(california, [full, stopped], 1, {})
    year = people.STOP_YEAR
    for name in ("authentic", "days", "knowledge"):
        assert np.array_equal(seen[full.key].district(name, year), seen[stopped.key].district(name, year))
    assert seen[stopped.key].state("support_days", year + 1) < 0.3 * seen[full.key].state("support_days", year + 1)
