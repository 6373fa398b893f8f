"""Patterns of the field: methods, models, networks, a galvanising event, cost, gaps between student groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import FULL, MODERATE, NOW, arm, peers_by_lot
from sos_sim.check.catalogue.figures import END, difference, mean_gain, outer_thirds, over, ratio_of_gains, small
from sos_sim.check.pattern import CutMeasure, Figure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import Seen, Sight
from sos_sim.model.mechanisms.support import coherence

MANY_METHODS = {"coherence.framework_share": 0.0, "coherence.methods": 8}
COMMON = arm("moderate support, one common framework", {"coherence.framework_share": 1.0}, over=MODERATE)
MIXED = arm("moderate support, eight methods", MANY_METHODS, over=MODERATE)
FULL_COMMON = arm("full support, one common framework", {"coherence.framework_share": 1.0}, over=FULL)
FULL_MIXED = arm("full support, eight methods", MANY_METHODS, over=FULL)

UNMATCHED = arm("moderate support, peers drawn by lot", None, *peers_by_lot(), over=MODERATE)
PEERLESS = arm("moderate support, no peers", {"network.peer_weight": 0.0}, over=MODERATE)

NETWORK = arm("every district in a network with a full hub", {"network.coverage": 1.0, "network.hub": 1.0})
HUBLESS = arm("every district in a network without a hub", {"network.coverage": 1.0, "network.hub": 0.0})
OUTSIDE = arm("no network", {"network.coverage": 0.0})

EVENT_YEAR = 3
EVENT = arm("a galvanising event in July 2020", {"field.galvanise@2020-07": 1.0})

REINVESTED = arm("full support, all savings reinvested", {"money.reinvest": 1.0}, over=FULL)
NOT_REINVESTED = arm("full support, no savings reinvested", {"money.reinvest": 0.0}, over=FULL)

TARGETED = arm("full support aimed at those furthest behind", {"support.equity_targeting": 1.0}, over=FULL)
UNTARGETED = arm("full support aimed at nobody", {"support.equity_targeting": 0.0}, over=FULL)


def framework_gain(sight: Sight, where: NDArray[np.bool_]) -> float:
    """Return the true gain by one common framework instead of eight methods, for some districts."""
    return mean_gain(sight, "true_outcome", "common", "mixed", where)


def novices_gain_more(sight: Sight) -> float:
    """Return what a common framework brings the least knowing third of 2017, minus the most knowing third."""
    least, most = outer_thirds(sight["mixed"].district("knowledge", 0))
    return framework_gain(sight, least) - framework_gain(sight, most)


def experts_over_novices(sight: Sight) -> float:
    """Return what a common framework brings the most knowing tenth of 2017, over the least knowing third."""
    knowledge = sight["mixed"].district("knowledge", 0)
    least, _ = outer_thirds(knowledge)
    return over(framework_gain(sight, knowledge >= np.quantile(knowledge, 0.9)), framework_gain(sight, least))


def mean_coherence(seen: Seen) -> float:
    """Return how coherent support looks to districts, mean over the years."""
    cost = seen.settings["coherence.novice_cost"]
    met = [
        coherence(seen.district("methods_met", year), seen.district("knowledge", year), cost)
        for year in range(1, END + 1)
    ]
    return float(np.mean(met))


def coherence_lost(sight: Sight) -> float:
    """Return how much less coherent support looks with eight methods than with one."""
    return mean_coherence(sight["common"]) - mean_coherence(sight["mixed"])


def hub_needed(sight: Sight) -> float:
    """Return what a network without a hub builds of the knowledge that one with a full hub does."""
    hubless = difference("knowledge", "hubless", "outside")(sight)
    return over(hubless, difference("knowledge", "network", "outside")(sight))


def small_gain_more(name: str) -> Figure:
    """Return the figure: what a network brings districts under 2,500 pupils, minus what it brings others."""

    def figure(sight: Sight) -> float:
        few = small(sight["network"])
        return mean_gain(sight, name, "network", "outside", few) - mean_gain(sight, name, "network", "outside", ~few)

    return figure


def deep(sight: Sight, cut: float) -> float:
    """Return the share of districts with more sites in real improvement after ten years of 2017 than the cut-off."""
    return float((sight["now"].district("authentic", END) > cut).mean())


def quickened(sight: Sight) -> float:
    """Return how much faster real practice spreads in the three years after the event than without it."""
    lead = difference("authentic", "event", "now", 2 * EVENT_YEAR)(sight)
    return (lead - difference("authentic", "event", "now", EVENT_YEAR)(sight)) / EVENT_YEAR


def spread_with_event(sight: Sight) -> float:
    """Return the standard deviation of real practice over districts at the end, with the event."""
    return float(sight["event"].district("authentic", END).std())


def more(outcome: str) -> Figure:
    """Return the figure: mean by district under full support over that under 2017 conditions, less 1."""

    def figure(sight: Sight) -> float:
        full, now = (sight[name].district(outcome, END).mean() for name in ("full", "now"))
        return over(float(full), float(now)) - 1.0

    return figure


def firefighting(sight: Sight) -> float:
    """Return time for fire-fighting under full support over that under 2017 conditions."""
    return over(sight["full"].state("firefighting_time", END), sight["now"].state("firefighting_time", END))


def change_against_now(outcome: str, of: str) -> Figure:
    """Return the figure: how much a measure of equity changes in ten years beyond its change under 2017 conditions."""

    def figure(sight: Sight) -> float:
        changes = [sight[name].state(outcome, END) - sight[name].state(outcome, 0) for name in (of, "now")]
        return changes[0] - changes[1]

    return figure


PATTERNS = (
    Pattern(
        "S26",
        "A common framework helps novices most",
        "S26; M22, M54; Single methodology; prototype 4",
        {"common": COMMON, "mixed": MIXED},
        (
            Measure(
                "true gain by a framework, least knowing third minus most knowing",
                novices_gain_more,
                at_least(0.0),
                "student SD",
            ),
            Measure("most knowing tenth over least knowing third", experts_over_novices, at_most(0.5)),
        ),
        note="The ledger says small at high capability: half was chosen before the model was run.",
    ),
    Pattern(
        "S27",
        "More methods make support less coherent, and that matters",
        "S27; M53, M80; Single methodology; Rec 3; prototype 4",
        {"common": FULL_COMMON, "mixed": FULL_MIXED, "now": NOW},
        (
            Measure("coherence lost by eight methods", coherence_lost, at_least(0.05), "0-1"),
            Measure(
                "true gain with eight methods over that with one",
                ratio_of_gains("true_outcome", "mixed", "common", "now"),
                between(0.0, 0.9),
            ),
        ),
        note="Under full support, mean over ten years; the limits are the prototype's, where the second was missed by "
        "a hair.",
    ),
    Pattern(
        "S30",
        "Examples from similar districts speed uptake",
        "S30; M59; Models; prototype 4",
        {"matched": MODERATE, "unmatched": UNMATCHED, "peerless": PEERLESS},
        (
            Measure(
                "real practice after five years, own peers minus peers by lot",
                difference("authentic", "matched", "unmatched", 5),
                at_least(0.002),
                "share of sites",
            ),
            Measure(
                "real practice after five years, own peers minus none",
                difference("authentic", "matched", "peerless", 5),
                at_least(0.002),
                "share of sites",
            ),
        ),
        draw="authentic",
        note="The same graph, but each district sees the peers of one drawn by lot: neither near nor alike. In this "
        "model likeness decides who is seen, not how much a sight teaches.",
    ),
    Pattern(
        "S36",
        "Networks teach, most where numbers are small, and only with a hub",
        "S36; M74, M75; Networks; prototype 4",
        {"network": NETWORK, "hubless": HUBLESS, "outside": OUTSIDE},
        (
            Measure("knowledge by a network", difference("knowledge", "network", "outside"), at_least(0.004), "0-1"),
            Measure("part of it without a hub", hub_needed, between(-0.5, 0.45), "share"),
            Measure("knowledge, under 2,500 pupils minus others", small_gain_more("knowledge"), at_least(0.0), "0-1"),
        ),
        draw="knowledge",
        note="That nothing is learned without a hub is by construction: the hub multiplies what a member learns. Size "
        "has no place in what a network teaches: small districts gain more because they know less without it and, "
        "under lower pressure, take more part.",
    ),
    Pattern(
        "S37",
        "Improvement spreads slowly until something galvanises the field, and districts stay different",
        "S37; M116, M121, M123; Healthcare; Emergence; prototype 4",
        {"event": EVENT, "now": NOW},
        (
            Measure(
                "real practice after ten years, with the event minus without",
                difference("authentic", "event", "now"),
                at_least(0.002),
                "share of sites",
            ),
            Measure(
                "pace in the three years after, with the event minus without",
                quickened,
                at_least(0.002),
                "share of sites a year",
            ),
            CutMeasure(
                "deep districts after ten years without it", deep, at_most(0.5), (0.2, 0.5), "share of districts"
            ),
            Measure("spread over districts with the event", spread_with_event, at_least(0.08), "share of sites"),
        ),
        draw="authentic",
        note="The event comes in July 2020 and its urgency lasts. A lag of a decade or more means that most districts "
        "are not deep after ten years; where depth begins is not measured, it varies over its prior.",
    ),
    Pattern(
        "S39",
        "Quality and cost improve together",
        "S39; M11, M12; Emergence; Education; prototype 4",
        {"full": FULL, "now": NOW, "reinvested": REINVESTED, "not reinvested": NOT_REINVESTED},
        (
            Measure("free money a year", more("income"), at_least(0.005), "share more"),
            Measure("true results", difference("true_outcome", "full", "now"), at_least(0.02), "student SD"),
            Measure("time for fire-fighting, full support over 2017 conditions", firefighting, at_most(0.95)),
            Measure(
                "true results when savings are reinvested minus when not",
                difference("true_outcome", "reinvested", "not reinvested"),
                at_least(0.0005),
                "student SD",
            ),
        ),
        note="Savings by embedded practice are declared (money.savings), so that the first measure is by construction; "
        "less fire-fighting and what reinvestment brings are not. A twentieth less and 0.0005 SD were chosen before "
        "the model was run.",
    ),
    Pattern(
        "S40",
        "A gap between student groups can narrow in points and widen as a ratio",
        "S40; M13; B06; Education",
        {"full": FULL, "targeted": TARGETED, "untargeted": UNTARGETED, "now": NOW},
        (
            Measure("gap, full support", change_against_now("equity_gap", "full"), at_most(-0.005), "student SD"),
            Measure("ratio of shortfalls, full support", change_against_now("equity_ratio", "full"), at_least(0.005)),
            Measure(
                "ratio of shortfalls, aimed at those furthest behind minus at nobody",
                difference("equity_ratio", "targeted", "untargeted"),
                at_most(0.0),
            ),
        ),
        draw="equity_gap",
        note="Changes in ten years beyond those under 2017 conditions. Groups differ in how fast their gaps close by "
        "declared rates (outcomes.rate_...), which makes the two measures able to disagree but not bound to. 0.005 was "
        "chosen before the model was run.",
    ),
)
