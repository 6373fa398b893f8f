"""What people bring to it: leadership, safety, clarity and belief.

Equation (each follows its target as a first-order lag, exactly):
    L: (floor + lu support + la A + e galvanise)+ above L only, months tau_L
    S: S0 + sL L + su support + sA A - sP (fear - fear threshold)+ + programme effect (programme - that of 2017)
    V: definition + vA A + vu support - vU U + forum use/that of 2017 forum [Dashboard] (1 - D) + e_f galvanise +
        e_p plan
        + e (YD(g/best) - YD(g of 2017/best)), g how specific guidance is, plan the share of the LCAP that is used
    R: (1 - rB burden + rA A) life/(life + 1) over that of 2017,  burden = min(1, asked/(full burden (1 - operations)))
Constants: floor `leadership.floor`, lu `leadership.support`, la `leadership.practice`, tau_L `leadership.months`; S0
    `safety.rest`, sL `safety.leadership`, su `safety.support`, sA `safety.practice`, sP `safety.fear`, threshold
    `safety.fear_threshold`, programme `safety.programme`, `safety.programme_effect`, `safety.months`; definition
    `clarity.definition`, vA `clarity.practice`, vu `clarity.support`, vU `clarity.surface`, forum `clarity.forum`,
    `clarity.months`; rB `belief.burden`, rA `belief.practice`, full burden `belief.full_burden`, life
    `belief.policy_life`, `belief.months`.
Sources: M27, M28, M33, M46-M51, M35, M48, M55, M62, M64, M87, M90, M110, M116, M121, M126; L03, L06, L13-L15; H06;
    theory 4.2; prototype 2 changes 6 and 11, 3.
Limits: no support, no practice and L at or above its floor, L constant; P = 0, no fear in S; Dashboard off, no
    forum in V; a policy expected to last four years leaves R as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, positive, relax, share, yerkes_dodson
from sos_sim.model.mechanisms import local_plan
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

CAUSES: tuple[Cause, ...] = (
    *acts("authentic", "leadership, safety, clarity, belief", "+", "M46, M49, M117"),
    *acts("support", "leadership, safety, clarity", "+", "M32, M48, M71"),
    *acts("leadership", "safety", "+", "M33"),
    *acts("fear", "safety", "-", "M28, M87"),
    *acts("surface", "clarity", "-", "M51"),
    *acts("data", "clarity", "-", "M110: the forum serves those with little data of their own"),
    *acts("burden", "belief", "-", "M62, M64"),
    *acts("policy: field", "leadership, safety, clarity", "+", "M116, M121"),
    *acts("policy: accountability, policy: lcap, policy: clarity", "clarity", "+", "M47, M60, M65, M110"),
    *acts("policy: guidance", "clarity", "±", "M35, M55"),
    *acts("policy: safety", "safety", "+", "M27, M90"),
    *acts("policy: belief", "belief", "+", "M64"),
)


def safety_target(state: State, p: Any) -> Columns:
    """Return the safety that present conditions would hold."""
    s = p.safety
    safe = s.leadership * state.leadership + s.support * state.support
    safe += s.practice * state.authentic
    safe -= s.fear * positive(state.fear - s.fear_threshold)
    safe += s.rest + s.programme_effect * (s.programme - usual("safety.programme"))
    return share(safe)


def guided(p: Any) -> Any:
    """Return the clarity that guidance adds to 2017's: most at its best, less where vague or prescriptive (M35)."""
    g = p.guidance
    return g.effect * (yerkes_dodson(g.specificity / g.best) - yerkes_dodson(usual("guidance.specificity") / g.best))


def clarity_target(state: State, p: Any) -> Columns:
    """Return the clarity that present conditions would hold."""
    v = p.clarity
    clear = v.practice * state.authentic + v.support * state.support
    clear -= v.surface * state.surface
    clear += (v.forum / usual("lcap.forum") * p.lcap.forum * p.accountability.dashboard) * (1.0 - state.data)
    clear += v.definition + p.field.galvanise_clarity * p.field.galvanise
    clear += p.lcap.clarity * local_plan.used(p) + guided(p)
    return share(clear)


def belief_target(state: State, p: Any) -> Columns:
    """Return the belief that present conditions would hold."""
    r = p.belief
    faith = 1.0 - r.burden * share(state.burden * (1.0 / (r.full_burden * (1.0 - p.time.operations))))
    faith += r.practice * state.authentic
    expected = usual("belief.policy_life")
    faith *= (expected + 1.0) / expected * r.policy_life / (r.policy_life + 1.0)
    return share(faith)


def step(state: State, p: Any, month: Month) -> None:
    """Let leadership, safety, clarity and belief follow what happens."""
    dt, q = month.dt, p.leadership
    galvanised = p.field.galvanise_leadership * p.field.galvanise
    ahead = q.floor + galvanised + q.support * state.support + q.practice * state.authentic - state.leadership
    state.leadership += positive(ahead) * (1.0 - np.exp(-dt / q.months))
    share(state.leadership)
    state.safety = relax(state.safety, safety_target(state, p), p.safety.months, dt)
    state.clarity = relax(state.clarity, clarity_target(state, p), p.clarity.months, dt)
    state.belief = relax(state.belief, belief_target(state, p), p.belief.months, dt)
