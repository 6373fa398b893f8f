"""The weight of change against level in a colour (lever L18)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sos_sim.model.measure import make_cells, publish, tables
from sos_sim.model.measure.dashboard import colours, weighted_colours

LEVELS = np.arange(1, 6)
weights = st.floats(0.0, 1.0)


def colour_all(cells, now, before, weight, pupils=500.0, year=2019):
    count = np.full((len(cells), 1), pupils)
    return colours(cells, now, before, count, count, 30, 1, weight, year)[:-1]


@pytest.fixture(scope="module")
def moved(sixty):
    """Values of two years around the cuts, eight runs."""
    cells, draw = make_cells(sixty), np.random.default_rng(7)
    middle = tables.STATUS_CUTS[cells.indicator, cells.district_type].mean(axis=1)[:, None]
    before = middle + 8 * draw.standard_normal((len(cells), 8))
    return cells, before + 4 * draw.standard_normal(before.shape), before


def test_half_and_half_is_the_published_grid():
    assert np.array_equal(weighted_colours(0.5), tables.COLOURS)


def test_without_weight_on_change_the_colour_is_the_status_level():
    assert (weighted_colours(0.0) == LEVELS[:, None]).all()


def test_with_all_weight_on_change_the_colour_is_the_change_level():
    assert (weighted_colours(1.0) == LEVELS).all()


@given(weights)
def test_a_colour_never_falls_with_a_better_status_or_a_better_change(weight):
    grid = weighted_colours(weight).astype(int)
    assert grid.min() >= 1 and grid.max() <= 5
    assert (np.diff(grid, axis=1) >= 0).all()
    assert (np.diff(grid, axis=2) >= 0).all()


@given(weights)
def test_a_colour_lies_between_the_grid_and_what_the_weight_leans_to(weight):
    grid = weighted_colours(weight).astype(int)
    published = tables.COLOURS.astype(int)
    other = np.broadcast_to(LEVELS[:, None] if weight <= 0.5 else LEVELS, published.shape)
    assert (grid >= np.minimum(published, other)).all()
    assert (grid <= np.maximum(published, other)).all()


@given(weights)
def test_each_colour_is_the_stated_mix_rounded_half_up(weight):
    found = weighted_colours(weight)
    for (k, s, c), grid in np.ndenumerate(tables.COLOURS):
        if weight <= 0.5:
            mix = (1 - 2 * weight) * (s + 1) + 2 * weight * grid
        else:
            mix = (2 - 2 * weight) * grid + (2 * weight - 1) * (c + 1)
        assert found[k, s, c] == math.floor(mix + 0.5)


def test_colours_ignore_last_year_at_weight_zero_and_the_status_at_weight_one(moved):
    cells, now, before = moved
    direction = tables.DIRECTION[cells.indicator][:, None]
    assert np.array_equal(colour_all(cells, now, before, 0.0), colour_all(cells, now, now - direction * 20, 0.0))
    points = cells.indicator < 2
    lower = colour_all(cells, now - 30, before - 30, 1.0)
    assert np.array_equal(lower[points], colour_all(cells, now, before, 1.0)[points])


def test_each_run_has_the_colours_of_its_own_weight(moved):
    cells, now, before = moved
    each = np.array([0.5, 0.0, 0.2, 1.0, 0.5, 0.8, 0.2, 0.6], np.float32)
    together = colour_all(cells, now, before, each)
    for run, weight in enumerate(each):
        alone = colour_all(cells, now[:, [run]], before[:, [run]], float(weight))
        assert np.array_equal(together[:, [run]], alone)
    assert np.array_equal(colour_all(cells, now, before, 0.5), colour_all(cells, now, before, np.full(8, 0.5)))


def test_small_groups_take_their_three_change_levels_as_orange_yellow_and_green(moved):
    cells, now, before = moved
    rates = cells.indicator > 1
    large, small = (colour_all(cells, now, before, 1.0, pupils)[rates] for pupils in (500.0, 100.0))
    assert np.array_equal(small, np.clip(large, 2, 4))
    assert set(np.unique(large)) == {1, 2, 3, 4, 5}


def test_years_without_change_or_dashboard_know_no_weight(moved):
    cells, now, before = moved
    for year in (2020, 2022):
        shown = [colour_all(cells, now, before, weight, year=year) for weight in (0.0, 0.5, 1.0)]
        assert np.array_equal(shown[0], shown[1]) and np.array_equal(shown[1], shown[2])


def test_identification_follows_the_colours(sixty, yearly, settings):
    run = yearly(sixty, settings(measurement__local_indicators=0.0), seeds=(1, 2))
    for year in (2016, 2017, 2018):
        run.spring(year)
    boards = {}
    for weight in (0.0, 0.5, 1.0):
        run.settings.accountability.change_weight = weight
        boards[weight] = publish(run.state, run.springs[2018], run.settings, 2018)
    run.settings.accountability.change_weight = np.array([1.0, 0.0])
    mixed = publish(run.state, run.springs[2018], run.settings, 2018)
    assert np.array_equal(mixed.identified[:, 0], boards[1.0].identified[:, 0])
    assert np.array_equal(mixed.identified[:, 1], boards[0.0].identified[:, 1])
    assert not np.array_equal(boards[0.0].identified, boards[0.5].identified)
    assert not np.array_equal(boards[1.0].identified, boards[0.5].identified)
    assert np.array_equal(boards[0.0].change_sd, boards[1.0].change_sd)
