"""What a before/after look says about assistance, beside the same districts in the same futures without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.california.judged import interval_over_seeds
from sos_sim.model.recording import Recording
from sos_sim.scenario.scenario import Scenario, with_settings
from sos_sim.world.build import World

WITH, NO_DAYS, NOBODY = "with assistance", "no assistance days", "nobody identified"
ARMS: dict[str, tuple[str, ...]] = {
    WITH: (),
    NO_DAYS: ("support.assistance_days=0",),
    NOBODY: ("accountability.identification=0",),
}
LISTED, LATER = (2017, 2018), (1, 2, 3)
LOOKS = {
    "naive": "Before/after: measured gain of listed districts, minus that of others",
    "naive, nobody helped": "The same look at the same districts in the same futures without assistance days",
    "naive, no list": "The same look at the same districts in the same futures without any list",
    "effect, measured": "Counterfactual effect of assistance days on their measured outcome",
    "effect, true": "Counterfactual effect of assistance days on their true outcome",
    "effect of the list, measured": "Counterfactual effect of being identified at all on their measured outcome",
    "effect of the list, true": "Counterfactual effect of being identified at all on their true outcome",
}
"""What is looked at, all in student standard deviations, means over the districts listed with assistance."""

_AT_ONCE = 10
MONTHS = 60
"""Long enough for the last look."""


@dataclass(frozen=True)
class Look:
    """Hold one look at listed districts.

    Args:
        look: key of ``LOOKS``.
        listed: year of the list.
        years: years since.
        values: (S,) figure in each future, student SD.
    """

    look: str
    listed: int
    years: int
    values: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """Return the mean over futures."""
        return float(self.values.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 5 % and 95 % quantiles over futures."""
        low, _, high = interval_over_seeds(self.values)
        return low, high


def look_at_all(
    world: World, scenario: Scenario, seeds: Sequence[int], seen: Callable[[int], None] = lambda count: None
) -> list[Look]:
    """Run the futures with assistance, without its days and without any list, and look at the listed districts.

    Args:
        world: N districts.
        scenario: the base.
        seeds: the futures.
        seen: called with the number of futures after each batch.
    """
    from dataclasses import replace

    from sos_sim.observe.run import run_batch

    changes = {
        path: kept for path, steps in scenario.changes.items() if (kept := tuple(s for s in steps if s[0] < MONTHS))
    }
    short = replace(scenario, months=MONTHS, changes=changes)
    arms = [with_settings(short, settings) for settings in ARMS.values()]
    found: dict[tuple[str, int, int], list[float]] = {}
    for begin in range(0, len(seeds), _AT_ONCE):
        some = list(seeds[begin : begin + _AT_ONCE])
        runs = len(arms) * len(some)
        recording = run_batch(
            world,
            [arm for _ in some for arm in arms],
            [seed for seed in some for _ in arms],
            keep_districts=[True] * runs,
        )
        for place in range(len(some)):
            columns = range(place * len(arms), (place + 1) * len(arms))
            for key, value in _looks(recording, dict(zip(ARMS, columns, strict=True))).items():
                found.setdefault(key, []).append(value)
        seen(len(some))
    return [Look(*key, np.array(values)) for key, values in found.items()]


def _looks(recording: Recording, column_of: dict[str, int]) -> dict[tuple[str, int, int], float]:
    def column(outcome: str, year: int, arm: str) -> NDArray[np.float64]:
        place = recording.years.index(year), recording.district_outcomes.index(outcome)
        return np.asarray(recording.by_district[place][:, column_of[arm]], np.float64)

    looks = {}
    for year in LISTED:
        listed = column("identified", year, WITH) > 0
        for later in (each for each in LATER if year + each in recording.years):
            key = (year, later)
            for name, arm in (("naive", WITH), ("naive, nobody helped", NO_DAYS), ("naive, no list", NOBODY)):
                moved = column("measured_outcome", year + later, arm) - column("measured_outcome", year, arm)
                looks[(name, *key)] = float(moved[listed].mean() - moved[~listed].mean())
            for name, other in (("effect", NO_DAYS), ("effect of the list", NOBODY)):
                for kind in ("measured", "true"):
                    outcome = f"{kind}_outcome"
                    gain = column(outcome, year + later, WITH) - column(outcome, year + later, other)
                    looks[(f"{name}, {kind}", *key)] = float(gain[listed].mean())
    return looks
