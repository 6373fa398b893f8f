"""County offices: the coach-days they have and how they ration them; their coaches' skill.

Equation:
    capacity_c = coach_days n_c (own share_c)^(1 - equalise);  offer = (coach_days - coach_days of 2017)+ / coverage
    wanted = max(ordinary seeking, assistance_days [in assistance], offer [need rank < coverage])
    those in assistance first: given = wanted min(1, capacity/sum wanted), the rest share what is left the same way;
        where identified districts are not first, all share alike
    skill_c, each July: skill + (1 - skill) (train depth + build leads (alone + by_state capability/that of 2017))
                        - exits (skill - untrained)
    skill met = skill_c + equalise (mean of all county offices - skill_c)
Constants: coach_days `support.coe_coach_days`, 2017's `support.capacity_2017`, coverage `support.coverage`, equalise
    `support.equalise`, ordinary `support.ordinary_days`, assistance_days `support.assistance_days`, first tier by
    `support.identified_first`, train `coe.training_effect`, depth `support.coe_training`, build
    `coe.building_effect`, leads `support.coe_building`, state capability `state.capability`, exits `coe.coach_exits`,
    untrained `coe.untrained_skill`.
Sources: M66-M68, M71-M73, M124; prototype 3 (gd, constants); theory 4.2 support and rationing; EC 52071; L21-L25,
    L27, L29, L48.
Limits: sum given = min(capacity, sum wanted) in every county, nobody gets more than wanted, capacity 0 gives 0
    (case 3); more capacity never lowers a district's days (case 22).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, power, share
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

CAUSES: tuple[Cause, ...] = (
    *acts("policy: support, policy: state", "county_skill", "+", "M66, M124"),
)

LEAST_DAYS = 1e-30
"""Keeps a county office without days, asked for none, from dividing by nothing."""


def wanted(state: State, p: Any) -> tuple[Columns, Columns]:
    """Return coach-days a year that each district asks its county office for, in assistance and otherwise.

    Args:
        state: columns.
        p: parameters of the month.
    """
    s = p.support
    offer = np.maximum(s.coe_coach_days - s.capacity_2017, 0.0) / s.coverage
    ordinary = np.maximum(s.ordinary_days * state.seeking, (state.need_rank < s.coverage) * offer)
    in_assistance = state.assistance > 0
    asked = np.maximum(ordinary, in_assistance * s.assistance_days)
    first = asked * (in_assistance & (s.identified_first > 0))
    return first, asked - first


def capacity(state: State, p: Any, month: Month) -> Columns:
    """Return coach-days a year of each county office, (58, r) or (58, s)."""
    s = p.support
    own = power(state.county_capacity, 1.0 - s.equalise)
    return own * month.world.county_size * s.coe_coach_days


def ration(first: Columns, later: Columns, there: Columns, month: Month) -> Columns:
    """Give coach-days out: those in assistance first, the rest from what is left, each tier in proportion.

    Args:
        first: (N, r) days wanted by the first tier.
        later: (N, r) days wanted by the others.
        there: (58, r) days each county office has.
        month: knows which district belongs to which county office.
    """
    by_county, county = month.world.by_county, month.world.county
    asked = by_county @ first
    given = first * _portion(asked, there)[county]
    left = np.maximum(there - asked, 0.0)
    return given + later * _portion(by_county @ later, left)[county]


def _portion(asked: Columns, there: Columns) -> Columns:
    """Return the share of what is asked that can be given: exactly 1 where there is enough."""
    return there / np.maximum(np.maximum(asked, there), LEAST_DAYS)


def allocate(state: State, p: Any, month: Month) -> None:
    """Divide each county office's coach-days for the coming quarter."""
    first, later = wanted(state, p)
    there = np.broadcast_to(capacity(state, p, month), (month.world.counties, first.shape[1]))
    asked = first + later
    own_rule = month.decisions.allocate(asked, there)
    state.county_days = ration(first, later, there, month) if own_rule is None else own_rule
    state.unmet_days = np.maximum(asked - state.county_days, 0.0)


def train(state: State, p: Any) -> None:
    """Let coaches leave and be trained for a year."""
    by_state = p.coe.building_state * p.state.capability / usual("state.capability")
    built = p.coe.building_effect * p.support.coe_building * (p.coe.building_alone + by_state)
    gain = p.coe.training_effect * p.support.coe_training + built
    skill = state.county_skill
    state.county_skill = share(skill + (1.0 - skill) * gain - p.coe.coach_exits * (skill - p.coe.untrained_skill))


def skill_met(state: State, p: Any, month: Month) -> Columns:
    """Return the skill of the county office coaches each district meets, evened out as far as policy does."""
    mean = np.cumsum(state.county_skill, axis=0)[-1:] / len(state.county_skill)
    even = state.county_skill + p.support.equalise * (mean - state.county_skill)
    return even[month.world.county]
