"""The command that looks for the best division of a support budget."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.options import MOST_SEEDS, Jobs, Json, Out, Population, load_all, whole_number, worker_count
from sos_sim.cli.output import only_json, print_json
from sos_sim.problems import InputProblems, Problem

DEFAULT_SCENARIO = "california-2017"
WIDTH_OF_A_FILE = 120
# The first generation holds the allocations that need no search and as many again.
LEAST_SIZE, MOST_SIZE, MOST_GENERATIONS = 16, 1_000, 10_000


def optimise(
    scenario: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help="The conditions: a scenario's name or file.")
    ] = DEFAULT_SCENARIO,
    budget: Annotated[
        str | None, typer.Option("--budget", metavar="DOLLARS", help="What support costs, $ per pupil and year.")
    ] = None,
    objectives: Annotated[
        str, typer.Option("--objectives", metavar="A,B,C", help="Outcomes to better, with commas between.")
    ] = "capability,true_outcome,equity_gap,burden",
    seeds: Annotated[
        str, typer.Option("--seeds", metavar="N", help="Futures of the search: seeds 1 to N; fresh ones follow.")
    ] = "4",
    generations: Annotated[
        str, typer.Option("--generations", metavar="G", help="Generations of the search.")
    ] = "20",
    size: Annotated[str, typer.Option("--size", metavar="P", help="Allocations per generation.")] = "48",
    population: Population = None,
    jobs: Jobs = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Divide a fixed support budget over coaches, COE building, networks, data and retention, as well as can be."""
    dollars = _dollars(budget)
    numbers = (
        whole_number("--seeds", seeds, 1, MOST_SEEDS),
        whole_number("--generations", generations, 1, MOST_GENERATIONS),
        whole_number("--size", size, LEAST_SIZE, MOST_SIZE),
    )
    workers = worker_count(jobs)
    (loaded,) = load_all([scenario], None)
    with only_json() if as_json else nullcontext():
        from sos_sim.study.optimise.optimise import Search
        from sos_sim.study.optimise.optimise import optimise as find_best

        result = find_best(
            loaded,
            Search(dollars, tuple(name.strip() for name in objectives.split(",")), *numbers),
            population=population,
            out=out or Path("runs") / f"optimise-{loaded.name}-{dollars:g}",
            jobs=workers,
            quiet=as_json,
        )
        from sos_sim.report.build import write_report
        from sos_sim.show.allocations import draw_allocations

        draw_allocations(result.folder)
        write_report(result.folder)
    if as_json:
        print_json(result.as_json())
        return
    from rich.console import Console

    result.print(Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE))
    print(f"Tables, figures and report.html are in {result.folder}")


def _dollars(text: str | None) -> float:
    from sos_sim.scenario.reader import Scalar
    from sos_sim.scenario.scalars import read_number

    allowed = "dollars per pupil and year, above 0"
    if text is None:
        raise InputProblems([Problem("--budget", "is not given", allowed)])
    problems: list[Problem] = []
    value = read_number(Scalar("--budget", text, True), allowed, problems)
    if value is not None and value <= 0:
        problems.append(Problem("--budget", f"{value:g} is not a budget", allowed))
    if problems or value is None:
        raise InputProblems(problems)
    return value
