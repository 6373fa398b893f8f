"""Patterns of data: old data, data nobody can use, the Dashboard, churn, and indicators that lead."""

from __future__ import annotations

import numpy as np

from sos_sim.check.arms import FULL, MODERATE, NOW, arm
from sos_sim.check.catalogue.figures import (
    abandoned_ratio,
    difference,
    outer_thirds,
    over,
    share_of_gain_lost,
    small,
)
from sos_sim.check.pattern import Figure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import Sight

FRESH = arm("moderate support, data at once", {"accountability.lag_months": 0}, over=MODERATE)
STALE = arm("moderate support, data 18 months late", {"accountability.lag_months": 18}, over=MODERATE)

_NO_SKILL = {"data.training": 0.0, "data.guidance": 0.0}
_SYSTEMS, _SKILL = {"data.local_systems": 1.0}, {"data.training": 1.0}
UNSKILLED = arm("2017 conditions, no data training", _NO_SKILL)
SYSTEMS = arm("data systems, no data training", _NO_SKILL | _SYSTEMS)
HELPED = arm("moderate support, no data training", _NO_SKILL, over=MODERATE)
HELPED_SYSTEMS = arm("moderate support, data systems", _NO_SKILL | _SYSTEMS, over=MODERATE)
HELPED_SKILL = arm("moderate support, data training", _NO_SKILL | _SKILL, over=MODERATE)
HELPED_BOTH = arm("moderate support, data systems and training", _NO_SKILL | _SKILL | _SYSTEMS, over=MODERATE)

_JUDGED_BY_CAPABILITY = {"accountability.leading_indicators": 1.0}
_DARK = {"accountability.dashboard": 0.0}
SHOWN = arm("moderate support, Dashboard without pressure", _JUDGED_BY_CAPABILITY, over=MODERATE)
DARK = arm("moderate support, no Dashboard", _JUDGED_BY_CAPABILITY | _DARK, over=MODERATE)
SHOWN_NOW = arm("2017 conditions, Dashboard without pressure", _JUDGED_BY_CAPABILITY)

DRESSED = arm("capability indicators that measure nothing", {"accountability.leading_validity": 0.0}, over=SHOWN_NOW)


def weaker_over_stronger_in_data(of: str, to: str, than: str) -> Figure:
    """Return the figure: share of gain lost, third with the poorest own data of 2017 minus the best third."""

    def figure(sight: Sight) -> float:
        poor, rich = outer_thirds(sight[of].district("data", 0))
        return share_of_gain_lost(sight, of, to, than, poor) - share_of_gain_lost(sight, of, to, than, rich)

    return figure


def systems_alone(sight: Sight) -> float:
    """Return the gain of data systems nobody is trained to use, over the gain of full support."""
    alone = difference("true_outcome", "systems", "unskilled")(sight)
    return over(alone, difference("true_outcome", "full", "now")(sight))


def interaction(sight: Sight) -> float:
    """Return what data systems add where people can use them, minus what they add where people cannot."""
    skilled = difference("true_outcome", "both", "skill")(sight)
    return skilled - difference("true_outcome", "helped systems", "helped")(sight)


def small_over_others(sight: Sight) -> float:
    """Return the share of their gain that small districts lose without the Dashboard, minus that of others."""
    few = small(sight["shown"])
    lost = [share_of_gain_lost(sight, "shown", "dark", "shown now", where) for where in (few, ~few)]
    return lost[0] - lost[1]


def small_lose(sight: Sight) -> float:
    """Return the share of their gain that small districts lose without the Dashboard."""
    return share_of_gain_lost(sight, "shown", "dark", "shown now", small(sight["shown"]))


def pressure_moved(sight: Sight) -> float:
    """Return the largest change of any district's felt pressure when the Dashboard goes, over the years."""
    moved = [sight["dark"].district("pressure", year) - sight["shown"].district("pressure", year) for year in range(11)]
    return float(np.abs(np.stack(moved)).max())


PATTERNS = (
    Pattern(
        "S14",
        "Late data slow learning, most where there are no local data",
        "S14; M107, M108; Post-mortem; prototype 4",
        {"fresh": FRESH, "stale": STALE, "now": NOW},
        (
            Measure(
                "true results, data at once minus 18 months late",
                difference("true_outcome", "fresh", "stale"),
                at_least(0.001),
                "student SD",
            ),
            Measure(
                "share of gain lost, poorest third in own data minus best",
                weaker_over_stronger_in_data("fresh", "stale", "now"),
                at_least(0.0),
            ),
        ),
    ),
    Pattern(
        "S15",
        "Fresh data that nobody can use bring almost nothing",
        "S15; M106; Definitions; prototype 4",
        {
            "systems": SYSTEMS,
            "unskilled": UNSKILLED,
            "full": FULL,
            "helped": HELPED,
            "helped systems": HELPED_SYSTEMS,
            "skill": HELPED_SKILL,
            "both": HELPED_BOTH,
            "now": NOW,
        },
        (
            Measure(
                "gain of data systems alone over the gain of full support",
                systems_alone,
                between(-0.1, 0.15),
            ),
            Measure("what data training adds to their worth", interaction, at_least(0.0005), "student SD"),
        ),
        note="Alone: under 2017 conditions with no data training and guidance. The worth of training is looked for "
        "under moderate support, where there is practice that data can serve. 0.0005 SD, the least the prototype calls "
        "visible, stands for its limit of 0, which holds as well where there is no such effect.",
    ),
    Pattern(
        "S16",
        "Small districts and those poor in data need the Dashboard most",
        "S16; M110; Dashboard; prototype 4 and 5 (with pressure held fixed)",
        {"shown": SHOWN, "dark": DARK, "shown now": SHOWN_NOW},
        (
            Measure("share of gain lost without it, under 2,500 pupils minus others", small_over_others, at_least(0.0)),
            Measure("share of gain lost, under 2,500 pupils", small_lose, at_least(0.005)),
            Measure(
                "share of gain lost, poorest third in own data minus best",
                weaker_over_stronger_in_data("shown", "dark", "shown now"),
                at_least(0.0),
            ),
            Measure("largest change of felt pressure", pressure_moved, at_most(0.001), "index"),
        ),
        note="In every arm districts are judged by capability indicators alone, so that the Dashboard presses nobody "
        "and its removal changes no pressure, as the last measure makes sure; nor is any effort abandoned for want of "
        "gain. Small districts are not poorer in own data than others in this model.",
    ),
    Pattern(
        "S17",
        "Data later than patience make districts drop efforts that work",
        "S17; M96; Rec 2; prototype 4",
        {"fresh": FRESH, "stale": STALE, "now": NOW},
        (
            Measure(
                "efforts abandoned, data 18 months late over data at once",
                abandoned_ratio("stale", "fresh"),
                at_least(0.001),
                "share more",
            ),
            Measure(
                "true gain of help nevertheless",
                difference("true_outcome", "stale", "now"),
                at_least(0.02),
                "student SD",
            ),
        ),
        draw="surface",
        note="Policy waits a year; data are half a year old at best, two years old 18 months late. 0.02 SD, the least "
        "that is visible, was chosen before the model was run.",
    ),
    Pattern(
        "S43",
        "Indicators of capability buy patience, unless they can be dressed up",
        "S43; M97; Rec 2; prototype 4",
        {"lead": SHOWN_NOW, "dressed": DRESSED, "now": NOW},
        (
            Measure("efforts abandoned", abandoned_ratio("lead", "now"), at_most(-0.01), "share more"),
            Measure("real practice", difference("authentic", "lead", "now"), at_least(0.0005), "share of sites"),
            Measure(
                "real practice where they measure nothing",
                difference("authentic", "dressed", "now"),
                at_most(0.0005),
                "share of sites",
            ),
            Measure(
                "gaming where they measure nothing",
                difference("gaming_time", "dressed", "now"),
                at_least(0.0),
                "share of staff time",
            ),
        ),
        draw="authentic",
        note="That fewer efforts are abandoned is by construction: indicators of capability take the place of the "
        "results that efforts are abandoned for. What practice gains by it is not.",
    ),
)
