"""The command that packs the workshop page of a sweep into one file."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sos_sim.cli.options import Jobs, Json, Population, worker_count
from sos_sim.cli.output import only_json, print_json


def export(
    folder: Annotated[Path, typer.Argument(metavar="SWEEP_DIR", help="A folder written by sweep, of levers only.")],
    file: Annotated[Path, typer.Argument(metavar="FILE.html", help="The file to write.")],
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="SCENARIO",
            help="A further preset, as it is. Repeatable; the page's usual presets when not given.",
        ),
    ] = None,
    population: Population = None,
    jobs: Jobs = None,
    as_json: Json = False,
) -> int:
    """Pack the workshop page of a sweep into one file that works without a server."""
    workers = worker_count(jobs)
    with only_json() if as_json else nullcontext():
        from sos_sim.workshop.export import MOST_BYTES
        from sos_sim.workshop.export import export as write

        found = write(folder, file, population=population, also=also, jobs=workers, quiet=as_json)
    if as_json:
        print_json(found.as_json())
        return 0
    print(f"{found.points:,} settings in {found.futures} futures each, computed and equal to the sweep's own results.")
    if found.stories:
        print(f"Stories of single districts: {', '.join(found.stories)}.")
    large = ", large for a mail: fewer levels or seeds make it smaller" if found.size > MOST_BYTES else ""
    print(f"{found.file} ({found.size / 1e6:.1f} MB{large}) opens in any browser, without a network.")
    return 0
