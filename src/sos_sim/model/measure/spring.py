"""The tests of one spring: true values, and what is measured of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sos_sim.model.measure import tables
from sos_sim.model.measure.drift import (
    deviation,
    group_sizes,
    mathematics_like_language,
    next_year,
    per_run,
    pick,
    state_shift,
    year_shocks,
)
from sos_sim.model.measure.improvement import closed_share, group_speed
from sos_sim.model.measure.protocols import Floats, Settings, Streams
from sos_sim.model.measure.sampling import binomial_count
from sos_sim.model.measure.scales import make_scales
from sos_sim.model.measure.start import LevelState


@dataclass(frozen=True, eq=False)
class Spring:
    """Hold the values of one spring.

    Args:
        true: (C, r) true values, points or percent.
        measured: (C, r) measured values before rounding, points or percent.
        local: (N, s) standard normals that decide on local indicators.
    """

    true: Floats
    measured: Floats
    local: Floats

GROUP_INDICATORS = (tables.ALL + 1) * tables.N_INDICATORS
"""Places of a table by group and indicator."""


def _advance(state: LevelState, settings: Settings, streams: Streams, year: int) -> None:
    """Move the drift and the group sizes of the state to a year."""
    state.standing = next_year(state.standing, state.cells, streams, year)
    state.year = year
    state.pupils_last = state.pupils
    state.pupils = group_sizes(state.standing, state.cells, streams, year)
    moved = deviation(state.standing, state.cells)
    moved -= state.deviation_start
    state.base = state.level_start + moved * per_run(settings.measurement.drift, moved.dtype)


def _add_exposure(state: LevelState, exposure: Floats, settings: Settings) -> Floats:
    """Give the exposure not yet counted, (N, 6, r), and note that it is counted now."""
    dtype = state.level_start.dtype
    exposure = np.asarray(exposure, dtype)
    if state.exposure is None or state.half_lives is None:
        state.half_lives = np.zeros((len(state.cells), exposure.shape[-1]), dtype)
        fresh = exposure.copy()
    else:
        fresh = exposure - state.exposure
    state.exposure = exposure.copy()
    if state.speed_under is not settings:
        state.speed, state.speed_under = group_speed(state.cells, settings, dtype), settings
    return fresh


def spring_test(
    state: LevelState,
    exposure: Floats,
    passing: Floats,
    inflation: Floats,
    settings: Settings,
    streams: Streams,
    year: int,
) -> Spring:
    """Test one spring and keep its measured values in the state, next to those of the spring before.

    Springs are tested in order: 2016 and 2017 at the start, then every year once. A true level is that of the
    start plus its drift, plus the reachable gap times the share closed, plus the passing effect; exposure
    closes gaps at the speed its group had in the year it was gained. What is measured is the true value plus
    inflation, shocks of the year and sampling noise.

    Args:
        state: levels of C cells; is moved on to the year.
        exposure: (N, 6, r) half-lives of learning accumulated since the start, by indicator.
        passing: (N, r) passing effect, student SD.
        inflation: (N, r) measured minus true, student SD.
        settings: settings of the year.
        streams: random numbers.
        year: calendar year of the spring.

    Raises:
        ValueError: the year does not follow the last one.
    """
    cells, dtype = state.cells, state.level_start.dtype
    before = year == tables.START_YEAR - 1
    if year == state.year + 1:
        _advance(state, settings, streams, year)
    elif not before and not (year == tables.START_YEAR == state.year):
        raise ValueError(f"spring {year} does not follow spring {state.year}")
    base, pupils = state.base, state.pupils
    if before:
        drift = per_run(settings.measurement.drift, dtype)
        base = state.level_start + (state.deviation_before - state.deviation_start) * drift
        pupils = state.pupils_last
    fresh = _add_exposure(state, exposure, settings)
    assert state.half_lives is not None

    measurement = settings.measurement
    shock = year_shocks(cells, streams, year) * per_run(measurement.year_shocks, dtype)
    shock = shock + state_shift(streams, year, measurement.state_shocks, dtype).reshape(GROUP_INDICATORS, -1).take(
        cells.by_group_and_indicator, axis=0
    )
    noise = mathematics_like_language(
        streams.normal("measure.sampling", year, (tables.ALL + 1, tables.N_INDICATORS)),
        tables.ELA_MATH_PUPILS,
    )
    draw = pick(noise, cells) * per_run(measurement.sampling_noise, dtype)
    # Points are means of many pupils; a rate counts whole pupils, which is done when its true share is known.
    disturbance = shock + draw * (make_scales(cells, dtype).points_noise / np.sqrt(pupils))
    whole_pupils = np.asarray(measurement.sampling_noise) > 0

    passing, inflation = np.asarray(passing, dtype), np.asarray(inflation, dtype)
    any_passing, any_inflation = bool(passing.any()), bool(inflation.any())
    half_turn = dtype.type(np.pi / 2)
    runs = np.broadcast_shapes(fresh.shape[-1:], passing.shape[-1:], base.shape[-1:], shock.shape[-1:])[0]
    true, measured = np.empty((len(cells), runs), dtype), np.empty((len(cells), runs), dtype)
    counted = bool(fresh.any()) or bool(state.half_lives.any())
    per_pupil = dtype.type(100) / pupils
    for indicator in range(tables.N_INDICATORS):
        if not len(cells.district[cells.of(indicator)]):
            continue
        # One student SD is the same in all cells of an indicator.
        one_sd = state.student_sd[cells.of(indicator)][:1]
        moved, inflated = passing * one_sd, inflation * one_sd
        learned = np.ascontiguousarray(fresh[:, indicator])
        for rows in cells.blocks(indicator, runs):
            district, level, seen = cells.district[rows], true[rows], measured[rows]
            if counted:
                half_lives = state.half_lives[rows]
                gained = learned.take(district, axis=0)
                gained *= state.speed[rows]
                half_lives += gained
                closed_share(half_lives, out=level)
                level *= state.reachable[rows]
                level += base[rows]
            else:
                level[...] = base[rows]
            if any_passing:
                level += moved.take(district, axis=0)
            np.add(level, disturbance[rows], out=seen)
            if any_inflation:
                seen += inflated.take(district, axis=0)
            if indicator in tables.POINTS:
                continue
            for angle in (level, seen):
                np.clip(angle, 0, half_turn, out=angle)
                np.sin(angle, out=angle)
                np.multiply(angle, angle, out=angle)
            level *= 100
            if whole_pupils.all():
                np.multiply(binomial_count(pupils[rows], seen, draw[rows]), per_pupil[rows], out=seen)
                continue
            exact = seen * dtype.type(100)
            np.multiply(binomial_count(pupils[rows], seen, draw[rows]), per_pupil[rows], out=seen)
            np.copyto(seen, exact, where=~whole_pupils)

    if state.official is not None:
        state.official.put(measured, year)
    state.measured_last, state.measured = state.measured, measured
    if year == tables.START_YEAR:
        state.measured_start = measured
    return Spring(true=true, measured=measured, local=streams.normal("measure.local", year, ()))
