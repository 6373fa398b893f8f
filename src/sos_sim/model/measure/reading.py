"""What districts read off their own levels and colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.identification import Dashboard
from sos_sim.model.measure.start import LevelState
from sos_sim.model.measure.tables import ALL, MATH

NOT_USED = -1.0
"""Badness of an indicator that a district's type does not have: it is chosen last."""

UNKNOWN = 0.5
"""Badness of an indicator without a colour."""


def need(levels: LevelState) -> NDArray[Any]:
    """Return each district's mean gap to the attainable level in ELA and MATH at the start, student SD, (N, s)."""
    rows = levels.cells.all_students[: MATH + 1]
    gap: NDArray[Any] = levels.gap[rows].mean(axis=0)
    return gap


def colour_shares(cells: Cells, colours: NDArray[Any]) -> NDArray[np.float64]:
    """Return the share of districts with each colour of all students, (6 indicators, 6 colours, r).

    Colour 0 is none; districts whose type has no such indicator do not count.

    Args:
        cells: the C cells.
        colours: (C, r) colours.
    """
    shares = np.zeros((len(cells.all_students), 6, colours.shape[1]))
    for indicator, rows in enumerate(cells.all_students):
        shown = colours[rows[rows < len(cells)]]
        for colour in range(6):
            shares[indicator, colour] = np.count_nonzero(shown == colour, axis=0) / max(len(shown), 1)
    return shares


def indicator_badness(cells: Cells, dashboard: Dashboard) -> NDArray[Any]:
    """Return how poor the colour of all students is in each indicator, (N, 6, r): (5 - colour)/4.

    Args:
        cells: the C cells.
        dashboard: a December's colours.
    """
    rows = cells.place[:, :, ALL]
    used = rows < len(cells)
    colour = dashboard.colour[np.where(used, rows, 0)]
    poor = np.where(colour > 0, (5 - colour) * np.float32(0.25), np.float32(UNKNOWN))
    poor[~used] = NOT_USED
    return np.ascontiguousarray(poor.transpose(1, 0, 2))
