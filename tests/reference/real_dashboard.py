"""The Dashboard of the whole measurement model, one district at a time: tested in June, published in December."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from reference import school_year
from reference.colours import Board, publish
from reference.outcomes import equity
from reference.spring import Draw, TestedDistrict, advance, advance_county, hold_tests

if TYPE_CHECKING:
    from reference.district import ReferenceDistrict
    from reference.model import ReferenceModel


class RealDashboard:
    """Test every student group of every district, colour what was measured, and list districts.

    Args:
        tested: the districts as the tests see them, after the last spring before the start.
        counties: standing of every county in that spring.
        kinds: type of each district: 0 elementary, 1 high, 2 unified.
        local: standard normal of each district that decided on local indicators in that spring.
        year: calendar year of that spring.
        p: parameters of that spring, before any policy.
        draws: gives the standard normals of a year.
    """

    def __init__(
        self,
        tested: list[TestedDistrict],
        counties: list[list[float]],
        kinds: list[int],
        local: list[float],
        year: int,
        p: Any,
        draws: Callable[[int], Draw],
    ) -> None:
        self.tested, self.counties, self.kinds, self.local = tested, counties, kinds, local
        self.year, self.draws = year, draws
        self.boards: list[Board] = []
        self.waiting = {year: self.coloured(p)}
        self.equity = [equity(district, kind, p) for district, kind in zip(tested, kinds, strict=True)]

    def test(self, model: ReferenceModel, p: Any) -> None:
        """Hold the spring's tests."""
        draw = self.draws(model.year)
        self.counties = [advance_county(standing, county, draw) for county, standing in enumerate(self.counties)]
        for district, tested in zip(model.districts, self.tested, strict=True):
            passing = district.passing - district.passing_start
            inflation = district.inflation - district.inflation_start
            advance(tested, draw)
            standing = self.counties[tested.county]
            hold_tests(tested, standing, district.half_lives, passing, inflation, p, model.year, draw)
            self.local[district.row] = draw("local", district.row)
            self.equity[district.row] = equity(tested, self.kinds[district.row], p)
        self.year = model.year
        self.waiting[self.year] = self.coloured(p)

    def coloured(self, p: Any) -> list[Board]:
        """Colour what was measured last spring."""
        return [
            publish(tested, kind, p, self.year, local)
            for tested, kind, local in zip(self.tested, self.kinds, self.local, strict=True)
        ]

    def publish(self, model: ReferenceModel, p: Any, year: int) -> None:
        """Show what a spring's Dashboard says, and list the districts that meet the criteria."""
        self.boards = self.waiting.pop(year)
        for district, board in zip(model.districts, self.boards, strict=True):
            self.tell(district, board, p, year)

    def tell(self, district: ReferenceDistrict, board: Board, p: Any, year: int) -> None:
        """Tell one district what the Dashboard of a year says about it."""
        school_year.list_district(district, p, board.identified, board.flagged, board.coloured, year)
        if year in school_year.YEARS_WITHOUT_LIST:
            return
        district.badness, district.change = board.badness, board.change
        district.indicator_badness = board.indicator_badness
