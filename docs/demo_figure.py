"""Make the picture and the table of README.md from the same run as `sos-sim demo`.

    python docs/demo_figure.py

Writes docs/figures/demo.png and docs/figures/demo.csv; `docs/generate.py` puts the numbers into README.md.
"""

from __future__ import annotations

import os
from pathlib import Path

import sos_sim as sos
from sos_sim.show.style import house_style

SCENARIOS = ("california-2017", "intensive-support", "high-pressure")
SEEDS = 8
PANELS = ("capability", "adoption", "outcomes")
OUT = Path(__file__).parent / "figures"


def main() -> None:
    """Run, draw and write."""
    base, *policies = SCENARIOS
    compared = sos.compare(base, *policies, seeds=SEEDS, jobs=1)
    OUT.mkdir(exist_ok=True)
    with house_style():
        figure = compared.plot(*PANELS)
        temporary = OUT / f"demo.{os.getpid()}.tmp"
        figure.savefig(temporary, format="png", dpi=80, metadata={"Software": None})
        os.replace(temporary, OUT / "demo.png")
    table = compared.table()
    table.to_csv(temporary, index=False, float_format="%.4f", lineterminator="\n")
    os.replace(temporary, OUT / "demo.csv")


if __name__ == "__main__":
    main()
