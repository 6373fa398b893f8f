"""One spring's tests in one district, cell by cell: drift, gaps closed, shocks, counting few pupils.

The numbers are the model's tables; what is done with them is written again from the measurement model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from reference.forms import between, usual
from reference.plain_tables import tables
from sos_sim.world.districts import GROUPS

ALL, RATES = tables.ALL, (tables.CHRO, tables.SUSP, tables.CCI, tables.GRAD)
OWN_RATES = {"SWD": "rate_swd", "FOS": "rate_fos", "HOM": "rate_hom", "EL": "rate_el"}

Draw = Callable[..., float]
"""Gives the standard normal of a name at a place: ``draw("district", row, indicator)``."""


@dataclass
class Cell:
    """Hold one student group (13 is all students) in one indicator of one district.

    Levels are in points or on the angle, true and measured values in points or percent; base is the level without
    policy, and values that end in start are those that changes are counted from.
    """

    indicator: int
    group: int
    pupils_start: float
    spread: float
    level_start: float
    deviation_start: float
    reachable: float
    standing: float
    small_standing: float
    half_lives: float
    pupils: float
    true: float = math.nan
    measured: float = math.nan
    measured_last: float = math.nan
    pupils_last: float = math.nan
    measured_start: float = math.nan
    base: float = math.nan
    base_start: float = math.nan


@dataclass
class TestedDistrict:
    """Hold what the tests need to know about one district.

    Args:
        row: place among the districts.
        county: index of its county.
        pupils: pupils of all groups at the start, by indicator.
        standing: where it stands, by indicator, in standard normals.
        small_standing: the part that counts in small districts.
        sizes: ln of group sizes over those of the start, 14.
        exposure: half-lives already counted, by indicator.
        cells: cells by indicator and group.
    """

    __test__ = False

    row: int
    county: int
    pupils: list[float]
    standing: list[float]
    small_standing: list[float]
    sizes: list[float]
    exposure: list[float]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)


def factor_of(correlations: list[list[float]]) -> list[list[float]]:
    """Return the lower triangle whose product with its transpose gives the correlations (Cholesky)."""
    n = len(correlations)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = correlations[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = math.sqrt(rest) if i == j else rest / lower[j][j]
    return lower


FACTOR = factor_of(tables.ACROSS_INDICATORS)


def mixed(draws: list[float]) -> list[float]:
    """Correlate six standard normals as indicators are."""
    return [sum(weight * draw for weight, draw in zip(row, draws, strict=True)) for row in FACTOR]


def kept(old: float, new: float, correlation: float) -> float:
    """Move a standard normal one year on with a yearly correlation."""
    return correlation * old + math.sqrt(1.0 - correlation**2) * new


def paired(language: float, mathematics: float, correlation: float) -> float:
    """Return mathematics' draw, correlated with that of language arts."""
    return correlation * language + math.sqrt(1.0 - correlation**2) * mathematics


def advance_county(standing: list[float], county: int, draw: Draw) -> list[float]:
    """Move a county's standing one year on."""
    new = mixed([draw("county", county, k) for k in range(6)])
    return [kept(standing[k], new[k], tables.PERSISTENCE[k]) for k in range(6)]


def advance(d: TestedDistrict, draw: Draw) -> None:
    """Move the standing of a district, of its groups and of their sizes one year on."""
    new = mixed([draw("district", d.row, k) for k in range(6)])
    small = mixed([draw("small_district", d.row, k) for k in range(6)])
    for k in range(6):
        d.standing[k] = kept(d.standing[k], new[k], tables.PERSISTENCE[k])
        d.small_standing[k] = kept(d.small_standing[k], small[k], tables.SMALL_DISTRICT_PERSISTENCE)
    for group in range(ALL + 1):
        moves = tables.SIZE_CHANGE_SD_MOBILE if group in tables.MOBILE_GROUPS else tables.SIZE_CHANGE_SD
        d.sizes[group] = tables.SIZE_PERSISTENCE * d.sizes[group] + moves * draw("size", d.row, group)
        of_group = mixed([draw("group", d.row, group, k) for k in range(6)])
        of_small = [draw("small_group", d.row, group, k) for k in range(6)]
        of_small[tables.MATH] = paired(of_small[tables.ELA], of_small[tables.MATH], tables.ELA_MATH_PUPILS)
        for k in range(6):
            cell = d.cells.get((k, group))
            if cell is not None:
                cell.standing = kept(cell.standing, of_group[k], tables.PERSISTENCE[k])
                stays = tables.SMALL_GROUP_PERSISTENCE[k]
                cell.small_standing = kept(cell.small_standing, of_small[k], stays)


def count_pupils(d: TestedDistrict, cell: Cell, draw: Draw) -> None:
    """Count the pupils of a cell in a later year."""
    at_start = max(cell.pupils_start, 1.0)
    noise = tables.SIZE_COUNT_NOISE / math.sqrt(2.0 * at_start) * draw("count", d.row, cell.group)
    cell.pupils_last = cell.pupils
    cell.pupils = max(float(round(at_start * math.exp(d.sizes[cell.group] + noise))), 1.0)


def deviation(d: TestedDistrict, cell: Cell, county: list[float]) -> float:
    """Return how far a cell stands from what structure predicts, points or angle."""
    k = cell.indicator
    own = math.sqrt(tables.DISTRICT_SD[k] ** 2 - tables.COUNTY_SD[k] ** 2)
    total = own * d.standing[k] + tables.COUNTY_SD[k] * county[k]
    total += tables.SMALL_DISTRICT[k] / math.sqrt(max(d.pupils[k], 1.0)) * d.small_standing[k]
    total += tables.GROUP_SD[k] * cell.spread * cell.standing
    total += tables.SMALL_GROUP[k] / math.sqrt(max(cell.pupils_start, 1.0)) * cell.small_standing
    return float(total)


def mean_tilt(d: TestedDistrict, k: int) -> float:
    """Return the tilt of effort between groups, averaged over the pupils of an indicator's groups."""
    groups = [cell for cell in d.cells.values() if cell.indicator == k and cell.group < ALL]
    pupils = sum(cell.pupils_start for cell in groups)
    return sum(cell.pupils_start * tables.EQUITY_TILT[cell.group] for cell in groups) / pupils if groups else 0.0


def speed(cell: Cell, mean: float, p: Any) -> float:
    """Return how fast a cell's gap closes for the district's exposure.

    Args:
        cell: the cell.
        mean: tilt of effort in its indicator.
        p: parameters in force.
    """
    if cell.group == ALL:
        return 1.0
    targeting = p.support.equity_targeting
    effort = (1.0 + targeting * tables.EQUITY_TILT[cell.group]) / (1.0 + targeting * mean)
    own = OWN_RATES.get(GROUPS[cell.group])
    return float(effort * (getattr(p.outcomes, own) if own else 1.0))


def state_shift(year: int, group: int, k: int, draw: Draw) -> float:
    """Return the change of the whole state since 2017."""
    if year <= 2017:
        return 0.0
    shift = tables.CHANGE_TO_2018[k]
    if year > 2018:
        shift += tables.STATE_CHANGE_SD[k] / math.sqrt(2.0) * draw("state", k)
        if group < ALL:
            shift += tables.STATE_CHANGE_GROUP_SD[k] / math.sqrt(2.0) * draw("state_group", group, k)
    return shift


def year_shock(d: TestedDistrict, cell: Cell, draw: Draw) -> float:
    """Return what happens to a cell in this year only."""
    k = cell.indicator
    of_district = draw("district_year", d.row, k)
    if k == tables.MATH:
        language = draw("district_year", d.row, tables.ELA)
        of_district = paired(language, of_district, tables.ELA_MATH_YEAR_SHOCK)
    variance = tables.YEAR_SHOCK_LARGE[k] ** 2 + tables.YEAR_SHOCK_SMALL[k] ** 2 / max(d.pupils[k], 1.0)
    of_group = tables.GROUP_YEAR_SHOCK[k] * cell.spread * draw("group_year", d.row, cell.group, k)
    return float(math.sqrt(variance) * of_district + of_group)


def binomial_count(pupils: float, share: float, draw: float) -> float:
    """Turn a standard normal into a count of pupils."""
    variance = max(pupils * share * (1.0 - share), 0.0)
    spread = math.sqrt(variance)
    bend = between((1.0 - 2.0 * share) / 6.0, -variance, variance)
    moved = draw * spread + bend * draw**2
    if bend * draw < -spread / 2.0:
        moved = draw * spread / 2.0
    return between(float(round(pupils * share - bend + moved)), 0.0, pupils)


def student_sd(k: int, p: Any) -> float:
    """Return one student SD of an indicator, points or angle, negative where less is better."""
    return float(tables.DIRECTION[k] * (tables.ANGLE_PER_SD if k in RATES else p.outcomes.points_per_sd))


def shown(k: int, level: float) -> float:
    """Return a level as it is shown: points, or percent of pupils."""
    return 100.0 * math.sin(between(level, 0.0, math.pi / 2.0)) ** 2 if k in RATES else level


def reachable(k: int, kind: int, level_start: float, p: Any) -> float:
    """Return what improvement work can add to a level at most, with its sign.

    Args:
        k: indicator.
        kind: type of district.
        level_start: true level in spring 2017, points or angle.
        p: parameters in force.
    """
    highest = tables.STATUS_CUTS[k][kind][3]
    attainable = math.asin(math.sqrt(highest / 100.0)) if k in RATES else highest
    better = tables.DIRECTION[k]
    reach = min(1.0, p.outcomes.reach * p.outcomes.system_share / usual("outcomes.system_share"))
    return float(better * max(better * (attainable - level_start), 0.0) * reach)


def closed(half_lives: float) -> float:
    """Return the share of the reachable gap closed after some half-lives."""
    return 1.0 - 2.0**-half_lives


def hold_tests(
    d: TestedDistrict,
    county: list[float],
    exposure: list[float],
    passing: float,
    inflation: float,
    p: Any,
    year: int,
    draw: Draw,
) -> None:
    """Test one spring: set true and measured values of every cell.

    Args:
        d: the district; ``advance`` has moved it to the year.
        county: standing of its county this year.
        exposure: half-lives since the start, by indicator.
        passing: passing effect, student SD.
        inflation: measured minus true, student SD.
        p: parameters in force.
        year: calendar year.
        draw: the year's draws.
    """
    m = p.measurement
    tilts = [mean_tilt(d, k) for k in range(6)]
    for cell in d.cells.values():
        k = cell.indicator
        count_pupils(d, cell, draw)
        cell.base = cell.level_start + m.drift * (deviation(d, cell, county) - cell.deviation_start)
        cell.half_lives += speed(cell, tilts[k], p) * (exposure[k] - d.exposure[k])
        sd = student_sd(k, p)
        level = cell.base + cell.reachable * closed(cell.half_lives) + passing * sd
        seen = level + inflation * sd + m.year_shocks * year_shock(d, cell, draw)
        seen += m.state_shocks * state_shift(year, cell.group, k, draw)
        chance = draw("sampling", d.row, cell.group, k)
        if k == tables.MATH:
            chance = paired(draw("sampling", d.row, cell.group, tables.ELA), chance, tables.ELA_MATH_PUPILS)
        chance *= m.sampling_noise
        cell.measured_last = cell.measured
        cell.true, cell.measured = shown(k, level), shown(k, seen)
        if k not in RATES:
            cell.measured += tables.POINTS_NOISE[k] / math.sqrt(cell.pupils) * chance
        elif m.sampling_noise > 0.0:
            cell.measured = 100.0 * binomial_count(cell.pupils, cell.measured / 100.0, chance) / cell.pupils
    d.exposure = list(exposure)
