"""The recorder: looks at the engine every third month and every December, and keeps little."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sos_sim.model import measure
from sos_sim.model.engine import Engine, averaging
from sos_sim.model.measure import reading
from sos_sim.model.measure.tables import GRAD
from sos_sim.model.recording import Recording
from sos_sim.observe import districts, ratings
from sos_sim.observe.event_log import EventLog
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
COLUMNS_AT_ONCE = 64
"""Columns averaged in one product: few products for one run, and small enough for the cache for many."""


class Averages:
    """Average districts over the state, and by county, size and type, with every kind of weight.

    Args:
        world: the world.
        weights: (N,) weights by kind.
        dtype: floating type of the averages.
    """

    def __init__(self, world: World, weights: dict[str, NDArray[Any]], dtype: Any) -> None:
        n = len(world.county_of)
        kinds = (("county", world.counties.name), ("size", SIZE_NAMES), ("type", TYPES))
        self.names = tuple((kind, name) for kind, names in kinds for name in names)
        first_size = len(world.counties.name)
        size = first_size + size_class(world.districts.enrolment)
        row = np.concatenate([world.county_of, size, first_size + len(SIZE_NAMES) + world.districts.type])
        column = np.tile(np.arange(n), 3)
        self.statewide, self.by_stratum = {}, {}
        for kind, weight in weights.items():
            self.statewide[kind] = averaging((weight / (weight.sum() or 1.0)).astype(dtype))
            each = np.tile(weight, 3)
            total = np.bincount(row, each, len(self.names))[row]
            share = np.divide(each, total, out=np.zeros_like(each), where=total > 0)
            self.by_stratum[kind] = sparse.csr_matrix((share.astype(dtype), (row, column)), (len(self.names), n))
        self.empty = np.bincount(row, minlength=len(self.names)) == 0


class Recorder:
    """Keep what a batch of runs shows.

    Args:
        engine: the engine, before its first step.
        keep_districts: (r,) which runs keep their districts and events.
        outcomes: the statewide outcomes to keep; all when not given.
    """

    def __init__(
        self, engine: Engine, keep_districts: Sequence[bool], outcomes: Sequence[str] | None = None
    ) -> None:
        self.engine = engine
        self.outcomes = tuple(OUTCOMES if outcomes is None else outcomes)
        self.kept = np.nonzero(np.asarray(keep_districts, bool))[0]
        self.dates: list[str] = []
        self.statewide: list[NDArray[np.float64]] = []
        self.years: list[int] = []
        self.by_stratum: list[NDArray[np.float64]] = []
        self.by_group: list[NDArray[Any]] = []
        self.colours: list[NDArray[np.float64]] = []
        self.by_district: list[NDArray[np.float32]] = []
        self.ratings: list[NDArray[np.float64]] = []
        enrolment = np.asarray(engine.world.districts.enrolment, float)
        weights = {
            "districts": np.ones_like(enrolment),
            "pupils": enrolment,
            "pupils behind": measure.equity_weight(engine.levels.cells),
            "cohort behind": measure.equity_weight(engine.levels.cells, (GRAD,)),
        }
        self.averages = Averages(engine.world, weights, engine.streams.dtype)
        self._before = {
            name: districts.read(engine, name, self._parameters()) for name in ("true_outcome", "measured_outcome")
        }
        self.log = EventLog(engine, self.kept, self._read)

    def _parameters(self) -> Any:
        return self.engine.parameters(self.engine.months - 1)

    def _read(self, outcome: str, p: Any) -> NDArray[Any]:
        values = districts.read(self.engine, outcome, p)
        return values - self._before[outcome] if outcome in self._before else values

    def read(self, outcome: str) -> NDArray[Any]:
        """Give an outcome by district as it stands, changes counted from the start, (N, r).

        Args:
            outcome: name of a declared outcome.
        """
        values = self._read(outcome, self._parameters())
        shape = self.engine.state.days.shape
        return values if values.shape == shape else np.broadcast_to(values, shape)

    def look(self) -> None:
        """Record the statewide outcomes as they stand."""
        engine, p = self.engine, self._parameters()
        year, number = engine.date(engine.months)
        self.dates.append(f"{year:04d}-{number:02d}")
        self.statewide.append(self._means(self.outcomes, p, self.averages.statewide)[:, 0])

    def _means(self, names: Sequence[str], p: Any, averages: dict[str, sparse.csr_matrix]) -> NDArray[np.float64]:
        """Average outcomes over rows of districts, (names, rows, r); few products for all that share a weight."""
        shape, kind = self.engine.state.days.shape, self.engine.streams.dtype
        rows = averages["districts"].shape[0]
        means = np.empty((len(names), rows, shape[1]))
        for weight, matrix in averages.items():
            mine = [place for place, name in enumerate(names) if OUTCOMES[name].weight == weight]
            together = max(1, COLUMNS_AT_ONCE // shape[1])
            for first in range(0, len(mine), together):
                places = mine[first : first + together]
                columns = [self._read(names[place], p) for place in places]
                whole = [each if each.shape == shape else np.broadcast_to(each, shape) for each in columns]
                averaged = matrix @ np.concatenate(whole, axis=1, dtype=kind)
                means[places] = averaged.reshape(rows, len(places), shape[1]).transpose(1, 0, 2)
        return means

    def look_closely(self) -> None:
        """Record strata, student groups, ratings and districts, in December."""
        engine, p = self.engine, self._parameters()
        self.years.append(engine.date(max(engine.months - 1, 0))[0])
        by_stratum = self._means(BY_STRATUM, p, self.averages.by_stratum)
        by_stratum[:, self.averages.empty] = np.nan
        self.by_stratum.append(by_stratum)
        self.by_group.append(measure.statewide_by_group(engine.levels, engine.spring))
        shares = reading.colour_shares(engine.levels.cells, engine.board.colour)
        self.colours.append(np.broadcast_to(shares, (*shares.shape[:2], engine.runs)))
        self.ratings.append(ratings.self_ratings(engine, p))
        if self.kept.size:
            self.by_district.append(np.stack([self._of_district(name, p) for name in BY_DISTRICT]))

    def _of_district(self, name: str, p: Any) -> NDArray[np.float32]:
        if name == "groups_flagged":
            values = np.broadcast_to(self.engine.board.groups_flagged, self.engine.state.days.shape)
        else:
            values = self._read(OF_DISTRICT.get(name, name), p)
        return values[:, self.kept].astype(np.float32)

    def finish(self) -> Recording:
        """Return everything recorded."""
        engine = self.engine
        n, runs = len(engine.world.county_of), engine.runs
        events, event_values = self.log.finish()
        return Recording(
            dates=tuple(self.dates),
            outcomes=self.outcomes,
            statewide=np.stack(self.statewide),
            years=tuple(self.years),
            strata=self.averages.names,
            stratum_outcomes=BY_STRATUM,
            by_stratum=_stacked(self.by_stratum, (len(BY_STRATUM), len(self.averages.names), runs)),
            by_group=_stacked(self.by_group, (2, 14, 6, runs)).astype(np.float64),
            colours=_stacked(self.colours, (6, 6, runs)),
            district_outcomes=BY_DISTRICT,
            by_district=_stacked(self.by_district, (len(BY_DISTRICT), n, len(self.kept))).astype(np.float32),
            ratings=_stacked(self.ratings, (len(ratings.KINDS), len(districts.AREAS), runs)),
            rating_kinds=ratings.KINDS,
            events=events,
            event_values=event_values,
        )


def _stacked(parts: list[NDArray[Any]], shape: tuple[int, ...]) -> NDArray[Any]:
    return np.stack(parts) if parts else np.empty((0, *shape))
