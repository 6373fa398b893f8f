"""The command that holds the model against what should hold."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sos_sim.cli.options import MOST_SEEDS, Jobs, Json, Settings, whole_number, worker_count
from sos_sim.cli.output import finite, only_json, print_json

if TYPE_CHECKING:
    from sos_sim.check.groups import Checked

SOMETHING_FAILS = 1
WIDTH_OF_A_FILE = 160
DEFAULT_SEEDS = "10"


def check(
    group: Annotated[
        str | None,
        typer.Argument(metavar="[patterns|benchmarks|replications]", help="One group of checks; all when not given."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Only this check, such as S09. Repeatable.")
    ] = None,
    settings: Settings = None,
    seeds: Annotated[
        str, typer.Option("--seeds", metavar="N", help="How many futures patterns and benchmarks are looked at in.")
    ] = DEFAULT_SEEDS,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write results.json and a figure per pattern here.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when something fails.")] = False,
    as_json: Json = False,
) -> int:
    """Check the model: stylised facts, benchmarks and published models, pass or fail with the figure."""
    from sos_sim.check.groups import GROUPS, chosen
    from sos_sim.check.result import summary
    from sos_sim.problems import InputProblems, Problem, nearest_name

    if group is not None and group not in GROUPS:
        nearest = nearest_name(group, GROUPS)
        raise InputProblems([Problem("check", f"{group} is not a group of checks", ", ".join(GROUPS), nearest)])
    number = whole_number("--seeds", seeds, 1, MOST_SEEDS)
    workers = worker_count(jobs)
    moved = _moved(settings or [])
    names = chosen(GROUPS if group is None else (group,), only or [])
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    with only_json() if as_json else nullcontext():
        checked = [_carry_out(each, names[each], range(1, number + 1), moved, workers, as_json) for each in names]
        results = [result for each in checked for result in each.results]
        if out is not None:
            _write(out, checked)
    if as_json:
        print_json(summary(results))
    else:
        _tell(checked, out)
    failed = any(result.status == "fail" for result in results)
    return SOMETHING_FAILS if strict and failed else 0


def _moved(settings: list[str]) -> dict[str, float]:
    """Read ``--set`` as values by ``PATH`` or ``PATH@YYYY-MM``.

    Raises:
        InputProblems: with one problem for each setting that cannot be used.
    """
    from sos_sim.check.arms import BASE
    from sos_sim.scenario.scenario import load, with_settings

    with_settings(load(BASE), settings)
    pairs = (setting.partition("=") for setting in settings)
    return {target.strip(): float(value) for target, _, value in pairs}


def _carry_out(
    group: str, names: Sequence[str], seeds: Sequence[int], moved: dict[str, float], jobs: int, quiet: bool
) -> Checked:
    from sos_sim.check.groups import carry_out
    from sos_sim.study.progress import ProgressBar

    steps = len(names) if group == "replications" else len(seeds)
    with ProgressBar(steps, len(names) * 0.2, quiet) as bar:
        return carry_out(group, names, seeds, moved, jobs, lambda: bar.advance(1))


def _write(folder: Path, checked: Sequence[Checked]) -> None:
    from sos_sim.check.result import summary
    from sos_sim.show.patterns import draw_patterns
    from sos_sim.store.manifest import write_text

    results = [result for each in checked for result in each.results]
    write_text(folder / "results.json", json.dumps(finite(summary(results)), indent=2) + "\n")
    for each in checked:
        if each.judgement is not None:
            draw_patterns(folder / "figures", each.patterns, each.judgement)


def _tell(checked: Sequence[Checked], out: Path | None) -> None:
    from rich.console import Console

    from sos_sim.check.report import tell

    console = Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE)
    for each in checked:
        tell(console, each)
    print("Figure: median over futures, with the middle 90 % of them. Margin: how far inside the allowed range.")
    print("A check holds if its rule does in nine futures of ten.")
    if out is not None:
        print(f"Results and figures are in {out}")
