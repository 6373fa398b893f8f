"""The block about open questions: what the user varies to ask each of them, and what turns on the answer."""

from __future__ import annotations

from dataclasses import dataclass

from from_code import table
from from_levers import paths_of

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS


@dataclass(frozen=True)
class Question:
    """Hold an open question of the report.

    Args:
        asked: the question in other words.
        turns: what turns on the answer.
        levers: paths that the user varies besides the parameters that carry the question's id.
        scenarios: scenarios the user runs to ask it.
        outcomes: outcomes the user chooses between.
        every_lever: whether it is asked by moving any lever.
    """

    asked: str
    turns: str
    levers: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    every_lever: bool = False


QUESTIONS: dict[str, Question] = {
    "H01": Question("Can a whole state work by improvement as a matter of course?",
                    "how many districts ever run deep, whatever is spent"),
    "H02": Question("Which policy levers work?", "the whole comparison of policies", every_lever=True),
    "H03": Question("How many districts already improved in earnest in 2017?",
                    "what support adds to, and how many exemplars others can learn from"),
    "H04": Question("Will the supports of 2017 do?",
                    "whether anything must change: how many districts run deep after ten years",
                    scenarios=("california-2017", "no-support"), outcomes=("deep_share", "authentic")),
    "H05": Question("One common framework, or none preferred?",
                    "whether help of several kinds adds up for beginners",
                    ("coherence.framework_share", "coherence.methods"), ("moderate-support", "common-framework")),
    "H06": Question("How much guidance before it becomes prescription?",
                    "whether more specific guidance makes things clearer or less so", ("guidance.specificity",)),
    "H07": Question("How long from capability to results?", "the year in which a policy can be judged",
                    ("learning.cadence", "accountability.patience_years")),
    "H08": Question("How large is the effect of improvement work?", "the size of every gain in results"),
    "H09": Question("Is pressure ever helpful?",
                    "whether any pressure is better than none, and where more starts to harm",
                    ("accountability.pressure",), ("high-pressure", "patient-accountability")),
    "H10": Question("Can the local plan become real planning?", "what goals, models and reviews of the plan are worth",
                    ("lcap.capability_goals", "lcap.models", "lcap.cycles", "lcap.forum", "accountability.lcap_load")),
    "H11": Question("Why do county offices differ, and does money mend it?",
                    "whether evening out helps the districts of weak offices",
                    ("coe.skill_spread", "support.equalise", "support.coe_coach_days"),
                    ("build-county-offices-first",)),
    "H12": Question("How much help is enough to do anything?", "thin help for all against dense help for some",
                    ("support.coe_coach_days", "support.coverage"), ("broad-thin-support", "concentrated-support")),
    "H13": Question("Do providers make districts better, or do better districts hire providers?",
                    "what a subsidy buys", ("providers.affordable", "providers.subsidy")),
    "H14": Question("Do pilots that stand alone spread?", "whether to start small and wait, or to plan the spread",
                    ("rollout.pilot_share", "alignment.articulation")),
    "H15": Question("Help to single organisations, or networks?", "where the same coach-days do more",
                    ("network.coverage", "network.hub", "support.ordinary_days", "support.coe_coach_days")),
    "H16": Question("Does what works in industry and hospitals work in schools?",
                    "the pace of learning in every cycle"),
    "H17": Question("Culture first or tools first?", "the order of the same measures, at the same end",
                    scenarios=("culture-first", "tools-first")),
    "H18": Question("How fast do people leave, and what goes with them?",
                    "how much of what support builds is still there later",
                    ("turnover.leader_retention", "turnover.staff_retention")),
    "H19": Question("Is there money enough?", "whether districts can take part of the cost on themselves",
                    ("money.revenue_growth", "money.fixed_cost_growth")),
    "H20": Question("Which measure of equity?",
                    "the gap in points, the ratio of shortfalls and the odds can move in opposite directions",
                    ("support.equity_targeting",), outcomes=("equity_gap", "equity_ratio", "equity_odds")),
    "H21": Question("Do capability indicators measure capability, or invite show?",
                    "whether leading indicators buy patience or gaming", ("accountability.leading_indicators",)),
    "H22": Question("How many priorities are right?", "what focus is worth, and what the unchosen indicators lose",
                    ("accountability.priorities",)),
    "H23": Question("Does it take a crisis to move the field?",
                    "how much a shared vision speeds up the use of tools; at 0 it takes something else",
                    ("field.galvanise",)),
    "H24": Question("Data, or the skill to use them?", "which of the two to pay for first",
                    ("data.local_systems", "data.training"), ("local-data",)),
    "H25": Question("Does improvement save time and money everywhere?",
                    "whether support pays part of its own way, and whether a capability trap exists",
                    ("money.reinvest",)),
    "H26": Question("How much of results is the system, how much the person?",
                    "gains from better systems against gains from trying harder"),
    "H27": Question("What stays when leaders leave?", "what formal embedding and written standards are worth",
                    ("embedding.formal", "embedding.codify")),
    "H28": Question("Who learns faster, small districts or large ones?",
                    "which districts gain from the same support"),
    "H29": Question("Private providers or public support?", "what a dollar buys on either road",
                    ("providers.price", "providers.subsidy", "support.coe_coach_days")),
    "H30": Question("What counts as improvement work?",
                    "the share of districts called deep, and nothing else in a run", outcomes=("deep_share",)),
    "H31": Question("Does safety bring improvement, or improvement safety?",
                    "whether work on safety alone starts anything", ("safety.programme",)),
    "H32": Question("Does remixing methods locally help or harm?", "the price of a common framework",
                    ("coherence.framework_share",)),
}  # fmt: skip
"""The 32 open questions."""


def _range(path: str) -> str:
    parameter = PARAMETERS[path]
    if parameter.kind == "switch":
        return f"`{path}` off or on"
    return f"`{path}` {parameter.low:g} to {parameter.high:g} ({parameter.default:g})"


def _varied(ident: str, question: Question) -> str:
    """Say what the user varies to ask a question: parameters with range and default, scenarios, outcomes."""
    parts = []
    if question.every_lever:
        parts.append("every lever of [the table of levers](levers.md), alone and together")
    paths = [parameter.path for parameter in paths_of(ident)]
    if paths:
        parts.append("the unknown: " + ", ".join(map(_range, paths)))
    if question.levers:
        parts.append("with: " + ", ".join(map(_range, question.levers)))
    if question.scenarios:
        parts.append("run: " + ", ".join(f"`{name}`" for name in question.scenarios))
    if question.outcomes:
        parts.append("look at: " + ", ".join(f"`{name}` ({OUTCOMES[name].unit})" for name in question.outcomes))
    return "; ".join(parts)


def questions() -> str:
    """List every open question with what the user varies and what turns on it."""
    rows = [(ident, each.asked, _varied(ident, each), each.turns) for ident, each in QUESTIONS.items()]
    return table(("id", "question", "what to vary: range (default)", "what turns on it"), rows)
