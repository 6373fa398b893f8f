from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.stats import bootstrap

from sos_sim.study.statistics.bootstrap import RESAMPLES, mean_intervals, ratio_interval, resampled_means


def _scipy_ends(values, runs):
    """Give the interval of scipy with several seeds of its own: (runs, 2)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [
            bootstrap(
                (values,),
                np.mean,
                n_resamples=RESAMPLES,
                confidence_level=0.9,
                method="BCa",
                rng=np.random.default_rng(run),
            ).confidence_interval
            for run in range(runs)
        ]
    return np.array([(one.low, one.high) for one in found])


@pytest.mark.parametrize("seeds", [8, 20, 50])
def test_the_interval_is_scipys_to_monte_carlo_error(seeds):
    values = np.random.default_rng(seeds).exponential(1, (seeds, 4))
    ours = np.column_stack(mean_intervals(values))
    for place in range(4):
        theirs = _scipy_ends(values[:, place], 12)
        error = theirs.std(axis=0, ddof=1)
        assert (np.abs(ours[place] - theirs.mean(axis=0)) < 4.5 * error).all()


def test_every_column_meets_the_same_resampled_seeds():
    one = np.random.default_rng(1).normal(size=(9, 1))
    both = resampled_means(np.hstack([one, 3 * one]))
    np.testing.assert_allclose(both[:, 1], 3 * both[:, 0])
    np.testing.assert_allclose(both[:, :1], resampled_means(one))


def test_a_sum_of_outcomes_is_resampled_as_the_sum():
    values = np.random.default_rng(2).normal(size=(12, 2))
    together = resampled_means(values.sum(axis=1, keepdims=True))[:, 0]
    np.testing.assert_allclose(together, resampled_means(values).sum(axis=1))


def test_many_columns_are_what_each_is_alone():
    values = np.random.default_rng(3).normal(size=(7, 900))  # more columns than are held at once
    low, high = mean_intervals(values)
    for place in (0, 399, 400, 899):
        alone = mean_intervals(values[:, [place]])
        np.testing.assert_allclose((low[place], high[place]), (alone[0][0], alone[1][0]))


def test_one_seed_has_no_interval_and_equal_values_one_of_no_width():
    low, high = mean_intervals(np.array([[0.3, 0.1]]))
    assert np.isnan(low).all()
    assert np.isnan(high).all()
    low, high = mean_intervals(np.full((11, 1), 0.1))
    assert low[0] == high[0] == 0.1


def test_a_constant_ratio_has_an_interval_of_no_width():
    gains = np.random.default_rng(4).uniform(1, 2, 15)
    assert ratio_interval(3 * gains, gains) == pytest.approx((3, 3))


def test_a_ratio_over_a_constant_is_the_interval_of_the_mean():
    costs = np.random.default_rng(5).exponential(2, 15)
    low, high = mean_intervals(costs[:, None])
    assert ratio_interval(costs, np.full(15, 4.0)) == pytest.approx((low[0] / 4, high[0] / 4))


def test_a_ratio_covers_the_truth_about_nine_times_in_ten():
    rng = np.random.default_rng(6)
    covered = []
    for _ in range(200):
        gains = rng.normal(1, 0.3, 25)
        low, high = ratio_interval(5 * gains + rng.normal(0, 1, 25), gains)
        covered.append(low <= 5 <= high)
    assert 0.82 <= np.mean(covered) <= 0.96


def test_a_gain_that_some_resamples_lose_has_no_upper_end():
    gains = np.array([4.0, 0.1, -1.2, 0.2, -1.1, 0.1])
    low, high = ratio_interval(np.ones(6), gains)
    assert np.isfinite(low)
    assert high == np.inf
