"""Answers: everything the page shows of one setting, in whole numbers that page and file share exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

MONTHS_BETWEEN_LOOKS = 6
SHOWN = (
    "capability",
    "true_outcome",
    "measured_outcome",
    "improvement_time",
    "authentic",
    "surface",
    "deep_share",
    "overloaded_share",
    "inflation",
    "equity_gap",
    "identified_share",
    "burden",
    "cost_per_pupil",
    "leadership",
    "knowledge",
    "embedded",
    "data",
    "safety",
    "clarity",
    "belief",
    "alignment",
    "pressure",
    "improvement_days",
    "leader_exits",
    "staff_turnover",
    "reserve",
)
"""Outcomes the page follows over the years."""

BY_ROW = ("capability", "true_outcome")
"""Outcomes kept by county, size, poverty and, the second, student group."""

BY_DISTRICT = ("capability", "true_outcome", "measured_outcome")
"""Outcomes kept by district."""

STEPS = {"0-5": 0.0005, "student SD": 0.0001, "days a year": 0.02, "$ per pupil": 0.1, "$ per pupil and year": 0.05}
"""By unit the step that values are rounded to; 0.0001 for shares and 0.001 for indices."""
_STEP_OF_SHARES, _STEP_OF_OTHERS = 0.0001, 0.001
DISTRICT_STEPS = {"capability": 0.01, "true_outcome": 0.002, "measured_outcome": 0.002}
POVERTY = ("fewest poor pupils", "fewer than half", "more than half", "most poor pupils")
"""Quarters of districts by their unduplicated share."""
MISSING = -32768


def step_of(outcome: str) -> float:
    """Give the step that values of an outcome are rounded to.

    Args:
        outcome: name of a declared outcome.
    """
    unit = OUTCOMES[outcome].unit
    if unit in STEPS:
        return STEPS[unit]
    return _STEP_OF_SHARES if unit.startswith("share") or unit == "0-1" else _STEP_OF_OTHERS


@dataclass(frozen=True)
class Row:
    """Hold one part of the state whose values are told apart.

    Args:
        kind: ``county``, ``size``, ``poverty`` or ``group``.
        name: its name.
        districts: districts in it; for a student group those that have any.
        pupils: pupils in it.
    """

    kind: str
    name: str
    districts: int
    pupils: float


@dataclass(frozen=True)
class Answer:
    """Hold what a setting shows, rounded to steps; -32768 where there is no value.

    Args:
        series: (O, T, K) statewide outcomes of ``SHOWN`` every half year in K futures.
        rows: (2, R, K) outcomes of ``BY_ROW`` at the end by part of the state.
        districts: (3, N) outcomes of ``BY_DISTRICT`` at the end, mean over futures.
    """

    series: NDArray[np.int16]
    rows: NDArray[np.int16]
    districts: NDArray[np.int16]

    def as_json(self) -> dict[str, Any]:
        """Give it as plain lists, each flat, the last axis fastest."""
        return {name: getattr(self, name).ravel().tolist() for name in ("series", "rows", "districts")}

    def end(self, outcome: str) -> NDArray[np.float64]:
        """Give an outcome at the end in each future, (K,)."""
        values: NDArray[np.float64] = self.series[SHOWN.index(outcome), -1] * step_of(outcome)
        return values


@dataclass(frozen=True)
class Part:
    """Hold what some futures say of a setting, not rounded yet; parts of other futures are joined to it.

    Args:
        series: (O, T, K) statewide outcomes.
        rows: (2, R, K) outcomes by part of the state.
        districts: (3, N, K) outcomes by district.
    """

    series: NDArray[np.float64]
    rows: NDArray[np.float64]
    districts: NDArray[np.float64]

    def by_future(self) -> list[Part]:
        """Take it apart, future by future."""
        columns = [slice(place, place + 1) for place in range(self.series.shape[-1])]
        return [Part(self.series[..., one], self.rows[..., one], self.districts[..., one]) for one in columns]


def joined(parts: Sequence[Part]) -> Answer:
    """Join what several sets of futures say of one setting.

    Args:
        parts: in the order of their futures.
    """
    steps = np.array([step_of(name) for name in SHOWN])[:, None, None]
    row_steps = np.array([step_of(name) for name in BY_ROW])[:, None, None]
    district_steps = np.array([DISTRICT_STEPS[name] for name in BY_DISTRICT])[:, None]
    of_districts = np.concatenate([part.districts for part in parts], axis=-1).mean(axis=-1)
    return Answer(
        _whole(np.concatenate([part.series for part in parts], axis=-1) / steps),
        _whole(np.concatenate([part.rows for part in parts], axis=-1) / row_steps),
        _whole(of_districts / district_steps),
    )


def _whole(values: NDArray[np.float64]) -> NDArray[np.int16]:
    rounded = np.clip(np.rint(values), -32767, 32767)
    return np.where(np.isfinite(values), rounded, MISSING).astype(np.int16)


class Parts:
    """Average districts by county, size and poverty, with the weights the outcomes have statewide.

    Args:
        world: the world.
    """

    def __init__(self, world: World) -> None:
        from scipy import sparse

        from sos_sim.world.districts import GROUP_NAMES, SIZE_NAMES, size_class

        enrolment = np.asarray(world.districts.enrolment, float)
        n = len(enrolment)
        order = np.lexsort((world.slot, world.districts.upp))
        quarter = np.empty(n, np.int64)
        quarter[order] = np.arange(n) * len(POVERTY) // n
        kinds = (
            ("county", world.counties.name, world.county_of),
            ("size", SIZE_NAMES, size_class(enrolment)),
            ("poverty", POVERTY, quarter),
        )
        self.rows: list[Row] = []
        places = []
        for kind, names, member in kinds:
            places.append(len(self.rows) + np.asarray(member, np.int64))
            count = np.bincount(member, minlength=len(names))
            pupils = np.bincount(member, enrolment, len(names))
            self.rows += [Row(kind, name, int(count[i]), float(pupils[i])) for i, name in enumerate(names)]
        self.strata = len(self.rows)
        for place, name in enumerate(GROUP_NAMES):
            pupils_of = world.group_pupils[:, 0, place]
            self.rows.append(Row("group", name, int((pupils_of > 0).sum()), float(pupils_of.sum())))
        row, column = np.concatenate(places), np.tile(np.arange(n), len(kinds))
        self.averages = {}
        for name in BY_ROW:
            weight = np.tile(enrolment if OUTCOMES[name].weight == "pupils" else np.ones(n), len(kinds))
            total = np.bincount(row, weight, self.strata)[row]
            share = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
            self.averages[name] = sparse.csr_matrix((share, (row, column)), (self.strata, n))
        self.empty = np.bincount(row, minlength=self.strata) == 0


def simulate(
    world: World, scenarios: Sequence[Scenario], seeds: Sequence[int], parts: Parts, dtype: Any = np.float32
) -> list[Part]:
    """Run some settings in some futures, all side by side under common draws.

    Args:
        world: the world.
        scenarios: (S,) what the settings come to, with one horizon.
        seeds: (K,) futures.
        parts: the parts of the state that are told apart.
        dtype: floating type of the engine's columns.

    Returns:
        (S,) what these futures say of each setting.
    """
    from sos_sim.model.engine import Engine
    from sos_sim.observe.recorder import Recorder
    from sos_sim.scenario.schedule import compile_schedule

    count, futures = len(scenarios), len(seeds)
    laid = [each for each in scenarios for _ in seeds]
    engine = Engine(world, compile_schedule(laid, dtype=dtype), list(seeds) * count, dtype=dtype)
    recorder = Recorder(engine, [False] * len(laid), SHOWN)
    recorder.look()
    for _ in range(engine.schedule.months):
        engine.step()
        if engine.months % MONTHS_BETWEEN_LOOKS == 0:
            recorder.look()
    rows, districts = _closely(engine, recorder, parts)
    series = np.stack(recorder.statewide).transpose(1, 0, 2)
    cut = [slice(place * futures, (place + 1) * futures) for place in range(count)]
    return [Part(series[..., each], rows[..., each], districts[..., each]) for each in cut]


def _closely(engine: Any, recorder: Any, parts: Parts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Look at the parts of the state and at single districts as they stand: (2, R, r) and (3, N, r)."""
    from sos_sim.model import measure
    from sos_sim.world.districts import GROUPS, INDICATORS

    values = {name: np.asarray(recorder.read(name), np.float64) for name in dict.fromkeys((*BY_ROW, *BY_DISTRICT))}
    rows = np.full((len(BY_ROW), len(parts.rows), engine.runs), np.nan)
    for place, name in enumerate(BY_ROW):
        rows[place, : parts.strata] = parts.averages[name] @ values[name]
        rows[place, : parts.strata][parts.empty] = np.nan
    scores = [INDICATORS.index("ELA"), INDICATORS.index("MATH")]
    per_sd = np.asarray(engine.parameters(engine.months - 1).outcomes.points_per_sd, float)
    of_groups = measure.statewide_by_group(engine.levels, engine.spring)[0, : len(GROUPS), scores]
    rows[BY_ROW.index("true_outcome"), parts.strata :] = of_groups.mean(axis=0) / per_sd
    return rows, np.stack([values[name] for name in BY_DISTRICT])
