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
        whole = sight[over].state(outcome, year) - none
        return (sight[of].state(outcome, year) - none) / whole if whole else float("nan")

    return figure


def over(first: float, second: float) -> float:
    """Divide; not a number, which no rule allows, where there is nothing to divide by."""
    return float(first / second) if second else float("nan")


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


def outer_thirds(values: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who is in the lowest and who in the highest third."""
    low, high = np.quantile(values, (1 / 3, 2 / 3))
    return values <= low, values >= high


def small(seen: Seen) -> NDArray[np.bool_]:
    """Return which districts have fewer than 2,500 pupils."""
    return np.asarray(seen.world.districts.enrolment, float) < 2500


def mean_gain(sight: Sight, name: str, of: str, than: str, where: NDArray[np.bool_], year: int = END) -> float:
    """Return by how much some districts have more of a value in one arm than in another, on average."""
    return mean_where(sight[of], name, where, year) - mean_where(sight[than], name, where, year)


def share_of_gain_lost(sight: Sight, of: str, to: str, than: str, where: NDArray[np.bool_]) -> float:
    """Return the share of some districts' true gain over a third arm that goes from one arm to another.

    Args:
        sight: what the arms showed.
        of: arm with the gain.
        to: arm in which part of it is lost.
        than: arm the gain is counted from.
        where: (N,) the districts.
    """
    return over(mean_gain(sight, "true_outcome", of, to, where), mean_gain(sight, "true_outcome", of, than, where))


def abandoned_ratio(of: str, than: str) -> Figure:
    """Return the figure: efforts abandoned in ten years in one arm, as share more than in another."""

    def figure(sight: Sight) -> float:
        return over(float(sight[of].abandoned.sum()), float(sight[than].abandoned.sum())) - 1.0

    return figure
