from __future__ import annotations

import numpy as np
import pytest

from sos_sim.observe.events import CODE, EVENTS, REPORTS
from sos_sim.observe.recorder import Recorder
from sos_sim.observe.run import run_batch

MONTHS = 96
POLICIES = (
    {},
    {"network.coverage": ((0, 0.2), (24, 0.6), (60, 0.1))},
    {"support.coe_coach_days": ((12, 60.0),), "support.improvement_share": 0.8},
)
KEPT = (0, 1, 2)


@pytest.fixture(scope="module")
def recording(lab):
    scenarios = [lab.scenario(changes, MONTHS) for changes in POLICIES]
    return run_batch(lab.small_world(60), scenarios, [1, 1, 2], keep_districts=[True] * 3)


def rows(recording, name, run=None):
    mine = recording.events[:, 3] == CODE[name]
    if run is not None:
        mine &= recording.events[:, 0] == run
    return recording.events[mine], recording.event_values[mine]


def column(recording, name):
    return recording.by_district[:, recording.district_outcomes.index(name)]


@pytest.fixture
def watched(lab):
    """Give a log whose engine is moved by hand: a month passes when ``look`` is called."""
    engine = lab.engine(lab.small_world(20), [{}], months=24)
    engine.state.authentic[:] = 0.0
    engine.state.embedded[:] = 0.0
    log = Recorder(engine, [True]).log

    def after(**columns):
        for name, value in columns.items():
            getattr(engine.state, name)[:] = value
        engine.index += 1
        log.look()

    def noted(name):
        events, values = log.finish()
        mine = (events[:, 3] == CODE[name]) & (events[:, 2] == 0)
        return list(zip(events[mine, 1].tolist(), values[mine].astype(float).round(3).tolist(), strict=True))

    return after, noted


def test_noise_about_the_line_is_noted_once(watched):
    after, noted = watched
    for share in (0.09, 0.11, 0.09, 0.12, 0.08, 0.105):
        after(authentic=share)
    assert noted("cycles began") == [(1, 0.11)]


def test_a_line_counts_again_when_the_value_has_come_back_by_the_margin(watched):
    after, noted = watched
    for share in (0.12, 0.06, 0.12):
        after(authentic=share)
    assert [month for month, _ in noted("cycles began")] == [0, 2]


def test_standard_practice_is_lost_only_below_the_margin(watched):
    after, noted = watched
    for share in (0.51, 0.48, 0.51, 0.46):
        after(embedded=share)
    assert noted("practice became standard") == [(0, 0.51)]
    assert noted("practice no longer standard") == [(3, 0.25)]


def test_falling_below_half_the_best_is_falling_back_if_cycles_had_begun(watched):
    after, noted = watched
    for share in (0.08, 0.03):
        after(authentic=share)
    assert noted("fell back") == []
    for share in (0.4, 0.25, 0.19, 0.21, 0.18, 0.5, 0.24):
        after(authentic=share)
    assert noted("fell back") == [(4, 0.19), (8, 0.24)]


def test_overload_counts_when_it_has_lasted_a_quarter(watched):
    after, noted = watched
    for overloaded in (True, True, False, True, True, True, True, False, False, False):
        after(overloaded=overloaded)
    assert [month for month, _ in noted("overloaded")] == [5]
    assert noted("recovered") == [(9, round(4 / 12, 3))]


def test_what_stood_so_at_the_start_is_noted_in_month_0(lab):
    engine = lab.engine(lab.small_world(20), [{"network.coverage": 1.0}])
    engine.state.authentic[:] = 0.4
    events, _ = Recorder(engine, [True]).log.finish()
    at_start = {name for name in EVENTS if (events[:, 3] == CODE[name]).sum() == 20}
    assert at_start == {"cycles began", "network joined", *REPORTS} - {"coach-days"}
    assert not events[:, 1].any()


def test_the_yearly_report_is_the_row_of_the_district_table(recording):
    names = ("true_outcome", "measured_outcome", "authentic", "capability", "support_days")
    for name, outcome in zip(REPORTS, names, strict=True):
        events, values = rows(recording, name)
        december = events[:, 1] % 12 == 5
        run, month, district = events[december, :3].T
        assert np.array_equal(values[december], column(recording, outcome)[month // 12, district, run]), name
        assert december.sum() == column(recording, outcome).size


def test_a_leader_takes_along_the_years_in_post(lab):
    engine = lab.engine(lab.small_world(40), [{"turnover.leader_hazard": 0.03}])
    recorder = Recorder(engine, [True])
    expected = []
    for month in range(12):
        tenure = engine.state.tenure.copy()
        engine.step()
        left = np.flatnonzero(engine.state.tenure[:, 0] == 0.0)
        expected += [(month, district, round(float(tenure[district, 0]) + 1 / 12, 4)) for district in left]
        recorder.log.look()
    events, values = recorder.log.finish()
    mine = events[:, 3] == CODE["leader left"]
    found = zip(events[mine, 1].tolist(), events[mine, 2].tolist(), values[mine].tolist(), strict=True)
    assert expected
    assert [(month, district, round(value, 4)) for month, district, value in found] == expected


def test_identification_carries_the_groups_flagged(recording):
    events, values = rows(recording, "identified")
    run, month, district = events[:, :3].T
    assert np.array_equal(values, column(recording, "groups_flagged")[month // 12, district, run])


def test_nobody_leaves_a_list_that_was_not_published(recording):
    # Decembers of 2020 and 2021 are months 41 and 53.
    events, values = rows(recording, "left the list")
    assert set(events[:, 1]) <= {17, 29, 65, 77, 89}
    assert (values >= 1.0).all()


def test_assistance_lasts_two_years_or_more_and_ends_once_for_each_beginning(recording):
    _, lasted = rows(recording, "assistance ended")
    assert len(lasted)
    assert lasted.min() == pytest.approx(2.0)
    for run in KEPT:
        began, ended = (rows(recording, name, run)[0][:, 2] for name in ("assistance began", "assistance ended"))
        counts = np.bincount(began, minlength=60) - np.bincount(ended, minlength=60)
        assert set(counts) <= {0, 1}


def test_policy_moves_districts_in_and_out_of_networks(recording):
    joined, _ = rows(recording, "network joined", 1)
    left, lasted = rows(recording, "network left", 1)
    assert set(joined[:, 1]) == {0, 24}
    assert set(left[:, 1]) == {60}
    assert set(lasted.tolist()) == {3.0, 5.0}


def test_a_contract_lasts_its_years(recording):
    _, lasted = rows(recording, "contract ended")
    assert len(lasted)
    assert np.array_equal(lasted % 3.0, np.zeros_like(lasted))


def test_runs_that_are_not_kept_leave_no_log_and_no_pile_of_notes(lab):
    engine = lab.engine(lab.small_world(20), [{}, {}], seeds=[1, 2])
    recorder = Recorder(engine, [False, False])
    for _ in range(12):
        engine.step()
        recorder.log.look()
    assert engine.events == []
    assert len(recorder.log.finish()[0]) == 0


def test_kept_runs_that_do_not_stand_side_by_side_have_their_own_logs(lab):
    scenarios = [lab.scenario({}, 36)] * 3
    world = lab.small_world(40)
    apart = run_batch(world, scenarios, [1, 2, 3], keep_districts=[True, False, True])
    for run, seed in ((0, 1), (2, 3)):
        alone = run_batch(world, scenarios[:1], [seed], keep_districts=[True])
        mine = apart.events[:, 0] == run
        assert np.array_equal(apart.events[mine, 1:], alone.events[:, 1:])
        assert np.array_equal(apart.event_values[mine], alone.event_values)
