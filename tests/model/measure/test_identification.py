import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from scipy.stats import norm

from sos_sim.model.measure import AREAS, tables
from sos_sim.model.measure.identification import areas_met, by_local_indicators, meets_criterion

NO_HIGH = np.zeros(1, bool)


def areas(year=2018, high=False, **colours):
    grid = np.zeros((6, 1, 1, 1), np.uint8)
    for name, colour in colours.items():
        grid[("ELA", "MATH", "CHRO", "SUSP", "CCI", "GRAD").index(name)] = colour
    bits = int(areas_met(grid, np.array([high]), year)[0, 0, 0])
    return {name for name, bit in AREAS.items() if bits & bit}


@pytest.mark.parametrize("ela", range(6))
@pytest.mark.parametrize("mathematics", range(6))
def test_achievement_is_met_by_two_reds_or_a_red_and_an_orange(ela, mathematics):
    expected = (ela, mathematics) in {(1, 1), (1, 2), (2, 1)}
    assert (areas(ELA=ela, MATH=mathematics) == {"P4"}) == expected


def test_each_area_has_its_own_red():
    assert areas(CHRO=1) == {"P5"} and areas(GRAD=1) == {"P5"}
    assert areas(SUSP=1) == {"P6"} and areas(CCI=1) == {"P8"}
    assert areas(CHRO=2, GRAD=2, SUSP=2, CCI=2, ELA=2, MATH=2) == set()
    assert areas(ELA=1, MATH=2, GRAD=1, CHRO=1, SUSP=1, CCI=1) == {"P4", "P5", "P6", "P8"}


def test_2017_counted_neither_absence_nor_college_career_nor_high_districts_achievement():
    assert areas(2017, CHRO=1, CCI=1) == set()
    assert areas(2017, GRAD=1, SUSP=1, ELA=1, MATH=1) == {"P4", "P5", "P6"}
    assert areas(2017, high=True, GRAD=1, ELA=1, MATH=1) == {"P5"}
    assert areas(2018, high=True, GRAD=1, ELA=1, MATH=1) == {"P4", "P5"}


def test_2022_needs_the_lowest_status_in_both_and_has_no_college_career():
    assert areas(2022, ELA=1, MATH=2, CCI=1) == set()
    assert areas(2022, ELA=1, MATH=1, SUSP=1) == {"P4", "P6"}


def test_two_areas_or_more_meet_the_criterion():
    bits = np.arange(16, dtype=np.uint8)
    assert meets_criterion(bits).tolist() == [bin(one).count("1") >= 2 for one in range(16)]


@examples(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
    st.integers(0, 5),
    st.sampled_from((2017, 2018, 2022)),
)
def test_one_more_red_never_takes_an_area_away(colours, reddened, year):
    grid = np.array(colours, np.uint8).reshape(6, 1, 1, 1)
    redder = grid.copy()
    redder[reddened] = 1
    before = int(areas_met(grid, NO_HIGH, year)[0, 0, 0])
    assert int(areas_met(redder, NO_HIGH, year)[0, 0, 0]) & before == before


def test_local_indicators_identify_the_stated_share_from_2018():
    draw = np.random.default_rng(5).standard_normal((100000, 1))
    assert by_local_indicators(draw, 0.012, 2018).mean() == pytest.approx(0.012, abs=0.002)
    assert not by_local_indicators(draw, 0.012, 2017).any()
    assert not by_local_indicators(draw, 0.012, 2020).any()
    assert not by_local_indicators(draw, 0.0, 2018).any()
    assert np.array_equal(by_local_indicators(draw, np.array([0.012]), 2019), draw < norm.ppf(0.012))


@pytest.fixture
def run(sixty, yearly, settings):
    prepared = yearly(sixty, settings(), seeds=(1, 2))
    for year in (2016, 2017, 2018):
        prepared.spring(year)
    return prepared


def test_a_dashboard_adds_up_cell_by_cell(run):
    dashboard, cells = run.dashboard(2018), run.state.cells
    for district in range(0, run.n, 7):
        rows = cells.district == district
        colour = dashboard.colour[rows, 0]
        groups = cells.group[rows] < tables.ALL
        coloured = colour[colour > 0]
        expected = ((5 - coloured.astype(float)) / 4).mean() if len(coloured) else 0.5
        assert dashboard.badness[district, 0] == pytest.approx(expected)
        assert dashboard.groups_coloured[district, 0] == len(
            np.unique(cells.group[rows][groups & (colour > 0)])
        )
    assert np.array_equal(dashboard.groups_flagged, meets_criterion(dashboard.areas).sum(axis=1))
    assert (dashboard.identified | (dashboard.groups_flagged == 0)).all()


def test_a_hand_worked_group_is_flagged_as_the_rule_says(run):
    dashboard, cells = run.dashboard(2018), run.state.cells
    colour = np.append(dashboard.colour[:, 1], 0)[cells.place[:, :, : tables.ALL]]
    ela, mathematics, absence, suspension, college, graduation = colour
    p4 = np.isin(ela * 10 + mathematics, (11, 12, 21))
    count = p4.astype(int) + ((graduation == 1) | (absence == 1)) + (suspension == 1) + (college == 1)
    assert np.array_equal((count >= 2).sum(axis=1), dashboard.groups_flagged[:, 1])


def test_the_change_of_a_dashboard_is_the_mean_of_ela_and_math_in_student_sd(run):
    cells, state = run.state.cells, run.state
    moved = (state.measured - state.measured_last)[cells.all_students[:2]] / 100
    assert np.allclose(run.dashboard(2018).change_sd, moved.mean(axis=0))


def test_nothing_is_identified_and_no_change_published_without_a_dashboard(run):
    for year in (2019, 2020):
        run.spring(year)
    dashboard = run.dashboard(2020)
    assert not dashboard.identified.any() and not dashboard.change_sd.any()
    assert (dashboard.badness == 0.5).all()


def test_a_dashboard_needs_two_springs(sixty, yearly, settings):
    early = yearly(sixty, settings())
    early.spring(2016)
    with pytest.raises(ValueError, match="two springs"):
        early.dashboard(2016)
