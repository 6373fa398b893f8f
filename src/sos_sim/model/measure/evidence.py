"""What recorded outcomes say of the levels of 2017: a joint normal law per district, worked out once per world."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import make_cells
from sos_sim.model.measure.structure import all_students_weight, structural_level
from sos_sim.world.build import World
from sos_sim.world.districts import GROUPS, RACE_COLUMNS
from sos_sim.world.recorded import Recorded

if TYPE_CHECKING:
    import scipy.sparse

Array = NDArray[np.float64]

# A record is of one of these springs, or the mean of the last two.
SPRINGS = (2016, 2017, 2018, 2023, 2024)
_MEAN_OF_LAST = len(SPRINGS)
_WEIGHT = np.vstack([np.eye(len(SPRINGS)), [0.0, 0.0, 0.0, 0.5, 0.5]])
# Records up to this spring tell of the state level itself; later ones only of who stands where in their own year.
_LAST_OF_START = tables.START_YEAR + 1
DRAWS_PER_CELL = 4
# How far all students lies from the weighted mean of the race groups as published (spread, measured where 97
# percent of pupils have a published race): shares move, some pupils have no race, rates are means of rates.
ALL_STUDENTS_SPREAD = np.array([1.2, 1.2, 0.003, 0.003, 0.003, 0.005])
# Values are published to a tenth.
ROUNDING = np.array([0.03, 0.03, 0.0005, 0.0005, 0.0005, 0.0005])
# Chronic absence spread out in the recovery: residuals of those years count by this factor before 2020.
_LATER_SCALE = np.array([1.0, 1.0, 0.82, 1.0, 1.0, 1.0])
# A share of m pupils lies on the angle with this mean and spread at every level (Anscombe 1948).
_ANSCOMBE = 3.0 / 8.0
# Charter schools of a district stand around it as another district would.
_CHARTER_SPREAD = np.sqrt(2.0)


@dataclass(frozen=True, eq=False)
class Evidence:
    """Hold the joint normal law of M records and the standings of 2017 of N districts.

    Standings are the four parts of a level in standard normals: the district (county included), (N, 6); the part
    of small districts, (N, 6); the group, (N, 13, 6); the part of small groups, (N, 13, 6).

    Args:
        surprise: (M, 1) recorded minus predicted by structure, points or angle.
        reads: for each part, (M, places) what a record is expected to be for given standings.
        answers: for each part, (places, M) covariance of standings and records.
        inverse: (M, M) inverse covariance of the records, district by district.
        noise: (M, M) what makes independent normals into all that the standings of 2017 do not decide.
        draw: (M,) place of a record's normal among ``DRAWS_PER_CELL`` per cell.
    """

    surprise: NDArray[Any]
    reads: tuple[scipy.sparse.csr_matrix, ...]
    answers: tuple[scipy.sparse.csr_matrix, ...]
    inverse: scipy.sparse.csr_matrix
    noise: scipy.sparse.csr_matrix
    draw: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Hold M records on the scale of levels, one per cell and time, sorted by district.

    Args:
        district, indicator, group, time: (M,) indices; ``time`` into the rows of ``_WEIGHT``.
        value: (M,) points or angle.
        variance: (M,) sampling variance.
        pupils: (M,) pupils counted, harmonic over the years that were averaged.
        outside: (M,) share of charter pupils.
    """

    district: NDArray[np.int64]
    indicator: NDArray[np.int64]
    group: NDArray[np.int64]
    time: NDArray[np.int64]
    value: Array
    pupils: Array
    outside: Array


def _on_the_scale_of_levels(value: Array, pupils: Array, indicator: NDArray[np.int64]) -> Array:
    """Bring points and percent to points and angle."""
    share = (value / 100.0 * pupils + _ANSCOMBE) / (pupils + 2 * _ANSCOMBE)
    return np.where(indicator < tables.CHRO, value, np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0))))


def _rows(world: World, recorded: Recorded) -> _Rows:
    """Sort the records by district, and average 2023 and 2024 where both are known."""
    applies = np.asarray(world.all_pupils)[recorded.district, recorded.indicator] > 0
    kept = recorded.where(applies)
    values = _on_the_scale_of_levels(kept.value, kept.pupils, kept.indicator)
    late = kept.year > _LAST_OF_START
    time = np.searchsorted(SPRINGS, kept.year)
    # Sorting by the rank of the code makes the order of the file irrelevant to the last bit.
    period = np.where(late, SPRINGS.index(2023), time)
    keys = np.stack([world.slot[kept.district], period, kept.indicator, kept.group], axis=1)
    _, first, cell, count = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    cell = cell.ravel()

    def mean(column: Array) -> Array:
        return np.bincount(cell, column, minlength=len(first)) / count

    return _Rows(
        district=kept.district[first],
        indicator=kept.indicator[first],
        group=kept.group[first],
        time=np.where(count > 1, _MEAN_OF_LAST, time[first]),
        value=mean(values),
        pupils=count / mean(1.0 / np.maximum(kept.pupils, 1.0)),
        outside=mean(kept.outside),
    )


def _correlation_in_time(kept: Array, across: Array) -> tuple[Array, Array]:
    """Correlate a standing between springs as the drift does.

    Args:
        kept: (6,) yearly correlation.
        across: (6, 6) correlation across indicators of the standing and of what is new in it.

    Returns:
        (T, 6) expected value at a time per standing of 2017, and (T, T, 6, 6) covariances of times.
    """
    lag = np.abs(np.array(SPRINGS) - tables.START_YEAR)
    to_start = kept[None] ** lag[:, None]
    fresh = np.sqrt(1 - kept**2)
    spread = [across]
    for _ in range(lag.max()):
        spread.append(np.outer(kept, kept) * spread[-1] + np.outer(fresh, fresh) * across)
    covariance = np.empty((len(SPRINGS), len(SPRINGS), *across.shape))
    for one, first in enumerate(SPRINGS):
        for other, second in enumerate(SPRINGS):
            if (first < tables.START_YEAR) != (second < tables.START_YEAR):
                pair = np.outer(to_start[one], to_start[other]) * across
            elif lag[one] <= lag[other]:
                pair = spread[lag[one]] * kept[None] ** (lag[other] - lag[one])
            else:
                pair = spread[lag[other]] * kept[:, None] ** (lag[one] - lag[other])
            covariance[one, other] = pair
    return _WEIGHT @ to_start, np.einsum("ps,qt,stkl->pqkl", _WEIGHT, _WEIGHT, covariance)


def _of_one_year(across: Array) -> Array:
    """Correlate shocks of one year, (T, T, 6, 6)."""
    shared: Array = np.einsum("ps,qs,kl->pqkl", _WEIGHT, _WEIGHT, across)
    return shared


def _language_and_mathematics(correlation: float) -> Array:
    across = np.eye(tables.N_INDICATORS)
    across[tables.ELA, tables.MATH] = across[tables.MATH, tables.ELA] = correlation
    return across


_SMALL_GROUPS = _language_and_mathematics(tables.ELA_MATH_PUPILS)
_YEAR_SHOCKS = _language_and_mathematics(tables.ELA_MATH_YEAR_SHOCK)
_PARTS = (
    (tables.PERSISTENCE, tables.ACROSS_INDICATORS),
    (np.full(tables.N_INDICATORS, tables.SMALL_DISTRICT_PERSISTENCE), tables.ACROSS_INDICATORS),
    (tables.PERSISTENCE, tables.ACROSS_INDICATORS),
    (tables.SMALL_GROUP_PERSISTENCE, _SMALL_GROUPS),
)


def _counted_twice(rows: _Rows, of: slice) -> Array:
    """Give the covariance of sampling that the groups of one district share, per unit of a pupil's variance.

    Races share no pupil. Any other pair shares pupils as often as chance has it; all students holds everybody.
    """
    group, pupils = rows.group[of], np.maximum(rows.pupils[of], 1.0)
    kind = rows.time[of] * tables.N_INDICATORS + rows.indicator[of]
    race = np.isin(group, RACE_COLUMNS)
    everybody = np.zeros(len(group))
    for one in np.unique(kind):
        members = kind == one
        everybody[members] = max(pupils[members].max(), pupils[members & race].sum())
    pupils = np.where(group == tables.ALL, everybody, pupils)
    common = 1.0 / np.sqrt(np.outer(everybody, everybody))
    covariance = np.where(np.outer(race, race), 0.0, common)
    same = group[:, None] == group[None]
    return np.where(same, 1.0 / np.sqrt(np.outer(pupils, pupils)), covariance)


def _predicted(world: World, rows: _Rows) -> Array:
    """Predict each record from structure, all students as the mean of the race groups, (M,)."""
    level = structural_level(world)
    by_group = level[rows.district, np.minimum(rows.group, tables.ALL - 1), rows.indicator]
    share = make_cells(world).race_share.transpose(0, 2, 1)
    races = level[:, RACE_COLUMNS]
    shares = np.sin(np.clip(races, 0.0, np.pi / 2)) ** 2
    mean = np.where(
        np.arange(tables.N_INDICATORS) < tables.CHRO,
        (share * races).sum(axis=1),
        np.arcsin(np.sqrt(np.clip((share * shares).sum(axis=1), 0.0, 1.0))),
    )
    predicted = np.where(rows.group == tables.ALL, mean[rows.district, rows.indicator], by_group)
    to_2018 = rows.time == SPRINGS.index(2018)
    return predicted + np.where(to_2018, tables.CHANGE_TO_2018[rows.indicator], 0.0)


def _centred(rows: _Rows, surprise: Array, variance: Array) -> Array:
    """Take the state's level of later years out of what is recorded, by indicator and group."""
    late = rows.time > SPRINGS.index(2018)
    kind = rows.indicator * (tables.ALL + 1) + rows.group
    weight = np.where(late, 1.0 / variance, 0.0)
    total = np.bincount(kind, weight)
    mean = np.bincount(kind, weight * surprise) / np.where(total > 0, total, 1.0)
    return np.where(late, surprise - mean[kind], surprise)


@functools.lru_cache(maxsize=4)
def evidence_of(world: World, dtype: np.dtype[Any]) -> Evidence | None:
    """Work out what the records of a world say; None where there are none.

    Args:
        world: N districts.
        dtype: number type of the run.
    """
    import scipy.sparse

    if world.recorded is None or not len(world.recorded):
        return None
    rows = _rows(world, world.recorded)
    count, size = len(rows.value), len(world.districts)
    if not count:
        return None
    indicator, late = rows.indicator, rows.time > SPRINGS.index(2018)
    scale = np.where(late, _LATER_SCALE[indicator], 1.0)

    # (M, 13) how a record weighs groups: itself, or for all students the races.
    weights = np.zeros((count, len(GROUPS)))
    grouped = np.flatnonzero(rows.group < tables.ALL)
    weights[grouped, rows.group[grouped]] = 1.0
    whole = np.flatnonzero(rows.group == tables.ALL)
    weights[np.ix_(whole, RACE_COLUMNS)] = all_students_weight(world)[rows.district[whole], indicator[whole]]
    pupils = np.maximum(np.asarray(world.group_pupils)[rows.district, indicator], 1.0)
    district_pupils = np.maximum(np.asarray(world.all_pupils)[rows.district, indicator], 1.0)

    ones = np.ones((count, 1))
    loads = (
        tables.DISTRICT_SD[indicator, None] * ones,
        (tables.SMALL_DISTRICT[indicator] / np.sqrt(district_pupils))[:, None],
        tables.GROUP_SD[indicator, None] * weights,
        tables.SMALL_GROUP[indicator, None] / np.sqrt(pupils) * weights,
    )
    in_time = [_correlation_in_time(np.asarray(kept), across) for kept, across in _PARTS]
    of_start = [expected[rows.time, indicator] for expected, _ in in_time]
    shock = np.sqrt(
        tables.YEAR_SHOCK_LARGE[indicator] ** 2 + tables.YEAR_SHOCK_SMALL[indicator] ** 2 / district_pupils
    )
    charter = rows.outside * _CHARTER_SPREAD * tables.DISTRICT_SD[indicator]
    others = (
        (shock[:, None] * ones, _of_one_year(_YEAR_SHOCKS)),
        (tables.GROUP_YEAR_SHOCK[indicator, None] * weights, _of_one_year(np.eye(tables.N_INDICATORS))),
        (charter[:, None], np.broadcast_to(tables.ACROSS_INDICATORS, (len(_WEIGHT),) * 2 + (6, 6))),
    )
    pupil_sd = np.append(tables.POINTS_NOISE, np.full(tables.N_INDICATORS - 2, 0.5))[indicator] * scale
    own = ROUNDING[indicator] ** 2 + np.where(rows.group == tables.ALL, ALL_STUDENTS_SPREAD[indicator] ** 2, 0.0)

    begins = np.flatnonzero(np.append(True, np.diff(rows.district) != 0))
    inverse, noise, variance = [], [], np.empty(count)
    for begin, end in zip(begins, np.append(begins[1:], count), strict=True):
        of = slice(begin, end)
        pair = np.ix_(rows.time[of], rows.time[of])
        both = (rows.time[of][:, None], rows.time[of][None], indicator[of][:, None], indicator[of][None])
        explained = np.zeros((end - begin, end - begin))
        total = np.diag(own[of])
        for load, start, (_, covariance), (_, across) in zip(loads, of_start, in_time, _PARTS, strict=True):
            alike = load[of] @ load[of].T
            total += alike * covariance[both]
            explained += alike * np.outer(start[of], start[of]) * across[np.ix_(indicator[of], indicator[of])]
        for load, covariance in others:
            total += load[of] @ load[of].T * covariance[both]
        seen = np.eye(len(_WEIGHT))[pair] > 0
        counted = _counted_twice(rows, of) * np.outer(pupil_sd[of], pupil_sd[of])
        total += np.where(seen, counted * _SMALL_GROUPS[np.ix_(indicator[of], indicator[of])], 0.0)
        variance[of] = np.diag(total)
        inverse.append(np.linalg.inv(total))
        noise.append(np.linalg.cholesky(total - explained))

    def sparse(matrix: scipy.sparse.spmatrix) -> scipy.sparse.csr_matrix:
        return scipy.sparse.csr_matrix(matrix.astype(dtype))

    reads, answers = [], []
    for load, start, (_, across), groups in zip(loads, of_start, _PARTS, (1, 1, 13, 13), strict=True):
        record, group = np.nonzero(load)
        place = (rows.district[record] * groups + group) * tables.N_INDICATORS + indicator[record]
        shape = (count, size * groups * tables.N_INDICATORS)
        read = scipy.sparse.csr_matrix((load[record, group] * start[record], (record, place)), shape=shape)
        prior = scipy.sparse.kron(scipy.sparse.eye(size * groups), across, format="csr")
        reads.append(sparse(read))
        answers.append(sparse(prior @ read.T))
    surprise = _centred(rows, rows.value - _predicted(world, rows), variance) * scale
    period = np.minimum(rows.time, DRAWS_PER_CELL - 1)
    return Evidence(
        surprise=surprise.astype(dtype)[:, None],
        reads=tuple(reads),
        answers=tuple(answers),
        inverse=sparse(scipy.sparse.block_diag(inverse, format="csr")),
        noise=sparse(scipy.sparse.block_diag([np.tril(one) for one in noise], format="csr")),
        draw=((rows.district * DRAWS_PER_CELL + period) * (tables.ALL + 1) + rows.group) * tables.N_INDICATORS
        + indicator,
    )
