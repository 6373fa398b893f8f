"""Arms: the conditions that a pattern compares, all of them in the same futures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.engine import Engine
from sos_sim.model.mechanisms import peers, turnover
from sos_sim.scenario.scenario import Scenario, load, with_settings

Act = Callable[[Engine, NDArray[np.int64]], None]

BASE = "california-2017"
YEARS = 10


@dataclass(frozen=True)
class Forced:
    """Let something happen that the model would leave to chance.

    Args:
        name: what happens, in plain words; arms with the same names share their runs.
        month: months since the start, before whose step it happens.
        act: changes the state of the engine in the columns it is given.
    """

    name: str
    month: int
    act: Act = field(compare=False)


@dataclass(frozen=True)
class Arm:
    """Describe one condition.

    Args:
        name: what it is, in a few plain words.
        settings: ``PATH`` or ``PATH@YYYY-MM`` and value, sorted, over the conditions of 2017.
        forced: what is made to happen.
    """

    name: str
    settings: tuple[tuple[str, float], ...] = ()
    forced: tuple[Forced, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """Identify the runs: arms of one key are run once."""
        return self.settings, tuple((each.name, each.month) for each in self.forced)

    def scenario(self, ground: Scenario) -> Scenario:
        """Build the scenario to run.

        Args:
            ground: the conditions it differs from.

        Raises:
            InputProblems: a path or value that is not allowed.
        """
        return with_settings(ground, [f"{path}={value!r}" for path, value in self.settings])


def ground(moved: Mapping[str, float]) -> Scenario:
    """Give the conditions of 2017 that every arm differs from.

    Args:
        moved: ``PATH`` or ``PATH@YYYY-MM`` and value of the parameters moved for every arm (``--set``).

    Raises:
        InputProblems: a path or value that is not allowed.
    """
    return with_settings(load(BASE), [f"{path}={value!r}" for path, value in moved.items()])


def arm(name: str, changes: Mapping[str, float] | None = None, *forced: Forced, over: Arm | None = None) -> Arm:
    """Make an arm.

    Args:
        name: what it is.
        changes: ``PATH`` or ``PATH@YYYY-MM`` and value.
        forced: what is made to happen.
        over: the arm it differs from; without one it differs from 2017 conditions.
    """
    settings = dict(over.settings) if over else {}
    settings.update({path: float(value) for path, value in (changes or {}).items()})
    return Arm(name, tuple(sorted(settings.items())), (*(over.forced if over else ()), *forced))


def all_leaders_leave(month: int) -> Forced:
    """Let every district's leader leave in one month (theory 3.3, pattern 4)."""

    def act(engine: Engine, columns: NDArray[np.int64]) -> None:
        leaves = np.zeros(engine.state.days.shape, bool)
        leaves[:, columns] = True
        luck = engine.streams.uniform("check new leader", month)
        turnover.arrive(engine.state, engine.parameters(engine.months), luck, leaves)

    return Forced("every leader leaves", month, act)


def set_column(name: str, value: float, month: int = 0) -> Forced:
    """Put one column of the state to a value everywhere.

    Args:
        name: a column of ``State``.
        value: the value.
        month: months since the start.
    """

    def act(engine: Engine, columns: NDArray[np.int64]) -> None:
        getattr(engine.state, name)[:, columns] = value

    return Forced(f"{name} set to {value:g}", month, act)


def set_goals(name: str, indicators: tuple[int, ...], month: int) -> Forced:
    """Make some indicators look poorest when the school year is planned, so that districts choose them.

    Args:
        name: what the indicators are, in a word.
        indicators: places of the indicators (ELA, MATH, CHRO, SUSP, CCI, GRAD).
        month: months since the start, a July; the Dashboard of December shows the true colours again.
    """

    def act(engine: Engine, columns: NDArray[np.int64]) -> None:
        poor = np.zeros((engine.state.indicator_badness.shape[1], 1), engine.state.days.dtype)
        poor[list(indicators)] = 1.0
        engine.state.indicator_badness[:, :, columns] = poor

    return Forced(f"{name} become the goal", month, act)


def contracts_by_lot(yearly: float) -> tuple[Forced, ...]:
    """Give private contracts to districts drawn by lot each August, whatever they want and can pay.

    Args:
        yearly: share of districts drawn each year; they have a contract for three years.
    """

    def act_in(month: int) -> Act:
        def act(engine: Engine, columns: NDArray[np.int64]) -> None:
            drawn = engine.streams.uniform("check contract", month) < yearly
            contract = engine.state.contract
            contract[:, columns] = np.where(drawn, 36.0, contract)[:, columns]

        return act

    months = range(1, 12 * YEARS, 12)
    return tuple(Forced(f"{yearly:.0%} get a contract by lot", month, act_in(month)) for month in months)


def peers_by_lot() -> tuple[Forced, ...]:
    """Let every district see the peers of a district drawn by lot instead of its own, a month after each look."""

    def act(engine: Engine, columns: NDArray[np.int64]) -> None:
        state = engine.state
        weights = engine.places.peers[np.argsort(engine.streams.uniform("check peers", 0)[:, 0])]
        knowledge, use = state.knowledge[:, columns], (state.authentic + state.surface)[:, columns]
        state.peer_knowledge[:, columns] = peers.power_mean(weights, knowledge)
        state.peer_mean[:, columns] = weights @ knowledge
        state.peer_use[:, columns] = weights @ use

    return tuple(Forced("peers drawn by lot", month, act) for month in range(1, 12 * YEARS, 3))


NOW = arm("2017 conditions")
"""Nothing changes."""

FULL = arm(
    "full support",
    {
        "support.coe_coach_days": 68.8,
        "support.improvement_share": 0.8,
        "support.equalise": 1.0,
        "coherence.framework_share": 0.8,
    },
)
"""Sixty coach-days for every district, 80 % of them on improvement, most in one framework (prototype 4, `full`)."""

MODERATE = arm(
    "moderate support",
    {
        "support.coe_coach_days": 53.8,
        "support.improvement_share": 0.6,
        "support.equalise": 1.0,
        "coherence.framework_share": 0.4,
    },
)
"""Forty-five coach-days, 60 % on improvement, 40 % in one framework (prototype 4, `mod`)."""

NO_SUPPORT = arm(
    "no support",
    {
        "support.coe_coach_days": 0.0,
        "support.assistance_days": 0.0,
        "support.intensive_days": 0.0,
        "network.coverage": 0.0,
    },
)
"""No public help at all."""
