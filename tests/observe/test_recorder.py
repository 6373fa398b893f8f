import dataclasses

import numpy as np
import pytest

from sos_sim.observe.events import CODE, EVENTS
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.recorder import OF_DISTRICT
from sos_sim.observe.run import run_batch
from sos_sim.world.build import embedded_world
from sos_sim.world.districts import TYPES

MONTHS = 48
POLICIES = (
    {},
    {"support.coe_coach_days": ((12, 60.0),), "support.improvement_share": 0.8, "support.equalise": 1.0},
    {"accountability.pressure": 1.4, "accountability.punitive": 0.8},
    {"network.peer_weight": 2.0, "network.coverage": 0.5},
)
SEEDS = (1, 2, 1, 3)


@pytest.fixture(scope="module")
def world(lab):
    return lab.small_world(60)


@pytest.fixture(scope="module")
def scenarios(lab):
    return [lab.scenario(changes, MONTHS) for changes in POLICIES]


@pytest.fixture(scope="module")
def recording(world, scenarios):
    return run_batch(world, scenarios, SEEDS, keep_districts=[True, False, True, True])


def of_district(recording, outcome):
    name = next((name for name, read in OF_DISTRICT.items() if read == outcome), outcome.removesuffix("_share"))
    return recording.by_district[:, recording.district_outcomes.index(name)].astype(float)


def test_the_start_and_every_third_month_are_recorded(recording):
    assert recording.dates[:3] == ("2017-07", "2017-10", "2018-01")
    assert recording.dates[-1] == "2021-07"
    assert len(recording.dates) == MONTHS // 3 + 1
    assert recording.years == (2017, 2018, 2019, 2020)


def test_changes_are_counted_from_the_start(recording):
    for name in ("true_outcome", "measured_outcome", "inflation", "cost_per_pupil"):
        assert not recording.statewide[0, recording.outcomes.index(name)].any()
    assert recording.statewide[0, recording.outcomes.index("authentic")].all()


def test_everything_recorded_is_a_number_and_shares_lie_between_zero_and_one(recording):
    assert np.isfinite(recording.statewide).all()
    assert np.isfinite(recording.by_district).all()
    for name, outcome in OUTCOMES.items():
        values = recording.statewide[:, recording.outcomes.index(name)]
        if outcome.unit in ("0-1", "share of districts", "share of sites", "share of staff time", "share of need"):
            assert values.min() >= 0.0, name
            assert values.max() <= 1.0 + 1e-5, name
    assert recording.statewide[:, recording.outcomes.index("capability")].max() <= 5.0
    assert (recording.ratings >= 0.0).all()
    assert (recording.ratings <= 5.0).all()


@pytest.mark.parametrize("outcome", ["authentic", "true_outcome", "assistance_share", "capability", "support_days"])
def test_means_by_county_size_and_type_are_those_of_their_districts(world, recording, outcome):
    districts = of_district(recording, outcome)
    recorded = recording.by_stratum[:, recording.stratum_outcomes.index(outcome)]
    weight = np.ones(60) if OUTCOMES[outcome].weight == "districts" else world.districts.enrolment
    members = {("county", name): world.county_of == row for row, name in enumerate(world.counties.name)}
    members |= {("type", name): world.districts.type == row for row, name in enumerate(TYPES)}
    seen = 0
    for row, stratum in enumerate(recording.strata):
        if stratum[0] == "size":
            continue
        inside = members[stratum]
        if not inside.any():
            assert np.isnan(recorded[:, row]).all()
            continue
        expected = np.average(districts[:, inside], axis=1, weights=weight[inside])
        assert recorded[:, row][:, [0, 2, 3]] == pytest.approx(expected, rel=1e-4, abs=1e-5)
        seen += 1
    assert seen > 20


def test_any_way_of_dividing_runs_into_batches_records_the_same_bit_for_bit(world, scenarios, recording):
    for group in ((0,), (1,), (2, 3), (3, 1, 0)):
        keep = [run != 1 for run in group]
        part = run_batch(world, [scenarios[run] for run in group], [SEEDS[run] for run in group], keep_districts=keep)
        for name in ("statewide", "by_stratum", "by_group", "ratings"):
            mine, theirs = getattr(part, name), getattr(recording, name)[..., list(group)]
            assert np.array_equal(mine, theirs, equal_nan=True), name
        kept = [(0, 2, 3).index(run) for run in group if run != 1]
        if kept:
            assert np.array_equal(part.by_district, recording.by_district[..., kept])
        for place, run in enumerate(group):
            mine = part.events[part.events[:, 0] == place, 1:]
            assert np.array_equal(mine, recording.events[recording.events[:, 0] == run, 1:])


def test_in_the_whole_of_california_a_run_beside_others_is_the_run_alone_bit_for_bit(scenarios):
    short = [dataclasses.replace(scenario, months=36) for scenario in scenarios]
    together = run_batch(embedded_world(), short, SEEDS)
    for run in (0, 1, 3):
        alone = run_batch(embedded_world(), [short[run]], [SEEDS[run]])
        for name in ("statewide", "by_stratum", "by_group", "ratings"):
            mine, theirs = getattr(alone, name)[..., 0], getattr(together, name)[..., run]
            assert np.array_equal(mine, theirs, equal_nan=True), name


def test_keeping_districts_changes_nothing_else(world, scenarios, recording):
    without = run_batch(world, scenarios, SEEDS)
    assert without.by_district.size == 0
    assert len(without.events) == 0
    for name in ("statewide", "by_stratum", "by_group", "ratings"):
        assert np.array_equal(getattr(without, name), getattr(recording, name), equal_nan=True), name


def test_events_are_in_order_and_of_kept_runs_only(recording):
    run, month, district, kind = recording.events.T
    assert set(run) <= {0, 2, 3}
    assert (np.diff(month) >= 0).all()
    assert month.min() >= 0
    assert month.max() < MONTHS
    assert set(district) <= set(range(60))
    never_here = {CODE["network left"]}
    assert set(kind) <= set(range(len(EVENTS))) - never_here


def test_the_districts_identified_in_a_december_are_those_of_its_events(recording):
    listed = of_district(recording, "identified_share")
    for place, run in enumerate((0, 2, 3)):
        for year, month in ((0, 5), (1, 17), (2, 29)):
            rows = recording.events
            mine = (rows[:, 0] == run) & (rows[:, 1] == month) & (rows[:, 3] == CODE["identified"])
            assert set(rows[mine, 2]) == set(np.flatnonzero(listed[year, :, place]))
    assert not listed[3].any()


def test_scenarios_of_different_length_are_refused(world, scenarios):
    from sos_sim.problems import InputProblems

    with pytest.raises(InputProblems):
        run_batch(world, [scenarios[0], dataclasses.replace(scenarios[1], months=36)], [1, 1])
