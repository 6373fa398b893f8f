"""What counting a limited number of pupils does to a rate."""

from __future__ import annotations

import numpy as np

from sos_sim.model.measure.protocols import Floats


def binomial_count(pupils: Floats, share: Floats, draw: Floats) -> Floats:
    """Turn standard normals into binomial counts, whole numbers from 0 to the pupils, (C, r).

    The quantile by the second-order Cornish-Fisher expansion, rounded: np + sd z + (1 - 2p)(z^2 - 1)/6. Its parabola
    is held at its turning point, so a count never falls when the draw rises, and no draw is rejected. Over draws
    it is off by at most one pupil where np(1 - p) is 1 or more (checked against ``scipy.stats.binom`` in the tests).

    Args:
        pupils: (C, s) pupils.
        share: (C, r) probability of each pupil, 0-1.
        draw: (C, s) standard normals.
    """
    shape = np.broadcast_shapes(share.shape, draw.shape)
    skewness = 1 - 2 * share
    spread = np.sqrt(np.maximum(pupils * share * (1 - share), 1e-6))
    # Mirrored where most pupils count, so that one turning point bounds both sides.
    sign = np.copysign(share.dtype.type(1), skewness)
    bend = np.maximum(np.abs(skewness) / 6, 1e-6)
    mirrored = np.maximum(draw * sign, spread / (-2 * bend))
    count: Floats = np.empty(shape, share.dtype)
    np.multiply(mirrored, mirrored, out=count)
    count -= 1
    count *= bend
    mirrored *= spread
    count += mirrored
    count *= sign
    count += pupils * share
    np.rint(count, out=count)
    np.clip(count, 0, pupils, out=count)
    return count
