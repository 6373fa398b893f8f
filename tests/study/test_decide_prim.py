"""Scenario discovery: a planted box is found and nothing else, and chance is called chance."""

from __future__ import annotations

import numpy as np
import pytest

from sos_sim.study.decide.discovery import find_box
from sos_sim.study.decide.prim import (
    ALPHA,
    LEAST_MASS,
    Sample,
    chance_of_limit,
    discover,
    inside,
    measure,
    peel,
)
from sos_sim.study.decide.requirements import Requirement

WANTED = Requirement("true_outcome", ">=", 0.02)
PATHS = (
    "turnover.staff_hazard",
    "learning.forgetting",
    "support.half_dose",
    "pressure.gap",
    "time.operations",
    "safety.months",
)


def planted(count: int = 400, seed: int = 0, noise: float = 0.03) -> Sample:
    """Plant failures where factor 0 is above 0.6 and factor 3 below 0.5."""
    rng = np.random.default_rng(seed)
    points = rng.random((count, 6))
    fails = (points[:, 0] > 0.6) & (points[:, 3] < 0.5)
    fails = np.where(rng.random(count) < noise, ~fails, fails)
    return Sample(points, fails.astype(float), np.ones(count))


@pytest.mark.parametrize("seed", range(8))
def test_a_planted_box_is_found_dense_and_names_no_other_factor(seed):
    _, _, box = discover(planted(count=800, seed=seed))
    assert box.limited == [(0, "low"), (3, "high")]
    assert box.limits[0, 0] == pytest.approx(0.6, abs=0.05)
    assert box.limits[3, 1] == pytest.approx(0.5, abs=0.05)
    assert box.density > 0.9
    assert box.coverage > 0.8


def test_the_finding_says_the_planted_limits_in_words_and_how_sure_they_are():
    box = find_box("more", WANTED, PATHS, planted())
    assert [limit.path for limit in box.limits] == ["turnover.staff_hazard", "pressure.gap"]
    assert [(limit.low is None, limit.high is None) for limit in box.limits] == [(False, True), (True, False)]
    assert all(limit.chance < 0.001 and limit.comes_back > 0.9 for limit in box.limits)
    assert box.chance == pytest.approx(0.01)
    assert box.checked == pytest.approx(box.density, abs=0.1)
    assert box.words.startswith("more fails (true achievement gain below 0.020 student SD) in 2")
    assert "teachers and staff leaving\N{RIGHT SINGLE QUOTATION MARK} is above 0.6" in box.words
    assert f"{100 * box.density:.0f} % of the futures there fail" in box.words


def test_the_tree_says_the_same_as_the_box():
    leaf = find_box("more", WANTED, PATHS, planted()).leaves[0]
    assert set(leaf.limits) >= {"turnover.staff_hazard", "pressure.gap"}
    assert leaf.limits["turnover.staff_hazard"][0] == pytest.approx(0.6, abs=0.05)
    assert leaf.density > 0.9


def test_failures_dealt_out_at_random_give_nothing():
    rng = np.random.default_rng(5)
    found = [find_box("more", WANTED, PATHS, planted().shuffled(rng)) for _ in range(6)]
    # At the 5 % level one of six may look like something; more may not.
    assert sum(box.found for box in found) <= 1
    nothing = next(box for box in found if not box.found)
    assert nothing.limits == ()
    assert nothing.density == nothing.fail_share
    assert "no range of what was varied" in nothing.words


@pytest.mark.parametrize(("share", "said"), [(0.0, "in no future"), (1.0, "in every future")])
def test_failing_always_or_never_is_said_and_not_explained(share, said):
    sample = Sample(np.random.default_rng(0).random((50, 6)), np.full(50, share), np.ones(50))
    box = find_box("more", WANTED, PATHS, sample)
    assert not box.found
    assert said in box.words


def test_the_trajectory_shrinks_step_by_step_and_no_further_than_allowed():
    sample = planted()
    steps = peel(sample)
    mass = np.array([step.mass for step in steps])
    assert (steps[0].mass, steps[0].coverage) == (1.0, 1.0)
    assert (np.diff(mass) < 0).all()
    assert mass[-1] >= LEAST_MASS
    # Without ties a step gives up the smallest number of points that is at least a share alpha.
    counts = mass * len(sample.weight)
    assert -np.diff(counts) == pytest.approx(np.ceil(ALPHA * counts[:-1] - 1e-9))


def test_coverage_density_and_mass_agree_with_counting():
    sample = planted(noise=0.2)
    for step in peel(sample)[::5]:
        within = inside(sample.points, step.limits)
        assert step.mass == pytest.approx(within.mean())
        assert step.density == pytest.approx(sample.failing[within].mean())
        assert step.coverage == pytest.approx(sample.failing[within].sum() / sample.failing.sum())
        expected = np.corrcoef(within, sample.failing)[0, 1] if within.any() and not within.all() else 0.0
        assert step.separation == pytest.approx(expected)


def test_a_switch_is_peeled_whole_and_said_as_on_or_off():
    rng = np.random.default_rng(3)
    points = np.column_stack([rng.integers(0, 2, 300), rng.random(300)]).astype(float)
    sample = Sample(points, (points[:, 0] == 0).astype(float), np.ones(300))
    box = find_box("more", WANTED, ("pressure.attention", "learning.forgetting"), sample)
    assert [(limit.path, limit.low, limit.high) for limit in box.limits] == [("pressure.attention", None, 0.0)]
    assert "is off" in box.words
    assert (box.coverage, box.density) == (1.0, 1.0)


def test_whole_numbers_keep_whole_limits():
    rng = np.random.default_rng(3)
    points = np.column_stack([rng.integers(1, 9, 400), rng.random(400)]).astype(float)
    sample = Sample(points, (points[:, 0] >= 6).astype(float), np.ones(400))
    box = find_box("more", WANTED, ("coherence.methods", "learning.forgetting"), sample)
    assert [(limit.path, limit.low, limit.high) for limit in box.limits] == [("coherence.methods", 6.0, None)]
    assert "is at least 6" in box.words


def test_the_chance_of_a_limit_is_fishers_exact_one():
    from scipy.stats import fisher_exact

    sample = planted(count=80, noise=0.3)
    limits = np.tile([-np.inf, np.inf], (6, 1))
    limits[0, 0], limits[3, 1] = 0.6, 0.7
    around = sample.points[:, 3] <= 0.7
    within, fails = around & (sample.points[:, 0] >= 0.6), sample.failing > 0
    table = [[(within & fails).sum(), (within & ~fails).sum()]]
    table += [[(around & ~within & fails).sum(), (around & ~within & ~fails).sum()]]
    expected = fisher_exact(table, alternative="greater").pvalue
    assert 1e-4 < expected < 0.5
    assert chance_of_limit(sample, limits, 0, "low") == pytest.approx(expected)


def test_strong_factors_are_found_where_most_futures_fail():
    rng = np.random.default_rng(5)
    points = rng.random((150, 12))
    pull = 3.0 * (points[:, 2] - 0.5) + 3.0 * (points[:, 7] - 0.5) + rng.normal(0.0, 0.6, 150)
    sample = Sample(points, (pull > -0.2).astype(float), np.ones(150))
    assert sample.failing.mean() > 0.5
    assert {factor for factor, _ in discover(sample)[2].limited} == {2, 7}


def test_seeds_of_a_point_do_not_make_a_limit_surer():
    sample = planted(noise=0.3)
    many = Sample(sample.points, sample.failing, 50 * sample.weight)
    limits = np.tile([-np.inf, np.inf], (6, 1))
    limits[1, 0] = 0.5
    assert chance_of_limit(many, limits, 1, "low") == chance_of_limit(sample, limits, 1, "low")
    assert measure(many, limits).density == pytest.approx(measure(sample, limits).density)


def test_of_twelve_factors_the_three_that_matter_are_named_and_hardly_ever_another():
    named = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        points = rng.random((300, 12))
        fails = (points[:, 0] > 0.4) & (points[:, 3] < 0.6) & (points[:, 5] > 0.35)
        fails = np.where(rng.random(300) < 0.08, ~fails, fails)
        box = discover(Sample(points, fails.astype(float), np.ones(300)))[2]
        named.append({factor for factor, _ in box.limited})
    assert sum(each == {0, 3, 5} for each in named) >= 10
    assert sum(bool(each - {0, 3, 5}) for each in named) <= 1
