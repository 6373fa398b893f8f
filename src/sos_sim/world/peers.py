"""Who learns from whom: a graph of districts that are near, alike or in one county."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.districts import TYPES, Districts
from sos_sim.world.facts import counties
from sos_sim.world.places import distance_km

if TYPE_CHECKING:
    import networkx
    import scipy.sparse

# Differences that count as one: a standard deviation of ln enrolment and of UPP between districts (state,
# 2018), and being of another type.
LN_ENROLMENT_UNIT = 2.0
UPP_UNIT = 0.25
TYPE_UNIT = 1.0
# Nearest districts weighed for every peer kept; those farther away than so many others hardly count.
CANDIDATES_PER_PEER = 6


def peer_graph(
    districts: Districts,
    *,
    length_km: float = 60.0,
    county_bonus: float = 1.0,
    similarity_scale: float = 1.0,
    peers: int = 10,
) -> networkx.Graph:
    """Link every district with the peers that count most for it, in both directions.

    The weight of a pair is exp(-distance / length) x (1 + bonus if in one county) x exp(-difference^2 / 2),
    where the difference is taken over ln enrolment, UPP and type. Each district picks its strongest peers
    among its nearest districts; a link stands when either side picked it. Similar and close districts learn
    most from each other (model, diffusion).

    Args:
        districts: N districts.
        length_km: distance over which the weight falls by a factor e, kilometres.
        county_bonus: extra weight of a district of the same county; 1 doubles it.
        similarity_scale: how different two districts may be, in units of a standard deviation.
        peers: peers each district picks.

    Returns:
        A graph of district codes; nodes carry name, county, type and enrolment, edges ``weight`` and
        ``distance_km``.

    Raises:
        ValueError: a length or scale that is not above 0, a negative bonus or number of peers.
    """
    import networkx

    if length_km <= 0 or similarity_scale <= 0 or county_bonus < 0 or peers < 0:
        raise ValueError("length_km and similarity_scale must be above 0, county_bonus and peers not below 0")
    graph = networkx.Graph()
    names = counties().name
    for row, code in enumerate(districts.cds_code):
        graph.add_node(
            code,
            name=districts.name[row],
            county=names[districts.county[row]],
            type=TYPES[districts.type[row]],
            enrolment=float(districts.enrolment[row]),
        )
    first, second, distance = _candidates(districts, peers)
    difference = (
        (np.log(districts.enrolment[first] / districts.enrolment[second]) / LN_ENROLMENT_UNIT) ** 2
        + ((districts.upp[first] - districts.upp[second]) / UPP_UNIT) ** 2
        + np.where(districts.type[first] != districts.type[second], TYPE_UNIT, 0.0) ** 2
    )
    weight = np.exp(-distance / length_km - difference / (2.0 * similarity_scale**2))
    weight *= 1.0 + county_bonus * (districts.county[first] == districts.county[second])
    kept = _strongest(first, weight, peers) & (weight > 0)
    codes = districts.cds_code
    graph.add_edges_from(
        (codes[a], codes[b], {"weight": float(w), "distance_km": float(d)})
        for a, b, w, d in zip(first[kept], second[kept], weight[kept], distance[kept], strict=True)
    )
    return graph


def compile_peers(graph: networkx.Graph, districts: Districts) -> scipy.sparse.csr_matrix:
    """Turn a peer graph into the matrix that averages over peers.

    Args:
        graph: nodes are district codes; an edge without ``weight`` weighs 1; self loops are left out.
        districts: N districts; one without a node or an edge has no peers.

    Returns:
        (N, N) float32 matrix; row d holds the shares of d's peers and sums to 1, or to 0 without peers.

    Raises:
        ValueError: a node that is no district, or a weight that is negative or not finite.
    """
    import scipy.sparse

    row_of = {code: row for row, code in enumerate(districts.cds_code)}
    unknown = next((node for node in graph.nodes if node not in row_of), None)
    if unknown is not None:
        raise ValueError(f"{unknown!r} is a node of the peer graph but no district")
    pairs = graph.edges(data="weight", default=1.0)
    edges = [(row_of[a], row_of[b], float(weight)) for a, b, weight in pairs if a != b and weight != 0]
    table = np.array(edges, dtype=np.float64).reshape(-1, 3)
    weight = table[:, 2]
    if not np.all(np.isfinite(weight)) or np.any(weight < 0):
        raise ValueError("a peer weight is negative or not finite")
    ends = table[:, :2].astype(np.int64)
    first = np.concatenate([ends[:, 0], ends[:, 1]])
    second = np.concatenate([ends[:, 1], ends[:, 0]])
    weight = np.concatenate([weight, weight])
    total = np.bincount(first, weights=weight, minlength=len(districts))
    share = (weight / total[first]).astype(np.float32)
    size = (len(districts), len(districts))
    matrix = scipy.sparse.csr_matrix((share, (first, second)), shape=size, dtype=np.float32)
    matrix.sort_indices()
    return matrix


def _candidates(
    districts: Districts, peers: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pair every district with its nearest districts: rows, rows, kilometres."""
    from scipy.spatial import cKDTree

    number = len(districts)
    wanted = min(number, CANDIDATES_PER_PEER * peers + 1)
    if wanted < 2:
        none = np.empty(0, dtype=np.int64)
        return none, none, np.empty(0)
    lat, lon = np.radians(districts.lat), np.radians(districts.lon)
    sphere = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    near = np.asarray(cKDTree(sphere).query(sphere, k=wanted)[1], dtype=np.int64).reshape(number, wanted)
    first = np.repeat(np.arange(number), wanted)
    second = near.ravel()
    other = first != second
    first, second = first[other], second[other]
    distance = distance_km(
        districts.lat[first], districts.lon[first], districts.lat[second], districts.lon[second]
    )
    return first, second, distance


def _strongest(first: NDArray[np.int64], weight: NDArray[np.float64], peers: int) -> NDArray[np.bool_]:
    """Mark the strongest pairs of each first district."""
    order = np.lexsort((-weight, first))
    ordered = first[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered, side="left")
    kept = np.zeros(len(order), dtype=bool)
    kept[order] = rank < peers
    return kept
