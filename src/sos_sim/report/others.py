"""Tables no part of the report has told: small ones whole, with what their columns mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.report.html import Node, element, folded, paragraph, table, terms
from sos_sim.report.study import Study
from sos_sim.report.words import counted, number, outcome_label, percent
from sos_sim.store.columns import Column
from sos_sim.store.dictionary import TABLES

if TYPE_CHECKING:
    import pandas as pd

# A table with more rows than this is folded away; with more than the second, it is only named among the files.
_OPEN_ROWS, _MOST_ROWS = 40, 240
_MOST_COLUMNS = 12
_SMALL = {"class": "path"}


def other_tables(study: Study, told: set[str]) -> list[Node]:
    """Show every small table that no other part has told.

    Args:
        study: the study.
        told: names of the tables told elsewhere, or too long to be told.
    """
    shown: list[Node] = []
    for name in study.held:
        if name in told or not 0 < study.count(name) <= _MOST_ROWS:
            continue
        frame = study.rows(name)
        meaning, columns = TABLES.get(name, ("", ()))
        held = [*_as_table(name, frame, meaning), *_meanings(columns, frame)]
        title = name.replace("_", " ").replace("-", " ").capitalize()
        shown += [element("h3", title), *held] if len(frame) <= _OPEN_ROWS else [folded(title, *held)]
    return shown


def _as_table(name: str, frame: pd.DataFrame, meaning: str) -> list[Node]:
    columns = [str(column) for column in frame.columns if column not in ("run_key", "traceback")]
    left = len(columns) - _MOST_COLUMNS
    columns = columns[:_MOST_COLUMNS]
    numbers = [
        place for place, column in enumerate(columns) if place and frame[column].dtype.kind in "iuf"
    ]
    rows: list[list[Node]] = [[_cell(column, row[column]) for column in columns] for row in frame.to_dict("records")]
    first_sentence = re.sub(r" \(written by [^)]*\)", "", meaning.split(". ")[0].rstrip("."))
    made = table(first_sentence or name, [_heading(column) for column in columns], rows, numbers=numbers)
    more = f"{counted(left, 'further column')} in {name}.parquet."
    return [made, *([paragraph(more, kind="note")] if left > 0 else [])]


def _heading(column: str) -> str:
    if column in PARAMETERS:
        return PARAMETERS[column].label
    if column in OUTCOMES:
        return OUTCOMES[column].label
    return column.replace("_", " ")


def _cell(column: str, value: object) -> Node:
    if value is None or value != value:  # missing numbers are the only values unlike themselves
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return percent(value) if column.startswith("share_") and 0 <= value <= 1 else number(value)
    text = str(value)
    if column == "outcome":
        return outcome_label(text)
    if text in PARAMETERS:
        return element("span", PARAMETERS[text].label, element("span", element("code", text), attributes=_SMALL))
    return text


def _meanings(columns: tuple[Column, ...], frame: pd.DataFrame) -> list[Node]:
    pairs: list[tuple[Node, Node]] = [
        (_heading(column.name), column.meaning + (f" ({column.unit})" if column.unit else ""))
        for column in columns
        if column.name in frame
    ]
    return [folded("What the columns mean", terms(pairs))] if pairs else []
