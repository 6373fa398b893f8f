"""The world one simulation runs in, built once and shared by all runs."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.districts import Districts
from sos_sim.world.facts import Counties, counties
from sos_sim.world.peers import compile_peers, peer_graph
from sos_sim.world.recorded import Recorded
from sos_sim.world.sizes import all_pupils, counted_at_start, group_pupils
from sos_sim.world.synthetic import synthetic_california

if TYPE_CHECKING:
    import networkx
    import scipy.sparse


@dataclass(frozen=True, eq=False)
class World:
    """Hold N districts, their counties and who learns from whom.

    Args:
        districts: the N districts.
        counties: facts of the 58 counties.
        peers: (N, N) shares of each district's peers; rows sum to 1, or 0 without peers.
        group_pupils: (N, 6, 13) pupils by indicator and student group.
        all_pupils: (N, 6) pupils by indicator.
        slot: (N,) rank of each code among the sorted codes; random draws are dealt by it, so that the order
            of the file does not matter.
        county_of: (N,) county index 0-57.
        county_size: (58,) districts of this world in each county.
        recorded: what is known of the districts' outcomes; None when that is nothing.
    """

    districts: Districts
    counties: Counties
    peers: scipy.sparse.csr_matrix
    group_pupils: NDArray[np.float64]
    all_pupils: NDArray[np.float64]
    slot: NDArray[np.int64]
    county_of: NDArray[np.int64]
    county_size: NDArray[np.int64]
    recorded: Recorded | None = None


def build_world(
    districts: Districts, graph: networkx.Graph | None = None, recorded: Recorded | None = None
) -> World:
    """Build the world of these districts.

    Args:
        districts: N districts, from a file or synthetic.
        graph: who learns from whom, nodes are district codes; the default is ``peer_graph``.
        recorded: what is known of the districts' outcomes.

    Raises:
        ValueError: the graph names something that is no district.
    """
    facts = counties()
    slot = np.empty(len(districts), dtype=np.int64)
    slot[np.argsort(np.array(districts.cds_code))] = np.arange(len(districts))
    everybody, by_group = all_pupils(districts), group_pupils(districts)
    if recorded is not None:
        everybody, by_group = counted_at_start(recorded, everybody, by_group)
    world = World(
        districts=districts,
        counties=facts,
        peers=compile_peers(peer_graph(districts) if graph is None else graph, districts),
        group_pupils=by_group,
        all_pupils=everybody,
        slot=slot,
        county_of=districts.county,
        county_size=np.bincount(districts.county, minlength=len(facts.code)),
        recorded=recorded,
    )
    for column in (world.group_pupils, world.all_pupils, world.slot, world.county_size):
        column.setflags(write=False)
    return world


@functools.cache
def embedded_world() -> World:
    """Build the world of the embedded synthetic California, once per process.

    >>> len(embedded_world().districts)
    944
    """
    return build_world(synthetic_california())
