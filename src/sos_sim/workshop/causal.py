"""The causal map of the page: nodes that answers can light up, links, and the loops they close."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from sos_sim.show.causes import LOOPS, NODES, PLACES, links_by_way, product, ways
from sos_sim.study.explain.channels import CHANNELS

LONGEST_LOOP = 5
"""Most links of a loop that is looked for; longer ones can be told of nothing in particular."""
SCALES = {
    "pressure": 0.2,
    "improvement_days": 10.0,
    "leader_exits": 0.02,
    "staff_turnover": 0.02,
    "safety": 0.1,
    "leadership": 0.1,
    "clarity": 0.1,
    "belief": 0.1,
    "improvement_time": 0.1,
    "reserve": 200.0,
    "surface": 0.1,
    "authentic": 0.1,
    "data": 0.1,
    "alignment": 0.1,
    "knowledge": 0.1,
    "embedded": 0.1,
    "true_outcome": 0.05,
    "inflation": 0.05,
    "identified_share": 0.05,
}
"""By outcome a change that counts as a clear one, in its unit: what makes changes of nodes comparable."""


class _Node(NamedTuple):
    """Hold what the page knows of a node: how it is called in a loop's name, and the outcomes that tell its change."""

    short: str
    outcomes: tuple[str, ...]


OF_NODE = {
    "Pressure\nand fear": _Node("pressure", ("pressure",)),
    "Support\nthat acts": _Node("support", ("improvement_days",)),
    "People leaving": _Node("turnover", ("leader_exits", "staff_turnover")),
    "Safety": _Node("safety", ("safety",)),
    "Leadership,\nclarity, belief": _Node("leadership", ("leadership", "clarity", "belief")),
    "Time for\nimprovement": _Node("time", ("improvement_time",)),
    "Reserves": _Node("reserves", ("reserve",)),
    "Surface use\nof tools": _Node("surface use", ("surface",)),
    "Real practice": _Node("practice", ("authentic",)),
    "Local data,\nalignment": _Node("data", ("data", "alignment")),
    # What districts see of each other is what the others know and do.
    "What peers\nshow": _Node("peers", ("knowledge", "authentic")),
    "Knowledge,\nstandard work": _Node("knowledge", ("knowledge", "embedded")),
    "Score inflation": _Node("inflation", ("inflation",)),
    "True results": _Node("results", ("true_outcome",)),
    "Dashboard:\npoor colours, list": _Node("dashboard", ("identified_share",)),
}
LEDGER_NAMES = {
    "loop-R1 skill": "Skill loop",
    "loop-R2 surface trap": "Surface trap",
    "loop-R3 savings": "Savings loop",
    "loop-R4 peer": "Peer loop",
    "loop-B1 pressure-time": "Pressure loop",
    "loop-B3 COE congestion": "County office congestion",
    "loop-B5 lag-churn": "Lag and churn",
}
KINDS = {"+": "reinforcing", "-": "balancing", "±": "either"}
BESIDES = {"direct effort": ("Pressure\nand fear", "People leaving")}
"""Nodes of channels whose own columns stand in the node of the results, which every loop to students goes through."""


@cache
def map_meta() -> dict[str, Any]:
    """Give the map: ``causes: {nodes, edges, loops}`` and ``channels``, nodes by their name on one line."""
    names = {node: " ".join(node.split()) for node in PLACES}
    edges = {pair: found for pair, found in ways().items() if pair[0] in PLACES and pair[1] in PLACES}
    signs = {pair: sign for pair, (sign, _) in edges.items()}
    return {
        "causes": {
            "nodes": [
                {
                    "name": names[node],
                    "label": node,
                    "x": x,
                    "y": y,
                    "outcomes": [{"name": name, "scale": SCALES[name]} for name in OF_NODE[node].outcomes],
                }
                for node, (x, y) in PLACES.items()
            ],
            "edges": [
                {"of": names[of], "on": names[on], "sign": sign, "sources": list(sources)}
                for (of, on), (sign, sources) in edges.items()
            ],
            "loops": [
                {"name": name, "kind": KINDS[_sign(path, signs)], "path": [names[node] for node in path]}
                for path, name in named_loops(signs).items()
            ],
        },
        "channels": [
            {"name": channel.name, "label": channel.label, "nodes": [names[node] for node in _nodes_of(channel.name)]}
            for channel in CHANNELS
        ],
    }


Path = tuple[str, ...]


def named_loops(signs: dict[tuple[str, str], str]) -> dict[Path, str]:
    """Name every loop once: those of the report that the model has, and short ones whose every link has one sign.

    Args:
        signs: sign by pair of nodes.

    Returns:
        Name by the nodes of the loop in order, each node once.
    """
    named: dict[Path, str] = {}
    for loop in LOOPS:
        path = _path_of(loop.path)
        if len(path) > 1 and all(pair in signs for pair in _around(path)):
            named.setdefault(_turned(path), LEDGER_NAMES[loop.ident])
    for path in simple_cycles({pair: sign for pair, sign in signs.items() if sign != "±"}, LONGEST_LOOP):
        shorts = "\N{EN DASH}".join(OF_NODE[node].short for node in path)
        named.setdefault(path, f"{shorts[0].upper()}{shorts[1:]} loop")
    return named


def simple_cycles(signs: dict[tuple[str, str], str], longest: int) -> Iterator[Path]:
    """Go round every loop once, starting at its node that stands first in the picture.

    Args:
        signs: sign by pair of nodes.
        longest: most links of a loop.
    """
    place = {node: number for number, node in enumerate(PLACES)}
    onward: dict[str, list[str]] = {node: [] for node in PLACES}
    for of, on in signs:
        onward[of].append(on)

    def further(path: Path) -> Iterator[Path]:
        for on in onward[path[-1]]:
            if on == path[0] and len(path) > 1:
                yield path
            elif place[on] > place[path[0]] and on not in path and len(path) < longest:
                yield from further((*path, on))

    for node in PLACES:
        yield from further((node,))


def _path_of(columns: Path) -> Path:
    """Write a loop of columns as one of nodes, going through the columns its links act by."""
    node_of = {column: node for node, held in NODES.items() for column in held}
    by = links_by_way()
    passed = [each for pair in pairwise(columns) for each in (*by.get(pair, ()), pair[1])]
    nodes = [node_of[column] for column in passed if column in node_of]
    kept = [node for number, node in enumerate(nodes) if node != nodes[number - 1]]
    return tuple(kept) if len(set(kept)) == len(kept) else ()


def _turned(path: Path) -> Path:
    """Start a loop at its node that stands first in the picture."""
    first = min(range(len(path)), key=lambda number: list(PLACES).index(path[number]))
    return path[first:] + path[:first]


def _around(path: Path) -> Iterator[tuple[str, str]]:
    yield from pairwise((*path, path[0]))


def _sign(path: Path, signs: dict[tuple[str, str], str]) -> str:
    sign = "+"
    for pair in _around(path):
        sign = product(sign, signs[pair])
    return sign


def _nodes_of(name: str) -> Path:
    (channel,) = (each for each in CHANNELS if each.name == name)
    if name in BESIDES:
        return BESIDES[name]
    return tuple(node for node in PLACES if set(NODES[node]) & set(channel.columns))
