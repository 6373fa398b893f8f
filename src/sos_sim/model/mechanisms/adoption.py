"""Adoption: none to surface use, surface to real practice, and back.

Equation (none N = 1 - A - U, per month):
    N -> U: 1 - exp(-susceptibility (1 + e_g galvanise) (mandate' + imitation peer_weight peers' use) dt)
        mandate' = mandate (1 + e (legitimacy/that of 2017 - 1))
    U -> A: (alone + supported' support + spread A X) p (L K S V)^(1/4) gate, at most U, A at most its ceiling
        gate = ((sqrt(D X) - g0)/width) in [0, 1]
        supported' = supported (1 + e (breadth - that of 2017)) (1 + e (focus of 2017 - district focus))+
            (1 + remixing (1 - framework share))
    A -> U: reversal (1 - p);  U -> N: dropped
each July an effort is abandoned if u < ab P (1 - visible [gain seen]) (1 - W) (1 - leading validity),
    visible = 12 T/(12 T + age of data); then a share of A turns to U and the same share of U stops
Constants: mandate `adoption.mandate`, imitation `adoption.imitation`, peer_weight `network.peer_weight`, alone
    `adoption.alone`, supported `adoption.supported`, g0 `adoption.gate`, width `adoption.gate_width`, reversal
    `adoption.reversal`, dropped `adoption.dropped`, ab `adoption.abandonment`, gain `adoption.expected_gain`, share
    `adoption.abandoned_share`, leading `accountability.leading_indicators`.
Sources: M23, M34, M38, M44, M50-M52, M56, M57, M69, M73, M96, M116, M120; L03, L47, L53, L58; H01, H14, H32; Bass
    1969; prototype 2 changes 9, 12, 13 and 7 (floor of readiness).
Limits: nothing supported, dropped or reversed on a complete graph: Bass (case 13); no time or no surface use, no
    real practice; U + A stays in [0, 1] (case 2); g0 = -0.2 opens the gate for all but the barest districts;
        ceiling 1 binds nobody.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import LONELIEST, Columns, fourth_root, positive, share
from sos_sim.model.mechanisms import exposure, pressure
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

CAUSES: tuple[Cause, ...] = (
    *acts("leadership, knowledge, safety, clarity, data, alignment, time_used", "surface", "-", "M44", "authentic"),
    *acts("leadership, knowledge, safety, clarity, data, alignment, time_used", "authentic", "+", "M33, M36, M44, M49"),
    *acts("support", "surface", "-", "M69, M71", "authentic"),
    *acts("support, surface", "authentic", "+", "M69, M71; surface use that deepens"),
    *acts("authentic", "surface", "±", "fallen and abandoned practice leaves its tools; it also spreads inside"),
    *acts("peer_use, susceptibility", "surface", "+", "M52, M59, M117"),
    *acts("pressure", "authentic", "-", "M88, M96: efforts abandoned"),
    *acts("change, embedded", "authentic", "+", "M39, M96, M117: gains seen and standard work keep an effort alive"),
    *acts("pressure, change, embedded", "surface", "±", "M96: practice leaves tools, tools go", "authentic"),
    *acts("policy: accountability, policy: coherence", "authentic", "±", "M22, M54, M96, M97"),
    *acts("policy: accountability, policy: coherence", "surface", "±", "M22, M54, M96, M97", "authentic"),
    *acts("policy: field, policy: network", "surface", "+", "M52, M116, M120"),
    *acts("policy: training", "authentic", "+", "M23, M38"),
    *acts("policy: training", "surface", "-", "M23, M38", "authentic"),
    *acts("policy: support", "authentic", "-", "M56: help for the office is not at sites"),
    *acts("policy: support", "surface", "+", "M56", "authentic"),
)


def readiness(state: State) -> Columns:
    """Return commitment, skill, safety and clarity as one gate: their geometric mean, floored."""
    gate = np.clip(state.leadership, LONELIEST, 1.0)
    for condition in (state.knowledge, state.safety, state.clarity):
        gate *= np.clip(condition, LONELIEST, 1.0)
    return fourth_root(gate)


def base_systems(state: State, p: Any) -> Columns:
    """Return how far the base systems are in place that real practice needs (M44)."""
    return share((np.sqrt(state.data * state.alignment) - p.adoption.gate) / p.adoption.gate_width)


def mandated(p: Any) -> Any:
    """Return surface use by mandate, with the legitimacy that improvement work has."""
    more = p.field.legitimacy / usual("field.legitimacy") - 1.0
    return p.adoption.mandate * (1.0 + p.field.legitimacy_effect * more)


def supported(p: Any) -> Any:
    """Return the rate at which help turns surface use into real practice."""
    trained = 1.0 + p.training.breadth_effect * (p.training.breadth - usual("training.breadth"))
    at_sites = 1.0 + p.support.focus_effect * (usual("support.district_focus") - p.support.district_focus)
    remixed = 1.0 + p.coherence.remixing * (1.0 - p.coherence.framework_share)
    return p.adoption.supported * trained * np.maximum(at_sites, 0.0) * remixed


def step(state: State, p: Any, month: Month) -> None:
    """Move sites between no use, surface use and real practice for one month."""
    q = p.adoption
    none = 1.0 - state.authentic - state.surface
    rate = mandated(p) + q.imitation * p.network.peer_weight * state.peer_use
    rate = rate * ((1.0 + p.field.galvanise_uptake * p.field.galvanise) * state.susceptibility)
    taken = -np.expm1(-rate * month.dt) * none
    deepened = supported(p) * state.support + q.alone
    if np.any(q.internal_spread):
        deepened += q.internal_spread * state.authentic * state.alignment
    deepened *= readiness(state)
    deepened *= base_systems(state, p)
    deepened *= state.time_used
    deepened *= month.dt * state.surface
    np.minimum(deepened, state.surface, out=deepened)
    if np.any(q.ceiling < 1.0):
        np.minimum(deepened, positive(q.ceiling - state.authentic), out=deepened)
    fallen = (month.dt * q.reversal) * (1.0 - state.time_used) * state.authentic
    state.authentic += deepened - fallen
    state.surface += taken - deepened + fallen - (month.dt * q.dropped) * state.surface
    share(state.surface)
    np.minimum(state.surface, 1.0 - state.authentic, out=state.surface)


def abandon(state: State, p: Any, month: Month) -> None:
    """Drop efforts that show no gain in time, once a year."""
    a, q = p.accountability, p.adoption
    patience = 12.0 * a.patience_years
    visible = patience / (patience + exposure.state_data_age(p))
    chance = q.abandonment * state.pressure * (1.0 - visible * (state.change > q.expected_gain))
    chance *= (1.0 - state.embedded) * (1.0 - pressure.leading(p))
    drops = (month.streams.uniform("abandon", month.place) < chance) & (state.authentic + state.surface > 0)
    lost = q.abandoned_share * drops
    to_surface = lost * state.authentic
    state.surface += to_surface - lost * state.surface
    state.authentic -= to_surface
    month.note("effort abandoned", drops)
