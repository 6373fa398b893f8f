"""Near settings: what a room may ask next, most likely first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.spoken import FRONT, stops
from sos_sim.workshop.setting import Setting, value_under

if TYPE_CHECKING:
    from sos_sim.workshop.room import Room


def stops_in(room: Room, path: str) -> tuple[float, ...]:
    """List where the slider of a parameter stops in a room: every preset's value is among them.

    Args:
        room: the room.
        path: path of the parameter.
    """
    presets = {value_under(each, path) for each in room.presets.values() if path in each.changes}
    return stops(PARAMETERS[path], presets)


def near(room: Room, setting: Setting) -> list[Setting]:
    """List the settings one move away: the presets, then the stops of every slider in sight, the nearest first.

    Args:
        room: the room.
        setting: where it is now.
    """
    found: dict[str, Setting] = {}
    for name in room.presets:
        unmoved = Setting.of(name, {}, setting.start)
        found.setdefault(unmoved.key, unmoved)
    preset = room.presets[setting.scenario]
    moved = dict(setting.moved)
    paths = dict.fromkeys([*(each.path for each in FRONT), *moved])
    axes = [list(_from(stops_in(room, path), moved.get(path, value_under(preset, path)))) for path in paths]
    for place in range(max(len(axis) for axis in axes)):
        for path, axis in zip(paths, axes, strict=True):
            if place < len(axis):
                one = Setting.of(setting.scenario, moved | {path: axis[place]}, setting.start).plain(preset)
                found.setdefault(one.key, one)
    found.pop(setting.key, None)
    return list(found.values())


def onward(room: Room, before: Setting | None, setting: Setting) -> list[Setting]:
    """List where a lever that moves goes next, the nearest first; none where not just one lever moved.

    Args:
        room: the room.
        before: where it was.
        setting: where it is now.
    """
    if before is None or (before.scenario, before.start) != (setting.scenario, setting.start):
        return []
    preset = room.presets[setting.scenario]
    was, now = dict(before.moved), dict(setting.moved)
    values = {path: (was.get(path, value_under(preset, path)), now.get(path, value_under(preset, path)))
              for path in was.keys() | now.keys()}  # fmt: skip
    moving = [path for path, (first, last) in values.items() if first != last]
    if len(moving) != 1:
        return []
    first, last = values[moving[0]]
    rising = [value for value in stops_in(room, moving[0]) if value > last]
    falling = [value for value in reversed(stops_in(room, moving[0])) if value < last]
    further = rising if last > first else falling
    return [Setting.of(setting.scenario, now | {moving[0]: value}, setting.start).plain(preset) for value in further]


def spread(room: Room, start: str) -> list[Setting]:
    """List settings over the whole range of the sliders in sight: lowest, middle, highest and today's stop of each.

    They fill the trade-off plane when everything near has been worked out, the simplest first.

    Args:
        room: the room.
        start: month from which moved levers act.
    """
    base = room.base
    axes = []
    for each in FRONT:
        values, today = stops_in(room, each.path), value_under(base, each.path)
        middle = values[len(values) // 2]
        axes.append([(each.path, value) for value in dict.fromkeys((today, values[0], middle, values[-1]))])
    found: dict[str, Setting] = {}
    for moved in product(*axes):
        one = Setting.of(base.name, dict(moved), start).plain(base)
        found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda each: len(each.moved))


def _from(values: tuple[float, ...], here: float) -> Iterator[float]:
    """Go through stops outwards from one value, by number of steps and not by distance."""
    above = [value for value in values if value > here]
    below = [value for value in reversed(values) if value < here]
    for place in range(max(len(above), len(below))):
        yield from above[place : place + 1]
        yield from below[place : place + 1]
