"""From shares of a budget to spending that costs the budget, no component beyond what it can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.study.optimise.components import COMPONENTS, NAMES, usual_levels

if TYPE_CHECKING:
    from sos_sim.study.optimise.archive import Archive
    from sos_sim.study.optimise.prices import Prices

TOLERANCE = 0.03
"""Most that the cost of a reported allocation may be off the budget, as share of the budget."""
_CLOSE = 0.01
_CORRECTIONS = 3


def spend(shares: NDArray[np.float64], total: float, most: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spend a sum by shares; what a component cannot take goes to the others in proportion to their shares.

    Args:
        shares: (n, 5) shares, not negative; where those that can still take something are all 0, they take alike.
        total: what is to be spent, at most the sum of ``most``.
        most: (5,) most that each component can take.

    Returns:
        (n, 5) spending, each row adding up to the total.
    """
    weights = np.array(shares, dtype=float)
    spending = np.zeros_like(weights)
    # Each pass fills at least one component of a row or spends the rest of it.
    for _ in range(len(most) + 1):
        left = np.maximum(total - spending.sum(1), 0.0)
        room = most - spending
        open_ = room > 1e-12 * max(total, 1.0)
        weight = np.where(open_, weights, 0.0)
        weight = np.where(weight.sum(1, keepdims=True) > 0, weight, open_)
        whole = np.maximum(weight.sum(1, keepdims=True), 1e-300)
        spending = np.minimum(spending + left[:, None] * weight / whole, most)
    return spending


@dataclass(frozen=True)
class Settled:
    """Hold allocations whose levers were set until they cost the budget.

    Args:
        levels: (n, 5) levels.
        shares: (n, 5) shares of what can be divided; each row adds up to 1.
        cost: (n,) mean cost over the futures, $ per pupil and year.
        values: (n, K, O) outcomes in every future.
        off: (n,) distance of the cost from the budget, as share of the budget.
    """

    levels: NDArray[np.float64]
    shares: NDArray[np.float64]
    cost: NDArray[np.float64]
    values: NDArray[np.float64]
    off: NDArray[np.float64]


def settle(
    shares: NDArray[np.float64], budget: float, archive: Archive, prices: Prices, seeds: Sequence[int]
) -> Settled:
    """Set levers so that each allocation costs the budget in these futures.

    Components act on each other, so that prices measured one by one miss the joint cost a little; what is off is
    scaled and run again.

    Args:
        shares: (n, 5) shares.
        budget: $ per pupil and year.
        archive: runs allocations.
        prices: what components cost.
        seeds: (K,) futures.
    """
    movable = budget - prices.fixed
    spending = spend(shares, movable, prices.most)
    levels = prices.levels_for(spending)
    found = archive.values(levels, seeds)
    for _ in range(_CORRECTIONS):
        cost = found[:, :, 0].mean(1)
        away = np.flatnonzero(np.abs(cost / budget - 1.0) > _CLOSE)
        if not away.size:
            break
        for row in away:
            # What was spent by the price list, times how far the real cost falls short of what was to be spent.
            wanted = spending[row].sum() * movable / max(cost[row] - prices.fixed, 1e-9)
            wanted = float(np.clip(wanted, 0.0, prices.most.sum()))
            spending[row] = spend(spending[row : row + 1], wanted, prices.most)[0]
        levels[away] = prices.levels_for(spending[away])
        found[away] = archive.values(levels[away], seeds)
    cost = found[:, :, 0].mean(1)
    whole = np.maximum(spending.sum(1, keepdims=True), 1e-300)
    return Settled(levels, spending / whole, cost, found[:, :, 1:], np.abs(cost / budget - 1.0))


def simple_allocations(prices: Prices) -> dict[str, NDArray[np.float64]]:
    """Give allocations that need no search, by name, each (5,) shares.

    Args:
        prices: what components cost; the mix of 2017 is what its levers would cost.
    """
    found = {
        f"{component.label} first": np.eye(len(NAMES))[place] for place, component in enumerate(COMPONENTS)
    }
    mix = prices.spending_for(usual_levels()[None, :])[0]
    return found | {"Even split": np.full(len(NAMES), 1 / len(NAMES)), "2017 mix": mix / mix.sum()}
