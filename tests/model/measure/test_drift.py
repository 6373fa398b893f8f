import numpy as np
import pytest

from sos_sim.model.measure import make_cells, tables
from sos_sim.model.measure.drift import (
    across_indicators,
    deviation,
    district_part,
    group_sizes,
    mathematics_like_language,
    next_year,
    state_shift,
)
from sos_sim.model.streams import Streams


def test_indicators_correlate_as_fitted():
    draws = np.random.default_rng(1).standard_normal((60000, 6, 1))
    assert np.allclose(np.corrcoef(across_indicators(draws)[..., 0].T), tables.ACROSS_INDICATORS, atol=0.02)


def test_correlating_many_runs_at_once_equals_one_at_a_time():
    draws = np.random.default_rng(1).standard_normal((50, 14, 6, 3))
    alone = np.concatenate([across_indicators(draws[..., [run]]) for run in range(3)], axis=-1)
    assert np.allclose(across_indicators(draws), alone)


def test_mathematics_follows_language_arts_and_nothing_else_moves():
    draws = np.random.default_rng(2).standard_normal((60000, 6, 1))
    paired = mathematics_like_language(draws.copy(), 0.65)[..., 0]
    assert np.corrcoef(paired[:, 0], paired[:, 1])[0, 1] == pytest.approx(0.65, abs=0.02)
    assert paired[:, 1].std() == pytest.approx(1, abs=0.02)
    assert np.array_equal(paired[:, 2:], draws[:, 2:, 0])


def test_standing_keeps_its_spread_and_its_yearly_correlation(california, yearly, settings):
    state = yearly(california, settings()).state
    cells, streams = state.cells, Streams([1], california.slot, np.float64)
    old = state.standing
    new = next_year(old, cells, streams, 2018)
    groups = cells.group < tables.ALL
    for indicator in range(6):
        rows = (cells.indicator == indicator) & groups
        for part, kept in (("group", tables.PERSISTENCE), ("small_group", tables.SMALL_GROUP_PERSISTENCE)):
            before, after = getattr(old, part)[rows, 0], getattr(new, part)[rows, 0]
            assert after.std() == pytest.approx(1, abs=0.06)
            assert np.corrcoef(before, after)[0, 1] == pytest.approx(kept[indicator], abs=0.03)


def test_districts_spread_as_fitted(california):
    cells = make_cells(california)
    from sos_sim.model.measure.drift import Standing

    draw = np.random.default_rng(3).standard_normal
    runs = 40
    standing = Standing(
        draw((944, 6, runs)),
        draw((58, 6, runs)),
        draw((944, 6, runs)),
        draw((len(cells), runs)),
        draw((len(cells), runs)),
        np.zeros((944, 14, runs)),
    )
    spread = np.sqrt((district_part(standing, cells) ** 2).mean(axis=(0, 2)))
    small = tables.SMALL_DISTRICT**2 / np.maximum(cells.all_pupils, 1)
    assert np.allclose(spread, np.sqrt(tables.DISTRICT_SD**2 + small.mean(axis=0)), rtol=0.05)
    whole = deviation(standing, cells)
    rows = (cells.indicator == tables.ELA) & (cells.group < tables.ALL) & (cells.pupils > 2000)
    expected = (
        19.1**2 + 15.0**2 + 171**2 / cells.all_pupils[cells.district[rows], 0] + 115**2 / cells.pupils[rows]
    )
    assert (whole[rows] ** 2).mean() == pytest.approx(expected.mean(), rel=0.12)


def test_group_sizes_are_the_given_ones_in_2017_and_change_as_fitted(california, yearly, settings):
    run = yearly(california, settings())
    cells = run.state.cells
    assert np.array_equal(run.state.pupils[:, 0], np.rint(np.maximum(cells.pupils, 1)))
    run.spring(2018)
    first = run.state.pupils
    run.spring(2019)
    change = np.log(run.state.pupils / first)[:, 0]
    rows = (cells.pupils > 80) & (cells.pupils < 120) & ~np.isin(cells.group, tables.MOBILE_GROUPS)
    assert change[rows].std() == pytest.approx(np.sqrt(0.04**2 + 1.1**2 / 100), rel=0.12)
    mobile = (cells.pupils > 200) & np.isin(cells.group, tables.MOBILE_GROUPS)
    assert change[mobile].std() == pytest.approx(0.21, rel=0.2)
    assert (run.state.pupils >= 1).all() and np.array_equal(run.state.pupils, np.rint(run.state.pupils))


def test_group_sizes_do_not_wander_off_over_decades(sixty, yearly, settings):
    run = yearly(sixty, settings())
    for year in range(2018, 2060):
        run.spring(year)
    assert np.median(run.state.pupils[:, 0] / run.state.cells.pupils) == pytest.approx(1, abs=0.15)


def test_state_changes_are_published_ones_to_2018_then_shocks_of_the_fitted_size(sixty):
    many = Streams(range(400), sixty.slot, np.float64)
    assert not state_shift(many, 2016, 1, np.float64).any()
    assert not state_shift(many, 2017, 1, np.float64).any()
    shift = state_shift(many, 2018, 1, np.float64)
    assert np.allclose(shift, np.broadcast_to(tables.CHANGE_TO_2018[:, None], shift.shape))
    change = state_shift(many, 2031, 1, np.float64) - state_shift(many, 2030, 1, np.float64)
    assert np.allclose(change[tables.ALL].std(axis=-1), tables.STATE_CHANGE_SD, rtol=0.15)
    group_sd = np.hypot(tables.STATE_CHANGE_SD, tables.STATE_CHANGE_GROUP_SD)
    assert np.allclose(change[0].std(axis=-1), group_sd, rtol=0.15)
    assert not state_shift(many, 2031, 0, np.float64).any()


def test_group_sizes_of_one_year_do_not_depend_on_other_runs(sixty, yearly, settings):
    run = yearly(sixty, settings(), seeds=(3, 4))
    alone = yearly(sixty, settings(), seeds=(4,))
    both = group_sizes(run.state.standing, run.state.cells, run.streams, 2019)
    single = group_sizes(alone.state.standing, alone.state.cells, alone.streams, 2019)
    assert np.array_equal(both[:, 1], single[:, 0])
