"""Facts of lists and of yearly changes, measured the same way in California's files and in the model."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import AREAS
from sos_sim.model.measure.tables import GRADUATION_LOWEST_CUT_TO_2018
from sos_sim.world.districts import GROUPS, SIZE_NAMES, TYPES, Districts, size_class

Facts = dict[str, NDArray[np.float64]]
COUNTED_GROUPS = ("SWD", "HOM", "FOS", "AA", "EL", "SED", "HI", "WH", "AI")
PERSISTENT_GROUPS = ("SWD", "HOM", "FOS", "AA")
QUINTILES = 5
LARGER = 3
"""First of the size classes over 2,500 pupils."""

_TO_SD = 1.4826
"""Median absolute deviation to standard deviation of a normal distribution."""


def list_facts(year: int, areas: NDArray[np.uint8], districts: Districts) -> Facts:
    """Measure the list of one year.

    Args:
        year: year of the Dashboard.
        areas: (N, 13, r) priority areas of the groups on the list, 0 for all others.
        districts: the N districts.

    Returns:
        By fact one value per run, (r,).
    """
    met = areas > 0
    groups = met.sum(axis=1)
    listed = groups > 0
    count = listed.sum(axis=0)
    facts: Facts = {f"districts {year}": count.astype(np.float64)}
    with np.errstate(invalid="ignore", divide="ignore"):
        facts[f"groups per listed district {year}"] = groups.sum(axis=0) / count
        facts[f"share with one group {year}"] = (groups == 1).sum(axis=0) / count
        for name, which in strata(districts).items():
            facts[f"{year} rate, {name}"] = listed[which].mean(axis=0) if which.any() else np.full(len(count), np.nan)
        for group in COUNTED_GROUPS:
            facts[f"{year} districts with {group}"] = met[:, GROUPS.index(group)].sum(axis=0).astype(np.float64)
        for area, bit in AREAS.items():
            facts[f"{year} share with {area}"] = ((areas & bit) > 0).sum(axis=(0, 1)) / met.sum(axis=(0, 1))
    return facts


def strata(districts: Districts) -> dict[str, NDArray[np.bool_]]:
    """Sort districts by size, by type and by quintile of the unduplicated share.

    Args:
        districts: the N districts.
    """
    size = size_class(districts.enrolment)
    quintile = np.argsort(np.argsort(districts.upp, kind="stable")) * QUINTILES // len(districts)
    return (
        {name: size == index for index, name in enumerate(SIZE_NAMES)}
        | {name: districts.type == index for index, name in enumerate(TYPES)}
        | {f"UPP quintile {index + 1}": quintile == index for index in range(QUINTILES)}
    )


def repeat_facts(first: NDArray[np.uint8], second: NDArray[np.uint8], districts: Districts) -> Facts:
    """Measure who is on the list again a year later.

    Args:
        first: (N, 13, r) priority areas of the groups on the earlier list, 0 for all others.
        second: those of the later list.
        districts: the N districts.
    """
    before, after = np.any(first > 0, axis=1), np.any(second > 0, axis=1)
    size = size_class(districts.enrolment)
    small, large = (size == 1) | (size == 2), size >= LARGER
    facts = {
        "again, of those listed": _share(before, after),
        "new, of those not listed": _share(~before, after),
        "again, 301 to 2,500 pupils": _share(before[small], after[small]),
        "again, over 2,500 pupils": _share(before[large], after[large]),
    }
    for group in PERSISTENT_GROUPS:
        column = GROUPS.index(group)
        facts[f"same group again, {group}"] = _share(first[:, column] > 0, second[:, column] > 0)
    return facts


def _share(given: NDArray[np.bool_], then: NDArray[np.bool_]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: NDArray[np.float64] = (given & then).sum(axis=0) / given.sum(axis=0)
    return ratio


def change_facts(
    indicator: str, before: NDArray[np.float64], after: NDArray[np.float64], districts: Districts
) -> Facts:
    """Measure the spread of one yearly change by size, and how alike the two years are.

    Args:
        indicator: its name.
        before: (N, r) values of all students, points or percent; not-a-number where there is none.
        after: those of the year after.
        districts: the N districts.
    """
    facts: Facts = {}
    size = size_class(districts.enrolment)
    change = after - before
    for index, name in enumerate(SIZE_NAMES):
        facts[f"{indicator} sd of change, {name}"] = _spread(change[size == index])
        facts[f"{indicator} robust sd of change, {name}"] = _robust_spread(change[size == index])
    facts[f"{indicator} year on year"] = correlation(before, after)
    return facts


def successive_facts(indicator: str, three: Mapping[int, NDArray[np.float64]], districts: Districts) -> Facts:
    """Correlate a yearly change with the next: below zero where good and bad years pass.

    Args:
        indicator: its name.
        three: (N, r) values of three years in a row.
        districts: the N districts.
    """
    first, second, third = (three[year] for year in sorted(three))
    one, two = second - first, third - second
    large = size_class(districts.enrolment) >= LARGER
    return {
        f"{indicator} successive changes, all": correlation(one, two),
        f"{indicator} successive changes, over 2,500 pupils": correlation(one[large], two[large]),
    }


def county_share(values: NDArray[np.float64], districts: Districts) -> NDArray[np.float64]:
    """Measure how much of a level, the line on the unduplicated share taken out, lies between counties, (r,).

    Components of variance of a one-way layout, districts unweighted, counties with two districts or more.

    Args:
        values: (N, r) values; not-a-number where there is none.
        districts: the N districts.
    """
    return np.array([_county_share(column, districts) for column in values.T])


def _county_share(values: NDArray[np.float64], districts: Districts) -> float:
    there = np.isfinite(values)
    size = np.bincount(districts.county[there], minlength=58)
    there &= size[districts.county] >= 2
    if there.sum() < 3 or len(np.unique(districts.county[there])) < 2:
        return float("nan")
    upp, county, level = districts.upp[there], districts.county[there], values[there]
    slope, base = np.polyfit(upp, level, 1)
    rest = level - base - slope * upp
    _, place, counts = np.unique(county, return_inverse=True, return_counts=True)
    means = np.bincount(place, rest) / counts
    within = ((rest - means[place]) ** 2).sum() / (len(rest) - len(counts))
    between = (counts * (means - rest.mean()) ** 2).sum() / (len(counts) - 1)
    usual = (len(rest) - (counts**2).sum() / len(rest)) / (len(counts) - 1)
    of_county = max((between - within) / usual, 0.0)
    return float(of_county / (of_county + within))


def correlation(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlate two columns run by run over the districts that have both, (r,).

    Args:
        one: (N, r) values.
        two: (N, r) values.
    """
    both = np.isfinite(one) & np.isfinite(two)
    found = []
    for there, first, second in zip(both.T, one.T, two.T, strict=True):
        enough = there.sum() > 2
        with np.errstate(invalid="ignore", divide="ignore"):  # a constant correlates with nothing
            found.append(np.corrcoef(first[there], second[there])[0, 1] if enough else np.nan)
    return np.array(found)


def _spread(change: NDArray[np.float64]) -> NDArray[np.float64]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a size class may have no values
        spread: NDArray[np.float64] = np.nanstd(change, axis=0, ddof=1)
    return spread


def _robust_spread(change: NDArray[np.float64]) -> NDArray[np.float64]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        middle = np.nanmedian(change, axis=0)
        spread: NDArray[np.float64] = _TO_SD * np.nanmedian(np.abs(change - middle), axis=0)
    return spread


def red_graduation_gain(
    areas: NDArray[np.uint8], before: NDArray[np.float64], after: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Measure what a before/after look sees where graduation put a student group on the list, points of percent, (r,).

    Change to the year after of groups on the list whose rate was in the red, minus the change of all others.

    Args:
        areas: (N, 13, r) priority areas of the groups on the list, 0 for all others.
        before: (N, 13, r) graduation rate of that year, percent; not-a-number where there is none.
        after: that of the year after.
    """
    change = after - before
    both = np.isfinite(change)
    red = both & (areas > 0) & (before < GRADUATION_LOWEST_CUT_TO_2018)
    moved = np.where(both, change, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        of_red = (moved * red).sum(axis=(0, 1)) / red.sum(axis=(0, 1))
        of_others = (moved * (both & ~red)).sum(axis=(0, 1)) / (both & ~red).sum(axis=(0, 1))
    gain: NDArray[np.float64] = of_red - of_others
    return gain
