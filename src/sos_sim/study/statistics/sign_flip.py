"""Sign-flip test of paired differences: were there no difference, each seed's could as well have the other sign.

Fisher (1935), The Design of Experiments, for a symmetric difference. Exact over all signs for up to thirteen seeds;
beyond, random signs, counting the observed ones among them (Phipson and Smyth 2010).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

MOST_EXACT = 13
_RANDOM = 9_999
_SEED = 20180924
_CELLS = 2_000_000


def sign_flip_p(differences: Numbers) -> Numbers:
    """Give the two-sided p-value of no difference in the mean of each column.

    Args:
        differences: (S, C) finite paired differences, a row per seed.

    Returns:
        (C,) p-values; with few seeds none can be small: S seeds allow no less than 2 / 2**S.
    """
    seeds, columns = differences.shape
    # Sums that differ in the last digit only are the same sum.
    observed = np.abs(differences.sum(axis=0)) - 1e-9 * np.abs(differences).sum(axis=0)
    exact = seeds <= MOST_EXACT
    beyond, patterns = np.zeros(columns), 0
    for signs in _every_sign(seeds) if exact else _random_signs(seeds, columns):
        beyond += (np.abs(signs @ differences) >= observed).sum(axis=0)
        patterns += len(signs)
    found: Numbers = beyond / patterns if exact else (beyond + 1) / (patterns + 1)
    return found


def _every_sign(seeds: int) -> Iterator[Numbers]:
    """Yield every pattern of signs whose first is plus; the others are their mirrors."""
    numbers = np.arange(2 ** (seeds - 1))[:, None]
    flipped = numbers >> np.arange(seeds - 1) & 1
    yield np.column_stack([np.ones(len(numbers)), 1.0 - 2.0 * flipped])


def _random_signs(seeds: int, columns: int) -> Iterator[Numbers]:
    draw = np.random.default_rng(_SEED)
    rows = max(1, _CELLS // max(seeds, columns))
    for first in range(0, _RANDOM, rows):
        yield np.where(draw.integers(0, 2, size=(min(rows, _RANDOM - first), seeds)) == 1, 1.0, -1.0)
