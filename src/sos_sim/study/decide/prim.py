"""The patient rule induction method: the box of uncertain values in which a policy fails most.

Friedman and Fisher (1999), as Bryant and Lempert (2010) use it for scenario discovery. The box is peeled by the
side that raises the failing share most per mass given up, the rule that Kwakkel and Jaxa-Rozen (2016) find fairer
to whole numbers and switches, which lose much mass in one peel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ALPHA = 0.05
LEAST_MASS = 0.05
LEAST_POINTS = 5
SIGNIFICANT = 0.05
Side = Literal["low", "high"]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Hold the points that a box is looked for in.

    Args:
        points: (N, D) value of every factor.
        failing: (N,) share of the seeds of each point that fail, 0-1.
        weight: (N,) seeds of each point.
    """

    points: Array
    failing: Array
    weight: Array

    def taken(self, places: NDArray[np.int64]) -> Sample:
        """Give the sample of some of the points."""
        return Sample(self.points[places], self.failing[places], self.weight[places])

    def shuffled(self, rng: np.random.Generator) -> Sample:
        """Give the sample with what fails dealt out to points by chance."""
        order = rng.permutation(len(self.weight))
        return Sample(self.points, self.failing[order], self.weight[order])


@dataclass(frozen=True)
class Step:
    """Hold one box.

    Args:
        limits: (D, 2) smallest and largest value inside; infinite where nothing limits.
        coverage: share of all failures that lie inside.
        density: share that fails inside.
        mass: share of the futures inside.
        separation: correlation of failing with lying inside (phi), -1 to 1.
        factor: place of the factor this step limits, -1 for the whole space.
        side: which end of it.
    """

    limits: Array
    coverage: float
    density: float
    mass: float
    separation: float
    factor: int = -1
    side: Side = "low"

    @property
    def limited(self) -> list[tuple[int, Side]]:
        """List the ends that limit the box, as factor and side."""
        sides: tuple[tuple[int, Side], ...] = ((0, "low"), (1, "high"))
        return [(d, side) for d in range(len(self.limits)) for end, side in sides if np.isfinite(self.limits[d, end])]


def inside(points: Array, limits: Array) -> NDArray[np.bool_]:
    """Tell which points lie in a box.

    Args:
        points: (N, D) values.
        limits: (D, 2) smallest and largest value.
    """
    return np.asarray(((points >= limits[:, 0]) & (points <= limits[:, 1])).all(axis=1), dtype=np.bool_)


def measure(sample: Sample, limits: Array, factor: int = -1, side: Side = "low") -> Step:
    """Measure a box on a sample.

    Args:
        sample: the points.
        limits: (D, 2) the box.
        factor: what the step limits.
        side: which end.
    """
    within = inside(sample.points, limits)
    weight, fails = sample.weight, sample.weight * sample.failing
    total, bad = weight.sum(), fails.sum()
    mass, hit = weight[within].sum(), fails[within].sum()
    spread = float(np.sqrt(mass * (total - mass) * bad * (total - bad)))
    separation = float(hit * total - mass * bad) / spread if spread > 0 else 0.0
    return Step(
        limits,
        coverage=float(hit / bad) if bad > 0 else 0.0,
        density=float(hit / mass) if mass > 0 else 0.0,
        mass=float(mass / total),
        separation=separation,
        factor=factor,
        side=side,
    )


def peel(sample: Sample) -> list[Step]:
    """Peel the whole space down to the smallest box allowed, one side of one factor at a time.

    Each step gives up a share ``ALPHA`` of what is left, or one level of a factor of few values.

    Args:
        sample: the points.

    Returns:
        Every box on the way, the whole space first.
    """
    limits = np.tile([-np.inf, np.inf], (sample.points.shape[1], 1))
    steps = [measure(sample, limits)]
    total = sample.weight.sum()
    # Sorted once; each peel only drops points, so that a factor's order stays.
    order = np.argsort(sample.points.T, axis=1, kind="stable")
    while steps[-1].density < 1:
        found = _best_peel(sample, order)
        if found is None:
            break
        factor, side, value, kept = found
        if sample.weight[kept].sum() / total < LEAST_MASS or len(kept) < LEAST_POINTS:
            break
        limits = limits.copy()
        limits[factor, 0 if side == "low" else 1] = value
        stays = np.zeros(len(sample.weight), dtype=bool)
        stays[kept] = True
        order = order[stays[order]].reshape(len(order), -1)
        steps.append(measure(sample, limits, factor, side))
    return steps


def best(steps: list[Step]) -> int:
    """Choose the box that separates failures from the rest best.

    Args:
        steps: the boxes on the way.

    Returns:
        The place of the box with the largest phi correlation, the first of several.
    """
    return int(np.argmax([step.separation for step in steps]))


def chance_of_limit(sample: Sample, limits: Array, factor: int, side: Side) -> float:
    """Give the chance that a limit which means nothing would part failures from the rest as well.

    Fisher's exact test of the points the limit keeps against those it cuts off, all inside the other limits of the box.
    It asks what the quasi-p-value of Bryant and Lempert (2010) asks; that one takes the share around for known, which
    hides even strong limits where most points fail. Points count, not seeds, because the seeds of a point share its
    values; a part of a failure counts against the limit.

    Args:
        sample: the points.
        limits: (D, 2) the box.
        factor: whose limit.
        side: which end of it.
    """
    from scipy.stats import hypergeom

    without = _without(limits, factor, side)
    within, around = inside(sample.points, limits), inside(sample.points, without)
    hits = math.floor(float(sample.failing[within].sum()) + 1e-9)
    bad = math.ceil(float(sample.failing[around].sum()) - 1e-9)
    return float(hypergeom.sf(hits - 1, int(around.sum()), bad, int(within.sum())))


def drop_chance_limits(sample: Sample, step: Step) -> Step:
    """Drop limits one by one, the least certain first, until every one that is left is beyond chance.

    A limit was the best of two ends of every factor, so its chance must be below 5 % divided by that many ends.

    Args:
        sample: the points.
        step: a box.
    """
    limits = step.limits
    while ends := replace(step, limits=limits).limited:
        chances = [chance_of_limit(sample, limits, *end) for end in ends]
        worst = int(np.argmax(chances))
        if chances[worst] < SIGNIFICANT / limits.size:
            break
        limits = _without(limits, *ends[worst])
    return measure(sample, limits)


def paste(sample: Sample, step: Step) -> Step:
    """Widen the limits of a box as long as that separates failures from the rest better.

    Args:
        sample: the points.
        step: a box.
    """
    while True:
        wider = [measure(sample, _widened(sample, step, *end)) for end in step.limited]
        if not wider:
            return step
        found = max(wider, key=lambda each: each.separation)
        if found.separation <= step.separation:
            return step
        step = found


def discover(sample: Sample) -> tuple[list[Step], int, Step]:
    """Peel, choose a box, give up the factors that chance explains and peel again, then trim and paste the box.

    Peeling many factors spreads the box thinly over those that do not matter, so the search is repeated on the
    factors that do, as Bryant and Lempert (2010) do by hand.

    Args:
        sample: the points.

    Returns:
        Every box of the last peeling, the place of the chosen one, and the box it becomes; when no factor is left,
        the peeling of all factors and the whole space.
    """
    everything = peel(sample)
    steps, chosen = everything, best(everything)
    first = {factor for factor, _ in everything[chosen].limited}
    factors: list[int] = list(range(sample.points.shape[1]))
    while (kept := _worth_keeping(sample, steps[chosen])) and len(kept) < len(factors):
        factors = kept
        steps = _peel_only(sample, factors)
        chosen = best(steps)
    if not kept:
        return everything, best(everything), everything[0]
    # What an unlucky peeling gave up comes back one by one, where it helps beside what was kept.
    while others := sorted(first - set(factors)):
        tried = [(_peel_only(sample, sorted([*factors, other])), other) for other in others]
        again, other = max(tried, key=lambda each: each[0][best(each[0])].separation)
        wider = again[best(again)]
        if wider.separation <= steps[chosen].separation or len(_sure(sample, wider)) <= len(factors):
            break
        factors, steps, chosen = sorted([*factors, other]), again, best(again)
    return steps, chosen, paste(sample, drop_chance_limits(sample, steps[chosen]))


def _chances(sample: Sample, step: Step) -> dict[int, float]:
    """Give the smaller chance of the ends of every limited factor."""
    found: dict[int, float] = {}
    for factor, side in step.limited:
        chance = chance_of_limit(sample, step.limits, factor, side)
        found[factor] = min(chance, found.get(factor, 1.0))
    return found


def _sure(sample: Sample, step: Step) -> list[int]:
    return [factor for factor, chance in _chances(sample, step).items() if chance < SIGNIFICANT / step.limits.size]


def _worth_keeping(sample: Sample, step: Step) -> list[int]:
    """List the factors whose limits are beyond chance, and the better half of the others."""
    chances, sure = _chances(sample, step), _sure(sample, step)
    unsure = sorted((factor for factor in chances if factor not in sure), key=lambda factor: chances[factor])
    return sorted([*sure, *unsure[: len(unsure) // 2]])


def _peel_only(sample: Sample, factors: list[int]) -> list[Step]:
    """Peel along some factors only."""
    narrow = peel(Sample(sample.points[:, factors], sample.failing, sample.weight))
    return [_spread(step, np.array(factors), sample.points.shape[1]) for step in narrow]


def _spread(step: Step, factors: NDArray[np.int64], wide: int) -> Step:
    """Write a box of some factors as a box of all of them."""
    limits = np.tile([-np.inf, np.inf], (wide, 1))
    limits[factors] = step.limits
    return replace(step, limits=limits, factor=int(factors[step.factor]) if step.factor >= 0 else -1)


def _best_peel(
    sample: Sample, order: NDArray[np.int64]
) -> tuple[int, Side, float, NDArray[np.int64]] | None:
    """Find the peel that raises the failing share most per mass removed.

    Args:
        sample: the points.
        order: (D, n) places of the points still inside, sorted by each factor.

    Returns:
        Factor, side, new limit and places of the points kept; None when no factor has two values left.
    """
    values = np.take_along_axis(sample.points.T, order, axis=1)
    weight = np.cumsum(sample.weight[order], axis=1)
    fails = np.cumsum((sample.weight * sample.failing)[order], axis=1)
    total, bad = float(weight[0, -1]), float(fails[0, -1])
    least = ALPHA * total * (1 - 1e-9)
    head, head_bad = weight[:, :-1], fails[:, :-1]
    ends = values[:, 1:] > values[:, :-1]  # equal values go together
    from_below = ends & (head >= least)
    from_above = ends & (total - head >= least)
    first = np.argmax(from_below, axis=1)
    last = ends.shape[1] - 1 - np.argmax(from_above[:, ::-1], axis=1)
    rows = np.arange(len(order))
    found: list[tuple[float, int, Side, int]] = []
    sides: tuple[tuple[Side, NDArray[np.int64], NDArray[np.bool_]], ...] = (
        ("low", first, from_below),
        ("high", last, from_above),
    )
    for side, places, possible in sides:
        gone, gone_bad = head[rows, places], head_bad[rows, places]
        if side == "high":
            gone, gone_bad = total - gone, bad - gone_bad
        gain = ((bad - gone_bad) / (total - gone) - bad / total) / np.maximum(gone, 1e-300)
        gain = np.where(possible[rows, places], gain, -np.inf)
        factor = int(np.argmax(gain))
        found.append((float(gain[factor]), factor, side, int(places[factor])))
    best_gain, factor, side, place = max(found, key=lambda each: each[0])
    if not np.isfinite(best_gain):
        return None
    if side == "low":
        return factor, side, float(values[factor, place + 1]), order[factor, place + 1 :]
    return factor, side, float(values[factor, place]), order[factor, : place + 1]


def _without(limits: Array, factor: int, side: Side) -> Array:
    wider = limits.copy()
    wider[factor, 0 if side == "low" else 1] = -np.inf if side == "low" else np.inf
    return wider


def _widened(sample: Sample, step: Step, factor: int, side: Side) -> Array:
    """Move one limit outwards until a share ``ALPHA`` of the box's points is taken in, or to the end."""
    free = _without(step.limits, factor, side)
    near = np.sort(sample.points[inside(sample.points, free), factor])
    more = max(1, round(ALPHA * int(inside(sample.points, step.limits).sum())))
    if side == "low":
        beyond = near[near < step.limits[factor, 0]]
        if len(beyond) <= more:
            return free
        free[factor, 0] = beyond[-more]
    else:
        beyond = near[near > step.limits[factor, 1]]
        if len(beyond) <= more:
            return free
        free[factor, 1] = beyond[more - 1]
    return free
