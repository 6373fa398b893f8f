"""A classification tree beside the box: the same question asked another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sos_sim.study.decide.prim import Sample, measure
from sos_sim.study.decide.words import limit_words

_DEPTH, _LEAST_LEAF = 3, 0.05


@dataclass(frozen=True)
class Leaf:
    """Hold one leaf of the tree.

    Args:
        limits: smallest and largest value by path; None where unlimited.
        coverage: share of failures inside.
        density: share that fails inside.
        mass: share of futures inside.
    """

    limits: dict[str, tuple[float | None, float | None]]
    coverage: float
    density: float
    mass: float

    @property
    def words(self) -> str:
        """Say the leaf in words."""
        return " and ".join(limit_words(path, *ends) for path, ends in self.limits.items())


def grow(sample: Sample, factors: Sequence[str]) -> tuple[Leaf, ...]:
    """Grow a tree of depth 3 (CART, Breiman et al. 1984) and keep the leaves that fail more than all futures do.

    Args:
        sample: the points.
        factors: (D,) paths of its columns.

    Returns:
        Leaves, the one with most failures first; a leaf holds 5 % of the futures or more.
    """
    from sklearn.tree import DecisionTreeClassifier

    # A point stands twice: once with the seeds that fail, once with the others.
    weight = np.concatenate([sample.weight * sample.failing, sample.weight * (1 - sample.failing)])
    labels = np.repeat([1, 0], len(sample.weight))
    points = np.tile(sample.points, (2, 1))
    model = DecisionTreeClassifier(max_depth=_DEPTH, min_weight_fraction_leaf=_LEAST_LEAF, random_state=0)
    model.fit(points[weight > 0], labels[weight > 0], sample_weight=weight[weight > 0])
    whole = np.tile([-np.inf, np.inf], (len(factors), 1))
    base = measure(sample, whole).density
    leaves = []
    for limits in _leaves(model.tree_, 0, whole):
        found = measure(sample, limits)
        if found.limited and found.density > base:
            ends = {
                factors[place]: (_end(limits[place, 0]), _end(limits[place, 1]))
                for place in dict.fromkeys(factor for factor, _ in found.limited)
            }
            leaves.append(Leaf(ends, found.coverage, found.density, found.mass))
    return tuple(sorted(leaves, key=lambda leaf: -leaf.coverage))


def _leaves(tree: Any, node: int, limits: Any) -> list[Any]:
    if tree.children_left[node] < 0:
        return [limits]
    factor, cut = tree.feature[node], tree.threshold[node]
    left, right = limits.copy(), limits.copy()
    left[factor, 1] = min(left[factor, 1], cut)
    # The right branch begins just above the cut.
    right[factor, 0] = max(right[factor, 0], np.nextafter(cut, np.inf))
    return _leaves(tree, tree.children_left[node], left) + _leaves(tree, tree.children_right[node], right)


def _end(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
