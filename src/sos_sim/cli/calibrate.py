"""The command that learns the model's unmeasured numbers from interviews."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.options import Jobs, Json, Out, Population, whole_number, worker_count
from sos_sim.cli.output import only_json, print_json

WIDTH_OF_A_FILE = 120
MOST_DATASETS = 10_000


def calibrate(
    calibration: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="A calibration's name or file.")],
    population: Population = None,
    jobs: Jobs = None,
    resume: Annotated[
        bool,
        typer.Option("--resume/--fresh", help="Go on from what the folder holds, or replace it."),
    ] = True,
    check: Annotated[
        bool,
        typer.Option("--check/--no-check", help="Also without an emulator, and on made-up interviews."),
    ] = True,
    datasets: Annotated[
        str, typer.Option("--datasets", metavar="N", help="Made-up sets of interviews that check the method.")
    ] = "100",
    out: Out = None,
    as_json: Json = False,
) -> int:
    """Learn unmeasured numbers from interviews: a posterior with its checks, resumable."""
    from sos_sim.study.calibrate.file import load_calibration

    workers = worker_count(jobs)
    number = whole_number("--datasets", datasets, 20, MOST_DATASETS)
    found = load_calibration(calibration)
    with only_json() if as_json else nullcontext():
        from sos_sim.study.calibrate.study import calibrate_file, check_file

        folder = out or Path("runs") / found.name
        question, result = calibrate_file(
            found, population=population, out=folder, jobs=workers, fresh=not resume, check=check, quiet=as_json
        )
        if check:
            from sos_sim.show.calibration import draw_calibration

            check_file(found, question, result, datasets=number, jobs=workers, quiet=as_json)
            draw_calibration(folder)
        from sos_sim.report.build import write_report

        write_report(folder)
    if as_json:
        print_json(result.as_json())
    else:
        from rich.console import Console

        from sos_sim.study.calibrate.printing import print_calibration

        print_calibration(folder, Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE))
        print(f"Tables, figures and report.html are in {folder}; to use it: --parameters {folder}")
    return 0
