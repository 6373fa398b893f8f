"""Joint patterns: the twelve of theory 3.3, which must hold together at one set of parameters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import FULL, NO_SUPPORT, NOW, all_leaders_leave, arm
from sos_sim.check.catalogue.figures import END, correlation, difference, lowest
from sos_sim.check.pattern import CutMeasure, Figure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import BY_INDICATOR, Seen, Sight
from sos_sim.parameters import PARAMETERS

LISTED = (1, 2, 3, 6, 7, 8, 9, 10)
"""Years after the start at which a list of December is in force; those of 2020 and 2021 did not come out."""

EXIT_YEAR = 5
LEADERLESS = arm("every leader leaves", None, all_leaders_leave(12 * EXIT_YEAR))

_TAKEN_OVER = {"accountability.pressure": 1.6, "accountability.punitive": 0.8}
TAKEOVER = arm("takeover without support", _TAKEN_OVER, all_leaders_leave(0), over=NO_SUPPORT)

DISTRICT_LED = arm(
    "full support, money and three priorities",
    {"accountability.priorities": 3, "money.revenue_growth": 0.06},
    over=FULL,
)
STATE_RUN = arm("the same, taken over", _TAKEN_OVER, all_leaders_leave(0), over=DISTRICT_LED)

MILD = arm("mild pressure", {"accountability.pressure": 0.2})
HARD = arm("hard pressure", {"accountability.pressure": 1.4})

_SCARCE = {**dict(FULL.settings), "support.coe_coach_days": 16.5}
NARROW = arm("sixteen days a district, for a fifth", {**_SCARCE, "support.coverage": 0.2})
WIDE = arm("sixteen days a district, for nine tenths", {**_SCARCE, "support.coverage": 0.9})
"""County offices have 15 days a district and a tenth more (prototype 4, J09)."""

_HAZARDS = ("turnover.leader_hazard", "turnover.staff_hazard")
MANY_EXITS = arm("many exits", {name: PARAMETERS[name].high for name in _HAZARDS})
FEW_EXITS = arm("half the exits", {"turnover.leader_retention": 0.5, "turnover.staff_retention": 0.5})

NETWORKED = arm("full support, peers count five times", {"network.peer_weight": 5.0}, over=FULL)
NO_VARIETY = {"learning.variety_ceiling": 0.0}
UNBOUNDED = arm("full support, variety does not matter", NO_VARIETY, over=FULL)
UNBOUNDED_NETWORKED = arm("peers count five times, variety does not matter", NO_VARIETY, over=NETWORKED)


def low_on_areas(sight: Sight, cut: float) -> float:
    """Return the share of districts whose six areas average below the cut-off in 2017."""
    return float((sight["now"].district("capability", 0) < cut).mean())


def deep(sight: Sight, cut: float) -> float:
    """Return the share of districts with more sites in real improvement in 2017 than the cut-off."""
    return float((sight["now"].district("authentic", 0) > cut).mean())


def tools(sight: Sight) -> float:
    """Return the share of sites with tools only in 2017."""
    return sight["now"].state("surface", 0)


def listed(seen: Seen) -> NDArray[np.float64]:
    """Return the share of districts on each list, (8,)."""
    return np.array([seen.district("identified", year).mean() for year in LISTED])


def on_list(pick: str) -> Figure:
    """Return the figure: the ``mean``, ``min`` or ``max`` share of districts on a list."""

    def figure(sight: Sight) -> float:
        return float(getattr(listed(sight["now"]), pick)())

    return figure


def listed_again(sight: Sight) -> float:
    """Return the share of districts on a list that are on the next year's too, where one followed."""
    pairs = [
        (sight["now"].district("identified", year) > 0, sight["now"].district("identified", year + 1) > 0)
        for year in LISTED
        if year + 1 in LISTED
    ]
    return sum(int((first & then).sum()) for first, then in pairs) / sum(int(first.sum()) for first, _ in pairs)


def gone(seen: Seen) -> NDArray[np.bool_]:
    """Return whose leader of 2017 had left within three years, (N,)."""
    return np.asarray(seen.exits[:3].sum(axis=0) > 0)


def leaders_gone(sight: Sight) -> float:
    """Return the share of districts whose leader had left within three years."""
    return float(gone(sight["now"]).mean())


def large_over_others(sight: Sight) -> float:
    """Return how many more leaders had left in the largest tenth of districts than elsewhere."""
    seen = sight["now"]
    enrolment = np.asarray(seen.world.districts.enrolment, float)
    large = enrolment >= np.quantile(enrolment, 0.9)
    left = gone(seen)
    return float(left[large].mean() - left[~large].mean())


def recovered(sight: Sight) -> float:
    """Return the share of the dip a year after every leader left that is gone five years after."""
    dip, rest = (difference("true_outcome", "leaderless", "now", year)(sight) for year in (EXIT_YEAR + 1, END))
    return 1.0 - rest / dip


def early_share(sight: Sight) -> float:
    """Return the gain of full support after two years over that after five."""
    return difference("true_outcome", "full", "now", 2)(sight) / difference("true_outcome", "full", "now", 5)(sight)


def neediest(seen: Seen, share: float = 0.2) -> NDArray[np.bool_]:
    """Return which districts have the largest gaps at the start, (N,)."""
    return seen.district("need_rank", 0) < share


def years_to_halve(sight: Sight) -> float:
    """Return the half-life of the reachable gap in test scores, the fastest quarter of the neediest fifth."""
    seen = sight["district-led"]
    used = (seen.district(BY_INDICATOR, 6) - seen.district(BY_INDICATOR, 2))[:, :2].mean(axis=1)
    return float(np.quantile(4.0 / np.maximum(used[neediest(seen)], 1e-9), 0.25))


def led_over_run(sight: Sight) -> float:
    """Return true results after six years, led by districts minus taken over, neediest fifth."""
    led, run = sight["district-led"], sight["state-run"]
    return float((led.district("true_outcome", 6) - run.district("true_outcome", 6))[neediest(led)].mean())


def least_step_of_inflation(sight: Sight) -> float:
    """Return the smaller of the two rises of inflation from mild to 2017's to hard pressure."""
    levels = [sight[name].state("inflation", END) for name in ("mild", "now", "hard")]
    return float(np.diff(levels).min())


def scale_penalty(sight: Sight) -> float:
    """Return the gain of the neediest fifth when nine tenths are helped, over that when only they are."""
    now = sight["now"].district("true_outcome", END)
    helped = neediest(sight["now"])
    wide, narrow = (
        float((sight[name].district("true_outcome", END) - now)[helped].mean()) for name in ("wide", "narrow")
    )
    return wide / narrow


def exits_cost(name: str, of: str) -> Figure:
    """Return the figure: a value with many exits minus that with few, ten years on.

    Args:
        name: value by district.
        of: ``low`` or ``high`` third of districts by their leader's commitment in 2017.
    """

    def figure(sight: Sight) -> float:
        many, few = sight["many"], sight["few"]
        committed = few.district("leadership", 0)
        third = (
            committed <= np.quantile(committed, 1 / 3) if of == "low" else committed >= np.quantile(committed, 2 / 3)
        )
        return float((many.district(name, END) - few.district(name, END))[third].mean())

    return figure


def growth_and_level(of: str) -> Figure:
    """Return the figure: the correlation over districts of true growth with the level of 2017, by rank of need."""

    def figure(sight: Sight) -> float:
        return correlation(sight[of].district("true_outcome", END), sight[of].district("need_rank", 0))

    return figure


PATTERNS = (
    Pattern(
        "J01",
        "Most districts start low on the six capability areas, with tools common and real practice rare",
        "theory 3.3 (1); T01, T02, T08; prototype 4",
        {"now": NOW},
        (
            CutMeasure("districts low on the six areas", low_on_areas, at_least(0.6), (2.0, 3.0), "share of districts"),
            Measure("sites with tools only", tools, at_least(0.25), "share of sites"),
            CutMeasure("deep districts", deep, between(0.0, 0.27), (0.2, 0.4), "share of districts"),
        ),
        draw="capability",
        note="Low is below a mean of 2 to 3 of 5, deep above 0.2 to 0.4 of sites; nobody measured either cut-off.",
    ),
    Pattern(
        "J02",
        "A fifth to two fifths of districts are identified each year, and they churn",
        "theory 3.3 (2); california-facts; prototype 4",
        {"now": NOW},
        (
            Measure("identified, mean over years", on_list("mean"), between(0.2, 0.4), "share of districts"),
            Measure("identified, fewest in a year", on_list("min"), at_least(0.16), "share of districts"),
            Measure("identified, most in a year", on_list("max"), at_most(0.42), "share of districts"),
            Measure("identified again a year later", listed_again, between(0.4, 0.85), "share of those identified"),
        ),
        draw="identified_share",
        note="Lists of December 2017 to 2019 and 2022 to 2026. The mean is held to theory's range; single years to the "
        "prototype's, which is a little wider.",
    ),
    Pattern(
        "J03",
        "Nearly half of the superintendents are gone in three years, more in large districts",
        "theory 3.3 (3); Grissom and Andersen 2012; prototype 4",
        {"now": NOW},
        (
            Measure("gone in three years", leaders_gone, between(0.38, 0.52), "share of districts"),
            Measure("largest tenth minus others", large_over_others, at_least(0.03), "share of districts"),
        ),
        draw="leader_exits",
    ),
    Pattern(
        "J04",
        "When a leader leaves results dip for a year or two and recover by the fifth",
        "theory 3.3 (4); Bartanen et al. 2019; prototype 4",
        {"leaderless": LEADERLESS, "now": NOW},
        (
            Measure(
                "true results a year after every leader left",
                difference("true_outcome", "leaderless", "now", EXIT_YEAR + 1),
                between(-0.06, -0.003),
                "student SD",
            ),
            Measure("recovered five years after", recovered, at_least(0.6), "share of the dip"),
        ),
    ),
    Pattern(
        "J05",
        "Sustained support does little in two years and more from the third to the fifth",
        "theory 3.3 (5); Borman et al. 2003; SRI 2010; prototype 4",
        {"full": FULL, "now": NOW},
        (Measure("gain after two years over gain after five", early_share, between(-0.1, 0.3)),),
    ),
    Pattern(
        "J06",
        "Takeover-like pressure without support does nothing for true results, after an early dip",
        "theory 3.3 (6); Schueler and Bleiberg; prototype 4",
        {"takeover": TAKEOVER, "now": NOW},
        (
            Measure(
                "true results after five years",
                difference("true_outcome", "takeover", "now", 5),
                between(-0.05, 0.03),
                "student SD",
            ),
            Measure(
                "lowest true difference in the first two years",
                lowest("true_outcome", "takeover", "now", 2),
                between(-0.1, -0.002),
                "student SD",
            ),
        ),
    ),
    Pattern(
        "J07",
        "Support with money halves the reachable gap of the neediest in a few years, best when districts lead",
        "theory 3.3 (7); AIR on Massachusetts; Tennessee; prototype 4",
        {"district-led": DISTRICT_LED, "state-run": STATE_RUN},
        (
            Measure("half-life of the reachable gap, fastest quarter", years_to_halve, between(2.0, 6.0), "years"),
            Measure("true results after six years, led minus taken over", led_over_run, at_least(0.002), "student SD"),
        ),
        note="The fifth of districts with the largest gaps; half-life between the second and sixth year. Everybody "
        "gets the help, so that county offices' rationing plays no part.",
    ),
    Pattern(
        "J08",
        "Measured results outrun true ones the more, the harder the pressure; an audit shows no gain",
        "theory 3.3 (8); Koretz and Barron 1998; Jacob 2005; prototype 4",
        {"mild": MILD, "now": NOW, "hard": HARD},
        (
            Measure("least rise of inflation with pressure", least_step_of_inflation, at_least(0.003), "student SD"),
            Measure(
                "true results, hard pressure minus 2017",
                difference("true_outcome", "hard", "now"),
                between(-0.1, 0.02),
                "student SD",
            ),
        ),
        draw="inflation",
        note="The audit is the true outcome, which no gaming reaches.",
    ),
    Pattern(
        "J09",
        "Spread over more districts, the same help does less for each",
        "theory 3.3 (9); M72; prototype 4 (ratio of 1.2 the other way)",
        {"narrow": NARROW, "wide": WIDE, "now": NOW},
        (Measure("gain of the neediest fifth, spread wide over kept narrow", scale_penalty, at_most(1 / 1.2)),),
        note="The same districts are compared, so that who is helped plays no part.",
    ),
    Pattern(
        "J10",
        "Turnover helps where leaders were weak and harms where they were strong",
        "theory 3.3 (10); March 1991; prototype 4",
        {"many": MANY_EXITS, "few": FEW_EXITS},
        (
            Measure("commitment, least committed third", exits_cost("leadership", "low"), at_least(0.005), "0-1"),
            Measure("commitment, most committed third", exits_cost("leadership", "high"), at_most(-0.005), "0-1"),
            Measure("knowledge, most committed third", exits_cost("knowledge", "high"), at_most(-0.01), "0-1"),
            Measure("safety, least committed third", exits_cost("safety", "low"), at_least(0.001), "0-1"),
        ),
        draw="leadership",
        note="Leaders and staff leave as often as the declared ranges allow, against half as often as in 2017, for ten "
        "years. The reversal is looked for in commitment and safety; real practice loses by exits everywhere.",
    ),
    Pattern(
        "J11",
        "Growth has little to do with the level a district starts from",
        "theory 3.3 (11); Reardon 2017; prototype 4",
        {"now": NOW, "full": FULL},
        (
            Measure("correlation under 2017 conditions", growth_and_level("now"), between(-0.4, 0.4)),
            Measure("correlation under full support", growth_and_level("full"), between(-0.99, 0.5)),
        ),
        note="The level is the district's rank by its mean gap in test scores in 2017.",
    ),
    Pattern(
        "J12",
        "More networking is faster at first, and its ceiling depends on variety",
        "theory 3.3 (12); Lazer and Friedman 2007; Fang et al. 2010; prototype 4",
        {"networked": NETWORKED, "full": FULL, "unbounded networked": UNBOUNDED_NETWORKED, "unbounded": UNBOUNDED},
        (
            Measure(
                "knowledge after two years", difference("knowledge", "networked", "full", 2), at_least(0.002), "0-1"
            ),
            Measure("knowledge after ten years", difference("knowledge", "networked", "full"), at_most(-0.002), "0-1"),
            Measure(
                "knowledge after ten years where variety does not matter",
                difference("knowledge", "unbounded networked", "unbounded"),
                at_least(0.0),
                "0-1",
            ),
        ),
        draw="knowledge",
    ),
)
