"""The patient rule induction method: the box of uncertain values in which a policy fails most.

Friedman and Fisher (1999), as Bryant and Lempert (2010) use it for scenario discovery. The box is peeled by the
side that raises the failing share most per mass given up, the rule that Kwakkel and Jaxa-Rozen (2016) find fairer
to whole numbers and switches, which lose much mass in one peel.
"""

from __future__ import annotations

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
    found: NDArray[np.bool_] = ((points >= limits[:, 0]) & (points <= limits[:, 1])).all(axis=1)
    return found


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
    rest = sample
    while steps[-1].density < 1:
        found = _best_peel(rest)
        if found is None:
            break
        factor, side, value, kept = found
        mass = rest.weight[kept].sum() / total
        if mass < LEAST_MASS or len(kept) < LEAST_POINTS:
            break
        limits = limits.copy()
        limits[factor, 0 if side == "low" else 1] = value
        rest = rest.taken(kept)
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
    """Give the chance that a limit which means nothing would raise the failing share as much.

    The quasi-p-value of Bryant and Lempert (2010): the binomial chance of at least the failures of the box, were
    its share that of the box without this limit. Points count, not seeds, because the seeds of a point share
    its values.

    Args:
        sample: the points.
        limits: (D, 2) the box.
        factor: whose limit.
        side: which end of it.
    """
    from scipy.special import betainc

    without = _without(limits, factor, side)
    within, around = inside(sample.points, limits), inside(sample.points, without)
    count, hits = float(within.sum()), float(sample.failing[within].sum())
    outer = float(sample.failing[around].sum()) / max(float(around.sum()), 1.0)
    if hits <= 0:
        return 1.0
    return float(betainc(hits, count - hits + 1, outer))


def drop_chance_limits(sample: Sample, step: Step) -> Step:
    """Drop limits one by one, the least certain first, until every one that is left is beyond chance.

    Args:
        sample: the points.
        step: a box.
    """
    limits = step.limits
    while ends := replace(step, limits=limits).limited:
        chances = [chance_of_limit(sample, limits, *end) for end in ends]
        worst = int(np.argmax(chances))
        if chances[worst] < SIGNIFICANT:
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
    """Peel, choose a box, drop the limits that chance explains, and paste.

    Args:
        sample: the points.

    Returns:
        Every peeled box, the place of the chosen one, and the box it becomes.
    """
    steps = peel(sample)
    chosen = best(steps)
    return steps, chosen, paste(sample, drop_chance_limits(sample, steps[chosen]))


def _best_peel(rest: Sample) -> tuple[int, Side, float, NDArray[np.int64]] | None:
    """Find the peel that raises the failing share most per mass removed: factor, side, new limit, points kept."""
    order = np.argsort(rest.points, axis=0, kind="stable")
    values = np.take_along_axis(rest.points, order, axis=0)
    weight = np.cumsum(rest.weight[order], axis=0)
    fails = np.cumsum((rest.weight * rest.failing)[order], axis=0)
    total, bad = float(rest.weight.sum()), float((rest.weight * rest.failing).sum())
    ends = values[1:] > values[:-1]  # equal values go together
    if not ends.any():
        return None
    columns = np.arange(values.shape[1])
    head, tail = weight[:-1], total - weight[:-1]
    first = np.argmax(ends & (head >= ALPHA * total * (1 - 1e-9)), axis=0)
    enough = ends & (tail >= ALPHA * total * (1 - 1e-9))
    last = len(ends) - 1 - np.argmax(enough[::-1], axis=0)
    found: list[tuple[float, int, Side, int]] = []
    for side, places in (("low", first), ("high", last)):
        below, below_bad = head[places, columns], fails[places, columns]
        gone, gone_bad = (below, below_bad) if side == "low" else (total - below, bad - below_bad)
        possible = ends[places, columns] & (gone >= ALPHA * total * (1 - 1e-9))
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = ((bad - gone_bad) / (total - gone) - bad / total) / gone
        gain = np.where(possible, gain, -np.inf)
        factor = int(np.argmax(gain))
        found.append((float(gain[factor]), factor, "low" if side == "low" else "high", int(places[factor])))
    gain_of, factor, which, place = max(found, key=lambda each: each[0])
    if not np.isfinite(gain_of):
        return None
    kept = order[place + 1 :, factor] if which == "low" else order[: place + 1, factor]
    edge = values[place + 1, factor] if which == "low" else values[place, factor]
    return factor, which, float(edge), kept


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
