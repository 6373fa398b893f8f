"""How a budget is best divided: the front of allocations beside simple ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.report.html import Node, boxed, element, listing, paragraph, table
from sos_sim.report.study import Study, records
from sos_sim.report.words import counted, interval, listed, number, outcome_label, percent, signed, with_unit

if TYPE_CHECKING:
    import pandas as pd

_SHARE = "share_"
_WORTH_NAMING = 0.05


def allocation_answer(study: Study) -> list[Node]:
    """Say for each objective which allocation gains most, and how it divides the money.

    Args:
        study: a search for the best division of a budget.
    """
    rows = study.rows("allocations")
    asked = study.manifest.get("optimise") or {}
    front = [row for row in records(rows) if row["on_front"]]
    if not front:
        return []
    simple = [str(row["name"]) for row in front if row["simple"]]
    among = f"; among them the simple ones {listed(simple)}" if simple else ""
    budget = f" of ${float(asked['budget']):g} per pupil and year" if "budget" in asked else ""
    many = counted(len(front), "division")
    lead = f"{many}{budget} {'stands' if len(front) == 1 else 'stand'} on the front in fresh futures{among}."
    lines: list[Node] = []
    for outcome in _objectives(study, rows):
        row = _best(front, outcome)
        size = with_unit(signed(row[f"{outcome}_gain"]), outcome)
        within = interval(row[f"{outcome}_gain_low"], row[f"{outcome}_gain_high"])
        lines.append(
            f"{outcome_label(outcome)}: best under {row['name']} ({_division(row)}), {size} against the even split "
            f"({within})."
        )
    return [boxed(paragraph(lead, kind="lead"), listing(lines))]


def allocation_table(study: Study) -> list[Node]:
    """Show how every allocation divides the money and what it gains over the even split.

    Args:
        study: a search for the best division of a budget.
    """
    rows = study.rows("allocations")
    parts, objectives = _parts(rows), _objectives(study, rows)
    lines: list[list[Node]] = [
        [
            str(row["name"]), "yes" if row["on_front"] else "no", number(row["cost"]),
            *(f"{float(row[f'{_SHARE}{part}']):.0%}" for part in parts),
            *(_gain(row, name) for name in objectives),
        ]
        for row in records(rows)
    ]  # fmt: skip
    units = [f"{outcome_label(name)}, {OUTCOMES[name].unit}" for name in objectives]
    headings = ["Division", "On the front", "Cost, $", *map(_words, parts), *units]
    caption = "Divisions of the budget: shares, and gain over the even split with its 90 % interval, in fresh futures"
    return [table(caption, headings, lines, numbers=range(2, len(headings)))]


def _best(rows: list[dict[str, Any]], outcome: str) -> dict[str, Any]:
    sign = -1 if OUTCOMES[outcome].better == "lower" else 1
    return max(rows, key=lambda row: sign * float(row[f"{outcome}_gain"]))


def _objectives(study: Study, rows: pd.DataFrame) -> list[str]:
    asked = (study.manifest.get("optimise") or {}).get("objectives") or list(OUTCOMES)
    return [str(name) for name in asked if name in OUTCOMES and f"{name}_gain" in rows]


def _parts(rows: pd.DataFrame) -> list[str]:
    return [str(column).removeprefix(_SHARE) for column in rows.columns if str(column).startswith(_SHARE)]


def _division(row: Mapping[str, Any]) -> str:
    shares = {name.removeprefix(_SHARE): float(value) for name, value in row.items() if name.startswith(_SHARE)}
    ranked = sorted((part for part in shares if shares[part] >= _WORTH_NAMING), key=lambda part: -shares[part])
    return ", ".join(f"{_words(part).lower()} {percent(shares[part])}" for part in ranked)


def _gain(row: Mapping[str, Any], outcome: str) -> Node:
    within = interval(row[f"{outcome}_gain_low"], row[f"{outcome}_gain_high"])
    return element("span", signed(row[f"{outcome}_gain"]), element("span", within, attributes={"class": "path"}))


def _words(part: str) -> str:
    return part.replace("coe_building", "county office building").replace("_", " ").capitalize()
