"""Mutual learning of an organisation's code and its members (March 1991).

The variant is Rodan's (2005) and Christensen's (2015), which gives March's figure 1. Each period, in this order:
members are replaced and reality shifts; members act on their beliefs, by a coin where they have none; the superior
are those whose acts score above the code; beliefs move one step towards the code as it stood, with chance p1; the
code takes up what the superior did most, with chance 1 - (1 - p2)^|margin|.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import networkx
import numpy as np
from numpy.typing import NDArray

from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.model.streams import Streams
from sos_sim.replications.judge import around, from_runs
from sos_sim.replications.shared import Links, hazard_of, leaves, links_of, sum_seen

DIMENSIONS = 30
MEMBERS = 50
BLOCK = 50
"""Runs computed side by side with one seed; what a processor's cache holds."""

EQUILIBRIUM = {
    (0.1, 0.1): 0.863, (0.1, 0.5): 0.953, (0.1, 0.9): 0.973,
    (0.3, 0.1): 0.803, (0.3, 0.5): 0.870, (0.3, 0.9): 0.907,
    (0.5, 0.1): 0.800, (0.5, 0.5): 0.810, (0.5, 0.9): 0.840,
    (0.7, 0.1): 0.805, (0.7, 0.5): 0.769, (0.7, 0.9): 0.780,
    (0.9, 0.1): 0.812, (0.9, 0.5): 0.740, (0.9, 0.9): 0.728,
}  # fmt: skip
"""Code knowledge at rest by (p1, p2), read off the re-creation of figure 1 with 100,000 runs (theory, table 1.1)."""

EQUILIBRIUM_TOLERANCE = 0.03
TURNOVER = (0.0, 0.02, 0.04, 0.06, 0.08, 0.10, 0.20, 0.30)
TURNOVER_PERIODS = 20
TURNOVER_CHANGE = {0.1: -0.048, 0.9: 0.094}
"""What a turnover of 0.1 changes at period 20, by p1 (theory 1.1); tolerance 0.015."""

TURBULENCE = {(0.0, 20): 0.456, (0.0, 40): 0.198, (0.0, 60): 0.096, (0.0, 100): 0.017}
"""Code knowledge by (p3, period) at p1 = p2 = 0.5, p4 = 0.02 (theory 1.1)."""

FLAT = 0.58
"""Level held from period 20 to 100 with a turnover of 0.1 (theory 1.1: 0.57 to 0.59)."""


@dataclass(frozen=True, eq=False)
class Course:
    """Hold what became of the code and the members.

    Args:
        code: (periods + 1, R) knowledge of the code.
        members: (periods + 1, R) mean knowledge of members.
    """

    code: NDArray[np.float32]
    members: NDArray[np.float32]


def run(
    p1: float | NDArray[Any],
    p2: float,
    p3: float = 0.0,
    p4: float = 0.0,
    *,
    periods: int,
    seeds: Sequence[int],
) -> Course:
    """Run the organisation, 50 runs a seed.

    Args:
        p1: chance that a belief moves towards the code; one number or (50, 1) by member.
        p2: chance that the code learns from a margin of one.
        p3: chance that a member is replaced in a period.
        p4: chance that a dimension of reality flips in a period.
        periods: periods to run.
        seeds: one block of 50 runs each.
    """
    # The code is the hub of a star: it sees every member, every member sees it.
    star = links_of(networkx.star_graph(MEMBERS))
    hubs = star.several([star] * (BLOCK - 1))
    blocks = [_block(hubs, np.asarray(p1, np.float32), p2, p3, p4, periods, seed) for seed in seeds]
    code, members = (np.concatenate(part, axis=1) for part in zip(*blocks, strict=True))
    return Course(code, members)


def _block(
    hubs: Links, p1: NDArray[Any], p2: float, p3: float, p4: float, periods: int, seed: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    streams = Streams([seed], np.arange(BLOCK))

    def draw(name: str, period: int, *tail: int) -> NDArray[Any]:
        return streams.uniform(name, period, tail)[..., 0]

    reality = np.where(draw("reality", 0, 1, DIMENSIONS) < 0.5, -1, 1).astype(np.float32)
    belief = np.floor(3 * draw("belief", 0, MEMBERS, DIMENSIONS)) - 1
    code = np.zeros((BLOCK, 1, DIMENSIONS), np.float32)
    hazard = hazard_of(p3)
    # What every agent shows, the code first; a member's link to the code does not count towards the code's sum.
    shown = np.zeros((BLOCK, 1 + MEMBERS, DIMENSIONS), np.float32)
    by_code = hubs.sees % (1 + MEMBERS) == 0
    counted = np.zeros(len(hubs.seen), np.float32)
    told = np.empty((periods + 1, 2, BLOCK), np.float32)
    for period in range(periods + 1):
        told[period:, 0] = (code * reality).mean(axis=(1, 2))
        told[period:, 1] = (belief * reality).mean(axis=(1, 2))
        # Where all believe in the code and nothing comes from outside, nothing moves any more.
        settled = p3 == p4 == 0 and code.all() and (belief == code).all()
        if period == periods or settled:
            break
        if p3 > 0:
            gone = leaves(hazard, draw("leaves", period, MEMBERS, 1))
            belief = np.where(gone, np.floor(3 * draw("newcomer", period, MEMBERS, DIMENSIONS)) - 1, belief)
        if p4 > 0:
            reality = np.where(draw("shift", period, 1, DIMENSIONS) < p4, -reality, reality)
        # One uniform serves two chances: its first bit is the coin, the rest a uniform again.
        luck = draw("act and learn", period, MEMBERS, DIMENSIONS)
        coin = luck < 0.5
        luck = 2 * luck - ~coin
        action = shown[:, 1:]
        np.copyto(action, belief)
        action += (belief == 0) * (2 * coin - np.float32(1))
        score = (action * reality).sum(axis=2)
        superior = score > (code * reality).sum(axis=2)
        counted[by_code] = superior.ravel()
        margin = sum_seen(hubs, counted, shown.reshape(-1, DIMENSIONS)).reshape(shown.shape)[:, :1]
        belief = np.clip(belief + code * (luck < p1), -1, 1)
        learns = draw("code", period, 1, DIMENSIONS) < 1 - (1 - p2) ** np.abs(margin)
        code = np.where(learns & (margin != 0), np.sign(margin), code)
    return told[:, 0], told[:, 1]


def horizon(p1: float) -> int:
    """Return the periods after which nothing moves any more."""
    return 400 if p1 <= 0.1 else 150


def equilibrium(p1: float, p2: float, seeds: Sequence[int]) -> NDArray[np.float32]:
    """Return the code's knowledge at rest, (R,)."""
    at_rest: NDArray[np.float32] = run(p1, p2, periods=horizon(p1), seeds=seeds).code[-1]
    return at_rest


def turnover_series(p1: float, seeds: Sequence[int]) -> NDArray[np.float32]:
    """Return the code's knowledge at period 20 by turnover, (8, R), in common random numbers."""
    return np.stack([run(p1, 0.5, p3, periods=TURNOVER_PERIODS, seeds=seeds).code[-1] for p3 in TURNOVER])


def check(
    seeds: Sequence[int] = range(4),
    turbulent_seeds: Sequence[int] = range(10),
    more_seeds: Sequence[int] = range(40),
) -> CheckResult:
    """Hold the model to the published equilibria, to the reversal under turnover and to the decay under turbulence.

    Args:
        seeds: blocks of 50 runs for equilibria.
        turbulent_seeds: blocks for turbulence, as many runs as the values compared with rest on.
        more_seeds: blocks of 50 runs for turnover, where differences are small.
    """
    parts = [
        from_runs(
            f"code knowledge at rest, p1 {p1}, p2 {p2}",
            equilibrium(p1, p2, seeds),
            around(published, EQUILIBRIUM_TOLERANCE),
            published,
        )
        for (p1, p2), published in EQUILIBRIUM.items()
    ]
    parts += _turnover_parts(more_seeds)
    parts += _turbulence_parts(turbulent_seeds)
    mixed = np.repeat([0.1, 0.9], MEMBERS // 2)[:, None]
    both = [run(p1, 0.5, periods=400, seeds=seeds).code[-1] for p1 in (mixed, 0.5)]
    gain = "code knowledge gained when half learn at 0.1, half at 0.9 instead of all at 0.5"
    parts.append(from_runs(gain, both[0] - both[1], Rule(low=0.0), 0.899 - 0.805))
    claim = "slow learners make an organisation know more, and turnover helps where learning is fast only"
    return CheckResult("R1", claim, "March 1991; Rodan 2005; theory 1.1", tuple(parts))


def _turnover_parts(seeds: Sequence[int]) -> list[Part]:
    slow, fast = turnover_series(0.1, seeds), turnover_series(0.9, seeds)
    tenth = TURNOVER.index(0.10)
    parts = [
        from_runs(
            f"change of code knowledge by a turnover of 0.1, p1 {p1}",
            series[tenth] - series[0],
            around(TURNOVER_CHANGE[p1], 0.015),
            TURNOVER_CHANGE[p1],
        )
        for p1, series in ((0.1, slow), (0.9, fast))
    ]
    # The least favourable of the neighbouring pairs decides whether a series rises or falls throughout.
    falls, rises = np.diff(slow, axis=0), np.diff(fast[: tenth + 1], axis=0)
    worst_fall, worst_rise = falls[falls.mean(axis=1).argmax()], rises[rises.mean(axis=1).argmin()]
    parts.append(from_runs("slow learners: largest step from one turnover to the next", worst_fall, Rule(high=0.0)))
    parts.append(from_runs("fast learners: smallest step, turnover 0 to 0.1", worst_rise, Rule(low=0.0)))
    return parts


def _turbulence_parts(seeds: Sequence[int]) -> list[Part]:
    shift = 0.02
    closed = run(0.5, 0.5, 0.0, shift, periods=100, seeds=seeds).code
    open_ = run(0.5, 0.5, 0.1, shift, periods=100, seeds=seeds).code
    parts = [
        from_runs(
            f"code knowledge in turbulence without turnover, period {period}",
            closed[period],
            around(value, EQUILIBRIUM_TOLERANCE),
            value,
        )
        for (_, period), value in TURBULENCE.items()
    ]
    for period in (40, 60, 100):
        law = closed[20] * (1 - 2 * shift) ** (period - 20)
        rule = around(0.0, EQUILIBRIUM_TOLERANCE)
        parts.append(from_runs(f"distance from the decay law at period {period}", closed[period] - law, rule, 0.0))
    for period in (20, 60, 100):
        name = f"code knowledge in turbulence, turnover 0.1, period {period}"
        parts.append(from_runs(name, open_[period], around(FLAT, EQUILIBRIUM_TOLERANCE), FLAT))
    return parts
