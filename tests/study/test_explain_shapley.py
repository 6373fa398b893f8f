from __future__ import annotations

import itertools

import numpy as np
import pytest

from sos_sim.study.explain.shapley import shapley


def game(players: int, worth) -> np.ndarray:
    groups = range(1 << players)
    return np.array([worth({i for i in range(players) if place >> i & 1}) for place in groups], float)


def test_in_an_additive_game_everybody_gets_what_they_add():
    own = np.array([0.5, -2.0, 3.0, 0.0])
    values = game(4, lambda group: 7.0 + sum(own[i] for i in group))
    np.testing.assert_allclose(shapley(values), own, atol=1e-12)


def test_players_that_do_the_same_get_the_same():
    shares = shapley(game(3, lambda group: len(group) ** 2))
    np.testing.assert_allclose(shares, 3.0)


def test_a_player_that_changes_nothing_gets_exactly_nothing():
    drawn = np.random.default_rng(1).normal(size=8)
    values = np.array([drawn[(place & 3) | (place >> 1 & 4)] for place in range(16)])  # bit 2 does not count
    assert shapley(values)[2] == 0.0


def test_shares_sum_to_the_worth_of_everybody_minus_nobody_in_every_column():
    values = np.random.default_rng(2).normal(size=(32, 5, 2))
    np.testing.assert_allclose(shapley(values).sum(axis=0), values[-1] - values[0], atol=1e-12)


def test_shares_are_the_mean_gain_over_every_order_of_joining():
    values = np.random.default_rng(3).normal(size=16)
    gains = np.zeros(4)
    for order in itertools.permutations(range(4)):
        group = 0
        for player in order:
            gains[player] += values[group | 1 << player] - values[group]
            group |= 1 << player
    np.testing.assert_allclose(shapley(values), gains / 24)


def test_the_glove_game_has_its_known_solution():
    # One left glove, two right ones; a pair is worth 1 (Shapley 1953; Osborne and Rubinstein 1994, 14.4).
    shares = shapley(game(3, lambda group: float(0 in group and bool(group & {1, 2}))))
    np.testing.assert_allclose(shares, [2 / 3, 1 / 6, 1 / 6])


def test_a_number_of_groups_that_no_players_have_is_refused():
    with pytest.raises(ValueError, match="3 groups"):
        shapley(np.zeros(3))
