"""Who is asked: the share of a group's answers that each district or county office gives.

People were chosen for variety of size and region, and engaged ones likelier (X02). Within a stratum a district is
picked in proportion to the odds w for engaged districts, 1 for others; strata take part in proportion to their
districts. The closed form p/(p + w (1 - p)) of the ledger (C.2) is the case of one stratum and a trait that marks
engagement.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.interviews.instrument import Group, Who
from sos_sim.interviews.observables import Sight
from sos_sim.world.build import World

REGIONS = 3
"""Thirds of the state by latitude."""


@functools.lru_cache(maxsize=4)
def strata(world: World) -> NDArray[np.int64]:
    """Sort districts by size and third of the state, (N,) numbers of strata.

    Args:
        world: the world.
    """
    latitude = world.districts.lat
    third = np.digitize(latitude, np.quantile(latitude, np.arange(1, REGIONS) / REGIONS))
    found: NDArray[np.int64] = np.unique(
        world.districts.size.astype(np.int64) * REGIONS + third, return_inverse=True
    )[1]
    return found


def asked_shares(sight: Sight, group: Group, who: Who, county_offices: bool) -> NDArray[Any]:
    """Return the share of a group's answers that each district (N, r) or county office (58, r) gives.

    Args:
        sight: what there is to see.
        group: the group.
        who: whom the people speak for.
        county_offices: whether the trait asked for belongs to county offices.
    """
    engine = sight.engine
    places = engine.places
    n, runs = len(places.enrolment), engine.runs
    if who == "county offices":
        of_office = _offices(sight, group)
        if county_offices:
            return of_office
        size = np.maximum(places.county_size, 1.0)
        return (of_office / size)[places.county]
    of_district = np.full((n, runs), 1.0 / n)
    if who == "districts" and group.chosen == "engaged":
        engaged = engine.state.authentic > np.asarray(sight.p.observe.cycles_begin)
        of_district = _by_odds(engaged, sight.q.selection_odds, strata(engine.world))
    return np.asarray(places.by_county @ of_district) if county_offices else of_district


def _offices(sight: Sight, group: Group) -> NDArray[Any]:
    places, skill = sight.engine.places, sight.engine.state.county_skill
    there = np.broadcast_to(places.county_size > 0, (places.counties, sight.engine.runs))
    weight = there.astype(float)
    if group.chosen == "engaged":
        engaged = skill > np.median(skill, axis=0)
        weight = weight * np.where(engaged, sight.q.selection_odds, 1.0)
    return np.asarray(weight / weight.sum(axis=0))


def _by_odds(engaged: NDArray[Any], odds: Any, stratum: NDArray[np.int64]) -> NDArray[Any]:
    weight = np.where(engaged, odds, 1.0)
    number = int(stratum.max()) + 1
    members = np.zeros((number, len(stratum)))
    members[stratum, np.arange(len(stratum))] = 1.0
    total = members @ weight
    portion = members.sum(axis=1) / len(stratum)
    return np.asarray(weight * (portion[:, None] / total)[stratum])
