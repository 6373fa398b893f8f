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


def check(
    group: Annotated[
        str | None,
        typer.Argument(
            metavar="[patterns|benchmarks|replications|targets|california]",
            help="One group of checks; all when not given.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Only this check, such as S09. Repeatable.")
    ] = None,
    settings: Settings = None,
    seeds: Annotated[
        str | None,
        typer.Option("--seeds", metavar="N", help="How many futures are looked at: 20 for california, 10 for others."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="For california: folder of the state's files.")
    ] = None,
    targets: Annotated[
        Path | None, typer.Option("--targets", metavar="FILE", help="For targets: those of another interview study.")
    ] = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write results and figures here.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when something fails.")] = False,
    as_json: Json = False,
) -> int:
    """Check the model: stylised facts, benchmarks, published models, interviews, California; each with its figure."""
    from sos_sim.check.groups import GROUPS, OTHER_SEEDS, SEEDS, WITH_DATA, check_data, chosen
    from sos_sim.check.result import summary
    from sos_sim.check.targets import is_of_interviews
    from sos_sim.problems import InputProblems, Problem, nearest_name

    if group is not None and group not in GROUPS:
        nearest = nearest_name(group, GROUPS)
        raise InputProblems([Problem("check", f"{group} is not a group of checks", ", ".join(GROUPS), nearest)])
    if data is not None and group not in WITH_DATA:
        found = f"{'no group' if group is None else group} was asked for, and only {WITH_DATA[0]} is held beside files"
        raise InputProblems([Problem("--data", found, f"sos-sim check {WITH_DATA[0]} --data DIR")])
    if targets is not None and group != "targets":
        found = "only the group targets is about an interview study"
        raise InputProblems([Problem("--targets", found, "sos-sim check targets --targets FILE")])
    strangers = [each for each in settings or [] if is_of_interviews(each)]
    if strangers and group not in (None, "targets"):
        found = f"{strangers[0].partition('=')[0]} is a number of the interviews"
        raise InputProblems([Problem("--set", found, "sos-sim check targets --set ...")])
    number = None if seeds is None else whole_number("--seeds", seeds, 1, MOST_SEEDS)
    workers = worker_count(jobs)
    moved = _moved(settings or [])
    names = chosen(GROUPS if group is None else (group,), only or [], targets)
    apart = _folder_of_california(out, group) if out is not None and "california" in names else None
    if data is not None and group is not None:
        check_data(group, data)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    with only_json() if as_json else nullcontext():
        checked = []
        for each in names:
            futures = range(1, (number or SEEDS.get(each, OTHER_SEEDS)) + 1)
            checked.append(_carry_out(each, names[each], futures, moved, workers, as_json, data, targets))
        results = [result for each in checked for result in each.results]
        if out is not None:
            _write(out, apart, checked)
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
    from sos_sim.check.targets import is_of_interviews, split_settings
    from sos_sim.problems import InputProblems, Problem
    from sos_sim.scenario.reader import Scalar
    from sos_sim.scenario.scalars import read_number
    from sos_sim.scenario.scenario import load, with_settings

    with_settings(load(BASE), [each for each in settings if not is_of_interviews(each)])
    found, problems = {}, list[Problem]()
    for setting in settings:
        path, _, written = (part.strip() for part in setting.partition("="))
        value = read_number(Scalar("--set", written, True), f"a number for {path}", problems)
        found[path] = 0.0 if value is None else value
    if problems:
        raise InputProblems(problems)
    split_settings(found)
    return found


def _carry_out(
    group: str,
    names: Sequence[str],
    seeds: Sequence[int],
    moved: dict[str, float],
    jobs: int,
    quiet: bool,
    data: Path | None,
    targets: Path | None,
) -> Checked:
    from sos_sim.check.groups import carry_out, steps
    from sos_sim.check.targets import is_of_interviews
    from sos_sim.study.progress import ProgressBar

    if group != "targets":
        moved = {path: value for path, value in moved.items() if not is_of_interviews(path)}
    with ProgressBar(steps(group, names, seeds, data), len(names) * 0.2, quiet) as bar:
        return carry_out(group, names, seeds, moved, jobs, lambda: bar.advance(1), data, targets)


def _folder_of_california(out: Path, group: str | None) -> Path:
    """Give the folder of the tables and the report: apart where other groups write their figures too.

    Raises:
        InputProblems: something else stands there.
    """
    from sos_sim.store.folder import RunFolder

    return RunFolder.check(out if group == "california" else out / "california").path


def _write(folder: Path, apart: Path | None, checked: Sequence[Checked]) -> None:
    from sos_sim.check.result import summary
    from sos_sim.show.patterns import draw_patterns
    from sos_sim.store.manifest import write_text

    for each in checked:
        if each.judgement is not None:
            draw_patterns(folder / "figures", each.patterns, each.judgement)
        if each.california is not None and apart is not None:
            from sos_sim.check.california.folder import write_california

            write_california(each.california, apart)

    results = [result for each in checked for result in each.results]
    write_text(folder / "results.json", json.dumps(finite(summary(results)), indent=2) + "\n")

def _tell(checked: Sequence[Checked], out: Path | None) -> None:
    from rich.console import Console

    from sos_sim.check.california.printing import tell_california
    from sos_sim.check.report import tell

    console = Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_FILE)
    for each in checked:
        if each.california is not None:
            tell_california(console, each.california)
        else:
            tell(console, each)
    if any(each.california is None for each in checked):
        print("Figure: median over futures, with the middle 90 % of them. Margin: how far inside the allowed range.")
        print("A check holds if its rule does in nine futures of ten.")
    if out is not None:
        print(f"Results and figures are in {out}")
