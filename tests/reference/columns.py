"""The way between the reference and the array engine: worlds, states, and what differs."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import school_year
from reference.forms import usual
from reference.model import PlainWorld, ReferenceModel
from sos_sim.model.measure import reading
from sos_sim.model.state import State
from sos_sim.parameters import PARAMETERS

OF_MODEL = ("money_left", "variety")
OF_OFFICE = {"county_skill": "skill", "county_capacity": "capacity"}
OF_DISTRICT = tuple(
    field.name for field in dataclasses.fields(State) if field.name not in OF_MODEL and field.name not in OF_OFFICE
)
TOLERANCE = 1e-10


def plain_world(world: Any) -> PlainWorld:
    """Turn a world into plain lists."""
    peers = world.peers.tocsr()
    rows = [slice(start, end) for start, end in zip(peers.indptr[:-1], peers.indptr[1:], strict=True)]
    return PlainWorld(
        [float(x) for x in world.districts.enrolment],
        [float(x) for x in world.districts.upp],
        [float(x) for x in world.districts.pay],
        [int(x) for x in world.county_of],
        [list(zip(peers.indices[row].tolist(), peers.data[row].tolist(), strict=True)) for row in rows],
        len(world.county_size),
    )


def plain_parameters(values: Any, run: int) -> SimpleNamespace:
    """Give one run's parameters as plain floats."""
    return SimpleNamespace(
        **{
            group: SimpleNamespace(**{name: _of_run(value, run) for name, value in vars(members).items()})
            for group, members in vars(values).items()
        }
    )


def before_policy(p: SimpleNamespace) -> SimpleNamespace:
    """Give parameters with every lever at its value of 2017, as at the springs before the start."""
    groups = {group: dict(vars(members)) for group, members in vars(p).items()}
    for parameter in PARAMETERS.values():
        if parameter.role == "lever":
            groups[parameter.group][parameter.name] = usual(parameter.path)
    return SimpleNamespace(**{group: SimpleNamespace(**members) for group, members in groups.items()})


def _of_run(values: Any, run: int) -> float:
    """Take one run's number; numbers that all runs share stand once."""
    flat = np.atleast_1d(values)
    return float(flat[run % len(flat)])


class StreamChances:
    """Hand the engine's uniform numbers out one by one.

    Args:
        streams: the engine's streams.
        run: which run.
    """

    def __init__(self, streams: Any, run: int) -> None:
        self.streams, self.run = streams, run
        self.drawn: dict[tuple[str, int], list[float]] = {}

    def __call__(self, name: str, index: int, row: int) -> float:
        """Give a decision's number in a month for one district."""
        if (name, index) not in self.drawn:
            block = self.streams.uniform(name, index)
            self.drawn[name, index] = block[:, self.run % block.shape[1]].tolist()
        return self.drawn[name, index][row]


def copy_state(state: State, model: ReferenceModel, run: int) -> None:
    """Put one run's columns into the reference."""
    for name, column in state.items():
        values = column[..., run % column.shape[-1]]
        if name in OF_MODEL:
            setattr(model, name, float(values[0]))
        elif name in OF_OFFICE:
            for office, value in zip(model.county_offices, values.tolist(), strict=True):
                setattr(office, OF_OFFICE[name], value)
        else:
            by_district = values.T if name == "history" else values
            for district, value in zip(model.districts, by_district.tolist(), strict=True):
                setattr(district, name, value)


def differences(state: State, model: ReferenceModel, run: int) -> list[str]:
    """Tell in which columns the reference differs, how often and by how much."""
    told = []
    for name, column in state.items():
        theirs = column[..., run % column.shape[-1]]
        if name in OF_MODEL:
            ours = np.array([getattr(model, name)])
        elif name in OF_OFFICE:
            ours = np.array([getattr(office, OF_OFFICE[name]) for office in model.county_offices])
        else:
            ours = np.array([getattr(district, name) for district in model.districts])
            ours = ours.T if name == "history" else ours
        assert ours.shape == theirs.shape, name
        if theirs.dtype == bool:
            off = (ours != theirs).astype(float)
        else:
            off = np.abs(ours - theirs) / np.maximum(1.0, np.abs(ours))
        if name in ("coach_skill", "methods_met"):
            # Means by improvement days: they rest on rounding where these are next to nothing.
            off *= np.minimum(1.0, state.improvement_days[:, run % state.improvement_days.shape[1]])
        wrong = ~(off <= TOLERANCE)
        if wrong.any():
            told.append(f"{name}: {int(wrong.sum())} of {wrong.size} off, by {np.max(off):.3g} at most")
    return told


class HandedDashboard:
    """Take the Dashboard's results over from the engine instead of working them out.

    Args:
        engine: an engine that stands before the same month.
        run: which run.
    """

    def __init__(self, engine: Any, run: int) -> None:
        self.engine, self.run = engine, run

    def test(self, model: ReferenceModel, p: Any) -> None:
        """Leave the spring's tests to the engine."""

    def publish(self, model: ReferenceModel, p: Any, year: int) -> None:
        """Tell every district what the Dashboard of a spring says."""
        engine = self.engine
        (board,) = (each.dashboard for each in engine.waiting if each.dashboard.year == year)
        by_indicator = reading.indicator_badness(engine.levels.cells, board)
        for row, district in enumerate(model.districts):
            met, flagged = self._of(board.identified, row), self._of(board.groups_flagged, row)
            coloured = self._of(board.groups_coloured, row)
            school_year.list_district(district, p, bool(met), int(flagged), int(coloured), year)
            if year in school_year.YEARS_WITHOUT_LIST:
                continue
            district.badness = self._of(board.badness, row)
            district.change = self._of(board.change_sd, row)
            district.indicator_badness = [self._of(by_indicator[:, k], row) for k in range(6)]

    def _of(self, column: Any, row: int) -> float:
        return float(column[row, self.run % column.shape[-1]])
