"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sos_sim.problems import InputProblems, Problem

if TYPE_CHECKING:
    from sos_sim.scenario.posterior import Posterior
    from sos_sim.scenario.scenario import Scenario

MOST_SEEDS = 100_000
MOST_JOBS = 1_024

# Numbers arrive as text, so that a mistake in one is told like any other mistake of the user's.
Seeds = Annotated[str, typer.Option("--seeds", metavar="N", help="How many futures: seeds 1 to N.")]
Jobs = Annotated[
    str | None, typer.Option("--jobs", metavar="N", help="Worker processes; all cores when not given.")
]
DistrictSeeds = Annotated[
    str, typer.Option("--district-seeds", metavar="N", help="Seeds whose single districts are kept.")
]
Population = Annotated[
    Path | None,
    typer.Option(
        "--population", metavar="FILE", help="Population file; the embedded California when not given."
    ),
]
Parameters = Annotated[
    Path | None,
    typer.Option(
        "--parameters",
        metavar="FILE",
        help="Draws of a calibration (posterior.parquet or CSV), which lie under every scenario: future k has draw k.",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a parameter in every scenario given; PATH@YYYY-MM=VALUE from a month on. Repeatable.",
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Run folder; runs/NAME when not given.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def whole_number(option: str, text: str, low: int, high: int) -> int:
    """Read the value of an option as a whole number.

    Args:
        option: the option's name, for the message.
        text: what was typed.
        low: smallest value allowed.
        high: largest value allowed.

    Raises:
        InputProblems: when it is anything else.
    """
    from sos_sim.scenario.reader import Scalar
    from sos_sim.scenario.scalars import read_whole

    problems: list[Problem] = []
    value = read_whole(Scalar(option, text, True), low, high, option.lstrip("-"), problems)
    if value is None:
        raise InputProblems(problems)
    return value


def worker_count(jobs: str | None) -> int:
    """Read ``--jobs``, or count the cores this process may use."""
    if jobs is not None:
        return whole_number("--jobs", jobs, 1, MOST_JOBS)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_all(names: list[str], settings: list[str] | None) -> list[Scenario]:
    """Load scenarios by name or path with ``--set`` laid over each.

    Raises:
        InputProblems: with the problems of all of them.
    """
    from sos_sim.scenario.scenario import load, with_settings

    problems: dict[Problem, None] = {}  # a base that several share is complained about once
    loaded = []
    for name in names:
        try:
            scenario = load(name)
            loaded.append(with_settings(scenario, settings) if settings else scenario)
        except InputProblems as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise InputProblems(problems)
    return loaded


def posterior_of(file: Path | None) -> Posterior | None:
    """Read ``--parameters``; without it there are no draws.

    Raises:
        InputProblems: the file cannot be used.
    """
    if file is None:
        return None
    from sos_sim.scenario.posterior import read_posterior

    return read_posterior(file)
