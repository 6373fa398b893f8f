"""Settings: what the room has chosen, a preset with some levers moved from the start of the policy on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.changes import find_parameter
from sos_sim.scenario.dates import date_of, months_since
from sos_sim.scenario.reader import Scalar
from sos_sim.scenario.scalars import read_value

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario

MOST_MOVED = 24
"""Most levers that one setting may move; a longer question is a mistake or mischief."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Setting:
    """Hold one choice of the room.

    Args:
        scenario: name of the preset it is laid over.
        moved: value by path, in force from ``start`` on; sorted by path.
        start: month as ``YYYY-MM`` in which the moved levers begin to act.
    """

    scenario: str
    moved: tuple[tuple[str, float], ...]
    start: str

    @classmethod
    def of(cls, scenario: str, moved: Mapping[str, float], start: str) -> Setting:
        """Make a setting, its levers in the order of their paths."""
        return cls(scenario, tuple(sorted((path, float(value)) for path, value in moved.items())), start)

    @property
    def key(self) -> str:
        """Name it in one line; equal settings have equal names."""
        moved = "&".join(f"{path}={value:g}" for path, value in self.moved)
        return f"{self.scenario}@{self.start}?{moved}"

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {"scenario": self.scenario, "moved": dict(self.moved), "start": self.start}

    def plain(self, preset: Scenario) -> Setting:
        """Leave out levers that are where their preset has them, so that one and the same choice has one name.

        Args:
            preset: the scenario of this name.
        """
        month = months_since(preset.start, _date(self.start))
        kept = tuple(
            (path, value)
            for path, value in self.moved
            if value != value_under(preset, path) or any(step[0] > month for step in preset.changes.get(path, ()))
        )
        return replace(self, moved=kept)

    def over(self, preset: Scenario) -> Scenario:
        """Lay the moved levers over their preset, from the start of the policy on.

        What the preset itself does with such a lever before that month stays; what it does later is overruled. What
        has no date in a scenario file, an assumption, has none here: it holds from the first month.

        Args:
            preset: the scenario of this name.
        """
        start = months_since(preset.start, _date(self.start))
        changes = dict(preset.changes)
        for path, value in self.moved:
            month = start if PARAMETERS[path].dated else 0
            before = tuple(step for step in changes.get(path, ()) if step[0] < month)
            changes[path] = (*before, (month, value))
        return replace(preset, changes=changes)


def value_under(preset: Scenario, path: str) -> float:
    """Give the value a lever has at the end of a preset.

    Args:
        preset: the scenario.
        path: path of the parameter.
    """
    steps = [step for step in preset.changes.get(path, ()) if step[0] < preset.months]
    return float(max(steps)[1]) if steps else PARAMETERS[path].default


def first_change(presets: Iterable[Scenario]) -> str:
    """Find when policy starts: the earliest dated change of some presets, a year after the start when there is none.

    Args:
        presets: scenarios with one horizon.
    """
    known = list(presets)
    dated = [month for each in known for steps in each.changes.values() for month, _ in steps if month > 0]
    first = known[0]
    return date_of(first.start, min(dated, default=min(12, first.months // 2)))


def read_setting(
    asked: Sequence[tuple[str, str]], presets: Mapping[str, Scenario], base: str, paths: Iterable[str] | None = None
) -> Setting:
    """Read a setting from the pairs of an address.

    Args:
        asked: pairs such as ``("scenario", "high-pressure")``, ``("start", "2018-07")``,
            ``("accountability.pressure", "1.2")``; without a start, levers act from the first month.
        presets: scenarios by name.
        base: the preset used when none is named.
        paths: the paths that may be moved; every declared parameter when not given.

    Raises:
        InputProblems: with one problem for everything that is wrong.
    """
    problems: list[Problem] = []
    scenario, start = base, date_of(presets[base].start, 0)
    moved: dict[str, float] = {}
    seen: set[str] = set()
    for name, text in asked:
        if name in seen:
            problems.append(Problem(_shown(name), "is given twice", "each name once"))
            continue
        seen.add(name)
        if name == "scenario":
            if text not in presets:
                nearest = nearest_name(text[:60], presets)
                found = f"{_shown(text)} is not a preset here"
                problems.append(Problem("scenario", found, ", ".join(presets), nearest))
            else:
                scenario = text
        elif name == "start":
            start = _read_start(text, presets[base], problems) or start
        else:
            parameter = find_parameter(name, "the address", PARAMETERS, problems)
            if parameter is None:
                continue
            if paths is not None and name not in paths:
                problems.append(Problem(name, "cannot be moved here", ", ".join(paths)))
                continue
            value = read_value(Scalar(name, text, True), parameter, problems)
            if value is not None:
                moved[name] = value
    if len(moved) > MOST_MOVED:
        problems.append(Problem("the address", f"moves {len(moved)} levers at once", f"at most {MOST_MOVED}"))
    if problems:
        raise InputProblems(problems)
    return Setting.of(scenario, moved, start)


def _read_start(text: str, preset: Scenario, problems: list[Problem]) -> str | None:
    first, last = date_of(preset.start, 0), date_of(preset.start, preset.months - 1)
    if not _MONTH.fullmatch(text) or not first <= text <= last:
        found = f"{_shown(text)} is not a month of the horizon"
        problems.append(Problem("start", found, f"YYYY-MM, {first} to {last}"))
        return None
    return text


def _shown(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= 60 else plain[:57] + "..."


def _date(text: str) -> tuple[int, int]:
    return int(text[:4]), int(text[5:])
