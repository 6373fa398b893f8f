from __future__ import annotations

import numpy as np
import pytest

from sos_sim.check.california.forecast import Seen, Weighing, choose_weighing, weighted
from sos_sim.check.california.rivals import crossed, fitted, moved_to, rivals
from sos_sim.check.california.scores import LEAST_CHANCE, area_under_curve, brier, log_score, score
from sos_sim.check.california.study import (
    MODEL,
    MODEL_BEFORE,
    Forecasts,
    forecast_2018,
    judge_forecast,
)
from sos_sim.check.sample import sample_world
from sos_sim.scenario.scenario import load
from sos_sim.world.build import embedded_world


def seen(areas: np.ndarray, listed: np.ndarray, graduation: np.ndarray | None = None) -> Seen:
    rates = np.full(listed.shape, np.nan, np.float32) if graduation is None else graduation
    return Seen(areas.astype(np.uint8), rates, listed.astype(bool))


def random_draws(draws: int, districts: int, seed: int = 1) -> Seen:
    chance = np.random.default_rng(seed)
    return seen(
        5 * (chance.random((draws, districts, 13)) < 0.1),
        chance.random((draws, districts)) < 0.4,
        (80 + 5 * chance.normal(size=(draws, districts))).astype(np.float32),
    )


def test_without_weights_the_chance_is_the_share_of_draws() -> None:
    draws = random_draws(50, 8)
    nothing = np.zeros((8, 13), np.uint8)
    found = weighted(draws, nothing, np.full(8, np.nan), Weighing(0.0, 0.0, 4.0))
    np.testing.assert_allclose(found, draws.listed.mean(axis=0))


def test_with_strong_weights_the_chance_is_that_of_the_draws_that_agree() -> None:
    areas = np.zeros((40, 1, 13))
    areas[:20, 0, 3] = 5
    listed = np.zeros((40, 1))
    listed[:15] = 1  # of the twenty draws on the list fifteen are again, of the others none
    draws = seen(areas, listed)
    found = weighted(draws, areas[0].astype(np.uint8), np.full(1, np.nan), Weighing(30.0, 30.0, 4.0))
    # Twenty agreeing draws at 0.75, and one draw's worth of the share of all.
    assert found[0] == pytest.approx((20 * 0.75 + 15 / 40) / 21)


def test_graduation_near_the_public_one_counts_most() -> None:
    rates = np.array([[60.0], [90.0]] * 10, np.float32)
    listed = np.array([[1], [0]] * 10)
    draws = seen(np.zeros((20, 1, 13)), listed, rates)
    low, high = (
        weighted(draws, np.zeros((1, 13), np.uint8), np.array([rate]), Weighing(0.0, 0.0, 4.0))[0] for rate in (60, 90)
    )
    assert low > 0.9 > 0.1 > high


def test_the_weighing_is_chosen_without_the_real_lists_and_trusts_a_list_that_repeats() -> None:
    chance = np.random.default_rng(2)
    on_list = chance.random((200, 30)) < 0.3
    areas = np.zeros((200, 30, 13))
    areas[..., 2] = 5 * on_list
    trusting = choose_weighing(seen(areas, on_list))
    assert trusting.area + trusting.status >= 3.0
    doubting = choose_weighing(seen(areas, chance.random((200, 30)) < 0.3))
    assert doubting.area + doubting.status < trusting.area + trusting.status


def test_areas_under_the_curve_of_known_forecasts() -> None:
    listed = np.array([True, True, False, False, False])
    assert area_under_curve(listed.astype(float), listed) == 1
    assert area_under_curve(1 - listed.astype(float), listed) == 0
    assert area_under_curve(np.full(5, 0.3), listed) == 0.5
    some = np.array([0.9, 0.2, 0.5, 0.1, 0.2])
    pairs = [(a > b) + 0.5 * (a == b) for a in some[:2] for b in some[2:]]
    assert area_under_curve(some, listed) == pytest.approx(np.mean(pairs))


def test_brier_and_log_scores_of_known_forecasts() -> None:
    listed = np.array([True, False])
    assert brier(np.array([0.5, 0.5]), listed) == 0.25
    assert log_score(np.array([0.5, 0.5]), listed) == pytest.approx(np.log(0.5))
    assert log_score(np.array([0.0, 1.0]), listed) == pytest.approx(np.log(LEAST_CHANCE))


def test_true_chances_score_better_than_wrong_ones_and_nothing_is_ahead_of_itself() -> None:
    chance = np.random.default_rng(3)
    true = chance.random(600)
    listed = chance.random(600) < true
    found = score({"true": true, "flat": np.full(600, 0.5)}, listed, "true", 200)
    assert found["true"]["brier"].ahead == found["true"]["auc"].ahead_high == 0
    assert all(found["flat"][each].ahead_low > 0 for each in ("auc", "brier", "log_score"))


def test_moved_odds_add_up_and_keep_their_order() -> None:
    chance = np.array([0.1, 0.2, 0.6])
    moved = moved_to(chance, 1.8)
    assert moved.sum() == pytest.approx(1.8)
    assert (np.diff(moved) > 0).all()


def test_the_logistic_line_finds_the_slope_it_was_drawn_with() -> None:
    chance = np.random.default_rng(4)
    about = chance.normal(size=(6000, 1))
    listed = chance.random(6000) < 1 / (1 + np.exp(-(0.5 + 1.5 * about[:, 0])))
    at = fitted(about, listed, np.array([[0.0], [1.0]]))
    odds = np.log(at / (1 - at))
    assert odds[0] == pytest.approx(0.5, abs=0.15)
    assert odds[1] - odds[0] == pytest.approx(1.5, abs=0.15)


def test_a_crossed_forecast_does_not_know_the_district_it_is_for() -> None:
    chance = np.random.default_rng(5)
    about = chance.normal(size=(100, 2))
    listed = chance.random(100) < 0.5
    other = listed.copy()
    other[0] = not other[0]
    assert crossed(about, listed)[0] == crossed(about, other)[0]


def test_rivals_told_2017_alone_do_not_move_with_2018() -> None:
    world = sample_world(embedded_world(), 60)
    chance = np.random.default_rng(6)
    before, one, other = (chance.random(60) < 0.4 for _ in range(3))
    everybody = np.ones(60, bool)
    told, otherwise = (rivals(before, after, world, everybody) for after in (one, other))
    for first, second in zip(told, otherwise, strict=True):
        assert np.array_equal(first.chance, second.chance) == (not first.knows_2018)


def test_the_model_forecasts_a_draw_of_its_own_better_than_a_size_rule() -> None:
    from sos_sim.check.california.official import Official
    from sos_sim.check.california.simulate import draw

    world, scenario = sample_world(embedded_world(), 200), load("california-2017")
    drawn = draw(world, scenario, [4711], (2016, 2017, 2018))
    everybody = np.ones(200, bool)
    official = Official(
        areas={year: drawn.listed_areas[year][..., 0] for year in (2017, 2018)},
        rated={2017: everybody, 2018: everybody},
        graduation={2017: drawn.everybody[2017]["GRAD"][:, 0]},
        before={},
        after={},
        graduation_groups={},
    )
    found = forecast_2018(world, None, scenario, official, range(1, 121))
    assert found.scores["logistic on size and type"]["log_score"].ahead > 0
    # In its own world, looking at the list of 2017 pays.
    assert found.scores[MODEL_BEFORE]["log_score"].ahead > 0
    assert judge_forecast(found).ident == "C27"


def test_the_forecast_fails_where_a_rival_is_not_clearly_behind() -> None:
    chance = np.random.default_rng(7)
    true = chance.random(400)
    listed = chance.random(400) < true
    chances = {MODEL: true, MODEL_BEFORE: true, "same rate for all": np.full(400, listed.mean()), "twin": true}
    found = Forecasts(
        ("",) * 400, listed, listed, chances, dict.fromkeys(chances, ""), score(chances, listed, MODEL, 200),
        Weighing(1, 1, 1), 10,
    )  # fmt: skip
    result = judge_forecast(found)
    assert [part.passed for part in result.parts] == [True, False]
    assert result.status == "fail"
