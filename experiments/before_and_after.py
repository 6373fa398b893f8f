"""What a before/after look says about differentiated assistance, and what the same futures without it say.

    python experiments/before_and_after.py [--seeds 20] [--out docs/figures]

Writes before-and-after.csv, from which `docs/generate.py` takes the numbers of docs/honesty.md: of the districts
identified in December 2018, how many are off the list a year later and how their measured achievement moved
beside that of the others; with assistance, without it, without it when nothing is measured with error, and when
true levels do not drift either.
"""

from __future__ import annotations

import argparse
import csv
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.recording import Recording
from sos_sim.observe.run import run_batch
from sos_sim.scenario.scenario import load, with_settings
from sos_sim.world.build import embedded_world

ARMS: dict[str, tuple[str, ...]] = {
    "with assistance": (),
    "without assistance": ("support.assistance_days=0",),
    "without assistance, measured exactly": (
        "support.assistance_days=0",
        "measurement.sampling_noise=0",
        "measurement.year_shocks=0",
        "measurement.state_shocks=0",
    ),
    "without assistance, measured exactly, no drift": (
        "support.assistance_days=0",
        "measurement.sampling_noise=0",
        "measurement.year_shocks=0",
        "measurement.state_shocks=0",
        "measurement.drift=0",
    ),
}
LISTED, LATER = 2018, 2019


def look(recording: Recording) -> NDArray[np.float64]:
    """Return share off the list a year later and measured gain beside the others, (2, r).

    Args:
        recording: districts kept for every run.
    """

    def column(name: str, year: int) -> NDArray[np.float64]:
        values = recording.by_district[recording.years.index(year), recording.district_outcomes.index(name)]
        return np.asarray(values, np.float64)

    listed = column("identified", LISTED) > 0
    left = (listed & (column("identified", LATER) == 0)).sum(axis=0) / listed.sum(axis=0)
    moved = column("measured_outcome", LATER) - column("measured_outcome", LISTED)
    beside = [moved[who, run].mean() - moved[~who, run].mean() for run, who in enumerate(listed.T)]
    return np.array([left, beside])


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "figures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    world, base = embedded_world(), load("california-2017")
    arms = [with_settings(base, settings) for settings in ARMS.values()]
    shown = np.stack(
        [
            look(run_batch(world, arms, [seed] * len(arms), keep_districts=[True] * len(arms)))
            for seed in range(1, options.seeds + 1)
        ],
        axis=-1,
    )
    temporary = options.out / f"before-and-after.{os.getpid()}.tmp"
    with temporary.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("arm", "figure", "seeds", "mean", "low", "high"))
        for arm, values in zip(ARMS, shown.transpose(1, 0, 2), strict=True):
            for figure, seen in zip(("off the list", "measured gain beside others"), values, strict=True):
                numbers = (seen.mean(), *np.quantile(seen, (0.05, 0.95)))
                writer.writerow((arm, figure, options.seeds, *(f"{number:.4f}" for number in numbers)))
    os.replace(temporary, options.out / "before-and-after.csv")


if __name__ == "__main__":
    main()
