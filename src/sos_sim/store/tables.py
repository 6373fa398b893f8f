"""A batch's recording as long tables, run after run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import table_columns
from sos_sim.store.run_tables import DISTRICT_FACTS
from sos_sim.world.districts import GROUPS, INDICATORS, TYPES

if TYPE_CHECKING:
    import pyarrow as pa

    from sos_sim.model.recording import Recording
    from sos_sim.world.build import World

STUDENT_GROUPS = (*GROUPS, "ALL")
COLOURS = ("none", "red", "orange", "yellow", "green", "blue")
INDICATOR_UNITS = ("points", "points", "percent", "percent", "percent", "percent")


@dataclass(frozen=True)
class RunName:
    """Name one column of a recording.

    Args:
        key: content hash of the run.
        scenario: name of the scenario as written in the tables.
        seed: seed of the run.
        districts: whether the run's districts are kept.
    """

    key: str
    scenario: str
    seed: int
    districts: bool = False


@dataclass(frozen=True)
class DistrictFacts:
    """Hold what the district table repeats about each of N districts.

    Args:
        cds_code: (N,) 14-digit codes.
        name: (N,) names.
        county: (N,) county names.
        type: (N,) district types in words.
        enrolment: (N,) pupils at the start.
    """

    cds_code: tuple[str, ...]
    name: tuple[str, ...]
    county: tuple[str, ...]
    type: tuple[str, ...]
    enrolment: NDArray[np.float64]

    @classmethod
    def of(cls, world: World) -> DistrictFacts:
        """Take the facts from a world."""
        districts = world.districts
        return cls(
            cds_code=tuple(districts.cds_code),
            name=tuple(districts.name),
            county=tuple(world.counties.name[county] for county in districts.county),
            type=tuple(TYPES[kind] for kind in districts.type),
            enrolment=np.asarray(districts.enrolment, np.float64),
        )


def batch_tables(
    recording: Recording, runs: Sequence[RunName], districts: DistrictFacts
) -> dict[str, pa.Table]:
    """Turn a recording into one long table per kind, rows ordered by run.

    Args:
        recording: what a batch of r runs left.
        runs: (r,) names of the columns.
        districts: facts of the N districts, for the district table.

    Raises:
        ValueError: the recording does not hold one column per run.
    """
    if recording.statewide.shape[-1] != len(runs):
        raise ValueError(f"{recording.statewide.shape[-1]} columns recorded for {len(runs)} runs")
    return {
        **statewide_tables(recording.dates, recording.outcomes, recording.statewide, runs),
        "districts": _districts(recording, runs, districts),
        "breakdowns": _breakdowns(recording, runs),
        "student_groups": _student_groups(recording, runs),
        "dashboard": _dashboard(recording, runs),
        "ratings": _ratings(recording, runs),
        "events": _events(recording, runs, districts),
    }


def statewide_tables(
    dates: Sequence[str], outcomes: Sequence[str], statewide: NDArray[np.float64], runs: Sequence[RunName]
) -> dict[str, pa.Table]:
    """Turn statewide outcomes into the long tables ``trajectories`` and ``outcomes``.

    Args:
        dates: (T,) months as ``YYYY-MM``.
        outcomes: (O,) names.
        statewide: (T, O, r) values.
        runs: (r,) names of the runs.
    """
    through_time = _Grid(runs, (len(dates), len(outcomes)))
    first_days = np.array(dates, "datetime64[M]").astype("datetime64[ms]")
    at_the_end = _Grid(runs, (len(outcomes),))
    return {
        "trajectories": through_time.table(
            "trajectories",
            {
                "date": through_time.along(0, first_days),
                "outcome": through_time.words(1, outcomes),
                "value": _by_run(statewide),
            },
        ),
        "outcomes": at_the_end.table(
            "outcomes",
            {"outcome": at_the_end.words(0, outcomes), "value": _by_run(statewide[-1])},
        ),
    }


def _breakdowns(recording: Recording, runs: Sequence[RunName]) -> pa.Table:
    import pyarrow.compute as pc

    grid = _Grid(runs, (len(recording.years), len(recording.stratum_outcomes), len(recording.strata)))
    table = grid.table(
        "breakdowns",
        {
            "year": grid.along(0, np.array(recording.years)),
            "by": grid.words(2, [kind for kind, _ in recording.strata]),
            "level": grid.words(2, [level for _, level in recording.strata]),
            "outcome": grid.words(1, recording.stratum_outcomes),
            "value": _by_run(recording.by_stratum),
        },
    )
    # A county without a district in this population has no mean.
    return table.filter(pc.is_finite(table["value"]))


def _student_groups(recording: Recording, runs: Sequence[RunName]) -> pa.Table:
    grid = _Grid(runs, (len(recording.years), len(STUDENT_GROUPS), len(INDICATORS)))
    return grid.table(
        "student_groups",
        {
            "year": grid.along(0, np.array(recording.years)),
            "group": grid.words(1, STUDENT_GROUPS),
            "indicator": grid.words(2, INDICATORS),
            "unit": grid.words(2, INDICATOR_UNITS),
            "true": _by_run(recording.by_group[:, 0]),
            "measured": _by_run(recording.by_group[:, 1]),
        },
    )


def _dashboard(recording: Recording, runs: Sequence[RunName]) -> pa.Table:
    grid = _Grid(runs, (len(recording.years), len(INDICATORS), len(COLOURS)))
    return grid.table(
        "dashboard",
        {
            "year": grid.along(0, np.array(recording.years)),
            "indicator": grid.words(1, INDICATORS),
            "colour": grid.words(2, COLOURS),
            "share": _by_run(recording.colours),
        },
    )


def _ratings(recording: Recording, runs: Sequence[RunName]) -> pa.Table:
    from sos_sim.observe.districts import AREAS

    grid = _Grid(runs, (len(recording.years), len(recording.rating_kinds), len(AREAS)))
    return grid.table(
        "ratings",
        {
            "year": grid.along(0, np.array(recording.years)),
            "organisation": grid.words(1, recording.rating_kinds),
            "area": grid.words(2, AREAS),
            "rating": _by_run(recording.ratings),
        },
    )


def _districts(recording: Recording, runs: Sequence[RunName], facts: DistrictFacts) -> pa.Table:
    kept = [run for run in runs if run.districts]
    grid = _Grid(kept, (len(recording.years), len(facts.cds_code)))
    columns = {
        "cds_code": grid.words(1, facts.cds_code),
        "name": grid.words(1, facts.name),
        "county": grid.words(1, facts.county),
        "type": grid.words(1, facts.type),
        "enrolment": grid.along(1, np.asarray(facts.enrolment, np.float64)),
        "year": grid.along(0, np.array(recording.years)),
    }
    flags = {column.name for column in DISTRICT_FACTS if column.kind == "flag"}
    for position, name in enumerate(recording.district_outcomes):
        values = _by_run(recording.by_district[:, position])
        columns[name] = _flags(values) if name in flags else values
    return grid.table("districts", columns, recording.district_outcomes)


def _events(recording: Recording, runs: Sequence[RunName], facts: DistrictFacts) -> pa.Table:
    import pyarrow as pa

    from sos_sim.observe.events import EVENTS

    order = np.argsort(recording.events[:, 0], kind="stable")
    run, month, district, code = recording.events[order].T
    # A recording that holds no values has none beside any event.
    values = recording.event_values[order] if len(recording.event_values) else np.full(len(order), np.nan, np.float32)
    start = np.datetime64(recording.dates[0], "M")
    columns = {
        "run_key": _coded(run, [name.key for name in runs]),
        "scenario": _coded(run, [name.scenario for name in runs]),
        "seed": np.array([name.seed for name in runs], np.int64)[run],
        "date": (start + month.astype("timedelta64[M]")).astype("datetime64[ms]"),
        "cds_code": _coded(district, facts.cds_code),
        "kind": _coded(code, [event.kind for event in EVENTS.values()]),
        "event": _coded(code, list(EVENTS)),
        "value": pa.array(values, from_pandas=True),
    }
    return pa.table(columns, schema=schema_of(table_columns("events")))


def _by_run(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Flatten an array whose last axis is the run, run by run."""
    return np.ascontiguousarray(np.moveaxis(values, -1, 0)).reshape(-1)


def _flags(values: NDArray[np.floating]) -> pa.Array:
    import pyarrow as pa

    return pa.array(values > 0.5, mask=np.isnan(values))


class _Grid:
    """Repeat labels over every cell of runs x axes, in the order of the flattened values."""

    def __init__(self, runs: Sequence[RunName], shape: tuple[int, ...]) -> None:
        self._runs = runs
        self._shape = shape

    def along(self, axis: int, values: NDArray) -> NDArray:  # type: ignore[type-arg]
        inner = int(np.prod(self._shape[axis + 1 :], dtype=int))
        outer = len(self._runs) * int(np.prod(self._shape[:axis], dtype=int))
        return np.tile(np.repeat(values, inner), outer)

    def words(self, axis: int, words: Sequence[str]) -> pa.Array:
        return _coded(self.along(axis, np.arange(len(words), dtype=np.int32)), words)

    def table(self, name: str, columns: dict[str, object], extra: Sequence[str] = ()) -> pa.Table:
        import pyarrow as pa

        cells = int(np.prod(self._shape, dtype=int))
        of_run = np.repeat(np.arange(len(self._runs), dtype=np.int32), cells)
        everything = {
            "run_key": _coded(of_run, [run.key for run in self._runs]),
            "scenario": _coded(of_run, [run.scenario for run in self._runs]),
            "seed": np.repeat(np.array([run.seed for run in self._runs], np.int64), cells),
            **columns,
        }
        schema = schema_of(table_columns(name, extra))
        return pa.table(
            [pa.array(everything[field.name]).cast(field.type) for field in schema], schema=schema
        )


def _coded(codes: NDArray[np.int32], words: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    if not len(words):
        return pa.array([], pa.string())
    # Casting a dictionary array is vectorised; building a million Python strings is not.
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(list(words), pa.string())).cast(
        pa.string()
    )
