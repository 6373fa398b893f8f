from __future__ import annotations

import numpy as np
import pytest

from sos_sim.study.compare.cost_per_gain import costs_of_gains

RNG = np.random.default_rng(1)
COSTS = RNG.normal(20, 1, 12)


def _found(cost, gain, years=10):
    return costs_of_gains({"cost_per_pupil": cost, "true_outcome": gain}, years)


def test_it_is_mean_cost_over_mean_gain_in_tenths_of_a_student_sd():
    gains = RNG.normal(0.05, 0.01, 12)
    (found,) = _found(COSTS, gains)
    assert found.value == pytest.approx(COSTS.mean() / (gains.mean() / 0.1))
    assert found.low < found.value < found.high
    assert found.over_horizon == pytest.approx(10 * found.value)
    assert found.gain.unit == "$ per pupil and year per 0.1 student SD of true achievement"


def test_twice_the_cost_is_twice_the_price_and_twice_the_gain_half_of_it():
    gains = RNG.normal(0.05, 0.01, 12)
    (one,), (dear,), (good,) = _found(COSTS, gains), _found(2 * COSTS, gains), _found(COSTS, 2 * gains)
    assert (dear.value, dear.low, dear.high) == pytest.approx((2 * one.value, 2 * one.low, 2 * one.high))
    assert (good.value, good.low, good.high) == pytest.approx((one.value / 2, one.low / 2, one.high / 2))


@pytest.mark.parametrize("gains", [np.zeros(12), RNG.normal(0, 0.05, 12), RNG.normal(-0.1, 0.01, 12)])
def test_where_there_is_no_clear_gain_there_is_no_price(gains):
    (found,) = _found(COSTS, gains)
    assert (found.value, found.low, found.high, found.over_horizon) == (None, None, None, None)
    assert found.note == "no gain to divide by"


def test_a_gain_that_saves_money_has_no_price():
    (found,) = _found(-COSTS, RNG.normal(0.05, 0.01, 12))
    assert (found.value, found.note) == (None, "the gain costs nothing more")


def test_one_seed_gives_no_price():
    (found,) = _found(COSTS[:1], np.array([0.1]))
    assert (found.value, found.note) == (None, "needs 2 seeds")


def test_seeds_that_failed_are_left_out_and_missing_outcomes_have_no_price():
    gains = RNG.normal(0.05, 0.01, 12)
    holed = gains.copy()
    holed[3] = np.nan
    (found,), (whole,) = _found(COSTS, holed), _found(np.delete(COSTS, 3), np.delete(gains, 3))
    assert found == whole
    assert costs_of_gains({}, 10) == ()
