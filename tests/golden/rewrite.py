"""Rewrite tests/golden/values.json on purpose, after a change that is meant to change results.

python tests/golden/rewrite.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from sos_sim.observe.run import run_batch
from sos_sim.scenario.scenario import load
from sos_sim.world.build import embedded_world

VALUES = Path(__file__).with_name("values.json")
SCENARIOS = ("california-2017", "intensive-support", "high-pressure")
SEED = 1
YEARS = (3, 10)
DIGITS = 7


def golden_values() -> dict[str, dict[str, dict[str, float]]]:
    """Give every statewide outcome by scenario and years since the start."""
    recording = run_batch(embedded_world(), [load(name) for name in SCENARIOS], [SEED] * len(SCENARIOS))
    first = int(recording.dates[0][:4])
    values: dict[str, dict[str, dict[str, float]]] = {}
    for run, name in enumerate(SCENARIOS):
        values[name] = {}
        for years in YEARS:
            row = recording.statewide[recording.dates.index(f"{first + years}-07"), :, run]
            outcomes = zip(recording.outcomes, row, strict=True)
            values[name][f"after {years} years"] = {
                outcome: float(f"{value:.{DIGITS}g}") for outcome, value in outcomes
            }
    return values


if __name__ == "__main__":
    fresh = VALUES.with_suffix(".json.part")
    fresh.write_text(json.dumps(golden_values(), indent=1) + "\n", encoding="utf-8")
    os.replace(fresh, VALUES)
    print(f"{VALUES.name} rewritten")
