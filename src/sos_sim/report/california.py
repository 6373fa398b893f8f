"""What the check against California found: facts met, forecasts and their rivals, before/after and effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sos_sim.report.html import Node, boxed, element, listing, paragraph, table
from sos_sim.report.study import Study, records
from sos_sim.report.words import interval, listed, number, signed

if TYPE_CHECKING:
    import pandas as pd

FACTS, FORECASTS, LOOKS = "california-facts", "california-forecasts", "california-before-after"
CALIFORNIA = (FORECASTS, "california-chances", LOOKS)
"""Tables told here."""

_PERFECT = 0.9
_MOST = 0.5


def california_answer(study: Study) -> list[Node]:
    """Say how many facts the model meets, who forecasts best, and what before/after would have said.

    Args:
        study: a check against California.
    """
    facts = study.rows(FACTS)
    lines: list[Node] = [_of_facts(rows, str(kind)) for kind, rows in facts.groupby("districts", sort=False)]
    if FORECASTS in study.held:
        lines.append(_of_forecasts(study.rows(FORECASTS)))
    if LOOKS in study.held:
        lines.append(_of_looks(study.rows(LOOKS)))
    return [boxed(listing(lines))]


def _of_facts(facts: pd.DataFrame, kind: str) -> str:
    inside, every = int(facts["inside"].sum()), len(facts)
    whole = facts.groupby("check", sort=False)["inside"].all()
    missed = [str(check) for check, held in whole.items() if not held]
    levels = "given their own recorded values" if kind == "own values" else "drawn from structure alone"
    outside = f" At least one is outside in {listed(missed)}." if missed else ""
    return (
        f"With levels of districts {levels}, California lies in the model's 90 % range in {inside} of {every} facts; a "
        f"perfect model would have about {_PERFECT * every:.0f}.{outside}"
    )


def _of_forecasts(forecasts: pd.DataFrame) -> str:
    rows = records(forecasts)
    model = rows[0]
    rivals = [row for row in rows if not str(row["forecast"]).startswith("model")]
    level = [str(row["forecast"]) for row in rivals if row["log_score_ahead_low"] <= 0 <= row["log_score_ahead_high"]]
    behind = [str(row["forecast"]) for row in rivals if row["log_score_ahead_high"] < 0]
    ahead = len(rivals) - len(level) - len(behind)
    told = f"Forecasting the list of 2018, the model is ahead of {ahead} of {len(rivals)} simple rules by the log score"
    told += f", not distinguishable from {listed(level)}" if level else ""
    told += f", and behind {listed(behind)}" if behind else ""
    return (
        f"{told}; it expects {float(model['expected']):.0f} districts, {model['listed']} were listed. Area under the "
        f"curve {number(model['auc'])}, Brier score {number(model['brier'])}."
    )


def _of_looks(looks: pd.DataFrame) -> str:
    last = looks[(looks["listed"] == looks["listed"].max()) & (looks["years"] == looks["years"].max())]
    rows = records(last)
    naive, nobody, no_list, _, true = rows[:5]
    most = abs(float(nobody["mean"])) > _MOST * abs(float(naive["mean"]))
    told = " Most of what the look finds would have come without help." if most else ""
    return (
        f"A before/after look at districts listed in {naive['listed']} sees {signed(naive['mean'])} student SD after "
        f"{naive['years']} years, {signed(nobody['mean'])} where nobody was helped and "
        f"{signed(no_list['mean'])} where there was no list at all; assistance days did {signed(true['mean'])} to "
        f"their true outcome.{told}"
    )


def california_tables(study: Study) -> list[Node]:
    """Show every fact, every forecast and every look.

    Args:
        study: a check against California.
    """
    shown: list[Node] = []
    facts = study.rows(FACTS)
    for check, rows in facts.groupby("check", sort=False):
        claim = str(rows["claim"].iloc[0])
        shown.append(_facts_table(f"{check}  {claim}", rows))
    if shown:
        note = (
            "A fact holds when California's figure lies in the range that a further draw of the model falls into nine "
            "times in ten (Weibull's quantiles over seeds)."
        )
        shown.append(paragraph(note, kind="note"))
    if FORECASTS in study.held:
        shown += _forecast_table(study.rows(FORECASTS))
    if LOOKS in study.held:
        shown.append(_look_table(study.rows(LOOKS)))
    return shown


def _facts_table(caption: str, rows: pd.DataFrame) -> Node:
    lines: list[list[Node]] = [
        [
            element("span", str(row["fact"]), element("span", str(row["unit"]), attributes={"class": "path"})),
            number(row["california"]),
            number(row["model"]),
            f"{number(row['low'])} to {number(row['high'])}",
            "" if row["inside"] else "outside",
        ]
        for row in records(rows)
    ]
    return table(caption, ["Fact", "California", "Model", "90 %", ""], lines, numbers=(1, 2, 3))


def _forecast_table(rows: pd.DataFrame) -> list[Node]:
    lines: list[list[Node]] = [
        [
            str(row["forecast"]),
            str(row["knows_2018"]) or "nothing",
            f"{float(row['expected']):.0f}",
            number(row["auc"]),
            number(row["brier"]),
            number(row["log_score"]),
            "" if place == 0 else f"{signed(row['log_score_ahead'])} ({_ahead(row)})",
        ]
        for place, row in enumerate(records(rows))
    ]
    headings = ["Forecast", "Told of 2018", "Expected", "Area under the curve", "Brier", "Log score", "Model ahead"]
    note = (
        "Model ahead: difference of the log scores, 90 % interval over resampled districts. The model's own numbers "
        "were fitted with the counts of 2018 by group and priority area in sight: its right number of districts is no "
        "achievement; which districts is."
    )
    made = table("Forecasts of the list of 2018 from what was public in 2017", headings, lines, numbers=range(2, 7))
    return [made, paragraph(note, kind="note")]


def _ahead(row: dict[str, object]) -> str:
    return interval(row["log_score_ahead_low"], row["log_score_ahead_high"])


def _look_table(rows: pd.DataFrame) -> Node:
    lines: list[list[Node]] = [
        [
            str(row["look"]),
            str(row["listed"]),
            str(row["years"]),
            signed(row["mean"]),
            interval(row["low"], row["high"]),
        ]
        for row in records(rows)
    ]
    headings = ["Look", "Listed in", "Years later", "Mean, student SD", "90 % of futures"]
    return table("Before/after beside the effect in the same futures", headings, lines, numbers=range(1, 5))
