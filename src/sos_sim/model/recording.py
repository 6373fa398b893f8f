"""What one batch of runs leaves behind: plain arrays, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Recording:
    """Hold what was recorded of r runs side by side.

    Args:
        dates: (T,) first days of the recorded months as ``YYYY-MM``: the start, then every third month.
        outcomes: (O,) names of the statewide outcomes, see ``sos_sim.observe.outcomes``.
        statewide: (T, O, r) statewide value of each outcome.
        years: (Y,) calendar years; year y stands for the state in December of y, when a Dashboard appears.
        strata: (G,) pairs of kind and name, such as ``("county", "Kern")``, ``("size", "to 300")``.
        by_stratum: (Y, B, G, r) value per year, outcome and stratum.
        stratum_outcomes: (B,) names of the outcomes kept by stratum.
        by_group: (Y, 2, 14, 6, r) true and measured level by student group (ALL last) and indicator, natural units.
        colours: (Y, 6, 6, r) share of districts by indicator and colour of all students, 0 none, 1 red to 5 blue.
        district_outcomes: (D,) names of the columns kept by district.
        by_district: (Y, D, N, r) district values; empty when no run asked for them.
        ratings: (Y, K, 6, r) mean self-rating (0-5) by kind of organisation and IHI area.
        rating_kinds: (K,) kinds of organisation.
        events: (E, 4) integer rows run, month, district, code of the event, in order of months; codes as in
            ``sos_sim.observe.events``.
        event_values: (E,) the number beside each event; empty where none was recorded.
    """

    dates: tuple[str, ...]
    outcomes: tuple[str, ...]
    statewide: NDArray[np.float64]
    years: tuple[int, ...]
    strata: tuple[tuple[str, str], ...]
    stratum_outcomes: tuple[str, ...]
    by_stratum: NDArray[np.float64]
    by_group: NDArray[np.float64]
    colours: NDArray[np.float64]
    district_outcomes: tuple[str, ...]
    by_district: NDArray[np.float32]
    ratings: NDArray[np.float64]
    rating_kinds: tuple[str, ...]
    events: NDArray[np.int32] = field(default_factory=lambda: np.empty((0, 4), np.int32))
    event_values: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
