"""What is seen of the arms in one future: states by quarter, districts by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import Arm, ground
from sos_sim.model.engine import Engine
from sos_sim.model.measure.improvement import closed_share
from sos_sim.model.mechanisms import focus
from sos_sim.observe import districts, ratings
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.recorder import Recorder
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.scenario import Scenario
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import World

TOGETHER = 32
"""Arms run side by side: what fits the cache."""

QUARTERS_A_YEAR = 4

KEPT = (
    "capability",
    "authentic",
    "surface",
    "true_outcome",
    "measured_outcome",
    "inflation",
    "identified",
    "assistance_share",
    "improvement_time",
    "burden",
    "leadership",
    "knowledge",
    "embedded",
    "data",
    "safety",
    "clarity",
    "belief",
    "alignment",
    "pressure",
    "relationship",
    "reserve",
    "passing",
    "tenure",
    "support",
    "days",
    "improvement_days",
    "unmet_days",
    "county_days",
    "coach_skill",
    "methods_met",
    "participation",
    "contract",
    "priorities",
    "effectiveness",
    "overloaded",
    "income",
    "spent",
    "change",
    "equity_gap",
    "staff_exits",
    "leader_left",
    "need_rank",
)
"""What is kept of every district, once a year: outcomes by name, else columns of the state."""

BY_INDICATOR = "half_lives"
"""Half-lives used on each of the six indicators, kept beside them, (N, 6)."""


LEAST_GAIN = "least_gain"
"""Smallest true gain of the past year over all indicators and student groups of a district, by improvement work and
passing effects, drift left out, student SD, kept beside them."""


@dataclass(frozen=True)
class Seen:
    """Hold what one arm showed in one future.

    Args:
        world: the world it ran in.
        quarterly: statewide outcomes by name, (41,): at the start and after every quarter.
        yearly: (11, N) values by name: at the start and after every year; ``half_lives`` is (11, N, 6).
        abandoned: (10,) efforts abandoned in each year.
        exits: (10, N) leaders who left in each year.
        ratings: (5, 6) mean self-ratings at the start by kind of organisation and capability area.
        settings: parameters in force at the start, by path.
    """

    world: World
    quarterly: Mapping[str, NDArray[np.float64]]
    yearly: Mapping[str, NDArray[np.float32]]
    abandoned: NDArray[np.int64]
    exits: NDArray[np.int64]
    ratings: NDArray[np.float64]
    settings: Mapping[str, float]

    def state(self, outcome: str, year: float) -> float:
        """Return a statewide outcome some years after the start (quarters of a year)."""
        return float(self.quarterly[outcome][round(year * QUARTERS_A_YEAR)])

    def path(self, outcome: str) -> NDArray[np.float64]:
        """Return a statewide outcome at the start and after every quarter, (41,)."""
        return self.quarterly[outcome]

    def district(self, name: str, year: int) -> NDArray[np.float64]:
        """Return a value by district some whole years after the start, (N,), or (N, 6) by indicator."""
        return np.asarray(self.yearly[name][year], float)


Sight = Mapping[str, Seen]
"""What the arms of a pattern showed in one future, by the names the pattern gives them."""


def watch(world: World, arms: Sequence[Arm], seed: int, moved: Mapping[str, float]) -> dict[Any, Seen]:
    """Run arms in one future and return what they showed, by their keys.

    Args:
        world: the world.
        arms: the conditions; those of one key are run once.
        seed: the future.
        moved: parameters moved for every arm.
    """
    distinct = list({each.key: each for each in arms}.values())
    seen: dict[Any, Seen] = {}
    below = ground(moved)
    for first in range(0, len(distinct), TOGETHER):
        part = distinct[first : first + TOGETHER]
        seen.update(zip((each.key for each in part), _together(world, part, seed, below), strict=True))
    return seen


def _together(world: World, arms: Sequence[Arm], seed: int, below: Scenario) -> list[Seen]:
    schedule = compile_schedule([each.scenario(below) for each in arms], dtype=np.float32)
    engine = Engine(world, schedule, [seed] * len(arms))
    recorder = Recorder(engine, [False] * len(arms))
    forced = _calendar(arms)
    gains = _gains(engine)
    looks = [_look(engine) | {LEAST_GAIN: _least(engine, gains)}]
    rated = ratings.self_ratings(engine, engine.parameters(0))
    settings = _settings(engine)
    recorder.look()
    abandoned: list[NDArray[np.int64]] = []
    exits: list[NDArray[np.int64]] = []
    for month in range(schedule.months):
        for act, columns in forced.get(month, ()):
            act(engine, columns)
        engine.step()
        if engine.months % 3 == 0:
            recorder.look()
        if engine.months % 12 == 0:
            gained, gains = -gains, _gains(engine)
            gained += gains
            looks.append(_look(engine) | {LEAST_GAIN: _least(engine, gained)})
            abandoned.append(_counted(engine, "effort abandoned").sum(axis=0))
            exits.append(_counted(engine, "leader left"))
            engine.events.clear()
    yearly = {name: np.stack([look[name] for look in looks]) for name in looks[0]}
    quarterly = np.stack(recorder.statewide)
    return [
        Seen(
            world,
            {name: quarterly[:, place, column] for place, name in enumerate(OUTCOMES)},
            {name: values[..., column] for name, values in yearly.items()},
            np.array([each[column] for each in abandoned]),
            np.stack([each[:, column] for each in exits]),
            rated[..., column],
            settings[column],
        )
        for column in range(len(arms))
    ]


def _calendar(arms: Sequence[Arm]) -> dict[int, list[tuple[Any, NDArray[np.int64]]]]:
    """Gather what is forced, by month: columns in which the same thing happens are served at once."""
    found: dict[tuple[int, str], tuple[Any, list[int]]] = {}
    for column, each in enumerate(arms):
        for forced in each.forced:
            found.setdefault((forced.month, forced.name), (forced.act, []))[1].append(column)
    calendar: dict[int, list[tuple[Any, NDArray[np.int64]]]] = {}
    for (month, _), (act, columns) in found.items():
        calendar.setdefault(month, []).append((act, np.array(columns)))
    return calendar


def _settings(engine: Engine) -> list[dict[str, float]]:
    """Read the parameters in force at the start, by run and path."""
    p, runs = engine.parameters(0), engine.runs
    values = {
        path: np.broadcast_to(getattr(getattr(p, each.group), each.name), runs) for path, each in PARAMETERS.items()
    }
    return [{path: float(value[column]) for path, value in values.items()} for column in range(runs)]


def _look(engine: Engine) -> dict[str, NDArray[np.float32]]:
    p, shape = engine.parameters(engine.months - 1), engine.state.days.shape
    look = {name: np.broadcast_to(districts.read(engine, name, p), shape).astype(np.float32) for name in KEPT}
    look[BY_INDICATOR] = focus.so_far(engine.state, p).astype(np.float32)
    return look


def _gains(engine: Engine) -> NDArray[np.float32]:
    """Return what every cell has gained since the start, drift left out, student SD, (C, r)."""
    levels, state = engine.levels, engine.state
    half_lives = np.zeros((len(levels.cells), 1), np.float32) if levels.half_lives is None else levels.half_lives
    gains = closed_share(half_lives) * (levels.reachable / levels.student_sd)
    return np.asarray(gains + (state.passing - state.passing_start)[levels.cells.district], np.float32)


def _least(engine: Engine, gained: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the smallest gain among the cells of each district, (N, r), infinite where it has none."""
    least = np.full(engine.state.days.shape, np.inf, np.float32)
    cells = engine.levels.cells
    for indicator in range(len(cells.all_students)):
        rows = cells.of(indicator)
        owner = cells.district[rows]
        if len(owner):
            first = np.flatnonzero(np.diff(owner, prepend=-1))
            smallest = np.minimum.reduceat(gained[rows], first, axis=0)
            least[owner[first]] = np.minimum(least[owner[first]], smallest)
    return least


def _counted(engine: Engine, kind: str) -> NDArray[np.int64]:
    count = np.zeros(engine.state.days.shape, np.int64)
    for _, happened, who in engine.events:
        if happened == kind:
            count += np.asarray(who, bool)
    return count
