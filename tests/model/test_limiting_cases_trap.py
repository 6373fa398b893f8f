"""Case 12: the capability trap of Repenning and Sterman as a limit of the model's own time budget and learning.

With savings 1, daily operations take D/C of staff time, C being knowledge and D = operations times the knowledge at
which they take their usual time. Everything else is still: no support, peers, pressure, exits, backlog or compliance;
intent is whole and practice is everywhere. Then dC/dt = eta (1 - D/C)(1 - C) - C/tau (theory 1.3).
"""

import numpy as np
import pytest

from sos_sim.model.mechanisms import learning, time_budget

ETA, TAU = 0.30, 36.0
STEPS_PER_MONTH = 4
STILL = {
    "time.savings": 1.0,
    "time.operations": 1.0,
    "time.needed": 1.0,
    "time.intent_alone": 1.0,
    "time.firefighting": 0.0,
    "time.compliance": 0.0,
    "time.compliance_pressure": 0.0,
    "time.compliance_priorities": 0.0,
    "time.onboarding": 0.0,
    "time.working_harder": 0.0,
    "pressure.attention": 0.0,
    "learning.practice": ETA,
    "learning.forgetting": 1.0 / TAU,
    "learning.peers": 0.0,
    "learning.network": 0.0,
    "learning.variety_ceiling": 0.0,
    "turnover.newcomer_knowledge": 0.0,
}


def course(lab, starts, months, demand, later=None):
    """Return capability and output by month, (months, starts); ``later`` is the demand from the second year."""
    starts = np.asarray(starts, float)[:, None]
    state = lab.blank_state(
        len(starts), 1, {"knowledge": starts, "authentic": 1.0, "leadership": 1.0, "belief": 1.0, "reserve": 1e15}
    )
    parameters = [lab.parameters(STILL | {"time.savings_from": wanted}) for wanted in (demand, later or demand)]
    step = lab.month(len(starts), dt=1.0 / STEPS_PER_MONTH)
    capability, output = [], []
    for index in range(months * STEPS_PER_MONTH):
        p = parameters[index >= 12 * STEPS_PER_MONTH]
        time_budget.step(state, p, step)
        if index % STEPS_PER_MONTH == 0:
            # Output is capability times the time at work: the demand, as long as the day is long enough.
            capability.append(state.knowledge[:, 0].copy())
            output.append(state.knowledge[:, 0] * state.operations[:, 0])
        learning.step(state, p, step)
    return np.array(capability), np.array(output)


def fixed_points(demand):
    """Return the tipping and the stable capability in closed form."""
    a, b, c = ETA + 1.0 / TAU, -ETA * (1.0 + demand), ETA * demand
    root = np.sqrt(b * b - 4.0 * a * c)
    return (-b - root) / (2.0 * a), (-b + root) / (2.0 * a)


def test_the_closed_form_is_that_of_the_theory():
    assert fixed_points(0.5) == pytest.approx((0.569935, 0.802947), abs=1e-6)


def test_capability_settles_at_the_stable_point_or_collapses_on_either_side_of_the_tipping_point(lab):
    tipping, stable = fixed_points(0.5)
    capability, _ = course(lab, [0.95, 0.6, tipping + 0.001, tipping - 0.001], 500, 0.5)
    assert capability[-1, :3] == pytest.approx([stable] * 3, abs=1e-3)
    assert capability[-1, 3] < 0.05


def test_just_beyond_the_fold_capability_collapses_from_any_start(lab):
    fold = 0.549053
    assert course(lab, [1.0], 1200, fold + 0.003)[0][-1] < 0.05
    assert course(lab, [1.0], 1200, fold - 0.003)[0][-1] > 0.7


def test_more_demand_is_met_for_years_before_output_breaks(lab):
    """Better before worse: a step of demand from .50 to .56 stays on target while capability drains."""
    capability, output = course(lab, [fixed_points(0.5)[1]], 160, 0.5, 0.56)
    after = output[12:, 0]
    on_target = int(np.flatnonzero(after < 0.56 - 1e-3)[0])
    assert on_target >= 48
    assert np.all(np.diff(capability[13 : 12 + on_target, 0]) < 0.0)
    assert after[-1] < 0.5


def test_without_savings_operations_take_what_they_take(lab):
    state = lab.blank_state(2, 1, {})
    state.knowledge[:, 0] = (0.1, 0.9)
    assert time_budget.operations(state, lab.parameters({})) == lab.parameters({}).time.operations
