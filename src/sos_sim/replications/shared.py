"""What the published models share: who sees whom, what is seen, who leaves.

The network is compiled by the district model's own ``compile_peers``; people leave by the rule of its turnover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.build import embedded_world
from sos_sim.world.peers import compile_peers

if TYPE_CHECKING:
    import networkx

Array = NDArray[Any]


@dataclass(frozen=True)
class Links:
    """Hold who sees whom, as the compressed rows of a peer matrix.

    Args:
        begin: (A + 1,) where the links of each agent begin in ``seen``.
        seen: (L,) whom the agent at each link sees.
        sees: (L,) who sees, by link.
    """

    begin: Array
    seen: Array
    sees: Array

    def __len__(self) -> int:
        return len(self.begin) - 1

    def several(self, others: list[Links]) -> Links:
        """Put networks side by side as one, in which nobody sees the agents of another.

        Args:
            others: networks that follow this one.
        """
        networks = [self, *others]
        agents = np.cumsum([0] + [len(network) for network in networks])
        links = np.cumsum([0] + [len(network.seen) for network in networks])
        begin = [network.begin[:-1] + first for network, first in zip(networks, links[:-1], strict=True)]
        return Links(
            np.concatenate([*begin, links[-1:]]),
            np.concatenate([network.seen + first for network, first in zip(networks, agents[:-1], strict=True)]),
            np.concatenate([network.sees + first for network, first in zip(networks, agents[:-1], strict=True)]),
        )


def links_of(graph: networkx.Graph) -> Links:
    """Compile a network of agents with the district model's compiler of peer graphs.

    Args:
        graph: nodes 0 to A - 1; each takes the code of a district, which is all that districts lend to it.

    Raises:
        ValueError: more agents than there are districts.
    """
    import networkx

    districts = embedded_world().districts
    if len(graph) > len(districts):
        raise ValueError(f"{len(graph)} agents, but only {len(districts)} districts lend their codes")
    places = districts.take(np.arange(len(graph)))
    weights = compile_peers(networkx.relabel_nodes(graph, dict(enumerate(places.cds_code))), places)
    begin = weights.indptr.astype(np.int64)
    return Links(begin, weights.indices.astype(np.int64), np.repeat(np.arange(len(graph)), np.diff(begin)))


def sum_seen(links: Links, counted: Array, values: Array) -> Array:
    """Add up what agents see of others, as the district model averages over peers: a sparse matrix times values.

    Args:
        links: who sees whom, A agents.
        counted: (L,) links that count.
        values: (A, m) what each agent shows.
    """
    from scipy import sparse

    shape = (len(links), len(links))
    weights = sparse.csr_matrix((counted.astype(values.dtype), links.seen, links.begin), shape)
    added: Array = weights @ values
    return added


def best_seen(links: Links, score: Array) -> Array:
    """Find whom each agent sees that scores best, (..., A).

    Args:
        links: who sees whom; every agent sees somebody.
        score: (..., A) scores; of equals the last in the order of sorting is taken.
    """
    order = np.argsort(score, axis=-1, kind="stable").astype(np.int32)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(len(links), dtype=np.int32), order.shape), axis=-1)
    best = np.maximum.reduceat(rank.take(links.seen, axis=-1), links.begin[:-1], axis=-1)
    return np.take_along_axis(order, best, axis=-1)


def leaves(hazard: float, luck: Array, dt: float = 1.0) -> Array:
    """Tell who leaves in a step, by the rule of the district model's turnover: u < 1 - exp(-hazard dt).

    Args:
        hazard: rate at which people leave.
        luck: uniform draws.
        dt: length of the step.
    """
    gone: Array = luck < -np.expm1(-hazard * dt)
    return gone


def hazard_of(chance: float) -> float:
    """Return the rate at which people leave with a given chance in a step of 1; a chance of 1 has no finite rate."""
    return float("inf") if chance >= 1.0 else -float(np.log1p(-chance))
