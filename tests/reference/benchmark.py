"""A decade of the reference on its own, as a baseline for the speed of the array engine.

It does what the engine does: the same districts, months, tests, Dashboards and record, with draws of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from reference.columns import before_policy, copy_state, plain_parameters, plain_world
from reference.measure_columns import counties_of, districts_of, of_run
from reference.model import ReferenceModel
from reference.plain_recorder import PlainRecorder
from reference.real_dashboard import RealDashboard
from reference.spring import Draw
from sos_sim.model.engine import Engine
from sos_sim.scenario.scenario import Scenario, load
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import build_world, embedded_world


class OwnDraws:
    """Draw each standard normal when it is first asked for, and keep it.

    Args:
        lot: where they are drawn from.
    """

    def __init__(self, lot: random.Random) -> None:
        self.lot = lot
        self.drawn: dict[tuple[str | int, ...], float] = {}

    def __call__(self, name: str, *place: int) -> float:
        """Give the standard normal of a name at a place."""
        key = (name, *place)
        if key not in self.drawn:
            self.drawn[key] = self.lot.gauss(0.0, 1.0)
        return self.drawn[key]


@dataclass
class Reference:
    """Hold a reference that is ready to run.

    Args:
        model: the model.
        dashboard: its Dashboard.
        recorder: its recorder.
        months: months to run.
    """

    model: ReferenceModel
    dashboard: RealDashboard
    recorder: PlainRecorder
    months: int

    def run(self) -> None:
        """Let the months pass and record them."""
        self.recorder.look()
        for _ in range(self.months):
            self.model.step()
            if self.model.index % 3 == 0:
                self.recorder.look()


def reference_of(
    engine: Engine,
    chances: Callable[[str, int, int], float],
    draws: Callable[[int], Draw],
    rating_draws: Callable[[int], Draw],
) -> Reference:
    """Start a reference where the one run of an engine starts.

    Args:
        engine: an engine before its first step, in double precision.
        chances: gives a uniform number for a decision's name, a month since the start and a district's row.
        draws: gives the standard normals of a year's tests.
        rating_draws: gives those of a month's self-ratings.
    """
    months = engine.schedule.months
    by_month = [plain_parameters(engine.schedule.at(month), 0) for month in range(months)]
    dashboard = RealDashboard(
        districts_of(engine.levels, 0),
        counties_of(engine.levels, 0),
        [int(kind) for kind in engine.world.districts.type],
        of_run(engine.spring.local, 0).tolist(),
        engine.last_spring_year,
        before_policy(by_month[0]),
        draws,
    )
    model = ReferenceModel(
        plain_world(engine.world), by_month.__getitem__, chances, engine.schedule.start, dashboard=dashboard
    )
    copy_state(engine.state, model, 0)
    return Reference(model, dashboard, PlainRecorder(model, dashboard, rating_draws), months)


def first_districts(districts: int, months: int, seed: int = 1, scenario: str | Scenario = "california-2017") -> Engine:
    """Start an engine of the first districts of the embedded California.

    Args:
        districts: how many.
        months: months from July 2017.
        seed: of all that is drawn.
        scenario: a scenario or its name; by default the conditions of 2017.
    """
    world = build_world(embedded_world().districts.take(np.arange(districts)))
    chosen = load(scenario) if isinstance(scenario, str) else scenario
    return Engine(world, compile_schedule(replace(chosen, months=months)), [seed], dtype=np.float64)


def prepare_reference(districts: int, months: int, seed: int = 1) -> Reference:
    """Prepare a reference that draws its own chances; only its ``run`` is to be timed.

    Args:
        districts: number of districts, the first of the embedded California.
        months: months from July 2017.
        seed: of all that is drawn.
    """
    lot = random.Random(seed)

    def chances(name: str, index: int, row: int) -> float:
        return lot.random()

    def draws(when: int) -> Draw:
        return OwnDraws(lot)

    return reference_of(first_districts(districts, months, seed), chances, draws, draws)
