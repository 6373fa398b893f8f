"""True levels of all cells at the start, and the state the yearly half of the engine keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import Cells, make_cells
from sos_sim.model.measure.condition import condition
from sos_sim.model.measure.drift import (
    Standing,
    across_indicators,
    deviation,
    district_part,
    group_sizes,
    mathematics_like_language,
    next_year,
    pick,
)
from sos_sim.model.measure.evidence import evidence_of
from sos_sim.model.measure.improvement import attainable_level, group_speed, in_reach, student_sd
from sos_sim.model.measure.official import Official, official_values
from sos_sim.model.measure.protocols import Floats, Settings, Streams
from sos_sim.model.measure.structure import structural_level
from sos_sim.world.build import World
from sos_sim.world.districts import GROUPS, RACE_COLUMNS


@dataclass(eq=False)
class LevelState:
    """Keep the true levels of C cells and what the last tests showed; s runs drawn, r runs side by side.

    Levels are in points (ELA, MATH) or on the angle arcsin(sqrt(p)) (the four rates).

    Args:
        cells: the C cells.
        year: calendar year of the spring the drift stands at.
        level_start: (C, s) true level in spring 2017.
        gap: (C, s) distance to the attainable level in student SD, 0 or more.
        student_sd: (C, 1) or (C, r) one student SD, negative where less is better.
        reachable: (C, s) or (C, r) what improvement work can add to the level at most, with its sign.
        standing: drift of the year.
        deviation_start: (C, s) drift in points or angle in spring 2017.
        deviation_before: (C, s) the same in spring 2016.
        base: (C, s) or (C, r) level without policy: start and drift.
        base_start: (C, s) or (C, r) the same at the start that outcomes count from.
        speed: (C, 1) or (C, r) speed of closing, see ``group_speed``.
        speed_under: settings that ``speed`` was worked out under.
        half_lives: None before the first spring with exposure, then (C, r) half-lives passed by the last
            spring.
        exposure: None, then (N, 6, r) the exposure already counted in ``half_lives``.
        pupils: (C, s) pupils in the last spring.
        pupils_last: (C, s) pupils in the spring before.
        measured: None, then (C, r) measured values of the last spring, points or percent.
        measured_last: None, then (C, r) those of the spring before.
        measured_start: None, then (C, r) those of the start that outcomes count from.
        official: published values of the springs up to the start, which are measured as they were.
    """

    cells: Cells
    year: int
    level_start: Floats
    gap: Floats
    student_sd: Floats
    reachable: Floats
    standing: Standing
    deviation_start: Floats
    deviation_before: Floats
    base: Floats
    base_start: Floats
    speed: Floats
    pupils: Floats
    pupils_last: Floats
    speed_under: Settings | None = None
    half_lives: Floats | None = None
    exposure: Floats | None = None
    measured: Floats | None = None
    measured_last: Floats | None = None
    measured_start: Floats | None = None
    official: Official | None = None


def _first_standing(world: World, cells: Cells, streams: Streams) -> tuple[Standing, Floats, Floats]:
    """Draw the standing of 2017 given what is recorded, and the group parts of all 13 groups, (N, 13, 6, s) each."""
    year, groups, indicators = tables.START_YEAR, len(GROUPS), tables.N_INDICATORS
    group = across_indicators(streams.normal("measure.group", year, (groups + 1, indicators)))
    small = mathematics_like_language(
        streams.normal("measure.small_group", year, (groups + 1, indicators)).copy(), tables.ELA_MATH_PUPILS
    )
    district = across_indicators(streams.normal("measure.district", year, (indicators,)))
    county = across_indicators(streams.state_normal("measure.county", year, (tables.N_COUNTIES, indicators)))
    small_district = across_indicators(streams.normal("measure.small_district", year, (indicators,)))
    evidence = evidence_of(world, group.dtype)
    if evidence is not None:
        district, county, small_district, group[:, :groups], small[:, :groups] = condition(
            evidence, cells, streams, district, county, small_district, group[:, :groups], small[:, :groups]
        )
    # All students stand where the mean of the race groups stands.
    share = cells.race_share.transpose(0, 2, 1)[..., None].astype(group.dtype)
    mean_spread = np.maximum(np.sqrt((share**2).sum(axis=1)), 1e-6)
    group[:, tables.ALL] = (share * group[:, RACE_COLUMNS]).sum(axis=1) / mean_spread
    small[:, tables.ALL] = (np.sqrt(share) * small[:, RACE_COLUMNS]).sum(axis=1)
    standing = Standing(
        district=district,
        county=county,
        small_district=small_district,
        group=pick(group, cells),
        small_group=pick(small, cells),
        size=np.zeros((cells.n_districts, groups + 1, group.shape[-1]), group.dtype),
    )
    return standing, group[:, :groups], small[:, :groups]


def _level_of_all_students(
    world: World, cells: Cells, predicted: Floats, of_district: Floats, group: Floats, small: Floats
) -> Floats:
    """Weigh the levels of the eight race groups by their pupils, (N, 6, s): means of rates, not angles."""
    dtype = group.dtype
    pupils = np.asarray(world.group_pupils)[:, :, RACE_COLUMNS].transpose(0, 2, 1)
    small_spread = (tables.SMALL_GROUP / np.sqrt(np.maximum(pupils, 1.0))).astype(dtype)[..., None]
    level = predicted[:, RACE_COLUMNS, :, None] + of_district[:, None]
    level = level + tables.GROUP_SD.astype(dtype)[:, None] * group[:, RACE_COLUMNS]
    level += small_spread * small[:, RACE_COLUMNS]
    share = cells.race_share.transpose(0, 2, 1)[..., None].astype(dtype)
    rates = slice(tables.CHRO, None)
    level[:, :, rates] = np.sin(np.clip(level[:, :, rates], 0.0, np.pi / 2)) ** 2
    mean: Floats = (share * level).sum(axis=1)
    mean[:, rates] = np.arcsin(np.sqrt(np.clip(mean[:, rates], 0.0, 1.0)))
    return mean


def start_levels(
    world: World, streams: Streams, settings: Settings, dtype: DTypeLike = np.float32
) -> LevelState:
    """Draw the true levels of spring 2017 and of spring 2016 before it.

    The level of a student group is what its structure predicts plus what its county, its district and the
    group itself stand above or below that; all students is the pupil-weighted mean of the eight race groups,
    the smallest included (measurement model, section 2).

    Args:
        world: N districts.
        streams: random numbers, for s runs.
        settings: uses the groups outcomes and support.
        dtype: number type of the run.
    """
    cells = make_cells(world)
    standing, group, small = _first_standing(world, cells, streams)
    predicted = structural_level(world).astype(dtype)
    moved = deviation(standing, cells)

    of_group = np.minimum(cells.group, tables.ALL - 1)
    level = moved + predicted[cells.district, of_group, cells.indicator][:, None]
    of_district = district_part(standing, cells)
    everybody = _level_of_all_students(world, cells, predicted, of_district, group, small)
    all_students = cells.group == tables.ALL
    level[all_students] = everybody[cells.district[all_students], cells.indicator[all_students]]

    before = next_year(standing, cells, streams, tables.START_YEAR - 1)
    one_sd = student_sd(cells, settings, dtype)
    direction = tables.DIRECTION[cells.indicator].astype(dtype)[:, None]
    distance = np.maximum(direction * (attainable_level(cells, dtype) - level), 0)
    return LevelState(
        cells=cells,
        year=tables.START_YEAR,
        level_start=level,
        gap=distance / np.abs(one_sd),
        student_sd=one_sd,
        reachable=direction * distance * in_reach(settings, dtype),
        standing=standing,
        deviation_start=moved,
        deviation_before=deviation(before, cells),
        base=level,
        base_start=level,
        speed=group_speed(cells, settings, dtype),
        pupils=group_sizes(standing, cells, streams, tables.START_YEAR),
        pupils_last=group_sizes(before, cells, streams, tables.START_YEAR - 1),
        official=official_values(world),
    )
