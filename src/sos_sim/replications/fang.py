"""Semi-isolated groups that learn from better neighbours (Fang, Lee and Schilling 2010).

280 people in groups of 7, each linked with all of its group; a link is turned to somebody of another group with
chance beta. Reality has 100 dimensions; a block of s dimensions pays only when all of it is right. Each period a
person looks at the neighbours who score higher and takes over, with chance 0.3 for each dimension, what most of them
believe. The set-up is from memory of the paper, as theory 1.5 says; its values come from another program of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import networkx
import numpy as np
from numpy.typing import NDArray

from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.model.streams import Streams
from sos_sim.replications.judge import around, exact, from_runs
from sos_sim.replications.shared import Links, links_of, sum_seen

PEOPLE = 280
GROUP = 7
DIMENSIONS = 100
LEARNS = 0.3
Keeps = Literal["either end", "first end"]
"""Which end of a turned link stays, which the description leaves open; the first end spreads links less evenly."""

BLOCK = 10
"""Runs computed side by side with one seed."""

BETAS = (0.0, 0.1, 0.2, 0.5, 1.0)
REFERENCE = {
    3: {0.0: 0.190, 0.05: 0.766, 0.1: 0.971, 0.2: 0.979, 0.3: 0.962, 0.5: 0.950, 0.8: 0.908, 1.0: 0.894},
    5: {0.0: 0.034, 0.05: 0.417, 0.1: 0.788, 0.2: 0.850, 0.3: 0.832, 0.5: 0.790, 0.8: 0.734, 1.0: 0.708},
}
"""Share of the largest payoff at t = 200 by s and beta, 40 runs (theory 1.5)."""

REFERENCE_LATE = {0.0: 0.034, 0.05: 0.574, 0.1: 0.883, 0.2: 0.842, 0.3: 0.823, 0.5: 0.781, 0.8: 0.730, 1.0: 0.681}
"""The same for s = 5 at t = 600, 24 runs."""

TOLERANCE = 0.05
NO_LINKS_AT_MOST = 0.06
STANDARD_ERRORS = 4.0


def groups_with_bridges(beta: float, luck: np.random.Generator, keeps: Keeps = "either end") -> networkx.Graph:
    """Link people inside their groups, then turn links to other groups.

    Args:
        beta: chance that a link is turned.
        luck: draws which and to whom.
        keeps: which end of a turned link stays.
    """
    graph = networkx.Graph()
    graph.add_nodes_from(range(PEOPLE))
    ties = [
        (first, second)
        for start in range(0, PEOPLE, GROUP)
        for first in range(start, start + GROUP)
        for second in range(first + 1, start + GROUP)
    ]
    graph.add_edges_from(ties)
    for first, second in ties:
        if luck.random() >= beta:
            continue
        stays = second if keeps == "either end" and luck.random() < 0.5 else first
        graph.remove_edge(first, second)
        other = int(luck.integers(PEOPLE))
        while other // GROUP == stays // GROUP or graph.has_edge(stays, other):
            other = int(luck.integers(PEOPLE))
        graph.add_edge(stays, other)
    return graph


def run(
    beta: float, size: int, *, periods: int, seeds: Sequence[int], keeps: Keeps = "either end"
) -> NDArray[np.float32]:
    """Run the organisation, ten runs a seed, and return the mean payoff as a share of the largest, (periods + 1, R).

    Args:
        beta: share of links turned to other groups.
        size: s, dimensions that pay together; dimensions that fill no whole block pay nothing.
        periods: periods to run.
        seeds: one block of ten runs each.
        keeps: which end of a turned link stays.
    """
    return np.concatenate([_block(beta, size, periods, seed, keeps) for seed in seeds], axis=1)


def _block(beta: float, size: int, periods: int, seed: int, keeps: Keeps) -> NDArray[np.float32]:
    luck = np.random.default_rng([seed, 10])
    first, *rest = (links_of(groups_with_bridges(beta, luck, keeps)) for _ in range(BLOCK))
    links = first.several(rest)
    streams = Streams([seed], np.arange(BLOCK))

    def draw(name: str, period: int) -> NDArray[Any]:
        return streams.uniform(name, period, (PEOPLE, DIMENSIONS))[..., 0].reshape(-1, DIMENSIONS)

    # By symmetry reality may be +1 throughout; beliefs start even over -1, 0 and +1.
    belief = np.floor(3 * draw("belief", 0)) - 1
    told = np.empty((periods + 1, BLOCK), np.float32)
    for period in range(periods + 1):
        score = payoff(belief, size)
        told[period] = score.reshape(BLOCK, PEOPLE).mean(axis=1)
        if period < periods:
            belief = learn(links, belief, score, draw("learn", period))
    return told


def payoff(belief: NDArray[Any], size: int) -> NDArray[np.float32]:
    """Return the share of blocks that are right throughout, (A,), where reality is +1.

    Args:
        belief: (A, 100) -1, 0 or +1.
        size: s; dimensions that fill no block pay nothing.
    """
    blocks = belief.shape[1] // size
    right = (belief[:, : blocks * size] == 1).reshape(len(belief), blocks, size).all(axis=2)
    share: NDArray[np.float32] = right.mean(axis=1, dtype=np.float32)
    return share


def learn(links: Links, belief: NDArray[Any], score: NDArray[Any], luck: NDArray[Any]) -> NDArray[Any]:
    """Return beliefs after one period of learning from the better neighbours.

    Args:
        links: who sees whom, A people.
        belief: (A, m) -1, 0 or +1.
        score: (A,) what each earns.
        luck: (A, m) uniform draws.
    """
    better = score[links.seen] > score[links.sees]
    most = np.sign(sum_seen(links, better, belief))
    return np.where((luck < LEARNS) & (most != 0), most, belief)


def optimum_parts(label: str, end: Mapping[float, NDArray[Any]]) -> list[Part]:
    """Judge how far the best share of links lies above both ends, in standard errors of the difference.

    Args:
        label: name of the variant.
        end: (R,) payoffs by beta, 0 and 1 among them.
    """
    best = max(end, key=lambda beta: float(end[beta].mean()))
    parts = [exact(f"{label}: beta with the highest payoff of those tried", best, Rule(0.1, 0.3), 0.2)]
    for beta in (0.0, 1.0):
        apart = end[best].mean() - end[beta].mean()
        errors = np.sqrt(sum(values.var(ddof=1) / len(values) for values in (end[best], end[beta])))
        name = f"{label}: its lead over beta {beta:g}, in standard errors"
        parts.append(exact(name, apart / errors if errors > 0 else 0.0, Rule(low=STANDARD_ERRORS)))
    return parts


def check(seeds: Sequence[int] = range(4)) -> CheckResult:
    """Hold the payoff at t = 200 to its values and to an optimum inside.

    Five shares of links, block size 5 and 40 runs each, which is what the values rest on.

    Args:
        seeds: blocks of ten runs.
    """
    size = 5
    end = {beta: run(beta, size, periods=200, seeds=seeds)[-1] for beta in BETAS}
    reference = REFERENCE[size]
    rules = {beta: around(reference[beta], TOLERANCE) for beta in (0.2, 1.0)} | {0.0: Rule(high=NO_LINKS_AT_MOST)}
    parts = [
        from_runs(f"s 5, beta {beta:g}: payoff at t = 200", end[beta], rule, reference[beta])
        for beta, rule in rules.items()
    ]
    parts += optimum_parts("s 5", end)
    claim = "groups linked by some bridges know more in the end than groups apart or a mixed crowd"
    return CheckResult("R5", claim, "Fang, Lee and Schilling 2010; theory 1.5", tuple(parts))
