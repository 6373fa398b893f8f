"""Where a scenario starts, where it ends, and how far the futures lie apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.report.study import Study
from sos_sim.report.words import number, signed


@dataclass(frozen=True)
class Level:
    """Hold one outcome of one scenario.

    Args:
        start: mean over futures at the start; nan when it was not kept.
        mean: mean over futures at the end.
        low: 5 % of futures end below it.
        high: 5 % of futures end above it.
        futures: how many finished.
    """

    start: float
    mean: float
    low: float
    high: float
    futures: int

    @property
    def spread_words(self) -> str:
        """Say how far the futures lie apart, empty for one."""
        return "" if self.futures < 2 else f" (5 to 95 % of futures: {number(self.low)} to {number(self.high)})"

    @property
    def signed_spread_words(self) -> str:
        """Say the same of a change."""
        return "" if self.futures < 2 else f" (5 to 95 % of futures: {signed(self.low)} to {signed(self.high)})"


def end_levels(study: Study, scenario: str) -> dict[str, Level]:
    """Give start and end of every outcome, in the declared order.

    Args:
        study: a study whose outcomes were kept.
        scenario: name of the scenario.
    """
    only: dict[str, list[object]] = {"scenario": [scenario]}
    ends = study.rows("outcomes", ["outcome", "value"], only)
    starts: dict[str, float] = {}
    first = (study.manifest.get("horizon") or {}).get("start")
    if first and "trajectories" in study.held:
        then: dict[str, list[object]] = {"date": [pd.Timestamp(str(first)).to_pydatetime()]}
        rows = study.rows("trajectories", ["outcome", "value"], only | then)
        starts = {str(name): float(part.mean()) for name, part in rows.groupby("outcome")["value"]}
    values = {str(name): part.to_numpy(float) for name, part in ends.groupby("outcome")["value"]}
    values = {name: array[np.isfinite(array)] for name, array in values.items()}
    return {
        name: Level(
            starts.get(name, np.nan), float(values[name].mean()), *_ends(values[name]), len(values[name])
        )
        for name in [*OUTCOMES, *(other for other in values if other not in OUTCOMES)]
        if name in values and len(values[name])
    }


def _ends(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)
