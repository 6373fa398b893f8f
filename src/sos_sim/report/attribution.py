"""What carried a difference: shares of the changed parameters and of the mechanisms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.report.html import Node, folded, paragraph, table
from sos_sim.report.study import Study, records
from sos_sim.report.words import interval, outcome_label, signed

if TYPE_CHECKING:
    import pandas as pd

_OPEN = ("true_outcome", "capability")
_KINDS = {
    "whole": "whole",
    "component": "parameter changed",
    "mechanism": "mechanism",
    "area": "area of capability",
}


def attribution_tables(study: Study) -> list[Node]:
    """Show the parts of every outcome's difference, largest first.

    Args:
        study: an explanation.
    """
    rows = study.rows("attribution")
    names = list(dict.fromkeys(str(name) for name in rows["outcome"]))
    shown: list[Node] = []
    for name in sorted(names, key=lambda each: _OPEN.index(each) if each in _OPEN else len(_OPEN)):
        unit = OUTCOMES[name].unit if name in OUTCOMES else ""
        made = _table(rows[rows["outcome"] == name], f"{outcome_label(name)}, {unit}")
        shown.append(made if name in _OPEN else folded(outcome_label(name), made))
    note = (
        "The parts of one kind add up to the whole: shares are Shapley values over runs with every combination of the "
        "parts in the same futures, mean over futures with the 90 % interval of that mean."
    )
    return [*shown, paragraph(note, kind="note")] if shown else []


def _table(rows: pd.DataFrame, caption: str) -> Node:
    place = {kind: number for number, kind in enumerate(_KINDS)}
    lines = records(rows)
    lines.sort(key=lambda row: (place.get(str(row["by"]), len(place)), -abs(float(row["value"]))))
    cells: list[list[Node]] = [
        [
            str(row.get("label") or row.get("part")), _KINDS.get(str(row["by"]), str(row["by"])),
            signed(row["value"]), interval(row["low"], row["high"]),
        ]
        for row in lines
    ]  # fmt: skip
    return table(caption, ["Part", "Kind", "Share of the difference", "90 % interval"], cells, numbers=(2, 3))
