"""The observer of events: what the model tells of single districts, and what its state shows as it crosses a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.engine import Engine
from sos_sim.model.measure.tables import YEARS_WITHOUT_DASHBOARD
from sos_sim.observe.events import CODE, REPORTS

Columns = NDArray[Any]


class Spells:
    """Follow which districts are in a state, and since when.

    Args:
        shape: districts and runs.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.on = np.zeros(shape, bool)
        self.since = np.zeros(shape, np.int32)

    def turn(self, month: int, starts: Columns, stops: Columns) -> tuple[Columns, Columns]:
        """Let spells start and stop; return where one did start and where one did stop, each (N, K).

        Args:
            month: months since the start of the run.
            starts: (N, K) where a spell starts unless one is on.
            stops: (N, K) where the spell that is on stops.
        """
        began, ended = starts > self.on, stops & self.on
        if began.any():
            self.on |= began
            np.putmask(self.since, began, month)
        if ended.any():
            self.on ^= ended
        return began, ended


class EventLog:
    """Keep what happens to the districts of some runs; looks only, and changes nothing.

    A line that a value crosses to and fro is noted once: the value has to come back by a declared margin first.

    Args:
        engine: the engine, before its first step.
        kept: (K,) the runs to follow.
        read: gives an outcome by district as it stands, (N, r), from its name and the parameters in force.
    """

    def __init__(self, engine: Engine, kept: NDArray[np.intp], read: Callable[[str, Any], Columns]) -> None:
        self.engine, self.kept, self.read = engine, kept, read
        # Runs that stand side by side are taken as a view, which costs nothing.
        side_by_side = kept.size and kept[-1] - kept[0] + 1 == kept.size
        self._columns = slice(int(kept[0]), int(kept[-1]) + 1) if side_by_side else kept
        self._rows: list[NDArray[np.int32]] = []
        self._values: list[NDArray[np.float32]] = []
        shape = (len(engine.world.county_of), len(kept))
        self._listed, self._assisted, self._intensive = Spells(shape), Spells(shape), Spells(shape)
        self._contract, self._member = Spells(shape), Spells(shape)
        self._cycles, self._standard, self._fallen = Spells(shape), Spells(shape), Spells(shape)
        self._overloaded = Spells(shape)
        self._unsettled = np.zeros(shape, np.int16)
        self._had_left = np.zeros(shape, bool)
        self._coverage: Any = np.nan
        self._best = np.zeros(shape, engine.streams.dtype)
        if kept.size:
            p = engine.parameters(0)
            self._remember()
            self._follow_membership(0, p)
            self._follow_practice(0, p)
            self._overloaded.on = self._of(engine.state.overloaded).copy()
            self._add("overloaded", 0, self._overloaded.on, self._busy())
            self._report(0, p, [name for name in REPORTS if name != "coach-days"])

    def look(self) -> None:
        """Note what happened in the month that has just passed."""
        engine = self.engine
        told, month = list(engine.events), engine.months - 1
        engine.events.clear()
        if not self.kept.size:
            return
        p = engine.parameters(month)
        for when, name, who in told:
            self._add(name, when, self._of(who), self._value_of(name))
        self._follow_assistance(month, p)
        self._follow_membership(month, p)
        self._follow_practice(month, p)
        self._follow_overload(month, p)
        if engine.date(month)[1] == 12:
            self._report(month, p, list(REPORTS))
        self._remember()

    def finish(self) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the log: (E, 4) rows run, month, district, code in ``EVENTS``, and the (E,) values, by month."""
        if not self._rows:
            return np.empty((0, 4), np.int32), np.empty(0, np.float32)
        return np.concatenate(self._rows), np.concatenate(self._values)

    def _of(self, column: Columns) -> Columns:
        """Take the runs that are kept out of a column of state, (N, r) or shared by all runs."""
        if column.shape[1] == 1:
            return np.repeat(column, len(self.kept), axis=1)
        return column[:, self._columns]

    def _setting(self, value: Any) -> Any:
        """Take the runs that are kept out of a parameter."""
        return value[self._columns] if np.ndim(value) else value

    def _remember(self) -> None:
        state = self.engine.state
        self._tenure, self._authentic = self._of(state.tenure).copy(), self._of(state.authentic).copy()

    def _busy(self) -> Columns:
        state = self.engine.state
        return self._of(state.firefighting) + self._of(state.compliance)

    def _value_of(self, name: str) -> Columns:
        """Give the value beside an event that the model tells; what it has changed by then is from last month."""
        if name == "leader left":
            return self._tenure + 1.0 / 12.0
        if name == "effort abandoned":
            return self._authentic
        if name == "identified":
            return self._of(self.engine.board.groups_flagged)
        return self._of(self.engine.state.days)

    def _follow_assistance(self, month: int, p: Any) -> None:
        state, engine = self.engine.state, self.engine
        if engine.newly_listed.any():
            listed = self._of(state.identified) > 0
            published = (engine.newly_listed & self._list_came_out(month, p))[self.kept]
            self._spell(self._listed, month, listed, published & ~listed, None, "left the list")
            intensive = self._of(state.intensive) > 0
            self._spell_of(self._intensive, month, intensive, "intensive tier entered", "intensive tier left")
        # Its last month is served too, and a renewal the month after leaves no gap.
        left = self._of(state.assistance) > 0
        self._spell_of(self._assisted, month, left | self._had_left, "assistance began", "assistance ended")
        self._had_left = left
        self._spell_of(self._contract, month, self._of(state.contract) > 0, None, "contract ended")

    def _list_came_out(self, month: int, p: Any) -> NDArray[np.bool_]:
        """Tell in which runs a Dashboard that comes out this month brings a list, (r,)."""
        q = p.accountability
        lag = np.maximum(np.ceil(np.asarray(q.lag_months, float)) - 1.0, 0.0)
        first_year, first_month = self.engine.schedule.start
        year_of_spring = first_year + np.floor((first_month - 7 + month - lag) / 12.0)
        there = (np.asarray(q.identification) * np.asarray(q.dashboard)) > 0
        came: NDArray[np.bool_] = ~np.isin(year_of_spring, YEARS_WITHOUT_DASHBOARD) & there
        return came

    def _follow_membership(self, month: int, p: Any) -> None:
        if np.array_equal(p.network.coverage, self._coverage):
            return
        self._coverage = p.network.coverage
        member = self._of(self.engine.state.network_rank) < self._setting(p.network.coverage)
        self._spell_of(self._member, month, member, "network joined", "network left")

    def _follow_practice(self, month: int, p: Any) -> None:
        state, q = self.engine.state, p.observe
        margin = self._setting(q.margin)
        authentic, embedded = self._of(state.authentic), self._of(state.embedded)
        above = authentic > self._setting(q.cycles_begin)
        below = authentic < self._setting(q.cycles_begin) - margin
        self._spell(self._cycles, month, above, below, "cycles began", None, authentic)
        line = self._setting(q.standard)
        self._spell(
            self._standard,
            month,
            embedded > line,
            embedded < line - margin,
            "practice became standard",
            "practice no longer standard",
            embedded,
        )
        np.maximum(self._best, authentic, out=self._best)
        half = self._setting(q.fallen) * self._best
        fallen = authentic < half
        fallen &= self._best > self._setting(q.cycles_begin)
        half += margin
        self._spell(self._fallen, month, fallen, authentic > half, "fell back", None, authentic)

    def _follow_overload(self, month: int, p: Any) -> None:
        now = self._of(self.engine.state.overloaded)
        other = now != self._overloaded.on
        if not other.any() and not self._unsettled.any():
            return
        self._unsettled = (self._unsettled + 1) * other
        settled = self._unsettled >= self._setting(p.observe.settled_months)
        if settled.any():
            busy = self._busy()
            self._spell(self._overloaded, month, settled & now, settled & ~now, "overloaded", "recovered", busy)

    def _spell_of(self, spells: Spells, month: int, now: Columns, began: str | None, ended: str) -> None:
        self._spell(spells, month, now, ~now, began, ended)

    def _spell(
        self,
        spells: Spells,
        month: int,
        starts: Columns,
        stops: Columns,
        began: str | None,
        ended: str | None,
        value: Columns | None = None,
    ) -> None:
        started, stopped = spells.turn(month, starts, stops)
        if began is not None and started.any():
            self._add(began, month, started, self._of(self.engine.state.days) if value is None else value)
        if ended is not None and stopped.any():
            self._add(ended, month, stopped, (month - spells.since) / 12.0)

    def _report(self, month: int, p: Any, names: list[str]) -> None:
        district, column = np.indices(self._best.shape).reshape(2, -1)
        for name in names:
            self._append(name, month, district, column, self._of(self.read(REPORTS[name], p)).ravel())

    def _add(self, name: str, month: int, who: Columns, value: Columns) -> None:
        # A flat search is several times faster than one in two dimensions.
        place = np.flatnonzero(who)
        if place.size:
            self._append(name, month, *np.divmod(place, who.shape[1]), value.ravel()[place])

    def _append(self, name: str, month: int, district: Columns, column: Columns, value: Columns) -> None:
        row = np.empty((len(district), 4), np.int32)
        row[:, 0], row[:, 1], row[:, 2], row[:, 3] = self.kept[column], month, district, CODE[name]
        self._rows.append(row)
        self._values.append(value.astype(np.float32))
