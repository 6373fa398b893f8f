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


def _advance(state: LevelState, settings: Settings, streams: Streams, year: int) -> None:
    """Move the drift and the group sizes of the state to a year."""
    state.standing = next_year(state.standing, state.cells, streams, year)
    state.year = year
    state.pupils_last = state.pupils
    state.pupils = group_sizes(state.standing, state.cells, streams, year)
    moved = deviation(state.standing, state.cells, state.county_of, state.district_pupils)
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
    state.speed = group_speed(state.cells, settings, dtype)
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
    start plus its drift, plus the reachable gap times the share closed, plus the passing effect; exposure closes gaps
    at the speed its group had in the year it was gained. What is measured is the true value plus inflation, shocks
    of the year and sampling noise.

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
    shock = year_shocks(cells, streams, year, state.district_pupils) * per_run(measurement.year_shocks, dtype)
    shock = shock + state_shift(streams, year, measurement.state_shocks, dtype)[cells.group, cells.indicator]
    noise = mathematics_like_language(
        streams.normal("measure.sampling", year, (tables.ALL + 1, tables.N_INDICATORS)).copy(), tables.ELA_MATH_PUPILS
    )
    draw = pick(noise, cells) * per_run(measurement.sampling_noise, dtype)
    whole_pupils = np.asarray(measurement.sampling_noise) > 0

    passing, inflation = np.asarray(passing, dtype), np.asarray(inflation, dtype)
    runs = np.broadcast_shapes(fresh.shape[-1:], passing.shape[-1:], base.shape[-1:], shock.shape[-1:])[0]
    true, measured = np.empty((len(cells), runs), dtype), np.empty((len(cells), runs), dtype)
    counted = bool(fresh.any()) or bool(state.half_lives.any())
    for indicator, rows in cells.blocks(runs):
        district, one_sd = cells.district[rows], state.student_sd[rows]
        level = true[rows]
        if counted:
            half_lives = state.half_lives[rows]
            half_lives += fresh[:, indicator].take(district, axis=0) * state.speed[rows]
            closed_share(half_lives, out=level)
            level *= state.reachable[rows]
            level += base[rows]
        else:
            level[...] = base[rows]
        level += passing.take(district, axis=0) * one_sd
        seen = measured[rows]
        np.multiply(inflation.take(district, axis=0), one_sd, out=seen)
        seen += level
        seen += shock[rows]
        if indicator in tables.POINTS:
            seen += draw[rows] * (dtype.type(tables.POINTS_NOISE[indicator]) / np.sqrt(pupils[rows]))
            continue
        for angle in (level, seen):
            np.clip(angle, 0, np.pi / 2, out=angle)
            np.sin(angle, out=angle)
            np.square(angle, out=angle)
        if whole_pupils.any():
            share = binomial_count(pupils[rows], seen, draw[rows]) / pupils[rows]
            seen[...] = share if whole_pupils.all() else np.where(whole_pupils, share, seen)
        level *= 100
        seen *= 100

    state.measured_last, state.measured = state.measured, measured
    if year == tables.START_YEAR:
        state.measured_start = measured
    return Spring(true=true, measured=measured, local=streams.normal("measure.local", year, ()))
