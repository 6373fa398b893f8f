import csv
from pathlib import Path

import numpy as np
import pytest

from sos_sim.model.measure import make_cells, tables
from sos_sim.model.measure.dashboard import change_level, colours, minimum_pupils, status_level, tenths
from sos_sim.world.districts import GROUPS, INDICATORS, TYPES

DATA = Path(__file__).parents[3] / ".." / "shared" / "data"
needs_data = pytest.mark.skipif(not (DATA / "dashboard_grid.csv").exists(), reason="no shared data folder")
LETTERS = "ROYGB"
GRIDS = {
    "ELA": "RRROO OOOYY YYYGG GGGGB GGBBB",
    "MATH": "RRROO OOOYY YYYGG GGGGB GGBBB",
    "CHRO": "RRROY ROOYY OOYGG OYGGB YGBBB",
    "SUSP": "RRROY ROOYY OOYGG OYGGB -GBBB",
    "CCI": "RRROY ROOYY OOYGG OYGGB YGBBB",
    "GRAD": "RRRRR ROOYY OOYGG OYGGB -BBBB",
}


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_colour_of_the_grid_is_the_published_one(indicator):
    grid = tables.COLOURS[INDICATORS.index(indicator)]
    for status, row in enumerate(GRIDS[indicator].split()):
        for change, letter in enumerate(row):
            if letter != "-":
                assert grid[status, change] == LETTERS.index(letter) + 1


@needs_data
def test_grid_and_cut_points_equal_the_collected_files():
    with (DATA / "dashboard_grid.csv").open(encoding="utf-8") as file:
        cells = [row for row in csv.DictReader(file) if row["indicator"] in INDICATORS and row["colour"]]
    assert len(cells) == 148
    for row in cells:
        place = INDICATORS.index(row["indicator"]), int(row["status_level"]) - 1, int(row["change_level"]) - 1
        assert tables.COLOURS[place] == int(row["colour"])
    with (DATA / "dashboard_cutpoints.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator"] in INDICATORS]
    for row in rows:
        indicator = INDICATORS.index(row["indicator"])
        kinds = TYPES if row["district_type"].startswith("all") else row["district_type"].split(",")
        for kind in kinds:
            status = [float(row[name]) for name in ("s12", "s23", "s34", "s45")]
            change = [float(row[name]) for name in ("c12", "c23", "c34", "c45")]
            assert tables.STATUS_CUTS[indicator, TYPES.index(kind)].tolist() == status
            assert tables.CHANGE_CUTS[indicator, TYPES.index(kind)].tolist() == change


def stated_status(value, cuts, higher):
    """Apply the rule as the files state it."""
    return 1 + sum(value >= cut if higher else value <= cut for cut in cuts)


def stated_change(change, cuts, higher):
    """Apply the rule as the files state it, with its different edges."""
    first, second, third, fourth = cuts
    if higher:
        return (
            1
            if change < first
            else 2
            if change <= second
            else 3
            if change < third
            else 4
            if change < fourth
            else 5
        )
    return (
        1
        if change > first
        else 2
        if change >= second
        else 3
        if change > third
        else 4
        if change > fourth
        else 5
    )


@pytest.mark.parametrize("kind", range(3))
@pytest.mark.parametrize("indicator", range(6))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_levels_on_and_beside_every_cut_follow_the_stated_rule(indicator, kind, dtype):
    higher = tables.DIRECTION[indicator] > 0
    status = tables.STATUS_CUTS[indicator, kind]
    values = (status[:, None] + np.array([-0.1, 0.0, 0.1])).ravel()
    found = status_level(tenths(values.astype(dtype)[:, None], indicator), indicator, kind, 2019)[:, 0]
    assert found.tolist() == [stated_status(round(value, 1), status, higher) for value in values]
    change = tables.CHANGE_CUTS[indicator, kind]
    moves = (change[:, None] + np.array([-0.1, 0.0, 0.1])).ravel()
    now, before = (
        tenths((50 + moves).astype(dtype)[:, None], indicator),
        tenths(np.full((12, 1), 50, dtype), indicator),
    )
    found = change_level(now - before, indicator, kind)[:, 0]
    assert found.tolist() == [stated_change(round(move, 1), change, higher) for move in moves]


def test_graduation_was_lowest_below_67_to_2018_and_below_68_since():
    value = tenths(np.array([[66.9], [67.0], [67.9], [68.0]]), tables.GRAD)
    assert status_level(value, tables.GRAD, 2, 2018)[:, 0].tolist() == [1, 2, 2, 2]
    assert status_level(value, tables.GRAD, 2, 2019)[:, 0].tolist() == [1, 1, 1, 2]


def test_colours_never_worsen_with_better_status_or_better_change():
    grid = tables.COLOURS.astype(int)
    assert (np.diff(grid, axis=1) >= 0).all()
    assert (np.diff(grid, axis=2) >= 0).all()


def colour_all(cells, now, before, pupils=500, last=500, minimum=30, small_grid=1, year=2019, weight=0.5):
    count = np.full((len(cells), 1), float(pupils)), np.full((len(cells), 1), float(last))
    return colours(cells, now, before, *count, minimum, small_grid, weight, year)[:-1]


def test_better_values_never_get_a_worse_colour(sixty):
    cells, draw = make_cells(sixty), np.random.default_rng(4)
    middle = tables.STATUS_CUTS[cells.indicator, cells.district_type].mean(axis=1)[:, None]
    before = middle + 8 * draw.standard_normal((len(cells), 40))
    now = before + 4 * draw.standard_normal(before.shape)
    better = now + tables.DIRECTION[cells.indicator][:, None] * draw.uniform(0, 3, before.shape)
    assert (colour_all(cells, better, before) >= colour_all(cells, now, before)).all()
    worse_before = before - tables.DIRECTION[cells.indicator][:, None] * draw.uniform(0, 3, before.shape)
    assert (colour_all(cells, now, worse_before) >= colour_all(cells, now, before)).all()


def test_a_common_shift_that_crosses_no_cut_changes_no_colour(sixty):
    cells = make_cells(sixty)
    cuts = tables.STATUS_CUTS[cells.indicator, cells.district_type]
    before = cuts[:, [1]] + (cuts[:, [2]] - cuts[:, [1]]) * 0.3
    now = before + 0.1
    shifted = (cuts[:, [2]] - cuts[:, [1]]) * 0.2
    assert np.array_equal(colour_all(cells, now, before), colour_all(cells, now + shifted, before + shifted))


def test_small_groups_use_three_change_levels_in_rates_only(sixty):
    cells = make_cells(sixty)
    cuts = tables.STATUS_CUTS[cells.indicator, cells.district_type]
    direction = tables.DIRECTION[cells.indicator][:, None]
    worst = cuts[:, [0]] - direction * 0.5
    # Very poor status with the best possible change: yellow on the large grid, orange on the small one.
    before = worst - direction * 40
    large, small = colour_all(cells, worst, before, 150, 150), colour_all(cells, worst, before, 149, 149)
    for indicator, pair in {
        "ELA": (2, 2),
        "CHRO": (3, 2),
        "SUSP": (3, 2),
        "CCI": (3, 2),
        "GRAD": (1, 1),
    }.items():
        rows = cells.of(INDICATORS.index(indicator))
        assert (large[rows] == pair[0]).all() and (small[rows] == pair[1]).all()
    without = colour_all(cells, worst, before, 149, 149, small_grid=0)
    assert (without[cells.of(tables.CHRO)] == 3).all() and (without[cells.of(tables.CCI)] == 3).all()
    assert (without[cells.of(tables.SUSP)] == 2).all()


def test_groups_below_the_minimum_in_either_year_get_no_colour(sixty):
    cells = make_cells(sixty)
    mobile = np.isin(cells.group, (GROUPS.index("FOS"), GROUPS.index("HOM")))
    value = np.full((len(cells), 1), 20.0)
    for now, last, year, plain_seen, mobile_seen in (
        (30, 30, 2019, True, True),
        (29, 30, 2019, False, True),
        (30, 29, 2019, False, True),
        (15, 15, 2018, False, True),
        (14, 30, 2018, False, False),
        (29, 30, 2017, False, False),
    ):
        seen = colour_all(cells, value, value, now, last, year=year)[:, 0] > 0
        assert (seen[mobile] == mobile_seen).all() and (seen[~mobile] == plain_seen).all()


def test_a_larger_minimum_in_one_run_hides_groups_in_that_run_only():
    needed = minimum_pupils(np.array([0, GROUPS.index("FOS")]), np.array([30.0, 100.0]), 2019)
    assert needed.tolist() == [[30, 100], [15, 15]]


@pytest.mark.parametrize("year", tables.YEARS_WITHOUT_DASHBOARD)
def test_years_without_a_dashboard_have_no_colours(sixty, year):
    cells = make_cells(sixty)
    value = np.full((len(cells), 2), 20.0)
    assert not colour_all(cells, value, value, year=year).any()


def test_in_2022_the_status_level_stands_in_for_the_colour(sixty):
    cells = make_cells(sixty)
    value = np.full((len(cells), 1), 12.0)
    shown = colour_all(cells, value, value + 30, year=2022)[:, 0]
    for indicator, level in (("CHRO", 2), ("CCI", 2), ("GRAD", 1)):
        assert (shown[cells.of(INDICATORS.index(indicator))] == level).all()
