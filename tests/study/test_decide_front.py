"""Front, regret, futures won and intervals, against answers known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from sos_sim.study.decide.front import front_share, on_front, resampled
from sos_sim.study.decide.regret import regret, share_interval, won


def test_a_known_front_is_found():
    gains = np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0], [1.0, 1.0], [2.0, 1.5], [3.0, 1.0]])
    assert on_front(gains).tolist() == [True, True, True, False, False, True]


def test_the_front_is_that_of_comparing_every_pair():
    rng = np.random.default_rng(4)
    for _ in range(20):
        gains = rng.integers(0, 5, (40, 3)).astype(float)
        beaten = [
            any((other >= own).all() and (other > own).any() for other in gains) for own in gains
        ]
        assert on_front(gains).tolist() == [not each for each in beaten]


def test_a_policy_better_in_every_future_is_on_the_front_of_every_resample():
    rng = np.random.default_rng(1)
    base = rng.normal(size=(1, 30, 2))
    gains = np.concatenate([base, base + 0.01, base - 0.01])
    shares = front_share(gains, resampled(np.arange(30), np.zeros(30, int), 200))
    assert shares.tolist() == [0.0, 1.0, 0.0]


def test_a_policy_whose_lead_is_luck_is_on_the_front_of_some_resamples():
    rng = np.random.default_rng(1)
    gains = rng.normal(size=(2, 40, 1))
    shares = front_share(gains, resampled(np.arange(40), np.zeros(40, int), 500))
    assert shares.sum() == pytest.approx(1)
    assert 0.02 < shares.min() < 0.5


def test_the_policy_that_is_always_best_has_no_regret_anywhere_and_wins_everything():
    rng = np.random.default_rng(2)
    gains = rng.normal(size=(4, 25, 3))
    gains[2] = gains.max(axis=0) + 0.1
    assert (regret(gains)[2] == 0).all()
    assert (won(gains)[2] == 1).all()
    assert (regret(gains) >= 0).all()


def test_ties_are_split_and_every_future_is_won_once():
    gains = np.array([[[1.0], [2.0], [0.0]], [[1.0], [1.0], [0.0]], [[0.0], [0.0], [0.0]]])
    shares = won(gains)
    assert shares[:, 0, 0].tolist() == [0.5, 0.5, 0.0]
    assert shares[:, 1, 0].tolist() == [1.0, 0.0, 0.0]
    assert shares.sum(axis=0) == pytest.approx(1)


def test_the_interval_is_wilsons_when_futures_are_independent():
    hits = np.zeros(200)
    hits[:60] = 1
    low, high = share_interval(hits, resampled(np.arange(200), np.zeros(200, int), 4000), 200)
    # Wilson (1927) for 60 of 200 at 90 %.
    assert (low, high) == (pytest.approx(0.2498, abs=0.004), pytest.approx(0.3556, abs=0.004))


def test_seeds_that_repeat_what_the_world_decides_do_not_narrow_the_interval():
    one = np.repeat([1.0, 0.0], 10)
    often = np.repeat(one, 20)
    alone = share_interval(one, resampled(np.arange(20), np.zeros(20, int)), 20)
    repeated = share_interval(often, resampled(np.repeat(np.arange(20), 20), np.tile(np.arange(20), 20)), 20)
    assert repeated == pytest.approx(alone, abs=0.03)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_an_interval_of_all_or_nothing_still_has_a_width(value):
    low, high = share_interval(np.full(20, value), resampled(np.arange(20), np.zeros(20, int)), 20)
    assert high - low > 0.05
    assert low <= value <= high
