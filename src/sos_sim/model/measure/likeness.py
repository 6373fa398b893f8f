"""How alike two records of one district are: the covariances of the measurement model between springs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sos_sim.model.measure import tables
from sos_sim.model.measure.records import WEIGHT, Array, Rows
from sos_sim.model.measure.structure import all_students_weight
from sos_sim.world.build import World
from sos_sim.world.districts import GROUPS, RACE_COLUMNS
from sos_sim.world.recorded import YEARS

# How far all students lies from the weighted mean of the race groups as published (spread, measured where 97
# percent of pupils have a published race): shares move, and some pupils have no race.
ALL_STUDENTS_SPREAD = np.array([1.2, 1.2, 0.003, 0.003, 0.003, 0.005])
# Values are published to a tenth.
ROUNDING = np.array([0.03, 0.03, 0.0005, 0.0005, 0.0005, 0.0005])
# Chronic absence spread out in the recovery: residuals of those years count by this factor before 2020.
LATE_SCALE = np.array([1.0, 1.0, 0.82, 1.0, 1.0, 1.0])
# Assumption: charter schools stand around their district as another district would.
CHARTER_SPREAD = float(np.sqrt(2.0))
# Spread of one pupil's rate on the angle, at every level.
PUPIL_ANGLE = 0.5


@dataclass(frozen=True, eq=False)
class Part:
    """Describe one part of what is recorded.

    Args:
        load: (M, 1) or (M, 13) points or angle per standard normal, of the district or of each group.
        covariance: (K, K) covariance of the standard normals of two kinds of records, see ``Rows.kind``.
        expected: (M,) what is expected of the standard normal for each of 2017; None for what 2017 tells nothing of.
        across: (6, 6) correlation across indicators in 2017.
    """

    load: Array
    covariance: Array
    expected: Array | None
    across: Array


def _language_and_mathematics(correlation: float) -> Array:
    across = np.eye(tables.N_INDICATORS)
    across[tables.ELA, tables.MATH] = across[tables.MATH, tables.ELA] = correlation
    return across


def _by_kind(covariance: Array) -> Array:
    """Lay covariances of springs, (5, 5, 6, 6), out as a table of kinds, means over springs taken."""
    kinds = len(WEIGHT) * tables.N_INDICATORS
    table: Array = np.einsum("ps,qt,stkl->pkql", WEIGHT, WEIGHT, covariance)
    return table.reshape(kinds, kinds)


def in_time(kept: Array, across: Array) -> tuple[Array, Array]:
    """Correlate a standing between springs as the drift does.

    Args:
        kept: (6,) yearly correlation.
        across: (6, 6) correlation across indicators, of the standing of 2017 and of what is new in it every year.

    Returns:
        (T, 6) expected standing at a time per standing of 2017, and (5, 5, 6, 6) covariances of two springs.
    """
    lag = np.abs(np.array(YEARS) - tables.START_YEAR)
    to_start = kept[None] ** lag[:, None]
    fresh = np.sqrt(1 - kept**2)
    spread = [across]
    for _ in range(int(lag.max())):
        spread.append(np.outer(kept, kept) * spread[-1] + np.outer(fresh, fresh) * across)
    covariance = np.empty((len(YEARS), len(YEARS), *across.shape))
    for one, first in enumerate(YEARS):
        for other, second in enumerate(YEARS):
            if (first < tables.START_YEAR) != (second < tables.START_YEAR):
                pair = np.outer(to_start[one], to_start[other]) * across
            elif lag[one] <= lag[other]:
                pair = spread[lag[one]] * kept[None] ** (lag[other] - lag[one])
            else:
                pair = spread[lag[other]] * kept[:, None] ** (lag[one] - lag[other])
            covariance[one, other] = pair
    return WEIGHT @ to_start, covariance


def _of_one_year(across: Array) -> Array:
    """Correlate shocks that last one year, (K, K)."""
    return _by_kind(np.eye(len(YEARS))[:, :, None, None] * across)


def lasting_parts(world: World, rows: Rows) -> tuple[Part, Part, Part, Part]:
    """Describe the four parts of a true level: district, small district, group, small group.

    Args:
        world: N districts.
        rows: M records.
    """
    indicator = rows.indicator
    weights = _weights(world, rows)
    pupils = np.maximum(np.asarray(world.group_pupils)[rows.district, indicator], 1.0)
    small_groups = _language_and_mathematics(tables.ELA_MATH_PUPILS)
    small_districts = np.full(tables.N_INDICATORS, tables.SMALL_DISTRICT_PERSISTENCE)

    def part(load: Array, kept: Array, across: Array) -> Part:
        expected, covariance = in_time(kept, across)
        return Part(load, _by_kind(covariance), expected[rows.time, indicator], across)

    small_district = tables.SMALL_DISTRICT[indicator] / np.sqrt(_district_pupils(world, rows))
    return (
        part(tables.DISTRICT_SD[indicator][:, None], tables.PERSISTENCE, tables.ACROSS_INDICATORS),
        part(small_district[:, None], small_districts, tables.ACROSS_INDICATORS),
        part(tables.GROUP_SD[indicator][:, None] * weights, tables.PERSISTENCE, tables.ACROSS_INDICATORS),
        part(
            tables.SMALL_GROUP[indicator][:, None] / np.sqrt(pupils) * weights,
            tables.SMALL_GROUP_PERSISTENCE,
            small_groups,
        ),
    )


def passing_parts(world: World, rows: Rows) -> tuple[Part, Part, Part]:
    """Describe what the levels of 2017 tell nothing of: shocks of district and group, and charter schools.

    Args:
        world: N districts.
        rows: M records.
    """
    indicator = rows.indicator
    shock = np.sqrt(
        tables.YEAR_SHOCK_LARGE[indicator] ** 2
        + tables.YEAR_SHOCK_SMALL[indicator] ** 2 / _district_pupils(world, rows)
    )
    shocks = _language_and_mathematics(tables.ELA_MATH_YEAR_SHOCK)
    alone = np.eye(tables.N_INDICATORS)
    charters = np.tile(tables.ACROSS_INDICATORS, (len(WEIGHT), len(WEIGHT)))
    beside = rows.outside * CHARTER_SPREAD * tables.DISTRICT_SD[indicator]
    of_group = tables.GROUP_YEAR_SHOCK[indicator][:, None] * _weights(world, rows)
    return (
        Part(shock[:, None], _of_one_year(shocks), None, shocks),
        Part(of_group, _of_one_year(alone), None, alone),
        Part(beside[:, None], charters, None, tables.ACROSS_INDICATORS),
    )


def _district_pupils(world: World, rows: Rows) -> Array:
    counted: Array = np.maximum(np.asarray(world.all_pupils)[rows.district, rows.indicator], 1.0)
    return counted


def _weights(world: World, rows: Rows) -> Array:
    """Tell how a record weighs groups, (M, 13): itself, or for all students the race groups."""
    weights = np.zeros((len(rows.value), len(GROUPS)))
    single = np.flatnonzero(rows.group < tables.ALL)
    weights[single, rows.group[single]] = 1.0
    whole = np.flatnonzero(rows.group == tables.ALL)
    of_races = all_students_weight(world)[rows.district[whole], rows.indicator[whole]]
    weights[np.ix_(whole, np.array(RACE_COLUMNS))] = of_races
    return weights


class Sampling:
    """Give the covariance of sampling noise among the records of one district.

    Races share no pupil. Any other two groups share pupils as often as chance has it; all students holds everybody.

    Args:
        rows: M records.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        one_pupil = np.append(tables.POINTS_NOISE, np.full(tables.N_INDICATORS - 2, PUPIL_ANGLE))
        self._spread = one_pupil[rows.indicator] * np.where(rows.late, LATE_SCALE[rows.indicator], 1.0)
        language = _language_and_mathematics(tables.ELA_MATH_PUPILS)
        self._same_time = np.kron(np.eye(len(WEIGHT)), language)
        everybody = np.where(rows.group == tables.ALL, ALL_STUDENTS_SPREAD[rows.indicator] ** 2, 0.0)
        self._own = ROUNDING[rows.indicator] ** 2 + everybody

    def covariance(self, of: slice) -> Array:
        """Give the covariance of the records of one district, (m, m).

        Args:
            of: the rows of the district.
        """
        rows, kind = self._rows, self._rows.kind[of]
        group, pupils = rows.group[of], np.maximum(rows.pupils[of], 1.0)
        race = np.isin(group, RACE_COLUMNS)
        everybody = np.zeros(len(group))
        for one in np.unique(kind):
            members = kind == one
            everybody[members] = max(pupils[members].max(), pupils[members & race].sum())
        pupils = np.where(group == tables.ALL, everybody, pupils)
        chance = np.where(np.outer(race, race), 0.0, 1.0 / np.sqrt(np.outer(everybody, everybody)))
        same = group[:, None] == group[None]
        shared = np.where(same, 1.0 / np.sqrt(np.outer(pupils, pupils)), chance)
        noise = shared * np.outer(self._spread[of], self._spread[of]) * self._same_time[np.ix_(kind, kind)]
        noise[np.diag_indices(len(group))] += self._own[of]
        return noise
