"""The command that tells one district's years in words and one figure."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.options import MOST_SEEDS, Json, whole_number
from sos_sim.cli.output import print_json
from sos_sim.problems import InputProblems, Problem

WIDEST = 100
_FORM = "sos-sim explain RUN_DIR --district NAME_OR_CODE"


def explain(
    folders: Annotated[
        list[str], typer.Argument(metavar="RUN_DIR", help="A folder written by run, compare or demo.")
    ],
    district: Annotated[
        str | None,
        typer.Option("--district", metavar="NAME_OR_CODE", help="A district's code, or enough of its name."),
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="N", help="Which future; the first kept when not given.")
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="Only this one; all side by side when not given."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PNG", help="The figure; in RUN_DIR/figures when not given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell what happened to one district, year by year, in words and one figure."""
    if len(folders) > 1 or district is None:
        raise InputProblems([Problem("explain", "tells one district of one run folder", _FORM)])
    number = None if seed is None else whole_number("--seed", seed, 1, MOST_SEEDS)
    if out is not None:
        _check_out(out)

    from sos_sim.story.districts import find_district
    from sos_sim.story.lives import Log
    from sos_sim.story.tell import as_text, tell

    log = Log.open(Path(folders[0]))
    story = tell(log, find_district(log.districts, district), scenario, number)

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
