from __future__ import annotations

import numpy as np
import pytest

from sos_sim.study.statistics.paired import mean_interval, paired


def test_mean_and_share_of_hand_made_differences():
    found = paired(np.array([1.0, 2.0, 3.0, -1.0]), "higher")
    assert (found.seeds, found.difference, found.share_better) == (4, 1.25, 0.75)
    assert -1.0 <= found.low < 1.25 < found.high <= 3.0


def test_share_better_follows_the_outcomes_direction():
    differences = np.array([1.0, 2.0, 3.0, -1.0])
    assert paired(differences, "lower").share_better == 0.25
    assert paired(differences, "neither").share_better is None


def test_a_tie_counts_half():
    assert paired(np.array([0.0, 0.0, 1.0, -1.0]), "higher").share_better == 0.5
    assert paired(np.zeros(3), "lower").share_better == 0.5


def test_one_seed_has_no_interval():
    found = paired(np.array([0.3]), "higher")
    assert (found.difference, found.low, found.high, found.share_better) == (0.3, None, None, 1.0)
    assert found.includes_zero


def test_equal_differences_have_an_interval_of_no_width():
    found = paired(np.full(7, 0.25), "higher")
    assert found.difference == found.low == found.high == 0.25
    assert not found.includes_zero


def test_no_difference_at_all_includes_zero():
    assert paired(np.zeros(5), "higher").includes_zero


def test_two_distinct_values_stay_inside_them():
    low, high = mean_interval(np.array([0.0, 0.0, 1.0]))
    assert 0.0 <= low < high <= 1.0


def test_pairs_that_are_not_finite_are_left_out():
    found = paired(np.array([1.0, np.nan, 3.0, np.inf]), "higher")
    assert (found.seeds, found.difference) == (2, 2.0)
    assert paired(np.array([np.nan]), "higher").difference is None


def test_the_interval_is_the_same_every_time():
    values = np.random.default_rng(1).normal(size=12)
    assert mean_interval(values) == mean_interval(values)


def test_the_interval_scales_with_the_unit_and_moves_with_the_mean():
    values = np.random.default_rng(2).normal(size=15)
    low, high = mean_interval(values)
    scaled_low, scaled_high = mean_interval(100 * values + 7)
    assert (scaled_low, scaled_high) == pytest.approx((100 * low + 7, 100 * high + 7))


@pytest.mark.parametrize("draw", [lambda rng: rng.normal(1, 1, 20), lambda rng: rng.exponential(1, 20)])
def test_the_interval_covers_the_true_mean_about_nine_times_in_ten(draw):
    rng = np.random.default_rng(3)
    intervals = [mean_interval(draw(rng)) for _ in range(300)]
    covered = np.mean([low <= 1 <= high for low, high in intervals])
    # With 20 seeds a bootstrap covers a little less than it says; 300 trials add about 0.02 either way.
    assert 0.82 <= covered <= 0.95
