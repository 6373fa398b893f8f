"""Which uncertain numbers matter: for the level of an outcome, and for which policy is best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sos_sim.parameters import PARAMETERS
from sos_sim.report.html import Node, boxed, listing, paragraph, table
from sos_sim.report.study import Study, records
from sos_sim.report.words import listed, number, outcome_label, percent, with_unit

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 3
_MOST_ROWS = 10


def uncertainty_answer(study: Study) -> list[Node]:
    """Say for every outcome how far uncertainty spreads it, how firm the ranking is and what drives both.

    Args:
        study: a sensitivity analysis.
    """
    spread, ranking = study.rows("spread"), study.rows("ranking")
    lines: list[Node] = []
    for row in records(spread):
        outcome = str(row["outcome"])
        mine = ranking[ranking["outcome"] == outcome]
        told = [f"{outcome_label(outcome)} spreads by {with_unit(number(row['spread']), outcome)} (standard deviation)"]
        top = mine.dropna(subset=["ST_level"]).sort_values("ST_level", ascending=False).head(_MOST_NAMED)
        names = [f"“{_label(str(each['path']))}” ({percent(each['ST_level'])})" for each in records(top)]
        if names:
            told.append(f"of the numbers looked at closely most of the variance comes from {listed(names)}")
        if row.get("best"):
            share = float(row["displaced"])
            where = f"{percent(share)} of the points tried" if share > 0 else "none of the points tried"
            told.append(f"{row['best']} is best on average, and another policy is better at {where}")
        turning = [f"“{_label(path)}”" for path in mine.loc[mine["for_ranking"].eq(True), "path"]]
        if turning:
            told.append(f"which of the two leading policies is better turns with {listed(turning[:_MOST_NAMED])}")
        lines.append(f"{'; '.join(told)}.")
    return [boxed(listing(lines))] if lines else []


def uncertainty_tables(study: Study) -> list[Node]:
    """Show the numbers that matter most for each outcome, for its level and for the lead of the best policy.

    Args:
        study: a sensitivity analysis.
    """
    ranking = study.rows("ranking")
    shown: list[Node] = []
    for outcome, rows in ranking.groupby("outcome", sort=False):
        kept = rows.dropna(subset=["ST_level"]).sort_values("ST_level", ascending=False).head(_MOST_ROWS)
        if not kept.empty:
            shown.append(_table(kept, outcome_label(str(outcome))))
    note = (
        "Total index: share of the variance that goes with the number, alone and with others; plus or minus half of "
        "the 90 % bootstrap interval. Lead: the best policy on average minus the runner-up."
    )
    return [*shown, paragraph(note, kind="note")] if shown else []


def _table(rows: pd.DataFrame, caption: str) -> Node:
    lines: list[list[Node]] = [
        [
            _label(str(row["path"])), _index(row["ST_level"], row["ST_level_conf"]),
            _index(row["ST_lead"], row["ST_lead_conf"]), str(row["reading"]),
        ]
        for row in records(rows)
    ]  # fmt: skip
    headings = ["Uncertain number", "Total index, level", "Total index, lead", "Reading"]
    return table(caption, headings, lines, numbers=(1, 2))


def _index(value: object, half: object) -> str:
    return "" if number(value) == "-" else f"{number(value)} \N{PLUS-MINUS SIGN} {number(half)}"


def _label(path: str) -> str:
    return PARAMETERS[path].label if path in PARAMETERS else path
