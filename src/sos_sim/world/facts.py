"""Facts about the 58 counties: office, districts, pupils, neighbours, outline."""

from __future__ import annotations

import csv
import functools
import io
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.districts import GROUPS, RACE_COLUMNS, TYPES

# A share printed as 0.0 means "too few to be published", not "none", and a logit needs more than none.
SMALLEST_SHARE = 0.0005


@dataclass(frozen=True, eq=False)
class Counties:
    """Hold the facts of the 58 counties, in the order of their codes.

    Args:
        code: (58,) two-digit county codes, ``01`` to ``58``.
        name: (58,) county names.
        office_name: (58,) names of the county offices of education.
        office_city: (58,) cities of the county offices.
        lat: (58,) latitude of the county office, degrees.
        lon: (58,) longitude of the county office, degrees.
        n_by_type: (58, 3) districts by type, fall 2018.
        n_by_size: (58, 5) districts by size class, fall 2018.
        pupils: (58,) pupils of the districts, charter schools left out, fall 2018.
        upp_mean: (58,) plain mean of the districts' unduplicated shares, 0-1.
        upp_sd: (58,) standard deviation of the districts' unduplicated shares.
        upp_of_pupils: (58,) pupil-weighted mean of the unduplicated shares, 0-1.
        group_share: (58, 13) pupil-weighted share of each student group; the eight race groups sum to 1.
        neighbours: (P, 2) pairs of adjacent counties as indices.
        shared_border: (P,) whether the pair shares a land border (else a bay or a corner).
    """

    code: tuple[str, ...]
    name: tuple[str, ...]
    office_name: tuple[str, ...]
    office_city: tuple[str, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    n_by_type: NDArray[np.int64]
    n_by_size: NDArray[np.int64]
    pupils: NDArray[np.float64]
    upp_mean: NDArray[np.float64]
    upp_sd: NDArray[np.float64]
    upp_of_pupils: NDArray[np.float64]
    group_share: NDArray[np.float64]
    neighbours: NDArray[np.int64]
    shared_border: NDArray[np.bool_]

    @property
    def n_districts(self) -> NDArray[np.int64]:
        """Count the districts of each county, (58,)."""
        counts: NDArray[np.int64] = self.n_by_type.sum(axis=1)
        return counts

    def index(self, name_or_code: str) -> int | None:
        """Find a county by name or code (``Kern``, ``15``, ``5`` for ``05``), or nothing."""
        return _county_index().get(_plain(name_or_code))


@functools.cache
def counties() -> Counties:
    """Load the facts of the 58 counties (source: CDE files of fall 2018, see the notice beside them).

    >>> counties().name[18], int(counties().n_districts[18])
    ('Los Angeles', 80)
    """
    rows = _rows("counties.csv")
    code = tuple(row["code"] for row in rows)
    place = {code: index for index, code in enumerate(code)}
    pairs = _rows("adjacency.csv")
    facts = Counties(
        code=code,
        name=tuple(row["name"] for row in rows),
        office_name=tuple(row["coe_name"] for row in rows),
        office_city=tuple(row["coe_city"] for row in rows),
        lat=_column(rows, "lat"),
        lon=_column(rows, "lon"),
        n_by_type=np.array([[int(row[f"n_{kind}"]) for kind in TYPES] for row in rows]),
        n_by_size=np.array([[int(row[f"s{size}"]) for size in range(5)] for row in rows]),
        pupils=np.rint(1000.0 * _column(rows, "kpupils")),
        upp_mean=_column(rows, "upp"),
        upp_sd=_column(rows, "upp_sd"),
        upp_of_pupils=_column(rows, "upp_weighted"),
        group_share=_group_shares(rows),
        neighbours=np.array([[place[row["code_a"]], place[row["code_b"]]] for row in pairs]),
        shared_border=np.array([row["shared_border"] == "1" for row in pairs]),
    )
    for value in vars(facts).values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return facts


def county_outlines() -> dict[str, Any]:
    """Load the outlines as a GeoJSON feature collection whose ids are county codes, in degrees.

    Outer rings run clockwise: browser map libraries take that for the inside, plain plots do not mind.
    """
    outlines: dict[str, Any] = json.loads(_text("county_outlines.json"))
    return outlines


@functools.cache
def county_rings() -> tuple[tuple[NDArray[np.float64], ...], ...]:
    """List the rings of each county as arrays of (vertices, 2) longitude and latitude."""
    polygons = {
        feature["id"]: feature["geometry"]["coordinates"] for feature in county_outlines()["features"]
    }
    return tuple(
        tuple(np.array(ring, dtype=float) for polygon in polygons[code] for ring in polygon)
        for code in counties().code
    )


@functools.cache
def _county_index() -> dict[str, int]:
    facts = counties()
    index = {_plain(name): place for place, name in enumerate(facts.name)}
    for place, code in enumerate(facts.code):
        index[code] = place
        index[str(int(code))] = place
    return index


def _plain(name: str) -> str:
    words = name.strip().casefold().split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] == "county" else words)


def _text(file: str) -> str:
    return resources.files("sos_sim.world").joinpath("data", file).read_text(encoding="utf-8")


def _rows(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_text(file))))


def _column(rows: list[dict[str, str]], name: str) -> NDArray[np.float64]:
    return np.array([float(row[name]) for row in rows])


def _group_shares(rows: list[dict[str, str]]) -> NDArray[np.float64]:
    shares = np.empty((len(rows), len(GROUPS)))
    for column, group in enumerate(GROUPS):
        name, scale = ("upp_weighted", 1.0) if group == "SED" else (group, 0.01)
        shares[:, column] = np.maximum(scale * _column(rows, name), SMALLEST_SHARE)
    races = shares[:, RACE_COLUMNS]
    shares[:, RACE_COLUMNS] = races / races.sum(axis=1, keepdims=True)
    return shares
