"""A district as an agent: what it is, where it stands, and the decisions a subclass may take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sos_sim.agents.views import Flag, Quantity, Seen, Slow
from sos_sim.world.districts import GROUPS, INDICATORS, TYPES

if TYPE_CHECKING:
    from sos_sim.agents.county_office import CountyOffice
    from sos_sim.agents.organisations import ImprovementNetwork, Provider
    from sos_sim.agents.system import SystemOfSupport


class District(mesa.Agent):  # type: ignore[misc]  # Mesa carries no types
    """Stand for one school district.

    Numbers are read from the engine when they are asked for; the first block can be set as well.

    Args:
        model: the model it lives in.
        row: its row in the engine's columns.

    Example:
        >>> model.districts.select(lambda district: district.authentic > 0.5)
    """

    model: SystemOfSupport

    leadership = Slow("leadership", "commitment of superintendent and cabinet to improvement, 0-1", high=1.0)
    tenure = Slow("tenure", "years the leader has been in post")
    knowledge = Slow("knowledge", "improvement skill, 0-1", high=1.0)
    embedded = Slow("embedded", "share of learning that is standard work, 0-1", high=1.0)
    data = Slow("data", "local data infrastructure, 0-1", high=1.0)
    safety = Slow("safety", "psychological safety, 0-1", high=1.0)
    clarity = Slow("clarity", "shared understanding of improvement, 0-1", high=1.0)
    belief = Slow("belief", "belief that the policy will last, 0-1", high=1.0)
    surface = Slow("surface", "share of sites with tools and no learning", high=1.0, beside="authentic")
    authentic = Slow("authentic", "share of sites in real improvement cycles", high=1.0, beside="surface")
    alignment = Slow("alignment", "how far site efforts serve system goals, 0-1", high=1.0)
    pressure = Slow("pressure", "felt accountability pressure, index")
    relationship = Slow("relationship", "working relationship with the support provider, 0-1", high=1.0)
    reserve = Slow("reserve", "money free for improvement, $ per pupil")

    support = Quantity("support", "support as it acts, 0-1")
    support_days = Quantity("days", "coach-days a year received, from everybody")
    county_days = Quantity("county_days", "coach-days a year from the county office")
    improvement_days = Quantity("improvement_days", "coach-days a year on improvement itself")
    unmet_days = Quantity("unmet_days", "coach-days a year asked of the county office and not given")
    improvement_time = Quantity("time_used", "time for improvement, as share of what full effect needs")
    firefighting = Quantity("firefighting", "share of staff time for fire-fighting")
    compliance = Quantity("compliance", "share of staff time for compliance")
    gaming = Quantity("gaming", "share of staff time for test preparation and gaming")
    slack = Quantity("slack", "share of staff time left over")
    burden = Quantity("burden", "compliance and onboarding asked, share of staff time")
    fear = Quantity("fear", "pressure as it frightens, index")
    effectiveness = Quantity("effectiveness", "effectiveness of improvement work, 0-1")
    staff_exits = Quantity("staff_exits", "staff leaving, share a year")
    priorities = Quantity("priorities", "priorities worked on")
    badness = Quantity("badness", "how poor its Dashboard colours are, 0-1")
    inflation = Quantity("inflation", "measured minus true achievement, student SD")
    cost = Quantity("cost", "improvement support, $ per pupil and year")
    assistance_months = Quantity("assistance", "months of differentiated assistance left")
    contract_months = Quantity("contract", "months left of a private contract")

    overloaded = Flag("overloaded", "overloaded by compliance and fire-fighting")
    identified = Flag("identified", "met the criteria in the latest Dashboard")
    in_assistance = Flag("assistance", "in differentiated assistance")
    intensive = Flag("intensive", "in the intensive tier")

    capability = Seen("capability", "capability for improvement, mean of six areas, 0-5")
    true_outcome = Seen("true_outcome", "true achievement, change since the start, student SD")
    measured_outcome = Seen("measured_outcome", "measured achievement, change since the start, student SD")
    equity_gap = Seen("equity_gap", "gap of low-income, English-learner and disabled pupils, student SD")

    def __init__(self, model: SystemOfSupport, row: int) -> None:
        super().__init__(model)
        facts = model.world.districts
        self.row = row
        self.name = facts.name[row]
        self.cds_code = facts.cds_code[row]
        self.type = TYPES[facts.type[row]]
        self.enrolment = float(facts.enrolment[row])
        self.upp = float(facts.upp[row])
        self.lat = float(facts.lat[row])
        self.lon = float(facts.lon[row])

    def __repr__(self) -> str:
        return f"<District {self.cds_code} {self.name}>"

    @property
    def county_office(self) -> CountyOffice:
        """Give its county office."""
        return self.model.office_list[int(self.model.world.county_of[self.row])]

    @property
    def county(self) -> str:
        """Name its county."""
        return self.county_office.county

    @property
    def groups(self) -> dict[str, float]:
        """Give the share of each student group among its pupils."""
        return dict(zip(GROUPS, self.model.world.districts.group_share[self.row].tolist(), strict=True))

    @property
    def peers(self) -> list[District]:
        """List the districts it learns from."""
        links = self.model.world.peers
        rows = links.indices[links.indptr[self.row] : links.indptr[self.row + 1]]
        return [self.model.district_list[row] for row in rows]

    @property
    def focus(self) -> dict[str, float]:
        """Tell how far each indicator is in this year's focus, 0-1."""
        weights = self.model.engine.state.focus[self.row, :, 0]
        return dict(zip(INDICATORS, weights.tolist(), strict=True))

    @property
    def provider(self) -> Provider | None:
        """Give the private provider it has a contract with, if any."""
        return self.model.provider_of(self) if self.contract_months > 0 else None

    @property
    def network(self) -> ImprovementNetwork | None:
        """Give the improvement network it belongs to, if any."""
        return self.model.network_of(self)

    def choose_focus(self) -> list[str] | dict[str, float]:
        """Choose what the school year is about; asked each July.

        A list puts indicators in order of importance: the district's number of priorities decides how far
        down the list its effort reaches, and what is not on it stays out. A dict gives each indicator's
        weight, 0-1. The model's own answer puts the poorest Dashboard colours first.
        """
        order = self.model.sight.focus_ranks()[self.row, :, 0].argsort()
        return [INDICATORS[indicator] for indicator in order]

    def share_for_improvement(self) -> float:
        """Decide which share of the time that is left goes to improvement, 0-1; asked each month."""
        return float(self.model.sight.share_for_improvement()[self.row, 0])
