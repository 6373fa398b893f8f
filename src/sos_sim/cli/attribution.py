"""What `sos-sim explain BASE OTHER` does and prints."""

from __future__ import annotations

import os
import sys
import textwrap
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.cli.options import MOST_SEEDS, load_all, posterior_of, whole_number, worker_count
from sos_sim.cli.output import only_json, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from sos_sim.study.explain.attribution import Attribution, OutcomeAttribution
    from sos_sim.study.explain.words import Part

WIDEST = 100
WIDTH_OF_A_FILE = 130
# Six outcomes and a label fit a file's width.
_PART, _NUMBER = 33, 12


def explain_difference(
    base: str,
    other: str,
    seeds: str,
    population: Path | None,
    parameters: Path | None,
    settings: list[str] | None,
    jobs: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Explain why one scenario ends differently than another, and print it.

    Args:
        base: name or file of the base.
        other: name or file of the scenario compared with it.
        seeds: how many futures, as typed.
        population: a population file, or None for the embedded California.
        parameters: a file of draws, or None for none.
        settings: what ``--set`` changes in both.
        jobs: worker processes, as typed.
        out: the run folder, or None for one under ``runs``.
        as_json: whether to print one JSON object and nothing else.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    number = whole_number("--seeds", seeds, 1, MOST_SEEDS)
    workers = worker_count(jobs)
    first, second = load_all([base, other], settings)
    posterior = posterior_of(parameters)
    with only_json() if as_json else nullcontext():
        from sos_sim.report.build import write_report
        from sos_sim.show.attribution import draw_attribution_folder
        from sos_sim.study.explain.attribution import explain_scenarios

        folder = out or Path("runs") / f"explain-{first.name}-vs-{second.name}"[:120]
        found = explain_scenarios(
            first,
            second,
            number,
            population=population,
            parameters=posterior,
            out=folder,
            jobs=workers,
            quiet=as_json,
        )
        draw_attribution_folder(found.folder)
        write_report(found.folder)
    if as_json:
        print_json(found.as_json())
    else:
        _print(found)


def _print(found: Attribution) -> None:
    from rich.console import Console

    terminal = sys.stdout.isatty()
    wide = min(os.get_terminal_size().columns, WIDEST) if terminal else WIDEST
    for sentence in found.sentences:
        print(textwrap.fill(sentence, wide))
        print()
    console = Console() if terminal else Console(width=WIDTH_OF_A_FILE)
    title = f"{found.other} minus {found.base}, shares of"
    _table(console, f"{title} what differs between them", found, lambda each: each.components)
    _table(console, f"{title} the ways to students", found, lambda each: each.mechanisms)
    for part in found.tied:
        print(textwrap.fill(f"{part.name} is switched as one: {', '.join(part.members)}", wide))
    print(
        textwrap.fill(
            "Each share is a mean over futures; every column sums to the difference above it. A star marks a share "
            "whose 90 % interval leaves out zero; the intervals are in attribution.parquet and in --json.",
            wide,
        )
    )
    if found.calibration:
        print(textwrap.fill(found.calibration, wide))
    print(f"Tables, figures and report.html are in {found.folder}")


def _table(
    console: Console, title: str, found: Attribution, parts_of: Callable[[OutcomeAttribution], tuple[Part, ...]]
) -> None:
    from rich.table import Table

    from sos_sim.observe.outcomes import OUTCOMES
    from sos_sim.study.explain.words import starred

    shown = [each for each in found.outcomes if parts_of(each)]
    if not shown:
        return
    table = Table(title=title, title_justify="left")
    table.add_column("Part", max_width=_PART)
    for each in shown:
        declared = OUTCOMES[each.outcome]
        table.add_column(f"{declared.label} ({declared.unit})", justify="right", width=_NUMBER)
    table.add_row("Whole difference", *(starred(each.whole) for each in shown), end_section=True)
    labels = dict.fromkeys((part.name, part.label) for each in shown for part in parts_of(each))
    for name, label in labels:
        mine = [next((part for part in parts_of(each) if part.name == name), None) for each in shown]
        table.add_row(label, *("" if part is None else starred(part.share) for part in mine))
    console.print(table)
