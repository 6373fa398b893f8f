"""Draw published trajectories beside deep adopters and ordinary districts of the model.

    python experiments/benchmarks_figure.py [--seeds 10]

Writes docs/figures/benchmarks.png and docs/figures/benchmarks.json, the results of `sos-sim check benchmarks` that
docs/benchmarks.md shows.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import numpy as np

from sos_sim.check.benchmarks import BENCHMARKS
from sos_sim.check.benchmarks.cases import CASES
from sos_sim.check.benchmarks.judged import look, results_of
from sos_sim.check.result import summary
from sos_sim.cli.output import finite
from sos_sim.show.style import BASE_COLOUR, POLICY_COLOURS, house_style, new_figure

FIGURES = Path(__file__).resolve().parents[1] / "docs" / "figures"


def main() -> None:
    """Run, draw and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    views = [look(seed, {}) for seed in range(1, parser.parse_args().seeds + 1)]
    told = finite(summary(results_of(BENCHMARKS, views)))
    _write(FIGURES / "benchmarks.json", json.dumps(told, indent=1).encode() + b"\n")
    with house_style():
        figure = new_figure(9.5, 6.2)
        axes = figure.subplots()
        for place, case in enumerate(reversed(CASES)):
            for offset, colour, pick in ((0.17, POLICY_COLOURS[0], "deep"), (-0.17, BASE_COLOUR, "ordinary")):
                values = np.concatenate([view.rates(case, getattr(view, pick)) for view in views])
                low, first, middle, third, high = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))
                axes.plot([low, high], [place + offset] * 2, color=colour, linewidth=1)
                axes.plot([first, third], [place + offset] * 2, color=colour, linewidth=5, solid_capstyle="butt")
                axes.plot([middle], [place + offset], "|", color="white", markersize=6)
            axes.plot([case.rate], [place], "D", color=POLICY_COLOURS[1], markersize=6, zorder=5)
        axes.set_yticks(range(len(CASES)), [f"{case.ident}  {case.what}" for case in reversed(CASES)], fontsize=8)
        axes.set_xlim(left=0)
        axes.set_xlabel("Yearly rate at which the defect falls")
        axes.plot([], [], "D", color=POLICY_COLOURS[1], label="published")
        axes.plot([], [], color=POLICY_COLOURS[0], linewidth=5, label="deep adopters (half; line: 5 to 95 %)")
        axes.plot([], [], color=BASE_COLOUR, linewidth=5, label="ordinary districts, moderate support")
        axes.legend(loc="center right", bbox_to_anchor=(1.0, 0.52))
        temporary = FIGURES / f"benchmarks.{os.getpid()}.tmp"
        figure.savefig(temporary, format="png", dpi=110, metadata={"Software": None})
        os.replace(temporary, FIGURES / "benchmarks.png")


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)


if __name__ == "__main__":
    main()
