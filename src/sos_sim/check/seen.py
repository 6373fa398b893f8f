"""What is seen of the arms in one future: states by quarter, districts by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import Arm, ground
from sos_sim.model.engine import Engine
from sos_sim.model.mechanisms import focus
from sos_sim.observe import districts, ratings
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.recorder import Recorder
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.scenario import Scenario
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import World
from sos_sim.world.districts import INDICATORS

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
        gaps: (N, 6) gap of all students to the attainable level at the start, student SD; NaN without the indicator.
    """

    world: World
    quarterly: Mapping[str, NDArray[np.float64]]
    yearly: Mapping[str, NDArray[np.float32]]
    abandoned: NDArray[np.int64]
    exits: NDArray[np.int64]
    ratings: NDArray[np.float64]
    settings: Mapping[str, float]
    gaps: NDArray[np.float64]

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
    looks = [_look(engine)]
    rated = ratings.self_ratings(engine, engine.parameters(0))
    settings, gaps = _settings(engine), _gaps(engine)
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
            looks.append(_look(engine))
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
            gaps,
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


def _gaps(engine: Engine) -> NDArray[np.float64]:
    """Read the gap of all students by indicator; arms of one future start alike."""
    cells, gap = engine.levels.cells, engine.levels.gap[:, 0]
    rows = np.stack([cells.all_students[indicator] for indicator in range(len(INDICATORS))], axis=1)
    return np.where(rows < len(cells), np.append(gap, np.nan)[rows], np.nan).astype(float)


def _look(engine: Engine) -> dict[str, NDArray[np.float32]]:
    p, shape = engine.parameters(engine.months - 1), engine.state.days.shape
    look = {name: np.broadcast_to(districts.read(engine, name, p), shape).astype(np.float32) for name in KEPT}
    look[BY_INDICATOR] = focus.so_far(engine.state, p).astype(np.float32)
    return look


def _counted(engine: Engine, kind: str) -> NDArray[np.int64]:
    count = np.zeros(engine.state.days.shape, np.int64)
    for _, happened, who in engine.events:
        if happened == kind:
            count += np.asarray(who, bool)
    return count
