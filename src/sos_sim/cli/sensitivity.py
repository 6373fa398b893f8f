"""The command that tells which uncertainties matter."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.options import MOST_SEEDS, Jobs, Json, Out, Population, whole_number, worker_count
from sos_sim.cli.output import only_json, print_failures, print_json
from sos_sim.problems import InputProblems, Problem

WIDTH_OF_A_FILE = 120
MOST_TRAJECTORIES, MOST_KEPT = 1_000, 500
SMALLEST_BASE, LARGEST_BASE = 8, 65_536


def sensitivity(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="An experiment's name or file.")],
    population: Population = None,
    jobs: Jobs = None,
    keep: Annotated[
        str, typer.Option("--keep", metavar="K", help="How many uncertainties are looked at closely.")
    ] = "16",
    trajectories: Annotated[
        str, typer.Option("--trajectories", metavar="R", help="Walks of the screening.")
    ] = "10",
    base: Annotated[
        str,
        typer.Option(
            "--base", metavar="N", help="Blocks of the closer look, a power of 2; mechanisms get half as many."
        ),
    ] = "128",
    seeds: Annotated[
        str | None,
        typer.Option("--seeds", metavar="N", help="How many futures; the experiment's when not given."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Replace what the folder holds.")] = False,
    out: Out = None,
    as_json: Json = False,
) -> int:
    """Tell which uncertainties matter: for the level of outcomes, and for which policy is best."""
    from sos_sim.observe.outcomes import OUTCOMES
    from sos_sim.scenario.experiment import load_experiment

    walks = whole_number("--trajectories", trajectories, 2, MOST_TRAJECTORIES)
    blocks = whole_number("--base", base, SMALLEST_BASE, LARGEST_BASE)
    if blocks & (blocks - 1):
        raise InputProblems([Problem("--base", f"{blocks} is not a power of 2", "8, 16, 32, 64, 128, 256, ...")])
    kept = whole_number("--keep", keep, 1, MOST_KEPT)
    futures = None if seeds is None else whole_number("--seeds", seeds, 1, MOST_SEEDS)
    workers = worker_count(jobs)
    found = load_experiment(experiment, OUTCOMES)
    with only_json() if as_json else nullcontext():
        from sos_sim.report.build import write_report
        from sos_sim.show.sensitivity import draw_sensitivity
        from sos_sim.study.sensitivity.analyse import Sizes
        from sos_sim.study.sensitivity.study import sensitivity as analyse

        result = analyse(
            found,
            Sizes(walks, blocks, kept),
            seeds=futures,
            population=population,
            out=out or Path("runs") / f"{found.name}-sensitivity",
            jobs=workers,
            fresh=fresh,
            quiet=as_json,
        )
        draw_sensitivity(result.folder)
        write_report(result.folder)
    if as_json:
        print_json(result.as_json())
    else:
        from rich.console import Console

        from sos_sim.study.sensitivity.words import print_sensitivity

        print_sensitivity(result, Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE))
        print(f"Tables, figures and report.html are in {result.folder}")
    for line in result.warnings:
        print(line, file=sys.stderr)
    return print_failures(result.failed, "all in failures.parquet of each step")
