"""Take what docs/california-check.md shows from a folder that the check against California wrote.

    sos-sim check california --data folder --seeds 200 --out checked
    python experiments/california_check.py checked [--out docs/figures]

Writes california-facts.csv and california-forecasts.csv (figures of the whole state, none of single districts) and
california-forecasts.png.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from pathlib import Path

import pandas as pd

COLUMNS = {
    "california-facts": ("check", "claim", "fact", "unit", "districts", "california", "model", "low", "high", "inside"),
    "california-forecasts": (
        *("forecast", "knows_2018", "expected", "listed", "auc", "brier", "log_score"),
        *("log_score_ahead", "log_score_ahead_low", "log_score_ahead_high"),
    ),
}
PICTURES = {"forecasts.png": "california-forecasts.png"}


def main() -> None:
    """Read the folder and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "figures")
    options = parser.parse_args()
    seeds = json.loads((options.folder / "manifest.json").read_text(encoding="utf-8"))["seeds"]["count"]
    for name, columns in COLUMNS.items():
        table = pd.read_parquet(options.folder / f"{name}.parquet", columns=list(columns)).assign(seeds=seeds)
        temporary = options.out / f"{name}.{os.getpid()}.tmp"
        table.to_csv(temporary, index=False, float_format="%.4g", lineterminator="\n")
        os.replace(temporary, options.out / f"{name}.csv")
    for drawn, name in PICTURES.items():
        shutil.copyfile(options.folder / "figures" / drawn, options.out / name)


if __name__ == "__main__":
    main()
