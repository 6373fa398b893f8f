"""A finished sweep as settings of the workshop page: what was crossed, from when, over which presets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.dates import date_of, months_since, parse_month
from sos_sim.scenario.scenario import Horizon, Scenario, load, with_horizon
from sos_sim.store.keys import model_version, point_key, seed_key
from sos_sim.store.manifest import read_manifest
from sos_sim.workshop.answer import MONTHS_BETWEEN_LOOKS, SHOWN, Answer, step_of
from sos_sim.workshop.room import PRESETS, Room, room_of
from sos_sim.workshop.setting import Setting

if TYPE_CHECKING:
    import pyarrow as pa

MOST_POLICIES = 600
"""Policies that fit a file people can mail."""
MOST_SEEDS = 12
"""Futures kept of a sweep that has more; the file grows with each."""
_SWEEP = "a folder written by sos-sim sweep"


@dataclass(frozen=True)
class Swept:
    """Hold a finished sweep as the page needs it.

    Args:
        folder: its folder.
        manifest: its manifest.
        room: presets, start of the policy and futures.
        levels: by path of a lever the values it was swept over, rising.
        points: (P,) the settings of the sweep, in the order of its points.
        ends: by outcome the sweep's own values at the end, (P, K).
    """

    folder: Path
    manifest: Mapping[str, Any]
    room: Room
    levels: dict[str, tuple[float, ...]]
    points: tuple[Setting, ...]
    ends: dict[str, Any]

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Give everything that is computed: every preset as it is, then the sweep's own settings, each once."""
        presets = self.room.presets
        asis = [Setting(name, (), self.room.start) for name in presets]
        crossed = [each.plain(presets[each.scenario]) for each in self.points]
        return tuple({each.key: each for each in (*asis, *crossed)}.values())

    def check(self, answers: Mapping[str, Answer]) -> None:
        """Compare answers with what the sweep itself recorded.

        Args:
            answers: by key of the setting.

        Raises:
            InputProblems: some statewide value at the end differs by more than rounding.
        """
        for place, point in enumerate(self.points):
            answer = answers[point.plain(self.room.presets[point.scenario]).key]
            for name, values in self.ends.items():
                found, right = answer.end(name), values[place]
                apart = np.abs(found - right) > 1.01 * step_of(name)
                # A value beyond what 16 bits hold is cut there; that is no other model.
                apart &= np.abs(found) < 32767 * step_of(name)
                if apart.any() or (np.isfinite(right) & (answer.series[SHOWN.index(name), -1] == -32768)).any():
                    said = f"{OUTCOMES[name].label} of {point.key} is not what the sweep recorded"
                    allowed = "a sweep of this model and this population; run it again with --fresh"
                    raise InputProblems([Problem(str(self.folder), said, allowed)])


def read_swept(folder: Path, population: str, also: Sequence[str] | None) -> Swept:
    """Read a sweep.

    Args:
        folder: its folder.
        population: hash of the population at hand.
        also: names or files of further presets; those every page starts from when None.

    Raises:
        InputProblems: it is no finished sweep of crossed levers, or was made with another model or population.
    """
    manifest = _manifest(folder, population)
    experiment = manifest["experiment"]
    presets = [_scenario(each, manifest["horizon"], folder) for each in manifest["scenarios"]]
    levers = [str(path) for path in experiment["levers"]]
    start = _start(levers, experiment.get("dates") or {}, presets[0], folder)
    count = int(manifest["seeds"]["count"])
    room = room_of([*presets, *_further(presets, also)], min(count, MOST_SEEDS))
    if start:
        room = replace(room, start=start)
    design = _design(folder)
    rows = design.filter(np.asarray(design["seed"]) == 1).sort_by("point").to_pydict()
    levels = {path: tuple(sorted({float(value) for value in rows[path]})) for path in levers}
    points = tuple(
        Setting.of(scenario, {path: rows[path][place] for path in levers}, room.start)
        for place, scenario in enumerate(rows["scenario"])
    )
    _check_points(points, rows["run_key"], levels, len(presets), room, manifest, folder)
    return Swept(folder, manifest, room, levels, points, _ends(folder, len(points), count, len(room.seeds), experiment))


def _manifest(folder: Path, population: str) -> dict[str, Any]:
    def refuse(found: str, allowed: str = _SWEEP) -> InputProblems:
        return InputProblems([Problem(str(folder), found, allowed)])

    manifest = read_manifest(folder)
    if manifest is None:
        raise refuse("is not a run folder" if folder.is_dir() else "is not a folder")
    if manifest.get("kind") != "sweep" or "experiment" not in manifest:
        raise refuse(f"holds a {manifest.get('kind') or 'run'}")
    experiment = manifest["experiment"]
    if manifest.get("status") != "done":
        raise refuse(f"is not finished (its status is {manifest.get('status')})", "the same sweep command goes on")
    if experiment.get("uncertainties"):
        raise refuse("varies uncertainties, for which a page has no sliders", "a sweep that varies levers only")
    if manifest.get("parameters"):
        raise refuse("ran with the draws of a calibration, which the page does not", "a sweep without --parameters")
    if manifest.get("failed"):
        raise refuse(f"has {manifest['failed']:,} failed runs", "a sweep whose runs all finished")
    if manifest["population"]["hash"] != population:
        known = manifest["population"]["source"]
        given = "the embedded California" if known == "embedded" else known
        raise refuse(f"was run with another population ({given})", f"--population with {given}")
    if manifest["model_version"] != model_version():
        found = f"was run with model {manifest['model_version']}, this is {model_version()}"
        raise refuse(found, "the same sweep command, with --fresh")
    if manifest["horizon"]["months"] < MONTHS_BETWEEN_LOOKS:
        raise refuse("runs less than half a year", "a horizon of a year or more")
    return manifest


def _scenario(told: Mapping[str, Any], horizon: Mapping[str, Any], folder: Path) -> Scenario:
    start = parse_month(horizon["start"]) or (0, 0)
    changes = {
        path: tuple((months_since(start, parse_month(date) or start), float(value)) for date, value in steps.items())
        for path, steps in told["changes"].items()
    }
    chain = tuple(told["base_chain"])
    return Scenario(told["name"], told["description"], chain, changes, start, int(horizon["months"]), folder)


def _start(levers: Sequence[str], dates: Mapping[str, str], base: Scenario, folder: Path) -> str:
    """Give the month the levers act from; nothing when there are no levers."""
    starts = sorted({dates.get(path, date_of(base.start, 0)) for path in levers})
    if len(starts) > 1:
        found = f"its levers act from different months ({', '.join(starts)})"
        raise InputProblems([Problem(str(folder), found, "levers with one date")])
    return starts[0] if starts else ""


def _further(presets: Sequence[Scenario], also: Sequence[str] | None) -> list[Scenario]:
    """Load further presets over the horizon of the sweep; the usual ones only where that is theirs."""
    first = presets[0]
    horizon = Horizon(first.start, first.months // 12, "the sweep")
    if also is None:
        known = {each.name for each in presets}
        usual = [load(name) for name in PRESETS if name not in known]
        return [each for each in usual if (each.start, each.months) == (first.start, first.months)]
    problems: list[Problem] = []
    found = []
    for name in also:
        try:
            found.append(with_horizon(load(name), horizon, problems))
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    return found


def _design(folder: Path) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(folder / "design.parquet")
    except (OSError, pa.ArrowException) as error:
        raise _unread(folder, error) from None


def _ends(folder: Path, points: int, seeds: int, kept: int, experiment: Mapping[str, Any]) -> dict[str, Any]:
    import pyarrow as pa

    from sos_sim.study.run import MAIN_OUTCOMES
    from sos_sim.study.sweep.sweep import end_values_of

    recorded = dict.fromkeys((*list(OUTCOMES)[:MAIN_OUTCOMES], *experiment["outcomes"]))
    names = [name for name in recorded if name in SHOWN]
    try:
        values = end_values_of(folder, points, seeds, names)
    except (OSError, pa.ArrowException, ValueError, KeyError) as error:
        raise _unread(folder, error) from None
    return {name: values[:, :kept, place] for place, name in enumerate(names)}


def _unread(folder: Path, error: Exception) -> InputProblems:
    return InputProblems([Problem(str(folder), f"its tables cannot be read ({str(error)[:120]})", _SWEEP)])


def _check_points(
    points: Sequence[Setting],
    keys: Sequence[str],
    levels: Mapping[str, Sequence[float]],
    presets: int,
    room: Room,
    manifest: Mapping[str, Any],
    folder: Path,
) -> None:
    """Refuse points that are not a grid, are too many, or are not the runs of the sweep."""
    problems = []
    if len(points) > MOST_POLICIES:
        problems.append(Problem(str(folder), f"has {len(points):,} policies", f"at most {MOST_POLICIES}"))
    elif len(points) != presets * prod(len(each) for each in levels.values()):
        found = "its levers are sampled and not crossed, so that sliders would have no stops"
        problems.append(Problem(str(folder), found, "levers with lists, or a factorial design"))
    else:
        for point, key in zip(points, keys, strict=True):
            laid = point.over(room.presets[point.scenario])
            own = point_key(laid, PARAMETERS, manifest["population"]["hash"], manifest["model_version"])
            if seed_key(own, 1) != key:
                found = f"its run of {point.key} cannot be made again from what the folder says"
                problems.append(Problem(str(folder), found, "the same sweep command, with --fresh"))
                break
    if problems:
        raise InputProblems(problems)
