"""Make the picture and the table of README.md from the same run as `sos-sim demo`.

    python docs/demo_figure.py

Writes docs/figures/demo.png and docs/figures/demo.csv; `docs/generate.py` puts the numbers into README.md.
"""

from __future__ import annotations

import os
from pathlib import Path

import sos_sim as sos
from sos_sim.cli.runs import DEMO_BASE, DEMO_POLICIES, DEMO_SEEDS
from sos_sim.show.style import house_style

PANELS = ("capability", "adoption", "outcomes")
OUT = Path(__file__).parent / "figures"


def main() -> None:
    """Run, draw and write."""
    compared = sos.compare(DEMO_BASE, *DEMO_POLICIES, seeds=DEMO_SEEDS)
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
