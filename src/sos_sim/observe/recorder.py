"""The recorder: looks at the engine every third month and every December, and keeps little."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sos_sim.model import measure
from sos_sim.model.engine import Engine, averaging
from sos_sim.model.recording import Recording
from sos_sim.observe import districts, ratings
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.world.build import World
from sos_sim.world.districts import SIZE_NAMES, TYPES, size_class

BY_STRATUM = (
    "capability",
    "authentic",
    "surface",
    "deep_share",
    "overloaded_share",
    "true_outcome",
    "measured_outcome",
    "inflation",
    "equity_gap",
    "identified_share",
    "improvement_time",
    "burden",
    "cost_per_pupil",
    "knowledge",
    "support_days",
    "assistance_share",
)
"""Outcomes kept by county, size and type."""

BY_DISTRICT = (
    "identified",
    "in_assistance",
    "intensive",
    "groups_flagged",
    "capability",
    "authentic",
    "surface",
    "true_outcome",
    "measured_outcome",
    "inflation",
    "equity_gap",
    "leadership",
    "knowledge",
    "embedded",
    "data",
    "safety",
    "clarity",
    "belief",
    "alignment",
    "pressure",
    "improvement_time",
    "overloaded",
    "support_days",
    "improvement_days",
    "provider",
)
"""Columns kept by district for the first seeds."""

OF_DISTRICT = {"in_assistance": "assistance_share", "overloaded": "overloaded_share", "provider": "provider_share"}
EVENTS = ("leader left", "effort abandoned", "identified", "contract bought")
"""Kinds of event in the log."""


class Strata:
    """Average districts by county, size and type.

    Args:
        world: the world.
    """

    def __init__(self, world: World) -> None:
        n = len(world.county_of)
        size = size_class(world.districts.enrolment)
        names = [("county", name) for name in world.counties.name]
        names += [("size", name) for name in SIZE_NAMES] + [("type", name) for name in TYPES]
        first_size, first_type = len(world.counties.name), len(world.counties.name) + len(SIZE_NAMES)
        rows = np.concatenate([world.county_of, first_size + size, first_type + world.districts.type])
        columns = np.tile(np.arange(n), 3)
        self.names = tuple(names)
        weights = {"districts": np.ones(n), "pupils": np.asarray(world.districts.enrolment, float)}
        self._sum = {
            kind: sparse.csr_matrix((np.tile(weight, 3), (rows, columns)), (len(names), n))
            for kind, weight in weights.items()
        }
        self._total = {kind: np.asarray(matrix.sum(axis=1)) for kind, matrix in self._sum.items()}

    def mean(self, values: NDArray[Any], weight: str) -> NDArray[np.float64]:
        """Return the mean of (N, r) values by stratum, (G, r); NaN where a stratum is empty."""
        with np.errstate(invalid="ignore", divide="ignore"):
            average: NDArray[np.float64] = (self._sum[weight] @ values.astype(np.float64)) / self._total[weight]
        return average


class Recorder:
    """Keep what a batch of runs shows.

    Args:
        engine: the engine, before its first step.
        keep_districts: (r,) which runs keep their districts and events.
    """

    def __init__(self, engine: Engine, keep_districts: Sequence[bool]) -> None:
        self.engine = engine
        self.strata = Strata(engine.world)
        self.kept = np.nonzero(np.asarray(keep_districts, bool))[0]
        self.dates: list[str] = []
        self.statewide: list[NDArray[np.float64]] = []
        self.years: list[int] = []
        self.by_stratum: list[NDArray[np.float64]] = []
        self.by_group: list[NDArray[Any]] = []
        self.by_district: list[NDArray[np.float32]] = []
        self.ratings: list[NDArray[np.float64]] = []
        kind = engine.streams.dtype
        equity = measure.equity_weight(engine.levels.cells)
        self._equity_weight = averaging((equity / equity.sum()).astype(kind))
        self._weights = {"districts": engine.places.even, "pupils": averaging(engine.places.pupil_share)}
        self._before = {
            name: districts.read(engine, name, self._parameters()) for name in ("true_outcome", "measured_outcome")
        }

    def _parameters(self) -> Any:
        return self.engine.parameters(self.engine.months - 1)

    def _read(self, outcome: str, p: Any) -> NDArray[Any]:
        values = districts.read(self.engine, outcome, p)
        return values - self._before[outcome] if outcome in self._before else values

    def look(self) -> None:
        """Record the statewide outcomes as they stand."""
        engine, p = self.engine, self._parameters()
        year, number = engine.date(engine.months)
        self.dates.append(f"{year:04d}-{number:02d}")
        values = np.empty((len(OUTCOMES), engine.runs))
        for row, outcome in enumerate(OUTCOMES.values()):
            weight = self._equity_weight if outcome.name == "equity_gap" else self._weights[outcome.weight]
            columns = np.broadcast_to(self._read(outcome.name, p), engine.state.days.shape)
            values[row] = weight @ columns.astype(weight.dtype, order="C", copy=False)
        self.statewide.append(values)

    def look_closely(self) -> None:
        """Record strata, student groups, ratings and districts, in December."""
        engine, p = self.engine, self._parameters()
        self.years.append(engine.date(max(engine.months - 1, 0))[0])
        by_stratum = [self.strata.mean(self._read(name, p), OUTCOMES[name].weight) for name in BY_STRATUM]
        self.by_stratum.append(np.stack(by_stratum))
        self.by_group.append(measure.statewide_by_group(engine.levels, engine.spring))
        self.ratings.append(ratings.self_ratings(engine, p))
        if self.kept.size:
            self.by_district.append(np.stack([self._of_district(name, p) for name in BY_DISTRICT]))

    def _of_district(self, name: str, p: Any) -> NDArray[np.float32]:
        if name == "groups_flagged":
            values = np.broadcast_to(self.engine.groups_flagged, self.engine.state.days.shape)
        else:
            values = self._read(OF_DISTRICT.get(name, name), p)
        return values[:, self.kept].astype(np.float32)

    def finish(self) -> Recording:
        """Return everything recorded."""
        engine = self.engine
        n, runs = len(engine.world.county_of), engine.runs
        return Recording(
            dates=tuple(self.dates),
            outcomes=tuple(OUTCOMES),
            statewide=np.stack(self.statewide),
            years=tuple(self.years),
            strata=self.strata.names,
            stratum_outcomes=BY_STRATUM,
            by_stratum=_stacked(self.by_stratum, (len(BY_STRATUM), len(self.strata.names), runs)),
            by_group=_stacked(self.by_group, (2, 14, 6, runs)).astype(np.float64),
            district_outcomes=BY_DISTRICT,
            by_district=_stacked(self.by_district, (len(BY_DISTRICT), n, len(self.kept))).astype(np.float32),
            ratings=_stacked(self.ratings, (len(ratings.KINDS), len(districts.AREAS), runs)),
            rating_kinds=ratings.KINDS,
            events=self._events(),
        )

    def _events(self) -> NDArray[np.int32]:
        rows = []
        for month, kind, who in self.engine.events:
            district, column = np.nonzero(np.broadcast_to(who, self.engine.state.days.shape)[:, self.kept])
            row = np.empty((len(district), 4), np.int32)
            row[:, 0], row[:, 1], row[:, 2], row[:, 3] = self.kept[column], month, district, EVENTS.index(kind)
            rows.append(row)
        return np.concatenate(rows) if rows else np.empty((0, 4), np.int32)


def _stacked(parts: list[NDArray[Any]], shape: tuple[int, ...]) -> NDArray[Any]:
    return np.stack(parts) if parts else np.empty((0, *shape))
