"""What the other futures say: how often, over the kept seeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sos_sim.story.lives import Life
from sos_sim.story.words import signed_points


def over_seeds(lives: Mapping[int, Life]) -> dict[str, Any]:
    """Count over the kept futures of one scenario.

    Args:
        lives: lives by seed.
    """
    ends = [life.value_by("true change", life.months) for life in lives.values()]
    known = [value for value in ends if value is not None]
    return {
        "seeds": len(lives),
        "identified": _count(lives, "identified"),
        "lost_leader": _count(lives, "leader left"),
        "cycles_began": _count(lives, "cycles began"),
        "standard_practice": _count(lives, "practice became standard"),
        "fell_back": _count(lives, "fell back"),
        "true_change_low": min(known, default=None),
        "true_change_high": max(known, default=None),
    }


def in_other_seeds(counts: Mapping[str, Any]) -> list[str]:
    """Say that one future is an illustration, and what the kept ones have in common.

    Args:
        counts: of ``over_seeds``.
    """
    kept = counts["seeds"]
    if kept == 1:
        return ["This is one future, an illustration and no forecast; no other was kept (--district-seeds keeps more)."]
    told = [
        f"This is one future out of {kept} that were kept: an illustration, no forecast.",
        f"Other seeds, other luck: of these {kept} futures the district was identified in "
        f"{_of(counts['identified'], kept)}, lost its leader at least once in "
        f"{_of(counts['lost_leader'], kept)}, saw improvement take hold in "
        f"{_of(counts['cycles_began'], kept)} and become standard work in {_of(counts['standard_practice'], kept)}.",
    ]
    low, high = counts["true_change_low"], counts["true_change_high"]
    if low is not None and high is not None:
        told.append(
            f"True achievement in the last December lay between {signed_points(low)} and {signed_points(high)} points "
            "from the start."
        )
    return told


def _count(lives: Mapping[int, Life], event: str) -> int:
    return sum(bool(life.all(event)) for life in lives.values())


def _of(count: int, kept: int) -> str:
    return "none" if count == 0 else f"all {kept}" if count == kept else f"{count}"
