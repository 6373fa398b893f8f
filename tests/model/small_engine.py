"""Small worlds, settings and engines for tests of the model, with any number of any parameter."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import networkx
import numpy as np
from scipy import sparse

from sos_sim.model.engine import Engine, averaging
from sos_sim.model.mechanisms.turnover import largeness
from sos_sim.model.month import Decisions, Month, Places
from sos_sim.model.state import State
from sos_sim.model.streams import Streams
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.scenario import Scenario
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import World, build_world, embedded_world

Changes = Mapping[str, Any]
"""By path, one number for the whole horizon or ((months since the start, number), ...)."""

QUIET_MEASUREMENT = {
    "measurement.sampling_noise": 0.0,
    "measurement.drift": 0.0,
    "measurement.year_shocks": 0.0,
    "measurement.state_shocks": 0.0,
    "measurement.local_indicators": 0.0,
}
NO_SUPPORT = {
    "support.coe_coach_days": 0.0,
    "support.assistance_days": 0.0,
    "support.intensive_days": 0.0,
    "network.coverage": 0.0,
    "providers.willing": 0.0,
}
NO_EXITS = {"turnover.leader_hazard": 0.0, "turnover.staff_hazard": 0.0}


def scenario(changes: Changes, months: int = 24, name: str = "test") -> Scenario:
    """Make a scenario; ranges are not checked, so that limits outside them can be taken."""
    unknown = set(changes) - set(PARAMETERS)
    assert not unknown, unknown
    steps = {path: value if isinstance(value, tuple) else ((0, float(value)),) for path, value in changes.items()}
    return Scenario(name, "", (), steps, (2017, 7), months, Path("test"))


def parameters(changes: Changes) -> SimpleNamespace:
    """Give every parameter its default or the number wanted."""
    groups: dict[str, SimpleNamespace] = {}
    for path, parameter in PARAMETERS.items():
        value = changes.get(path, float(parameter.default))
        setattr(groups.setdefault(parameter.group, SimpleNamespace()), parameter.name, value)
    assert set(changes) <= set(PARAMETERS)
    return SimpleNamespace(**groups)


def small_world(count: int = 40) -> World:
    """Take districts of all sizes and types from the embedded world."""
    districts = embedded_world().districts
    by_size = np.argsort(districts.enrolment, kind="stable")
    rows = by_size[np.linspace(0, len(by_size) - 1, count).astype(int)]
    return build_world(districts.take(np.sort(rows)))


def alike_world(count: int, linked: bool = False) -> World:
    """Make districts that are alike in everything but their codes; linked all with all, or not at all."""
    districts = embedded_world().districts
    row = int(np.argsort(districts.enrolment, kind="stable")[600])
    columns = {}
    for field in dataclasses.fields(districts):
        value = getattr(districts, field.name)
        if isinstance(value, np.ndarray):
            columns[field.name] = np.repeat(value[row : row + 1], count, axis=0)
    codes = tuple(f"{number:014d}" for number in range(count))
    same = dataclasses.replace(districts, cds_code=codes, name=codes, notes=(), **columns)
    graph = networkx.complete_graph(same.cds_code) if linked else networkx.empty_graph(same.cds_code)
    return build_world(same, graph)


def engine(
    world: World,
    policies: Sequence[Changes],
    seeds: Sequence[int] | None = None,
    *,
    months: int = 24,
    dtype: Any = np.float64,
    steps_per_month: int = 1,
    decisions: Decisions | None = None,
) -> Engine:
    """Start an engine, one column per policy, all with seed 1 unless said."""
    scenarios = [scenario(changes, months) for changes in policies]
    schedule = compile_schedule(scenarios, dtype=dtype)
    chosen = [1] * len(scenarios) if seeds is None else seeds
    return Engine(world, schedule, chosen, dtype=dtype, steps_per_month=steps_per_month, decisions=decisions)


def run(started: Engine, months: int) -> Engine:
    """Let some months pass."""
    for _ in range(months * started.steps_per_month):
        started.step()
    return started


def blank_state(n: int, runs: int, columns: Mapping[str, Any], counties: int = 1) -> State:
    """Make a state of zeros, with some columns given."""
    made: dict[str, Any] = {name: np.zeros((n, runs)) for name in (f.name for f in dataclasses.fields(State))}
    made["focus"], made["half_lives"] = np.zeros((n, 6, runs)), np.zeros((n, 6, runs))
    made["indicator_badness"], made["history"] = np.zeros((n, 6, runs)), np.zeros((4, n, runs))
    made["overloaded"], made["variety"] = np.zeros((n, runs), bool), np.ones((1, runs))
    made["money_left"] = np.zeros((1, runs))
    made["county_skill"], made["county_capacity"] = np.zeros((counties, runs)), np.ones((counties, runs))
    for name, value in columns.items():
        assert name in made
        made[name] = np.array(np.broadcast_to(np.asarray(value, made[name].dtype), made[name].shape))
    return State(**made)


def month(
    n: int,
    index: int = 0,
    dt: float = 1.0,
    *,
    seeds: Sequence[int] = (1,),
    peers: Any = None,
    county: Any = None,
    number: int = 7,
) -> Month:
    """Make a month for n alike districts of 1,000 pupils."""
    county = np.zeros(n, int) if county is None else np.asarray(county)
    counties = int(county.max()) + 1
    enrolment = np.full((n, 1), 1000.0)
    places = Places(
        enrolment=enrolment,
        largeness=largeness(enrolment),
        poverty=np.full((n, 1), 0.5),
        pay=np.zeros((n, 1)),
        county=county,
        counties=counties,
        by_county=sparse.csr_matrix((np.ones(n), (county, np.arange(n))), (counties, n)),
        county_size=np.bincount(county, minlength=counties)[:, None].astype(float),
        peers=sparse.csr_matrix((n, n)) if peers is None else peers,
        even=averaging(np.full(n, 1.0 / n)),
    )
    streams = Streams(seeds, np.arange(n), np.float64)
    return Month(index, 2017, number, dt, places, streams, Decisions())
