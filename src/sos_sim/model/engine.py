"""The engine: the visible order of a month, and the state it moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sos_sim.model import measure, release, start
from sos_sim.model.measure import reading, tables
from sos_sim.model.mechanisms import (
    adoption,
    assistance,
    conditions,
    county_offices,
    exposure,
    focus,
    gaming,
    learning,
    money,
    passing,
    peers,
    pressure,
    support,
    time_budget,
    turnover,
)
from sos_sim.model.month import Decisions, Month, Places
from sos_sim.model.state import State
from sos_sim.model.streams import Streams
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.schedule import Schedule
from sos_sim.world.build import World

Mechanism = Callable[[State, Any, Month], None]

MONTHLY: tuple[Mechanism, ...] = (
    turnover.step,
    pressure.step,
    time_budget.step,
    assistance.step,
    support.step,
    adoption.step,
    learning.step,
    conditions.step,
    peers.step,
    exposure.step,
    passing.step,
    gaming.step,
    money.step,
)
"""Everything that happens in a month, in order (model.md, Clock)."""


def averaging(weights: NDArray[Any]) -> sparse.csr_matrix:
    """Return a sparse row of weights: its products round alike for any number of runs, as dense ones do not.

    Args:
        weights: (N,) weights.
    """
    return sparse.csr_matrix(weights[None])


def places_of(world: World, dtype: Any) -> Places:
    """Turn a world into the columns the mechanisms read."""
    districts, n = world.districts, len(world.county_of)
    enrolment = np.asarray(districts.enrolment, float)
    counties = len(world.county_size)
    members = sparse.csr_matrix((np.ones(n, dtype), (world.county_of, np.arange(n))), (counties, n))
    return Places(
        enrolment=enrolment[:, None].astype(dtype),
        largeness=turnover.largeness(enrolment)[:, None].astype(dtype),
        poverty=np.asarray(districts.upp, dtype)[:, None],
        pay=np.asarray(districts.pay, dtype)[:, None],
        county=world.county_of,
        counties=counties,
        by_county=members,
        county_size=np.asarray(world.county_size, dtype)[:, None],
        peers=world.peers.astype(dtype),
        even=averaging(np.full(n, 1.0 / n, dtype)),
    )


def before_policy(p: Any) -> Any:
    """Return the parameters with every lever at its value of 2017: what the start was settled under."""
    groups = {name: SimpleNamespace(**vars(group)) for name, group in vars(p).items()}
    for parameter in PARAMETERS.values():
        if parameter.role == "lever":
            setattr(groups[parameter.group], parameter.name, float(parameter.default))
    return SimpleNamespace(**groups)


def in_precision(p: Any, dtype: Any) -> Any:
    """Return the parameters with shared numbers in the columns' precision.

    Args:
        p: groups of parameters, each a float or (r,).
        dtype: floating type of the columns.
    """
    kind = np.dtype(dtype).type
    return SimpleNamespace(
        **{
            name: SimpleNamespace(**{key: np.asarray(v, kind)[()] for key, v in vars(group).items()})
            for name, group in vars(p).items()
        }
    )


class Engine:
    """Move r runs through time, one month at a step.

    Args:
        world: districts, counties and peers.
        schedule: parameters of every month, one column per run.
        seeds: (r,) seed of each run.
        dtype: floating type of all columns.
        decisions: decisions a user has taken over.
        steps_per_month: steps a month is cut into; 1 but for tests of the step's size.
    """

    def __init__(
        self,
        world: World,
        schedule: Schedule,
        seeds: Sequence[int],
        *,
        dtype: Any = np.float32,
        decisions: Decisions | None = None,
        steps_per_month: int = 1,
    ) -> None:
        self.world, self.schedule = world, schedule
        self.runs = len(seeds)
        self.steps_per_month = steps_per_month
        self.streams = Streams(seeds, world.slot, dtype)
        self.decisions = decisions or Decisions()
        self.places = places_of(world, dtype)
        self.index = 0
        self.events: list[tuple[int, str, Any]] = []
        self._typed: tuple[Any, Any] = (None, None)
        p = in_precision(before_policy(schedule.at(0)), dtype)
        self.levels = measure.start_levels(world, self.streams, p, dtype)
        year, number = schedule.start
        self.last_spring_year = year if number > 6 else year - 1
        self.spring = self._springs_before(p, dtype)
        dashboard = measure.publish(self.levels, self.spring, settings=p, year=self.last_spring_year)
        self.board = release.Board.of(dashboard)
        self.state = start.start_state(
            self.streams,
            p,
            self._month(0),
            reading.need(self.levels),
            dashboard.badness,
            reading.indicator_badness(self.levels.cells, dashboard),
            self.runs,
        )
        self.equity = measure.equity(self.levels, self.spring)
        # One that came out before the start comes out in its first month: that list is in force then.
        self.waiting = [release.Waiting(dashboard, self._month(0).school_month, np.ones(self.runs, bool))]
        self.newly_listed = np.zeros(self.runs, bool)

    def _springs_before(self, p: Any, dtype: Any) -> measure.Spring:
        """Hold the tests of the springs up to the start, in which nothing has happened yet."""
        n = len(self.world.county_of)
        nothing, unused = np.zeros((n, self.runs), dtype), np.zeros((n, 6, self.runs), dtype)
        for year in range(tables.START_YEAR - 1, max(self.last_spring_year, tables.START_YEAR) + 1):
            spring = measure.spring_test(self.levels, unused, nothing, nothing, p, self.streams, year)
        measure.mark_start(self.levels)
        return spring

    @property
    def months(self) -> int:
        """Count the months that have passed."""
        return self.index // self.steps_per_month

    def parameters(self, months: int) -> Any:
        """Return the parameters in force some months after the start; the last ones hold beyond the horizon."""
        values = self.schedule.at(min(max(months, 0), self.schedule.months - 1))
        if self._typed[0] is not values:
            self._typed = values, in_precision(values, self.streams.dtype)
        return self._typed[1]

    def date(self, months: int) -> tuple[int, int]:
        """Tell the calendar year and month that lie some months after the start."""
        year, number = self.schedule.start
        return year + (number - 1 + months) // 12, (number - 1 + months) % 12 + 1

    def _month(self, index: int) -> Month:
        year, number = self.date(index // self.steps_per_month)
        return Month(index, year, number, 1.0 / self.steps_per_month, self.places, self.streams, self.decisions)

    def step(self) -> None:
        """Let one step pass: the yearly work that falls in it, then the monthly mechanisms in order."""
        p = self.parameters(self.months)
        month = self._month(self.index)
        if self.index % self.steps_per_month == 0:
            self._calendar(p, month)
        for mechanism in MONTHLY:
            mechanism(self.state, p, month)
        if month.number == 6 and (self.index + 1) % self.steps_per_month == 0:
            self.close_year(p, month.year)
        self.events.extend((self.months, kind, who) for kind, who in month.events)
        self.index += 1

    def _calendar(self, p: Any, month: Month) -> None:
        if self.newly_listed.any():
            assistance.assign(self.state, p, self.newly_listed)
        if month.number == 7:
            self._july(p, month)
        self.newly_listed = self._release(p, month)

    def _release(self, p: Any, month: Month) -> NDArray[np.bool_]:
        """Publish the Dashboards whose time has come, by run, and list the districts that meet the criteria."""
        listed = np.zeros(self.runs, bool)
        for each in self.waiting:
            due = each.due(p)
            if due.any():
                self.board = self.board.replaced(each.dashboard, due)
                assistance.list_districts(self.state, p, month, each.dashboard, due)
                release.show(self.state, self.levels.cells, each.dashboard, due)
                listed |= due
            each.passes(due)
        self.waiting = [each for each in self.waiting if each.runs.any()]
        return listed

    def _july(self, p: Any, month: Month) -> None:
        """Plan and budget the school year (LCAP)."""
        state = self.state
        if month.index:
            adoption.abandon(state, p, month)
            county_offices.train(state, p)
        money.settle_year(state, p, month)
        money.buy(state, p, month)
        focus.choose(state, p, month)

    def close_year(self, p: Any, year: int) -> None:
        """Book the year's learning and hold the spring's tests.

        Args:
            p: parameters in force.
            year: calendar year of the spring.
        """
        state = self.state
        focus.close_year(state, p)
        self.spring = measure.spring_test(
            self.levels,
            state.half_lives,
            state.passing - state.passing_start,
            state.inflation - state.inflation_start,
            p,
            self.streams,
            year,
        )
        self.equity = measure.equity(self.levels, self.spring)
        dashboard = measure.publish(self.levels, self.spring, settings=p, year=year)
        self.waiting.append(release.Waiting(dashboard, 0, np.ones(self.runs, bool)))
        self.last_spring_year = year
