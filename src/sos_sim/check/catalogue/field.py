"""Patterns of the whole field: networks, galvanising events, cost, and gaps between groups of students."""

from __future__ import annotations

from sos_sim.check.arms import FULL, NOW, arm
from sos_sim.check.catalogue.figures import END, difference, ratio_of_gains
from sos_sim.check.pattern import Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import Sight

NETWORKS = arm("networks for most districts, full hub", {"network.coverage": 0.8, "network.hub": 1.0})
HUBLESS = arm("networks for most districts, no hub", {"network.coverage": 0.8, "network.hub": 0.0})
EVENT = arm("a galvanising event in 2021", {"field.galvanise@2021-07": 1.0, "field.galvanise@2023-07": 0.0})
KEPT_SAVINGS = arm("full support, savings reinvested", {"money.reinvest": 1.0}, over=FULL)
SPENT_SAVINGS = arm("full support, savings spent elsewhere", {"money.reinvest": 0.0}, over=FULL)
SMALL = 2500


def small_gain_more(sight: Sight) -> float:
    """Return what networks add to knowledge after three years, small districts minus others."""
    gain = sight["networks"].district("knowledge", 3) - sight["now"].district("knowledge", 3)
    small = sight["now"].world.districts.enrolment < SMALL
    return float(gain[small].mean() - gain[~small].mean())


def uptake(sight: Sight, arm_name: str, first: float, last: float) -> float:
    """Return how much tool use and practice grew between two dates, share of sites a year."""
    seen = sight[arm_name]
    both = seen.path("authentic") + seen.path("surface")
    return float(both[round(4 * last)] - both[round(4 * first)]) / (last - first)


def cost_saved(sight: Sight) -> float:
    """Return the free money that better processes add, share of free money."""
    kept, spent = (sight[name].district("income", END).mean() for name in ("kept", "spent"))
    return float(kept / spent - 1.0)


PATTERNS = (
    Pattern(
        "S36",
        "Networks pay, most for small districts, and need a hub",
        "S36; M74, M75; limits of prototype 4",
        {"networks": NETWORKS, "hubless": HUBLESS, "now": NOW},
        (
            Measure(
                "knowledge after three years", difference("knowledge", "networks", "now", 3), at_least(0.004), "0-1"
            ),
            Measure(
                "gain without a hub over with",
                ratio_of_gains("knowledge", "hubless", "networks", "now", 3),
                between(-0.5, 0.45),
            ),
            Measure("gain of small districts minus others", small_gain_more, at_least(0.0), "0-1"),
        ),
        draw="knowledge",
    ),
    Pattern(
        "S37",
        "Spread is slow, faster after a galvanising event, and differences remain",
        "S37; M116, M123; limits of prototype 4",
        {"event": EVENT, "now": NOW},
        (
            Measure(
                "uptake a year in the two years of the event, more than without",
                lambda s: uptake(s, "event", 4, 6) - uptake(s, "now", 4, 6),
                at_least(0.002),
                "share of sites a year",
            ),
            Measure(
                "real practice after ten years without it", lambda s: s["now"].state("authentic", END), at_most(0.3)
            ),
            Measure(
                "spread of practice between districts",
                lambda s: float(s["event"].district("authentic", END).std()),
                at_least(0.08),
            ),
        ),
        draw="surface",
    ),
    Pattern(
        "S39",
        "Quality and cost improve together, and savings that stay lift further",
        "S39; M11, M12; limit of prototype 4; H25",
        {"kept": KEPT_SAVINGS, "spent": SPENT_SAVINGS, "now": NOW},
        (
            Measure("true results", difference("true_outcome", "kept", "now"), at_least(0.02), "student SD"),
            Measure("free money that better processes add", cost_saved, at_least(0.005), "share"),
            Measure(
                "time for improvement where savings stay",
                difference("improvement_time", "kept", "spent"),
                at_least(0.0),
            ),
        ),
        draw="improvement_time",
        note="Savings are an assumption of the model (H25); the pattern tests that they reach practice.",
    ),
    Pattern(
        "S40",
        "The gap between groups can narrow in points while the ratio of shortfalls widens",
        "S40; M13; B06",
        {"full": FULL, "now": NOW},
        (
            Measure("gap", difference("equity_gap", "full", "now"), at_most(-0.005), "student SD"),
            Measure("ratio of shortfalls", difference("equity_ratio", "full", "now"), at_least(0.005), "times"),
        ),
        draw="equity_gap",
    ),
)
