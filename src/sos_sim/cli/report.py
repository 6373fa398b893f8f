"""The command that makes the report of a run folder, again or for the first time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="A folder written by any study of sos-sim.")],
) -> None:
    """Write the report of a run folder: one page that opens anywhere and prints."""
    from sos_sim.report.build import write_report

    print(f"The report is {write_report(folder)}")
