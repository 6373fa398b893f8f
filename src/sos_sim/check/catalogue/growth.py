"""Patterns of growth: which results move first, what carries over, what 2017 conditions lead to, what is rare."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import FULL, NOW, arm, set_goals
from sos_sim.check.pattern import CutMeasure, Figure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import BY_INDICATOR, Seen, Sight

TESTS, CLIMATE, GRADUATION = (0, 1), (2, 3), (4, 5)
"""Places of the indicators: ELA and MATH, absence and suspension, college readiness and graduation."""

SWITCH = 5
"""Years after the start at which goals change (S35)."""

_FEW_GOALS = arm("full support, three state priorities", {"accountability.priorities": 3}, over=FULL)
_PLANS = range(0, 120, 12)
_KEPT_GOALS = tuple(set_goals("tests", TESTS, month) for month in _PLANS)
_NEW_GOALS = tuple(
    set_goals("tests", TESTS, month) if month < 12 * SWITCH else set_goals("graduation", GRADUATION, month)
    for month in _PLANS
)
SAME_GOAL = arm("full support, tests are the goal", None, *_KEPT_GOALS, over=_FEW_GOALS)
NEW_GOAL = arm("full support, graduation replaces tests as the goal", None, *_NEW_GOALS, over=_FEW_GOALS)


def pace(seen: Seen, indicators: tuple[int, ...], first: int, last: int) -> NDArray[np.float64]:
    """Return the half-lives a year used on some indicators between two years, (N,)."""
    used = seen.district(BY_INDICATOR, last) - seen.district(BY_INDICATOR, first)
    return np.asarray(used[:, list(indicators)].mean(axis=1) / (last - first))


def decay(seen: Seen, indicators: tuple[int, ...], year: int) -> float:
    """Return the mean yearly rate at which the gaps of some indicators shrink, reachable or not."""
    closed = seen.settings["outcomes.reach"] * (1.0 - 0.5 ** seen.district(BY_INDICATOR, year)[:, list(indicators)])
    return float(-np.log(1.0 - closed).mean() / year)


def climate_over_tests(sight: Sight) -> float:
    """Return how much faster gaps in absence and suspension shrink than gaps in test scores, over five years."""
    return decay(sight["full"], CLIMATE, 5) / decay(sight["full"], TESTS, 5)


def thirds(values: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who is in the lowest and who in the highest third."""
    low, high = np.quantile(values, (1 / 3, 2 / 3))
    return values <= low, values >= high


def capable_over_others(sight: Sight) -> float:
    """Return the pace on a new goal in its first two years, highest over lowest third of capability at the change."""
    seen = sight["new"]
    low, high = thirds(seen.district("capability", SWITCH))
    made = pace(seen, GRADUATION, SWITCH, SWITCH + 2)
    return float(made[high].mean() / made[low].mean())


def pace_kept(sight: Sight) -> float:
    """Return the first year's pace on the new goal over the pace on the old, most capable third, slowness apart."""
    new, same = sight["new"], sight["same"]
    _, high = thirds(new.district("capability", SWITCH))
    made = pace(new, GRADUATION, SWITCH, SWITCH + 1)[high].mean() * new.settings["outcomes.graduation_rate"]
    kept = pace(same, TESTS, SWITCH, SWITCH + 1)[high].mean() * same.settings["outcomes.tests_rate"]
    return float(made / kept)


def short_of_goal(sight: Sight, cut: float) -> float:
    """Return the share of districts with fewer sites in real improvement after ten years than the cut-off."""
    return float((sight["now"].district("authentic", 10) <= cut).mean())


def bare_over_ready(year: int) -> Figure:
    """Return the figure: gain in practice where base systems are poorest over where they are best.

    Fifths of the districts that were not deep at the start.
    """

    def figure(sight: Sight) -> float:
        full, now = sight["full"], sight["now"]
        base = np.sqrt(now.district("data", 0) * now.district("alignment", 0))
        starting = now.district("authentic", 0) < 0.3
        low, high = np.quantile(base[starting], (0.2, 0.8))
        gained = full.district("authentic", year) - now.district("authentic", year)
        return float(gained[starting & (base <= low)].mean() / gained[starting & (base >= high)].mean())

    return figure


def caught_up(sight: Sight) -> float:
    """Return how much nearer the districts without base systems are after five years than after one."""
    return bare_over_ready(5)(sight) - bare_over_ready(1)(sight)


def six_areas(seen: Seen, year: int) -> NDArray[np.float64]:
    """Return the six capability areas of every district, (6, N) in 0-1, as ``observe.districts.areas`` defines them."""
    tests = seen.district(BY_INDICATOR, year)[:, list(TESTS)].sum(axis=1)
    reserve = seen.district("reserve", year)
    money = reserve / (reserve + seen.settings["money.scarcity"])
    return np.stack(
        [
            seen.district("leadership", year),
            0.2 + 0.8 * (1.0 - 0.5 ** (0.5 * tests)),
            np.sqrt(seen.district("improvement_time", year) * money),
            *(seen.district(name, year) for name in ("embedded", "data", "knowledge")),
        ]
    )


def exemplary(seen: Seen, year: int, cut: float) -> NDArray[np.bool_]:
    """Return who is exemplary: beyond the cut-off in all six areas, or in the share of sites in real improvement."""
    return (six_areas(seen, year) >= cut).all(axis=0) | (seen.district("authentic", year) > cut)


def new_exemplars(sight: Sight, cut: float) -> float:
    """Return the share of districts that become exemplary within ten years of 2017 conditions."""
    now = sight["now"]
    return float((exemplary(now, 10, cut) & ~exemplary(now, 0, cut)).mean())


PATTERNS = (
    Pattern(
        "S33",
        "What is near the work improves at least twice as fast as test scores",
        "S33; M02, M41; B11 against B01-B05; prototype 4",
        {"full": FULL},
        (Measure("rate of absence and suspension over rate of test scores", climate_over_tests, at_least(2.0)),),
        note="Largely by construction: the slowness of each indicator is a declared number (outcomes.tests_rate, "
        "outcomes.climate_rate); the choice of priorities and the share within reach act on top of it.",
    ),
    Pattern(
        "S35",
        "Capability carries over when the goal changes",
        "S35; M14; Org frameworks",
        {"new": NEW_GOAL, "same": SAME_GOAL},
        (
            Measure(
                "pace on a new goal, most over least capable third of districts", capable_over_others, at_least(1.5)
            ),
            Measure("pace kept by the most capable third when the goal changes", pace_kept, at_least(0.9), "times"),
        ),
        note="After five years graduation and college readiness replace test scores as what districts choose. That the "
        "pace is kept is by construction, since effectiveness is common to all goals; that capability at the change "
        "tells who moves fastest is not. Half as fast again and nine tenths were chosen before the model was run.",
    ),
    Pattern(
        "S44",
        "Under 2017 conditions most districts are not improvement organisations ten years on",
        "S44; T12; Definitions; prototype 4",
        {"now": NOW},
        (
            CutMeasure(
                "districts short of the goal after ten years",
                short_of_goal,
                at_least(0.5),
                (0.3, 0.6),
                "share of districts",
            ),
        ),
        draw="authentic",
        note="Which share of sites makes an improvement organisation is not measured; it varies over its prior.",
    ),
    Pattern(
        "S45",
        "Where base systems are missing, help starts to work later",
        "S45; M44; Groundwork; prototype 4",
        {"full": FULL, "now": NOW},
        (
            Measure(
                "gain in practice after a year, poorest over best base systems", bare_over_ready(1), between(-0.5, 0.5)
            ),
            Measure("how far they have caught up after five years", caught_up, at_least(0.1), "of the ratio"),
        ),
        draw="authentic",
        note="Fifths of districts not deep at the start, by the geometric mean of data and alignment in 2017.",
    ),
    Pattern(
        "S46",
        "Exemplary organisations are rare",
        "S46; T48; Education; prototype 4",
        {"now": NOW},
        (
            CutMeasure(
                "districts that become exemplary in ten years",
                new_exemplars,
                at_most(0.06),
                (0.7, 0.9),
                "share of districts",
            ),
        ),
        draw="authentic",
        note="Exemplary: all six areas, or the share of sites in real improvement, beyond a cut-off that varies over "
        "its prior (3.5 to 4.5 of 5). National awards came at 0.37 a year for the whole country.",
    ),
)
