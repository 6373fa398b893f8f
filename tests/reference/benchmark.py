"""A decade of the reference on its own, as a baseline for the speed of the array engine."""

from __future__ import annotations

import math
import random
from types import SimpleNamespace

from reference.model import PlainWorld, ReferenceModel
from reference.simple_dashboard import SimpleDashboard
from sos_sim.parameters import PARAMETERS

COUNTIES = 58
PEERS = 13
"""About as many peers as a district has in the embedded California."""


def default_parameters() -> SimpleNamespace:
    """Give every parameter its default, as plain floats."""
    groups: dict[str, SimpleNamespace] = {}
    for parameter in PARAMETERS.values():
        group = groups.setdefault(parameter.group, SimpleNamespace())
        setattr(group, parameter.name, float(parameter.default))
    return SimpleNamespace(**groups)


def drawn_world(districts: int, lot: random.Random) -> PlainWorld:
    """Draw places of plausible size."""
    peers = []
    for _ in range(districts):
        rows = [lot.randrange(districts) for _ in range(PEERS)]
        peers.append([(row, 1.0 / PEERS) for row in rows])
    return PlainWorld(
        [max(30.0, math.exp(lot.gauss(7.5, 1.6))) for _ in range(districts)],
        [lot.random() for _ in range(districts)],
        [lot.uniform(-0.1, 0.1) for _ in range(districts)],
        [lot.randrange(COUNTIES) for _ in range(districts)],
        peers,
        COUNTIES,
    )


def start(model: ReferenceModel, lot: random.Random) -> None:
    """Give districts and county offices something to start with."""
    for district in model.districts:
        for name in ("leadership", "knowledge", "data", "safety", "clarity", "belief", "alignment"):
            setattr(district, name, lot.uniform(0.2, 0.5))
        district.embedded, district.authentic = lot.uniform(0.05, 0.2), lot.uniform(0.0, 0.1)
        district.surface, district.relationship = lot.uniform(0.2, 0.5), lot.uniform(0.15, 0.45)
        district.pressure, district.reserve = 0.6, lot.uniform(100.0, 400.0)
        district.own_leadership, district.own_data = district.leadership, district.data
        district.susceptibility = math.exp(lot.gauss(-0.3, 0.8))
        district.priority_factor = math.exp(lot.gauss(0.0, 0.6))
        district.seeking, district.network_rank, district.need_rank = lot.random(), lot.random(), lot.random()
    for office in model.county_offices:
        office.skill, office.capacity = lot.uniform(0.3, 0.6), math.exp(lot.gauss(0.0, 0.42))
    model.money_left, model.variety = 0.03, 0.45


def run_reference(districts: int, months: int, seed: int = 1) -> ReferenceModel:
    """Run the reference on its own under 2017 conditions.

    Args:
        districts: number of districts.
        months: months from July 2017.
        seed: of all that is drawn.
    """
    lot, p = random.Random(seed), default_parameters()
    model = ReferenceModel(
        drawn_world(districts, lot),
        lambda _: p,
        lambda _name, _index, _row: lot.random(),
        dashboard=SimpleDashboard(districts, lot),
    )
    start(model, lot)
    for _ in range(months):
        model.step()
    return model
