"""What can be seen of a running engine, looked up once a month however many agents ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.mechanisms import county_offices, focus, time_budget
from sos_sim.model.month import Month
from sos_sim.observe import districts
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.recorder import Recorder
from sos_sim.problems import InputProblems, Problem, nearest_name

if TYPE_CHECKING:
    from sos_sim.agents.district import District
    from sos_sim.model.engine import Engine

Columns = NDArray[Any]

SINCE_START = ("true_outcome", "measured_outcome")
"""Outcomes counted from the start."""


class Sight:
    """Look at an engine of one run and remember what was seen until something changes.

    Args:
        engine: the engine, before its first step.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._seen: dict[str, Any] = {}
        self._recorder = Recorder(engine, [False])
        before = self.passed
        self._before = {name: districts.read(engine, name, before) for name in SINCE_START}

    def forget(self) -> None:
        """Forget what was seen, because something changed."""
        self._seen.clear()

    def remember(self, what: str, values: Any) -> None:
        """Keep something that the engine says itself."""
        self._seen[what] = values

    def _look(self, what: str, work_out: Callable[[], Any]) -> Any:
        if what not in self._seen:
            self._seen[what] = work_out()
        return self._seen[what]

    @property
    def in_force(self) -> Any:
        """Give the parameters of the month that comes next, or is going on, as the engine uses them."""
        return self.engine.parameters(self.engine.months)

    @property
    def passed(self) -> Any:
        """Give the parameters of the month that passed last, as the engine used them."""
        return self.engine.parameters(self.engine.months - 1)

    def month(self) -> Month:
        """Describe the month that comes next, or is going on."""
        engine = self.engine
        year, number = engine.date(engine.months)
        return Month(engine.index, year, number, 1.0, engine.places, engine.streams, engine.decisions)

    def statewide(self, outcome: str) -> float:
        """Return the statewide value of a declared outcome.

        Raises:
            InputProblems: no such outcome.
        """
        check_outcome(outcome)
        values: dict[str, float] = self._look("statewide", self._statewide)
        return values[outcome]

    def _statewide(self) -> dict[str, float]:
        self._recorder.look()
        latest = self._recorder.statewide.pop()
        return dict(zip(OUTCOMES, latest[:, 0].tolist(), strict=True))

    def by_district(self, outcome: str) -> Columns:
        """Return a declared outcome by district, (N, 1).

        Raises:
            InputProblems: no such outcome.
        """
        check_outcome(outcome)
        values: Columns = self._look(f"outcome {outcome}", lambda: self._by_district(outcome))
        return values

    def _by_district(self, outcome: str) -> Columns:
        values = districts.read(self.engine, outcome, self.passed)
        return values - self._before[outcome] if outcome in self._before else values

    def share_for_improvement(self) -> Columns:
        """Return the model's own share of remaining time for improvement, (N, 1)."""
        share: Columns = self._look("share", lambda: time_budget.intent(self.engine.state, self.in_force))
        return share

    def focus_ranks(self) -> Columns:
        """Return the model's own order of indicators, 0 for the poorest colours, (N, 6, 1)."""
        ranks: Columns = self._look("ranks", lambda: focus.ranks(self.engine.state.indicator_badness))
        return ranks

    def focus_weights(self, ranks: Columns) -> Columns:
        """Return how far each indicator is in the focus when they are taken in this order, (N, 6, 1).

        Args:
            ranks: (N, 6, 1) place of each indicator, 0 the most important; infinite for one left out.
        """
        state, breadth = self.engine.state, self.in_force.outcomes.indicators_per_priority
        weights: Columns = np.clip(breadth * state.priorities[:, None] - ranks, 0.0, 1.0)
        return weights.astype(ranks.dtype, copy=False)

    def coach_days(self) -> Columns:
        """Return coach-days a year of each county office, (58, 1)."""
        days: Columns = self._look(
            "coach-days", lambda: county_offices.capacity(self.engine.state, self.in_force, self.month())
        )
        return days

    def ration(self, requests: Sequence[tuple[District, float]]) -> list[float]:
        """Return what the model's rule gives each request: those in assistance first, the rest in proportion.

        Args:
            requests: districts of one county office and the coach-days a year they want.
        """
        state = self.engine.state
        first, later = np.zeros_like(state.days), np.zeros_like(state.days)
        identified_first = self.in_force.support.identified_first > 0
        for district, wanted in requests:
            tier = first if identified_first and state.assistance[district.row, 0] > 0 else later
            tier[district.row, 0] = wanted
        there = np.broadcast_to(self.coach_days(), (self.engine.places.counties, 1))
        given = county_offices.ration(first, later, there, self.month())
        return [float(given[district.row, 0]) for district, _ in requests]


def check_outcome(outcome: str) -> None:
    """Refuse a name that is no declared outcome.

    Raises:
        InputProblems: no such outcome.
    """
    if outcome not in OUTCOMES:
        found = f"no outcome is called {outcome!r}"
        raise InputProblems([Problem("outcome", found, ", ".join(OUTCOMES), nearest_name(outcome, OUTCOMES))])
