"""Who gains and who loses: by size, type, student group and county."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.report.html import Node, element, folded, listing, paragraph, table
from sos_sim.report.study import Study, records
from sos_sim.report.words import interval, percent, signed
from sos_sim.world.districts import GROUP_NAMES, GROUPS, SIZE_NAMES, TYPES

if TYPE_CHECKING:
    import pandas as pd

_ACHIEVEMENT = ("true_outcome", "measured_outcome")
_WORDS = dict(zip(GROUPS, GROUP_NAMES, strict=True)) | {"ALL": "All pupils"}
_KINDS = {
    "size": ("Size of district, pupils", "by size of district", SIZE_NAMES),
    "type": ("Type of district", "by type of district", TYPES),
    "student_group": ("Student group", "by student group", ("ALL", *GROUPS)),
    "county": ("County", "by county", ()),
}
_PER_TABLE = 3


def who_gains(study: Study) -> list[Node]:
    """Show the differences of a comparison for parts of the state.

    Args:
        study: a study that compares policies with a base.
    """
    cells = _with_intervals(study) if "comparison_by" in study.held else _means(study)
    policies = [name for name in study.names[1:] if name in set(cells["policy"])]
    if not policies:
        return []
    title = f"Difference in achievement from {study.names[0]}, student SD"
    note = (
        "True and measured achievement, policy minus base in the last December, mean over futures"
        + (" with its 90 % interval" if "low" in cells else "")
        + "; in brackets the share of futures in which the policy is better."
        + (" n.d.: not distinguishable from no difference." if "low" in cells else "")
    )
    extremes = [line for policy in policies for line in _extremes(cells, policy)]
    return [listing(extremes), *_tables(cells, policies, title), paragraph(note, kind="note")]


def who_changed(study: Study) -> list[Node]:
    """Show the change since the start for parts of the state, scenario by scenario.

    Args:
        study: a run without a comparison.
    """
    from sos_sim.show.draw import changes_since_start
    from sos_sim.store.read import read

    changes = changes_since_start(read(study.folder))
    keys = ["policy", "by", "level", "outcome"]
    cells = changes.rename(columns={"change": "difference"}).groupby(keys)[["difference"]].mean().reset_index()
    scenarios = [name for name in study.names if name in set(cells["policy"])]
    note = "Change since the start in the last December, mean over futures."
    title = "Change in achievement since the start, student SD"
    shown = _tables(cells, scenarios, title)
    return [*shown, paragraph(note, kind="note")] if shown else []


def _with_intervals(study: Study) -> pd.DataFrame:
    return study.rows("comparison_by", wanted={"outcome": _ACHIEVEMENT})


def _means(study: Study) -> pd.DataFrame:
    rows = study.rows("differences", wanted={"outcome": _ACHIEVEMENT, "by": list(_KINDS)})
    rows = rows[np.isfinite(rows["difference"])]
    rows = rows.assign(share_better=np.where(rows["difference"] == 0, 0.5, rows["difference"] > 0))
    keys = ["policy", "by", "level", "outcome"]
    means: pd.DataFrame = rows.groupby(keys, sort=False)[["difference", "share_better"]].mean().reset_index()
    return means


def _extremes(cells: pd.DataFrame, policy: str) -> list[Node]:
    """Name, for each kind of part, which gains most and least in true achievement."""
    said: list[Node] = []
    parts = []
    for kind, (_, words, _) in _KINDS.items():
        rows = cells[(cells["policy"] == policy) & (cells["by"] == kind) & (cells["outcome"] == "true_outcome")]
        rows = rows[rows["level"] != "ALL"].sort_values("difference", kind="stable")
        if len(rows) < 2 or rows["difference"].iloc[0] == rows["difference"].iloc[-1]:
            continue
        least, most = rows.iloc[0], rows.iloc[-1]
        parts.append(
            f"{words} from {signed(least['difference'])} ({_word(least['level'])}) "
            f"to {signed(most['difference'])} ({_word(most['level'])})"
        )
    if parts:
        said.append(element("span", element("b", policy), f": true achievement differs {'; '.join(parts)}."))
    return said


def _tables(cells: pd.DataFrame, policies: list[str], title: str) -> list[Node]:
    shown: list[Node] = []
    for kind, (heading, words, order) in _KINDS.items():
        rows = cells[cells["by"] == kind]
        there = set(rows["level"])
        levels = [level for level in order if level in there] + sorted(there - set(order))
        if not levels:
            continue
        made = [
            _table(rows, policies[place : place + _PER_TABLE], levels, heading, f"{title}, {words}")
            for place in range(0, len(policies), _PER_TABLE)
        ]
        shown += [folded(f"All {len(levels)} counties", *made)] if kind == "county" else made
    return shown


def _table(rows: pd.DataFrame, policies: list[str], levels: list[str], heading: str, caption: str) -> Node:
    # Counties are many: one line each.
    told = _short if heading == _KINDS["county"][0] else _cell
    cells = {
        (str(row["policy"]), str(row["level"]), str(row["outcome"])): told(row) for row in records(rows)
    }
    lines: list[list[Node]] = [
        [_word(level), *(cells.get((policy, level, name), "") for policy in policies for name in _ACHIEVEMENT)]
        for level in levels
    ]
    above = [("", 1), *((policy, 2) for policy in policies)]
    headings = [heading, *(["True", "Measured"] * len(policies))]
    return table(caption, headings, lines, numbers=range(1, len(headings)), above=above)


def _cell(row: dict[str, object]) -> Node:
    text = signed(row["difference"])
    within = interval(row.get("low"), row.get("high"))
    share = percent(row.get("share_better")) if OUTCOMES[str(row["outcome"])].better != "neither" else ""
    share = f" ({share})" if share else ""
    if not within:
        return f"{text}{share}"
    return element("span", text, element("span", f"{within}{share}", attributes={"class": "path"}))


def _short(row: dict[str, object]) -> Node:
    low, high = row.get("low"), row.get("high")
    unclear = isinstance(low, float) and isinstance(high, float) and low <= 0 <= high
    return f"{signed(row['difference'])}{' n.d.' if unclear else ''}"


def _word(level: object) -> str:
    return _WORDS.get(str(level), str(level))
