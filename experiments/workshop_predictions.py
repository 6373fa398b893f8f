"""What the three predictions of the facilitator's guide come to, and what moves them.

    python experiments/workshop_predictions.py [--seeds 8] [--out docs/figures]

Writes workshop-predictions.csv, from which `docs/generate.py` takes the numbers of docs/facilitators-guide.md.
Settings, futures and districts are those of the workshop page, so that the page shows the same numbers.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sos_sim.scenario.dates import date_of
from sos_sim.scenario.scenario import load
from sos_sim.workshop.answer import MONTHS_BETWEEN_LOOKS, SHOWN, Answer, Parts, joined, simulate, step_of
from sos_sim.workshop.room import BASE, PRESETS, SEEDS, Room, room_of
from sos_sim.workshop.setting import Setting

DAYS, SHARE, PRIORITIES = "support.coe_coach_days", "support.improvement_share", "accountability.priorities"
HARDER = "accountability.pressure"
KEPT = (
    "capability",
    "true_outcome",
    "measured_outcome",
    "inflation",
    "improvement_time",
    "authentic",
    "overloaded_share",
    "cost_per_pupil",
)
YEARS = (1, 2, 3, 5, 9)
"""Years after the start of the policy that are looked at; the last is the end of the horizon."""
TOGETHER = 6
"""Settings run side by side."""


@dataclass(frozen=True)
class Asked:
    """Declare one comparison of the guide.

    Args:
        round: the round of the guide it belongs to.
        name: what the guide calls it.
        preset: preset it starts from.
        moved: levers moved on top, value by path.
        assumed: assumptions moved under both policies, value by path.
    """

    round: int
    name: str
    preset: str = BASE
    moved: dict[str, float] = field(default_factory=dict)
    assumed: dict[str, float] = field(default_factory=dict)


NEVER_HELPS = {"pressure.attention": 0, "pressure.effort": 0}
ASKED = (
    Asked(1, "High pressure", "high-pressure"),
    Asked(1, "High pressure, most direct effort", "high-pressure", assumed={"pressure.direct_effort": 0.14}),
    Asked(1, "High pressure, no gaming", "high-pressure", assumed={"gaming.inflation": 0}),
    Asked(1, "High pressure that never helps", "high-pressure", assumed=NEVER_HELPS),
    Asked(2, "30 days", moved={DAYS: 30}),
    Asked(2, "30 days, half about improvement", moved={DAYS: 30, SHARE: 0.5}),
    Asked(2, "Three priorities, help as today", moved={PRIORITIES: 3}),
    Asked(2, "30 days, half about improvement, three priorities", moved={DAYS: 30, SHARE: 0.5, PRIORITIES: 3}),
    Asked(2, "30 days, early threshold", moved={DAYS: 30}, assumed={"support.half_dose": 0.15}),
    Asked(2, "30 days, hardly a threshold", moved={DAYS: 30}, assumed={"support.steepness": 1}),
    Asked(3, "Intensive support", "intensive-support"),
    Asked(3, "Intensive support under high pressure", "intensive-support", {HARDER: 1.4}),
    Asked(3, "Intensive support, no cost while new", "intensive-support", assumed={"outcomes.new_practice_dip": 0}),
    Asked(3, "Intensive support, slow learning", "intensive-support", assumed={"learning.gap_per_cycle": 0.1}),
)


def settings_of(asked: Asked, room: Room) -> tuple[Setting, Setting]:
    """Give the two settings of a comparison, what it is held against first.

    Args:
        asked: the comparison.
        room: the room of the page.
    """
    before = Setting.of(BASE, asked.assumed, room.start)
    return before, Setting.of(asked.preset, asked.moved | asked.assumed, room.start)


def answers(settings: Sequence[Setting], room: Room) -> dict[str, Answer]:
    """Run settings in all futures of a room; return the answers by the settings' keys.

    Args:
        settings: the settings; what comes twice is run once.
        room: the room of the page.
    """
    world = room.world()
    parts = Parts(world)
    once = {each.key: each for each in settings}
    keys = list(once)
    found: dict[str, Answer] = {}
    for first in range(0, len(keys), TOGETHER):
        some = keys[first : first + TOGETHER]
        laid = [once[key].over(room.presets[once[key].scenario]) for key in some]
        told = simulate(world, laid, room.seeds, parts)
        found |= {key: joined([part]) for key, part in zip(some, told, strict=True)}
    return found


def changes(before: Answer, after: Answer, outcome: str) -> NDArray[np.float64]:
    """Give the paired change of an outcome at every look in every future, (T, K).

    Args:
        before: what it is held against.
        after: the policy.
        outcome: one of ``SHOWN``.
    """
    place = SHOWN.index(outcome)
    found: NDArray[np.float64] = (after.series[place].astype(float) - before.series[place]) * step_of(outcome)
    return found


def half_way(mean: NDArray[np.float64], first: int) -> int:
    """Find the first look after which the mean change has gone at least half of its whole way.

    Args:
        mean: (T,) mean change at every look.
        first: the look at which the policy starts.
    """
    gone = mean[first:] / mean[-1] if mean[-1] else np.zeros(len(mean) - first)
    return first + int(np.argmax(gone >= 0.5))


def rows(room: Room) -> Iterator[tuple[object, ...]]:
    """List mean, 5 % and 95 % over futures of every change, with the half-year in which half the way is gone.

    Args:
        room: the room of the page.
    """
    pairs = [settings_of(each, room) for each in ASKED]
    found = answers([setting for pair in pairs for setting in pair], room)
    start = room.base.start
    dates = [date_of(start, month) for month in range(0, room.base.months + 1, MONTHS_BETWEEN_LOOKS)]
    first = dates.index(room.start)
    yield "round", "name", "setting", "assumed", "outcome", "year", "mean", "low", "high", "half_way"
    for asked, (before, after) in zip(ASKED, pairs, strict=True):
        assumed = " ".join(f"{path}={value:g}" for path, value in asked.assumed.items())
        for outcome in KEPT:
            change = changes(found[before.key], found[after.key], outcome)
            half = dates[half_way(change.mean(axis=1), first)]
            for year in YEARS:
                at_year = change[first + year * 12 // MONTHS_BETWEEN_LOOKS]
                numbers = (at_year.mean(), *np.quantile(at_year, (0.05, 0.95)))
                told = (f"{number:.4f}" for number in numbers)
                yield asked.round, asked.name, after.key, assumed, outcome, year, *told, half


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "figures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    room = room_of([load(name) for name in PRESETS], options.seeds)
    temporary = options.out / f"workshop-predictions.{os.getpid()}.tmp"
    with temporary.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows(room))
    os.replace(temporary, options.out / "workshop-predictions.csv")


if __name__ == "__main__":
    main()
