"""Run Lazer and Friedman's networks at the paper's own size: 20 bits, 100 agents, 1,000 spaces.

    python experiments/replications/lazer_friedman.py [--spaces 1000]

Writes lazer-friedman-curves.csv and lazer-friedman-values.csv, both with partners drawn with and without replacement,
because the paper leaves that open. The tolerances assume 400 spaces or more.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import tables

from sos_sim.check.result import Part, Rule
from sos_sim.replications import lazer_friedman as model
from sos_sim.replications.judge import around, exact, from_runs

BITS, OTHERS = 20, 5
AT_ONCE = 10
SIMPLER_SPACES = 100


def simpler() -> list[Part]:
    """Judge smooth (K = 0) and nearly smooth (K = 1) spaces of the paper's size."""
    smooth = model.compare(BITS, 0, SIMPLER_SPACES, at_once=AT_ONCE)
    nearly = model.compare(BITS, 1, SIMPLER_SPACES, at_once=AT_ONCE)
    parts = [
        exact(f"N 20, K 0: lowest score of {SIMPLER_SPACES} spaces, {name} network, round 100", values[-1].min(),
              around(1.0, 1e-6), 1.0)
        for name, values in (("full", smooth.full), ("linear", smooth.linear))
    ]  # fmt: skip
    gain = nearly.linear[-1] - nearly.full[-1]
    return [*parts, from_runs("N 20, K 1: linear minus full, round 100", gain, Rule(low=0.0))]


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spaces", type=int, default=1000)
    options = parser.parse_args()
    parts: list[Part] = []
    rows = []
    variants: tuple[model.Partners, ...] = ("with replacement", "distinct")
    for partners in variants:
        begin = time.perf_counter()
        curves = model.compare(BITS, OTHERS, options.spaces, partners, at_once=AT_ONCE)
        parts += model.published_parts(curves, f"N 20, K 5, partners {partners}")
        both = np.stack([curves.full.mean(axis=1), curves.linear.mean(axis=1)], axis=1)
        rows += [(partners, number, f"{full:.5f}", f"{line:.5f}") for number, (full, line) in enumerate(both)]
        print(f"{partners}: {options.spaces} spaces in {time.perf_counter() - begin:.0f} s")
    parts += simpler()
    tables.write(tables.OUT / "lazer-friedman-curves.csv", ("partners", "round", "full", "linear"), rows)
    tables.write(tables.OUT / "lazer-friedman-values.csv", tables.COLUMNS, tables.rows_of("R2", "long", parts))
    for part in parts:
        print(f"{part.name}: {part.figure:.4f} ({part.low:.4f} to {part.high:.4f}), allowed {part.rule}, {part.passed}")


if __name__ == "__main__":
    main()
