"""The command that runs an experiment: many policies in many futures."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.options import Jobs, Json, Out, Parameters, Population, posterior_of, worker_count
from sos_sim.cli.output import only_json, print_failures, print_json

WIDTH_OF_A_FILE = 120


def sweep(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="An experiment's name or file.")],
    population: Population = None,
    parameters: Parameters = None,
    jobs: Jobs = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS|local", help="Run on Dask: a scheduler's address, or local."),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume/--fresh", help="Go on from what the folder holds, or replace it."),
    ] = True,
    out: Out = None,
    as_json: Json = False,
) -> int:
    """Run an experiment: every policy in the same futures, resumable, on all cores or a cluster."""
    from sos_sim.observe.outcomes import OUTCOMES
    from sos_sim.scenario.experiment import load_experiment

    workers = worker_count(jobs)
    found = load_experiment(experiment, OUTCOMES)
    posterior = posterior_of(parameters)
    with only_json() if as_json else nullcontext():
        from sos_sim.study.sweep.sweep import sweep as run_sweep

        result = run_sweep(
            found,
            population=population,
            parameters=posterior,
            out=out or Path("runs") / found.name,
            jobs=workers,
            cluster=cluster,
            fresh=not resume,
            quiet=as_json,
        )
        if len(result.failed) < result.runs:
            from sos_sim.report.build import write_report
            from sos_sim.show.sweep import draw_sweep

            draw_sweep(result.folder)
            write_report(result.folder)
    if as_json:
        print_json(result.as_json())
    else:
        from rich.console import Console

        from sos_sim.study.sweep.printing import print_sweep

        print_sweep(result, Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE))
        print(f"Tables, figures and report.html are in {result.folder}; next: sos-sim decide {result.folder}")
    return print_failures(result.failed, f"all in {result.folder / 'failures.parquet'}")
