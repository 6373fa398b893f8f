"""Compare the two routes to a posterior on a made-up question whose answer is known, and time the emulator.

Run from the checkout: python benchmarks/calibrate.py
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from sos_sim.study.calibrate.agreement import distances
from sos_sim.study.calibrate.calibrate import calibrate
from sos_sim.study.calibrate.emulate import fit_emulator
from sos_sim.study.calibrate.sample import sample_posterior
from sos_sim.study.calibrate.smc import tempered_smc
from sos_sim.study.calibrate.threads import one_thread


def _toy() -> Any:
    path = Path(__file__).parents[1] / "tests" / "study" / "calibrate" / "toy.py"
    spec = importlib.util.spec_from_file_location("calibration_toy", path)
    assert spec is not None and spec.loader is not None
    sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[spec.name])
    return sys.modules[spec.name].Toy


def routes() -> None:
    """Print the distance from the exact posterior against the places run, for both routes."""
    toy = _toy()
    print("route, step, places run, mean distance (sd), seconds")
    for step in (0.0, 1.5):
        exact = sample_posterior(toy(step=step).exact, 4, 16_000, np.random.default_rng(1)).places
        for waves in (1, 2, 3):
            question, started = toy(step=step), time.perf_counter()
            with tempfile.TemporaryDirectory() as folder:
                found = calibrate(
                    question, Path(folder) / "out", waves=waves, seeds=1, check=False, identity={}, quiet=True
                )
            away = distances(found.places, exact).mean()
            print(f"emulator, {step}, {question.runs}, {away:.2f}, {time.perf_counter() - started:.1f}")
        for particles in (100, 300, 1000):
            question, started = toy(step=step), time.perf_counter()
            places = tempered_smc(question.exact, 4, particles, 1).places
            away = distances(places, exact).mean()
            print(f"particles, {step}, {question.runs}, {away:.2f}, {time.perf_counter() - started:.1f}")


def emulator_cost(numbers: int = 16, count: int = 500, blocks: int = 35, width: int = 3) -> None:
    """Print what a fit costs and what a place costs, as a ratio to one exponential per block and place of the design.

    Args:
        numbers: unknown numbers.
        count: places of the design.
        blocks: blocks of statistics.
        width: statistics per block.
    """
    chance = np.random.default_rng(1)
    design, asked = chance.random((count, numbers)), chance.random((256, numbers))
    slopes = chance.normal(size=(numbers, blocks * width))
    statistics = np.tanh(design @ slopes) + 0.02 * chance.normal(size=(count, blocks * width))
    started = time.perf_counter()
    parts = [tuple(range(width * block, width * (block + 1))) for block in range(blocks)]
    emulator = fit_emulator(design, statistics, parts)
    print(f"fit of {blocks} blocks at {count} places: {time.perf_counter() - started:.1f} s")
    distance = chance.random((len(asked), count))
    weights = chance.random((count, width))

    def reference() -> None:
        for _ in range(blocks):
            np.exp(-distance) @ weights

    with one_thread():
        ratio = _seconds(lambda: emulator.predict_mean(asked)) / _seconds(reference)
        both = _seconds(lambda: emulator.predict(asked)) / _seconds(reference)
    print(f"a place costs {ratio:.1f} times the reference, with its variance {both:.1f} times")


def _seconds(work: Any) -> float:
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


if __name__ == "__main__":
    routes()
    emulator_cost()
