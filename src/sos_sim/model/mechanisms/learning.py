"""Learning: knowledge, standard work, data use and alignment.

Equation (practice = p A, per month):
    K <- K + dt (ceiling - K)+ (aC (1 + e_l d_l)+ practice + uC support + qC w peer + qN hub (1 - c d) member
        + local invested/(invested + half)) - (1 - e^(-delta dt)) (K - K0), d the network's discovery, e_l d_l
        reform mix
    ceiling = 1 - cdiv (1 - v);  peer = (power mean of peers' K - K)+
    dW = (1 - W) aW codified practice - dW loose W,  codified = (1 + e (codify - that of 2017)) (1 + e_c d_c)+,
        loose = 1 - e (formal - that of 2017)
    dD = (1 - D) (aD practice + uD support + invest local systems) - fade (D - own D)
    dX = (1 - X) (aX practice + uX (1 + e (district focus - that of 2017))+ support) - fade (X - rest X),
        rest X = rest + e (articulation - that of 2017)
    variety: dv = (made tests + m_d d members) (1 - v) - lost w v,  tests and members state means of practice, member
Constants: aC `learning.practice`, uC `learning.support`, qC `learning.peers`, w `network.peer_weight`, qN
    `learning.network`, hub `network.hub`, delta `learning.forgetting`, cdiv `learning.variety_ceiling`, made
    `learning.variety_made`, lost `learning.variety_lost`, aW `embedding.practice`, dW `embedding.loss`, effects
    `embedding.codify_effect` of `embedding.codify` and `embedding.formal_effect` of `embedding.formal`, aD
    `data.practice`, uD `data.support`, invest `data.investment_effect` x `data.local_systems`, fade `data.fade`, aX
    `alignment.practice`, uX `alignment.support`, fade `alignment.fade`, rest `alignment.rest`,
    `alignment.articulation_effect` of `alignment.articulation`.
Sources: M07, M08, M34, M36, M39, M56, M42, M58, M69, M74, M75, M77, M111, M113; L02, L33, L53, L54; Argote et al.
    1990; prototype 2 change 8;
    Lazer and Friedman 2007, Fang et al. 2010 (variety).
Limits: no practice, support or peers: K - K0 decays as exp(-delta t) (case 8); cdiv = 0 or v = 1, ceiling 1;
    nothing invested, nothing learned by it;
    everything stays in [0, 1] (case 2).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, positive, share
from sos_sim.model.mechanisms import reform
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

CAUSES: tuple[Cause, ...] = (
    *acts("authentic, time_used", "knowledge, embedded, data, alignment, variety", "+", "M07, M34, M36, M39"),
    *acts("support", "knowledge, data, alignment", "+", "M69, M56"),
    *acts("peer_knowledge, variety", "knowledge", "+", "M59, M74; Lazer and Friedman 2007"),
    *acts("participation", "knowledge, variety", "+", "M74, M77"),
    *acts("own_data", "data", "+", "M111"),
    *acts("policy: capacity", "knowledge", "+", "M42"),
    *acts("policy: reform", "knowledge, embedded", "±", "M09; the mix has other parts too"),
    *acts("policy: network", "knowledge, variety", "±", "M77: copying teaches and narrows"),
    *acts("policy: embedding", "embedded", "+", "M07, M38, M39"),
    *acts("policy: alignment, policy: support", "alignment", "+", "M56, M58"),
    *acts("policy: data", "data", "+", "M113"),
)


def gained(state: State, p: Any, practice: Columns) -> Columns:
    """Return the knowledge a month brings before forgetting and turnover: from practice, support, peers, networks.

    Args:
        state: columns.
        p: parameters of the month.
        practice: (N, r) share of sites in real cycles, times the share of their time they have for it.
    """
    q = p.learning
    gain = (q.practice * reform.factor(p, "learning", p.reform.learning_effect)) * practice
    gain += q.support * state.support
    gain += (q.peers * p.network.peer_weight) * positive(state.peer_knowledge - state.knowledge)
    spreading = 1.0 - p.network.discovery_cost * p.network.discovery
    gain += state.participation * (q.network * p.network.hub * spreading)
    gain += invested(p)
    room = positive((1.0 - q.variety_ceiling * (1.0 - state.variety)) - state.knowledge)
    return share(gain) * room


def know(state: State, p: Any, month: Month, practice: Columns) -> None:
    """Gain knowledge from practice, support, peers and networks; forget some."""
    gain = gained(state, p, practice)
    kept = np.exp(-p.learning.forgetting * month.dt)
    ordinary = p.turnover.newcomer_knowledge
    state.knowledge += month.dt * gain - (1.0 - kept) * (state.knowledge - ordinary)
    share(state.knowledge)


def invested(p: Any) -> Any:
    """Return the knowledge a month that money for local capacity brings: half its effect at the half amount."""
    c = p.capacity
    return c.effect * c.investment / (c.investment + c.half)


def vary(state: State, p: Any, month: Month, practice: Columns) -> None:
    """Let the state's variety of practice grow with own tests and shrink with copying."""
    q = p.learning
    tests = month.world.even @ practice
    made = q.variety_made * tests
    if np.any(p.network.discovery):
        made = made + p.network.discovery_variety * p.network.discovery * (month.world.even @ state.participation)
    made = made * (1.0 - state.variety)
    lost = q.variety_lost * p.network.peer_weight * state.variety
    state.variety = share(state.variety + month.dt * (made - lost))


def step(state: State, p: Any, month: Month) -> None:
    """Learn for one month."""
    practice = state.time_used * state.authentic
    know(state, p, month, practice)
    vary(state, p, month, practice)

    q = p.embedding
    codified = q.practice * (1.0 + q.codify_effect * (q.codify - usual("embedding.codify")))
    codified = codified * reform.factor(p, "codify", p.reform.codify_effect)
    loose = q.loss * (1.0 - q.formal_effect * (q.formal - usual("embedding.formal")))
    state.embedded += month.dt * ((1.0 - state.embedded) * (codified * practice) - loose * state.embedded)
    share(state.embedded)

    d = p.data
    built = d.practice * practice + d.support * state.support + d.investment_effect * d.local_systems
    state.data += month.dt * ((1.0 - state.data) * built - d.fade * (state.data - state.own_data))
    share(state.data)

    x = p.alignment
    rest = x.rest + x.articulation_effect * (x.articulation - usual("alignment.articulation"))
    focused = 1.0 + p.support.focus_effect * (p.support.district_focus - usual("support.district_focus"))
    drawn = x.practice * practice + (x.support * np.maximum(focused, 0.0)) * state.support
    state.alignment += month.dt * ((1.0 - state.alignment) * drawn - x.fade * (state.alignment - rest))
    share(state.alignment)
