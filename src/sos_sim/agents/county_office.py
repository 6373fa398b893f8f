"""A county office of education as an agent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa

from sos_sim.agents.views import Slow

if TYPE_CHECKING:
    from sos_sim.agents.district import District
    from sos_sim.agents.system import SystemOfSupport


class CountyOffice(mesa.Agent):  # type: ignore[misc]  # Mesa carries no types
    """Stand for one of the 58 county offices of education.

    Args:
        model: the model it lives in.
        row: its place among the counties.
    """

    model: SystemOfSupport

    skill = Slow("county_skill", "improvement skill of its coaches, 0-1", high=1.0)

    def __init__(self, model: SystemOfSupport, row: int) -> None:
        super().__init__(model)
        facts = model.world.counties
        self.row = row
        self.county = facts.name[row]
        self.name = facts.office_name[row]

    def __repr__(self) -> str:
        return f"<CountyOffice {self.name}>"

    @property
    def districts(self) -> list[District]:
        """List its districts."""
        return self.model.districts_by_county[self.row]

    @property
    def coach_days(self) -> float:
        """Tell how many coach-days a year it can give."""
        return float(self.model.sight.coach_days()[self.row, 0])

    @property
    def unmet_days(self) -> float:
        """Tell how many coach-days a year its districts asked for and did not get."""
        return float(sum(district.unmet_days for district in self.districts))

    def allocate(self, requests: Sequence[tuple[District, float]]) -> Sequence[float]:
        """Divide its coach-days among the districts that ask; asked each quarter.

        The model's own answer serves those in assistance first and shares the rest out in proportion.

        Args:
            requests: each district that asks, and the coach-days a year it wants.

        Returns:
            Days a year for each request, in the same order: none below 0, none above what is wanted, and
            together no more than ``coach_days``.
        """
        return self.model.sight.ration(requests)
