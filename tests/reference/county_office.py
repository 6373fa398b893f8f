"""One county office: the coach-days it has, whom it gives them to, and what its coaches know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from reference.forms import between, usual

if TYPE_CHECKING:
    from reference.district import ReferenceDistrict
    from reference.model import ReferenceModel


class ReferenceCountyOffice(mesa.Agent):
    """Ration coach-days among the districts of one county.

    Args:
        model: the model it lives in.
    """

    def __init__(self, model: ReferenceModel) -> None:
        super().__init__(model)
        self.districts: list[ReferenceDistrict] = []
        self.skill = 0.0
        self.capacity = 1.0

    def coach_days(self, p: Any) -> float:
        """Return the coach-days a year that this office has."""
        own = self.capacity ** (1.0 - p.support.equalise)
        return float(p.support.coe_coach_days * len(self.districts) * own)

    def asked_by(self, district: ReferenceDistrict, p: Any) -> float:
        """Return the coach-days a year that a district asks for."""
        s = p.support
        asked = s.ordinary_days * district.seeking
        if district.need_rank < s.coverage:
            asked = max(asked, max(s.coe_coach_days - s.capacity_2017, 0.0) / s.coverage)
        if district.assistance > 0.0:
            asked = max(asked, s.assistance_days)
        return float(asked)

    def allocate(self, p: Any) -> None:
        """Give out a quarter's coach-days: those in assistance first, each tier in proportion to its asking."""
        left = self.coach_days(p)
        first: list[tuple[ReferenceDistrict, float]] = []
        later: list[tuple[ReferenceDistrict, float]] = []
        for district in self.districts:
            urgent = district.assistance > 0.0 and p.support.identified_first > 0.0
            (first if urgent else later).append((district, self.asked_by(district, p)))
        for tier in (first, later):
            total = sum(asked for _, asked in tier)
            short = total > left
            portion = left / total if short else 1.0
            for district, asked in tier:
                district.county_days = asked * portion
                district.unmet_days = max(asked - district.county_days, 0.0)
            left = 0.0 if short else left - total

    def train(self, p: Any) -> None:
        """Let coaches leave and be trained for a year."""
        leads = p.coe.building_alone + p.coe.building_state * p.state.capability / usual("state.capability")
        built = p.coe.building_effect * p.support.coe_building * leads
        gain = p.coe.training_effect * p.support.coe_training + built
        change = (1.0 - self.skill) * gain - p.coe.coach_exits * (self.skill - p.coe.untrained_skill)
        self.skill = between(self.skill + change)
