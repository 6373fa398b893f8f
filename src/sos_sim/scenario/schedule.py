"""The values of all parameters, month by month, for runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt

from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.changes import Parameters
from sos_sim.scenario.dates import date_of
from sos_sim.scenario.scenario import Scenario, declared

__all__ = ["Schedule", "Values", "compile_schedule", "date_of"]

Value = float | npt.NDArray[np.floating]


class Values(SimpleNamespace):
    """Hold one month's parameters: one attribute per group, in it one per parameter.

    ``values.support.coe_coach_days`` is a float when all columns agree, else a read-only array (r,).
    """


class Schedule:
    """Hold the parameters of every month of the horizon.

    Args:
        start: first month, (year, month).
        columns: number of runs side by side (r).
        by_month: the values of each month; months in which nothing changes share one object.
    """

    def __init__(self, start: tuple[int, int], columns: int, by_month: tuple[Values, ...]) -> None:
        self.start = start
        self.columns = columns
        self.months = len(by_month)
        self._by_month = by_month

    def at(self, month: int) -> Values:
        """Give the values in force in a month.

        Args:
            month: months since the start, 0 to months - 1.

        Raises:
            IndexError: outside the horizon.
        """
        if not 0 <= month < self.months:
            raise IndexError(f"month {month} is outside 0 to {self.months - 1}")
        return self._by_month[month]


def compile_schedule(
    scenarios: Scenario | Sequence[Scenario],
    parameters: Parameters | None = None,
    dtype: type[np.floating] = np.float64,
) -> Schedule:
    """Compile scenarios that run side by side, one per column.

    Args:
        scenarios: one scenario, or one per column (r).
        parameters: every declared parameter by path; the model's own when not given.
        dtype: type of the arrays of columns that differ; common values stay Python floats.

    Raises:
        InputProblems: when the scenarios do not share one horizon.
    """
    columns = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    if not columns:
        raise ValueError("a schedule needs at least one scenario")
    _check_horizons(columns)
    first = columns[0]
    known = declared(parameters)
    current: dict[str, Value] = {path: float(parameter.default) for path, parameter in known.items()}
    by_month = []
    values = Values()
    moves = _moves(columns)
    for month in range(first.months):
        paths = set(known) if month == 0 else moves.get(month, set())
        changed = set()
        for path in paths:
            value = _value(columns, path, float(known[path].default), month, dtype)
            if month == 0 or not np.array_equal(value, current[path]):
                changed.add(path)
                current[path] = value
        if changed:
            values = _regroup(values, changed, current, known)
        by_month.append(values)
    return Schedule(first.start, len(columns), tuple(by_month))


def _check_horizons(columns: Sequence[Scenario]) -> None:
    first = columns[0]
    span = f"{date_of(first.start, 0)} for {first.months // 12} years, as {first.name}"
    problems = {
        other.name: Problem(
            str(other.source),
            f"{other.name} starts in {date_of(other.start, 0)} and runs {other.months // 12} years",
            f"the same horizon for all: {span}",
        )
        for other in columns
        if (other.start, other.months) != (first.start, first.months)
    }
    if problems:
        raise InputProblems(problems.values())


def _moves(columns: Sequence[Scenario]) -> dict[int, set[str]]:
    """Collect for each month the paths that may change in it."""
    moves: dict[int, set[str]] = {}
    for scenario in columns:
        for path, steps in scenario.changes.items():
            for month, _ in steps:
                moves.setdefault(month, set()).add(path)
    return moves


def _value(
    columns: Sequence[Scenario], path: str, default: float, month: int, dtype: type[np.floating]
) -> Value:
    each = [_in_force(scenario, path, default, month) for scenario in columns]
    if all(value == each[0] for value in each):
        return each[0]
    array = np.array(each, dtype=dtype)
    array.flags.writeable = False  # months share it, so nobody may change it in place
    return array


def _in_force(scenario: Scenario, path: str, default: float, month: int) -> float:
    value = default
    for since, later in scenario.changes.get(path, ()):
        if since > month:
            break
        value = later
    return value


def _regroup(values: Values, changed: set[str], current: dict[str, Value], known: Parameters) -> Values:
    """Make new values in which only the groups that change are new objects."""
    fresh = {known[path].group: SimpleNamespace() for path in known if path in changed}
    for path, value in current.items():
        if known[path].group in fresh:
            setattr(fresh[known[path].group], known[path].name, value)
    return Values(**{**vars(values), **fresh})
