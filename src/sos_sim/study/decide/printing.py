"""The decision as printed tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.study.decide.decision import Decision, Satisfied
from sos_sim.study.decide.discovery import Box
from sos_sim.study.decide.words import percent
from sos_sim.study.run import figure

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MOST_ROWS = 15


def print_decision(decision: Decision, console: Console) -> None:
    """Print what was found.

    Args:
        decision: the decision.
        console: where to.
    """
    cube = decision.cube
    for note in decision.notes:
        console.print(note, highlight=False)
    places = decision.order[:MOST_ROWS]
    headings = [f"{OUTCOMES[name].label} ({OUTCOMES[name].unit})" for name in cube.outcomes]
    means, most = cube.values.mean(axis=1), decision.regrets.max(axis=1)

    table = _table("Trade-off: mean over futures", [*headings, "On the front, in resamples"])
    for p in places:
        front = "yes" if decision.on_front[p] else "no"
        if decision.front_share is not None:
            front += f", {percent(decision.front_share[p])}"
        table.add_row(cube.policies[p].name, *(figure(value) for value in means[p]), front)
    console.print(table)

    table = _table("Largest regret, and share of futures won (ties shared out)", headings)
    for p in places:
        cells = [f"{figure(most[p, o])}, {percent(decision.won[p][o].share)}" for o in range(len(headings))]
        table.add_row(cube.policies[p].name, *cells)
    console.print(table)

    rules = [requirement.short for requirement in decision.requirements]
    table = _table("Share of futures that meet each requirement, with 90 % interval", [*rules, "all of them"])
    for p in places:
        cells = [_share(found) for found in (*decision.satisfied[p], decision.satisfied_all[p])]
        table.add_row(cube.policies[p].name, *cells)
    console.print(table)
    if len(cube.policies) > len(places):
        rest = len(cube.policies) - len(places)
        console.print(f"{rest} more policies are in decide-policies.parquet and regret.parquet.")
    for box in decision.boxes:
        for line in box_lines(box):
            console.print(line, highlight=False, markup=False)


def box_lines(box: Box) -> list[str]:
    """Tell one finding of scenario discovery in a few lines.

    Args:
        box: the finding.
    """
    lines = ["", box.words]
    if box.found:
        sure = "; ".join(
            f"{limit.words}: in {percent(limit.comes_back)} of resamples, chance {_chance(limit.chance)}"
            for limit in box.limits
        )
        lines.append(f"  How sure: {sure}.")
        if box.checked is not None:
            lines.append(f"  Of futures that the search had not seen, {percent(box.checked)} of those in its box fail.")
    if box.found and box.leaves:
        leaf = box.leaves[0]
        lines.append(
            f"  A classification tree says: when {leaf.words}. {percent(leaf.coverage)} of the failures lie there, and "
            f"{percent(leaf.density)} of the futures there fail."
        )
    return lines


def _table(title: str, headings: list[str]) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    table.add_column("Policy", width=30)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _share(found: Satisfied) -> str:
    return f"{percent(found.share)} ({100 * found.low:.0f} to {100 * found.high:.0f})"


def _chance(value: float) -> str:
    return "under 0.001" if value < 0.001 else f"{value:.3f}"
