"""Patterns of data: late data slow learning, fresh data are not enough, and lag churns initiatives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import MODERATE, NOW, arm
from sos_sim.check.catalogue.figures import END, difference
from sos_sim.check.pattern import Figure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import Sight

FRESH = arm("moderate support, data at once", {"accountability.lag_months": 0.0}, over=MODERATE)
LATE = arm("moderate support, data 18 months late", {"accountability.lag_months": 18.0}, over=MODERATE)
SYSTEMS = arm("data systems", {"data.local_systems": 1.0})
SYSTEMS_HELPED = arm("moderate support, data systems", {"data.local_systems": 1.0}, over=MODERATE)
TRAINED_HELPED = arm("moderate support, data training", {"data.training": 1.0}, over=MODERATE)
BOTH_HELPED = arm("moderate support, both", {"data.local_systems": 1.0, "data.training": 1.0}, over=MODERATE)
_FIXED = {"accountability.leading_indicators": 1.0}
SHOWN = arm("moderate support, Dashboard", _FIXED, over=MODERATE)
HIDDEN = arm("moderate support, no Dashboard", {"accountability.dashboard": 0.0}, over=SHOWN)
SHOWN_NOW = arm("2017 conditions, Dashboard", _FIXED)
LEADING = arm("capability indicators", {"accountability.leading_indicators": 0.8})
DRESSED = arm(
    "capability indicators that can be dressed up",
    {"accountability.leading_indicators": 0.8, "accountability.leading_validity": 0.0},
)
SMALL = 2500
"""Pupils below which a district counts as small (prototype 4)."""


def loss_where_data_are_poor(sight: Sight) -> float:
    """Return how much more the lag costs, as a share of the gain, in the third with the poorest own data."""
    fresh, late, now = (sight[name].district("true_outcome", END) for name in ("fresh", "late", "now"))
    own = sight["fresh"].district("data", 0)
    poor, rich = own <= np.quantile(own, 1 / 3), own >= np.quantile(own, 2 / 3)

    def lost(where: NDArray[np.bool_]) -> float:
        return float((fresh - late)[where].mean() / (fresh - now)[where].mean())

    return lost(poor) - lost(rich)


def interaction(sight: Sight) -> float:
    """Return what systems and training bring together beyond what each brings alone."""
    both, systems, trained, none = (
        sight[name].state("true_outcome", END) for name in ("both", "systems", "trained", "none")
    )
    return both - systems - trained + none


def systems_alone(sight: Sight) -> float:
    """Return the gain of data systems alone over that of moderate support."""
    now = sight["now"].state("true_outcome", END)
    return (sight["only"].state("true_outcome", END) - now) / (sight["none"].state("true_outcome", END) - now)


def small_lose_more(sight: Sight) -> float:
    """Return the loss without a Dashboard as a share of the own gain, small districts minus others."""
    shown, hidden, now = (sight[name].district("true_outcome", END) for name in ("shown", "hidden", "now"))
    small = sight["shown"].world.districts.enrolment < SMALL

    def change(where: NDArray[np.bool_]) -> float:
        return float((hidden - shown)[where].mean() / (shown - now)[where].mean())

    return change(small) - change(~small)


def loss_of_the_small(sight: Sight) -> float:
    """Return what small districts lose without a Dashboard, as a share of their gain."""
    shown, hidden, now = (sight[name].district("true_outcome", END) for name in ("shown", "hidden", "now"))
    small = sight["shown"].world.districts.enrolment < SMALL
    return float((hidden - shown)[small].mean() / (shown - now)[small].mean())


def abandoned(of: str, than: str) -> Figure:
    """Return the figure: efforts abandoned per district in ten years, one arm minus another."""

    def figure(sight: Sight) -> float:
        districts = len(sight[of].world.county_of)
        return float(sight[of].abandoned.sum() - sight[than].abandoned.sum()) / districts

    return figure


PATTERNS = (
    Pattern(
        "S14",
        "Late data slow learning, most where own data are poor",
        "S14; M107, M108; limits of prototype 4",
        {"fresh": FRESH, "late": LATE, "now": NOW},
        (
            Measure(
                "gain of fresh over late data",
                difference("true_outcome", "fresh", "late"),
                at_least(0.001),
                "student SD",
            ),
            Measure(
                "loss where own data are poor minus rich", loss_where_data_are_poor, at_least(0.0), "share of the gain"
            ),
        ),
    ),
    Pattern(
        "S15",
        "Fresh data are not enough without the skill to use them",
        "S15; M106; limits of prototype 4",
        {
            "only": SYSTEMS,
            "none": MODERATE,
            "systems": SYSTEMS_HELPED,
            "trained": TRAINED_HELPED,
            "both": BOTH_HELPED,
            "now": NOW,
        },
        (
            Measure("systems alone over moderate support", systems_alone, between(-0.1, 0.15), "share of its gain"),
            Measure("together beyond each alone", interaction, at_least(0.0), "student SD"),
        ),
        draw="data",
    ),
    Pattern(
        "S16",
        "The Dashboard helps small districts most",
        "S16; M110; prototype 4 and 5 (pressure held fixed)",
        {"shown": SHOWN, "hidden": HIDDEN, "now": SHOWN_NOW},
        (
            Measure(
                "small districts' loss without it minus others'", small_lose_more, at_most(0.0), "share of the gain"
            ),
            Measure("small districts' loss without it", loss_of_the_small, at_most(-0.005), "share of the gain"),
        ),
        note="Pressure is held fixed: every arm judges districts by capability, so that colours and list add none.",
    ),
    Pattern(
        "S17",
        "When data come later than patience lasts, initiatives are given up",
        "S17; M96; limit of prototype 4",
        {"late": LATE, "fresh": FRESH, "now": NOW},
        (
            Measure("more efforts abandoned per district in ten years", abandoned("late", "fresh"), at_least(0.001)),
            Measure("though they pay", difference("true_outcome", "late", "now"), at_least(0.0), "student SD"),
        ),
        draw="authentic",
    ),
    Pattern(
        "S43",
        "Capability indicators buy patience, unless they can be dressed up",
        "S43; M97; limits of prototype 4; H21",
        {"leading": LEADING, "dressed": DRESSED, "now": NOW},
        (
            Measure("efforts abandoned per district in ten years", abandoned("leading", "now"), at_most(-0.01)),
            Measure("sites in real improvement", difference("authentic", "leading", "now"), at_least(0.0005)),
            Measure(
                "inflation when dressed up", difference("inflation", "dressed", "now"), at_least(0.0), "student SD"
            ),
        ),
        draw="authentic",
        note="Where they are noise the report allows either no effect or gaming; the model has gaming.",
    ),
)
