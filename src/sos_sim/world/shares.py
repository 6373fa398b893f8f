"""Shares of the student groups in a district, from its county's shares, its UPP and its size."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.districts import GROUPS, RACE_COLUMNS
from sos_sim.world.facts import counties

# Slopes of the logit of a group's share within a county: on UPP, on ln enrolment, and what is left (standard
# deviation). Fitted to the group sizes of 2023-24 (measurement model, section 7). SED is the UPP itself.
UPP_SLOPE = {
    "AA": 1.0, "AI": 0.7, "AS": -2.1, "EL": 3.8, "FI": -0.5, "FOS": 1.5, "HI": 3.6, "HOM": 3.6, "MR": -2.7,
    "PI": 0.4, "SED": 0.0, "SWD": 0.3, "WH": -4.5,
}  # fmt: skip
SIZE_SLOPE = {
    "AA": 0.55, "AI": 0.33, "AS": 0.66, "EL": 0.07, "FI": 0.51, "FOS": 0.28, "HI": 0.11, "HOM": 0.27,
    "MR": 0.28, "PI": 0.29, "SED": 0.0, "SWD": 0.05, "WH": -0.15,
}  # fmt: skip
SHARE_SD = {
    "AA": 1.34, "AI": 1.18, "AS": 1.35, "EL": 0.62, "FI": 0.97, "FOS": 0.78, "HI": 0.55, "HOM": 1.48,
    "MR": 1.0, "PI": 0.7, "SED": 0.0, "SWD": 0.22, "WH": 0.65,
}  # fmt: skip
# The run that was matched to the assistance lists used half of the size slopes (same section).
SIZE_SLOPE_USED = 0.5

# ln enrolment inside the five size classes, state 2018: mean and standard deviation (same section).
LN_ENROLMENT_MEAN = (4.41, 6.28, 7.39, 8.49, 9.87)
LN_ENROLMENT_SD = (0.98, 0.34, 0.28, 0.40, 0.54)


def expected_shares(
    county: NDArray[np.int64],
    enrolment: NDArray[np.float64],
    upp: NDArray[np.float64],
    deviation: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Expect the group shares of districts; race groups sum to 1 and SED is the UPP.

    Args:
        county: (N,) county index 0-57.
        enrolment: (N,) pupils.
        upp: (N,) unduplicated share, 0-1.
        deviation: (N, 13) deviations in standard deviations, none for the expectation itself.
    """
    facts = counties()
    base = facts.group_share[county]
    logit = np.log(base) - np.log1p(-base)
    upp_slope, size_slope, spread = (
        np.array([table[group] for group in GROUPS]) for table in (UPP_SLOPE, SIZE_SLOPE, SHARE_SD)
    )
    # County shares are shares of pupils, so a district is compared with where the county's pupils are.
    logit = logit + upp_slope * (upp - facts.upp_of_pupils[county])[:, None]
    larger = np.log(enrolment) - _ln_enrolment_of_pupils()[county]
    logit = logit + SIZE_SLOPE_USED * size_slope * larger[:, None]
    if deviation is not None:
        logit = logit + spread * deviation
    shares: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-logit))
    shares[:, GROUPS.index("SED")] = upp
    shares[:, RACE_COLUMNS] /= shares[:, RACE_COLUMNS].sum(axis=1, keepdims=True)
    return shares


def fit_to_counties(
    shares: NDArray[np.float64], county: NDArray[np.int64], enrolment: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Rescale shares until every county's pupil-weighted share is the fact and races sum to 1.

    Args:
        shares: (N, 13) shares of districts that make up whole counties.
        county: (N,) county index 0-57.
        enrolment: (N,) pupils.
    """
    facts = counties()
    races = np.array(RACE_COLUMNS)
    fitted = shares.copy()
    for place in np.unique(county):
        rows = np.flatnonzero(county == place)
        weight = enrolment[rows] / enrolment[rows].sum()
        block = (rows[:, None], races)
        fitted[block] = _rake(shares[block], weight, facts.group_share[place, races])
        for column, group in enumerate(GROUPS):
            if column not in RACE_COLUMNS and group != "SED":
                fitted[rows, column] = _shift(shares[rows, column], weight, facts.group_share[place, column])
    return fitted


@functools.cache
def _ln_enrolment_of_pupils() -> NDArray[np.float64]:
    """Mean ln enrolment of the district of a county's average pupil, (58,), from its size classes."""
    mean, variance = np.array(LN_ENROLMENT_MEAN), np.array(LN_ENROLMENT_SD) ** 2
    pupils = counties().n_by_size * np.exp(mean + variance / 2)
    # Weighting a lognormal by its own value moves the mean of the logarithm up by the variance.
    level: NDArray[np.float64] = (pupils * (mean + variance)).sum(axis=1) / pupils.sum(axis=1)
    return level


def _rake(
    shares: NDArray[np.float64], weight: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.float64]:
    table = weight[:, None] * shares
    for _ in range(500):
        table *= target / table.sum(axis=0)
        rows = table.sum(axis=1)
        table *= (weight / rows)[:, None]
        if np.max(np.abs(rows / weight - 1.0)) < 1e-10:
            break
    return table / weight[:, None]


def _shift(share: NDArray[np.float64], weight: NDArray[np.float64], target: float) -> NDArray[np.float64]:
    logit = np.log(share) - np.log1p(-share)
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        shifted: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(logit + middle)))
        low, high = (middle, high) if float(weight @ shifted) < target else (low, middle)
    return shifted
