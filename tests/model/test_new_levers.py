"""What each lever of the report moves, one at a time, on the whole model: direction where the report has one.

That each of them acts exactly as its equation says is tested against the model written again
(test_reference_levers.py); here is only what a person who moves it would expect to see.
"""

import numpy as np
import pytest

HELPED = {"support.coe_coach_days": 40.0, "support.improvement_share": 0.6}
"""Moderate help, so that what multiplies help can be seen."""

# path, value, column, direction, and what it is laid over
EXPECTED = (
    ("capacity.investment", 300.0, "knowledge", +1, {}),
    ("field.galvanise", 1.0, "clarity", +1, {}),
    ("field.galvanise", 1.0, "surface", +1, {}),
    ("field.legitimacy", 0.2, "surface", +1, {}),
    ("guidance.specificity", 0.5, "clarity", +1, {}),
    ("lcap.capability_goals", 3.0, "burden", -1, {}),
    ("lcap.models", 1.0, "clarity", +1, {}),
    ("lcap.forum", 1.0, "clarity", +1, {}),
    ("modality.speaker", 1.0, "improvement_days", -1, HELPED),
    ("modality.facilitation", 1.0, "improvement_days", +1, HELPED),
    ("network.discovery", 1.0, "variety", +1, {"network.coverage": 0.8}),
    ("network.discovery", 1.0, "knowledge", -1, {"network.coverage": 0.8, "learning.variety_ceiling": 0.0}),
    ("data.guidance", 1.0, "exposure", +1, {}),
    ("money.drop_most", 0.2, "income", +1, {}),
    ("training.breadth", 0.8, "authentic", +1, HELPED),
    ("coherence.coordination", 1.0, "support", +1, HELPED),
    ("support.district_focus", 1.0, "alignment", +1, HELPED),
    ("support.district_focus", 0.0, "authentic", +1, HELPED),
    ("support.ordinary_days", 40.0, "days", +1, HELPED),
    ("learning.cadence", 4.0, "exposure", +1, {"learning.cadence_diminishing": 0.0}),
    ("rollout.test_small", 1.0, "passing", +1, HELPED),
    ("reform.accountability", 1.0, "pressure", +1, {"reform.continuous_improvement": 0.0}),
    ("reform.continuous_improvement", 1.0, "knowledge", +1, HELPED),
    ("reform.innovation", 1.0, "passing", +1, HELPED | {"adoption.abandonment": 0.0, "reform.pressure_effect": 0.0}),
    ("adoption.internal_spread", 0.1, "authentic", +1, {}),
    ("learning.transfer", 0.5, "exposure", -1, {}),
    ("time.savings", 1.0, "operations", +1, {"time.savings_from": 1.0}),
)


@pytest.mark.parametrize(
    ("path", "value", "column", "direction", "over"), EXPECTED, ids=[f"{e[0]} {e[1]:g} {e[2]}" for e in EXPECTED]
)
def test_a_lever_moves_what_the_report_says_it_moves(lab, forty, path, value, column, direction, over):
    engine = lab.run(lab.engine(forty, [over, over | {path: value}], months=24), 23)
    before, after = np.moveaxis(getattr(engine.state, column), -1, 0)
    assert direction * (after.mean() - before.mean()) > 1e-6
    assert (direction * (after - before)).mean() > 0.0


def test_prescription_is_no_clearer_than_no_guidance_is_vague(lab, forty):
    """H06: an inverted U."""
    values = (0.0, 0.5, 1.0)
    engine = lab.run(lab.engine(forty, [{"guidance.specificity": value} for value in values]), 12)
    none, best, prescribed = engine.state.clarity.mean(axis=0)
    assert none < prescribed < best


def test_a_ceiling_holds_real_practice_under_it(lab, forty):
    """H01."""
    policy = HELPED | {"adoption.ceiling": 0.3, "adoption.early_most": 0.3, "adoption.early_least": 0.2}
    engine = lab.run(lab.engine(forty, [policy], months=120), 120)
    assert engine.state.authentic.max() <= 0.3 + 1e-9
    assert engine.state.authentic.max() > 0.25


def test_a_small_pilot_beats_the_same_days_everywhere_below_the_threshold_and_not_above(lab):
    """L48: with few days a fifth of the sites gains more than all of them would; with many, no more than its share."""
    from sos_sim.model.mechanisms.support import dose_response

    p = lab.parameters({})
    for days, better in ((8.0, True), (48.0, False)):
        everywhere = dose_response(np.array([days / 48.0]), p.support.half_dose, p.support.steepness)
        pilot = 0.2 * dose_response(np.array([days / 48.0 / 0.2]), p.support.half_dose, p.support.steepness)
        assert (pilot > everywhere) == better


def test_indicators_that_can_be_dressed_up_buy_less_patience_and_more_gaming(lab, forty):
    """H21."""
    policies = [{"accountability.leading_indicators": 0.8, "accountability.leading_validity": v} for v in (1.0, 0.2)]
    state = lab.run(lab.engine(forty, policies, months=24), 24).state
    assert state.inflation[:, 1].mean() > state.inflation[:, 0].mean()
    assert state.pressure[:, 1].mean() > state.pressure[:, 0].mean()


def test_the_size_advantage_favours_large_districts_and_takes_from_small_ones(lab, forty):
    """H28."""
    engine = lab.run(lab.engine(forty, [{}, {"learning.size_advantage": 0.3}], months=12), 11)
    gain = engine.state.exposure[:, 1] / engine.state.exposure[:, 0]
    large = forty.districts.enrolment > 29_000
    assert gain[large].min() > 1.2
    assert gain[forty.districts.enrolment < 5_000].max() < 0.8


def test_more_of_results_from_the_system_means_less_from_direct_effort(lab, forty):
    """H26."""
    policies = [{"outcomes.system_share": share} for share in (0.5, 0.75, 0.95)]
    engine = lab.run(lab.engine(forty, policies, months=12), 12)
    assert np.all(np.diff(engine.state.passing.mean(axis=0)) < 0.0)
    assert np.all(np.diff(np.abs(engine.levels.reachable).mean(axis=0)) > 0.0)
