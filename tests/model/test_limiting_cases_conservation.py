"""Limiting cases 1 to 5 of the theory: what is conserved, on the engine as it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sos_sim.model.mechanisms import county_offices

POLICIES = (
    {},
    {"accountability.pressure": 2.0, "accountability.punitive": 1.0, "accountability.lcap_load": 1.0},
    {"support.coe_coach_days": 68.8, "support.improvement_share": 0.8, "support.equalise": 1.0},
    {"accountability.pressure": 0.0, "support.coe_coach_days": 0.0},
)
SHARES = ("operations", "firefighting", "compliance", "gaming", "effort", "improvement", "slack")


def test_time_shares_are_never_negative_and_sum_to_one(lab, forty):
    """Case 1."""
    engine = lab.engine(forty, POLICIES)
    for _ in range(24):
        lab.run(engine, 1)
        shares = [getattr(engine.state, name) for name in SHARES]
        assert all((share >= 0.0).all() for share in shares)
        assert np.abs(sum(shares) - 1.0).max() < 1e-12


def test_no_use_surface_use_and_real_practice_sum_to_one(lab, forty):
    """Case 2; every parameter anywhere in its range is tried in test_any_parameters."""
    engine = lab.engine(forty, POLICIES)
    for _ in range(24):
        lab.run(engine, 1)
        state = engine.state
        assert (state.surface >= 0.0).all()
        assert (state.authentic >= 0.0).all()
        assert (state.surface + state.authentic <= 1.0).all()


asked_days = arrays(np.float64, (8, 2), elements=st.floats(0.0, 100.0))
days_there = arrays(np.float64, (3, 2), elements=st.floats(0.0, 300.0))
COUNTY = np.array([0, 0, 0, 1, 1, 1, 1, 2])


def total(days):
    return np.stack([days[county == COUNTY].sum(axis=0) for county in range(3)])


@settings(deadline=None)
@given(first=asked_days, later=asked_days, there=days_there)
def test_each_county_office_gives_what_it_has_or_what_is_asked_whichever_is_less(lab, first, later, there):
    """Case 3."""
    given_days = county_offices.ration(first, later, there, lab.month(8, county=COUNTY))
    asked = first + later
    assert total(given_days) == pytest.approx(np.minimum(there, total(asked)), rel=1e-12, abs=1e-9)
    assert (given_days <= asked * (1 + 1e-12)).all()
    assert (given_days >= 0.0).all()
    assert (given_days[(there == 0.0)[COUNTY]] == 0.0).all()
    # Those who come first give nothing up to those who come later.
    alone = county_offices.ration(first, np.zeros_like(first), there, lab.month(8, county=COUNTY))
    assert (given_days >= alone - 1e-9).all()


def test_in_a_whole_run_no_county_office_gives_more_than_it_has_or_is_asked(lab, forty):
    """Case 3."""
    engine = lab.engine(forty, POLICIES)
    places = engine.places
    for _ in range(24):
        lab.run(engine, 1)
        state, p = engine.state, engine.schedule.at(engine.months - 1)
        there = county_offices.capacity(state, p, engine._month(engine.index - 1))
        asked = places.by_county @ (state.county_days + state.unmet_days)
        delivered = places.by_county @ state.county_days
        assert delivered == pytest.approx(np.minimum(asked, there), rel=1e-12, abs=1e-9)
        assert (state.county_days[:, 3] == 0.0).all()


def test_opening_money_and_income_less_spending_is_closing_money(lab, forty):
    """Case 5."""
    engine = lab.engine(forty, POLICIES, months=60)
    for _ in range(60):
        opening = engine.state.reserve.copy()
        lab.run(engine, 1)
        state = engine.state
        if engine.date(engine.months - 1)[1] == 7:
            expected = opening + state.income - state.spending
            assert state.reserve == pytest.approx(expected, abs=1e-6)
            assert (state.reserve >= 0.0).all()
        else:
            assert np.array_equal(state.reserve, opening)


def test_twice_the_price_of_a_coach_day_changes_cost_and_nothing_else(lab, forty):
    """Case 5."""
    engine = lab.run(lab.engine(forty, [{}, {"money.coach_day": 2200.0}], months=24), 24)
    for name, column in engine.state.items():
        if name not in ("cost", "spent"):
            assert np.array_equal(column[..., 0], column[..., -1]), name
    state = engine.state
    # No district is in the intensive tier yet, so the county offices' days are all that this price buys.
    assert not state.intensive.any()
    extra = 1100.0 * state.county_days[:, 0] / engine.places.enrolment[:, 0]
    assert state.cost[:, 1] - state.cost[:, 0] == pytest.approx(extra, abs=1e-9)
