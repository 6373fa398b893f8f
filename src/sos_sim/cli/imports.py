"""The commands that take in what others made: official downloads, coded interviews."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sos_sim.problems import InputProblems, Problem, nearest_name

MOST_PRINTED = 20
NO_OBSERVABLE = "no observable of the model (reading.md lists them)"


def import_cde(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Downloads of the Department of Education.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The population file to write (csv).")],
) -> None:
    """Make a population file from official downloads of the California Department of Education."""
    from sos_sim.world.import_cde import import_cde as read_downloads
    from sos_sim.world.import_cde import write_population

    if out.is_dir():
        raise InputProblems([Problem("--out", f"{out} is a folder", "the name of a file to write")])
    if not out.absolute().parent.is_dir():
        raise InputProblems([Problem("--out", f"there is no folder {out.parent}", "a file in a folder that exists")])
    report = read_downloads(files)
    write_population(report, out)
    for heading, lines in (("Used", report.used), ("Matched", report.matched), ("Left out", report.left_out)):
        print(f"{heading}:")
        for line in lines:
            print(f"  {line}")
    print(f"Wrote {out}")


def import_interviews(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A code x case matrix (CSV or XLSX), or findings (YAML or CSV).")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="The folder to write; named like FILE if not given.")
    ] = None,
    codes: Annotated[
        Path | None,
        typer.Option("--codes", metavar="FILE", help="What codes mean: columns code, observable and against."),
    ] = None,
    cases: Annotated[
        str | None, typer.Option("--cases", metavar="AXIS", help="Where the cases are: rows or columns.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
) -> None:
    """Make an instrument, targets and a calibration out of coded interviews."""
    from sos_sim.cli.output import print_table
    from sos_sim.interviews.imports.orient import AXES
    from sos_sim.interviews.imports.reading import HEADINGS, target_row
    from sos_sim.interviews.imports.study import import_interviews as read_interviews

    axis = next((each for each in AXES if each == cases), None)
    if cases is not None and axis is None:
        raise InputProblems([Problem("--cases", f"{cases} is no axis", "rows or columns", nearest_name(cases, AXES))])
    imported = read_interviews(file, out, codes, axis, sheet)
    for line in imported.found:
        print(line)
    targets = imported.study.targets.values()
    print()
    print_table(HEADINGS, [target_row(target) for target in targets if target.fitted])
    others = [target for target in targets if not target.fitted]
    if others:
        print("\nNot fitted:")
    for target in others[:MOST_PRINTED]:
        print(f"  {target.ident}: {target.because or NO_OBSERVABLE}")
    if len(others) > MOST_PRINTED:
        print(f"  and {len(others) - MOST_PRINTED} more")
    folder = imported.folder
    print(f"\nWrote instrument.yaml, targets.yaml, calibration.yaml and reading.md (how all was read) to {folder}")
    print(f"Next: read {folder / 'reading.md'}, then `sos-sim calibrate {folder / 'calibration.yaml'}`")
