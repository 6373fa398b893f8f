"""Limiting cases 6 to 10 of the theory: nothing, or one mechanism alone, on the engine as it is."""

import numpy as np
import pytest

from sos_sim.model.measure import tables
from sos_sim.model.mechanisms import conditions, exposure, gaming, time_budget
from sos_sim.model.month import Decisions

STOCKS = (
    "leadership", "knowledge", "embedded", "data", "safety", "clarity", "belief", "surface", "authentic", "alignment",
    "pressure", "relationship", "reserve", "inflation", "passing", "exposure", "half_lives", "spent", "variety",
    "county_skill",
)  # fmt: skip
FROZEN = {
    "accountability.pressure": 0.0,
    "accountability.identification": 0.0,
    "adoption.mandate": 0.0,
    "adoption.imitation": 0.0,
    "network.peer_weight": 0.0,
    "relationship.decay": 0.0,
    "coe.coach_exits": 0.0,
    "support.coe_training": 0.0,
    "outcomes.staff_norm": 0.0,
    "outcomes.new_practice_dip": 0.0,
    "money.discretionary": 0.0,
    "money.squeeze": 0.0,
}


def test_with_nothing_that_acts_every_stock_stays_bit_for_bit(lab, forty):
    """Case 6: no real practice and no surface use give no growth, though the rates of growth are not zero."""
    changes = FROZEN | lab.NO_SUPPORT | lab.NO_EXITS | lab.QUIET_MEASUREMENT
    engine = lab.engine(forty, [changes])
    state, p = engine.state, engine.schedule.at(0)
    zero = ("authentic", "surface", "embedded", "pressure", "fear", "passing", "passing_start", "inflation")
    for name in (*zero, "inflation_start", "reserve"):
        getattr(state, name)[...] = 0.0
    state.knowledge[...] = p.turnover.newcomer_knowledge
    state.data[...] = state.own_data
    state.alignment[...] = p.alignment.rest
    state.leadership[...] = np.maximum(state.leadership, p.leadership.floor)
    lab.run(engine, 1)
    # Safety, clarity and belief are put on their targets by an instant relaxation.
    instant = lab.parameters(changes | {f"{name}.months": 1e-9 for name in ("safety", "clarity", "belief")})
    conditions.step(state, instant, engine._month(1))
    before, levels = state.copy(), engine.spring
    lab.run(engine, 23)
    for name in STOCKS:
        assert np.array_equal(getattr(engine.state, name), getattr(before, name)), name
    assert np.array_equal(engine.spring.true, levels.true)
    assert np.array_equal(engine.spring.measured, levels.measured)


@pytest.mark.parametrize(("age", "months"), [(0.0, 9.318851), (12.0, 46.594256)])
def test_half_life_is_schneidermans(lab, age, months):
    """Case 7."""
    p = lab.parameters({"learning.cycle_months": 3.0, "learning.gap_per_cycle": 0.2})
    assert exposure.half_life(np.zeros((1, 1)), age, p)[0, 0] == pytest.approx(months, abs=1e-6)


FULL = {
    "accountability.pressure": 0.0,
    "accountability.identification": 0.0,
    "learning.variety_ceiling": 0.0,
    "learning.forgetting": 0.0,
    "safety.rest": 1.0,
    "embedding.loss": 0.0,
    "alignment.fade": 0.0,
    "data.fade": 0.0,
    "data.training": 1.0,
    "time.needed": 0.001,
    "outcomes.focus_priorities": 100.0,
    "outcomes.indicators_per_priority": 10.0,
    "outcomes.tests_rate": 1.0,
    "outcomes.reach": 1.0,
    "outcomes.staff_harm": 0.0,
    "outcomes.new_practice_dip": 0.0,
}


@pytest.mark.parametrize("steps", [1, 2, 5])
@pytest.mark.parametrize("local_data", [0.0, 1.0])
def test_at_full_effectiveness_half_of_every_gap_is_left_after_a_half_life(lab, forty, steps, local_data):
    """Case 7 (and 24): in the whole engine, whatever the step; half-lives of 12 months by state or local data."""
    cycle = 12.0 - (1.0 if local_data else 6.0 + 6.0)
    ages = {"learning.cycle_months": cycle, "learning.gap_per_cycle": 0.5, "learning.local_data_age": 1.0}
    changes = FULL | ages | lab.NO_SUPPORT | lab.NO_EXITS | lab.QUIET_MEASUREMENT
    # Without local data people must not gather any.
    changes |= {"data.practice": 0.0}
    engine = lab.engine(forty, [changes], months=36, steps_per_month=steps)
    state = engine.state
    for name in ("authentic", "knowledge", "embedded", "safety", "alignment", "leadership"):
        getattr(state, name)[...] = 1.0
    for name in ("surface", "pressure", "fear", "passing", "passing_start"):
        getattr(state, name)[...] = 0.0
    state.data[...] = local_data
    rows = engine.levels.cells.all_students[tables.ELA]
    start = engine.levels.level_start[rows]
    reachable = engine.levels.reachable[rows]
    for year in (1, 2, 3):
        lab.run(engine, 12)
        assert state.effectiveness == pytest.approx(1.0, abs=1e-12)
        left = start + reachable - engine.spring.true[rows]
        assert left == pytest.approx(reachable * 0.5**year, abs=1e-10 * 100)


@pytest.mark.parametrize("steps", [1, 2])
def test_without_time_nothing_is_gained_and_knowledge_decays_exactly(lab, forty, steps):
    """Case 8."""
    changes = {
        "pressure.effort": 0.0,
        "outcomes.staff_harm": 0.0,
        "network.peer_weight": 0.0,
    }
    changes |= lab.NO_SUPPORT | lab.NO_EXITS | lab.QUIET_MEASUREMENT
    nothing = Decisions(share_for_improvement=np.zeros_like)
    engine = lab.engine(forty, [changes], months=36, steps_per_month=steps, decisions=nothing)
    state = engine.state
    state.passing[...] = state.passing_start[...] = 0.0
    start, first = state.knowledge.copy(), engine.spring.true
    p = engine.schedule.at(0)
    lab.run(engine, 36)
    ordinary = p.turnover.newcomer_knowledge
    decayed = ordinary + (start - ordinary) * np.exp(-p.learning.forgetting * 36)
    assert state.knowledge == pytest.approx(decayed, abs=1e-12)
    assert not state.half_lives.any()
    assert np.array_equal(engine.spring.true, first)


@pytest.mark.parametrize("steps", [1, 2])
def test_without_pressure_and_noise_measured_equals_true_exactly(lab, forty, steps):
    """Case 9 (and 24), with support, exits and learning at work."""
    changes = lab.QUIET_MEASUREMENT | {"accountability.pressure": 0.0, "support.coe_coach_days": 40.0}
    engine = lab.engine(forty, [changes], months=36, steps_per_month=steps)
    state = engine.state
    for name in ("pressure", "fear", "inflation", "inflation_start"):
        getattr(state, name)[...] = 0.0
    for _ in range(36):
        lab.run(engine, 1)
        assert not state.gaming.any()
        assert not state.effort.any()
        assert np.array_equal(engine.spring.measured, engine.spring.true)
    assert state.half_lives.any()


@pytest.mark.parametrize("steps", [1, 4])
def test_without_pressure_inflation_decays_exactly(lab, forty, steps):
    """Case 9 (and 24)."""
    engine = lab.engine(forty, [{"accountability.pressure": 0.0}], steps_per_month=steps)
    state = engine.state
    state.pressure[...] = state.fear[...] = 0.0
    state.inflation[...] = 0.2
    lab.run(engine, 24)
    assert state.inflation == pytest.approx(0.2 * np.exp(-24 / engine.schedule.at(0).gaming.months), abs=1e-12)


@pytest.mark.parametrize("pressure", [0.1, 0.6, 2.0])
def test_gaming_over_effort_depends_on_their_pulls_and_not_on_pressure(lab, pressure):
    """Case 10: time for both over time for effort is 1 + k_g/k_e, 3.588 where fear equals pressure."""
    response = 0.4
    harder = response / 2.588
    p = lab.parameters(
        {"gaming.response": response, "time.working_harder": harder, "time.operations": 0.7, "backlog.pressure": 0.0}
    )
    columns = {"pressure": pressure, "fear": pressure, "safety": 0.0, "leadership": 0.4, "belief": 0.5}
    state = lab.blank_state(3, 1, columns)
    time_budget.step(state, p, lab.month(3))
    assert (state.gaming + state.effort) / state.effort == pytest.approx(3.588, abs=1e-9)
    # Complementary pulls on the same time: safety lowers gaming and frees time for effort.
    safe = lab.blank_state(3, 1, columns | {"safety": 0.5})
    time_budget.step(safe, p, lab.month(3))
    assert (safe.effort > state.effort).all()
    assert (safe.gaming < state.gaming).all()


def test_inflation_stays_below_its_ceiling_and_tends_to_its_resting_level(lab):
    """Case 9, the other end."""
    p = lab.parameters({"gaming.inflation": 0.04})
    state = lab.blank_state(1, 1, {"fear": 3.0})
    for index in range(1200):
        gaming.step(state, p, lab.month(1, index))
        assert (state.inflation < p.gaming.largest).all()
    # The exact decay is followed by a month's growth: their order shifts the level by up to a month's share.
    expected = gaming.resting_level(time_budget.gaming_pull(state, p), p)
    assert state.inflation == pytest.approx(expected, rel=0.05)
