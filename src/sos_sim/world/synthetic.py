"""A synthetic California: 944 districts that never existed, drawn from the facts of the 58 counties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.districts import GROUPS, SIZE_EDGES, TYPES, Districts, assumed_pay
from sos_sim.world.facts import Counties, counties
from sos_sim.world.places import assumed_places
from sos_sim.world.shares import expected_shares, fit_to_counties

# Share of each type's districts in each size class, state 2018 (measurement model, section 7).
CLASS_MIX = np.array(
    [
        [0.40, 0.22, 0.13, 0.21, 0.04],
        [0.04, 0.13, 0.22, 0.34, 0.26],
        [0.07, 0.10, 0.17, 0.31, 0.34],
    ]
)
CLASS_LIMITS = ((3.0, *(edge + 1.0 for edge in SIZE_EDGES)), (*SIZE_EDGES, 60000.0))
LOS_ANGELES, LARGEST_DISTRICT = "19", 446_609.0
# Normal distributions of ln enrolment whose part inside the class has the mean and standard deviation of the
# real districts in it (means 4.41 6.28 7.39 8.49 9.87, sd .98 .34 .28 .40 .54, same section).
CUT_NORMAL_MEAN = (5.98, 6.01, 8.69, 7.83, 6.58)
CUT_NORMAL_SD = (1.77, 1.12, 2.0, 2.0, 2.0)
# How much less each smaller class moves when a county's pupils are made to add up.
MOVED_BY_CLASS = 0.3
UPP_LIMITS = (0.02, 0.995)
SMALLEST_UPP_SD = 0.005
UPP_ORDERS = 200
UNIFIED = TYPES.index("unified")


def synthetic_california(seed: int = 2017) -> Districts:
    """Draw 944 districts whose counts by county, type and size class are those of fall 2018.

    Recipe and figures: measurement model, section 7. The same seed gives the same districts.

    >>> len(synthetic_california())
    944

    Args:
        seed: whole number that picks the draw.
    """
    rng = np.random.default_rng(seed)
    facts = counties()
    county = np.repeat(np.arange(len(facts.code)), facts.n_districts)
    type_, size = _types_and_sizes(facts, rng)
    enrolment = _enrolments(facts, county, size, type_, rng)
    upp = _unduplicated_shares(facts, county, enrolment, rng)
    deviation = rng.standard_normal((len(county), len(GROUPS)))
    shares = fit_to_counties(expected_shares(county, enrolment, upp, deviation), county, enrolment)
    number = np.concatenate([np.arange(1, count + 1) for count in facts.n_districts])
    codes = tuple(f"{facts.code[c]}9{n:04d}0000000" for c, n in zip(county, number, strict=True))
    lat, lon = assumed_places(codes, county)
    return Districts(
        cds_code=codes,
        name=tuple(
            f"{facts.name[c]} {n:02d} {TYPES[t].capitalize()}"
            for c, n, t in zip(county, number, type_, strict=True)
        ),
        county=county,
        type=type_,
        enrolment=enrolment,
        upp=upp,
        lat=lat,
        lon=lon,
        group_share=shares,
        pay=assumed_pay(codes),
        notes=(f"synthetic districts drawn with seed {seed} from county facts; none of them exists",),
    )


def _types_and_sizes(facts: Counties, rng: np.random.Generator) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Give every district a type and a size class so that both county counts hold exactly."""
    kinds, sizes = [], []
    for by_type, by_size in zip(facts.n_by_type, facts.n_by_size, strict=True):
        table = _whole_table(by_type, by_size, rng)
        for kind, row in enumerate(table):
            kinds.append(np.full(int(row.sum()), kind, dtype=np.int8))
            sizes.append(np.repeat(np.arange(len(row), dtype=np.int8), row))
    return np.concatenate(kinds), np.concatenate(sizes)


def _whole_table(
    by_type: NDArray[np.int64], by_size: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Fill a (3, 5) table of whole numbers that has the given margins and follows the state's class mix."""
    expected: NDArray[np.float64] = CLASS_MIX * by_type[:, None]
    for _ in range(200):
        expected = expected * _ratio(by_size, expected.sum(axis=0))
        expected = expected * _ratio(by_type, expected.sum(axis=1))[:, None]
    table: NDArray[np.int64] = np.floor(expected + 1e-6).astype(np.int64)
    # What rounding left open is dealt out one district at a time, type by type, by the fractions left.
    to_place = np.repeat(np.arange(len(by_type)), by_type - table.sum(axis=1))
    for kind in rng.permutation(to_place):
        room = by_size - table.sum(axis=0)
        weight = np.where(room > 0, np.maximum(expected[kind] - table[kind], 0.0) + 1e-9 * room, 0.0)
        table[kind, rng.choice(len(by_size), p=weight / weight.sum())] += 1
    return table


def _ratio(wanted: NDArray[np.int64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, there, out=np.zeros(len(there)), where=there > 0)


def _enrolments(
    facts: Counties,
    county: NDArray[np.int64],
    size: NDArray[np.int8],
    type_: NDArray[np.int8],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Draw ln enrolment inside the size class, then move each county's draws until its pupils add up."""
    level = np.empty(len(county))
    for place in range(len(SIZE_EDGES) + 1):
        rows = np.flatnonzero(size == place)
        # One draw in each of n equal parts of the distribution keeps the state's percentiles close.
        level[rows] = _spread_levels(len(rows), rng)
    enrolment = np.empty(len(county))
    for place, pupils in enumerate(facts.pupils):
        rows = np.flatnonzero(county == place)
        if facts.code[place] == LOS_ANGELES:
            unified = rows[(type_[rows] == UNIFIED) & (size[rows] == len(SIZE_EDGES))]
            enrolment[unified[0]] = LARGEST_DISTRICT
            rows, pupils = rows[rows != unified[0]], pupils - LARGEST_DISTRICT
        # The largest districts carry the sum, so they move most and small ones keep their draw.
        weight = MOVED_BY_CLASS ** (size[rows].max() - size[rows])
        low, high = -9.0, 9.0
        for _ in range(40):
            shift = (low + high) / 2
            drawn = _inside_class(level[rows] ** np.exp(-shift * weight), size[rows])
            low, high = (shift, high) if drawn.sum() < pupils else (low, shift)
        enrolment[rows] = np.rint(drawn)
    return enrolment


def _spread_levels(number: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return (rng.permutation(number) + rng.random(number)) / number


def _inside_class(level: NDArray[np.float64], size: NDArray[np.int8]) -> NDArray[np.float64]:
    """Invert the distribution of enrolment inside the size class."""
    from scipy.special import ndtr, ndtri

    mean, spread = np.array(CUT_NORMAL_MEAN)[size], np.array(CUT_NORMAL_SD)[size]
    low, high = (np.log(np.array(limits))[size] for limits in CLASS_LIMITS)
    first, last = ndtr((low - mean) / spread), ndtr((high - mean) / spread)
    inside: NDArray[np.float64] = np.clip(mean + spread * ndtri(first + level * (last - first)), low, high)
    return np.exp(inside)


def _unduplicated_shares(
    facts: Counties, county: NDArray[np.int64], enrolment: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw UPP from a beta with each county's mean and standard deviation.

    Of many orders of the same draws the one is kept whose pupil-weighted mean is closest to the county's.
    """
    from scipy.special import betaincinv

    upp = np.empty(len(county))
    for place, (mean, sd) in enumerate(zip(facts.upp_mean, facts.upp_sd, strict=True)):
        rows = np.flatnonzero(county == place)
        if len(rows) == 1 or sd < SMALLEST_UPP_SD:
            upp[rows] = mean
            continue
        total = mean * (1.0 - mean) / sd**2 - 1.0
        drawn = betaincinv(mean * total, (1.0 - mean) * total, _spread_levels(len(rows), rng))
        drawn = np.clip(drawn + (mean - drawn.mean()), *UPP_LIMITS)
        orders = np.array([rng.permutation(len(rows)) for _ in range(UPP_ORDERS)])
        weighted = drawn[orders] @ enrolment[rows] / enrolment[rows].sum()
        upp[rows] = drawn[orders[np.argmin(np.abs(weighted - facts.upp_of_pupils[place]))]]
    return upp
