"""What a scenario changes, from when, and how a scenario's changes lie over those of its base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sos_sim.parameters.declare import Parameter
from sos_sim.problems import Problem, nearest_name
from sos_sim.scenario.dates import date_of, months_since
from sos_sim.scenario.reader import Entries, Fault, Node, Scalar
from sos_sim.scenario.scalars import read_month, read_value

Parameters = Mapping[str, Parameter]


@dataclass(frozen=True)
class Step:
    """Put one value in force.

    Args:
        date: the month (year, month) it starts in, or None for the start of the horizon.
        value: the parameter's value from then on.
        place: ``file:line`` or the option that says so.
    """

    date: tuple[int, int] | None
    value: float
    place: str


Plan = dict[str, tuple[Step, ...]]


def read_changes(node: Node, parameters: Parameters, problems: list[Problem]) -> Plan:
    """Read the ``changes`` of a scenario file; everything wrong is added to ``problems``.

    Args:
        node: the value of the key ``changes``; nothing at all means no changes.
        parameters: every declared parameter by path.
        problems: the list problems are added to.
    """
    if isinstance(node, Fault) or (isinstance(node, Scalar) and node.empty):
        return {}
    if not isinstance(node, Entries):
        problems.append(
            Problem(node.place, "changes is not a mapping", "lines such as `support.pressure: 1`")
        )
        return {}
    plan: Plan = {}
    for key, value in node.pairs():
        parameter = find_parameter(key.text, key.place, parameters, problems)
        if parameter is None:
            continue
        steps = _read_steps(value, parameter, problems)
        if steps:
            plan[parameter.path] = steps
    return plan


def find_parameter(
    path: str, place: str, parameters: Parameters, problems: list[Problem]
) -> Parameter | None:
    """Find a declared parameter, or note a problem with the nearest path and give None."""
    if path in parameters:
        return parameters[path]
    shown = path if len(path) <= 60 else path[:57] + "..."
    allowed = "a parameter's path, group.name (`sos-sim levers` lists them)"
    problems.append(
        Problem(place, f"no parameter is called {shown}", allowed, nearest_name(path, parameters))
    )
    return None


def _read_steps(node: Node, parameter: Parameter, problems: list[Problem]) -> tuple[Step, ...]:
    if not isinstance(node, Entries):
        value = read_value(node, parameter, problems)
        return () if value is None else (Step(None, value, node.place),)
    if not node.entries:
        problems.append(Problem(node.place, f"{parameter.path} has no value", parameter.allowed))
    steps: list[Step] = []
    for key, written in node.pairs():
        date = read_month(key, problems)
        if date is None and isinstance(written, Scalar) and written.empty:
            continue  # {2019-07:30} without the space is one mistake, not two
        value = read_value(written, parameter, problems)
        if date is None or value is None:
            continue
        if not parameter.dated:
            problems.append(undated(parameter, key.place))
        elif any(step.date == date for step in steps):
            problems.append(
                Problem(key.place, f"{parameter.path} changes twice in {key.text}", "each month once")
            )
        else:
            steps.append(Step(date, value, key.place))
    return _in_order(steps)


def undated(parameter: Parameter, place: str) -> Problem:
    """Describe the mistake of dating a parameter that holds for the whole run."""
    return Problem(place, f"{parameter.path} cannot change at a date", "one number for the whole run")


def read_settings(settings: list[str], parameters: Parameters, problems: list[Problem]) -> Plan:
    """Read ``PATH=VALUE`` and ``PATH@YYYY-MM=VALUE`` as given to ``--set``."""
    found: dict[str, list[Step]] = {}
    for setting in settings:
        target, equals, text = setting.partition("=")
        path, at, month = (part.strip() for part in target.partition("@"))
        place = f"--set {path}" if path else f"--set {setting}"
        if not equals or not path:
            problems.append(
                Problem(place, f"{setting!r} is not a setting", "PATH=VALUE or PATH@YYYY-MM=VALUE")
            )
            continue
        parameter = find_parameter(path, place, parameters, problems)
        if parameter is None:
            continue
        date = read_month(Scalar(place, month, True), problems) if at else None
        value = read_value(Scalar(place, text.strip(), True), parameter, problems)
        if value is None or (at and date is None):
            continue
        steps = found.setdefault(path, [])
        if at and not parameter.dated:
            problems.append(undated(parameter, place))
        elif any(step.date == date for step in steps):
            problems.append(
                Problem(place, "is set twice" + (f" in {month}" if at else ""), "each setting once")
            )
        else:
            steps.append(Step(date, value, place))
    return {path: _in_order(steps) for path, steps in found.items() if steps}


def _in_order(steps: list[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: step.date or (0, 0)))


def lay_over(below: Plan, above: Plan) -> Plan:
    """Lay a scenario's changes over those of its base.

    A bare value replaces all that the base says of the path. Dated values take over from the first of
    them on: what the base does before that month stays, what it does from that month on is gone.
    """
    merged = dict(below)
    for path, steps in above.items():
        first = steps[0].date
        kept = (
            ()
            if first is None
            else tuple(step for step in below.get(path, ()) if step.date is None or step.date < first)
        )
        merged[path] = kept + steps
    return merged


def place_in_months(
    plan: Plan, start: tuple[int, int], months: int, horizon_place: str, problems: list[Problem]
) -> dict[str, tuple[tuple[int, float], ...]]:
    """Turn dates into months since the start; a date outside the horizon is a problem.

    Args:
        plan: the changes with their dates.
        start: first month of the horizon (year, month).
        months: length of the horizon.
        horizon_place: where the horizon is set, named when an inherited change falls outside it.
        problems: the list problems are added to.
    """
    placed: dict[str, tuple[tuple[int, float], ...]] = {}
    last = date_of(start, months - 1)
    span = f"{date_of(start, 0)} to {last}"
    for path, steps in plan.items():
        timed: dict[int, float] = {}
        for step in steps:
            month = 0 if step.date is None else months_since(start, step.date)
            if 0 <= month < months:
                timed[month] = step.value  # a value dated at the very start stands instead of the bare one
                continue
            date = date_of(step.date or start, 0)
            side = "before the start" if month < 0 else "after the end"
            found = f"{path} changes in {date}, {side} of the horizon"
            if _file(step.place) != _file(horizon_place):
                found += f" that {horizon_place} sets"
            problems.append(Problem(step.place, found, span))
        placed[path] = tuple(sorted(timed.items()))
    return placed


def _file(place: str) -> str:
    return place.rsplit(":", 1)[0]
