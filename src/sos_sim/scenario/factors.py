"""What an experiment varies: parameters over levels or ranges, for the whole horizon or from a month on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sos_sim.parameters.declare import Parameter
from sos_sim.problems import Problem
from sos_sim.scenario.changes import Parameters, find_parameter, undated
from sos_sim.scenario.dates import date_of, months_since, parse_month
from sos_sim.scenario.reader import Entries, Fault, Items, Node, Scalar
from sos_sim.scenario.scalars import read_month, read_value
from sos_sim.scenario.scenario import check_keys


@dataclass(frozen=True)
class Factor:
    """Hold one varied parameter: levels that are crossed with everything, or a range that a design samples.

    Args:
        path: the parameter.
        levels: the values listed; empty for a range.
        low: lower end of the range; the smallest level.
        high: upper end of the range; the largest level.
        date: the month (year, month) from which on the value holds, before it the scenario's own does; None for the
            whole horizon.
        place: ``file:line`` where the date is written.
    """

    path: str
    levels: tuple[float, ...]
    low: float
    high: float
    date: tuple[int, int] | None = None
    place: str = field(default="", compare=False)

    @property
    def is_range(self) -> bool:
        """Tell whether a design samples it."""
        return not self.levels


def read_factors(
    tree: Entries, parameters: Parameters, problems: list[Problem]
) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
    """Read the levers and uncertainties of an experiment; everything wrong is added to ``problems``.

    Args:
        tree: the experiment file.
        parameters: every declared parameter by path.
        problems: the list problems are added to.
    """
    seen: dict[str, str] = {}
    levers = _part("levers", tree.get("levers"), parameters, seen, problems)
    node = tree.get("uncertainties")
    if isinstance(node, Scalar) and node.text == "all":
        return levers, tuple(
            Factor(each.path, (), each.low, each.high)
            for each in parameters.values()
            if each.role == "uncertainty" and each.path not in seen and each.low < each.high
        )
    return levers, _part("uncertainties", node, parameters, seen, problems)


def _part(
    part: str, node: Node | None, parameters: Parameters, seen: dict[str, str], problems: list[Problem]
) -> tuple[Factor, ...]:
    if node is None or isinstance(node, Fault):
        return ()
    if not isinstance(node, Entries):
        allowed = "lines such as `support.coe_coach_days: [0, 15, 30]`"
        if part == "uncertainties":
            allowed += ", or all"
        problems.append(Problem(node.place, f"{part} is not a mapping", allowed))
        return ()
    factors = []
    for key, value in node.pairs():
        parameter = find_parameter(key.text, key.place, parameters, problems)
        if parameter is None:
            continue
        if key.text in seen:
            found = f"{key.text} is varied under {seen[key.text]} too"
            problems.append(Problem(key.place, found, "each parameter once"))
        seen[key.text] = part
        factor = _dated(value, parameter, problems) if _is_dated(value) else _varied(value, parameter, problems)
        if factor is not None:
            factors.append(factor)
    return tuple(factors)


def check_dates(
    factors: Iterable[Factor], start: tuple[int, int], months: int, problems: list[Problem]
) -> None:
    """Note a problem for each factor that is dated outside the horizon.

    Args:
        factors: the factors.
        start: first month of the horizon (year, month).
        months: length of the horizon.
        problems: the list problems are added to.
    """
    span = f"{date_of(start, 0)} to {date_of(start, months - 1)}"
    for each in factors:
        month = 0 if each.date is None else months_since(start, each.date)
        if not 0 <= month < months:
            side = "before the start" if month < 0 else "after the end"
            found = f"{each.path} changes in {date_of(each.date or start, 0)}, {side} of the horizon"
            problems.append(Problem(each.place, found, span))


def _is_dated(node: Node) -> bool:
    """Tell whether a mapping is meant as a month with levels or a range in it, and not as a range itself."""
    return isinstance(node, Entries) and any(
        isinstance(value, Items | Entries) or parse_month(key.text) is not None for key, value in node.pairs()
    )


def _dated(node: Node, parameter: Parameter, problems: list[Problem]) -> Factor | None:
    if not isinstance(node, Entries):
        return None
    pairs = list(node.pairs())
    if len(pairs) > 1:
        found = f"{parameter.path} is varied from {len(pairs)} dates on"
        problems.append(Problem(node.place, found, "one month, such as {2018-07: [0, 15, 30]}"))
        return None
    key, value = pairs[0]
    date = read_month(key, problems)
    factor = _varied(value, parameter, problems)
    if date is not None and not parameter.dated:
        problems.append(undated(parameter, key.place))
    return None if date is None or factor is None else replace(factor, date=date, place=key.place)


def _varied(node: Node, parameter: Parameter, problems: list[Problem]) -> Factor | None:
    return _levels(node, parameter, problems) if isinstance(node, Items) else _range(node, parameter, problems)


def _levels(node: Items, parameter: Parameter, problems: list[Problem]) -> Factor | None:
    values = [read_value(item, parameter, problems) for item in node.items]
    known = tuple(value for value in values if value is not None)
    if not values:
        problems.append(Problem(node.place, f"{parameter.path} has no levels", "at least one number"))
    elif len(set(known)) < len(known):
        problems.append(Problem(node.place, f"{parameter.path} has a level twice", "each level once"))
    return Factor(parameter.path, known, min(known), max(known)) if known else None


def _range(node: Node, parameter: Parameter, problems: list[Problem]) -> Factor | None:
    if not isinstance(node, Entries):
        if not isinstance(node, Fault):
            found = f"{parameter.path} is neither a list nor a range"
            problems.append(Problem(node.place, found, "[0, 15, 30] or {low: 0, high: 30}"))
        return None
    check_keys(node, ("low", "high"), "a range", problems)
    bounds = []
    for side in ("low", "high"):
        written = node.get(side)
        if written is None:
            problems.append(
                Problem(node.place, f"the range of {parameter.path} has no {side}", "{low: 0, high: 1}")
            )
        elif (value := read_value(written, parameter, problems)) is not None:
            bounds.append(value)
    if len(bounds) < 2:
        return None
    if bounds[0] >= bounds[1]:
        found = f"low {bounds[0]:g} is not below high {bounds[1]:g}"
        problems.append(Problem(node.place, found, "low below high"))
    return Factor(parameter.path, (), bounds[0], bounds[1])
