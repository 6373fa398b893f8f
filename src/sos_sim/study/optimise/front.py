"""Which allocations no other one beats, and a handful that stands for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def nondominated(losses: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the rows that no other row beats: nowhere worse and somewhere better.

    Args:
        losses: (n, M) losses, smaller is better.

    Returns:
        (n,) marks; of equal rows all are marked.
    """
    marks = np.ones(len(losses), dtype=bool)
    for place, row in enumerate(losses):
        beaten = np.all(losses <= row, axis=1) & np.any(losses < row, axis=1)
        marks[place] = not beaten.any()
    return marks


def spread_out(losses: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Choose rows that stand for all: the best in each objective, then always the one farthest from those chosen.

    Args:
        losses: (n, M) losses.
        most: most rows chosen.

    Returns:
        Rows chosen, rising.
    """
    if len(losses) <= most:
        return np.arange(len(losses))
    low = losses.min(0)
    span = np.where(losses.max(0) > low, losses.max(0) - low, 1.0)
    places = (losses - low) / span
    chosen = list(dict.fromkeys(places.argmin(0).tolist()))[:most]
    nearest = np.min([np.linalg.norm(places - places[row], axis=1) for row in chosen], axis=0)
    while len(chosen) < most:
        farthest = int(nearest.argmax())
        chosen.append(farthest)
        nearest = np.minimum(nearest, np.linalg.norm(places - places[farthest], axis=1))
    return np.sort(np.array(chosen, dtype=np.intp))
