"""Parallel problem solving on a network (Lazer and Friedman 2007).

Agents search one NK space: each is on a string of N bits, every bit contributes by itself and K others. In each
round, all at once, an agent takes over the string of the best neighbour it sees if that is better than its own;
else it flips one bit at random and keeps the flip if that is better. A score is the share of the space's maximum,
to the eighth power.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import networkx
import numpy as np
from numpy.typing import NDArray

from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.model.streams import Streams
from sos_sim.replications.judge import around, exact, from_runs
from sos_sim.replications.shared import Links, best_seen, links_of

AGENTS = 100
POWER = 8
ROUNDS = 100
Partners = Literal["distinct", "with replacement"]
"""Whether the K bits that a contribution depends on besides its own are drawn without or with replacement."""

SMALL = {"plateau": 0.598, "linear": 0.888, "difference": 0.291, "start": 0.050}
"""N = 14, K = 5, distinct partners, 4,000 spaces (theory, table 1.2)."""

SMALL_TOLERANCE = {"plateau": 0.04, "linear": 0.03, "difference": 0.04}
PUBLISHED = {"plateau": 0.56, "linear": 0.865, "difference": 0.305, "crossing": 18.0, "start": 0.04}
"""N = 20, K = 5, read off figures 4, 5 and 8 of the paper (theory 1.2)."""

PUBLISHED_RULES = {
    "plateau": around(0.56, 0.04),
    "linear": around(0.865, 0.06),
    "difference": Rule(low=0.2),
    "crossing": Rule(14.0, 24.0),
}


def full() -> Links:
    """Link every agent with every other."""
    return links_of(networkx.complete_graph(AGENTS))


def linear() -> Links:
    """Link agents in a line with two ends."""
    return links_of(networkx.path_graph(AGENTS))


@dataclass(frozen=True, eq=False)
class Spaces:
    """Hold the scores of all strings of S spaces.

    Args:
        bits: N.
        score: (S, 2^N) mean contribution of every string.
    """

    bits: int
    score: NDArray[np.float32]

    def best(self) -> NDArray[np.float32]:
        """Return the maximum of each space, (S, 1)."""
        highest: NDArray[np.float32] = self.score.max(axis=1, keepdims=True)
        return highest

    def local_optima(self) -> NDArray[np.int64]:
        """Count the strings of each space that no single flip betters, (S,)."""
        strings = np.arange(1 << self.bits)
        better = np.zeros(self.score.shape, dtype=bool)
        for bit in range(self.bits):
            better |= self.score[:, strings ^ (1 << bit)] > self.score
        count: NDArray[np.int64] = (~better).sum(axis=1)
        return count


def make_spaces(bits: int, others: int, streams: Streams, partners: Partners = "distinct") -> Spaces:
    """Draw NK spaces and score every string.

    Args:
        bits: N, at most 24.
        others: K, other bits a contribution depends on.
        streams: one place for each space.
        partners: how the other bits are drawn.
    """
    table = streams.uniform("contributions", 0, (bits, 2 << others))[..., 0]
    luck = streams.uniform("partners", 0, (bits, bits - 1))[..., 0]
    if partners == "distinct":
        apart = np.argsort(luck, axis=2)[..., :others] + 1
    else:
        apart = (luck[..., :others] * (bits - 1)).astype(np.int64) + 1
    # Row b tells bit b of every string; bytes keep a million strings in the cache.
    strings = np.arange(1 << bits)
    digit = np.stack([(strings >> bit & 1).astype(np.uint8) for bit in range(bits)])
    score = np.zeros((streams.n, 1 << bits), np.float32)
    key = np.empty(1 << bits, np.uint16)
    for space in range(streams.n):
        for bit in range(bits):
            np.copyto(key, digit[bit])
            for place, distance in enumerate(apart[space, bit], 1):
                key += digit[(bit + distance) % bits].astype(np.uint16) << place
            score[space] += table[space, bit].take(key)
    score /= bits
    return Spaces(bits, score)


def search(spaces: Spaces, links: Links, streams: Streams, rounds: int = ROUNDS) -> NDArray[np.float64]:
    """Let the agents of a network search, and return their mean score, (rounds + 1, S).

    Args:
        spaces: S spaces.
        links: who sees whom.
        streams: one place for each space; the same streams give other networks the same starts and flips.
        rounds: rounds to run.
    """
    agents = len(links)
    place = (streams.uniform("start", 0, (agents,))[..., 0] * (1 << spaces.bits)).astype(np.int64)
    best = spaces.best()
    score = np.take_along_axis(spaces.score, place, axis=1)
    means = np.empty((rounds + 1, len(best)))
    for number in range(rounds + 1):
        means[number] = ((score / best) ** POWER).mean(axis=1)
        if number == rounds:
            break
        model = best_seen(links, score)
        seen = np.take_along_axis(score, model, axis=1)
        flip = (streams.uniform("flip", number, (agents,))[..., 0] * spaces.bits).astype(np.int64)
        tried = place ^ (np.int64(1) << flip)
        trial = np.take_along_axis(spaces.score, tried, axis=1)
        copies, keeps = seen > score, trial > score
        place = np.where(copies, np.take_along_axis(place, model, axis=1), np.where(keeps, tried, place))
        score = np.where(copies, seen, np.where(keeps, trial, score))
    return means


@dataclass(frozen=True, eq=False)
class Curves:
    """Hold the mean score by round in the same spaces.

    Args:
        full: (rounds + 1, S) everybody sees everybody.
        linear: (rounds + 1, S) everybody sees two.
    """

    full: NDArray[np.float64]
    linear: NDArray[np.float64]


def compare(
    bits: int, others: int, spaces: int, partners: Partners = "distinct", *, at_once: int = 100, seed: int = 1
) -> Curves:
    """Let the full and the linear network search the same spaces from the same starts.

    Args:
        bits: N.
        others: K.
        spaces: number of spaces.
        partners: how the other bits are drawn.
        at_once: spaces held in memory together.
        seed: first seed; every group of spaces takes the next.
    """
    networks = full(), linear()
    found = [
        [search(group, links, streams) for links in networks]
        for group, streams in _groups(bits, others, spaces, partners, at_once, seed)
    ]
    everybody, line = (np.concatenate(part, axis=1) for part in zip(*found, strict=True))
    return Curves(everybody, line)


def _groups(
    bits: int, others: int, spaces: int, partners: Partners, at_once: int, seed: int
) -> Iterator[tuple[Spaces, Streams]]:
    for number, first in enumerate(range(0, spaces, at_once)):
        streams = Streams([seed + number], np.arange(min(at_once, spaces - first)))
        yield make_spaces(bits, others, streams, partners), streams


def crossing(full_mean: NDArray[Any], linear_mean: NDArray[Any]) -> float:
    """Return the first round after the first in which the linear network is level or ahead; infinite if never.

    Args:
        full_mean: (rounds + 1,) mean over spaces.
        linear_mean: (rounds + 1,) the same.
    """
    ahead = np.flatnonzero(linear_mean[2:] >= full_mean[2:])
    return float(ahead[0] + 2) if ahead.size else float("inf")


def crossing_part(label: str, curves: Curves, rule: Rule, reference: float | None = None) -> Part:
    """Judge the round at which the mean curves cross; the interval is over resamples of the spaces.

    Args:
        label: name of the variant.
        curves: curves in S spaces.
        rule: rounds allowed.
        reference: the published round.
    """
    spaces = curves.full.shape[1]
    resample = np.random.default_rng(1).integers(spaces, size=(200, spaces))
    times = [crossing(curves.full[:, rows].mean(axis=1), curves.linear[:, rows].mean(axis=1)) for rows in resample]
    low, high = np.quantile(times, (0.05, 0.95), method="nearest")
    figure = crossing(curves.full.mean(axis=1), curves.linear.mean(axis=1))
    name = f"{label}: round at which the linear network overtakes ({spaces} spaces, 5 to 95 % of 200 resamples)"
    held = float(rule.allows(figure))
    return Part(name, figure, float(low), float(high), rule, held, reference=reference)


def published_parts(curves: Curves, label: str) -> list[Part]:
    """Judge the paper's own size, N = 20 and K = 5.

    Args:
        curves: curves in at least 400 spaces.
        label: name of the variant.
    """
    end = {
        "plateau": ("full network", curves.full[-1]),
        "linear": ("linear network", curves.linear[-1]),
        "difference": ("linear minus full", curves.linear[-1] - curves.full[-1]),
    }
    parts = [
        from_runs(f"{label}: {name}, round 100", values, PUBLISHED_RULES[key], PUBLISHED[key])
        for key, (name, values) in end.items()
    ]
    return [*parts, crossing_part(label, curves, PUBLISHED_RULES["crossing"], PUBLISHED["crossing"])]


def check(spaces: int = 400) -> CheckResult:
    """Hold the small variant (N = 14) to its values, and smooth spaces (K = 0) to the maximum.

    Args:
        spaces: number of spaces; the tolerances assume 400.
    """
    curves = compare(14, 5, spaces)
    figures = {
        "plateau": ("full network, round 100", curves.full[-1]),
        "linear": ("linear network, round 100", curves.linear[-1]),
        "difference": ("linear minus full, round 100", curves.linear[-1] - curves.full[-1]),
    }
    parts = [
        from_runs(f"N 14, K 5: {name}", values, around(SMALL[key], SMALL_TOLERANCE[key]), SMALL[key])
        for key, (name, values) in figures.items()
    ]
    parts.append(crossing_part("N 14, K 5", curves, Rule(2.0, 20.0)))
    smooth = compare(14, 0, 100)
    for name, values in (("full", smooth.full), ("linear", smooth.linear)):
        said = f"N 14, K 0: lowest score of a space, {name} network, round 100"
        parts.append(exact(said, values[-1].min(), around(1.0, 1e-6), 1.0))
    claim = "everybody seeing everybody is faster early, and a sparse network finds more in the end"
    return CheckResult("R2", claim, "Lazer and Friedman 2007; theory 1.2", tuple(parts))
