"""A scenario: what differs from 2017 conditions, from when, and for how long it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.changes import (
    Parameters,
    Plan,
    Step,
    lay_over,
    place_in_months,
    read_changes,
    read_settings,
)
from sos_sim.scenario.dates import FIRST_START, LONGEST_YEARS, date_of
from sos_sim.scenario.places import find
from sos_sim.scenario.reader import Entries, Fault, Node, read_entries
from sos_sim.scenario.scalars import is_name, read_month, read_name, read_text, read_whole

DEFAULT_YEARS = 10
SCENARIO_KEYS = ("name", "base", "description", "changes", "horizon")
Kind = Literal["scenario", "experiment", "calibration"]


@dataclass(frozen=True)
class Scenario:
    """Hold a scenario with its base laid under it.

    Args:
        name: its name, fit to name a folder.
        description: one or two sentences for people.
        base_chain: names of the bases, the nearest first; empty for a scenario without one.
        changes: for each changed path its values as (months since the start, value), sorted, in the
            parameter's unit; a value holds until the next one.
        start: first month, (year, month).
        months: length of the horizon.
        source: the file it was read from.
    """

    name: str
    description: str
    base_chain: tuple[str, ...]
    changes: dict[str, tuple[tuple[int, float], ...]]
    start: tuple[int, int]
    months: int
    source: Path


@dataclass(frozen=True)
class Horizon:
    """Hold the months a scenario runs.

    Args:
        start: first month, (year, month).
        years: length.
        place: ``file:line`` where it is set.
    """

    start: tuple[int, int]
    years: int
    place: str


@dataclass(frozen=True)
class _Draft:
    """Hold a scenario whose dates are not placed yet, because a child may still move the horizon."""

    name: str
    description: str
    base_chain: tuple[str, ...]
    plan: Plan
    horizon: Horizon


def load(name_or_path: str | Path, parameters: Parameters | None = None) -> Scenario:
    """Load a scenario by name or path, with its chain of bases.

    Args:
        name_or_path: a path, or a name looked up in ./scenarios, the working directory, the checkout and
            the installed package.
        parameters: every declared parameter by path; the model's own when not given.

    Raises:
        InputProblems: with one problem for everything that is wrong in the file or its bases.

    Example:
        >>> load("california-2017").months
        120
    """
    path = find(str(name_or_path), str(name_or_path))
    problems: list[Problem] = []
    draft = _draft(path, declared(parameters), (), problems)
    changes = {}
    if draft is not None and not problems:
        horizon = draft.horizon
        changes = place_in_months(draft.plan, horizon.start, horizon.years * 12, horizon.place, problems)
    if problems or draft is None:
        raise InputProblems(problems)
    start, months = draft.horizon.start, draft.horizon.years * 12
    return Scenario(draft.name, draft.description, draft.base_chain, changes, start, months, path)


def with_settings(
    scenario: Scenario, settings: Sequence[str], parameters: Parameters | None = None
) -> Scenario:
    """Change some parameters of a scenario, as ``--set`` does.

    Args:
        scenario: the scenario to start from; it stays as it is.
        settings: ``PATH=VALUE`` (for the whole horizon) or ``PATH@YYYY-MM=VALUE`` (from that month on).
        parameters: every declared parameter by path; the model's own when not given.

    Raises:
        InputProblems: with one problem for each setting that cannot be used.
    """
    problems: list[Problem] = []
    above = read_settings(list(settings), declared(parameters), problems)
    merged = lay_over(_dated(scenario), above)
    changes = place_in_months(merged, scenario.start, scenario.months, scenario.name, problems)
    if problems:
        raise InputProblems(problems)
    return replace(scenario, changes=changes)


def with_horizon(scenario: Scenario, horizon: Horizon, problems: list[Problem]) -> Scenario:
    """Give a scenario another horizon; a dated change outside it is a problem.

    Args:
        scenario: the scenario; it stays as it is.
        horizon: the months it is to run.
        problems: the list problems are added to.
    """
    if (scenario.start, scenario.months) == (horizon.start, horizon.years * 12):
        return scenario
    changes = place_in_months(_dated(scenario), horizon.start, horizon.years * 12, horizon.place, problems)
    return replace(scenario, changes=changes, start=horizon.start, months=horizon.years * 12)


def _dated(scenario: Scenario) -> Plan:
    """Write the changes of a scenario with the months they begin in."""
    return {
        path: tuple(
            Step(_calendar(scenario.start, month), value, str(scenario.source)) for month, value in steps
        )
        for path, steps in scenario.changes.items()
    }


def kind_of(path: Path) -> Kind:
    """Tell what a file is: an experiment has a ``design``, a calibration ``targets``, all else is a scenario.

    Raises:
        InputProblems: when the file is not readable YAML.
    """
    return _kind(read_entries(path, []))


def _kind(tree: Entries) -> Kind:
    if "design" in tree.entries:
        return "experiment"
    return "calibration" if "targets" in tree.entries else "scenario"


def declared(parameters: Parameters | None) -> Parameters:
    """Give the parameters passed, or the model's own."""
    if parameters is not None:
        return parameters
    from sos_sim.parameters import PARAMETERS

    return PARAMETERS


def check_keys(tree: Entries, keys: Sequence[str], what: str, problems: list[Problem]) -> None:
    """Note a problem for each key that such a file does not have."""
    for key, value in tree.pairs():
        if key.text in keys or isinstance(value, Fault):
            continue
        shown = key.shown or "an empty key"
        problems.append(
            Problem(
                key.place, f"{shown} is not a key of {what}", ", ".join(keys), nearest_name(key.text, keys)
            )
        )


def name_of(tree: Entries, path: Path, problems: list[Problem]) -> str:
    """Read the name a file gives itself; without one it is named like the file."""
    node = tree.get("name")
    if node is not None:
        return read_name(node, problems) or path.stem
    if not is_name(path.stem):
        problems.append(
            Problem(str(path), "the file has no `name` and its own cannot be one", "`name: my-policy`")
        )
    return path.stem


def description_of(tree: Entries, problems: list[Problem]) -> str:
    """Read the description; leaving it out or empty is fine."""
    node = tree.get("description")
    if node is None or getattr(node, "empty", False):
        return ""
    return " ".join((read_text(node, "description", problems) or "").split())


def read_horizon(node: Node | None, below: Horizon, problems: list[Problem]) -> Horizon:
    """Read a horizon; what it leaves out is taken from ``below``.

    Args:
        node: the value of the key ``horizon``, or None when the file does not have it.
        below: the horizon of the base, or the default one.
        problems: the list problems are added to.
    """
    if node is None or isinstance(node, Fault):
        return below
    if not isinstance(node, Entries):
        problems.append(Problem(node.place, "horizon is not a mapping", "{start: YYYY-MM, years: 1 to 50}"))
        return below
    check_keys(node, ("start", "years"), "horizon", problems)
    start, years = below.start, below.years
    if (written := node.get("start")) is not None:
        date = read_month(written, problems)
        if date is not None and date < FIRST_START:
            first = date_of(FIRST_START, 0)
            problems.append(
                Problem(written.place, f"the horizon cannot start in {date_of(date, 0)}", f"{first} or later")
            )
        elif date is not None:
            start = date
    if (written := node.get("years")) is not None:
        years = read_whole(written, 1, LONGEST_YEARS, "years", problems) or years
    return Horizon(start, years, node.place)


def _draft(
    path: Path, parameters: Parameters, children: tuple[Path, ...], problems: list[Problem]
) -> _Draft | None:
    tree = read_entries(path, problems)
    kind = _kind(tree)
    if kind != "scenario":
        key = next(iter(tree.entries[word][0] for word in ("design", "targets") if word in tree.entries))
        problems.append(
            Problem(key.place, f"the key {key.text} makes this file {_article(kind)}", "a scenario file")
        )
        return None
    check_keys(tree, SCENARIO_KEYS, "a scenario", problems)
    name = name_of(tree, path, problems)
    description = description_of(tree, problems)
    plan = read_changes(tree.entries["changes"][1], parameters, problems) if "changes" in tree.entries else {}
    below = _base(tree, path, parameters, (*children, path.resolve()), problems)
    if below is None:
        below = _Draft("", "", (), {}, Horizon(FIRST_START, DEFAULT_YEARS, str(path)))
    horizon = read_horizon(tree.get("horizon"), below.horizon, problems)
    chain = (below.name, *below.base_chain) if below.name else ()
    return _Draft(name, description, chain, lay_over(below.plan, plan), horizon)


def _base(
    tree: Entries, path: Path, parameters: Parameters, seen: tuple[Path, ...], problems: list[Problem]
) -> _Draft | None:
    node = tree.get("base")
    wanted = read_text(node, "base", problems) if node is not None else None
    if node is None or wanted is None:
        return None
    try:
        found = find(wanted, node.place, beside=path.parent)
        if found.resolve() in seen:
            names = " -> ".join(file.stem for file in (*seen, found))
            problems.append(
                Problem(node.place, f"the bases go in a circle: {names}", "a base that does not lead back")
            )
            return None
        return _draft(found, parameters, seen, problems)
    except InputProblems as error:
        problems.extend(error.problems)
        return None


def _article(kind: Kind) -> str:
    return "an experiment" if kind == "experiment" else f"a {kind}"


def _calendar(start: tuple[int, int], month: int) -> tuple[int, int] | None:
    if month == 0:
        return None
    year, index = divmod(start[0] * 12 + start[1] - 1 + month, 12)
    return year, index + 1
