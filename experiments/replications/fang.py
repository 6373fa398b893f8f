"""Run Fang, Lee and Schilling's groups over all shares of links between groups: 100 runs each, about 6 minutes.

    python experiments/replications/fang.py [--runs 100]

Writes fang-curves.csv (payoff by block size, share of links and time) and fang-values.csv.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import tables
from numpy.typing import NDArray

from sos_sim.check.result import Part, Rule
from sos_sim.replications import fang as model
from sos_sim.replications.judge import around, from_runs

CASES: tuple[tuple[model.Keeps, int, int], ...] = (
    ("either end", 3, 200),
    ("either end", 5, 600),
    ("first end", 5, 600),
)
"""Which end of a turned link stays, block size, periods."""

SHOWN = (25, 200, 600)


def judged(keeps: model.Keeps, size: int, time_: int, end: dict[float, NDArray[np.float32]]) -> list[Part]:
    """Judge the payoffs of one block size at one time.

    Args:
        keeps: which end of a turned link stays.
        size: s.
        time_: periods passed.
        end: (R,) payoffs by beta.
    """
    reference = model.REFERENCE[size] if time_ == 200 else model.REFERENCE_LATE
    parts = []
    for beta, values in end.items():
        low = size == 5 and beta == 0.0
        rule = Rule(high=model.NO_LINKS_AT_MOST) if low else around(reference[beta], model.TOLERANCE)
        name = f"{keeps} stays, s {size}, beta {beta:g}: payoff at t = {time_}"
        parts.append(from_runs(name, values, rule, reference[beta]))
    return parts


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100, help="a multiple of 10")
    options = parser.parse_args()
    seeds = range(options.runs // model.BLOCK)
    parts: list[Part] = []
    rows = []
    begin = time.perf_counter()
    for keeps, size, periods in CASES:
        betas = model.REFERENCE[size]
        told = {beta: model.run(beta, size, periods=periods, seeds=seeds, keeps=keeps) for beta in betas}
        for beta, course in told.items():
            for shown in (each for each in SHOWN if each <= periods):
                error = course[shown].std(ddof=1) / course.shape[1] ** 0.5
                rows.append((keeps, size, f"{beta:g}", shown, f"{course[shown].mean():.5f}", f"{error:.5f}"))
        for shown in (200, 600)[: 1 + (periods > 200)]:
            end = {beta: course[shown] for beta, course in told.items()}
            parts += judged(keeps, size, shown, end)
            if size == 5 and shown == 200:
                parts += model.optimum_parts(f"{keeps} stays, s {size}", end)
    tables.write(tables.OUT / "fang-curves.csv", ("keeps", "s", "beta", "t", "payoff", "error"), rows)
    tables.write(tables.OUT / "fang-values.csv", tables.COLUMNS, tables.rows_of("R5", "long", parts))
    print(f"{options.runs} runs a point in {time.perf_counter() - begin:.0f} s")
    for part in parts:
        print(f"{part.name}: {part.figure:.4f} ({part.low:.4f} to {part.high:.4f}), allowed {part.rule}, {part.passed}")


if __name__ == "__main__":
    main()
