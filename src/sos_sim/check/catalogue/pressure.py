"""Patterns of pressure: less time and safety, quick gains that stay flat, too many priorities, waiting it out."""

from __future__ import annotations

import numpy as np

from sos_sim.check.arms import FULL, MODERATE, NOW, arm, set_column
from sos_sim.check.catalogue.figures import END, difference, gap
from sos_sim.check.pattern import CutMeasure, Figure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import QUARTERS_A_YEAR, Seen, Sight

PRESSED = arm("more pressure, punishing", {"accountability.pressure": 1.4, "accountability.punitive": 0.8})
"""Pressure more than twice that of 2017, most consequences punish (prototype 4, S09 and S10)."""

FOCUSED = arm("moderate support, three priorities", {"accountability.priorities": 3.0}, over=MODERATE)
ADVOCACY = arm("more advocacy, no cover", {"accountability.advocacy": 1.0, "accountability.cover": 0.0})
COVERED = arm("more advocacy, full cover", {"accountability.advocacy": 1.0, "accountability.cover": 1.0})
HOPE = 0.8
LAUNCH = arm("hope as at the launch of the local plan", None, set_column("belief", HOPE))
SQUEEZED = arm("budget squeeze", {"money.fixed_cost_growth": 0.07, "money.revenue_growth": 0.01})
SHORT_LIVED = arm("policy expected to last two years", {"belief.policy_life": 2.0}, over=MODERATE)
LONG_LIVED = arm("policy expected to last ten years", {"belief.policy_life": 10.0}, over=MODERATE)
EXPECTED_GAIN = 0.03
"""Student SD a year that is expected on everything (``adoption.expected_gain``)."""


def best_early(sight: Sight) -> float:
    """Return the largest gain of pressure alone in the first eighteen months."""
    return float(gap(sight, "true_outcome", "pressed", "now")[: 6 + 1].max())


def later_change(sight: Sight) -> float:
    """Return how the gain of pressure alone changes from its second year to the tenth."""
    path = gap(sight, "true_outcome", "pressed", "now")
    return float(path[-1] - path[2 * QUARTERS_A_YEAR])


def gains_everywhere(sight: Sight) -> float:
    """Return the share of districts whose work gains what is expected on every indicator they have, in a mean year."""
    seen = sight["now"]
    closed = 1.0 - np.exp2(-np.asarray(seen.yearly["half_lives"], float))
    yearly = np.diff(closed, axis=0) * seen.settings["outcomes.reach"] * seen.gaps
    return float(((yearly >= EXPECTED_GAIN) | np.isnan(seen.gaps)).all(axis=2).mean())


def on_the_aim(seen: Seen) -> float:
    """Return the mean half-lives used on the indicator that each district worked on most."""
    return float(seen.district("half_lives", END).max(axis=1).mean())


def more_priorities(of: str, than: str, year: int = 2) -> Figure:
    """Return the figure: mean priorities taken on in one arm minus another."""

    def figure(sight: Sight) -> float:
        return float((sight[of].district("priorities", year) - sight[than].district("priorities", year)).mean())

    return figure


def lost_half_of_hope(sight: Sight, kept: float) -> float:
    """Return the share of districts whose belief is below a share of its launch level after four years."""
    return float((sight["launch"].district("belief", 4) < kept * HOPE).mean())


PATTERNS = (
    Pattern(
        "S09",
        "Pressure takes time and safety away from learning",
        "S09; M87-M89; limits of prototype 4",
        {"pressed": PRESSED, "now": NOW},
        (
            Measure("time for improvement", difference("improvement_work_time", "pressed", "now"), at_most(-0.0005)),
            Measure("psychological safety", difference("safety", "pressed", "now"), at_most(-0.01)),
            Measure("sites in real improvement", difference("authentic", "pressed", "now"), at_most(-0.002)),
            Measure("sites with tools only", difference("surface", "pressed", "now"), at_least(-0.02)),
        ),
        draw="improvement_time",
    ),
    Pattern(
        "S10",
        "Pressure alone gains a little early and then stays flat; improvement starts slowly and overtakes it",
        "S10; M04, M01; limits of prototype 4",
        {"pressed": PRESSED, "full": FULL, "now": NOW},
        (
            Measure("best gain of pressure in 18 months", best_early, at_least(0.0002), "student SD"),
            Measure("its change from the second year to the tenth", later_change, between(-0.2, 0.01), "student SD"),
            Measure(
                "support over pressure after ten years", difference("true_outcome", "full", "pressed"), at_least(0.02)
            ),
            Measure(
                "support over pressure after one year", difference("true_outcome", "full", "pressed", 1), at_most(0.0)
            ),
        ),
    ),
    Pattern(
        "S11",
        "Gains every year on every measure are out of reach",
        "S11; M88; expected gain of adoption.expected_gain",
        {"now": NOW},
        (Measure("districts that manage it", gains_everywhere, at_most(0.02), "share of district-years"),),
        draw="effectiveness",
    ),
    Pattern(
        "S12",
        "Three priorities bring more than ten with the same help",
        "S12; M91; limit of prototype 4",
        {"few": FOCUSED, "many": MODERATE},
        (
            Measure("true results", difference("true_outcome", "few", "many"), at_least(0.002), "student SD"),
            Measure(
                "half-lives of learning on the first aim",
                lambda sight: on_the_aim(sight["few"]) - on_the_aim(sight["many"]),
                at_least(0.0),
            ),
        ),
        note="Indicators nobody works on get a fixed part of the rate; the risk to them is not modelled beyond that.",
    ),
    Pattern(
        "S13",
        "Advocacy multiplies priorities; political cover protects focus",
        "S13; M92-M94",
        {"advocacy": ADVOCACY, "covered": COVERED, "now": NOW},
        (
            Measure("more priorities under advocacy", more_priorities("advocacy", "now"), at_least(0.2)),
            Measure("with cover", more_priorities("covered", "advocacy"), at_most(-0.2)),
        ),
        draw="burden",
        note="The model has no share of spending that lobbies divert; priorities taken on stand for it.",
    ),
    Pattern(
        "S29",
        "Hope at the launch of the local plan is gone in most districts four years later",
        "S29; M62; T19, T20; limits of prototype 4",
        {"launch": LAUNCH, "now": NOW},
        (CutMeasure("districts that lost it", lost_half_of_hope, between(0.5, 0.95), (0.45, 0.55), "share"),),
        draw="belief",
        note="The model begins in 2017: belief is set to hope at the start and meets four years of 2017's burden.",
    ),
    Pattern(
        "S41",
        "A budget squeeze crowds improvement out",
        "S41; M99, M101; limit of prototype 4",
        {"squeezed": SQUEEZED, "now": NOW},
        (
            Measure("time for improvement", difference("improvement_work_time", "squeezed", "now"), at_most(-0.0005)),
            Measure("free district money", difference("reserve", "squeezed", "now"), at_most(-1.0), "$ per pupil"),
        ),
        draw="improvement_time",
    ),
    Pattern(
        "S42",
        "Where people expect the policy to pass, they wait it out",
        "S42; M64; limit of prototype 4",
        {"long": LONG_LIVED, "short": SHORT_LIVED},
        (
            Measure("sites in real improvement", difference("authentic", "long", "short"), at_least(0.005)),
            Measure("belief that it lasts", difference("belief", "long", "short"), at_least(0.05)),
        ),
        draw="authentic",
    ),
)
