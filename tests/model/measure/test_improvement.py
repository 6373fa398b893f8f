import numpy as np
import pytest

from sos_sim.model.measure import make_cells, tables
from sos_sim.model.measure.improvement import closed_share, group_speed, in_reach
from sos_sim.world.districts import GROUPS

QUIET = {
    "measurement__drift": 0.0,
    "measurement__year_shocks": 0.0,
    "measurement__state_shocks": 0.0,
    "measurement__sampling_noise": 0.0,
}
EVEN = {
    "outcomes__rate_swd": 1.0,
    "outcomes__rate_fos": 1.0,
    "outcomes__rate_hom": 1.0,
    "outcomes__rate_el": 1.0,
}


def test_half_of_the_reachable_gap_closes_in_each_half_life(sixty, yearly, settings):
    run = yearly(sixty, settings(**QUIET, **EVEN, support__equity_targeting=0.0))
    cells = run.state.cells
    rows = cells.of(tables.ELA)
    reachable = 0.505 * run.state.gap[rows, 0] * 100
    for year, half_lives, share in ((2018, 1.0, 0.5), (2019, 2.0, 0.75), (2020, 3.5, 1 - 2**-3.5)):
        gained = run.spring(year, half_lives).true[rows, 0] - run.state.level_start[rows, 0]
        assert np.allclose(gained, share * reachable, rtol=0, atol=1e-10)


def test_closed_share_is_one_minus_two_to_minus_half_lives():
    half_lives = np.array([0.0, 1.0, 2.0, 9.318851 / 9.318851])
    assert np.allclose(closed_share(half_lives), [0, 0.5, 0.75, 0.5], atol=1e-15)


def test_effort_over_the_groups_of_a_district_adds_up_to_the_same_for_any_targeting(sixty, settings):
    cells = make_cells(sixty)
    groups = cells.group < tables.ALL
    pupils = np.where(groups, cells.pupils, 0)
    for targeting in (0.0, 0.3, 1.0):
        speed = group_speed(cells, settings(**EVEN, support__equity_targeting=targeting), np.float64)[:, 0]
        mean = np.bincount(cells.by_district, pupils * speed)[cells.by_district[groups]]
        assert np.allclose(
            mean / np.bincount(cells.by_district, pupils)[cells.by_district[groups]], 1, atol=1e-12
        )


def test_without_targeting_groups_close_at_their_own_rate_and_all_students_at_one(sixty, settings):
    cells = make_cells(sixty)
    speed = group_speed(cells, settings(support__equity_targeting=0.0), np.float64)[:, 0]
    for group, rate in (("SWD", 0.7), ("FOS", 0.8), ("HOM", 0.8), ("EL", 0.9), ("WH", 1.0)):
        assert np.allclose(speed[cells.group == GROUPS.index(group)], rate)
    for targeting in (0.0, 1.0):
        everybody = group_speed(cells, settings(support__equity_targeting=targeting), np.float64)
        assert (everybody[cells.group == tables.ALL] == 1).all()


def test_targeting_moves_effort_from_groups_ahead_to_groups_behind(sixty, settings):
    cells = make_cells(sixty)
    even = group_speed(cells, settings(support__equity_targeting=0.0), np.float64)[:, 0]
    tilted = group_speed(cells, settings(support__equity_targeting=1.0), np.float64)[:, 0]
    ahead, behind = cells.group == GROUPS.index("WH"), cells.group == GROUPS.index("SED")
    assert (tilted[ahead] <= even[ahead]).all() and (tilted[behind] >= even[behind]).all()
    assert np.median(tilted[ahead]) < 0.5 < 1 < np.median(tilted[behind])


def test_targeting_that_differs_by_run_gives_each_run_its_own_speeds(sixty, settings):
    cells = make_cells(sixty)
    both = group_speed(cells, settings(support__equity_targeting=np.array([0.2, 0.9])), np.float64)
    for column, targeting in enumerate((0.2, 0.9)):
        alone = group_speed(cells, settings(support__equity_targeting=targeting), np.float64)
        assert np.allclose(both[:, column], alone[:, 0])


def test_equal_groups_stay_equal_and_a_gap_shrinks_with_the_common_half_life(sixty, yearly, settings):
    run = yearly(sixty, settings(**QUIET, **EVEN, support__equity_targeting=0.0, outcomes__reach=1.0))
    cells, state = run.state.cells, run.state
    rows = np.flatnonzero((cells.indicator == tables.ELA) & (cells.district == 0) & (state.gap[:, 0] > 0))
    assert len(rows) >= 2
    one, other = rows[0], rows[1]
    before = state.level_start[one, 0] - state.level_start[other, 0]
    after = run.spring(2018, 1.7).true
    assert (after[one] - after[other])[0] == pytest.approx(before * 2**-1.7, abs=1e-10)
    state.level_start[other] = state.level_start[one]
    state.base = state.level_start
    state.reachable[other] = state.reachable[one]
    later = run.spring(2019, 2.5).true
    assert later[one, 0] == pytest.approx(later[other, 0], abs=1e-10)


def test_relabelling_two_groups_swaps_their_speeds(sixty, settings):
    import dataclasses

    swap = list(range(13))
    first, second = GROUPS.index("HI"), GROUPS.index("AI")
    swap[first], swap[second] = second, first
    relabelled = dataclasses.replace(sixty, group_pupils=sixty.group_pupils[:, :, swap])
    plain, moved = make_cells(sixty), make_cells(relabelled)
    speed = np.append(group_speed(plain, settings(), np.float64)[:, 0], np.nan)[plain.place]
    other = np.append(group_speed(moved, settings(), np.float64)[:, 0], np.nan)[moved.place]
    assert np.allclose(speed[:, :, [*swap, 13]], other, equal_nan=True)


@pytest.mark.parametrize(("declared", "share", "expected"), [(0.505, 0.75, 0.505), (0.6, 0.5, 0.4), (0.9, 0.95, 1.0)])
def test_reach_moves_with_the_share_of_outcomes_that_systems_account_for_up_to_the_whole_gap(
    sixty, yearly, settings, declared, share, expected
):
    changed = settings(outcomes__reach=declared, outcomes__system_share=share)
    assert in_reach(changed, np.float64) == pytest.approx(expected, abs=1e-15)
    both = settings(outcomes__reach=declared, outcomes__system_share=np.array([share, 0.75]))
    assert in_reach(both, np.float64) == pytest.approx([expected, declared], abs=1e-15)
    state = yearly(sixty, changed).state
    assert np.allclose(state.reachable, state.gap * state.student_sd * expected, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_at_the_usual_share_reach_is_the_declared_one_bit_for_bit(settings, dtype):
    assert in_reach(settings(), dtype) == dtype(0.505)
