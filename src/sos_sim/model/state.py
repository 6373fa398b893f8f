"""The state of all districts, county offices and the state: plain columns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass
class State:
    """Hold the columns; r runs stand side by side, s is 1 where runs share a seed, else r.

    Slow state (model.md, Agents): all (N, r) unless said.

    Args:
        leadership: commitment of superintendent and cabinet, 0-1.
        tenure: years the leader has been in post.
        knowledge: improvement skill, 0-1.
        embedded: share of learning that is standard work, 0-1.
        data: local data infrastructure, 0-1.
        safety: psychological safety, 0-1.
        clarity: shared understanding of improvement, 0-1.
        belief: belief that the policy will last, 0-1.
        surface: share of sites with tools and no learning.
        authentic: share of sites in real cycles; surface + authentic <= 1.
        alignment: site efforts serve system goals, 0-1.
        pressure: felt accountability pressure.
        relationship: with the support provider, 0-1.
        reserve: money free for improvement, $ per pupil.
        inflation: measured minus true, student SD.
        passing: bounded, decaying part of outcomes, student SD.
        exposure: half-lives of learning since the last July.
        half_lives: (N, 6, r) half-lives used on each indicator since the start.
        overloaded: no level of backlog is stable.

        support: support as it acts (dose, relationship, coherence, skill), 0-1.
        time_used: improvement time as share of need, 0-1.
        operations, firefighting, compliance, gaming, effort, improvement, slack: shares of staff time.
        burden: compliance and onboarding asked, share of staff time, whether or not there is time for it.
        fear: pressure as it frightens.
        effectiveness: of improvement work, 0-1.
        staff_exits: yearly rate of staff leaving.
        leader_left: leaders who left in the last twelve months, decaying count for the yearly rate.

        days: coach-days a year received; improvement_days: of these on improvement; unmet_days: asked, not given.
        county_days: of days, those from the county office.
        response: effect of the dose before relationship, coherence and skill.
        participation: share of itself that a district gives to its network; cost: $ per pupil and year of support.
        methods_met: effective number of methods a district meets.
        coach_skill: skill of the coaches it meets.
        peer_knowledge, peer_use, peer_mean: what peers know (power mean), use (share), know on average.

        identified: met the criteria in the latest Dashboard; assistance: months of assistance left.
        intensive: in the intensive tier; history: (4, N, r) three or more groups in the last four Dashboards.
        badness: how poor the colours are, 0-1; indicator_badness: (N, 6, r); change: measured yearly change, SD.
        contract: months left of a private contract; priorities: active priorities; focus: (N, 6, r) rate by indicator.
        spent: $ per pupil spent on support since the start, by all.
        money_left: (1, r) or float, share of revenue free this year.
        income, spending: $ per pupil of the last fiscal year.
        variety: (1, r) variety of practice in the state.
        county_skill: (58, r) improvement skill of county office coaches.

        own_leadership, susceptibility, seeking, network_rank, own_data, priority_factor, need_rank: (N, s) fixed.
        county_capacity: (58, s) capacity relative to the state's mean.
        passing_start, inflation_start: (N, r) values at the start.
    """

    leadership: Array
    tenure: Array
    knowledge: Array
    embedded: Array
    data: Array
    safety: Array
    clarity: Array
    belief: Array
    surface: Array
    authentic: Array
    alignment: Array
    pressure: Array
    relationship: Array
    reserve: Array
    inflation: Array
    passing: Array
    exposure: Array
    half_lives: Array
    overloaded: Array
    support: Array
    time_used: Array
    operations: Array
    firefighting: Array
    compliance: Array
    burden: Array
    gaming: Array
    effort: Array
    improvement: Array
    slack: Array
    fear: Array
    effectiveness: Array
    staff_exits: Array
    leader_left: Array
    days: Array
    improvement_days: Array
    unmet_days: Array
    county_days: Array
    response: Array
    methods_met: Array
    participation: Array
    cost: Array
    coach_skill: Array
    peer_knowledge: Array
    peer_use: Array
    peer_mean: Array
    identified: Array
    assistance: Array
    intensive: Array
    history: Array
    badness: Array
    indicator_badness: Array
    change: Array
    contract: Array
    priorities: Array
    focus: Array
    spent: Array
    money_left: Array
    income: Array
    spending: Array
    variety: Array
    county_skill: Array
    own_leadership: Array
    susceptibility: Array
    seeking: Array
    network_rank: Array
    own_data: Array
    priority_factor: Array
    need_rank: Array
    county_capacity: Array
    passing_start: Array
    inflation_start: Array

    def copy(self) -> State:
        """Copy every column."""
        return State(**{name: np.copy(column) for name, column in self.items()})

    def items(self) -> list[tuple[str, Array]]:
        """List the columns by name."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]
