"""Sizes of effects: what the literature allows that support, assistance and nothing at all do."""

from __future__ import annotations

from sos_sim.check.arms import FULL, NOW, arm
from sos_sim.check.catalogue.figures import END, difference
from sos_sim.check.pattern import Measure, Pattern, between
from sos_sim.check.seen import Sight

NO_ASSISTANCE = arm("no differentiated assistance", {"support.assistance_days": 0.0})


def gain_of_2017(sight: Sight) -> float:
    """Return the true gain of ten years under 2017 conditions."""
    return sight["now"].state("true_outcome", END)


PATTERNS = (
    Pattern(
        "E01",
        "Three years of full support move a district a little",
        "model.md, What must hold 4; theory 3.2 (coaching, DAIT, turnaround); prototype 4",
        {"full": FULL, "now": NOW},
        (
            Measure(
                "true gain after three years",
                difference("true_outcome", "full", "now", 3),
                between(0.02, 0.2),
                "student SD",
            ),
        ),
    ),
    Pattern(
        "E02",
        "Ten years of full support stay inside what the best cases show",
        "B01-B05 as envelope; theory 3.2; prototype 4",
        {"full": FULL, "now": NOW},
        (
            Measure(
                "true gain after ten years",
                difference("true_outcome", "full", "now"),
                between(0.05, 0.31),
                "student SD",
            ),
        ),
    ),
    Pattern(
        "E03",
        "Differentiated assistance as in 2018 changes little in three years",
        "theory 3.2 (0 to 0.05 SD near the cut); prototype 4",
        {"now": NOW, "none": NO_ASSISTANCE},
        (
            Measure(
                "true gain after three years",
                difference("true_outcome", "now", "none", 3),
                between(-0.002, 0.05),
                "student SD",
            ),
        ),
        note="Statewide; both arms have the same list, the same pressure and the same futures.",
    ),
    Pattern(
        "E04",
        "Ten years of 2017 conditions neither lose nor gain much",
        "theory 4.3b; prototype 4",
        {"now": NOW},
        (Measure("true gain after ten years", gain_of_2017, between(-0.01, 0.1), "student SD"),),
    ),
)
