"""Perturb one quantity at a time and see what the real mechanisms let it move, and which way."""

from __future__ import annotations

import copy
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from sos_sim.model import engine as engine_module
from sos_sim.model import release
from sos_sim.model.mechanisms import adoption, assistance, county_offices, focus, money
from sos_sim.model.state import State
from sos_sim.parameters import PARAMETERS, Parameter

Action = Callable[[State, Any, Any], None]
Moves = dict[tuple[str, str], set[int]]
"""By (of, on), the directions in which something moved: 1 up, -1 down."""

SMALL, LARGE = 0.02, 1.0
"""Steps as shares of the room above a value: one in which nothing flips, one in which events do."""
NOTICED = 1e-10


def results(started: Any) -> Action:
    """Make the action that holds a spring's tests and lets its Dashboard come out in January."""

    def act(state: State, p: Any, month: Any) -> None:
        levels = started.levels
        other = copy.copy(started)
        other.levels, other.state, other.waiting = copy.deepcopy(levels, {id(levels.cells): levels.cells}), state, []
        other.close_year(p, started.last_spring_year + 1)
        dashboard = other.waiting[-1].dashboard
        due = release.Waiting(dashboard, 6, np.ones(started.runs, bool)).due(p)
        assistance.list_districts(state, p, month, dashboard, due)
        release.show(state, levels.cells, dashboard, due)

    return act


def actions(started: Any) -> dict[str, list[tuple[Action, tuple[int, ...]]]]:
    """List by mechanism everything that the engine lets it do in a year, and the months in which to look.

    A July, in which yearly and quarterly work happens; for monthly work also the August in which it is used.
    """
    everybody = np.ones(started.runs, bool)
    yearly: dict[str, list[Action]] = {
        "adoption": [adoption.abandon],
        "county_offices": [lambda state, p, month: county_offices.train(state, p)],
        "money": [money.settle_year, money.buy],
        "focus": [focus.choose, lambda state, p, month: focus.close_year(state, p)],
        "assistance": [lambda state, p, month: assistance.assign(state, p, everybody)],
        "release": [results(started)],
    }
    found = {name: [(action, (24,)) for action in each] for name, each in yearly.items()}
    for step in engine_module.MONTHLY:
        found.setdefault(step.__module__.rsplit(".", 1)[-1], []).append((step, (24, 25)))
    return found


def middle(parameter: Parameter, share: float = 0.5) -> float:
    """Return a value inside the range of a parameter, a switch on."""
    if parameter.kind == "switch":
        return 1.0
    value = parameter.low + share * (parameter.high - parameter.low)
    return float(round(value)) if parameter.kind == "whole" else value


def policies() -> list[dict[str, float]]:
    """Mix parameters so that no term of any mechanism is nothing everywhere and every threshold is near somewhere."""
    levers = {path: middle(each) for path, each in PARAMETERS.items() if each.role == "lever"}
    off = [path for path, each in PARAMETERS.items() if each.role == "uncertainty" and each.default == 0]
    less, more = ({path: middle(PARAMETERS[path], share) for path in off} for share in (0.2, 0.8))
    hard = {"accountability.pressure": 2.0, "turnover.leader_hazard": 0.05, "accountability.leading_validity": 0.5}
    hard |= {"pressure.best": 0.8}
    rich = {"accountability.pressure": 0.0, "support.improvement_share": 0.9, "network.coverage": 0.5}
    quick = {"accountability.lag_months": 0.0, "accountability.releases_per_year": 12.0}
    quick |= {"learning.cadence_diminishing": 0.1}
    days = {"support.coe_coach_days": 30.0}
    telling = {"outcomes.unchosen_rate": 0.0}
    return [telling | each for each in (levers | more, less | hard | days, rich | quick | days, {})]


def settled(lab: Any) -> Any:
    """Let two school years pass; then spread learning and the lists of earlier years out."""
    chosen = policies()
    started = lab.run(lab.engine(lab.small_world(472), chosen, range(1, len(chosen) + 1), months=36), 23)
    rng = np.random.default_rng(2)
    started.state.exposure += rng.uniform(0.0, 0.6, started.state.exposure.shape)
    started.state.history[...] = rng.random(started.state.history.shape) < 0.5
    return started


def raised(state: State, name: str, share: float) -> State:
    """Copy a state with one column raised, here more and there less, by up to a share of the room above it."""
    other = state.copy()
    column = getattr(other, name)
    luck = np.random.default_rng(1).uniform(0.1, 1.0, column.shape)
    if np.isin(column, (0, 1)).all():
        column[luck < 0.1 + share] = 1
        return other
    share = share * luck
    if name in ("surface", "authentic"):
        column += share * (1.0 - state.surface - state.authentic)
    elif column.min() >= 0.0 and column.max() <= 1.0:
        column += share * (1.0 - column)
    else:
        column += share * (np.abs(column) + np.abs(column).mean())
    return other


def note(moves: Moves, of: str, low: State, high: State) -> None:
    """Note which columns differ between two states, and which way."""
    for on, before in low.items():
        change = np.asarray(getattr(high, on), float) - np.asarray(before, float)
        moves.setdefault((of, on), set()).update({1} if (change > NOTICED).any() else ())
        moves[of, on].update({-1} if (change < -NOTICED).any() else ())


def columns_move(moves: Moves, started: Any, action: Action, p: Any, month: Any) -> None:
    """Raise each column in turn, act, and note what moves."""
    plain = started.state.copy()
    action(plain, p, month)
    for name, _ in plain.items():
        for share in (SMALL, LARGE):
            other = raised(started.state, name, share)
            action(other, p, month)
            note(moves, name, plain, other)


def with_value(p: Any, path: str, value: Any) -> Any:
    """Copy parameters with one of them changed."""
    group, name = path.split(".")
    other = types.SimpleNamespace(**vars(p))
    setattr(other, group, types.SimpleNamespace(**(vars(getattr(p, group)) | {name: value})))
    return other


def levers_move(moves: Moves, started: Any, action: Action, p: Any, month: Any) -> None:
    """Set each lever lower and higher in turn, a little and all the way, act, and note what moves."""
    for lever in (each for each in PARAMETERS.values() if each.role == "lever"):
        now = np.asarray(getattr(getattr(p, lever.group), lever.name)) + np.zeros(started.runs)
        least, most = np.full_like(now, lever.low), np.full_like(now, lever.high)
        step = 0.05 * (most - least)
        near = (np.maximum(now - step, least), np.minimum(now + step, most))
        for pair in ((least, most),) if lever.kind == "switch" else ((least, now), near, (now, most), (least, most)):
            low, high = started.state.copy(), started.state.copy()
            action(low, with_value(p, lever.path, pair[0]), month)
            action(high, with_value(p, lever.path, pair[1]), month)
            note(moves, f"policy: {lever.group}", low, high)


def observed(started: Any, mechanism: str) -> dict[tuple[str, str], str]:
    """Find what a mechanism really lets act on what, with its sign."""
    moves: Moves = {}
    p = started.parameters(23)
    for action, indices in actions(started)[mechanism]:
        for index in indices:
            columns_move(moves, started, action, p, started._month(index))
            levers_move(moves, started, action, p, started._month(index))
    return {
        (of, on): "±" if len(ways) == 2 else "+" if 1 in ways else "-"
        for (of, on), ways in moves.items()
        if ways and of != on
    }
