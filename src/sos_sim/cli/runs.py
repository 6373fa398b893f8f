"""The commands that run the simulation: demo, run and compare."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sos_sim.cli.options import (
    MOST_SEEDS,
    DistrictSeeds,
    Jobs,
    Json,
    Out,
    Parameters,
    Population,
    Seeds,
    Settings,
    load_all,
    posterior_of,
    whole_number,
    worker_count,
)
from sos_sim.cli.output import only_json, print_failures, print_json
from sos_sim.problems import InputProblems, Problem

if TYPE_CHECKING:
    from sos_sim.study.compare.comparison import Comparison
    from sos_sim.study.run import RunResult

WIDTH_OF_A_FILE = 120
DEMO_BASE, DEMO_POLICIES, DEMO_SEEDS = "california-2017", ("intensive-support", "high-pressure"), 8


def demo(out: Out = None) -> int:
    """See a decade of California under two policies: the main job, small."""
    from sos_sim.study.compare.comparison import compare_scenarios

    base, *others = load_all([DEMO_BASE, *DEMO_POLICIES], None)
    folder = out or Path("runs") / "demo"
    result = compare_scenarios(base, others, DEMO_SEEDS, population=None, out=folder, jobs=worker_count(None))
    _draw(result)
    return _show(result, False)


def run(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario's name or file.")],
    seeds: Seeds = "20",
    population: Population = None,
    parameters: Parameters = None,
    settings: Settings = None,
    jobs: Jobs = None,
    out: Out = None,
    district_seeds: DistrictSeeds = "5",
    as_json: Json = False,
) -> int:
    """Run one scenario over many futures."""
    number = whole_number("--seeds", seeds, 1, MOST_SEEDS)
    kept = whole_number("--district-seeds", district_seeds, 0, MOST_SEEDS)
    workers = worker_count(jobs)
    scenarios = load_all([scenario], settings)
    posterior = posterior_of(parameters)
    with only_json() if as_json else nullcontext():
        from sos_sim.study.run import run_scenarios

        result = run_scenarios(
            scenarios,
            number,
            population=population,
            parameters=posterior,
            out=out or Path("runs") / scenarios[0].name,
            jobs=workers,
            district_seeds=kept,
            quiet=as_json,
        )
        _draw(result)
    return _show(result, as_json)


def compare(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="The scenario the others are measured against.")
    ],
    others: Annotated[list[str], typer.Argument(metavar="OTHER...", help="One or more scenarios.")],
    seeds: Seeds = "50",
    population: Population = None,
    parameters: Parameters = None,
    settings: Settings = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="KIND", help="Also by county, size, type or student_group."),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            metavar="DOLLARS",
            help="Scale policies to cost so many $ per pupil and year above BASE; equal: as much as the cheapest.",
        ),
    ] = None,
    jobs: Jobs = None,
    out: Out = None,
    district_seeds: DistrictSeeds = "5",
    as_json: Json = False,
) -> int:
    """Compare scenarios in the same futures: paired differences, figures, tables."""
    number = whole_number("--seeds", seeds, 1, MOST_SEEDS)
    kept = whole_number("--district-seeds", district_seeds, 0, MOST_SEEDS)
    workers = worker_count(jobs)
    dollars = None if budget is None else _budget(budget)
    first, *rest = load_all([base, *others], settings)
    posterior = posterior_of(parameters)
    with only_json() if as_json else nullcontext():
        from sos_sim.study.compare.comparison import compare_scenarios

        result = compare_scenarios(
            first,
            rest,
            number,
            population=population,
            parameters=posterior,
            out=out or Path("runs") / _folder_name([each.name for each in (first, *rest)], dollars),
            jobs=workers,
            district_seeds=kept,
            quiet=as_json,
            by=by,
            budget=dollars,
        )
        _draw(result)
    return _show(result, as_json)


def _budget(text: str) -> float | Literal["equal"]:
    if text == "equal":
        return "equal"
    from sos_sim.scenario.reader import Scalar
    from sos_sim.scenario.scalars import read_number

    allowed = "$ per pupil and year above BASE, above 0, or equal (what the cheapest policy costs)"
    problems: list[Problem] = []
    value = read_number(Scalar("--budget", text.removeprefix("$"), True), allowed, problems)
    if value is not None and value > 0:
        return value
    raise InputProblems(problems or [Problem("--budget", f"budget cannot be {text}", allowed)])


def _folder_name(names: list[str], budget: float | Literal["equal"] | None) -> str:
    """Name a folder after what is compared; the same scenarios at another budget get another one."""
    at = "" if budget is None else "-at-equal-budget" if budget == "equal" else f"-at-{budget:g}"
    return "-vs-".join(names)[:120] + at


def _draw(result: RunResult | Comparison) -> None:
    from sos_sim.report.build import write_report
    from sos_sim.show.draw import draw_folder

    draw_folder(result.folder)
    write_report(result.folder)


def _show(result: RunResult | Comparison, as_json: bool) -> int:
    if as_json:
        print_json(result.as_json())
    else:
        from rich.console import Console

        result.print(Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE))
        print(f"Tables, figures and report.html are in {result.folder}")
    return print_failures(result.failed, "all in manifest.json")
