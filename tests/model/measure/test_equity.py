from types import SimpleNamespace

import numpy as np
import pytest

from sos_sim.model.measure import EQUITY_MEASURES, equity, equity_weight, tables
from sos_sim.model.measure.equity import FOCAL_GROUPS
from sos_sim.world.districts import TYPES

EVEN = {f"outcomes__rate_{group}": 1.0 for group in ("swd", "fos", "hom", "el")}


@pytest.fixture(scope="module")
def run(sixty, yearly, settings):
    prepared = yearly(sixty, settings(), seeds=(1, 2))
    for year in (2016, 2017, 2018):
        prepared.spring(year, 0.4 if year == 2018 else 0.0, 0.01 if year == 2018 else 0.0)
    return prepared


def with_values(run, true):
    return dict(zip(EQUITY_MEASURES, equity(run.state, SimpleNamespace(true=true)), strict=True))


def of_district(run, values, district, indicator):
    """Give the values of the three groups a district has and of all students."""
    rows = run.state.cells.place[indicator, district]
    focal = [values[rows[group]] for group in FOCAL_GROUPS if rows[group] < len(values)]
    return np.array(focal), values[rows[13]] if rows[13] < len(values) else None


def test_each_measure_is_what_it_says_district_by_district(run):
    true = run.springs[2018].true
    found, seen = with_values(run, true), 0
    for district in range(run.n):
        gaps, shorts, all_shorts = [], [], []
        for k in tables.POINTS:
            focal, everybody = of_district(run, true, district, k)
            if len(focal):
                highest = tables.STATUS_CUTS[k, run.world.districts.type[district], 3]
                gaps.append((everybody - focal.mean(axis=0)) / 100)
                shorts.append(np.maximum(highest - focal, 0).mean(axis=0) / 100)
                all_shorts.append(np.maximum(highest - everybody, 0) / 100)
        if gaps:
            ratio = np.sum(shorts, axis=0) / np.maximum(np.sum(all_shorts, axis=0), len(gaps) * 0.2)
            assert np.allclose(found["equity_gap"][district], np.mean(gaps, axis=0), atol=1e-12)
            assert np.allclose(found["equity_ratio"][district], ratio, atol=1e-12)
        else:
            assert not found["equity_gap"][district].any() and not found["equity_ratio"][district].any()
        assert bool(gaps) == (equity_weight(run.state.cells)[district] > 0)
        focal, everybody = of_district(run, true, district, tables.GRAD)
        if len(focal):
            odds = [np.log(p / (100 - p)) for p in (np.clip(everybody, 1, 99), np.clip(focal, 1, 99))]
            assert np.allclose(found["equity_odds"][district], odds[0] - odds[1].mean(axis=0), atol=1e-12)
            seen += 1
        else:
            assert not found["equity_odds"][district].any()
        assert (len(focal) > 0) == (equity_weight(run.state.cells, (tables.GRAD,))[district] > 0)
    assert seen > 20


def test_groups_that_stand_where_all_students_stand_have_no_gap_ratio_one_and_even_odds(run):
    cells = run.state.cells
    value = np.array([-100.0, -100.0, 50.0, 50.0, 50.0, 50.0])[cells.indicator][:, None]
    found = with_values(run, value)
    tested, graduating = equity_weight(cells) > 0, equity_weight(cells, (tables.GRAD,)) > 0
    assert not found["equity_gap"].any() and not found["equity_odds"].any()
    assert np.allclose(found["equity_ratio"][tested], 1.0)
    assert graduating.any() and not graduating[run.world.districts.type == TYPES.index("elementary")].any()


def test_the_gap_can_narrow_while_the_ratio_of_shortfalls_widens(sixty, yearly, settings):
    """All students close a larger share, the groups more points: S40 on the code that closes gaps."""
    quiet = {f"measurement__{name}": 0.0 for name in ("state_shocks", "sampling_noise", "drift", "year_shocks")}
    slow = {f"outcomes__rate_{group}": 0.7 for group in ("swd", "el")}
    run = yearly(sixty, settings(**quiet, **(EVEN | slow), support__equity_targeting=0.0, outcomes__reach=1.0))
    for year in (2016, 2017):
        run.spring(year)
    before, after = (equity(run.state, spring)[:2, :, 0] for spring in (run.springs[2017], run.spring(2018, 0.5)))
    weight = equity_weight(run.state.cells)
    gap, ratio = np.average(after - before, axis=1, weights=weight)
    assert gap < -0.005
    assert ratio > 0.005


def test_with_even_speeds_the_ratio_stays_where_it_was(sixty, yearly, settings):
    quiet = {f"measurement__{name}": 0.0 for name in ("state_shocks", "sampling_noise", "drift", "year_shocks")}
    run = yearly(sixty, settings(**quiet, **EVEN, support__equity_targeting=0.0, outcomes__reach=1.0))
    for year in (2016, 2017):
        run.spring(year)
    before, after = (equity(run.state, spring)[:, :, 0] for spring in (run.springs[2017], run.spring(2018, 0.3)))
    # Those whose denominator stays above its least, halves of gaps closed or not.
    far = np.abs(run.state.gap[run.state.cells.all_students[:2], 0]).min(axis=0) > 0.4
    far &= equity_weight(run.state.cells) > 0
    assert far.sum() > 15
    assert np.allclose(after[1, far], before[1, far], atol=1e-9)
    assert (after[0, far] < before[0, far]).mean() > 0.8


def test_rates_at_the_edge_have_finite_odds(run):
    for percent in (0.0, 100.0):
        true = np.full((len(run.state.cells), 2), 50.0)
        true[run.state.cells.group == 13] = percent
        assert np.abs(with_values(run, true)["equity_odds"]).max() == pytest.approx(np.log(99.0))


def test_a_world_without_high_schools_has_no_odds(sixty, yearly, settings, rearranged):
    small = rearranged(sixty, np.flatnonzero(sixty.districts.type == 0)[:4])
    run = yearly(small, settings())
    measures = equity(run.state, run.spring(2016))
    assert np.isfinite(measures).all()
    assert not measures[2].any() and not equity_weight(run.state.cells, (tables.GRAD,)).any()
