"""The answer first: sentences made from the figures of the tables."""

from __future__ import annotations

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.report.calibrated import drawn
from sos_sim.report.effects import Effect, effects
from sos_sim.report.html import Element, Node, boxed, element, paragraph, table
from sos_sim.report.levels import Level, end_levels
from sos_sim.report.study import Study, records
from sos_sim.report.words import listed, number, outcome_label, sentence, signed, with_unit

# With more policies than this a table is easier to read than sentences.
_MOST_IN_WORDS = 3
_SAID = (("capability",), ("true_outcome", "measured_outcome", "inflation"), ("equity_gap", "cost_per_pupil"))
_NAMES = {
    "capability": "capability for improvement (0 to 5)",
    "true_outcome": "true achievement",
    "measured_outcome": "measured achievement",
    "equity_gap": "the gap of low-income, English-learner and disabled pupils to all",
    "cost_per_pupil": "the cost of support",
}
_BRACKETS = "the 90 % interval of the mean difference, and the share of futures in which the policy is better. "
_CHANCE = (
    "Intervals and shares hold chance only (who leaves, good and bad years, small groups), not doubt about the model: "
    "see its limits, below."
)
_CALIBRATED = (
    "Intervals and shares hold chance (who leaves, good and bad years, small groups) and what the calibration leaves "
    "open, not other doubt about the model: see its limits, below."
)


def own_words(study: Study) -> list[Node]:
    """Give the sentences a study computed itself.

    Args:
        study: a study whose manifest holds them, as ``answer`` or in its ``explanation``.
    """
    said = study.manifest.get("answer") or (study.manifest.get("explanation") or {}).get("sentences")
    sentences = [said] if isinstance(said, str) else list(said or [])
    return [boxed(*(paragraph(str(each), kind="lead") for each in sentences))] if sentences else []


def comparison_answer(study: Study) -> list[Node]:
    """Say for every policy what it changes, how sure that is and in how many futures it is better.

    Args:
        study: a study that compares policies with a base.
    """
    comparison = study.rows("comparison")
    base, policies = study.names[0], study.names[1:]
    found = {policy: effects(comparison, policy) for policy in policies}
    found = {policy: mine for policy, mine in found.items() if mine}
    if not found:
        return [boxed(paragraph("No pair of runs finished, so nothing can be said.", kind="lead"))]
    lead = paragraph(" ".join(_headlines(found, base)), kind="lead")
    if len(found) > _MOST_IN_WORDS:
        lines = [_at_a_glance(found, base)]
    else:
        prices = _prices(study)
        lines = [
            element("p", element("b", policy), ": ", " ".join([_policy(mine), *prices.get(policy, [])]))
            for policy, mine in found.items()
        ]
    if not any(effect.has_interval for mine in found.values() for effect in mine.values()):
        return [boxed(lead, *lines)]
    where = "Below each difference" if len(found) > _MOST_IN_WORDS else "In brackets"
    held = _CALIBRATED if drawn(study) else _CHANCE
    return [boxed(lead, *lines), paragraph(f"{where}: {_BRACKETS}{held}", kind="note")]


def _prices(study: Study) -> dict[str, list[str]]:
    """Say for every policy that gains what a unit of gain costs, where that was computed."""
    said: dict[str, list[str]] = {}
    if "cost_per_gain" not in study.held:
        return said
    for row in records(study.rows("cost_per_gain")):
        value, low, high = (number(row[name]) for name in ("value", "low", "high"))
        if value != "-":
            unit = str(row["unit"]).removeprefix("$ ")
            within = f" ({low} to {high})" if "-" not in (low, high) else ""
            said.setdefault(str(row["policy"]), []).append(f"What it gains costs ${value} {unit}{within}.")
    return said


def _at_a_glance(found: dict[str, dict[str, Effect]], base: str) -> Element:
    outcomes = [name for group in _SAID for name in group if any(name in mine for mine in found.values())]
    headings = ["Policy", *(f"{outcome_label(name)}, {OUTCOMES[name].unit}" for name in outcomes)]
    rows: list[list[Node]] = [
        [policy, *(mine[name].cell() if name in mine else "" for name in outcomes)] for policy, mine in found.items()
    ]
    return table(f"Difference from {base}", headings, rows, numbers=range(1, len(headings)))


def _policy(mine: dict[str, Effect]) -> str:
    if all(effect.nothing for effect in mine.values()):
        return "Nothing differs in any future."
    sentences = []
    for outcomes in _SAID:
        clauses = [mine[name].clause(_NAMES.get(name, "")) for name in outcomes if name in mine]
        if clauses:
            sentences.append(sentence(*clauses))
    return " ".join(sentences)


def _headlines(found: dict[str, dict[str, Effect]], base: str) -> list[str]:
    """Sort the policies by what they do to true achievement, and name those whose scores mislead."""
    true = {policy: mine["true_outcome"] for policy, mine in found.items() if "true_outcome" in mine}
    if not true:
        return []
    if not any(effect.has_interval or effect.nothing for effect in true.values()):
        return ["One future says nothing about chance: take more seeds before reading any difference."]
    moved = []
    for way, sign in (("raised", 1), ("lowered", -1)):
        ranked = sorted(
            (policy for policy, effect in true.items() if effect.clear and effect.difference * sign > 0),
            key=lambda policy: -sign * true[policy].difference,
        )
        if ranked:
            figures = [f"{policy} ({with_unit(signed(true[policy].difference), 'true_outcome')})" for policy in ranked]
            moved.append(f"{way} by {listed(figures)}")
    said = [f"Compared with {base}, true achievement is {' and '.join(moved)}."] if moved else []
    unclear = [policy for policy, effect in true.items() if not effect.clear]
    if unclear:
        said.append(f"In true achievement {listed(unclear)} cannot be told apart from {base}.")
    misled = [
        policy
        for policy, effect in true.items()
        if (measured := found[policy].get("measured_outcome"))
        and measured.clear
        and measured.difference > 0
        and not (effect.clear and effect.difference > 0)
    ]
    if misled:
        falls = all(true[policy].clear for policy in misled)
        does = "falls" if falls else "does not distinguishably rise"
        said.append(f"Under {listed(misled)} measured achievement rises while true achievement {does}.")
    return said


def run_answer(study: Study) -> list[Node]:
    """Say for every scenario where it starts, where it ends and how far the futures lie apart.

    Args:
        study: a study without a comparison.
    """
    lines: list[Node] = []
    for scenario in study.names:
        levels = end_levels(study, scenario)
        sentences = _run_sentences(levels)
        if sentences:
            lines.append(element("p", element("b", scenario), ": ", " ".join(sentences)))
    if not lines:
        return [boxed(paragraph("No run finished, so nothing can be said.", kind="lead"))]
    note = (
        "A run alone shows levels, and levels are not findings: what a policy does is its difference from "
        "another one in the same futures (sos-sim compare)."
    )
    return [boxed(*lines), paragraph(note, kind="note")]


def _run_sentences(levels: dict[str, Level]) -> list[str]:
    said = []
    if level := levels.get("capability"):
        said.append(
            f"Capability for improvement goes from {number(level.start)} to {number(level.mean)} on its 0 to 5 scale"
            f"{level.spread_words}."
        )
    changes = [
        f"{_NAMES.get(name, outcome_label(name).lower())} changes by {with_unit(signed(change.mean), name)}"
        f"{change.signed_spread_words}"
        for name in ("true_outcome", "measured_outcome", "inflation")
        if (change := levels.get(name))
    ]
    if changes:
        said.append(sentence(*changes))
    if level := levels.get("equity_gap"):
        end = with_unit(number(level.mean), "equity_gap")
        said.append(sentence(f"{_NAMES['equity_gap']} goes from {number(level.start)} to {end}{level.spread_words}"))
    if level := levels.get("cost_per_pupil"):
        said.append(f"Support costs {with_unit(number(level.mean), 'cost_per_pupil')}{level.spread_words}.")
    return said
