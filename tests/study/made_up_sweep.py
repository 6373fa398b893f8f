"""A sweep folder from made-up outcomes, so that what decide must find in it is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

Outcome = Callable[[str, dict[str, float], int], dict[str, float] | None]


def write_sweep(
    folder: Path,
    outcome: Outcome,
    *,
    scenarios: Sequence[str] = ("california-2017",),
    levers: Sequence[dict[str, float]] = ({},),
    worlds: Sequence[dict[str, float]] = ({},),
    seeds: int = 3,
    together: bool = False,
    kind: str = "sweep",
) -> Path:
    """Write a sweep folder.

    Args:
        folder: where.
        outcome: the outcomes of a run from its scenario, its settings and its seed; None for a run that failed.
        scenarios: names.
        levers: lever values of each policy.
        worlds: uncertain values of each future.
        seeds: seeds 1 to so many.
        together: levers and worlds were sampled together, one world for each policy, instead of crossed.
        kind: kind of the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures").mkdir(exist_ok=True)
    if together:
        pairs = [(place, place) for place in range(len(levers))]
    else:
        pairs = [(p, f) for p in range(len(levers)) for f in range(len(worlds))]
    design, ends, failures = [], [], []
    for place, scenario in enumerate(scenarios):
        for p, f in pairs:
            settings = {**levers[p], **worlds[f]}
            for seed in range(1, seeds + 1):
                key = f"{scenario}-{p}-{f}-{seed}"
                row = {
                    "run_key": key, "scenario": scenario, "seed": seed, "point": len(design),
                    "policy": place * len(levers) + p, "future": f, "dated_changes": "{}", **settings,
                }  # fmt: skip
                design.append(row)
                found = outcome(scenario, settings, seed)
                about = {"run_key": key, "scenario": scenario, "seed": seed}
                if found is None:
                    failures.append({**about, "point": row["point"], "error": "made up", "traceback": ""})
                else:
                    ends += [{**about, "outcome": name, "value": value} for name, value in found.items()]
    pd.DataFrame(design).to_parquet(folder / "design.parquet")
    pd.DataFrame(ends).to_parquet(folder / "outcomes.parquet")
    columns = ["run_key", "scenario", "seed", "point", "error", "traceback"]
    pd.DataFrame(failures, columns=columns).to_parquet(folder / "failures.parquet")
    manifest = {
        "format": "sos-sim run folder",
        "kind": kind,
        "status": "done",
        "experiment": {
            "name": "made-up",
            "description": "",
            "scenarios": list(scenarios),
            "levers": list(dict.fromkeys(path for each in levers for path in each)),
            "uncertainties": list(dict.fromkeys(path for each in worlds for path in each)),
            "design": {"kind": "latin-hypercube", "points": len(worlds)},
            "seeds": seeds,
            "outcomes": list(dict.fromkeys(end["outcome"] for end in ends)),
        },
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


UNCERTAIN = {
    "turnover.staff_hazard": (0.008, 0.025),
    "learning.forgetting": (0.0, 0.02),
    "support.half_dose": (0.15, 0.6),
    "pressure.gap": (0.3, 1.5),
    "time.operations": (0.7, 0.85),
    "safety.months": (12.0, 48.0),
}


def random_worlds(count: int, seed: int = 1) -> list[dict[str, float]]:
    """Draw so many sets of six uncertain values, each over its range."""
    rng = np.random.default_rng(seed)
    values = {path: rng.uniform(low, high, count) for path, (low, high) in UNCERTAIN.items()}
    return [{path: float(each[place]) for path, each in values.items()} for place in range(count)]
