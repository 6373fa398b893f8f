"""Turnover: leaders leave as events, staff as a flow.

Equation:
    pull = exp(bP (P - P0) - bS (S - S0))
    leader leaves if u < 1 - exp(-h_L size (1 - retention) pull dt); then, with W embedded,
        L <- W L + (1 - W) draw,  draw = w own + (1 - w) mean + spread z, kept in [0.02, 1]
        K <- K - k_lost (1 - W) (K - K0);  a_lost (1 - W) A moves from authentic to surface
        Q <- q0 Q;  passing <- passing - dip (1 - W);  tenure <- 0
    h_s = h_s0 (1 - retention) pull exp(-pay_effect pay)
        K <- K + (1 - exp(-h_s dt)) (1 - W) (K_new - K)
        K_new = K0 + moves hired (1 + 5 pay)+ (peers' mean K - K0)+, kept in [0, 1]
    size = 1 up to 10,000 pupils, rising with ln pupils to its full value at 29,000.
Constants: bP `turnover.pressure`, P0 `turnover.pressure_norm`, bS `turnover.safety`, S0 `turnover.safety_norm`, h_L
    `turnover.leader_hazard`, size up to `turnover.large_district`, retention `turnover.leader_retention` and
    `turnover.staff_retention`, w `leadership.own_mean`, mean `leadership.mean`, spread `leadership.spread`, k_lost
    `turnover.knowledge_lost`, K0 `turnover.newcomer_knowledge`, a_lost `turnover.authentic_lost`, q0
    `turnover.relationship_kept`, dip `outcomes.leader_dip`, h_s0 `turnover.staff_hazard`, pay_effect `turnover.pay`,
    moves `turnover.moves`, hired `turnover.hired_from_peers`.
Sources: M83-M86, M40; prototype 2 change 6; theory 4.2 exit hazards; Grissom and Andersen 2012; Ton and Huckman 2008.
Limits: W = 1, exits leave no trace (case 14); no exits, nothing changes; constant hazard gives
    K* = (a + h chi C0)/(a + h chi) (case 15); pay 0 everywhere, no net gain from moves beyond peers' lead.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import LONELIEST, Columns, positive, share
from sos_sim.model.month import Month, Places
from sos_sim.model.state import State
from sos_sim.model.streams import normal_of

LOST = "tenure, knowledge, authentic, relationship, passing"

CAUSES: tuple[Cause, ...] = (
    *acts("pressure", "leader_left, staff_exits", "+", "M85-M87"),
    *acts("pressure", "surface", "+", "M84: practice that is lost leaves its tools", "leader_left"),
    *acts("pressure", LOST, "-", "M83, M84", "leader_left"),
    *acts("safety, policy: turnover", "leader_left, staff_exits", "-", "M27, M40"),
    *acts("safety, policy: turnover", "surface", "-", "M84", "leader_left"),
    *acts("safety, policy: turnover", LOST, "+", "M40, M83, M84", "leader_left"),
    *acts("pressure, safety, policy: turnover", "leadership", "±", "the next may be better or worse", "leader_left"),
    *acts("embedded", "leadership", "±", "M40: the next leader changes less"),
    *acts("embedded", "knowledge, authentic, passing", "+", "M39, M40"),
    *acts("embedded", "surface", "-", "M39"),
    *acts("authentic", "surface", "+", "M84: practice that is lost leaves its tools"),
    *acts("own_leadership", "leadership", "+", "Grissom and Andersen 2012"),
    *acts("peer_mean", "knowledge", "+", "M86: who is hired knows what peers know"),
)


def largeness(enrolment: Columns) -> Columns:
    """Return how far a district is among the largest: 0 up to 10,000 pupils, 1 from 29,000.

    Args:
        enrolment: pupils; 29,000 starts the largest tenth in Grissom and Andersen 2012.
    """
    return np.clip(np.log(enrolment / 10_000.0) / np.log(2.9), 0.0, 1.0)


def size_factor(large: Columns, largest: Any) -> Columns:
    """Return how much more often leaders leave, (N, 1).

    Args:
        large: (N, 1) largeness.
        largest: factor for the largest districts.
    """
    return 1.0 + (largest - 1.0) * large


def hazards(state: State, p: Any, world: Places) -> tuple[Columns, Columns]:
    """Return the monthly rates at which leaders and staff leave, each (N, r)."""
    q = p.turnover
    pull = np.exp(q.pressure * (state.pressure - q.pressure_norm) - q.safety * (state.safety - q.safety_norm))
    leaders = q.leader_hazard * (1.0 - q.leader_retention) * size_factor(world.largeness, q.large_district) * pull
    staff = q.staff_hazard * (1.0 - q.staff_retention) * pull * np.exp(-q.pay * world.pay)
    return leaders, staff


def step(state: State, p: Any, month: Month) -> None:
    """Let leaders and staff leave for one month."""
    world = month.world
    hazard, rate = hazards(state, p, world)
    loose = 1.0 - state.embedded

    leaves = month.streams.uniform("leader exit", month.place) < -np.expm1(-hazard * month.dt)
    state.tenure += month.dt / 12.0
    arrive(state, p, month.streams.uniform("new leader", month.place), leaves)
    state.leader_left *= 1.0 - month.dt / 12.0
    state.leader_left += leaves
    month.note("leader left", leaves)

    state.staff_exits = 12.0 * rate
    state.knowledge += -np.expm1(-rate * month.dt) * loose * (newcomers(state, p, world) - state.knowledge)


def newcomers(state: State, p: Any, world: Places) -> Columns:
    """Return the knowledge of those who come for staff who left, (N, r)."""
    q = p.turnover
    hired = q.moves * np.maximum(q.hired_from_peers * (1.0 + 5.0 * world.pay), 0.0)
    return share(q.newcomer_knowledge + hired * positive(state.peer_mean - q.newcomer_knowledge))


def arrive(state: State, p: Any, luck: Columns, leaves: Columns) -> None:
    """Replace the leaders that leave and take away what goes with them.

    Args:
        state: columns, changed in place.
        p: parameters of the month.
        luck: (N, s) uniform draws for the leaders who would arrive.
        leaves: (N, r) who leaves.
    """
    at = district, run = np.divmod(np.flatnonzero(leaves), leaves.shape[1])
    if not district.size:
        return

    def of_run(value: Any) -> Any:
        return value[run] if isinstance(value, np.ndarray) else value

    def of_district(column: Columns) -> Columns:
        return column[district, 0] if column.shape[1] == 1 else column[at]

    q, leader = p.turnover, p.leadership
    mean = of_run(leader.mean)
    draw = mean + of_run(leader.own_mean) * (of_district(state.own_leadership) - mean)
    draw = draw + of_run(leader.spread) * normal_of(of_district(luck))
    loose = 1.0 - state.embedded[at]
    state.leadership[at] += loose * (np.clip(draw, LONELIEST, 1.0) - state.leadership[at])
    state.tenure[at] = 0.0
    knowledge = state.knowledge[at]
    state.knowledge[at] = knowledge - of_run(q.knowledge_lost) * loose * (knowledge - of_run(q.newcomer_knowledge))
    lost = of_run(q.authentic_lost) * loose * state.authentic[at]
    state.authentic[at] -= lost
    state.surface[at] += lost
    state.relationship[at] *= of_run(q.relationship_kept)
    state.passing[at] -= of_run(p.outcomes.leader_dip) * loose
