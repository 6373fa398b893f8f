"""Emulator, sampler and weights, each against what is known exactly."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from sos_sim.study.calibrate.agreement import agreement, distances
from sos_sim.study.calibrate.emulate import averaged_log_likelihood, emulated_log_likelihood, fit_emulator
from sos_sim.study.calibrate.leave_out import check_blocks
from sos_sim.study.calibrate.question import Prior
from sos_sim.study.calibrate.reweight import importance_weights, resample, smooth_tail
from sos_sim.study.calibrate.sample import sample_posterior, split_r_hat
from sos_sim.study.calibrate.smc import tempered_smc
from sos_sim.study.calibrate.surface import Covariance, _Likelihood, fit_surface, trend_features, trend_penalties


def _toy():
    name = "calibration_toy_by_path"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("toy.py"))
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


Toy = _toy().Toy


def _design(count=60, numbers=4, seed=1):
    return np.random.default_rng(seed).random((count, numbers))


@pytest.fixture
def covariance():
    return Covariance(0.3, 0.05, 0.6, 0.01, np.array([0.4, 0.9, 1.5, 3.0]))


def test_the_process_is_that_of_scikit_learn(covariance):
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    kernel = Covariance(0.0, 0.0, 0.6, 0.01, covariance.lengths)
    design, places = _design(), _design(20, seed=2)
    values = np.sin(4 * design @ np.ones((4, 1)))
    ours = fit_surface(design, values, kernel)
    scaled = (values - values.mean()) / values.std()
    # The wide variance of the level is part of ours.
    theirs = GaussianProcessRegressor(
        ConstantKernel(10.0, "fixed") + 0.6 * Matern(covariance.lengths, nu=2.5) + WhiteKernel(0.01), optimizer=None
    ).fit(design, scaled)
    mean, sd = theirs.predict(places, return_std=True)
    found = ours.mean(places, design, trend_features(places))[:, 0]
    np.testing.assert_allclose(found, values.mean() + values.std() * mean, atol=1e-7)
    np.testing.assert_allclose(ours.sd(places, design)[:, 0], values.std() * sd, rtol=1e-4)


def test_the_trend_is_a_ridge_regression():
    from sklearn.linear_model import Ridge

    design, places = _design(), _design(20, seed=2)
    values = np.exp(design @ np.ones((4, 1)))
    surface = fit_surface(design, values, Covariance(0.5, 0.1, 0.0, 0.02, np.ones(4)))
    root = np.sqrt(trend_penalties(4, 0.5, 0.1))
    scaled = (values - values.mean()) / values.std()
    ridge = Ridge(alpha=0.02, fit_intercept=False).fit(trend_features(design) * root, scaled[:, 0])
    found = surface.mean(places, design, trend_features(places))[:, 0]
    foretold = ridge.predict(trend_features(places) * root)
    np.testing.assert_allclose(found, values.mean() + values.std() * foretold, atol=1e-8)


def test_leaving_one_out_in_closed_form_is_leaving_one_out(covariance):
    design = _design(25)
    values = np.cos(3 * design @ np.ones((4, 2)) + [0, 1])
    surface = fit_surface(design, values, covariance)
    level, scale = values.mean(0), values.std(0)
    scaled = (values - level) / scale
    for left in (0, 7):
        rest = np.delete(np.arange(25), left)
        matrix = covariance.between(design[rest], design[rest]) + 0.01 * np.eye(24)
        shared = covariance.between(design[[left]], design[rest])
        mean = shared @ np.linalg.solve(matrix, scaled[rest])
        left_over = covariance.at(design[[left]]) + 0.01 - shared @ np.linalg.solve(matrix, shared.T)
        np.testing.assert_allclose(surface.left_out_mean[left], level + scale * mean[0], atol=1e-8)
        np.testing.assert_allclose(surface.left_out_sd[left], scale * np.sqrt(left_over[0, 0]), rtol=1e-8)


def test_the_gradient_of_the_fit_is_its_slope():
    design = _design(30)
    values = np.cos(3 * design @ np.ones((4, 2)) + [0, 1])
    job = _Likelihood(design, (values - values.mean(0)) / values.std(0), 0.0, True)
    at = np.log([0.3, 0.05, 0.6, 0.01, 0.4, 0.9, 1.5, 3.0])
    step = 1e-5 * np.eye(8)
    slopes = [(job(at + row)[0] - job(at - row)[0]) / 2e-5 for row in step]
    np.testing.assert_allclose(job(at)[1], slopes, rtol=1e-4, atol=1e-4)


def test_features_have_variance_one_over_the_cube():
    features = trend_features(_design(100_000))
    np.testing.assert_allclose(features[:, 1:].mean(0), 0, atol=0.02)
    np.testing.assert_allclose(features[:, 1:].var(0), 1, atol=0.03)
    kernel = Covariance(0.3, 0.05, 0.0, 0.01, np.ones(4))
    few = features[:6]
    np.testing.assert_allclose(
        kernel.between(_design(100_000)[:6], _design(100_000)[:6]),
        (few * trend_penalties(4, 0.3, 0.05)) @ few.T,
        atol=1e-10,
    )


def test_a_smooth_model_is_foretold_and_its_intervals_hold():
    toy = Toy()
    design, places = _design(80), _design(500, seed=3)
    emulator = fit_emulator(design, toy.simulate(design, (1,)), toy.blocks)
    mean, sd = emulator.predict(places)
    truth = toy.simulate(places, (1,))
    assert 1 - ((truth - mean) ** 2).sum() / ((truth - truth.mean(0)) ** 2).sum() > 0.995
    assert (np.abs(truth - mean) < 3.5 * sd).mean() > 0.95
    assert emulator.check().explained.min() > 0.98
    assert not any(check.bad for check in check_blocks(emulator, toy))


def test_constant_statistics_are_foretold_without_error():
    design = _design(40)
    values = np.stack([np.full(40, 0.1), design[:, 0]], axis=1)
    for kind in ("gaussian process", "quadratic"):
        emulator = fit_emulator(design, values, ((0,), (1,)), kind)
        mean, sd = emulator.predict(_design(5, seed=9))
        np.testing.assert_allclose(mean[:, 0], 0.1)
        assert (sd[:, 0] == 0).all()
        assert emulator.check().explained[0] == 1


def test_a_statistic_that_is_not_a_number_is_refused():
    design = _design(20)
    with pytest.raises(ValueError, match="not a finite number"):
        fit_emulator(design, np.where(design > 0.9, np.nan, design), ((0, 1), (2, 3)))


def test_noise_that_no_surface_explains_is_found_out():
    toy = Toy()
    design = _design(80)
    values = toy.simulate(design, (1,))
    values[:, :2] = np.random.default_rng(5).normal(0, 2, (80, 2))
    bad = [check.block for check in check_blocks(fit_emulator(design, values, toy.blocks), toy) if check.bad]
    assert bad == [0]


def test_the_mean_likelihood_under_error_is_its_integral():
    toy = Toy()
    mean, sd = toy.simulate(toy.truth[None], (1,)), np.full((1, 12), 0.3)
    drawn = mean + sd * np.random.default_rng(1).standard_normal((40_000, 1))
    exact = np.exp(toy.log_likelihood(drawn)).mean(0)
    np.testing.assert_allclose(np.exp(averaged_log_likelihood(toy, mean, sd))[0], exact, rtol=0.03)
    np.testing.assert_allclose(averaged_log_likelihood(toy, mean, 0 * sd), toy.log_likelihood(mean), atol=1e-9)


@pytest.mark.parametrize("numbers", [2, 12])
def test_the_chain_finds_the_spread_of_a_known_posterior(numbers):
    sampled = sample_posterior(
        lambda places: -0.5 * (((places - 0.5) / 0.1) ** 2).sum(1), numbers, 8000, np.random.default_rng(1)
    )
    assert sampled.converged and sampled.r_hat < 1.02
    np.testing.assert_allclose(sampled.places.std(0).mean(), 0.1, rtol=0.03)
    np.testing.assert_allclose(sampled.places.mean(0), 0.5, atol=0.015)


def test_a_flat_likelihood_gives_the_prior_back():
    rng = np.random.default_rng(2)
    prior = rng.random((4000, 3))
    chain = sample_posterior(lambda places: np.zeros(len(places)), 3, 4000, np.random.default_rng(1))
    particles = tempered_smc(lambda places: np.zeros(len(places)), 3, 1000, 1)
    assert distances(chain.places, prior).max() < 0.1
    assert distances(particles.places, prior).max() < 0.15
    assert particles.evidence == 0


def test_a_chain_that_moves_is_told_from_one_that_stands():
    rng = np.random.default_rng(1)
    still = rng.standard_normal((400, 20, 2))
    assert split_r_hat(still) < 1.01
    assert split_r_hat(still + np.linspace(0, 3, 400)[:, None, None]) > 1.2


def test_particles_give_the_evidence():
    def likelihood(places):
        return -0.5 * (((places - 0.5) / 0.05) ** 2).sum(1)

    particles = tempered_smc(likelihood, 3, 1000, 1)
    assert particles.temper == 1
    assert particles.evidence == pytest.approx(3 * np.log(0.05 * np.sqrt(2 * np.pi)), abs=0.25)
    np.testing.assert_allclose(particles.places.std(0), 0.05, rtol=0.12)


def test_weights_turn_draws_of_one_posterior_into_another():
    rng = np.random.default_rng(1)
    drawn = rng.normal(0, 1, 4000)
    found = importance_weights(-0.5 * drawn**2, -0.5 * ((drawn - 0.5) / 0.8) ** 2)
    assert (found.weights * drawn).sum() == pytest.approx(0.5, abs=0.05)
    assert 1000 < found.ess < 4000 and found.shape < 0.5
    rows = resample(found.weights, 2000, rng)
    assert drawn[rows].mean() == pytest.approx(0.5, abs=0.06)
    assert drawn[rows].std() == pytest.approx(0.8, abs=0.05)


def test_weights_of_too_narrow_draws_are_not_trusted():
    drawn = np.random.default_rng(1).normal(0, 0.4, 4000)
    assert importance_weights(-0.5 * (drawn / 0.4) ** 2, -0.5 * drawn**2).shape > 0.7


def test_the_pareto_shape_is_found():
    uniform = np.random.default_rng(1).random((20, 20_000))
    for shape in (0.2, 0.5, 0.9):
        found = [smooth_tail(-shape * np.log(row))[1] for row in uniform]
        assert np.mean(found) == pytest.approx(shape, abs=0.05)


def test_resampling_takes_each_as_often_as_its_weight_says():
    weights = np.array([0.5, 0.3, 0.2, 0.0])
    assert np.bincount(resample(weights, 100, np.random.default_rng(1)), minlength=4).tolist() == [50, 30, 20, 0]


def test_equal_posteriors_agree_and_shifted_ones_do_not():
    rng = np.random.default_rng(1)
    first, second = rng.random((1000, 2)), rng.random((1000, 2))
    assert agreement(first, second).agree
    found = agreement(first + np.array([0.0, 0.2]), second)
    assert not found.agree and found.distance[1] == pytest.approx(0.2 * 12**0.5, abs=0.15)


def test_values_and_places_of_a_logarithmic_prior_belong_together():
    prior = Prior("toy", 0.01, 1.0, logarithmic=True)
    np.testing.assert_allclose(prior.value(np.array([0.0, 0.5, 1.0])), [0.01, 0.1, 1.0])
    np.testing.assert_allclose(prior.place(prior.value(np.array([0.2]))), [0.2])


def test_the_emulated_posterior_is_the_exact_one():
    toy = Toy()
    design = _design(80)
    emulator = fit_emulator(design, toy.simulate(design, (1,)), toy.blocks)
    exact = sample_posterior(toy.exact, 4, 6000, np.random.default_rng(1))
    found = sample_posterior(emulated_log_likelihood(emulator, toy), 4, 4000, np.random.default_rng(2))
    assert distances(found.places, exact.places).mean() < 0.12
