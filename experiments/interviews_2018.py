"""Take what docs/calibration.md shows from the folder of the shipped calibration.

    sos-sim calibrate interviews-2018 --out calibrated
    python experiments/interviews_2018.py calibrated [--out docs/figures]

Writes interviews-2018-known.csv (one row per number), interviews-2018-findings.csv (one row per finding),
interviews-2018-told.csv (how the calibration went) and three figures.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import pandas as pd

from sos_sim.study.calibrate.identify import SILENT

PICTURES = ("posterior", "predictive", "recovery")
WIDEST, COLOURS = 1100, 32
KNOWN = ("path", "label", "default", "mean", "post_5", "post_95", "contraction", "verdict", "informed_by")
FINDINGS = (
    "target", "label", "low", "high", "prior_50", "posterior_5", "posterior_50", "posterior_95", "p_value", "verdict",
)  # fmt: skip
TOLD = (
    "ess", "draws", "runs", "seconds", "seconds_with_check", "prior_share_not_ruled_out", "methods_agree",
    "largest_distance",
)  # fmt: skip


def small_copy(picture: Path, where: Path) -> None:
    """Copy a picture in a size and a number of colours fit for a page."""
    from PIL import Image

    with Image.open(picture) as whole:
        shrunk = whole.convert("RGB")
        shrunk.thumbnail((WIDEST, 2 * WIDEST))
        shrunk.quantize(COLOURS, dither=Image.Dither.NONE).save(where, optimize=True)


def told_of(folder: Path) -> pd.DataFrame:
    """Give one row per figure of how the calibration went."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    told = manifest["calibration"]
    rows = [(name, float(told[name])) for name in TOLD]
    sbc = pd.read_parquet(folder / "sbc.parquet")
    as_held = sbc[sbc["times"] == 1.0]
    for column in ("covered_90", "covered_50", "contraction"):
        rows += [(f"{column}_{name}", float(getattr(as_held[column], name)())) for name in ("mean", "min", "max")]
    rows += [("datasets", float(as_held["datasets"].iloc[0])), ("ranks_inside", float(as_held["ecdf_inside"].sum()))]
    more = sbc[sbc["times"] != 1.0]
    rows += [("contraction_more_mean", float(more["contraction"].mean()))]
    screen = pd.read_parquet(folder / "screen.parquet")
    rows += [("screened", float(len(screen))), ("silent", float((screen["change"] < SILENT).sum()))]
    return pd.DataFrame(rows, columns=["figure", "value"])


def main() -> None:
    """Read the folder and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "figures")
    options = parser.parse_args()
    known = pd.read_parquet(options.folder / "identifiability.parquet", columns=list(KNOWN))
    tables = {
        "known": known.sort_values("contraction", kind="stable"),
        "findings": pd.read_parquet(options.folder / "predictive.parquet", columns=list(FINDINGS)),
        "told": told_of(options.folder),
    }
    for name, table in tables.items():
        temporary = options.out / f"interviews-2018-{name}.{os.getpid()}.tmp"
        table.to_csv(temporary, index=False, float_format="%.4g", lineterminator="\n")
        os.replace(temporary, options.out / f"interviews-2018-{name}.csv")
    for name in PICTURES:
        small_copy(options.folder / "figures" / f"{name}.png", options.out / f"interviews-2018-{name}.png")


if __name__ == "__main__":
    main()
