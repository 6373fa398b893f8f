"""Where a district stands when its file does not say: somewhere in its county, fixed by its code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.districts import hashed_uniform
from sos_sim.world.facts import counties, county_rings

KM_PER_DEGREE = 111.195
EARTH_KM = 6371.0
# Points tried before a district is put beside the county office; a narrow county needs many.
TRIES = 12
# Standard deviation of the jitter as a share of the county's width (root of its area).
JITTER = 0.25


def assumed_places(
    codes: Sequence[str], county: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Place districts around their county office, inside the county's outline.

    Args:
        codes: (N,) district codes; each always gives the same place.
        county: (N,) county index 0-57.

    Returns:
        (N,) latitudes and (N,) longitudes, degrees.
    """
    from scipy.special import ndtri

    facts = counties()
    lat, lon = facts.lat[county], facts.lon[county]
    per_degree = KM_PER_DEGREE * np.cos(np.radians(lat))
    width = np.array([np.sqrt(_area_km2(rings)) for rings in county_rings()])[county]
    open_rows = np.arange(len(codes))
    found_lat, found_lon = lat.copy(), lon.copy()
    for attempt in range(TRIES):
        some = [codes[int(row)] for row in open_rows]
        north = JITTER * width[open_rows] * ndtri(hashed_uniform(some, f"north {attempt}"))
        east = JITTER * width[open_rows] * ndtri(hashed_uniform(some, f"east {attempt}"))
        try_lat = lat[open_rows] + north / KM_PER_DEGREE
        try_lon = lon[open_rows] + east / per_degree[open_rows]
        inside = np.zeros(len(open_rows), dtype=bool)
        for place in np.unique(county[open_rows]):
            here = county[open_rows] == place
            inside[here] = _inside(try_lon[here], try_lat[here], county_rings()[place])
        found_lat[open_rows[inside]], found_lon[open_rows[inside]] = try_lat[inside], try_lon[inside]
        open_rows = open_rows[~inside]
        if not len(open_rows):
            break
    return found_lat, found_lon


def distance_km(
    lat_a: NDArray[np.float64],
    lon_a: NDArray[np.float64],
    lat_b: NDArray[np.float64],
    lon_b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Measure great-circle distances by the haversine formula.

    Args:
        lat_a: latitudes of the first points, degrees.
        lon_a: longitudes of the first points, degrees.
        lat_b: latitudes of the second points, degrees.
        lon_b: longitudes of the second points, degrees.
    """
    north_a, north_b = np.radians(lat_a), np.radians(lat_b)
    half = np.sin((north_b - north_a) / 2) ** 2
    half = half + np.cos(north_a) * np.cos(north_b) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    kilometres: NDArray[np.float64] = 2.0 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return kilometres


def _area_km2(rings: tuple[NDArray[np.float64], ...]) -> float:
    total = 0.0
    for ring in rings:
        east = ring[:, 0] * KM_PER_DEGREE * np.cos(np.radians(ring[:, 1].mean()))
        north = ring[:, 1] * KM_PER_DEGREE
        total += abs(float(np.sum(east * np.roll(north, -1) - np.roll(east, -1) * north))) / 2
    return total


def _inside(
    lon: NDArray[np.float64], lat: NDArray[np.float64], rings: tuple[NDArray[np.float64], ...]
) -> NDArray[np.bool_]:
    crossings = np.zeros(len(lon), dtype=np.int64)
    for ring in rings:
        x, y = ring[:, 0], ring[:, 1]
        next_x, next_y = np.roll(x, -1), np.roll(y, -1)
        rise = np.where(next_y == y, 1.0, next_y - y)
        straddles = (y > lat[:, None]) != (next_y > lat[:, None])
        left_of = lon[:, None] < x + (next_x - x) * (lat[:, None] - y) / rise
        crossings += np.sum(straddles & left_of, axis=1)
    inside: NDArray[np.bool_] = crossings % 2 == 1
    return inside
