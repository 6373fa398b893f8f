"""Patterns of support: unequal county offices, thresholds, off-target help, providers, coherence, peers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import FULL, MODERATE, NOW, Forced, arm
from sos_sim.check.catalogue.figures import END, difference, ratio_of_gains, spread_over_counties
from sos_sim.check.pattern import Measure, Pattern, at_least, at_most, between
from sos_sim.check.seen import Seen, Sight
from sos_sim.model.engine import Engine

_THIRTY = {"support.coe_coach_days": 30.0, "support.improvement_share": 0.6}
EVEN = arm("30 coach-days, even county offices", _THIRTY | {"support.capacity_spread": 0.0, "coe.skill_spread": 0.0})
UNEVEN = arm(
    "30 coach-days, uneven county offices", _THIRTY | {"support.capacity_spread": 0.8, "coe.skill_spread": 0.25}
)
TRAINED = arm("all county offices trained in depth", {"support.coe_training": 1.0})
_BUSY = {"support.assistance_days": 40.0}
FEW_LISTED = arm("assistance of 40 days for a year", _BUSY | {"accountability.assistance_years": 1.0})
MANY_LISTED = arm("assistance of 40 days for five years", _BUSY | {"accountability.assistance_years": 5.0})
SPEAKER = arm("five coach-days", {"support.coe_coach_days": 13.8}, over=FULL)
HALF = arm("thirty coach-days", {"support.coe_coach_days": 38.8}, over=FULL)
OFF_TARGET = arm("full support, a tenth on improvement", {"support.improvement_share": 0.1}, over=FULL)
SUBSIDY = arm("providers subsidised", {"providers.subsidy": 0.8})
FRAMEWORK = arm("moderate support, one framework", {"coherence.framework_share": 1.0}, over=MODERATE)
MIXED = arm(
    "moderate support, eight methods", {"coherence.framework_share": 0.0, "coherence.methods": 8.0}, over=MODERATE
)
ONE = arm("moderate support, one method", {"coherence.framework_share": 0.0, "coherence.methods": 1.0}, over=MODERATE)
NO_PEERS = arm("nobody learns from peers", {"network.peer_weight": 0.0})


def _deal_providers(engine: Engine, columns: NDArray[np.int64]) -> None:
    """Give a random third of districts a provider for three years, whoever they are."""
    lot = engine.streams.uniform("check provider by lot", 0) < 1 / 3
    engine.state.contract[:, columns] = 36.0 * lot


BY_LOT = arm(
    "providers by lot", {"providers.willing": 0.0}, Forced("a third gets a provider by lot", 1, _deal_providers)
)


def effective_support(seen: Seen) -> float:
    """Return the coefficient of variation over county offices of improvement days times the coaches' skill."""
    county = seen.world.county_of
    count = np.bincount(county)
    value = seen.district("improvement_days", 5) * seen.district("coach_skill", 5)
    means = np.bincount(county, value)[count > 0] / count[count > 0]
    return float(means.std() / means.mean())


def dose_in_assistance(seen: Seen, year: int = 6) -> float:
    """Return the mean county coach-days of districts in assistance."""
    served = seen.district("assistance_share", year) > 0
    return float(seen.district("county_days", year)[served].mean())


def buyers(seen: Seen, year: int = END) -> tuple[float, float]:
    """Return the share with a private contract among the third with most, and with least, money for one."""
    money = seen.district("reserve", 1) * seen.world.districts.enrolment
    bought = np.mean([seen.district("contract", each) > 0 for each in range(1, year + 1)], axis=0)
    return float(bought[money >= np.quantile(money, 2 / 3)].mean()), float(
        bought[money <= np.quantile(money, 1 / 3)].mean()
    )


def contracts(seen: Seen) -> float:
    """Return the mean share of districts with a private contract."""
    return float(np.mean([(seen.district("contract", year) > 0).mean() for year in range(1, END + 1)]))


def odds(deep: NDArray[np.bool_], helped: NDArray[np.bool_]) -> float:
    """Return the odds ratio of deep practice with a provider, half a case added to each cell."""
    cells = [float((deep == d)[helped == h].sum()) + 0.5 for d in (True, False) for h in (True, False)]
    return cells[0] * cells[3] / (cells[1] * cells[2])


def odds_in(sight: Sight, arm_name: str) -> float:
    """Return the odds ratio of deep practice after four years with a provider in the first."""
    seen = sight[arm_name]
    return odds(seen.district("authentic", 4) > 0.3, seen.district("contract", 1) > 0)


def novices_gain_more(sight: Sight) -> float:
    """Return what a common framework adds to knowledge after three years, novices minus experts at the start."""
    gain = sight["framework"].district("knowledge", 3) - sight["mixed"].district("knowledge", 3)
    start = sight["mixed"].district("knowledge", 0)
    return float(gain[start <= np.quantile(start, 1 / 3)].mean() - gain[start >= np.quantile(start, 0.9)].mean())


def coherence_lost(sight: Sight) -> float:
    """Return how many more methods a district meets, as an effective number."""
    return float((sight["mixed"].district("methods_met", 3) - sight["one"].district("methods_met", 3)).mean())


def alike_gain_more(sight: Sight) -> float:
    """Return what peers add to knowledge in three years where they are most alike minus where they are least."""
    seen = sight["now"]
    districts, weights = seen.world.districts, seen.world.peers
    size = np.log(np.asarray(districts.enrolment))
    gain = seen.district("knowledge", 3) - sight["alone"].district("knowledge", 3)
    has = np.diff(weights.indptr) > 0
    unlike = np.zeros(len(size))
    for feature in (size / size.std(), np.asarray(districts.upp) / np.std(districts.upp)):
        unlike += np.abs(weights @ feature - feature)
    low, high = np.quantile(unlike[has], (1 / 3, 2 / 3))
    return float(gain[has & (unlike <= low)].mean() - gain[has & (unlike >= high)].mean())


PATTERNS = (
    Pattern(
        "S18",
        "Unequal county offices make support and practice unequal",
        "S18; M67; limits of prototype 4",
        {"uneven": UNEVEN, "even": EVEN},
        (
            Measure(
                "spread of coach-days over counties",
                lambda s: spread_over_counties(s["uneven"], "days", 5) - spread_over_counties(s["even"], "days", 5),
                at_least(0.01),
            ),
            Measure(
                "spread of practice over counties",
                lambda s: spread_over_counties(s["uneven"], "authentic") - spread_over_counties(s["even"], "authentic"),
                at_least(0.01),
            ),
        ),
        draw="authentic",
    ),
    Pattern(
        "S19",
        "Training all 58 county offices alike does not make them equal",
        "S19; M66, M67; T44",
        {"trained": TRAINED, "now": NOW},
        (
            Measure(
                "spread of effective support over counties", lambda s: effective_support(s["trained"]), at_least(0.4)
            ),
        ),
        draw="improvement_days",
    ),
    Pattern(
        "S20",
        "More districts in assistance with the same county offices means less for each",
        "S20; loop-B3; limit of prototype 4",
        {"few": FEW_LISTED, "many": MANY_LISTED},
        (
            Measure(
                "coach-days of a district in assistance, few over many",
                lambda s: dose_in_assistance(s["few"]) / dose_in_assistance(s["many"]),
                at_least(1.2),
                "times",
            ),
        ),
        draw="assistance_share",
    ),
    Pattern(
        "S21",
        "A little help does next to nothing; intensive help does more than its share",
        "S21; M72; limits of prototype 4",
        {"speaker": SPEAKER, "half": HALF, "full": FULL, "now": NOW},
        (
            Measure(
                "five days over sixty",
                ratio_of_gains("true_outcome", "speaker", "full", "now", 6),
                between(-0.05, 0.08),
            ),
            Measure(
                "thirty days over sixty", ratio_of_gains("true_outcome", "half", "full", "now", 6), between(0.02, 0.75)
            ),
        ),
    ),
    Pattern(
        "S22",
        "Help that is about something else builds little improvement",
        "S22; M70; limit of prototype 4",
        {"off": OFF_TARGET, "full": FULL, "now": NOW},
        (
            Measure(
                "a tenth on improvement over most",
                ratio_of_gains("authentic", "off", "full", "now"),
                between(-0.05, 0.5),
            ),
        ),
        draw="authentic",
    ),
    Pattern(
        "S23",
        "Private help is for districts that can pay; a subsidy widens access",
        "S23; M101; limit of prototype 4 for the subsidy",
        {"subsidy": SUBSIDY, "now": NOW},
        (
            Measure(
                "share with a provider, most money minus least",
                lambda s: np.subtract(*buyers(s["now"])),
                at_least(0.005),
            ),
            Measure(
                "share with a provider, subsidised over not",
                lambda s: contracts(s["subsidy"]) / contracts(s["now"]),
                at_least(1.3),
            ),
        ),
        draw="provider_share",
        note="Money is the reserve times pupils, which must carry a contract of one price.",
    ),
    Pattern(
        "S25",
        "Deep districts have providers more often, by choice and by effect",
        "S25; M71; T29",
        {"now": NOW, "lot": BY_LOT},
        (
            Measure("odds ratio where districts choose", lambda s: odds_in(s, "now"), at_least(1.2)),
            Measure("odds ratio where providers are dealt by lot", lambda s: odds_in(s, "lot"), at_least(1.0)),
            Measure("by lot over by choice", lambda s: odds_in(s, "lot") / odds_in(s, "now"), at_most(1.0), "times"),
        ),
        draw="provider_share",
    ),
    Pattern(
        "S26",
        "A common framework helps novices most",
        "S26; M22, M54; limit of prototype 4",
        {"framework": FRAMEWORK, "mixed": MIXED},
        (Measure("gain in knowledge, novices minus experts", novices_gain_more, at_least(0.0), "0-1"),),
        draw="knowledge",
    ),
    Pattern(
        "S27",
        "More methods make help less coherent, and that matters",
        "S27; M53, M80; limits of prototype 4",
        {"mixed": MIXED, "one": ONE, "now": NOW},
        (
            Measure("more methods met", coherence_lost, at_least(0.05)),
            Measure(
                "gain with eight methods over one",
                ratio_of_gains("true_outcome", "mixed", "one", "now"),
                between(0.0, 0.9),
            ),
        ),
    ),
    Pattern(
        "S30",
        "Practice spreads faster between districts that are alike",
        "S30; M59; limit of prototype 4",
        {"now": NOW, "alone": NO_PEERS},
        (
            Measure("peers add knowledge", difference("knowledge", "now", "alone", 3), at_least(0.002), "0-1"),
            Measure("most alike minus least alike", alike_gain_more, at_least(0.0), "0-1"),
        ),
        draw="knowledge",
        note="A repository matched to peers is not a lever of its own: districts with peers like them stand for it.",
    ),
)
