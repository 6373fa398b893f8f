"""Patterns of support: unequal county offices, dose, target and paid help."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import FULL, MODERATE, NOW, arm, contracts_by_lot
from sos_sim.check.catalogue.figures import (
    END,
    outer_thirds,
    over,
    ratio_of_gains,
    spread_over_counties,
)
from sos_sim.check.catalogue.joint import LISTED
from sos_sim.check.pattern import CutMeasure, Figure, Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import Seen, Sight

UNEVEN = arm("moderate support, county offices as uneven as in 2017", {"support.equalise": 0.0}, over=MODERATE)
EVEN = arm("moderate support, county offices alike in days", {"support.capacity_spread": 0.0}, over=UNEVEN)
_ASKED = {
    "support.ordinary_days": 120.0,
    "support.intensive_days": 0.0,
    "network.coverage": 0.0,
    "providers.willing": 0.0,
}
"""Districts ask their county offices for all they have, and get help from nobody else."""

TRAINED = arm("all county offices trained in depth", _ASKED | {"support.coe_training": 1.0})
UNTRAINED = arm("county offices not trained", _ASKED | {"support.coe_training": 0.0})

_ASSISTED = {"support.assistance_days": 60.0, "support.improvement_share": 0.8, "coherence.framework_share": 0.8}
FEW_ASSISTED = arm(
    "few in assistance, offered 60 days",
    _ASSISTED | {"accountability.assistance_years": 1, "measurement.local_indicators": 0.0},
)
MANY_ASSISTED = arm(
    "many in assistance, offered 60 days",
    _ASSISTED | {"accountability.assistance_years": 5, "measurement.local_indicators": 0.1},
)
MANY_SERVED = arm(
    "many in assistance, and coaches for all of them",
    {"support.coe_coach_days": 30.0, "support.capacity_2017": 30.0, "support.equalise": 1.0},
    over=MANY_ASSISTED,
)
"""Thirty coach-days a district are there, so that no offer beyond assistance follows from them."""

FIVE_DAYS = arm("five days", {"support.coe_coach_days": 13.8}, over=FULL)
THIRTY_DAYS = arm("thirty days", {"support.coe_coach_days": 38.8}, over=FULL)
SPEAKERS = arm(
    "sixty days with speakers",
    {
        "modality.speaker": 1.0,
        "modality.training": 0.0,
        "modality.mentoring": 0.0,
        "modality.coaching": 0.0,
        "modality.facilitation": 0.0,
    },
    over=FULL,
)
OFF_TARGET = arm("full support, on improvement as in 2017", {"support.improvement_share": 0.25}, over=FULL)

SUBSIDISED = arm("private contracts subsidised by four fifths", {"providers.subsidy": 0.8})
BY_LOT = arm("private contracts by lot", {"providers.willing": 0.0}, *contracts_by_lot(0.05))

YEARS = range(1, END + 1)


def over_counties(name: str, of: str, than: str) -> Figure:
    """Return the figure: how much more a value varies between county offices in one arm than in another."""

    def figure(sight: Sight) -> float:
        return spread_over_counties(sight[of], name) - spread_over_counties(sight[than], name)

    return figure


def effective_spread(seen: Seen) -> float:
    """Return the variation between county offices of coach-days times the skill they come with."""
    county = seen.world.county_of
    effective = seen.district("county_days", END) * seen.district("coach_skill", END)
    count = np.bincount(county)
    means = np.bincount(county, effective)[count > 0] / count[count > 0]
    return over(float(means.std()), float(means.mean()))


def spread_left_by_training(sight: Sight) -> float:
    """Return the variation between county offices with training over that without."""
    return over(effective_spread(sight["trained"]), effective_spread(sight["untrained"]))


def days_in_assistance(seen: Seen) -> float:
    """Return the coach-days of a district in assistance, mean over the years."""
    days = [seen.district("county_days", year)[seen.district("assistance_share", year) > 0] for year in YEARS]
    return float(np.concatenate(days).mean())


def in_assistance(sight: Sight) -> float:
    """Return how many districts are in assistance, many over few, mean over the years."""

    def share(name: str) -> float:
        return float(np.mean([sight[name].district("assistance_share", year) for year in YEARS]))

    return over(share("many"), share("few"))


def diluted(sight: Sight) -> float:
    """Return the coach-days of a district in assistance where few are, over those where many are."""
    return over(days_in_assistance(sight["few"]), days_in_assistance(sight["many"]))


def left_the_list(seen: Seen) -> float:
    """Return the share of identified districts that are not on the next list, where one followed."""
    pairs = [
        (seen.district("identified", year) > 0, seen.district("identified", year + 1) > 0)
        for year in LISTED
        if year + 1 in LISTED
    ]
    return over(sum(int((now & ~then).sum()) for now, then in pairs), sum(int(now.sum()) for now, _ in pairs))


def fewer_exits(sight: Sight) -> float:
    """Return how many more of the identified leave the list in a year where county offices have enough coaches."""
    return left_the_list(sight["served"]) - left_the_list(sight["many"])


def with_contract(seen: Seen, where: NDArray[np.bool_]) -> float:
    """Return the share of some districts that have a private contract, mean over the years."""
    return float(np.mean([(seen.district("contract", year)[where] > 0).mean() for year in YEARS]))


def by_free_money(seen: Seen) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the thirds of districts with the least and the most money they can move freely in 2017, in dollars."""
    return outer_thirds(seen.district("reserve", 0) * np.asarray(seen.world.districts.enrolment, float))


def poor_over_rich(sight: Sight) -> float:
    """Return how often the third with the least free money has a contract, over the third with the most."""
    poor, rich = by_free_money(sight["now"])
    return over(with_contract(sight["now"], poor), with_contract(sight["now"], rich))


def subsidy_widens(sight: Sight) -> float:
    """Return how many districts have a contract with the subsidy, over those without it."""
    everybody = np.ones(len(sight["now"].district("reserve", 0)), bool)
    return over(with_contract(sight["subsidised"], everybody), with_contract(sight["now"], everybody))


def poor_gain_access(sight: Sight) -> float:
    """Return how many more of the third with the least free money have a contract with the subsidy."""
    poor, _ = by_free_money(sight["now"])
    return with_contract(sight["subsidised"], poor) - with_contract(sight["now"], poor)


def odds_ratio(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    """Return the odds of the second where the first holds over those where it does not; half a case is added to each.

    Args:
        first: (N,) one feature of districts.
        second: (N,) another.
    """
    both, only_first = (first & second).sum() + 0.5, (first & ~second).sum() + 0.5
    only_second, neither = (~first & second).sum() + 0.5, (~first & ~second).sum() + 0.5
    return float(both * neither / (only_first * only_second))


def odds_of_provider(of: str) -> Callable[[Sight, float], float]:
    """Return the figure: odds that a deep district has worked with a provider, over those of others.

    Args:
        of: name of the arm.
    """

    def figure(sight: Sight, cut: float) -> float:
        seen = sight[of]
        worked = np.any([seen.district("contract", year) > 0 for year in YEARS], axis=0)
        return odds_ratio(seen.district("authentic", END) > cut, worked)

    return figure


def selection(sight: Sight, cut: float) -> float:
    """Return the odds ratio of contracts by lot over that of contracts by choice."""
    return odds_of_provider("by lot")(sight, cut) / odds_of_provider("now")(sight, cut)


PATTERNS = (
    Pattern(
        "S18",
        "Uneven county offices give uneven support and uneven practice",
        "S18; M67; COE variation; prototype 4",
        {"uneven": UNEVEN, "even": EVEN},
        (
            Measure(
                "variation of coach-days between counties, uneven minus alike",
                over_counties("days", "uneven", "even"),
                at_least(0.01),
            ),
            Measure(
                "variation of real practice between counties, uneven minus alike",
                over_counties("authentic", "uneven", "even"),
                at_least(0.01),
            ),
        ),
        draw="authentic",
        note="Coefficients of variation over the 58 county offices, under moderate support that is not evened out.",
    ),
    Pattern(
        "S19",
        "Training every county office does not make support equal",
        "S19; M66, M67; P2; T30; prototype 4",
        {"trained": TRAINED, "untrained": UNTRAINED},
        (
            Measure(
                "variation of effective support between counties, all trained",
                lambda sight: effective_spread(sight["trained"]),
                at_least(0.4),
            ),
            Measure("times the variation without training", spread_left_by_training, at_least(0.75)),
        ),
        draw="improvement_days",
        note="Effective support is coach-days times the skill they come with. Districts ask for all their county "
        "office has, and nobody else helps, so that what varies is the offices and not what is asked of them. Three "
        "quarters of the variation was chosen before the model was run as the least that still means not equal.",
    ),
    Pattern(
        "S20",
        "More districts in assistance and no more coaches: less for each, and fewer leave",
        "S20; loop-B3; COE variation; prototype 4",
        {"few": FEW_ASSISTED, "many": MANY_ASSISTED, "served": MANY_SERVED},
        (
            Measure("coach-days of a district in assistance, few of them over many", diluted, at_least(1.2)),
            Measure("districts in assistance, many over few", in_assistance, at_least(1.5)),
            Measure(
                "districts leaving the list in a year, coaches for all minus too few",
                fewer_exits,
                at_least(0.0),
                "share of those on it",
            ),
        ),
        draw="unmet_days",
        note="Sixty days are offered in assistance, four fifths of them on improvement. Many: assistance lasts five "
        "years instead of one, and local indicators identify more. Who is on a list differs between few and many, so "
        "that exits are compared with the same rules and enough coaches.",
    ),
    Pattern(
        "S21",
        "A little help does nearly nothing, intensive help far more than in proportion",
        "S21; M72; Intensity; prototype 4",
        {"five": FIVE_DAYS, "thirty": THIRTY_DAYS, "speakers": SPEAKERS, "full": FULL, "now": NOW},
        (
            Measure(
                "true gain of five days over that of sixty",
                ratio_of_gains("true_outcome", "five", "full", "now", 6),
                between(-0.05, 0.08),
            ),
            Measure(
                "true gain of thirty days over that of sixty",
                ratio_of_gains("true_outcome", "thirty", "full", "now", 6),
                between(0.02, 0.75),
            ),
            Measure(
                "true gain of sixty days with speakers over that of sixty days",
                ratio_of_gains("true_outcome", "speakers", "full", "now", 6),
                between(-0.05, 0.08),
            ),
        ),
        note="After six years. The steepness of the dose is an assumption (H12). Speakers get the limit of five days.",
    ),
    Pattern(
        "S22",
        "Help that is about other things builds little improvement",
        "S22; M70; Limited support; prototype 4",
        {"off target": OFF_TARGET, "full": FULL, "now": NOW},
        (
            Measure(
                "true gain with a quarter of days on improvement over that with four fifths",
                ratio_of_gains("true_outcome", "off target", "full", "now"),
                between(-0.05, 0.5),
            ),
        ),
    ),
    Pattern(
        "S23",
        "Paid help goes to those who can pay; a subsidy widens it",
        "S23; M101; Resources; prototype 4 (subsidy)",
        {"now": NOW, "subsidised": SUBSIDISED},
        (
            Measure(
                "contracts, third with the least free money over third with the most", poor_over_rich, at_most(0.5)
            ),
            Measure("districts with a contract, subsidised over not", subsidy_widens, at_least(1.3)),
            Measure(
                "third with the least free money with a contract, subsidised minus not",
                poor_gain_access,
                at_least(0.02),
                "share of districts",
            ),
        ),
        draw="provider_share",
        note="At 58,000 $ a year. Half as often, and two more districts of a hundred, were chosen before the model was "
        "run. A contract costs the same everywhere, so that small districts are the ones that cannot pay.",
    ),
    Pattern(
        "S25",
        "Deep districts have worked with providers more often, by choice and by effect",
        "S25; M71; T29; Intensity; prototype 4",
        {"now": NOW, "by lot": BY_LOT},
        (
            CutMeasure("odds ratio, contracts by choice", odds_of_provider("now"), at_least(1.2), (0.2, 0.5)),
            CutMeasure("odds ratio, contracts by lot", odds_of_provider("by lot"), at_least(1.0), (0.2, 0.5)),
            CutMeasure("by lot over by choice", selection, at_most(1.0), (0.2, 0.5)),
        ),
        draw="provider_share",
        note="Deep after ten years, against a contract at the end of any of them. By lot, one district in twenty gets "
        "a contract each year, so that neither commitment nor money selects. Where depth begins is not measured; it "
        "varies over its prior.",
    ),
)
