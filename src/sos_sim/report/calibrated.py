"""The draws of a calibration under a study: which numbers, how far they spread, and what that does to intervals."""

from __future__ import annotations

from typing import Any

from sos_sim.parameters import PARAMETERS
from sos_sim.report.html import Node, element, folded, paragraph, table
from sos_sim.report.study import Study
from sos_sim.report.words import counted, number
from sos_sim.scenario.posterior import EVERYWHERE

_MOST_OPEN = 15


def draws_of(study: Study) -> dict[str, Any]:
    """Give what the manifest says of the draws; empty when the study has none.

    Args:
        study: the study.
    """
    found = study.manifest.get("parameters")
    return found if isinstance(found, dict) and found.get("paths") else {}


def drawn(study: Study) -> list[str]:
    """Name the numbers that are drawn in some scenario at least.

    Args:
        study: the study.
    """
    draws = draws_of(study)
    elsewhere = draws.get("set_elsewhere") or {}
    return [str(path) for path in draws.get("paths") or [] if not _never(elsewhere.get(path) or [])]


def drawn_in_words(study: Study) -> str:
    """Say which draws a study is over; empty when it has none.

    Args:
        study: the study.
    """
    if not (paths := drawn(study)):
        return ""
    draws = draws_of(study)
    size = f"{counted(int(draws['draws']), 'draw')} of {counted(len(paths), 'number')}"
    return f"the draws of a calibration ({draws['file']}: {size})"


def calibration(study: Study) -> list[Node]:
    """Show the drawn numbers with their spread over the futures of the study.

    Args:
        study: a study with a design.
    """
    paths = [path for path in drawn(study) if path in PARAMETERS]
    if not paths:
        return []
    elsewhere = draws_of(study).get("set_elsewhere") or {}
    design = study.rows("design", ["scenario", "seed", *paths])
    rows: list[list[Node]] = []
    for path in paths:
        where = design[~design["scenario"].isin(elsewhere.get(path) or [])].drop_duplicates("seed")
        low, middle, high = where[path].quantile([0.05, 0.5, 0.95])
        name = element(
            "span", PARAMETERS[path].label, element("span", element("code", path), attributes={"class": "path"})
        )
        spread = f"{number(low)} to {number(high)}"
        rows.append([name, PARAMETERS[path].unit, number(PARAMETERS[path].default), number(middle), spread])
    headings = ["Parameter", "Unit", "2017 conditions", "Median of the futures", "5 to 95 % of the futures"]
    shown = table("Drawn from the calibration, the same in every scenario of a future", headings, rows, numbers=(2, 3))
    told = [
        f"{path} is set by {', '.join(map(str, names))}: its draws are not used{'' if _never(names) else ' there'}."
        for path, names in elsewhere.items()
    ]
    many = len(rows) > _MOST_OPEN
    held = folded(f"{counted(len(rows), 'number')} drawn from the calibration", shown) if many else shown
    return [held, *(paragraph(line, kind="note") for line in told)]


def _never(names: list[str]) -> bool:
    """Tell whether a number is set throughout the study."""
    return bool(names) and names[0] in EVERYWHERE
