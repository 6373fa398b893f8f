"""The whole model in plain Python: districts and county offices that take their turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mesa

from reference import school_year
from reference.county_office import ReferenceCountyOffice
from reference.district import ReferenceDistrict
from reference.policy import Policy


@dataclass
class PlainWorld:
    """Hold what the reference needs to know about places, district by district.

    Args:
        enrolment: pupils.
        poverty: unduplicated share, 0-1.
        pay: pay relative to neighbours.
        county: index of the county office.
        peers: pairs of a peer's row and weight; the weights sum to 1, or there are none.
        counties: number of county offices.
    """

    enrolment: list[float]
    poverty: list[float]
    pay: list[float]
    county: list[int]
    peers: list[list[tuple[int, float]]]
    counties: int


class ReferenceModel(mesa.Model):
    """Take the districts through the months, one after the other.

    Args:
        world: the places.
        parameters: gives the parameters of a month, counted from the start.
        chances: gives a uniform number for a decision's name, a month since the start and a district's row.
        start: year and month of the first month.
        dashboard: publishes the Dashboard when its time has come, from what it saw in June; see ``RealDashboard``.
    """

    def __init__(
        self,
        world: PlainWorld,
        parameters: Callable[[int], Any],
        chances: Callable[[str, int, int], float],
        start: tuple[int, int] = (2017, 7),
        dashboard: Any = None,
    ) -> None:
        super().__init__()
        self.parameters, self.chances, self.start, self.dashboard = parameters, chances, start, dashboard
        self._policy: Policy | None = None
        self.index = 0
        self.money_left = 0.0
        self.variety = 1.0
        self.county_offices = [ReferenceCountyOffice(self) for _ in range(world.counties)]
        self.districts = [
            ReferenceDistrict(self, row, *facts)
            for row, facts in enumerate(
                zip(world.enrolment, world.poverty, world.pay, world.county, world.peers, strict=True)
            )
        ]
        for district in self.districts:
            self.county_offices[district.county].districts.append(district)
        self.pupils = sum(district.enrolment for district in self.districts)
        self.newly_listed = False
        self.waiting: dict[int, int] = {}
        if dashboard is not None:
            self.waiting[self.year if self.number > 6 else self.year - 1] = (self.number - 7) % 12

    @property
    def year(self) -> int:
        """Return the calendar year."""
        return self.start[0] + (self.start[1] - 1 + self.index) // 12

    @property
    def number(self) -> int:
        """Return the calendar month, 1-12."""
        return (self.start[1] - 1 + self.index) % 12 + 1

    @property
    def quarter_starts(self) -> bool:
        """Tell whether a quarter starts: July, October, January, April, and the first month of all."""
        return self.number in (1, 4, 7, 10) or self.index == 0

    def chance(self, name: str, row: int) -> float:
        """Return this month's uniform number for a decision of a district."""
        return self.chances(name, self.index, row)

    def policy(self, p: Any) -> Policy:
        """Return what policy makes the same for every district in a month, worked out once."""
        if self._policy is None or self._policy.p is not p:
            self._policy = Policy(p)
        return self._policy

    def step(self) -> None:
        """Let one month pass."""
        p = self.parameters(self.index)
        self.calendar(p)
        for mechanism in MONTHLY:
            mechanism(self, p)
        if self.number == 6:
            self.close_year(p)
        self.index += 1

    def calendar(self, p: Any) -> None:
        """Do what belongs to a month of the year, before anything else happens in it."""
        if self.newly_listed:
            for district in self.districts:
                school_year.assign_assistance(district, p)
        if self.number == 7:
            self.plan_year(p)
        self.newly_listed = self.release(p)

    def release(self, p: Any) -> bool:
        """Show each Dashboard lag months after June, in July at the earliest; tell whether one came out."""
        came_out = False
        for spring in list(self.waiting):
            if self.waiting[spring] >= p.accountability.lag_months - 1.0:
                self.dashboard.publish(self, p, spring)
                del self.waiting[spring]
                came_out = True
            else:
                self.waiting[spring] += 1
        return came_out

    def plan_year(self, p: Any) -> None:
        """Plan and budget the school year."""
        if self.index:
            for district in self.districts:
                district.abandon(p)
            for office in self.county_offices:
                office.train(p)
        self.money_left += p.money.squeeze * (p.money.revenue_growth - p.money.fixed_cost_growth)
        for district in self.districts:
            school_year.settle_year(district, p)
            school_year.buy(district, p)
            school_year.choose_focus(district, p)

    def close_year(self, p: Any) -> None:
        """Book the year's learning, and test."""
        for district in self.districts:
            school_year.close_year(district, p)
        if self.dashboard is not None:
            self.dashboard.test(self, p)
            self.waiting[self.year] = 0

    def each(self, what: str, p: Any) -> None:
        """Let every district do one thing."""
        for district in self.districts:
            getattr(district, what)(p)

    def turnover(self, p: Any) -> None:
        """Let leaders and staff leave."""
        self.each("turnover", p)

    def pressure(self, p: Any) -> None:
        """Let pressure be felt."""
        self.each("feel_pressure", p)

    def time_budget(self, p: Any) -> None:
        """Divide staff time."""
        self.each("divide_time", p)

    def assistance(self, p: Any) -> None:
        """Let a month of assistance pass."""
        self.each("wait_out_assistance", p)

    def support(self, p: Any) -> None:
        """Give support out at the start of a quarter, and let it act."""
        if self.quarter_starts:
            self.give_support(p)
        self.each("use_support", p)

    def give_support(self, p: Any) -> None:
        """Ration coach-days, and tell every district what it gets."""
        for office in self.county_offices:
            office.allocate(p)
        in_tier = sum(1 for district in self.districts if district.intensive)
        from_tier = min(p.support.intensive_days / in_tier, p.intensive.most_days) if in_tier else 0.0
        mean_skill = sum(office.skill for office in self.county_offices) / len(self.county_offices)
        for district in self.districts:
            own = self.county_offices[district.county].skill
            met = own + p.support.equalise * (mean_skill - own)
            school_year.receive_support(district, p, from_tier, met)

    def adoption(self, p: Any) -> None:
        """Let sites take up, deepen and drop tools."""
        self.each("adopt", p)

    def learning(self, p: Any) -> None:
        """Let districts learn, and the state's variety of practice change."""
        q = p.learning
        tests = sum(district.practice for district in self.districts) / len(self.districts)
        self.each("learn", p)
        taking_part = sum(district.participation for district in self.districts) / len(self.districts)
        looked_for = p.network.discovery_variety * p.network.discovery * taking_part
        made = (q.variety_made * tests + looked_for) * (1.0 - self.variety)
        lost = q.variety_lost * p.network.peer_weight * self.variety
        self.variety = min(max(self.variety + made - lost, 0.0), 1.0)

    def conditions(self, p: Any) -> None:
        """Let leadership, safety, clarity and belief follow."""
        self.each("follow_conditions", p)

    def peers(self, p: Any) -> None:
        """Look at peers."""
        self.each("look_at_peers", p)

    def exposure(self, p: Any) -> None:
        """Gain exposure."""
        self.each("gain_exposure", p)

    def passing(self, p: Any) -> None:
        """Let passing effects build up and fade."""
        self.each("pass_through", p)

    def gaming(self, p: Any) -> None:
        """Let inflation grow and fade."""
        self.each("inflate", p)

    def money(self, p: Any) -> None:
        """Add up what support costs."""
        self.each("pay_for_support", p)


MONTHLY = (
    ReferenceModel.turnover,
    ReferenceModel.pressure,
    ReferenceModel.time_budget,
    ReferenceModel.assistance,
    ReferenceModel.support,
    ReferenceModel.adoption,
    ReferenceModel.learning,
    ReferenceModel.conditions,
    ReferenceModel.peers,
    ReferenceModel.exposure,
    ReferenceModel.passing,
    ReferenceModel.gaming,
    ReferenceModel.money,
)
"""What happens every month, in order."""
