"""The tables of outcomes: the main ones open, the others folded away."""

from __future__ import annotations

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.report.effects import Effect, effects
from sos_sim.report.html import Node, element, folded, paragraph, table
from sos_sim.report.levels import Level, end_levels
from sos_sim.report.study import Study
from sos_sim.report.words import counted, interval, number, outcome_label, percent, signed
from sos_sim.study.run import MAIN_OUTCOMES

_FIRST = frozenset(list(OUTCOMES)[:MAIN_OUTCOMES])


def comparison_tables(study: Study) -> list[Node]:
    """Show every policy's differences from the base, the main outcomes first.

    Args:
        study: a study that compares policies with a base.
    """
    comparison = study.rows("comparison")
    base = study.names[0]
    shown: list[Node] = []
    for policy in study.names[1:]:
        mine = effects(comparison, policy)
        if not mine:
            continue
        seeds = int(comparison.loc[comparison["policy"] == policy, "seeds"].max())
        about = f"{policy} minus {base}, {study.end or 'at the end'}, {counted(seeds, 'future')}"
        shown.append(element("h3", policy))
        main = {name: effect for name, effect in mine.items() if name in _FIRST}
        rest = {name: effect for name, effect in mine.items() if name not in _FIRST}
        shown += [_effect_table(f"Main outcomes: {about}", main)] if main else []
        shown += [folded(f"Other outcomes: {policy}", _effect_table(f"Other outcomes: {about}", rest))] if rest else []
    if shown:
        shown.append(
            paragraph(
                "Difference: policy minus base, mean over futures, with the 90 % bootstrap interval of that mean. "
                "Better in: share of futures in which the policy is better, ties counting half. A reading of better "
                "or worse is given only where the difference can be told apart from none.",
                kind="note",
            )
        )
    return shown


def _effect_table(caption: str, found: dict[str, Effect]) -> Node:
    adjusted = any(np.isfinite(effect.p_value) for effect in found.values())
    headings = ["Outcome", "Unit", "Difference", "90 % interval", "Reading", "Better in"]
    rows: list[list[Node]] = []
    for name, effect in found.items():
        row: list[Node] = [
            outcome_label(name),
            OUTCOMES[name].unit if name in OUTCOMES else "",
            signed(effect.difference),
            interval(effect.low, effect.high) or "needs 2 futures",
            effect.reading,
            percent(effect.share_better),
        ]
        rows.append([*row, _p_value(effect.p_value)] if adjusted else row)
    return table(caption, [*headings, "p (Holm)"] if adjusted else headings, rows, numbers=(2, 3, 5, 6))


def _p_value(value: float) -> str:
    if not np.isfinite(value):
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def level_tables(study: Study) -> list[Node]:
    """Show where every scenario starts and ends; folded away where differences stand above.

    Args:
        study: a study whose outcomes were kept.
    """
    levels = {scenario: end_levels(study, scenario) for scenario in study.names}
    levels = {scenario: mine for scenario, mine in levels.items() if mine}
    if study.kind == "comparison":
        return [folded("Levels at the start and the end", _beside(study, levels))] if levels else []
    shown: list[Node] = []
    for scenario, mine in levels.items():
        seeds = max(level.futures for level in mine.values())
        about = f"{scenario}, {study.start or 'start'} and {study.end or 'end'}, {counted(seeds, 'future')}"
        main = {name: level for name, level in mine.items() if name in _FIRST}
        rest = {name: level for name, level in mine.items() if name not in _FIRST}
        shown += [_level_table(f"Main outcomes: {about}", main)] if main else []
        shown += [folded("Other outcomes", _level_table(f"Other outcomes: {about}", rest))] if rest else []
    return shown


def _beside(study: Study, levels: dict[str, dict[str, Level]]) -> Node:
    base, *_ = levels
    scenarios = list(levels)
    rows: list[list[Node]] = [
        [
            outcome_label(name), OUTCOMES[name].unit if name in OUTCOMES else "", number(level.start),
            *(number(levels[each][name].mean) if name in levels[each] else "" for each in scenarios),
        ]
        for name, level in levels[base].items()
    ]  # fmt: skip
    caption = f"Start, and mean over futures at the end, {study.end or 'of the horizon'}"
    return table(caption, ["Outcome", "Unit", "Start", *scenarios], rows, numbers=range(2, 3 + len(scenarios)))


def _level_table(caption: str, levels: dict[str, Level]) -> Node:
    rows: list[list[Node]] = [
        [
            outcome_label(name),
            OUTCOMES[name].unit if name in OUTCOMES else "",
            number(level.start),
            number(level.mean),
            f"{number(level.low)} to {number(level.high)}" if level.futures > 1 else "one future",
        ]
        for name, level in levels.items()
    ]
    headings = ["Outcome", "Unit", "Start", "End, mean", "5 to 95 % of futures"]
    return table(caption, headings, rows, numbers=(2, 3, 4))
