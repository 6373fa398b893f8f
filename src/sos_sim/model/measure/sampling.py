"""What counting a limited number of pupils does to a rate."""

from __future__ import annotations

import numpy as np

from sos_sim.model.measure.protocols import Floats


def binomial_count(pupils: Floats, share: Floats, draw: Floats) -> Floats:
    """Turn standard normals into binomial counts, whole numbers from 0 to the pupils, (C, r).

    The quantile by the second-order Cornish-Fisher expansion, rounded: np + sd z + (1 - 2p)(z^2 - 1)/6.
    Beyond the turning point of that parabola it goes on at half slope, so a count never falls when the draw
    rises, and no draw is rejected. The tests hold it against ``scipy.stats.binom``: off by at most one pupil
    for draws within 3.

    Args:
        pupils: (C, s) pupils.
        share: (C, r) probability of each pupil, 0-1.
        draw: (C, s) standard normals.
    """
    expected = pupils * share
    spread = expected * share
    np.subtract(expected, spread, out=spread)
    np.maximum(spread, 0, out=spread)
    np.sqrt(spread, out=spread)
    bend = share * share.dtype.type(-1 / 3)
    bend += share.dtype.type(1 / 6)
    expected -= bend
    slope = bend * draw
    np.maximum(slope, spread * share.dtype.type(-0.5), out=slope)
    slope += spread
    slope *= draw
    slope += expected
    np.rint(slope, out=slope)
    np.maximum(slope, 0, out=slope)
    counts: Floats = np.minimum(slope, pupils, out=slope)
    return counts
