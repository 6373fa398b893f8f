from __future__ import annotations

import itertools

import numpy as np
import pytest

from sos_sim.study.statistics.sign_flip import MOST_EXACT, sign_flip_p


def _by_hand(values):
    signs = list(itertools.product((1, -1), repeat=len(values)))
    sums = [abs(sum(s * v for s, v in zip(pattern, values, strict=True))) for pattern in signs]
    return np.mean([one >= abs(values.sum()) - 1e-12 for one in sums])


@pytest.mark.parametrize("seeds", [1, 2, 5, 9])
def test_few_seeds_are_exact(seeds):
    values = np.random.default_rng(seeds).normal(0.5, 1, (seeds, 3))
    np.testing.assert_allclose(sign_flip_p(values), [_by_hand(column) for column in values.T])


def test_no_difference_at_all_has_p_1():
    assert sign_flip_p(np.zeros((4, 2))).tolist() == [1.0, 1.0]
    assert sign_flip_p(np.zeros((40, 1))).tolist() == [1.0]


@pytest.mark.parametrize("seeds", [3, 6, MOST_EXACT])
def test_the_same_difference_in_every_seed_is_as_clear_as_so_few_seeds_allow(seeds):
    assert sign_flip_p(np.full((seeds, 1), 0.1))[0] == 2 / 2**seeds


def test_the_unit_and_the_direction_do_not_matter():
    values = np.random.default_rng(1).normal(0.3, 1, (20, 4))
    np.testing.assert_allclose(sign_flip_p(-100 * values), sign_flip_p(values))


def test_many_seeds_are_near_the_exact_test():
    values = np.random.default_rng(2).normal(0.45, 1, (MOST_EXACT + 1, 3))
    exact = np.array([_by_hand(column) for column in values.T])
    error = np.sqrt(exact * (1 - exact) / 9_999)
    assert (np.abs(sign_flip_p(values) - exact) < 4 * error + 2e-4).all()


@pytest.mark.parametrize("seeds", [8, 30])
def test_without_a_difference_one_in_ten_is_below_a_tenth(seeds):
    values = np.random.default_rng(3).standard_t(4, (seeds, 3000))
    assert np.mean(sign_flip_p(values) < 0.1) == pytest.approx(0.1, abs=0.02)
