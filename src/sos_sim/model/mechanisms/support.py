"""Support delivered: from coach-days to support that acts.

Equation (days a year, set each quarter; a network member takes part by its effort then):
    member = [network rank < coverage] (1 - authority (P - P0)+)+
    intensive days = min(most days, the state's days/districts in the tier);  network days = days hub member
    improvement days x = worth (county spec + intensive spec_i) + private spec_p + network days, worth of a day:
        modality
    response = phi f(y/phi), f(y) = (1 + h^k) y^k/(y^k + h^k) with y at most 1;  y = x/full_days, h half dose,
        k steepness, phi share of sites helped at a time
    method shares: common g, county's M methods, provider's own, network's own, weighted by improvement days w
        sum phi^2 = (g + (1-g) w_c/M)^2 + (M - 1) ((1-g) w_c/M)^2 + (1-g)^2 (w_p^2 + w_n^2);  M_eff = 1/sum phi^2
    coherence = 1/(1 + cost (1 - e (coordination - that of 2017)) (M_eff - 1) (1 - K))
each month:
    support = f sqrt((a + (1 - a) Q) sqrt(coherence skill)), skill = mean of all coaches by improvement days
    dQ = (1 - Q) contact (1 + monitoring cost (2 helping - 1))/months - (decay + coach exits (1 - kept)/12) Q,
        contact = min(1, all days/full_days)
Constants: h `support.half_dose`, k `support.steepness`, full_days `support.full_days`, county spec
    `support.improvement_share`, spec_i `intensive.improvement_share`, intensive days
    min(`support.intensive_days`/districts in the tier, `intensive.most_days`), spec_p `providers.improvement_share`,
    private days `providers.days`, network days `network.coach_days` x `network.hub`, coverage `network.coverage`,
    authority `network.authority`, g `coherence.framework_share`, M `coherence.methods`, cost `coherence.novice_cost`,
    a `support.stranger`, skills `providers.skill`, `intensive.skill` and `network.skill`.
Sources: M21, M22, M37, M53, M69-M73, M78, M80, M125; prototype 2 change 10; theory 4.2 and case 17; L31, L48, L51.
Limits: 0 days or nothing on improvement, no support; one method, coherence 1; hours even over M methods,
    sum phi^2 = 1/M; experts (K = 1) lose nothing to mixed methods (S26); a full dose acts fully, on phi of the sites.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, power, share
from sos_sim.model.mechanisms import county_offices, modality, money
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

DOSE = "days, improvement_days, response, relationship, cost"
MET = "methods_met, coach_skill, support"
CAUSES: tuple[Cause, ...] = (
    *acts("knowledge, relationship, response, coach_skill", "support", "+", "M22, M69, M71, M72"),
    *acts("methods_met", "support", "-", "M21, M80"),
    *acts("days", "relationship", "+", "M83"),
    *acts("county_skill", "coach_skill, support", "+", "M66, M67"),
    *acts("assistance, seeking, need_rank", f"county_days, {DOSE}, {MET}", "±", "M68: one gets what others miss"),
    *acts("assistance", "unmet_days", "±", "M68"),
    *acts("seeking", "unmet_days", "+", "M68"),
    *acts("need_rank", "unmet_days", "-", "J09"),
    *acts("county_capacity", f"county_days, {DOSE}", "+", "M67, M68"),
    *acts("county_capacity", "unmet_days", "-", "M68"),
    *acts("intensive, contract", DOSE, "+", "M72, M101"),
    *acts("network_rank", f"participation, {DOSE}", "-", "M74: the first ranks are members"),
    *acts("pressure", "participation, days, improvement_days, response, relationship", "-", "M76"),
    *acts("county_capacity, intensive, contract, network_rank, pressure", MET, "±", "M22, M53, M80"),
    *acts("policy: network", f"participation, {DOSE}", "+", "M74, M75"),
    *acts("policy: network", MET, "±", "M22, M53"),
    *acts("policy: support", f"county_days, unmet_days, {DOSE}, {MET}", "±", "M67-M73; H12"),
    *acts("policy: modality", f"improvement_days, response, {MET}", "±", "M72, M78"),
    *acts("policy: coherence", "methods_met, support", "±", "M21, M54, M80"),
    *acts("policy: rollout", "response, support", "±", "M37"),
    *acts(
        "policy: alignment, policy: capacity, policy: clarity, policy: data, policy: embedding, policy: field, "
        "policy: lcap, policy: providers, policy: safety, policy: training, policy: turnover",
        "cost",
        "+",
        "each at its price",
    ),
)


def dose_response(full_share: Columns, half_dose: Any, steepness: Any) -> Columns:
    """Return the effect of a dose: a Hill curve through 0 at 0 and 1 at full support.

    Args:
        full_share: (N, r) improvement days as share of full support.
        half_dose: dose of half effect of the curve before it is scaled to 1.
        steepness: exponent; above 1 little help does nearly nothing.
    """
    dose = power(np.clip(full_share, 0.0, 1.0), steepness)
    half = power(half_dose, steepness)
    return (1.0 + half) * dose / (dose + half)


def method_concentration(county: Columns, private: Columns, network: Columns, common: Any, methods: Any) -> Columns:
    """Return the sum of squared method shares: 1 for one method, 1/M for M methods used alike.

    Args:
        county: (N, r) share of improvement days from county office and state agency.
        private: (N, r) share from a private provider.
        network: (N, r) share from a network.
        common: share of all support that uses the common framework.
        methods: methods in circulation among county offices.
    """
    own = 1.0 - common
    each = county * (own / methods)
    return (each + common) ** 2 + (methods - 1.0) * each**2 + own**2 * (private**2 + network**2)


def coherence(methods_met: Columns, knowledge: Columns, novice_cost: Any) -> Columns:
    """Return how coherent support looks to a district: 1 for one method or for experts."""
    return 1.0 / (1.0 + novice_cost * (methods_met - 1.0) * (1.0 - knowledge))


def members(state: State, p: Any) -> Columns:
    """Return the share of itself that each district gives to its network: 0 outside, less under pressure (M76)."""
    strain = np.maximum(state.pressure - p.turnover.pressure_norm, 0.0)
    effort = np.maximum(1.0 - p.network.authority * strain, 0.0)
    return (state.network_rank < p.network.coverage) * effort


def deliver(state: State, p: Any, month: Month) -> None:
    """Set the coach-days of the coming quarter and what they can do."""
    county_offices.allocate(state, p, month)
    in_tier = np.maximum(month.world.even @ state.intensive * len(state.intensive), 1.0)
    share_of_tier = np.minimum(p.support.intensive_days / in_tier, p.intensive.most_days)
    intensive = state.intensive * share_of_tier
    private = (state.contract > 0) * p.providers.days
    state.participation = members(state, p)
    network = state.participation * (p.network.coach_days * p.network.hub)
    state.days = state.county_days + intensive + private + network
    state.cost = money.yearly_cost(state, p, month, state.county_days + intensive)

    worth = modality.worth_of_day(p)
    from_county = state.county_days * (p.support.improvement_share * worth)
    from_state = intensive * (p.intensive.improvement_share * worth)
    from_private = private * p.providers.improvement_share
    state.improvement_days = from_county + from_state + from_private + network
    total = np.maximum(state.improvement_days, 1e-6)
    sites = p.rollout.pilot_share
    dose = state.improvement_days / (p.support.full_days * sites)
    state.response = sites * dose_response(dose, p.support.half_dose, p.support.steepness)
    focus = method_concentration(
        (from_county + from_state) / total,
        from_private / total,
        network / total,
        p.coherence.framework_share,
        p.coherence.methods,
    )
    state.methods_met = 1.0 / np.maximum(focus, 1e-3)
    skills = from_county * county_offices.skill_met(state, p, month) + from_state * p.intensive.skill
    state.coach_skill = (skills + from_private * p.providers.skill + network * p.network.skill) / total


def step(state: State, p: Any, month: Month) -> None:
    """Let the quarter's support act for one month, and build or wear out the relationship."""
    if month.school_month % 3 == 0 or month.index == 0:
        deliver(state, p, month)
    stranger = p.support.stranger
    trusted = stranger + (1.0 - stranger) * state.relationship
    together = p.coherence.coordination - usual("coherence.coordination")
    cost = p.coherence.novice_cost * (1.0 - p.coherence.coordination_effect * together)
    usable = coherence(state.methods_met, state.knowledge, cost) * state.coach_skill
    state.support = state.response * np.sqrt(trusted * np.sqrt(usable))

    q = p.relationship
    contact = share(state.days / p.support.full_days)
    build = (1.0 + p.coe.monitoring_cost * (2.0 * p.support.helping_role - 1.0)) / q.months
    wear = q.decay + p.coe.coach_exits / 12.0 * (1.0 - p.turnover.relationship_kept)
    state.relationship += month.dt * ((1.0 - state.relationship) * contact * build - wear * state.relationship)
