"""What policy sets and districts feel in several places: the local plan, the reform mix, the way help is given."""

from __future__ import annotations

from typing import Any

from reference.forms import between, usual, yerkes_dodson

STRATEGIES = {
    "accountability": {"pressure": 1.0, "learning": 0.0, "codify": 0.0, "innovate": 0.0},
    "professional_learning": {"pressure": 0.0, "learning": 0.6, "codify": 0.1, "innovate": 0.0},
    "innovation": {"pressure": 0.0, "learning": 0.1, "codify": 0.2, "innovate": 1.0},
    "continuous_improvement": {"pressure": 0.2, "learning": 1.0, "codify": 1.0, "innovate": 0.3},
}
"""What each reform strategy brings, by the name of its part in the mix."""

MODALITIES = ("speaker", "training", "mentoring", "coaching", "facilitation")
"""Ways of giving help."""


def plan(p: Any) -> float:
    """Return how far the local plan (LCAP) is really used, 0-1."""
    q = p.lcap
    unused = 1.0 - q.goals_effect * q.capability_goals / 3.0
    unused *= 1.0 - q.models_effect * q.models
    unused *= 1.0 - q.cycles_effect * (q.cycles - 1.0) / 3.0
    return float(q.authentic_most * (1.0 - unused))


def paperwork(p: Any) -> float:
    """Return the paperwork load of the local plan: more with every review, less where the plan is used."""
    return float(p.accountability.lcap_load * p.lcap.cycles**p.lcap.cycle_paperwork * (1.0 - plan(p)))


def reform_mean(parts: dict[str, float], what: str) -> float:
    """Return what a mix of reform strategies brings of one thing; 0 for a mix without parts."""
    total = sum(parts.values())
    return sum(part * STRATEGIES[name][what] for name, part in parts.items()) / total if total else 0.0


def reform_change(p: Any, what: str) -> float:
    """Return how much more of one thing the reform mix brings than that of 2017."""
    now = {name: getattr(p.reform, name) for name in STRATEGIES}
    then = {name: usual(f"reform.{name}") for name in STRATEGIES}
    return reform_mean(now, what) - reform_mean(then, what)


def reform_factor(p: Any, what: str, effect: float) -> float:
    """Return by what the reform mix multiplies a rate."""
    return max(1.0 + effect * reform_change(p, what), 0.0)


def worth_of_mix(p: Any, parts: dict[str, float]) -> float:
    """Return the worth of a day of help that is given in several ways."""
    total = sum(parts.values())
    worth = sum(part * getattr(p.modality, f"{name}_worth") for name, part in parts.items())
    return worth / total if total else 0.0


def worth_of_day(p: Any) -> float:
    """Return the worth of a day of public help, in days given as in 2017."""
    now = {name: getattr(p.modality, name) for name in MODALITIES}
    then = {name: usual(f"modality.{name}") for name in MODALITIES}
    return worth_of_mix(p, now) / worth_of_mix(p, then)


def leading(p: Any) -> float:
    """Return the weight of capability indicators as far as they measure capability."""
    return float(p.accountability.leading_indicators * p.accountability.leading_validity)


def dressed_up(p: Any) -> float:
    """Return the weight of capability indicators as far as they do not."""
    return float(p.accountability.leading_indicators * (1.0 - p.accountability.leading_validity))


def guidance_clarity(p: Any) -> float:
    """Return the clarity that state guidance adds to that of 2017's, by how specific it is."""
    q = p.guidance
    then = usual("guidance.specificity")
    return float(q.effect * (yerkes_dodson(q.specificity / q.best) - yerkes_dodson(then / q.best)))


def data_training(p: Any) -> float:
    """Return the training in data use, with what guidance on state data adds."""
    q = p.data
    return between(q.training + q.guidance_effect * (q.guidance - usual("data.guidance")))


def sites_deepen(p: Any) -> float:
    """Return the rate at which help turns surface use into real practice."""
    rate = p.adoption.supported
    rate *= 1.0 + p.training.breadth_effect * (p.training.breadth - usual("training.breadth"))
    rate *= max(1.0 + p.support.focus_effect * (usual("support.district_focus") - p.support.district_focus), 0.0)
    rate *= 1.0 + p.coherence.remixing * (1.0 - p.coherence.framework_share)
    return float(rate)


def alignment_support(p: Any) -> float:
    """Return the rate at which help brings alignment."""
    focus = p.support.district_focus - usual("support.district_focus")
    return float(p.alignment.support * max(1.0 + p.support.focus_effect * focus, 0.0))


def novice_cost(p: Any) -> float:
    """Return the loss that mixed methods cost a novice, with agencies that plan together."""
    coordination = p.coherence.coordination - usual("coherence.coordination")
    return float(p.coherence.novice_cost * (1.0 - p.coherence.coordination_effect * coordination))


def mandate(p: Any) -> float:
    """Return surface use by mandate, with the legitimacy that improvement work has."""
    more = p.field.legitimacy / usual("field.legitimacy") - 1.0
    return float(p.adoption.mandate * (1.0 + p.field.legitimacy_effect * more))


def tested_small(p: Any) -> float:
    """Return the share of changes tested small, above 2017's."""
    return float(p.rollout.test_small - usual("rollout.test_small"))


def cycle_months(p: Any) -> float:
    """Return the length of a test cycle."""
    months = p.learning.cycle_months / p.learning.cadence
    return float(months * (1.0 + p.rollout.small_delay * tested_small(p)))


def gap_per_cycle(p: Any) -> float:
    """Return the share of the reachable gap that a good cycle removes."""
    q = p.learning
    removed = q.gap_per_cycle * q.transfer * q.cadence**-q.cadence_diminishing
    return float(min(removed * (1.0 + p.rollout.small_gain * tested_small(p)), 0.95))


def direct_effort(p: Any) -> float:
    """Return the largest passing gain from direct effort, by what will alone can do."""
    will = (1.0 - p.outcomes.system_share) / (1.0 - usual("outcomes.system_share"))
    return float(p.pressure.direct_effort * p.pressure.effort * will)


class Policy:
    """Hold what is the same for every district in a month.

    Args:
        p: parameters of the month.
    """

    def __init__(self, p: Any) -> None:
        self.p = p
        self.plan, self.paperwork, self.guidance_clarity = plan(p), paperwork(p), guidance_clarity(p)
        self.leading, self.dressed_up = leading(p), dressed_up(p)
        self.worth_of_day, self.novice_cost = worth_of_day(p), novice_cost(p)
        self.mandate, self.sites_deepen = mandate(p), sites_deepen(p)
        self.alignment_support, self.data_training = alignment_support(p), data_training(p)
        self.cycle_months, self.gap_per_cycle = cycle_months(p), gap_per_cycle(p)
        self.tested_small, self.direct_effort = tested_small(p), direct_effort(p)
        self.pressing = reform_factor(p, "pressure", p.reform.pressure_effect)
        self.learnt = reform_factor(p, "learning", p.reform.learning_effect)
        self.codified = reform_factor(p, "codify", p.reform.codify_effect)
        self.innovation = p.reform.innovation_gain * reform_change(p, "innovate")
