"""How staff time is spent: what is left for improvement.

Equation (shares of staff time, T = 1 - operations'):
    operations' = min(1, operations (savings_from/K)^savings), K at least 0.02: better work takes less
        time (savings 0 in the base)
    F = min(T, f_B B);  c = min(T - F, burden)
    burden = (c0 (floor + paperwork load) + c1 P + cn (priorities - 3)/7 + onboarding yearly exits)+, what is asked
    rest = T - F - c;  z = k_g (1 - S) (fear + leading (1 - validity));  e = k_e P
    gaming = rest z/(1 + z + e);  effort = rest e/(1 + z + e);  left = rest/(1 + z + e)
    intent = min(1, attention L (z_T + (1 - z_T) min(1, A + 0.3 U)) sqrt(belief money) + facilitation support L)
    attention = y0 + (1 - y0) YD(P/P*) or 1;  money = reserve/(reserve + scarcity)
    improvement = left intent;  slack = left - improvement;  time used p = min(1, improvement/needed)
    priorities: those the state asks of every district (10 in 2017), not those a district takes on
    operations' + F + c + gaming + effort + improvement + slack = 1
Constants: operations `time.operations`, f_B `time.firefighting`, c0 `time.compliance`, floor `time.compliance_floor`,
    LCAP load `accountability.lcap_load`, c1 `time.compliance_pressure`, cn `time.compliance_priorities`, onboarding
    `time.onboarding`, k_g `gaming.response`, k_e `time.working_harder`, z_T `time.intent_alone`, the 0.3
    `time.surface_depth`, attention is on by `pressure.attention`, y0 `pressure.attention_at_rest`, P*
    `pressure.best`, scarcity `money.scarcity`, facilitation `time.facilitation`, needed `time.needed`.
Sources: M11, M61, M73, M85, M87-M89, M91, M101; H21, H25; theory 4.2; prototype 3 and 7 (sqrt of belief x money);
    working harder: Repenning and Sterman 2001.
Limits: shares sum to 1 (case 1); savings 0, operations as they are, savings 1 and everything else still: the
    capability trap of Repenning and Sterman (case 12); L = 0, no improvement time; P = 0, no gaming and no effort
        (case 9).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import LONELIEST, Columns, positive, power, share, yerkes_dodson
from sos_sim.model.mechanisms import backlog, local_plan
from sos_sim.model.month import Month
from sos_sim.model.state import State

CAUSES: tuple[Cause, ...] = (
    *acts("leadership, embedded, data", "firefighting, overloaded", "-", "Rudolph and Repenning 2002"),
    *acts("knowledge", "overloaded, operations", "-", "H25"),
    *acts("knowledge", "firefighting", "±", "H25: time that better work frees may be eaten by what burns"),
    *acts("leadership, knowledge, embedded, data", "compliance, gaming, effort, improvement, time_used", "+", "M11"),
    *acts("knowledge, embedded, data", "slack", "+", "M11"),
    *acts("leadership", "slack", "±", "M33: frees time and uses it"),
    *acts("authentic, surface, belief, reserve, support", "improvement, time_used", "+", "M61, M64, M73, M101"),
    *acts("authentic, surface, belief, reserve, support", "slack", "-", "what improvement uses"),
    *acts("safety", "gaming", "-", "M27"),
    *acts("safety", "effort, improvement, slack, time_used", "+", "M27"),
    *acts("fear", "gaming", "+", "M28"),
    *acts("fear", "effort, improvement, slack, time_used", "-", "M28"),
    *acts("pressure", "firefighting, overloaded, burden", "+", "M87-M89"),
    *acts("pressure", "compliance, effort, improvement, time_used", "±", "M89; H09"),
    *acts("pressure", "gaming, slack", "-", "M89: less time is left for anything"),
    *acts("staff_exits", "burden, compliance", "+", "M85"),
    *acts("staff_exits", "gaming, effort, improvement, slack, time_used", "-", "M85"),
    *acts("policy: accountability", "firefighting, overloaded, burden", "+", "M61, M91"),
    *acts("policy: accountability", "compliance, gaming", "±", "M61, M97"),
    *acts("policy: accountability", "effort, improvement, slack, time_used", "-", "M61, M91"),
    *acts("policy: lcap", "burden, compliance, gaming, effort, improvement, slack, time_used", "±", "M60-M62, M115"),
)


def gaming_pull(state: State, p: Any) -> Columns:
    """Return how strongly fear, and indicators that can be dressed up, pull time into gaming."""
    a = p.accountability
    dressed = a.leading_indicators * (1.0 - a.leading_validity)
    frightened = state.fear + dressed if np.any(dressed) else state.fear
    return (1.0 - state.safety) * frightened * p.gaming.response


def operations(state: State, p: Any) -> Any:
    """Return the share of staff time in daily operations: less of it where people know better ways (H25)."""
    t = p.time
    if not np.any(t.savings):
        return t.operations
    usual_time = t.savings_from / np.clip(state.knowledge, LONELIEST, 1.0)
    return np.minimum(t.operations * power(usual_time, t.savings), 1.0)


def intent(state: State, p: Any) -> Columns:
    """Return the share of remaining time that goes to improvement, (N, r) in [0, 1]."""
    t = p.time
    depth = share(state.authentic + t.surface_depth * state.surface)
    will = state.leadership * (t.intent_alone + (1.0 - t.intent_alone) * depth)
    money = state.reserve / (state.reserve + p.money.scarcity)
    will *= np.sqrt(state.belief * money)
    rest = p.pressure.attention * (1.0 - p.pressure.attention_at_rest)
    will *= (1.0 - rest) + rest * yerkes_dodson(state.pressure / p.pressure.best)
    will += t.facilitation * state.support * state.leadership
    return share(will)


def burden(state: State, p: Any) -> Columns:
    """Return the compliance and onboarding that is asked, share of staff time."""
    t = p.time
    asked = t.compliance_pressure * state.pressure + t.onboarding * state.staff_exits
    asked += t.compliance * (t.compliance_floor + local_plan.paperwork(p))
    asked += t.compliance_priorities * (p.accountability.priorities - 3.0) / 7.0
    return positive(asked)


def step(state: State, p: Any, month: Month) -> None:
    """Divide a month of staff time."""
    t = p.time
    capability = state.leadership + state.embedded
    capability += state.data
    capability += state.knowledge
    capability *= 0.25
    state.operations = np.empty_like(state.pressure)
    state.operations[...] = operations(state, p)
    free = 1.0 - state.operations
    state.firefighting = np.clip(t.firefighting * backlog.step(state, p, capability), 0.0, free)
    state.burden = burden(state, p)
    state.compliance = np.minimum(state.burden, free - state.firefighting)
    rest = free - state.firefighting - state.compliance

    pull = gaming_pull(state, p)
    harder = t.working_harder * state.pressure
    left = rest / (1.0 + pull + harder)
    state.gaming = left * pull
    state.effort = left * harder
    state.improvement = left * month.decisions.share_for_improvement(intent(state, p))
    state.slack = left - state.improvement
    state.time_used = share(state.improvement / t.needed)
