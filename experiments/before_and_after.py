"""What a before/after look says about differentiated assistance, and what the same futures without it say.

    python experiments/before_and_after.py [--seeds 20] [--data folder] [--out docs/figures]

Writes before-and-after.csv, from which `docs/generate.py` takes the numbers of docs/honesty.md: of the districts
identified in December 2018, how many are off the list a year later and how their measured achievement moved
beside that of the others; with assistance, without it, without it when nothing is measured with error, and when
true levels do not drift either. Writes before-and-after-effects.csv too: what a look at the districts of either list
sees one to three years later, and what assistance and the list did to the same districts in the same futures, on the
embedded districts and, with a folder of California's files, on the real ones.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.california.honesty import look_at_all
from sos_sim.check.california.study import read_world
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


def write_rows(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table under a temporary name, then rename it."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with temporary.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    os.replace(temporary, path)


def effects(data: Path | None, seeds: int) -> Iterator[tuple[object, ...]]:
    """Look at listed districts beside the same districts without help, embedded and real."""
    worlds = {"embedded": embedded_world()}
    if data is not None:
        worlds["real"] = read_world(data, "structure")
    for name, world in worlds.items():
        for look in look_at_all(world, load("california-2017"), range(1, seeds + 1)):
            numbers = (look.mean, *look.interval)
            yield name, look.look, look.listed, look.years, seeds, *(f"{number:.4f}" for number in numbers)


def rows_about_real_districts(table: Path) -> list[list[str]]:
    """Read the rows about real districts of a table written before."""
    with table.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.reader(file) if row[0] == "real"]


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--data", type=Path, help="folder of California's files")
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
    rows = [
        (arm, figure, options.seeds, *(f"{number:.4f}" for number in (seen.mean(), *np.quantile(seen, (0.05, 0.95)))))
        for arm, values in zip(ARMS, shown.transpose(1, 0, 2), strict=True)
        for figure, seen in zip(("off the list", "measured gain beside others"), values, strict=True)
    ]
    write_rows(options.out / "before-and-after.csv", ("arm", "figure", "seeds", "mean", "low", "high"), rows)
    head = ("districts", "look", "listed", "years", "seeds", "mean", "low", "high")
    table = options.out / "before-and-after-effects.csv"
    # Without the files, what they said last stays.
    kept = [] if options.data is not None or not table.is_file() else rows_about_real_districts(table)
    write_rows(table, head, [*effects(options.data, options.seeds), *kept])


if __name__ == "__main__":
    main()
