"""The outcomes every result has: name, unit, label and which direction is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Outcome:
    """Declare one outcome.

    Args:
        name: column name in every table.
        unit: unit in plain words.
        label: what it is, in a few words a superintendent uses.
        meaning: the same in full.
        better: which direction is better; ``neither`` for descriptions.
        weight: whether the statewide value is a mean over ``districts``, over ``pupils``, over the ``pupils
            behind``, the tested low-income, English-learner and disabled pupils, or over the ``cohort behind``,
            the same of the graduation cohort.
    """

    name: str
    unit: str
    label: str
    meaning: str
    better: Better
    weight: Literal["districts", "pupils", "pupils behind", "cohort behind"] = "districts"


OUTCOMES: dict[str, Outcome] = {
    o.name: o
    for o in (
        Outcome(
            "capability",
            "0-5",
            "Capability, six areas",
            "Capability for improvement, mean of six areas",
            "higher",
        ),
        Outcome(
            "authentic",
            "share of sites",
            "Sites in real improvement",
            "Sites and departments in real improvement cycles",
            "higher",
        ),
        Outcome(
            "surface",
            "share of sites",
            "Sites with tools only",
            "Sites using tools without learning",
            "lower",
        ),
        Outcome(
            "deep_share",
            "share of districts",
            "Deep districts",
            "Districts where improvement runs deep",
            "higher",
        ),
        Outcome(
            "overloaded_share",
            "share of districts",
            "Overloaded districts",
            "Districts overloaded by compliance and fire-fighting",
            "lower",
        ),
        Outcome(
            "true_outcome",
            "student SD",
            "True achievement gain",
            "True achievement, change since the start",
            "higher",
            "pupils",
        ),
        Outcome(
            "measured_outcome",
            "student SD",
            "Measured achievement gain",
            "Measured achievement, change since the start",
            "higher",
            "pupils",
        ),
        Outcome(
            "inflation",
            "student SD",
            "Score inflation",
            "Score inflation: measured minus true, change since the start",
            "lower",
            "pupils",
        ),
        Outcome(
            "equity_gap",
            "student SD",
            "Equity gap",
            "Gap of low-income, English-learner and disabled pupils to all",
            "lower",
            "pupils behind",
        ),
        Outcome(
            "identified_share",
            "share of districts",
            "Districts identified",
            "Districts identified in the latest Dashboard",
            "lower",
        ),
        Outcome(
            "improvement_time",
            "share of need",
            "Time for improvement",
            "Time for improvement, as share of what full effect needs",
            "higher",
        ),
        Outcome(
            "burden",
            "share of staff time",
            "Compliance asked of staff",
            "Compliance and onboarding asked of staff",
            "lower",
        ),
        Outcome(
            "cost_per_pupil",
            "$ per pupil and year",
            "Cost of support",
            "Cost of improvement support, mean since the start",
            "lower",
            "pupils",
        ),
        Outcome(
            "equity_ratio",
            "ratio",
            "Equity ratio",
            "Shortfall of low-income, English-learner and disabled pupils over that of all",
            "lower",
            "pupils behind",
        ),
        Outcome(
            "equity_odds",
            "log odds",
            "Equity in graduation",
            "Log odds of graduating of all pupils minus low-income, English-learner and disabled",
            "lower",
            "cohort behind",
        ),
        Outcome("leadership", "0-1", "Leaders' commitment", "Leaders' commitment to improvement", "higher"),
        Outcome("knowledge", "0-1", "Improvement knowledge", "Improvement knowledge", "higher"),
        Outcome("embedded", "0-1", "Standard work", "Learning held in standard work", "higher"),
        Outcome("data", "0-1", "Local data systems", "Local data infrastructure", "higher"),
        Outcome("safety", "0-1", "Psychological safety", "Psychological safety", "higher"),
        Outcome("clarity", "0-1", "Shared understanding", "Shared understanding of improvement", "higher"),
        Outcome("belief", "0-1", "Belief that policy lasts", "Belief that the policy will last", "higher"),
        Outcome("alignment", "0-1", "Alignment with goals", "Site efforts serve system goals", "higher"),
        Outcome(
            "relationship",
            "0-1",
            "Relationship with provider",
            "Working relationship with the support provider",
            "higher",
        ),
        Outcome("pressure", "index", "Felt pressure", "Felt accountability pressure", "neither"),
        Outcome("effectiveness", "0-1", "Effectiveness of the work", "Effectiveness of improvement work", "higher"),
        Outcome(
            "support_days",
            "days a year",
            "Coach-days received",
            "Coach-days received per district",
            "neither",
        ),
        Outcome(
            "improvement_days",
            "days a year",
            "Coach-days on improvement",
            "Coach-days on improvement itself",
            "higher",
        ),
        Outcome(
            "unmet_days",
            "days a year",
            "Coach-days not delivered",
            "Coach-days asked for and not delivered",
            "lower",
        ),
        Outcome(
            "assistance_share",
            "share of districts",
            "Districts in assistance",
            "Districts in differentiated assistance",
            "neither",
        ),
        Outcome(
            "intensive_share",
            "share of districts",
            "Districts in intensive tier",
            "Districts in the intensive tier",
            "lower",
        ),
        Outcome(
            "provider_share",
            "share of districts",
            "Districts with a provider",
            "Districts with a private provider",
            "neither",
        ),
        Outcome("firefighting_time", "share of staff time", "Fire-fighting", "Time for fire-fighting", "lower"),
        Outcome(
            "compliance_time",
            "share of staff time",
            "Compliance done",
            "Time that compliance and onboarding take",
            "neither",
        ),
        Outcome(
            "effort_time",
            "share of staff time",
            "Working harder",
            "Time pulled into working harder on results",
            "neither",
        ),
        Outcome(
            "improvement_work_time", "share of staff time", "Improvement work", "Time spent on improvement", "higher"
        ),
        Outcome(
            "gaming_time",
            "share of staff time",
            "Gaming and test preparation",
            "Time for test preparation and gaming",
            "lower",
        ),
        Outcome("slack_time", "share of staff time", "Time left over", "Time left over", "neither"),
        Outcome("leader_exits", "share a year", "Leaders leaving", "Leaders who left in the past year", "lower"),
        Outcome("staff_turnover", "share a year", "Staff leaving", "Staff leaving, yearly rate", "lower"),
        Outcome(
            "reserve",
            "$ per pupil",
            "Free district money",
            "District money free for improvement",
            "higher",
            "pupils",
        ),
        Outcome("executives", "0-1", "Executives' role", "Executives' role, seen in leadership", "higher"),
        Outcome("managers", "0-1", "Managers' role", "Managers' role, seen in alignment and standard work", "higher"),
        Outcome("front_line", "0-1", "Front line's role", "Front line's role, in knowledge and real cycles", "higher"),
    )
}
