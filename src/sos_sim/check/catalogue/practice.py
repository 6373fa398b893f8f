"""Patterns of practice: tools without learning, capability before results, worse before better."""

from __future__ import annotations

import numpy as np

from sos_sim.check.arms import FULL, NOW, arm
from sos_sim.check.catalogue.figures import difference, gap, half_way, lowest
from sos_sim.check.pattern import CutMeasure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import Sight

MORE_TOOLS = arm("more tools", {"adoption.mandate": 0.02, "adoption.imitation": 0.08})
"""Tools taken up faster, nothing else."""


def surface_gap(sight: Sight, cut: float) -> float:
    """Return the share of districts with tools minus the share that practise deeply, engaged ones counting double."""
    seen = sight["now"]
    authentic, surface = seen.district("authentic", 0), seen.district("surface", 0)
    tools = surface + authentic + 0.1 * (1.0 - seen.district("clarity", 0)) > cut
    engaged = authentic >= np.quantile(authentic, 0.6)
    weight = np.where(engaged, 2.0, 1.0)
    return float(np.average(tools.astype(float) - (authentic > 0.3), weights=weight))


def half_of_capability_in_years(sight: Sight) -> float:
    """Return how much earlier knowledge gets half-way than true outcomes do."""
    outcome = half_way(gap(sight, "true_outcome", "full", "now"))
    return outcome - half_way(gap(sight, "knowledge", "full", "now"))


PATTERNS = (
    Pattern(
        "S01",
        "Tools are common and deep practice is rare in 2017",
        "S01; M50; T03 (sample gap .47-.88)",
        {"now": NOW},
        (CutMeasure("tools minus depth", surface_gap, between(0.47, 0.88), (0.25, 0.45), "share of districts"),),
        draw="authentic",
        note="The cut-off for using tools is not measured; it varies over its prior.",
    ),
    Pattern(
        "S02",
        "More tools without learning do not move true results",
        "S02; M50, M51; Concl-1",
        {"tools": MORE_TOOLS, "now": NOW},
        (
            Measure(
                "true results, more tools minus 2017",
                difference("true_outcome", "tools", "now"),
                between(-0.01, 0.01),
                "student SD",
            ),
            Measure("tools in use", difference("surface", "tools", "now"), at_least(0.05), "share of sites"),
        ),
    ),
    Pattern(
        "S03",
        "Capability leads results by a year or more",
        "S03; M45; Groundwork",
        {"full": FULL, "now": NOW},
        (
            Measure("knowledge two years on", difference("knowledge", "full", "now", 2), at_least(0.08), "0-1"),
            Measure("knowledge half-way before results", half_of_capability_in_years, at_least(1.0), "years"),
        ),
        draw="knowledge",
    ),
    Pattern(
        "S05",
        "It gets worse before it gets better",
        "S05; M20, M44; Repenning and Sterman 2001",
        {"full": FULL, "now": NOW},
        (
            Measure(
                "lowest true difference in the first two years",
                lowest("true_outcome", "full", "now", 2),
                at_most(-0.0005),
                "student SD",
            ),
            Measure("ten years on", difference("true_outcome", "full", "now"), at_least(0.02), "student SD"),
        ),
    ),
)
