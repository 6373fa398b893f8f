import numpy as np
import pytest

from sos_sim.model.measure import (
    mark_start,
    measured_outcome,
    statewide_by_group,
    tables,
    true_outcome,
)
from sos_sim.world.districts import GROUPS


@pytest.fixture
def run(sixty, yearly, settings):
    prepared = yearly(sixty, settings(), seeds=(1, 2))
    for year in (2016, 2017):
        prepared.spring(year)
    return prepared


def grids(run, half_lives, passing):
    return np.full((run.n, 6, run.runs), half_lives), np.full((run.n, run.runs), passing)


def everybody(run, values):
    return values[run.state.cells.all_students[:2]]


def test_the_true_outcome_is_the_change_of_all_students_in_ela_and_math(run):
    start = everybody(run, run.springs[2017].true)
    later = everybody(run, run.spring(2018, 0.6, 0.02).true)
    expected = ((later - start) / 100).mean(axis=0)
    assert np.allclose(true_outcome(run.state, *grids(run, 0.6, 0.02)), expected, atol=1e-12)


def test_between_springs_exposure_adds_to_the_true_outcome(run):
    run.spring(2018, 0.2)
    lower, higher = (true_outcome(run.state, *grids(run, half_lives, 0.0)) for half_lives in (0.2, 0.5))
    assert (higher >= lower).all() and (higher > lower).any()


def test_the_measured_outcome_counts_from_the_marked_start(run):
    first = everybody(run, run.springs[2017].measured)
    second = everybody(run, run.spring(2018).measured)
    assert np.allclose(measured_outcome(run.state), ((second - first) / 100).mean(axis=0))
    mark_start(run.state)
    assert not measured_outcome(run.state).any()
    assert not true_outcome(run.state, *grids(run, 0.0, 0.0)).any()


def test_a_measured_outcome_needs_a_spring(sixty, yearly, settings):
    with pytest.raises(ValueError, match="no spring"):
        measured_outcome(yearly(sixty, settings()).state)


def test_statewide_means_weigh_cells_by_their_pupils(run):
    spring, cells = run.springs[2017], run.state.cells
    means = statewide_by_group(run.state, spring)
    assert means.shape == (2, 14, 6, 2)
    for group, indicator in ((GROUPS.index("SWD"), tables.ELA), (13, tables.SUSP)):
        rows = (cells.group == group) & (cells.indicator == indicator)
        for kind, values in enumerate((spring.true, spring.measured)):
            expected = np.average(values[rows], weights=cells.pupils[rows], axis=0)
            assert np.allclose(means[kind, group, indicator], expected)


def test_groups_without_a_cell_have_no_statewide_mean(sixty, yearly, settings, rearranged):
    small = rearranged(sixty, np.flatnonzero(sixty.districts.type == 0)[:4])
    run = yearly(small, settings())
    means = statewide_by_group(run.state, run.spring(2016))
    assert np.isnan(means[:, :, tables.GRAD]).all()
    assert np.isfinite(means[:, tables.ALL, tables.ELA]).all()
