"""What can be seen of each district: the outcomes by district, from the engine's columns."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model import measure
from sos_sim.model.engine import Engine
from sos_sim.model.mechanisms import focus
from sos_sim.observe.roles import ROLES, Role

Columns = NDArray[Any]

AREAS = ("leadership", "results", "resources", "workforce", "data", "knowledge")
"""The six capability areas of the Institute for Healthcare Improvement, as in the 2018 report."""


def areas(engine: Engine, p: Any) -> tuple[Columns, ...]:
    """Return the six capability areas of each district, each (N, r) in 0-1.

    Results are the share of reachable test-score gaps closed so far, from 0.2; resources the geometric mean of
    time and money for improvement; workforce is standard work.
    """
    s = engine.state
    language, mathematics = np.moveaxis(focus.so_far(s, p, slice(0, 2)), 1, 0)
    closed = 1.0 - np.exp2(-0.5 * (language + mathematics))
    money = s.reserve / (s.reserve + p.money.scarcity)
    return s.leadership, 0.2 + 0.8 * closed, np.sqrt(s.time_used * money), s.embedded, s.data, s.knowledge


def capability(engine: Engine, p: Any) -> Columns:
    """Return the mean of the six areas on the 0-5 scale, (N, r)."""
    six = areas(engine, p)
    total = six[0] + six[1]
    for area in six[2:]:
        total += area
    return total * (5.0 / 6.0)


def true_outcome(engine: Engine, p: Any) -> Columns:
    """Return the true change in achievement since the start, student SD, (N, r)."""
    s = engine.state
    return measure.true_outcome(engine.levels, focus.so_far(s, p, slice(0, 2)), s.passing - s.passing_start)


def cost_per_pupil(engine: Engine, p: Any) -> Columns:
    """Return the mean yearly cost of support since the start, $ per pupil, (N, r)."""
    return engine.state.spent * (12.0 / max(engine.months, 1))


def role_level(role: Role, engine: Engine, p: Any) -> Columns:
    """Return how far a role does its part, the geometric mean of its columns, (N, r) in 0-1.

    Args:
        role: the role.
        engine: the engine as it stands.
        p: parameters in force.
    """
    columns: list[Columns] = [getattr(engine.state, name) for name in role.columns]
    if len(columns) == 1:
        return columns[0]
    level: Columns = functools.reduce(np.multiply, columns) ** (1.0 / len(columns))
    return level


Reader = Callable[[Engine, Any], Columns]


def _column(name: str) -> Reader:
    def read(engine: Engine, p: Any) -> Columns:
        values: Columns = getattr(engine.state, name)
        return values

    return read


def _equity(place: int) -> Reader:
    return lambda engine, p: engine.equity[place]


READERS: dict[str, Reader] = {
    "capability": capability,
    "deep_share": lambda engine, p: engine.state.authentic > p.observe.deep,
    "overloaded_share": _column("overloaded"),
    "true_outcome": true_outcome,
    "measured_outcome": lambda engine, p: measure.measured_outcome(engine.levels),
    "inflation": lambda engine, p: engine.state.inflation - engine.state.inflation_start,
    "identified_share": _column("identified"),
    "improvement_time": _column("time_used"),
    "cost_per_pupil": cost_per_pupil,
    "support_days": _column("days"),
    "assistance_share": lambda engine, p: engine.state.assistance > 0,
    "intensive_share": _column("intensive"),
    "provider_share": lambda engine, p: engine.state.contract > 0,
    "firefighting_time": _column("firefighting"),
    "gaming_time": _column("gaming"),
    "compliance_time": _column("compliance"),
    "effort_time": _column("effort"),
    "improvement_work_time": _column("improvement"),
    "slack_time": _column("slack"),
    "leader_exits": _column("leader_left"),
    "staff_turnover": _column("staff_exits"),
    **{measure_name: _equity(place) for place, measure_name in enumerate(measure.EQUITY_MEASURES)},
    **{role.name: functools.partial(role_level, role) for role in ROLES},
}
"""How an outcome is read by district where it is not simply the column of its name."""


def read(engine: Engine, outcome: str, p: Any) -> Columns:
    """Return one outcome by district, (N, r).

    Args:
        engine: the engine as it stands.
        outcome: name of a declared outcome.
        p: parameters in force.
    """
    reader = READERS.get(outcome)
    return getattr(engine.state, outcome) if reader is None else reader(engine, p)
