"""What people bring to it: leadership, safety, clarity and belief.

Equation (each follows its target as a first-order lag, exactly):
    L: (floor + lu support + la A)+ above L only, months tau_L
    S: S0 + sL L + su support + sA A - sP (fear - fear threshold)+ + programme effect (programme - 0.3)
    V: definition + vA A + vu support - vU U + forum [Dashboard] (1 - D)
    R: (1 - rB burden + rA A) life/(life + 1) 5/4,  burden = min(1, asked/(full burden (1 - operations)))
Sources: M27, M28, M33, M46-M51, M62, M64, M87, M90, M110, M126; theory 4.2; prototype 2 changes 6 and 11, 3.
Limits: no support, no practice and L at or above its floor, L constant; P = 0, no fear in S; Dashboard off, no
    forum in V; a policy expected to last four years leaves R as it is.
"""

from __future__ import annotations

from typing import Any

from sos_sim.model.forms import exponential, positive, relax, share
from sos_sim.model.month import Month
from sos_sim.model.state import State


def step(state: State, p: Any, month: Month) -> None:
    """Let leadership, safety, clarity and belief follow what happens."""
    dt = month.dt
    q = p.leadership
    ahead = q.floor + q.support * state.support + q.practice * state.authentic - state.leadership
    state.leadership += positive(ahead) * (1.0 - exponential(-dt / q.months))
    share(state.leadership)

    s = p.safety
    safe = s.leadership * state.leadership + s.support * state.support
    safe += s.practice * state.authentic
    safe -= s.fear * positive(state.fear - s.fear_threshold)
    safe += s.rest + s.programme_effect * (s.programme - 0.3)
    state.safety = relax(state.safety, share(safe), s.months, dt)

    v = p.clarity
    clear = v.practice * state.authentic + v.support * state.support
    clear -= v.surface * state.surface
    clear += (v.forum * p.accountability.dashboard) * (1.0 - state.data)
    clear += v.definition
    state.clarity = relax(state.clarity, share(clear), v.months, dt)

    r = p.belief
    faith = 1.0 - r.burden * share(state.burden * (1.0 / (r.full_burden * (1.0 - p.time.operations))))
    faith += r.practice * state.authentic
    faith *= 1.25 * r.policy_life / (r.policy_life + 1.0)
    state.belief = relax(state.belief, share(faith), r.months, dt)
