"""The command that serves the workshop page."""

from __future__ import annotations

from typing import Annotated

import typer

from sos_sim.cli.options import Jobs, Population, load_all, whole_number, worker_count
from sos_sim.problems import InputProblems, Problem

LAST_PORT = 65_535
MOST_SEEDS = 40


def workshop(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]...", help="What the page starts from, today first (put there if missing)."),
    ] = None,
    port: Annotated[str, typer.Option("--port", metavar="P", help="Port on this machine; 0 finds a free one.")] = "0",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    seeds: Annotated[str, typer.Option("--seeds", metavar="N", help="Futures every setting meets.")] = "8",
    population: Population = None,
    jobs: Jobs = None,
) -> int:
    """Serve the workshop page on this machine: predict, move a lever, see why."""
    problems: list[Problem] = []
    numbers: list[int] = []
    for option, text, low, high in (("--port", port, 0, LAST_PORT), ("--seeds", seeds, 2, MOST_SEEDS)):
        try:
            numbers.append(whole_number(option, text, low, high))
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    cores = worker_count(jobs)
    from sos_sim.workshop.crew import warm

    warm()
    from sos_sim.workshop.room import PRESETS, room_of, with_today
    from sos_sim.workshop.serve import bind, serve

    room = room_of(with_today(load_all(scenarios or list(PRESETS), None)), numbers[1], population)
    if population is not None:
        room.world()  # what is wrong with it is told before anything is served
    serve(room, bind(numbers[0]), cores=cores, browser=browser)
    return 0
