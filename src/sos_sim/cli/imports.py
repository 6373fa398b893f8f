"""The command that makes a population file out of official downloads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sos_sim.problems import InputProblems, Problem


def import_cde(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Downloads of the Department of Education.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The population file to write (csv).")],
) -> None:
    """Make a population file from official downloads of the California Department of Education."""
    from sos_sim.world.import_cde import import_cde as read_downloads
    from sos_sim.world.import_cde import write_population

    if out.is_dir():
        raise InputProblems([Problem("--out", f"{out} is a folder", "the name of a file to write")])
    if not out.absolute().parent.is_dir():
        raise InputProblems(
            [Problem("--out", f"there is no folder {out.parent}", "a file in a folder that exists")]
        )
    report = read_downloads(files)
    write_population(report, out)
    for heading, lines in (("Used", report.used), ("Matched", report.matched), ("Left out", report.left_out)):
        print(f"{heading}:")
        for line in lines:
            print(f"  {line}")
    print(f"Wrote {out}")
