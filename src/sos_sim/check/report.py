"""Tell what checks say: a table for people, and a count of what holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sos_sim.check.groups import Checked
from sos_sim.check.result import CheckResult, Part

if TYPE_CHECKING:
    from rich.console import Console

HEADINGS = ("Id", "What should hold", "Figure", "90 %", "Allowed", "Published", "Margin", "Informative", "Result")
NUMBERS = ("Figure", "90 %", "Published", "Margin")
ONLY_SOMETIMES = ("Published", "Informative")
"""Columns that are left out where no check has anything in them."""


def number(value: float) -> str:
    """Write a figure with three digits."""
    if not math.isfinite(value):
        return "none" if math.isnan(value) else "infinite"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def interval(part: Part) -> str:
    """Write the interval over futures."""
    return f"{number(part.low)} to {number(part.high)}"


def yes_or_no(informative: bool | None) -> str:
    """Write whether a check carries information, or nothing where nobody has tried."""
    return "" if informative is None else "yes" if informative else "no"


def rows(result: CheckResult) -> list[tuple[str, ...]]:
    """Write a result as rows of cells: the claim, then one row per figure where there are several.

    Args:
        result: what a check says.
    """
    if not result.parts:
        return [(result.ident, result.claim, "", "", "", "", "", "", f"skipped: {result.reason}")]
    told = [_cells(result.ident, result.claim, result.parts[0])]
    if len(result.parts) > 1:
        told = [(result.ident, result.claim, "", "", "", "", "", yes_or_no(result.informative), _verdict(result))]
        told += [_cells("", f"  {part.name}", part) for part in result.parts]
    return told


def _cells(ident: str, text: str, part: Part) -> tuple[str, ...]:
    return (
        ident,
        text,
        number(part.figure),
        interval(part),
        str(part.rule),
        "" if part.reference is None else number(part.reference),
        number(part.margin),
        yes_or_no(part.informative),
        "holds" if part.passed else "FAILS",
    )


def _verdict(result: CheckResult) -> str:
    return "holds" if result.status == "pass" else "FAILS"


def count(results: Sequence[CheckResult]) -> str:
    """Say in a sentence how many checks hold, and how many of the informative ones.

    Args:
        results: what checks say.
    """
    held = [result for result in results if result.status == "pass"]
    said = f"{len(held)} of {len(results)} hold"
    known = [result for result in results if result.informative]
    if known:
        said += f"; of the {len(known)} that carry information about the model, {sum(r in held for r in known)} hold"
    failed = [result.ident for result in results if result.status == "fail"]
    return said + (f". Failing: {', '.join(failed)}." if failed else ".")


def tell(console: Console, checked: Checked) -> None:
    """Print one group of checks.

    Args:
        console: where to.
        checked: its results.
    """
    from rich.table import Table

    table = Table(title=checked.group.capitalize(), title_justify="left", box=None, pad_edge=False)
    every = [cells for result in checked.results for cells in rows(result)]
    shown = [
        place
        for place, heading in enumerate(HEADINGS)
        if heading not in ONLY_SOMETIMES or any(cells[place] for cells in every)
    ]
    for place in shown:
        numeric = HEADINGS[place] in NUMBERS
        wide = 1 if place == 1 else None
        table.add_column(HEADINGS[place], justify="right" if numeric else "left", ratio=wide, no_wrap=numeric)
    for cells in every:
        table.add_row(*(cells[place] for place in shown), style="bold red" if cells[-1] == "FAILS" else None)
    console.print(table)
    console.print(f"{checked.group.capitalize()}: {count(checked.results)}")
