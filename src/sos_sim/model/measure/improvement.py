"""How improvement work closes gaps: half-lives passed, reach, and who gains first."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike, NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.drift import per_run
from sos_sim.model.measure.protocols import Floats, Settings
from sos_sim.model.measure.scales import make_scales
from sos_sim.parameters import usual
from sos_sim.world.districts import GROUPS


def to_level(natural: NDArray[np.float64], indicator: int) -> NDArray[np.float64]:
    """Bring points or percent to the scale levels are kept on: points, or the angle of a rate.

    Args:
        natural: points, or percent.
        indicator: index into ``INDICATORS``.
    """
    if indicator in tables.POINTS:
        return natural
    angle: NDArray[np.float64] = np.arcsin(np.sqrt(np.clip(natural, 0.0, 100.0) / 100.0))
    return angle


def attainable_level(cells: Cells, dtype: DTypeLike) -> Floats:
    """Give the level that closes a cell's gap: the highest status cut of the Dashboard, (C, 1).

    Args:
        cells: the C cells.
        dtype: number type of the run.
    """
    target = tables.STATUS_CUTS[cells.indicator, cells.district_type, 3]
    level = np.empty(len(cells))
    for indicator in range(tables.N_INDICATORS):
        rows = cells.of(indicator)
        level[rows] = to_level(target[rows], indicator)
    return level.astype(dtype)[:, None]


def in_reach(settings: Settings, dtype: DTypeLike) -> Floats:
    """Give the share of a gap that improvement work can close, more where results come from the system (H08, H26).

    Args:
        settings: uses ``outcomes.reach`` and ``outcomes.system_share``.
        dtype: number type of the run.
    """
    outcomes = settings.outcomes
    more = per_run(outcomes.system_share, dtype) / usual("outcomes.system_share")
    share: Floats = np.minimum(per_run(outcomes.reach, dtype) * more, 1.0)
    return share


def student_sd(cells: Cells, settings: Settings, dtype: DTypeLike) -> Floats:
    """Give one student standard deviation of each cell, negative where less is better, (C, 1) or (C, r).

    Args:
        cells: the C cells.
        settings: uses ``outcomes.points_per_sd``.
        dtype: number type of the run.
    """
    points = (cells.indicator <= tables.MATH)[:, None]
    size = np.where(points, per_run(settings.outcomes.points_per_sd, dtype), tables.ANGLE_PER_SD)
    direction = tables.DIRECTION[cells.indicator][:, None]
    signed: Floats = (direction * size).astype(dtype)
    return signed


def group_speed(cells: Cells, settings: Settings, dtype: DTypeLike) -> Floats:
    """Give how fast each cell's gap closes for the district's exposure, (C, 1) or (C, r).

    All students: 1. A student group: its own rate (S40) times the effort it gets. Effort is tilted by the
    lever to the groups furthest behind and divided by its pupil-weighted mean over the groups of the
    district, so that tilting spends no more of it (theory 4.4, case 4).

    Args:
        cells: the C cells.
        settings: uses ``support.equity_targeting`` and ``outcomes.rate_...``.
        dtype: number type of the run.
    """
    outcomes = settings.outcomes
    own = {
        "SWD": outcomes.rate_swd,
        "FOS": outcomes.rate_fos,
        "HOM": outcomes.rate_hom,
        "EL": outcomes.rate_el,
    }
    rates = [np.atleast_1d(per_run(own.get(group, 1.0), dtype)) for group in (*GROUPS, "ALL")]
    rate = np.stack(np.broadcast_arrays(*rates)).take(cells.group, axis=0)
    targeting = per_run(settings.support.equity_targeting, dtype)
    scales = make_scales(cells, np.dtype(dtype))
    effort = (1 + targeting * scales.tilt) / (1 + targeting * scales.mean_tilt)
    speed: Floats = np.multiply(rate, effort)
    return speed


def closed_share(half_lives: Floats, out: Floats | None = None) -> Floats:
    """Give the share of the reachable gap closed after some half-lives, 1 - 2 ** -half_lives.

    Args:
        half_lives: half-lives passed.
        out: where to put it.
    """
    share: Floats = np.multiply(half_lives, half_lives.dtype.type(-np.log(2.0)), out=out)
    np.exp(share, out=share)
    np.subtract(share.dtype.type(1), share, out=share)
    return share
