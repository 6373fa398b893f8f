"""Parameters changed: what was set, from what to what, from when, and what is known about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from sos_sim.parameters import PARAMETERS
from sos_sim.report.calibrated import drawn
from sos_sim.report.html import Node, element, paragraph, table
from sos_sim.report.study import Study
from sos_sim.report.words import counted, month, number

if TYPE_CHECKING:
    import pandas as pd

_Steps = Mapping[str, float]
EVIDENCE_WORDS = {
    "V": "seen in a source",
    "M": "from the literature, by memory",
    "S": "the 2018 report",
    "C": "computed",
    "A": "assumption",
}
_HEADINGS = ["Parameter", "Unit", "From", "To", "Source", "Base value rests on"]
_MOST_VALUES = 6
_DRAWN = "drawn"


def parameters_changed(study: Study) -> list[Node]:
    """List what every scenario sets otherwise than 2017 conditions or than the base.

    Args:
        study: the study.
    """
    changes = {str(each.get("name")): dict(each.get("changes") or {}) for each in study.scenarios}
    start = str((study.manifest.get("horizon") or {}).get("start", ""))
    draws = frozenset(drawn(study))
    if not any(changes.values()):
        if _varied(study):
            return []
        others = "every other number" if draws else "every number"
        who = "Nothing by the scenario" if draws else "Nothing"
        return [paragraph(f"{who}: {others} stands at its value under 2017 conditions.")]
    names = list(changes)
    base = changes[names[0]]
    everywhere = {
        path: steps for path, steps in base.items() if all(mine.get(path) == steps for mine in changes.values())
    }
    shown: list[Node] = []
    if everywhere and len(names) > 1:
        shown.append(_table("In every scenario, from 2017 conditions", everywhere, {}, start, draws))
    for place, name in enumerate(names):
        reference = base if place else {}
        paths = dict.fromkeys([*changes[name], *reference]) if place else changes[name]
        mine = {
            path: changes[name].get(path, {})
            for path in paths
            if not (len(names) > 1 and path in everywhere)
            and _course(path, changes[name], start) != _course(path, reference, start)
        }
        if mine:
            against = f"from {names[0]}" if place else "from 2017 conditions"
            shown.append(_table(f"{name}, {against}", mine, reference, start, draws))
        elif place or not everywhere:
            against = f"as in {names[0]}" if place else "as under 2017 conditions"
            others = "every other number" if draws else "every number"
            shown.append(paragraph(element("b", name), f": {others} {against}."))
    ids = paragraph("Source: ids in the findings ledger behind the model (L levers, M mechanisms, H open questions).")
    return [*shown, ids]


def varied(study: Study) -> list[Node]:
    """List what a sweep or another design varied, and between what.

    Args:
        study: a study with a design.
    """
    paths = _varied(study)
    if not paths:
        return []
    design = study.rows("design", paths)
    rows: list[list[Node]] = [
        [_name(path), PARAMETERS[path].unit, PARAMETERS[path].role, _values(design[path]),
         number(PARAMETERS[path].default), PARAMETERS[path].source]
        for path in paths
    ]  # fmt: skip
    runs = counted(study.count("design"), "run")
    headings = ["Parameter", "Unit", "Role", "Values", "2017 conditions", "Source"]
    return [table(f"Varied over {runs}", headings, rows)]


def _varied(study: Study) -> list[str]:
    """Name the parameters a design varies beyond what its scenarios do."""
    if "design" not in study.held or study.kind in ("run", "comparison"):
        return []
    import pyarrow.parquet as pq

    names = pq.read_schema(study.folder / "design.parquet").names
    draws = drawn(study)
    return [name for name in names if name in PARAMETERS and name not in draws]


def _values(values: pd.Series[Any]) -> str:
    distinct = sorted(values.dropna().unique())
    if len(distinct) <= _MOST_VALUES:
        return ", ".join(number(value) for value in distinct)
    return f"{number(distinct[0])} to {number(distinct[-1])}"


def _table(
    caption: str, mine: Mapping[str, _Steps], reference: Mapping[str, _Steps], start: str, draws: Collection[str]
) -> Node:
    rows: list[list[Node]] = []
    for path, steps in mine.items():
        parameter = PARAMETERS.get(path)
        if parameter is None:
            rows.append([element("code", path), "", "", _history(steps, start), "not in this version", ""])
            continue
        usual = _DRAWN if path in draws else _history({start: parameter.default}, start)
        before = _history(reference[path], start) if reference.get(path) else usual
        rows.append(
            [
                _name(path), parameter.unit, before, _history(steps, start) if steps else usual,
                parameter.source, EVIDENCE_WORDS[parameter.evidence],
            ]
        )  # fmt: skip
    return table(caption, _HEADINGS, rows)


def _course(path: str, changes: Mapping[str, _Steps], start: str) -> list[tuple[str, float]]:
    """Give the values a parameter takes and from when, without changes that change nothing."""
    course = [(start, PARAMETERS[path].default)] if path in PARAMETERS else []
    for date, value in sorted(changes.get(path, {}).items()):
        if date <= start:
            course = [(start, value)]
        elif not course or course[-1][1] != value:
            course.append((date, value))
    return course


def _name(path: str) -> Node:
    return element(
        "span", PARAMETERS[path].label, element("span", element("code", path), attributes={"class": "path"})
    )


def _history(steps: _Steps, start: str) -> str:
    parts = []
    for date, value in sorted(steps.items()):
        since = "" if date <= start else f" from {month(date)}"
        parts.append(f"{number(value)}{since}")
    return ", ".join(parts)
