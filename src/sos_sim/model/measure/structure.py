"""What structure alone predicts of the true levels of 2017."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import make_cells
from sos_sim.model.measure.improvement import to_level
from sos_sim.world.build import World
from sos_sim.world.districts import RACE_COLUMNS


def structural_level(world: World) -> NDArray[np.float64]:
    """Predict the true level of spring 2017 from structure alone, (N, 13, 6), points or angle.

    Args:
        world: N districts; uses type, enrolment and unduplicated share.
    """
    districts = world.districts
    level = np.stack(
        [to_level(tables.GROUP_LEVEL[:, one], one) for one in range(tables.N_INDICATORS)], axis=1
    )
    level = level - tables.CHANGE_TO_2018
    poverty = np.asarray(districts.upp, dtype=np.float64)[:, None, None] - tables.UPP_CENTRE
    size = np.log(np.maximum(districts.enrolment, 1.0))[:, None, None] - tables.LN_ENROLMENT_CENTRE
    offset = tables.TYPE_OFFSET[np.asarray(districts.type, dtype=np.int64)][:, None, :]
    predicted: NDArray[np.float64] = level + tables.UPP_SLOPE * poverty + tables.SIZE_SLOPE * size + offset
    return predicted


def all_students_weight(world: World) -> NDArray[np.float64]:
    """Give what a small move of each race group's level moves all students, (N, 6, 8).

    Its share for points; for rates, whose mean is taken in percent, its share times the ratio of slopes of the
    angle there.

    Args:
        world: N districts.
    """
    share = make_cells(world).race_share
    level = np.clip(structural_level(world)[:, RACE_COLUMNS], 0.02, np.pi / 2 - 0.02).transpose(0, 2, 1)
    mean = np.arcsin(np.sqrt((share * np.sin(level) ** 2).sum(axis=2, keepdims=True).clip(1e-4, 1 - 1e-4)))
    of_rates = share * np.sin(2 * level) / np.sin(2 * mean)
    points = np.arange(tables.N_INDICATORS)[:, None] < tables.CHRO
    return np.where(points, share, of_rates)
