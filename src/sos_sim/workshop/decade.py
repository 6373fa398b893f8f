"""One district's decade for the page: its story, its yearly results and its turning points, in one future."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sos_sim.observe.events import REPORTS
from sos_sim.story.districts import District
from sos_sim.story.lives import Happening, Life, lives_of
from sos_sim.story.tell import Paragraph, chapters, described
from sos_sim.story.words import percent, years

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

SERIES = ("capability", "true_outcome", "measured_outcome")
"""Outcomes told year by year."""
_DIGITS = {"capability": 2, "true_outcome": 3, "measured_outcome": 3}
_EVENT_OF = {outcome: event for event, outcome in REPORTS.items()}


def _groups(value: float) -> str:
    count = round(value)
    return "local indicators" if count == 0 else f"{count} student group{'s' * (count != 1)}"


_WORDS: dict[str, Callable[[float], str]] = {
    "cycles began": lambda value: "Improvement takes hold",
    "practice became standard": lambda value: "Improvement becomes standard work",
    "practice no longer standard": lambda value: f"No longer standard work, after {years(value)}",
    "fell back": lambda value: f"Real improvement falls back to {percent(value)} of sites",
    "leader left": lambda value: f"Leader leaves, after {years(value)}",
    "identified": lambda value: f"Named for assistance ({_groups(value)})",
    "left the list": lambda value: f"Off the list, after {years(value)}",
    "intensive tier entered": lambda value: "Enters the intensive tier",
    "intensive tier left": lambda value: f"Leaves the intensive tier, after {years(value)}",
    "contract bought": lambda value: "Hires a private provider",
    "network joined": lambda value: "Joins an improvement network",
    "network left": lambda value: "Leaves its improvement network",
    "overloaded": lambda value: f"Overloaded: {percent(value)} of staff time put out fires and reported",
    "recovered": lambda value: f"Catches up, after {years(value)}",
}
"""What is said at a turning point, from the number beside it."""


@dataclass(frozen=True)
class Decades:
    """Hold the lives of all districts in one future of one setting.

    Args:
        districts: (N,) what each district is.
        lives: (N,) what happened to each.
        start: first month as year and month.
        futures: futures the page shows in all, of which this is one.
    """

    districts: Sequence[District]
    lives: Sequence[Life]
    start: tuple[int, int]
    futures: int

    def of(self, place: int) -> dict[str, Any]:
        """Tell the decade of one district as plain data.

        Args:
            place: number of the district, 0 to N - 1.
        """
        district, life = self.districts[place], self.lives[place]
        paragraphs = [
            Paragraph("", (described(district),)),
            *chapters(life, district, *self.start),
            Paragraph("Other futures", self._luck(life.seed)),
        ]
        reports = {name: life.all(_EVENT_OF[name]) for name in SERIES}
        first = reports[SERIES[0]]
        return {
            "district": {
                "code": district.cds_code,
                "name": district.name,
                "county": district.county,
                "type": district.type,
                "enrolment": round(district.enrolment),
            },
            "seed": life.seed,
            "paragraphs": [
                {"title": each.title, "sentences": list(each.sentences)} for each in paragraphs if each.sentences
            ],
            "years": [_year_of(each) for each in first],
            "series": {
                name: [round(each.value or 0.0, _DIGITS[name]) for each in reports[name]] for name in SERIES
            },
            "turns": [
                {"date": each.date, "event": each.event, "words": _WORDS[each.event](each.value or 0.0)}
                for each in turning_points(life)
            ],
        }

    def _luck(self, seed: int) -> tuple[str, ...]:
        if self.futures == 1:
            return ("This is one future: an illustration, no forecast.",)
        return (
            f"This is one of the {self.futures} futures behind the page's likely ranges (seed {seed}): an "
            "illustration, no forecast.",
            "With other luck its leaders would leave at other times, and its lists and results would be others.",
        )


def decades(world: World, scenario: Scenario, seed: int, futures: int = 1) -> Decades:
    """Run one future of a setting and keep what happens to every district.

    Args:
        world: the world.
        scenario: what the setting comes to.
        seed: the future.
        futures: futures the page shows in all.
    """
    from sos_sim.observe.run import run_batch
    from sos_sim.world.districts import TYPES

    known, counties = world.districts, world.counties.name
    recording = run_batch(
        world, [scenario], [seed], keep_districts=[True], outcomes=SERIES, months_between_looks=12, closely=False
    )
    districts = [
        District(code, known.name[place], counties[known.county[place]], TYPES[known.type[place]],
                 float(known.enrolment[place]))
        for place, code in enumerate(known.cds_code)
    ]  # fmt: skip
    return Decades(districts, lives_of(recording, scenario, seed, len(districts)), scenario.start, futures)


def turning_points(life: Life) -> list[Happening]:
    """List what changed the course of a life; the same news in a row, and what stood so at the start, is left out.

    Args:
        life: the life.
    """
    found: list[Happening] = []
    listed = False
    for each in life.turns:
        again = each.event == "identified" and listed
        listed = each.event == "identified" or (listed and each.event != "left the list")
        if each.event in _WORDS and each.month and not again:
            found.append(each)
    return found


def _year_of(each: Happening) -> float:
    """Give when a yearly report stands: the start as its month begins, each December as it ends."""
    month = int(each.date[5:7]) - (each.month == 0)
    return round(int(each.date[:4]) + month / 12.0, 3)
