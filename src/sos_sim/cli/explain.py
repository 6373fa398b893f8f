"""The command that explains: why one policy beats another, or what happened to one district."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.options import MOST_SEEDS, Jobs, Json, Parameters, Population, Settings, whole_number
from sos_sim.cli.output import print_json
from sos_sim.problems import InputProblems, Problem

WIDEST = 100
_WHY = "sos-sim explain BASE OTHER"
_LIFE = "sos-sim explain RUN_DIR --district NAME_OR_CODE"
_FORMS = f"{_WHY}, or {_LIFE}"


def explain(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="BASE OTHER | RUN_DIR",
            help="Two scenarios by name or file, or a folder written by run, compare or demo.",
        ),
    ],
    seeds: Annotated[
        str | None, typer.Option("--seeds", metavar="N", help="BASE OTHER: how many futures; 20 when not given.")
    ] = None,
    population: Population = None,
    parameters: Parameters = None,
    settings: Settings = None,
    jobs: Jobs = None,
    district: Annotated[
        str | None,
        typer.Option("--district", metavar="NAME_OR_CODE", help="RUN_DIR: a district's code, or enough of its name."),
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="N", help="RUN_DIR: which future; the first kept when not given.")
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="RUN_DIR: only this one; all side by side when not given."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR|PNG",
            help="BASE OTHER: the run folder, runs/explain-BASE-vs-OTHER when not given. RUN_DIR: the figure.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Explain why OTHER ends differently than BASE: which parts of the policy, through which mechanisms.

    With a run folder and --district: tell what happened to one district, year by year, in words and one figure.
    """
    if district is None:
        _only("two scenarios", _LIFE, {"--seed": seed, "--scenario": scenario})
        if len(names) != 2:
            raise InputProblems([Problem("explain", f"{len(names)} given and no --district", _FORMS)])
        from sos_sim.cli.attribution import explain_difference

        explain_difference(names[0], names[1], seeds or "20", population, parameters, settings, jobs, out, as_json)
        return
    elsewhere = {"--seeds": seeds, "--population": population, "--parameters": parameters, "--set": settings}
    _only("one district", _WHY, elsewhere | {"--jobs": jobs})
    if len(names) > 1:
        raise InputProblems([Problem("explain", "tells one district of one run folder", _FORMS)])
    number = None if seed is None else whole_number("--seed", seed, 1, MOST_SEEDS)
    if out is not None:
        _check_out(out)
    _tell(Path(names[0]), district, scenario, number, out, as_json)


def _only(what: str, form: str, given: Mapping[str, object]) -> None:
    """Refuse options that mean nothing here.

    Raises:
        InputProblems: with one problem for each of them.
    """
    problems = [
        Problem(option, f"has no meaning for {what}", f"only in {form}")
        for option, value in given.items()
        if value is not None
    ]
    if problems:
        raise InputProblems(problems)


def _tell(
    folder: Path, district: str, scenario: str | None, seed: int | None, out: Path | None, as_json: bool
) -> None:
    from sos_sim.story.districts import find_district
    from sos_sim.story.lives import Log
    from sos_sim.story.tell import as_text, tell

    log = Log.open(folder)
    story = tell(log, find_district(log.districts, district), scenario, seed)

    from sos_sim.show.story import MOST_LIVES, draw_story, save_png

    lives = (story.life, *story.others)
    figures = log.folder / "figures"
    if out is None:
        figures.mkdir(exist_ok=True)
    picture = out or figures / f"district-{story.district.cds_code}-seed-{story.life.seed}.png"
    save_png(draw_story(story.district, lives, log.start), picture)
    if as_json:
        print_json(story.as_json() | {"figure": str(picture)})
        return
    wide = min(os.get_terminal_size().columns, WIDEST) if sys.stdout.isatty() else WIDEST
    print(as_text(story, wide))
    part = f" (the first {MOST_LIVES} scenarios)" if len(lives) > MOST_LIVES else ""
    print(f"\nThe figure is in {picture}{part}")


def _check_out(out: Path) -> None:
    found = ""
    if out.is_dir():
        found = f"{out} is a folder"
    elif out.suffix.casefold() != ".png":
        found = f"{out} does not end in .png"
    elif not out.absolute().parent.is_dir():
        found = f"there is no folder {out.parent}"
    if found:
        raise InputProblems([Problem("--out", found, "a .png file in a folder that exists")])
