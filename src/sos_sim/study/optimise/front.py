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


def distances(
    these: NDArray[np.float64], those: NDArray[np.float64], scale: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the distance of each row from each other row.

    Args:
        these: (n, M) losses.
        those: (m, M) losses.
        scale: (M,) one unit of distance in each objective.

    Returns:
        (n, m) distances.
    """
    unit = np.where(scale > 0, scale, 1.0)
    apart: NDArray[np.float64] = np.linalg.norm((these[:, None] - those[None]) / unit, axis=2)
    return apart


def spread_out(
    losses: NDArray[np.float64],
    scale: NDArray[np.float64],
    most: int,
    nearest: float,
    taken: NDArray[np.float64],
) -> NDArray[np.intp]:
    """Choose rows that stand for all: the best in each objective, then always the one farthest from those chosen.

    Args:
        losses: (n, M) losses.
        scale: (M,) one unit of distance in each objective.
        most: most rows chosen.
        nearest: rows nearer than this to a chosen one are stood for by it.
        taken: (m, M) losses of what is chosen already.

    Returns:
        Rows chosen, rising.
    """
    chosen: list[int] = []
    away = distances(losses, taken, scale).min(1, initial=np.inf)
    best_first = iter(losses.argmin(0).tolist())
    while len(chosen) < most and away.max() > nearest:
        row = next(best_first, None)
        if row is None:
            row = int(away.argmax())
        elif away[row] <= nearest:
            continue
        chosen.append(row)
        away = np.minimum(away, distances(losses, losses[[row]], scale)[:, 0])
    return np.sort(np.array(chosen, dtype=np.intp))
