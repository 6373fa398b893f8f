"""A small Dashboard of its own, so that the reference can live through years without the array engine."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from reference import school_year

if TYPE_CHECKING:
    from reference.district import ReferenceDistrict
    from reference.model import ReferenceModel

GROUPS = 5
"""Student groups that every district is given here."""

CUTS = (-0.7, -0.25, 0.2, 0.6)
"""Measured level in student SD at which the next better colour starts."""


class SimpleDashboard:
    """Test six indicators of five student groups in June and colour them in December.

    Args:
        districts: number of districts.
        lot: where levels and errors are drawn from.
    """

    def __init__(self, districts: int, lot: random.Random) -> None:
        self.lot = lot
        self.start = [
            [[lot.gauss(district, 0.4) for _ in range(GROUPS)] for _ in range(6)]
            for district in (lot.gauss(0.0, 0.5) for _ in range(districts))
        ]
        self.measured = [[list(groups) for groups in indicators] for indicators in self.start]
        self.year = 0

    def test(self, model: ReferenceModel, p: Any) -> None:
        """Measure every group: its level, what was closed of its gap, passing effects, inflation, error."""
        for district in model.districts:
            error = 2.0 / (district.enrolment / GROUPS) ** 0.5
            extra = district.passing - district.passing_start + district.inflation - district.inflation_start
            for indicator in range(6):
                closed = 1.0 - 2.0 ** -district.half_lives[indicator]
                levels = self.start[district.row][indicator]
                for group, level in enumerate(levels):
                    gap = max(1.0 - level, 0.0)
                    now = level + p.outcomes.reach * gap * closed + extra
                    self.measured[district.row][indicator][group] = self.lot.gauss(now, error)
        self.year = model.year

    def publish(self, model: ReferenceModel, p: Any) -> None:
        """Colour what was measured, and list the districts that meet the criteria."""
        if self.year != model.year:
            return
        for district in model.districts:
            self.read(district, p)

    def read(self, district: ReferenceDistrict, p: Any) -> None:
        """Tell one district its colours, and whether it is on the list."""
        red_areas = [0] * GROUPS
        before = district.badness
        for indicator, groups in enumerate(self.measured[district.row]):
            colours = [1 + sum(level >= cut for cut in CUTS) for level in groups]
            district.indicator_badness[indicator] = sum(5 - colour for colour in colours) / (4.0 * GROUPS)
            for group, colour in enumerate(colours):
                red_areas[group] += colour == 1
        district.badness = sum(district.indicator_badness) / 6.0
        district.change = before - district.badness
        flagged = sum(areas >= 2 for areas in red_areas)
        school_year.list_in_december(district, p, flagged > 0, flagged, GROUPS)
