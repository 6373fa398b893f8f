import numpy as np
import pytest

from sos_sim.model.measure import tables

QUIET = {
    "measurement__drift": 0.0,
    "measurement__year_shocks": 0.0,
    "measurement__state_shocks": 0.0,
    "measurement__sampling_noise": 0.0,
}


def test_without_noise_shocks_and_inflation_measured_is_true_exactly(sixty, yearly, settings):
    run = yearly(sixty, settings(**QUIET))
    for year in range(2016, 2022):
        spring = run.spring(year, half_lives=0.2 * max(year - 2017, 0), passing=0.01)
        assert np.array_equal(spring.true, spring.measured)


def test_when_nothing_is_done_and_nothing_drifts_levels_stay_bit_for_bit(sixty, yearly, settings):
    run = yearly(sixty, settings(**QUIET), dtype=np.float32)
    first = run.spring(2016).true
    for year in range(2017, 2025):
        assert np.array_equal(run.spring(year).true, first)


def test_inflation_raises_measured_values_by_its_size_and_leaves_true_ones(sixty, yearly, settings):
    plain, inflated = yearly(sixty, settings(**QUIET)), yearly(sixty, settings(**QUIET))
    one, other = plain.spring(2018), inflated.spring(2018, inflation=0.1)
    cells = plain.state.cells
    assert np.array_equal(one.true, other.true)
    points = cells.indicator <= tables.MATH
    assert np.allclose((other.measured - other.true)[points], 10.0)
    fewer = np.isin(cells.indicator, (tables.CHRO, tables.SUSP))
    assert (other.measured[fewer] <= one.measured[fewer]).all()
    assert (other.measured[~fewer] >= one.measured[~fewer]).all()


def test_a_passing_effect_moves_true_and_measured_values_alike(sixty, yearly, settings):
    plain, helped = yearly(sixty, settings(**QUIET)), yearly(sixty, settings(**QUIET))
    gain = helped.spring(2018, passing=0.05).true - plain.spring(2018).true
    points = plain.state.cells.indicator <= tables.MATH
    assert np.allclose(gain[points], 5.0)
    absence = plain.state.cells.of(tables.CHRO)
    level = plain.state.level_start[absence]
    inside = (level > 0.05) & (level < 1.5)
    assert np.allclose(gain[absence][inside], 100 * (np.sin(level - 0.025) ** 2 - np.sin(level) ** 2)[inside])


def test_exposure_counts_once_however_it_is_split_over_years(sixty, yearly, settings):
    at_once, in_steps = yearly(sixty, settings(**QUIET)), yearly(sixty, settings(**QUIET))
    at_once.spring(2018), in_steps.spring(2018, 0.3)
    one, other = at_once.spring(2019, 0.8), in_steps.spring(2019, 0.8)
    assert np.allclose(one.true, other.true, rtol=0, atol=1e-10)


def test_changing_targeting_does_not_change_what_was_gained_before(sixty, yearly, settings):
    run = yearly(sixty, settings(**QUIET, support__equity_targeting=0.0))
    before = run.spring(2018, 0.5).true
    run.settings = settings(**QUIET, support__equity_targeting=1.0)
    assert np.allclose(run.spring(2019, 0.5).true, before, rtol=0, atol=1e-12)


def test_each_run_of_a_batch_equals_that_run_alone(sixty, yearly, settings):
    batch = yearly(sixty, settings(), seeds=(5, 6, 7))
    alone = yearly(sixty, settings(), seeds=(6,))
    for year in (2016, 2017, 2018, 2019):
        many, one = batch.spring(year, 0.1), alone.spring(year, 0.1)
        assert np.allclose(many.measured[:, 1], one.measured[:, 0], rtol=0, atol=1e-9)
    assert np.array_equal(batch.dashboard(2019).colour[:, 1], alone.dashboard(2019).colour[:, 0])


def test_runs_of_one_seed_share_their_draws_and_differ_by_policy_only(sixty, yearly, settings):
    shared = yearly(sixty, settings(), seeds=(5, 5))
    for year in (2016, 2017):
        spring = shared.spring(year)
    assert np.array_equal(spring.measured[:, 0], spring.measured[:, 1])
    spring = shared.spring(2018, half_lives=np.array([0.0, 1.0]))
    everybody = shared.state.cells.all_students[tables.ELA]
    assert (spring.true[everybody, 1] >= spring.true[everybody, 0]).all()
    assert (spring.true[everybody, 1] > spring.true[everybody, 0]).any()


def test_settings_that_differ_by_run_act_on_their_own_run(sixty, yearly, settings):
    by_run = {"outcomes__reach": np.array([0.2, 0.9]), "measurement__sampling_noise": np.array([0.0, 1.0])}
    both = yearly(sixty, settings(**by_run), seeds=(5, 5))
    for year in (2016, 2017, 2018):
        spring = both.spring(year, 0.4)
    for column in range(2):
        one_run = {name: float(values[column]) for name, values in by_run.items()}
        alone = yearly(sixty, settings(**one_run), seeds=(5,))
        for year in (2016, 2017, 2018):
            single = alone.spring(year, 0.4)
        assert np.allclose(spring.true[:, column], single.true[:, 0], rtol=0, atol=1e-9)
        assert np.allclose(spring.measured[:, column], single.measured[:, 0], rtol=0, atol=1e-9)


def test_single_precision_follows_double(sixty, yearly, settings):
    exact = settings(measurement__sampling_noise=0.0)
    single, double = yearly(sixty, exact, dtype=np.float32), yearly(sixty, exact, dtype=np.float64)
    for year in (2016, 2017, 2018):
        one, other = single.spring(year, 0.4, 0.01, 0.05), double.spring(year, 0.4, 0.01, 0.05)
        assert np.allclose(one.true, other.true, rtol=0, atol=2e-3)
        assert np.allclose(one.measured, other.measured, rtol=0, atol=2e-3)
    dashboard = single.dashboard(2018)
    for values in (one.true, one.measured, dashboard.badness, dashboard.change_sd, single.state.half_lives):
        assert values.dtype == np.float32


def test_rates_stay_between_zero_and_a_hundred_percent_of_whole_pupils(sixty, yearly, settings):
    run = yearly(sixty, settings(measurement__drift=2.0))
    for year in range(2018, 2026):
        spring = run.spring(year, 0.0, passing=0.3 if year > 2021 else -0.3)
    rates = run.state.cells.indicator > tables.MATH
    assert spring.measured[rates].min() >= 0 and spring.measured[rates].max() <= 100 + 1e-9
    counted = spring.measured[rates] * run.state.pupils[rates] / 100
    assert np.allclose(counted, np.rint(counted), atol=1e-6)


def test_noise_of_points_and_of_rates_has_the_fitted_size(california, yearly, settings):
    only_noise = {**QUIET, "measurement__sampling_noise": 1.0}
    run = yearly(california, settings(**only_noise))
    spring, cells, pupils = run.spring(2018), run.state.cells, run.state.pupils
    off = (spring.measured - spring.true)[:, 0]
    for indicator, one_pupil in ((tables.ELA, 64), (tables.MATH, 59)):
        rows = cells.of(indicator)
        assert (off[rows] * np.sqrt(pupils[rows, 0])).std() == pytest.approx(one_pupil, rel=0.03)
    suspension = cells.of(tables.SUSP)
    share = spring.true[suspension, 0] / 100
    enough = share * pupils[suspension, 0] > 3
    usual = np.sqrt(share * (1 - share) / pupils[suspension, 0])[enough] * 100
    assert (off[suspension][enough] / usual).std() == pytest.approx(1, rel=0.04)


def test_springs_must_follow_each_other(sixty, yearly, settings):
    run = yearly(sixty, settings())
    run.spring(2018)
    with pytest.raises(ValueError, match="2020 does not follow"):
        run.spring(2020)


def test_a_world_without_some_indicators_runs(sixty, yearly, settings, rearranged):
    elementary = rearranged(sixty, np.flatnonzero(sixty.districts.type == 0)[:6])
    run = yearly(elementary, settings())
    for year in (2016, 2017, 2018):
        run.spring(year, 0.1)
    dashboard = run.dashboard(2018)
    assert dashboard.badness.shape == (6, 1)
    assert not (run.state.cells.indicator >= tables.CCI).any()
