"""The lives of one district: its part of the event log, by scenario and seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.events import EVENTS, REPORTS
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.dates import date_of
from sos_sim.store.dictionary import TABLES
from sos_sim.store.read import read, rows_of, years_of
from sos_sim.story.districts import District

if TYPE_CHECKING:
    from sos_sim.model.recording import Recording
    from sos_sim.scenario.scenario import Scenario

_ALLOWED = "a folder of sos-sim run or compare that kept its districts (--district-seeds 1 or more)"


@dataclass(frozen=True)
class Happening:
    """Hold one row of the log.

    Args:
        month: months since the start; what is in month 0 stood so at the start.
        date: the month as ``YYYY-MM``.
        event: what happened, a name in ``sos_sim.observe.events``.
        value: the number beside it, None where there is none.
    """

    month: int
    date: str
    event: str
    value: float | None

    @property
    def year(self) -> int:
        """Give the calendar year."""
        return int(self.date[:4])

    def as_json(self) -> dict[str, Any]:
        """Give the row as plain data."""
        return {"date": self.date, "kind": EVENTS[self.event].kind, "event": self.event, "value": self.value}


@dataclass(frozen=True)
class Life:
    """Hold what happened to one district in one run.

    Args:
        scenario: name of the scenario.
        seed: seed of the run.
        months: length of the horizon.
        happenings: what happened, in order.
    """

    scenario: str
    seed: int
    months: int
    happenings: tuple[Happening, ...]

    def all(self, *events: str) -> list[Happening]:
        """List what happened of some events, in order.

        Args:
            events: names of events.
        """
        return [each for each in self.happenings if each.event in events]

    def value_by(self, event: str, month: int) -> float | None:
        """Give the latest number of an event up to a month.

        Args:
            event: name of the event.
            month: months since the start.
        """
        found = [each.value for each in self.all(event) if each.month <= month]
        return found[-1] if found else None

    def last_report(self, month: int) -> Happening | None:
        """Give the latest yearly report up to a month; the start counts as one.

        Args:
            month: months since the start.
        """
        found = [each for each in self.all("true change") if each.month <= month]
        return found[-1] if found else None

    @property
    def turns(self) -> tuple[Happening, ...]:
        """List what happened without the yearly numbers."""
        return tuple(each for each in self.happenings if each.event not in REPORTS)


@dataclass(frozen=True)
class Log:
    """Hold the event log of a run folder.

    Args:
        folder: the run folder.
        start: first month as ``YYYY-MM``.
        months: length of the horizon.
        scenarios: names of the scenarios, the base first.
        seeds: seeds run.
        districts: every district.
    """

    folder: Path
    start: str
    months: int
    scenarios: tuple[str, ...]
    seeds: int
    districts: tuple[District, ...] = field(repr=False)

    @classmethod
    def open(cls, folder: Path) -> Log:
        """Open the log of a run folder.

        Args:
            folder: the folder.

        Raises:
            InputProblems: it is no run folder, is unfinished, is older than the log, or kept no districts.
        """
        tables = read(folder)
        manifest, place = tables.manifest, str(folder)
        missing = [table for table in ("events", "districts") if table not in tables.tables]
        if missing:
            raise InputProblems([Problem(place, f"holds no table {missing[0]!r}: its run did not finish", _ALLOWED)])
        import pyarrow.parquet as pq

        for table in ("events", "districts"):
            there = set(pq.read_schema(folder / f"{table}.parquet").names)
            lacking = [column.name for column in TABLES[table][1] if column.name not in there]
            if lacking:
                found = f"was written by an older version: {table}.parquet has no column {lacking[0]!r}"
                raise InputProblems([Problem(place, found, "a folder written by this version; run it again")])
        years = years_of(folder / "districts.parquet")
        if years is None or not pq.read_metadata(folder / "events.parquet").num_rows:
            raise InputProblems([Problem(place, "kept no single districts", f"{_ALLOWED}; run it again")])
        return cls(
            folder,
            manifest["horizon"]["start"],
            int(manifest["horizon"]["months"]),
            tuple(scenario["name"] for scenario in manifest["scenarios"]),
            int(manifest["seeds"]["count"]),
            _districts(folder, years[0]),
        )

    def lives(self, district: District) -> dict[str, dict[int, Life]]:
        """Give a district's lives by scenario and seed.

        Args:
            district: one of its districts.
        """
        columns = ["scenario", "seed", "date", "event", "value"]
        rows = rows_of(self.folder / "events.parquet", columns, {"cds_code": [district.cds_code]})
        start = np.datetime64(self.start, "M")
        found: dict[str, dict[int, Life]] = {}
        for name in self.scenarios:
            for seed, part in rows[rows["scenario"] == name].groupby("seed"):
                dates = part["date"].to_numpy().astype("datetime64[M]")
                months = (dates - start).astype(int).tolist()
                values = part["value"].to_numpy(float)
                happenings = happenings_of(months, dates.astype(str).tolist(), part["event"].tolist(), values)
                number = int(str(seed))
                found.setdefault(name, {})[number] = Life(name, number, self.months, happenings)
        return found


def happenings_of(
    months: Sequence[int], dates: Sequence[str], events: Sequence[str], values: NDArray[Any]
) -> tuple[Happening, ...]:
    """Put the rows of one district's log together.

    Args:
        months: (E,) months since the start.
        dates: (E,) the same as ``YYYY-MM``.
        events: (E,) names of events.
        values: (E,) the numbers beside them, NaN where there is none.
    """
    numbers = [None if value != value else value for value in values.tolist()]
    return tuple(map(Happening, months, dates, events, numbers))


def lives_of(recording: Recording, scenario: Scenario, seed: int, districts: int) -> list[Life]:
    """Give the lives of all districts of a run that kept them, straight from its recording.

    Args:
        recording: of one run.
        scenario: what was run.
        seed: its future.
        districts: districts of the world.

    Returns:
        (N,) a life for each district.
    """
    order = np.argsort(recording.events[:, 2], kind="stable")
    rows, values = recording.events[order], recording.event_values[order].astype(float)
    cuts = np.searchsorted(rows[:, 2], np.arange(districts + 1)).tolist()
    name_of = list(EVENTS)
    date_in = [date_of(scenario.start, month) for month in range(scenario.months)]
    months = rows[:, 1].tolist()
    dates = [date_in[month] for month in months]
    events = [name_of[code] for code in rows[:, 3].tolist()]
    return [
        Life(
            scenario.name,
            seed,
            scenario.months,
            happenings_of(months[first:end], dates[first:end], events[first:end], values[first:end]),
        )
        for first, end in pairwise(cuts)
    ]


def _districts(folder: Path, year: int) -> tuple[District, ...]:
    columns = ["cds_code", "name", "county", "type", "enrolment"]
    rows = rows_of(folder / "districts.parquet", columns, {"year": [year]}).drop_duplicates("cds_code")
    return tuple(District(*row) for row in rows.itertuples(index=False, name=None))


def choose_scenario(log: Log, kept: Sequence[str], name: str | None) -> str:
    """Choose the scenario whose story is told: the one named, else the first that was kept.

    Args:
        log: the log.
        kept: names of the scenarios of which there are lives.
        name: what was asked for.

    Raises:
        InputProblems: there is none of that name.
    """
    if name is None:
        return kept[0]
    if name not in kept:
        nearest = nearest_name(name, kept)
        raise InputProblems([Problem("--scenario", f"{log.folder} holds no {name}", ", ".join(kept), nearest)])
    return name
