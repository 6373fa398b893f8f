"""Patterns of practice: tools without learning, capability before results, worse before better, isolated efforts."""

from __future__ import annotations

import numpy as np

from sos_sim.check.arms import FULL, MODERATE, NOW, arm
from sos_sim.check.catalogue.figures import difference, gap, half_way, lowest, ratio_of_gains
from sos_sim.check.pattern import CutMeasure, Figure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import Sight

MORE_TOOLS = arm("more tools", {"adoption.mandate": 0.02, "adoption.imitation": 0.08})
"""Tools taken up faster, nothing else."""

ISOLATED = arm("moderate support, isolated sites", {"alignment.articulation": 0.0}, over=MODERATE)
TIED = arm("moderate support, sites tied to system goals", {"alignment.articulation": 1.0}, over=MODERATE)
DEFINITION = arm("a common definition", {"clarity.definition": 0.8})

PILOT = arm(
    "moderate support, small start",
    {
        "rollout.test_small": 1.0,
        "rollout.pilot_share": 0.3,
        "rollout.pilot_share@2020-07": 1.0,
    },
    over=MODERATE,
)
"""Three years of testing in three sites of ten, then everywhere, with the same coach-days throughout."""

BIG_BANG = arm("moderate support, everywhere at once", {"rollout.test_small": 0.0}, over=MODERATE)


def surface_gap(sight: Sight, cut: float) -> float:
    """Return the share of districts with tools minus the share that practise deeply, engaged ones counting double."""
    seen = sight["now"]
    authentic, surface = seen.district("authentic", 0), seen.district("surface", 0)
    tools = surface + authentic + 0.1 * (1.0 - seen.district("clarity", 0)) > cut
    engaged = authentic >= np.quantile(authentic, 0.6)
    weight = np.where(engaged, 2.0, 1.0)
    return float(np.average(tools.astype(float) - (authentic > 0.3), weights=weight))


def half_way_before_results(outcome: str) -> Figure:
    """Return the figure: how many years earlier an outcome gets half-way under full support than results do."""

    def figure(sight: Sight) -> float:
        results = half_way(gap(sight, "true_outcome", "full", "now"))
        return results - half_way(gap(sight, outcome, "full", "now"))

    return figure


def share_there(outcome: str, of: str, than: str, year: float) -> Figure:
    """Return the figure: share of an outcome's ten-year difference between two arms that is there after some years."""

    def figure(sight: Sight) -> float:
        path = gap(sight, outcome, of, than)
        return float(path[round(4 * year)] / path[-1])

    return figure


def spread_left(sight: Sight) -> float:
    """Return the spread of understanding over districts a year after the definition, over the spread without it."""
    spread = {name: sight[name].district("clarity", 1).std() for name in ("definition", "now")}
    return float(spread["definition"] / spread["now"])


ADDING_UP = Pattern(
    "S28",
    "Isolated initiatives do not add up to a gain of the system",
    "S28; M56-M58; Incoherence",
    {"isolated": ISOLATED, "tied": TIED, "now": NOW},
    (
        Measure(
            "gain of isolated efforts over that of the same efforts tied to system goals",
            ratio_of_gains("true_outcome", "isolated", "tied", "now"),
            at_most(0.5),
        ),
        Measure(
            "what tying them to system goals adds",
            difference("true_outcome", "tied", "isolated"),
            at_least(0.02),
            "student SD",
        ),
    ),
    note="The ledger says almost flat and gives no number: half is the most that those words were taken to bear, 0.02 "
    "SD the least that is visible; both were chosen before the model was run.",
)

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
        "S03; M45; Groundwork; prototype 4",
        {"full": FULL, "now": NOW},
        (
            Measure("knowledge two years on", difference("knowledge", "full", "now", 2), at_least(0.08), "0-1"),
            Measure("knowledge half-way before results", half_way_before_results("knowledge"), at_least(1.0), "years"),
            Measure(
                "results there after three years",
                share_there("true_outcome", "full", "now", 3),
                between(-0.1, 0.35),
                "share of the ten-year gain",
            ),
        ),
        draw="knowledge",
    ),
    Pattern(
        "S04",
        "Culture moves before results",
        "S04; M46; Groundwork; prototype 4 (half a year)",
        {"full": FULL, "now": NOW},
        (
            Measure("safety half-way before results", half_way_before_results("safety"), at_least(0.5), "years"),
            Measure("belief half-way before results", half_way_before_results("belief"), at_least(0.5), "years"),
        ),
        draw="safety",
        note="Belief that policy lasts stands for the compliance habit of the ledger, which is its reverse.",
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
        note="The dip follows from a declared cost of new practice (outcomes.new_practice_dip); overtaking does not.",
    ),
    ADDING_UP,
    Pattern(
        "S38",
        "A common definition brings agreement now and practice later",
        "S38; M65; Definitions; prototype 4",
        {"definition": DEFINITION, "now": NOW},
        (
            Measure("understanding a year on", difference("clarity", "definition", "now", 1), at_least(0.1), "0-1"),
            Measure(
                "practice there after a year",
                share_there("authentic", "definition", "now", 1),
                between(-0.1, 0.25),
                "share of the ten-year difference",
            ),
            Measure("spread of understanding left after a year", spread_left, at_most(0.9), "times the spread without"),
        ),
        draw="clarity",
        note="The ledger's observable is the spread between districts as well as the level; a tenth less is the least "
        "fall that is visible, chosen before the model was run.",
    ),
    Pattern(
        "S32",
        "Starting small is slower at first and deeper in the end",
        "S32; M37; Org frameworks",
        {"pilot": PILOT, "at once": BIG_BANG, "now": NOW},
        (
            Measure(
                "real practice ten years on, small start minus all at once",
                difference("authentic", "pilot", "at once"),
                at_least(0.01),
                "share of sites",
            ),
            Measure(
                "real practice two years on, small start minus all at once",
                difference("authentic", "pilot", "at once", 2),
                at_most(-0.005),
                "share of sites",
            ),
        ),
        draw="authentic",
        note="No source gives a size: a hundredth of sites is the least that is visible, chosen before it was run.",
    ),
)
