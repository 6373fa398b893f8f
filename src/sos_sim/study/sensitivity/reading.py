"""What the figures say of one number, in words: its weight for the level beside its weight for the ranking."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sos_sim.study.sensitivity.analyse import Found, OutcomeSensitivity
from sos_sim.study.sensitivity.designs import Indices

MATTERS = 0.05
"""A total index from here on matters, if its interval leaves zero out."""
WIDE = 0.1
"""An interval of the largest total index wider than this to one side is too wide to rank numbers by."""


@dataclass(frozen=True)
class Reading:
    """Hold what is said of one number and one outcome.

    Args:
        place: which number.
        for_level: whether it matters for the level; None where it was not looked at closely.
        for_lead: whether it matters for how far the best policy is ahead; None likewise.
        for_ranking: whether it changes which of the two leading policies is better: moved alone it often does so, or
            it lies differently where the runner-up is better; None where the ranking changes at too few points to tell.
    """

    place: int
    for_level: bool | None
    for_lead: bool | None
    for_ranking: bool | None

    @property
    def words(self) -> str:
        """Say it in a sentence without its subject."""
        if self.for_ranking:
            if self.for_level is None:
                return "changes which policy is best; its share of the level was not looked at closely"
            if self.for_level:
                return "matters for the level and changes which policy is best"
            return "hardly moves the level but changes which policy is best"
        if self.for_level is None:
            return "was not looked at closely"
        ahead = ", moves how far the best policy is ahead" if self.for_lead else ""
        if self.for_level:
            return f"matters for the level{ahead}, but is not seen to change which policy is best"
        return f"hardly moves the level{ahead}, and is not seen to change which policy is best"


def readings(found: Found, outcome: OutcomeSensitivity) -> list[Reading]:
    """Read every number for one outcome, in the declared order.

    Args:
        found: the analysis.
        outcome: what was found of the outcome.
    """
    level = _matters(found, outcome.level.indices)
    lead = _matters(found, outcome.lead.indices) if outcome.lead is not None else {}
    # The same seeds are met on both sides of a step, so that a step which turns the ranking is no luck.
    turns = _matters(found, outcome.ranking.indices) if outcome.ranking is not None else {}
    return [
        Reading(place, level.get(place), lead.get(place), turns.get(place) or _lies_differently(outcome, place))
        for place in range(len(found.question.uncertain))
    ]


def too_wide(found: Found) -> list[str]:
    """Name what has a largest total index too uncertain to rank by, with its half-width.

    Args:
        found: the analysis.
    """
    said = []
    for outcome in found.outcomes:
        for of, measure in outcome.measures.items():
            # Which policy is better is yes or no: where no is rare its indices are always wide, and are not ranked by.
            if of == "ranking":
                continue
            for indices, kind in ((measure.indices, of), (measure.groups, f"{of}, mechanisms")):
                if indices is None:
                    continue
                width = float(indices.ST_conf[int(indices.ST.argmax())])
                if width > WIDE:
                    said.append(f"{outcome.outcome} ({kind}) ±{width:.2f}")
    return said


def _matters(found: Found, indices: Indices) -> dict[int, bool]:
    return {
        place: bool(total >= MATTERS and total > width)
        for place, total, width in zip(found.kept, indices.ST, indices.ST_conf, strict=True)
    }


def _lies_differently(outcome: OutcomeSensitivity, place: int) -> bool | None:
    if outcome.distances is None:
        return None
    if math.isnan(outcome.distances.by_chance):
        # Where the runner-up is nowhere better nothing changes the ranking; where it rarely is nobody can tell.
        return False if outcome.overtaken is not None and outcome.overtaken.share == 0 else None
    return bool(outcome.distances.distance[place] > outcome.distances.by_chance)
