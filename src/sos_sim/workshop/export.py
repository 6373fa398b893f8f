"""The workshop page as one HTML file: everything a sweep has computed, its reasons and some districts' stories."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.problems import InputProblems, Problem
from sos_sim.workshop.answer import Answer, Part, Parts, joined, simulate
from sos_sim.workshop.asked import REASON_SEEDS
from sos_sim.workshop.pack import pack_answers, pack_json
from sos_sim.workshop.swept import Swept, read_swept

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.study.worlds import PackedWorld
    from sos_sim.workshop.setting import Setting
    from sos_sim.world.build import World

STORY_BYTES = 1_600_000
"""Characters of packed stories a file may hold; presets come first, each with all its districts or none."""
MOST_BYTES = 5_000_000
"""A file above this is still written, and said to be large."""
# Mixtures and mixed runs of a setting in one future, about; only to tell how long it will take.
_RUNS_OF_REASONS = 24
_SECONDS_PER_DISTRICT_MONTH = 1.5e-7
_SUFFIXES = (".html", ".htm")


@dataclass(frozen=True)
class Exported:
    """Hold what became of an export.

    Args:
        file: the file written.
        size: its size in bytes.
        points: settings it holds.
        futures: futures of each.
        stories: presets whose districts' stories it holds.
    """

    file: Path
    size: int
    points: int
    futures: int
    stories: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        told = {"file": str(self.file), "bytes": self.size, "points": self.points, "futures": self.futures}
        return told | {"stories": list(self.stories)}


def export(
    folder: Path,
    file: Path,
    *,
    population: Path | None = None,
    also: Sequence[str] | None = None,
    jobs: int = 1,
    quiet: bool = False,
) -> Exported:
    """Write the workshop page of a sweep into one file.

    Args:
        folder: the folder of a finished sweep of levers.
        file: the HTML file; what is there is replaced.
        population: the population file the sweep was run with, None for the embedded California.
        also: further presets by name or file; the page's usual ones when None.
        jobs: worker processes.
        quiet: show no progress.

    Raises:
        InputProblems: the sweep, the population or the file cannot be used, or the sweep recorded other numbers.
    """
    from sos_sim.study.worlds import world_of
    from sos_sim.workshop.drawing import engine
    from sos_sim.workshop.meta import page_meta
    from sos_sim.workshop.page import page_html

    _check_file(file)
    world, about = world_of(population)
    swept = read_swept(folder, about["hash"], also)
    settings = swept.settings
    answers, reasons, stories = _computed(swept, settings, world, jobs, quiet)
    swept.check({each.key: answer for each, answer in zip(settings, answers, strict=True)})
    meta = page_meta(swept.room, world, "file")
    for lever in meta["levers"]:
        if lever["path"] in swept.levels:
            lever["stops"] = list(swept.levels[lever["path"]])
    meta["grid"] = _grid(swept, settings, stories)
    parts = {"answers": pack_answers(answers), "why": pack_json(reasons)}
    parts |= {f"stories-{place}": text for place, text in enumerate(stories.values())}
    text = page_html(meta, engine(), parts)
    _write(file, text)
    return Exported(file, file.stat().st_size, len(settings), len(swept.room.seeds), tuple(stories))


def _check_file(file: Path) -> None:
    folder = file.resolve().parent
    found, allowed = "", ""
    if file.is_dir():
        found, allowed = "is a folder", "a file such as workshop.html"
    elif file.suffix.lower() not in _SUFFIXES:
        found, allowed = "does not end in .html", "a file such as workshop.html"
    elif not folder.is_dir():
        found, allowed = f"its folder {file.parent} is not there", "a folder that is there"
    elif not os.access(folder, os.W_OK):
        found, allowed = f"its folder {file.parent} cannot be written", "a folder you may write to"
    if found:
        raise InputProblems([Problem(str(file), found, allowed)])


def _write(file: Path, text: str) -> None:
    from sos_sim.store.manifest import write_text

    try:
        write_text(file, text)
    except OSError as error:
        with suppress(OSError):
            file.with_name(f"{file.name}.{os.getpid()}.tmp").unlink(missing_ok=True)
        found = f"cannot be written: {error.strerror or error}"
        raise InputProblems([Problem(str(file), found, "a place with room")]) from None


def _grid(swept: Swept, settings: Sequence[Setting], stories: dict[str, str]) -> dict[str, Any]:
    """Say which settings the file holds, in the order of the packed answers."""
    from sos_sim.scenario.dates import months_since, parse_month

    room = swept.room
    start = months_since(room.base.start, parse_month(room.start) or room.base.start)
    late = {
        name: [path for path, steps in each.changes.items() if max(steps)[0] > start]
        for name, each in room.presets.items()
    }
    return {
        "sweep": swept.manifest["experiment"]["name"],
        "description": swept.manifest["experiment"]["description"],
        "model": swept.manifest["model_version"],
        "points": len(settings),
        "levels": {path: list(values) for path, values in swept.levels.items()},
        "settings": [[each.scenario, dict(each.moved)] for each in settings],
        "late": late,
        "stories": list(stories),
    }


def _computed(
    swept: Swept, settings: Sequence[Setting], world: World, jobs: int, quiet: bool
) -> tuple[list[Answer], list[Any], dict[str, str]]:
    """Compute answers and reasons of all settings, in their order, and the packed stories of presets by name."""
    from sos_sim.study.many import columns_at_once
    from sos_sim.study.progress import ProgressBar

    room = swept.room
    laid = [each.over(room.presets[each.scenario]) for each in settings]
    districts, months = len(world.county_of), room.base.months
    wide = columns_at_once(districts, months)
    tasks: list[tuple[int, Callable[..., Any], tuple[Any, ...]]] = [
        (len(laid[first : first + wide]), _answers, (laid[first : first + wide], seed))
        for seed in room.seeds
        for first in range(0, len(laid), wide)
    ]
    cuts = [(seed, first) for seed in range(len(room.seeds)) for first in range(0, len(laid), wide)]
    seeds = room.seeds[:REASON_SEEDS]
    tasks += [(_RUNS_OF_REASONS * len(seeds), _reasons, (room.base, each, seeds)) for each in laid]
    stories = list(room.presets)
    tasks += [(1, _stories, (room.presets[name], seeds[0], len(room.seeds))) for name in stories]
    runs = sum(count for count, _, _ in tasks)
    by_future: list[list[Part]] = [[] for _ in laid]
    reasons: list[Any] = []
    told: dict[str, str] = {}
    room_left = STORY_BYTES
    expected = runs * districts * months * _SECONDS_PER_DISTRICT_MONTH / jobs
    with ProgressBar(runs, expected, quiet) as progress:
        for place, found in enumerate(_done(world, tasks, jobs)):
            count, job, _ = tasks[place]
            if job is _answers:
                _, first = cuts[place]
                for number, part in enumerate(found):
                    by_future[first + number].append(part)
            elif job is _reasons:
                reasons.append(found)
            elif len(found) <= room_left:
                told[stories[place - len(tasks) + len(stories)]] = found
                room_left -= len(found)
            progress.advance(count)
    return [joined(each) for each in by_future], reasons, told


def _done(
    world: World, tasks: Sequence[tuple[int, Callable[..., Any], tuple[Any, ...]]], jobs: int
) -> Iterator[Any]:
    """Do jobs, here or in workers, and give what they return in their order."""
    if jobs <= 1 or len(tasks) <= 1:
        for _, job, arguments in tasks:
            yield job(world, *arguments)
        return
    import joblib

    from sos_sim.study.worlds import PackedWorld

    packed = PackedWorld(world)
    with warnings.catch_warnings(), joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        # loky says so when it replaces a worker that has grown; nothing is lost by it.
        warnings.filterwarnings("ignore", message="A worker stopped while some jobs were given")
        parallel = joblib.Parallel(n_jobs=jobs, return_as="generator")
        yield from parallel(joblib.delayed(job)(packed, *arguments) for _, job, arguments in tasks)


def _answers(world: World | PackedWorld, scenarios: Sequence[Scenario], seed: int) -> list[Part]:
    from sos_sim.study.worlds import opened

    here = opened(world)
    return simulate(here, scenarios, [seed], _parts_of(here))


def _reasons(world: World | PackedWorld, base: Scenario, other: Scenario, seeds: Sequence[int]) -> dict[str, Any]:
    from sos_sim.study.worlds import opened
    from sos_sim.workshop.why import why

    return why(opened(world), base, other, seeds)


def _stories(world: World | PackedWorld, scenario: Scenario, seed: int, futures: int) -> str:
    """Pack the decade of every district under one preset."""
    from sos_sim.study.worlds import opened
    from sos_sim.workshop.decade import decades

    here = opened(world)
    found = decades(here, scenario, seed, futures)
    return pack_json([found.of(place) for place in range(len(here.districts.cds_code))])


@lru_cache(maxsize=1)
def _parts_of(world: World) -> Parts:
    return Parts(world)
