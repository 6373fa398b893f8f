"""Shapley values: what each player adds to a game, averaged over every order in which players can join."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray


def shapley(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share the worth of everybody together among k players, exactly (Shapley 1953).

    The shares sum to everybody's worth minus nobody's; a player who never changes anything gets exactly 0, and
    players who do the same get the same.

    Args:
        values: (2^k, ...) worth of every group of players; bit i of the place tells whether player i is in it.

    Returns:
        (k, ...) share of each player, in the unit of the values.

    Raises:
        ValueError: the number of groups is not a power of two.
    """
    groups = len(values)
    players = groups.bit_length() - 1
    if groups != 1 << players:
        raise ValueError(f"{groups} groups: players have 2^k of them")
    places = np.arange(groups)
    sizes = np.array([int(place).bit_count() for place in places])
    shares = np.empty((players, *values.shape[1:]))
    for player in range(players):
        without = places[places & (1 << player) == 0]
        orders = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in sizes[without]]
        # Differences first: what never changes anything must come out as exactly 0.
        gains = values[without | (1 << player)] - values[without]
        shares[player] = np.tensordot(np.array(orders), gains, axes=1)
    return shares
