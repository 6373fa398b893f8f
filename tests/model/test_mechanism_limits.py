"""The limits that each mechanism states for itself, where no numbered limiting case takes them already."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sos_sim.model.mechanisms import (
    adoption,
    assistance,
    conditions,
    county_offices,
    exposure,
    focus,
    learning,
    passing,
    pressure,
    support,
)

HERE = np.ones(1, bool)
"""The one run in which a Dashboard comes out."""

SHARE = st.floats(0.0, 1.0)
PEOPLE = {"leadership": 0.6, "knowledge": 0.5, "safety": 0.6, "clarity": 0.5, "data": 0.5, "alignment": 0.6}


@settings(deadline=None)
@given(authentic=SHARE, surface=SHARE, time=SHARE, help=SHARE)
def test_deepening_and_falling_back_move_sites_and_make_none(lab, authentic, surface, time, help):
    surface *= 1.0 - authentic
    p = lab.parameters({"adoption.mandate": 0.0, "adoption.imitation": 0.0, "adoption.dropped": 0.0})
    columns = {"authentic": authentic, "surface": surface, "time_used": time, "support": help}
    state = lab.blank_state(1, 1, PEOPLE | columns)
    adoption.step(state, p, lab.month(1))
    assert state.authentic + state.surface == pytest.approx(authentic + surface, abs=1e-12)
    if time == 0.0 or surface == 0.0:
        assert state.authentic[0, 0] <= authentic
    if time == 1.0:
        assert state.authentic[0, 0] >= authentic


def test_surface_use_that_stops_leaves_real_practice_alone(lab):
    p = lab.parameters({"adoption.mandate": 0.0, "adoption.imitation": 0.0, "adoption.reversal": 0.0})
    state = lab.blank_state(1, 1, {"authentic": 0.3, "surface": 0.5})
    adoption.step(state, p, lab.month(1))
    assert state.authentic[0, 0] == 0.3
    assert state.surface[0, 0] == pytest.approx(0.5 * (1.0 - p.adoption.dropped), abs=1e-12)


def test_base_systems_gate_real_practice_and_can_be_opened_for_all(lab):
    state = lab.blank_state(3, 1, {})
    state.data[:, 0] = state.alignment[:, 0] = (0.0, 0.2, 0.9)
    assert adoption.base_systems(state, lab.parameters({})).ravel().tolist() == [0.0, 0.0, 1.0]
    opened = adoption.base_systems(state, lab.parameters({"adoption.gate": -0.2}))
    assert opened.ravel().tolist() == [1.0, 1.0, 1.0]


def test_an_effort_whose_gain_is_seen_in_time_is_rarely_abandoned(lab):
    n = 20_000
    p = lab.parameters({"accountability.patience_years": 10.0})
    lost = []
    for gain in (0.0, 1.0):
        state = lab.blank_state(n, 1, {"authentic": 0.5, "surface": 0.2, "pressure": 1.0, "change": gain})
        july = lab.month(n)
        adoption.abandon(state, p, july)
        assert state.authentic.max() == 0.5
        assert state.authentic.min() == pytest.approx(0.5 * (1.0 - p.adoption.abandoned_share))
        lost.append(float((state.authentic < 0.5).mean()))
    assert lost[0] == pytest.approx(p.adoption.abandonment, abs=0.02)
    assert lost[1] == pytest.approx(p.adoption.abandonment * (1 - 120 / (120 + 12)), abs=0.02)
    for nothing in ({"pressure": 0.0}, {"pressure": 1.0, "embedded": 1.0}):
        state = lab.blank_state(n, 1, {"authentic": 0.5} | nothing)
        adoption.abandon(state, p, lab.month(n))
        assert (state.authentic == 0.5).all()


def test_assistance_follows_the_list_for_its_years_and_the_intensive_tier_three_lists_of_four(lab):
    """The tier takes three groups, or all where a district has fewer with a colour."""
    p, n = lab.parameters({}), 4
    state = lab.blank_state(n, 1, {})
    met = np.array([[True], [True], [True], [False]])
    groups, coloured = np.array([[4], [2], [2], [0]]), np.array([[6], [6], [2], [0]])
    for count, year in enumerate((2017, 2018, 2019, 2020, 2021, 2022), start=1):
        shown = SimpleNamespace(year=year, identified=met, groups_flagged=groups, groups_coloured=coloured)
        assistance.list_districts(state, p, lab.month(n, number=12), shown, HERE)
        listed = year not in (2020, 2021)
        assert state.identified.ravel().tolist() == [listed, listed, listed, False]
        if listed:
            assert state.intensive.ravel().tolist() == [count >= 3, False, count >= 3, False]
        assistance.assign(state, p, HERE)
    assert state.assistance.ravel().tolist() == [24.0, 24.0, 24.0, 0.0]
    for _ in range(30):
        assistance.step(state, p, lab.month(n))
    assert not state.assistance.any()


def test_without_identification_nobody_is_ever_listed(lab):
    for off in ("accountability.identification", "accountability.dashboard"):
        state, december = lab.blank_state(2, 1, {}), lab.month(2, number=12)
        everybody = np.ones((2, 1), bool)
        shown = SimpleNamespace(
            year=2018, identified=everybody, groups_flagged=9 * everybody, groups_coloured=9 * everybody
        )
        assistance.list_districts(state, lab.parameters({off: 0.0}), december, shown, HERE)
        assistance.assign(state, lab.parameters({}), HERE)
        for column in (state.identified, state.assistance, state.intensive):
            assert not column.any()


def targets(lab, changes, columns):
    """Give safety, clarity and belief where present conditions would hold them."""
    instant = {f"{name}.months": 1e-9 for name in ("safety", "clarity", "belief")}
    state = lab.blank_state(1, 1, columns)
    conditions.step(state, lab.parameters(instant | changes), lab.month(1))
    return {name: float(getattr(state, name)[0, 0]) for name in ("safety", "clarity", "belief", "leadership")}


def test_leadership_above_its_floor_stays_without_support_and_practice(lab):
    assert targets(lab, {}, {"leadership": 0.4})["leadership"] == 0.4
    assert targets(lab, {}, {"leadership": 0.1})["leadership"] > 0.1
    assert targets(lab, {}, {"leadership": 0.4, "support": 1.0})["leadership"] > 0.4


def test_fear_lowers_safety_above_its_threshold_only(lab):
    calm, mild, afraid = (targets(lab, {}, {"fear": fear})["safety"] for fear in (0.0, 0.6, 1.632))
    assert calm == mild
    assert afraid == pytest.approx(calm - 0.125, abs=1e-9)


def test_the_dashboard_gives_clarity_where_own_data_are_poor(lab):
    on, off = (targets(lab, {"accountability.dashboard": switch}, {"data": 0.2})["clarity"] for switch in (1.0, 0.0))
    assert on - off == pytest.approx(0.12 * 0.8, abs=1e-12)
    assert targets(lab, {}, {"data": 1.0}) == targets(lab, {"accountability.dashboard": 0.0}, {"data": 1.0})


def test_belief_is_untouched_by_a_policy_expected_to_last_four_years_and_falls_with_burden(lab):
    assert targets(lab, {}, {})["belief"] == pytest.approx(1.0, abs=1e-12)
    assert targets(lab, {"belief.policy_life": 2.0}, {})["belief"] < 1.0
    assert targets(lab, {}, {"burden": 0.06})["belief"] == pytest.approx(1.0 - 0.739, abs=1e-9)


def test_effectiveness_is_one_only_when_everything_is_and_nothing_without_practice_or_knowledge(lab):
    names = ("time_used", "authentic", "knowledge", "safety", "alignment", "embedded")
    p, full = lab.parameters({}), dict.fromkeys(names, 1.0)
    assert exposure.effectiveness(lab.blank_state(1, 1, full | {"pressure": p.pressure.best}), p)[0, 0] == 1.0
    for name in names:
        assert exposure.effectiveness(lab.blank_state(1, 1, full | {name: 0.9}), p)[0, 0] < 1.0
    for name in names[:5]:
        assert exposure.effectiveness(lab.blank_state(1, 1, full | {name: 0.0}), p)[0, 0] == 0.0
    assert exposure.effectiveness(lab.blank_state(1, 1, full | {"pressure": 2 * p.pressure.best}), p)[0, 0] < 1.0


@settings(deadline=None)
@given(priorities=st.floats(1.0, 30.0), more=st.floats(0.0, 30.0), limit=st.floats(1.5, 10.0))
def test_more_priorities_than_can_be_worked_on_never_help(lab, priorities, more, limit):
    p = lab.parameters({"outcomes.focus_priorities": limit, "outcomes.tests_rate": 1.0})
    rates = []
    for number in (priorities, priorities + more):
        state = lab.blank_state(1, 1, {"priorities": number})
        state.focus[...] = 1.0
        rates.append(focus.rates(state, p)[0, 0, 0])
    assert rates[1] <= rates[0] <= 1.0
    assert (rates[0] == 1.0) == (priorities <= limit)


def test_the_worst_indicators_are_chosen_first_and_ties_go_by_order(lab):
    state = lab.blank_state(1, 1, {"priority_factor": 1.0})
    state.indicator_badness[0, :, 0] = (0.25, 0.5, 1.0, 0.5, -1.0, 0.0)
    focus.choose(state, lab.parameters({"accountability.priorities": 5.0}), lab.month(1))
    expected = np.clip(1.2 * state.priorities[0, 0] - np.array([3, 1, 0, 2, 5, 4]), 0.0, 1.0)
    assert state.focus[0, :, 0] == pytest.approx(expected)


def test_knowledge_above_what_the_states_variety_allows_gains_nothing(lab):
    p = lab.parameters({"learning.forgetting": 0.0, "learning.variety_ceiling": 0.5, "network.coverage": 0.0})
    state = lab.blank_state(2, 1, {"variety": 0.4, "support": 1.0})
    state.knowledge[:, 0] = (0.6, 0.8)
    for _ in range(3000):
        learning.know(state, p, lab.month(2), np.ones((2, 1)))
    assert state.knowledge[:, 0] == pytest.approx([0.7, 0.8], abs=1e-9)
    free = lab.blank_state(1, 1, {"variety": 0.0, "knowledge": 0.5, "support": 1.0})
    unbounded = lab.parameters({"learning.forgetting": 0.0, "learning.variety_ceiling": 0.0})
    for _ in range(3000):
        learning.know(free, unbounded, lab.month(1), np.ones((1, 1)))
    assert free.knowledge == pytest.approx(1.0, abs=1e-9)


def test_variety_grows_with_own_tests_and_shrinks_with_copying(lab):
    p, still = lab.parameters({}), lab.parameters({"network.peer_weight": 0.0})
    for parameters, tests, direction in ((p, 0.0, -1), (still, 0.0, 0), (still, 0.5, 1)):
        state = lab.blank_state(4, 1, {"variety": 0.5})
        learning.vary(state, parameters, lab.month(4), np.full((4, 1), tests))
        assert np.sign(state.variety[0, 0] - 0.5) == direction


def test_passing_effects_fade_exactly_without_pressure_exits_and_new_practice(lab):
    p = lab.parameters({})
    columns = {"passing": 0.1, "staff_exits": p.outcomes.staff_norm, "time_used": 1.0, "authentic": 1.0}
    state = lab.blank_state(1, 1, columns)
    for index in range(24):
        passing.step(state, p, lab.month(1, index))
    assert state.passing[0, 0] == pytest.approx(0.1 * np.exp(-24 / p.outcomes.passing_months), abs=1e-12)
    reading = lab.parameters({"pressure.effort": 0.0})
    pressed = lab.blank_state(1, 1, {"staff_exits": p.outcomes.staff_norm, "pressure": p.pressure.best})
    assert passing.target(pressed, reading)[0, 0] == pytest.approx(0.0, abs=1e-15)
    assert passing.target(pressed, p)[0, 0] == pytest.approx(p.pressure.direct_effort, abs=1e-15)
    new = lab.blank_state(1, 1, {"staff_exits": p.outcomes.staff_norm, "time_used": 1.0})
    assert passing.target(new, p)[0, 0] == pytest.approx(-p.outcomes.new_practice_dip, abs=1e-15)


def test_the_pandemic_takes_its_loss_over_sixteen_months_and_only_where_it_happens(lab):
    for shock in (0.0, 1.0):
        changes = {"pandemic.shock": shock, "outcomes.passing_months": 1e12}
        p = lab.parameters(changes)
        state = lab.blank_state(1, 1, {})
        for index in range(48):
            month = lab.month(1, index, number=index % 12 + 1)
            month.year = 2019 + index // 12
            passing.step(state, p, month)
        assert state.passing[0, 0] == pytest.approx(-shock * p.pandemic.loss, abs=1e-9)


def test_pressure_fades_exactly_when_nothing_presses(lab):
    p = lab.parameters({"accountability.pressure": 0.0})
    state = lab.blank_state(2, 1, {"pressure": 1.3, "badness": 1.0, "identified": 1.0})
    for index in range(12):
        pressure.step(state, p, lab.month(2, index))
    assert state.pressure == pytest.approx(1.3 * np.exp(-12 / p.pressure.smoothing_months), abs=1e-12)


def test_without_a_dashboard_only_the_expectation_presses(lab):
    bad = np.ones((1, 1))
    off = pressure.target(lab.parameters({"accountability.dashboard": 0.0}), bad, bad)
    leading = pressure.target(lab.parameters({"accountability.leading_indicators": 1.0}), bad, bad)
    none = pressure.target(lab.parameters({}), 0.0 * bad, 0.0 * bad)
    assert off == pytest.approx(none)
    assert leading == pytest.approx(none)
    assert (pressure.target(lab.parameters({}), bad, bad) > none).all()


def test_full_support_takes_all_fear_away_where_it_buffers_fully_and_punishment_adds_fear(lab):
    one = np.ones((1, 1))
    assert pressure.feared(lab.parameters({"pressure.buffering": 1.0}), one, one)[0, 0] == 0.0
    fear = [
        pressure.feared(lab.parameters({"accountability.punitive": share}), one, help * one)[0, 0]
        for share, help in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    ]
    assert fear == pytest.approx([0.5, 1.75, 1.75 * (1.0 - 0.647)], abs=1e-12)


@given(days=SHARE, more=SHARE, half=st.floats(0.15, 0.6), steepness=st.floats(1.0, 5.0))
def test_a_dose_acts_from_nothing_to_fully_and_never_less_for_more(days, more, half, steepness):
    doses = np.array([0.0, days, min(1.0, days + more), 1.0, 2.0])
    response = support.dose_response(doses, half, steepness)
    assert response[0] == 0.0
    assert response[3] == response[4] == pytest.approx(1.0, abs=1e-12)
    assert (np.diff(response) >= -1e-15).all()


@pytest.mark.parametrize("nothing", [{"support.coe_coach_days": 0.0}, {"support.improvement_share": 0.0}])
def test_no_days_or_nothing_on_improvement_is_no_support(lab, nothing):
    p = lab.parameters(lab.NO_SUPPORT | {"support.coe_coach_days": 60.0, "support.assistance_days": 60.0} | nothing)
    columns = {"seeking": 0.8, "relationship": 1.0, "assistance": 12.0, "county_skill": 0.8, "knowledge": 0.5}
    state = lab.blank_state(4, 1, columns | {"network_rank": 0.5})
    support.step(state, p, lab.month(4))
    assert not state.support.any()


def test_methods_of_county_offices_providers_and_networks_count_as_hours_do():
    one = np.ones(1)
    mixed = support.method_concentration(0.5 * one, 0.3 * one, 0.2 * one, 0.4, 4.0)[0]
    common, county, provider, network = 0.4 + 0.6 * 0.125, 0.6 * 0.125, 0.6 * 0.3, 0.6 * 0.2
    assert mixed == pytest.approx(common**2 + 3 * county**2 + provider**2 + network**2, abs=1e-12)


@settings(deadline=None)
@given(skill=SHARE, depth=SHARE, leads=SHARE, exits=st.floats(0.05, 0.3))
def test_coaches_skill_stays_a_share_and_training_never_lowers_it(lab, skill, depth, leads, exits):
    after = []
    for training in (0.0, depth):
        changes = {"support.coe_training": training, "support.coe_building": leads, "coe.coach_exits": exits}
        state = lab.blank_state(1, 1, {"county_skill": skill})
        county_offices.train(state, lab.parameters(changes))
        after.append(float(state.county_skill[0, 0]))
    assert 0.0 <= after[0] <= after[1] <= 1.0
