import dataclasses

import numpy as np
import pytest

from sos_sim.model.measure import make_cells, tables
from sos_sim.model.measure.start import structural_level
from sos_sim.world.build import build_world
from sos_sim.world.districts import GROUPS, RACE_COLUMNS


def natural(level, indicator):
    return level if indicator in tables.POINTS else 100 * np.sin(np.clip(level, 0, np.pi / 2)) ** 2


def test_all_students_start_at_the_pupil_weighted_mean_of_the_race_groups(sixty, yearly, settings):
    state, cells = yearly(sixty, settings()).state, make_cells(sixty)
    checked = 0
    for indicator in range(6):
        for district in range(len(sixty.districts)):
            rows = cells.place[indicator, district, list(RACE_COLUMNS)]
            races = sixty.group_pupils[district, indicator, list(RACE_COLUMNS)]
            if (rows == len(cells)).any():
                continue
            mean = np.average(natural(state.level_start[rows, 0], indicator), weights=races)
            everybody = state.level_start[cells.all_students[indicator, district], 0]
            assert natural(everybody, indicator) == pytest.approx(mean, abs=1e-9)
            checked += 1
    assert checked > 20


def test_structure_alone_gives_the_published_group_levels(sixty):
    typical = dataclasses.replace(
        sixty.districts,
        enrolment=np.full(len(sixty.districts), np.exp(7.5)),
        upp=np.full(len(sixty.districts), 0.6),
        type=np.full(len(sixty.districts), 2, dtype=np.int8),
    )
    level = structural_level(dataclasses.replace(sixty, districts=typical))[0] + tables.CHANGE_TO_2018
    assert level[GROUPS.index("SWD"), tables.ELA] == pytest.approx(-109.0)
    assert level[GROUPS.index("WH"), tables.MATH] == pytest.approx(-27.5)
    for group, indicator, percent in (
        ("HOM", tables.CHRO, 23.1),
        ("FOS", tables.SUSP, 11.2),
        ("EL", tables.CCI, 12.3),
    ):
        assert natural(level[GROUPS.index(group), indicator], indicator) == pytest.approx(percent)


def test_statewide_means_of_2018_are_near_the_published_ones(california, yearly, settings):
    run = yearly(california, settings(), seeds=range(8), dtype=np.float32)
    cells = run.state.cells
    published = {
        "ELA": (-6.0, 6.0),
        "MATH": (-36.4, 6.0),
        "CHRO": (9.0, 1.5),
        "SUSP": (3.5, 0.5),
        "CCI": (42.2, 4.0),
    }
    for indicator, (value, tolerance) in enumerate(published.values()):
        rows = cells.all_students[indicator][cells.all_students[indicator] < len(cells)]
        level = run.state.level_start[rows] + tables.CHANGE_TO_2018[indicator]
        mean = np.average(natural(level, indicator), weights=cells.pupils[rows], axis=0)
        assert np.median(mean) == pytest.approx(value, abs=tolerance)


def test_gaps_are_distances_to_the_highest_cut_and_never_negative(sixty, yearly, settings):
    state, cells = yearly(sixty, settings()).state, make_cells(sixty)
    assert (state.gap >= 0).all()
    ela = cells.all_students[tables.ELA]
    target = np.where(cells.district_type[ela] == 1, 75.0, 45.0)
    assert np.allclose(state.gap[ela, 0], np.maximum(target - state.level_start[ela, 0], 0) / 100)
    absence = cells.of(tables.CHRO)
    above = state.level_start[absence, 0] - np.arcsin(np.sqrt(0.025))
    assert np.allclose(state.gap[absence, 0], np.maximum(above, 0) / 0.5)
    assert np.allclose(state.reachable[absence], -0.505 * np.maximum(above, 0)[:, None])


def test_changing_one_district_leaves_the_draws_of_all_others(sixty, yearly, settings):
    enrolment = sixty.districts.enrolment.copy()
    enrolment[5] = 40.0
    changed = build_world(dataclasses.replace(sixty.districts, enrolment=enrolment))
    before, after = yearly(sixty, settings()), yearly(changed, settings())
    assert len(before.state.cells) != len(after.state.cells)
    for year in (2016, 2017, 2018):
        one, other = before.spring(year), after.spring(year)
        assert np.array_equal(
            one.measured[before.state.cells.district != 5], other.measured[after.state.cells.district != 5]
        )


def test_reordering_districts_reorders_results_and_nothing_else(sixty, yearly, settings, rearranged):
    order = np.random.default_rng(0).permutation(len(sixty.districts))
    plain, moved = yearly(sixty, settings()), yearly(rearranged(sixty, order), settings())
    for year in (2016, 2017, 2018):
        plain.spring(year, 0.3), moved.spring(year, 0.3)
    for name in ("badness", "change_sd", "identified", "areas", "groups_flagged"):
        one, other = getattr(plain.dashboard(2018), name), getattr(moved.dashboard(2018), name)
        assert np.allclose(one[order], other, rtol=0, atol=1e-9)
