"""Scenario discovery: which uncertain values make a policy fail, how surely, and in what words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sos_sim.parameters import PARAMETERS
from sos_sim.study.decide.prim import (
    LEAST_POINTS,
    SIGNIFICANT,
    Sample,
    Side,
    Step,
    chance_of_limit,
    discover,
    inside,
    measure,
)
from sos_sim.study.decide.requirements import Requirement
from sos_sim.study.decide.tree import Leaf, grow
from sos_sim.study.decide.words import limit_words, percent

PERMUTATIONS, RESAMPLES = 99, 40
# Above so many values a chance known to a fortieth has to do.
_MANY_VALUES, _FEW_PERMUTATIONS, _FEW_RESAMPLES = 60_000, 39, 20
# Share of the points that a resample is searched on; the others check what it found.
_TAKEN = 2 / 3
_UNSTEADY = 0.5
CHOICE = (
    "the peeled box that separates failures best (largest phi correlation), peeled again without the factors that "
    "chance explains (a chance of 0.05 divided by the ends tried, or more), widened as long as that helps"
)


@dataclass(frozen=True)
class Limit:
    """Hold one limited factor of a box.

    Args:
        path: the parameter.
        low: smallest value inside, None when unlimited.
        high: largest value inside, None when unlimited.
        reach: smallest and largest value tried.
        chance: chance of the limit if it meant nothing, the larger of the two ends'.
        comes_back: share of resamples whose box limits the same end; the smaller of the two ends'.
    """

    path: str
    low: float | None
    high: float | None
    reach: tuple[float, float]
    chance: float
    comes_back: float

    @property
    def words(self) -> str:
        """Say the limit in words."""
        return limit_words(self.path, self.low, self.high)


@dataclass(frozen=True)
class Box:
    """Hold what scenario discovery found for one policy and one requirement.

    Args:
        policy: whose failures.
        requirement: what fails.
        factors: (D,) paths the box was looked for in.
        points: different values of the factors tried.
        fail_share: share of futures that fail.
        limits: the limits; empty when nothing was found.
        coverage: share of failures inside.
        density: share that fails inside.
        mass: share of futures inside.
        checked: share that fails inside boxes found on two thirds of the points, on the points left out; None
            when nothing was found.
        chance: chance of so good a separation when failures are dealt out at random; None when not tested.
        steps: every peeled box.
        chosen: the place of the chosen one.
        leaves: leaves of the classification tree that fail more than all futures do.
        words: the finding as one sentence.
    """

    policy: str
    requirement: Requirement
    factors: tuple[str, ...]
    points: int
    fail_share: float
    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    checked: float | None
    chance: float | None
    steps: tuple[Step, ...]
    chosen: int
    leaves: tuple[Leaf, ...]
    words: str

    @property
    def found(self) -> bool:
        """Tell whether a box was found."""
        return bool(self.limits)


def find_box(policy: str, requirement: Requirement, factors: Sequence[str], sample: Sample) -> Box:
    """Look for the box of uncertain values in which a policy fails a requirement.

    Args:
        policy: name of the policy.
        requirement: the requirement.
        factors: (D,) paths of the columns of the sample.
        sample: the points, each with the share of its seeds that fails.
    """
    weighed = float((sample.weight * sample.failing).sum() / sample.weight.sum())
    fails = f"{policy} fails ({requirement.failing})"
    whole = measure(sample, np.tile([-np.inf, np.inf], (len(factors), 1)))
    few = min(sample.failing.sum(), (1 - sample.failing).sum())
    if few < LEAST_POINTS:
        part = "failures" if weighed <= 0.5 else "successes"
        words = f"{fails} in {percent(weighed)} of futures: too few {part} to look for what they have in common."
        if weighed in (0, 1):
            words = f"{fails} in {'no' if weighed == 0 else 'every'} future."
        return _nothing(policy, requirement, factors, sample, [whole], (), None, words)
    many = sample.points.size > _MANY_VALUES
    steps, chosen, step = discover(sample)
    # Without a limit every search is as good, so there is nothing to test.
    chance = 1.0 if not step.limited else _chance(sample, step.separation, _FEW_PERMUTATIONS if many else PERMUTATIONS)
    leaves = grow(sample, factors)
    if chance >= SIGNIFICANT or not step.limited:
        tested = "" if not step.limited else f" (permutation test, p = {chance:.2f})"
        words = (
            f"{fails} in {percent(weighed)} of futures; no range of what was varied tells these futures from the "
            f"others better than chance{tested}."
        )
        return _nothing(policy, requirement, factors, sample, steps, leaves, chance, words)
    back, checked = _resampled(sample, step, _FEW_RESAMPLES if many else RESAMPLES)
    limits = tuple(_limits(sample, step, factors, back))
    where = " and ".join(limit.words for limit in limits)
    often = "mostly" if step.coverage >= 0.5 else "more often"
    words = (
        f"{fails} in {percent(weighed)} of futures, {often} when {where}: {percent(step.coverage)} of those failures "
        f"lie there, and {percent(step.density)} of the futures there fail."
    )
    if unsteady := [limit for limit in limits if limit.comes_back < _UNSTEADY]:
        named = " and ".join(f"that {limit.words}" for limit in unsteady)
        words += f" Unsteady: searches on part of the futures mostly do not find {named}."
    return Box(
        policy=policy,
        requirement=requirement,
        factors=tuple(factors),
        points=len(sample.points),
        fail_share=weighed,
        limits=limits,
        coverage=step.coverage,
        density=step.density,
        mass=step.mass,
        checked=checked,
        chance=chance,
        steps=tuple(steps),
        chosen=chosen,
        leaves=leaves,
        words=words,
    )


def _nothing(
    policy: str,
    requirement: Requirement,
    factors: Sequence[str],
    sample: Sample,
    steps: Sequence[Step],
    leaves: tuple[Leaf, ...],
    chance: float | None,
    words: str,
) -> Box:
    whole = steps[0]
    return Box(
        policy=policy,
        requirement=requirement,
        factors=tuple(factors),
        points=len(sample.points),
        fail_share=whole.density,
        limits=(),
        coverage=whole.coverage,
        density=whole.density,
        mass=whole.mass,
        checked=None,
        chance=chance,
        steps=tuple(steps),
        chosen=0,
        leaves=leaves,
        words=words,
    )


def _chance(sample: Sample, separation: float, permutations: int) -> float:
    """Give the chance that the whole search separates as well when failures are dealt out at random."""
    rng = np.random.default_rng(20180924)
    as_good = sum(discover(sample.shuffled(rng))[2].separation >= separation for _ in range(permutations))
    return (1 + as_good) / (1 + permutations)


def _resampled(sample: Sample, step: Step, resamples: int) -> tuple[dict[tuple[int, Side], float], float | None]:
    """Repeat the search on part of the points: how often each end comes back, how much fails in those boxes outside."""
    rng = np.random.default_rng(20180924)
    count = len(sample.weight)
    back = dict.fromkeys(step.limited, 0)
    hits = mass = 0.0
    for _ in range(resamples):
        # Drawn without replacement: a point that stands twice would make chance look certain.
        order = rng.permutation(count)
        taken, unseen = order[: round(_TAKEN * count)], sample.taken(order[round(_TAKEN * count) :])
        again = discover(sample.taken(taken))[2]
        for end in again.limited:
            if end in back:
                back[end] += 1
        if again.limited:
            within = inside(unseen.points, again.limits)
            hits += float((unseen.weight * unseen.failing)[within].sum())
            mass += float(unseen.weight[within].sum())
    return {end: times / resamples for end, times in back.items()}, hits / mass if mass > 0 else None


def _limits(
    sample: Sample, step: Step, factors: Sequence[str], back: dict[tuple[int, Side], float]
) -> list[Limit]:
    found = []
    for factor in dict.fromkeys(factor for factor, _ in step.limited):
        ends: list[tuple[int, Side]] = [end for end in step.limited if end[0] == factor]
        values = sample.points[:, factor]
        sides = [side for _, side in ends]
        found.append(
            Limit(
                factors[factor],
                _edge(values, float(step.limits[factor, 0]), factors[factor], "low") if "low" in sides else None,
                _edge(values, float(step.limits[factor, 1]), factors[factor], "high") if "high" in sides else None,
                (float(values.min()), float(values.max())),
                max(chance_of_limit(sample, step.limits, *end) for end in ends),
                min(back[end] for end in ends),
            )
        )
    return found


def _edge(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], edge: float, path: str, side: Side) -> float:
    """Put a limit halfway between the last value outside and the first inside; whole numbers stay as they are."""
    declared = PARAMETERS.get(path)
    if declared is not None and declared.kind != "number":
        return edge
    outside = values[values < edge] if side == "low" else values[values > edge]
    beyond = float(outside.max() if side == "low" else outside.min())
    return (edge + beyond) / 2
