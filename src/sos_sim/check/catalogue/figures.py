"""Figures that many patterns use, made from what the arms showed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.pattern import Figure
from sos_sim.check.seen import QUARTERS_A_YEAR, Seen, Sight

END = 10


def difference(outcome: str, of: str, than: str, year: float = END) -> Figure:
    """Return the figure: a statewide outcome of one arm minus that of another.

    Args:
        outcome: a statewide outcome.
        of: name of the arm.
        than: name of the arm it is compared with.
        year: years since the start.
    """

    def figure(sight: Sight) -> float:
        return sight[of].state(outcome, year) - sight[than].state(outcome, year)

    return figure


def gap(sight: Sight, outcome: str, of: str, than: str) -> NDArray[np.float64]:
    """Return by quarter what one arm has more of a statewide outcome than another, (41,)."""
    return sight[of].path(outcome) - sight[than].path(outcome)


def ratio_of_gains(outcome: str, of: str, over: str, than: str, year: float = END) -> Figure:
    """Return the figure: gain of one arm over the gain of another, both against a third.

    Args:
        outcome: a statewide outcome.
        of: arm whose gain is the numerator.
        over: arm whose gain is the denominator.
        than: arm both are compared with.
        year: years since the start.
    """

    def figure(sight: Sight) -> float:
        none = sight[than].state(outcome, year)
        return (sight[of].state(outcome, year) - none) / (sight[over].state(outcome, year) - none)

    return figure


def lowest(outcome: str, of: str, than: str, years: float) -> Figure:
    """Return the figure: the lowest difference of two arms within the first years."""

    def figure(sight: Sight) -> float:
        return float(gap(sight, outcome, of, than)[: round(years * QUARTERS_A_YEAR) + 1].min())

    return figure


def half_way(path: NDArray[np.float64]) -> float:
    """Return the years after which a course from 0 first reaches half of its last value.

    Args:
        path: (41,) by quarter.
    """
    reached = np.flatnonzero(path / path[-1] >= 0.5)
    return float(reached[0]) / QUARTERS_A_YEAR


def mean_where(seen: Seen, name: str, where: NDArray[np.bool_], year: int = END) -> float:
    """Return the mean over some districts of a value some years after the start."""
    return float(seen.district(name, year)[where].mean())


def spread_over_counties(seen: Seen, name: str, year: int = END) -> float:
    """Return the coefficient of variation over county offices of the mean of their districts."""
    county = seen.world.county_of
    count = np.bincount(county)
    means = np.bincount(county, seen.district(name, year))[count > 0] / count[count > 0]
    return float(means.std() / means.mean())


def correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the correlation of two values over districts."""
    return float(np.corrcoef(first, second)[0, 1])
