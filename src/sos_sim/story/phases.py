"""The phases of a district's decade: from one turning point of its practice to the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sos_sim.story.lives import Happening, Life

SHORTEST, LONGEST = 12, 60
"""Months of the shortest phase, and of the longest before it is told in parts."""

TITLES = {
    "cycles began": "Improvement takes hold",
    "practice became standard": "Improvement is standard work",
    "fell back": "Falling back",
    "practice no longer standard": "Standard work wears off",
}
"""Turning points, and the phase each opens."""


@dataclass(frozen=True)
class Phase:
    """Hold one stretch of years.

    Args:
        title: what kind of time it was.
        first: its first month, since the start.
        end: the month after its last.
        happenings: what happened in it, without the yearly numbers.
    """

    title: str
    first: int
    end: int
    happenings: tuple[Happening, ...]

    def all(self, *events: str) -> list[Happening]:
        """List what happened of some events, in order.

        Args:
            events: names of events.
        """
        return [each for each in self.happenings if each.event in events]


def phases_of(life: Life) -> list[Phase]:
    """Cut a life into phases; a turning point too near another one opens none.

    Args:
        life: what happened.
    """
    edges = [(0, _opening(life))]
    begun = bool(life.all("cycles began")) and life.all("cycles began")[0].month == 0
    for each in life.all(*TITLES):
        if each.month - edges[-1][0] < SHORTEST or life.months - each.month < SHORTEST:
            continue
        again = each.event == "cycles began" and begun
        edges.append((each.month, "Improvement takes hold again" if again else TITLES[each.event]))
        begun = begun or each.event == "cycles began"
    phases = []
    for (first, title), (end, _) in zip(edges, [*edges[1:], (life.months, "")], strict=True):
        parts = -(-(end - first) // LONGEST)
        cuts = [first, *(first + round((end - first) * part / parts / 12) * 12 for part in range(1, parts)), end]
        for number, (begin, stop) in enumerate(pairwise(cuts)):
            inside = tuple(each for each in life.turns if begin <= each.month < stop)
            phases.append(Phase(title if number == 0 else f"{title}, continued", begin, stop, inside))
    return phases


def _opening(life: Life) -> str:
    at_start = {each.event for each in life.turns if each.month == 0}
    if "practice became standard" in at_start:
        return "Standard work from the start"
    if "cycles began" in at_start:
        return "Improvement under way from the start"
    return "Before improvement takes hold" if life.all("cycles began") else "Little real improvement"
