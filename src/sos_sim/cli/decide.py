"""The command that weighs the policies of a sweep."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.options import Json
from sos_sim.cli.output import only_json, print_json

WIDTH_OF_A_FILE = 140


def decide(
    folder: Annotated[Path, typer.Argument(metavar="SWEEP_DIR", help="A folder written by sweep.")],
    require: Annotated[
        list[str] | None,
        typer.Option(
            "--require",
            metavar="OUTCOME>=VALUE",
            help="What a policy must achieve, >= or <=. Repeatable; no worse than the first policy when not given.",
        ),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy",
            metavar="NAME",
            help="Whose failures to look into; least regret and front when not given.",
        ),
    ] = None,
    outcomes: Annotated[
        str | None,
        typer.Option("--outcomes", metavar="A,B", help="Outcomes to trade off; the main ones when not given."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Weigh the policies of a sweep: trade-offs, regret, robustness, and when they fail."""
    names = [name.strip() for name in outcomes.split(",") if name.strip()] if outcomes is not None else None
    with only_json() if as_json else nullcontext():
        from sos_sim.study.decide.decision import decide as weigh

        found = weigh(folder, require=require or (), policy=policy, outcomes=names)

        from sos_sim.report.build import write_report
        from sos_sim.show.decide import draw_decision
        from sos_sim.study.decide.tables import write_tables

        write_tables(found)
        draw_decision(found)
        write_report(folder)
    if as_json:
        print_json(found.as_json())
        return

    from rich.console import Console

    from sos_sim.study.decide.printing import print_decision

    print_decision(found, Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE))
    print(f"\nTables, figures and report.html are in {folder}")
