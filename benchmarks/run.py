"""Measure the engine's speed against the plain per-district reference, in one process and in the same minutes.

Run with ``make bench``. Every figure is a ratio to something measured beside it; nanoseconds are printed for
orientation only, since they belong to one machine on one day.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from sos_sim.model.engine import MONTHLY, Engine
from sos_sim.observe.recorder import Recorder
from sos_sim.observe.run import run_batch
from sos_sim.scenario.scenario import Scenario, load
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import World, build_world, embedded_world

BATCH = 32
MONTHS = 120


def best_of(times: int, work: Callable[[], object]) -> float:
    """Return the least processor time of several runs of some work, in seconds."""
    least = float("inf")
    for _ in range(times):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least


def with_years(scenario: Scenario, years: int) -> Scenario:
    """Return a scenario with another horizon."""
    return replace(scenario, months=12 * years)


def batch_of(runs: int) -> list[Scenario]:
    """Return base and pressure policies by turns, as a sweep of one seed would run them."""
    pair = [load("california-2017"), load("high-pressure")]
    return [pair[number % 2] for number in range(runs)]


def seconds_of_decade(world: World, runs: int, times: int = 3, years: int = 10) -> float:
    """Return the processor time of one batch, recording included."""
    scenarios = [with_years(scenario, years) for scenario in batch_of(runs)]
    return best_of(times, lambda: run_batch(world, scenarios, [1] * runs))


def shares_of_mechanisms(world: World, runs: int) -> dict[str, float]:
    """Return nanoseconds per district-month of every mechanism, of the yearly work and of recording."""
    engine = Engine(world, compile_schedule(batch_of(runs), dtype=np.float32), [1] * runs)
    recorder = Recorder(engine, [False] * runs)
    spent: Counter[str] = Counter()

    def timed(name: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        spent[name] += time.perf_counter() - began

    for _ in range(MONTHS):
        p, month = engine.parameters(engine.months), engine._month(engine.index)
        timed("July, December, January", partial(engine._calendar, p, month))
        for mechanism in MONTHLY:
            timed(mechanism.__module__.rsplit(".", 1)[-1], partial(mechanism, engine.state, p, month))
        if month.number == 6:
            timed("spring tests", partial(engine.close_year, p, month.year))
        engine.index += 1
        if engine.months % 3 == 0:
            timed("recording", recorder.look)
        if month.number == 12:
            timed("recording", recorder.look_closely)
    unit = 1e9 / (MONTHS * len(world.county_of) * runs)
    return {name: seconds * unit for name, seconds in spent.most_common()}


def reference_seconds(districts: int, months: int) -> float:
    """Return processor seconds per district-month of the plain per-district reference, its start left out."""
    from reference.benchmark import prepare_reference

    reference = prepare_reference(districts, months)
    began = time.process_time()
    reference.run()
    return (time.process_time() - began) / (districts * months)


def linear(world: World) -> dict[str, float]:
    """Return cost per unit after doubling districts, months and runs, over the cost before: 1 is linear."""
    half = build_world(world.districts.take(np.arange(0, len(world.county_of), 2)))
    whole = seconds_of_decade(world, BATCH, 2)
    return {
        "twice the districts": whole / (2.0 * seconds_of_decade(half, BATCH, 2)),
        "twice the months": seconds_of_decade(world, 8, 2, 20) / (2.0 * seconds_of_decade(world, 8, 2, 10)),
        "twice the runs": whole / (2.0 * seconds_of_decade(world, BATCH // 2, 2)),
    }


def peak_megabytes(seeds: int) -> float:
    """Return the most memory that ``sos-sim run`` held, in MB, writing a run folder of so many seeds.

    Args:
        seeds: runs of a decade.
    """
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["run", "california-2017", "--seeds", str(seeds), "--jobs", "1", "--json", "--out", f"{folder}/out"]
        child = subprocess.Popen([sys.executable, "-m", "sos_sim.cli", *arguments], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"sos-sim {' '.join(arguments)} ended with status {child.returncode}")
    return used.ru_maxrss / 1024.0


def measure(reference_districts: int) -> dict[str, Any]:
    """Measure everything once."""
    world = embedded_world()
    seconds_of_decade(world, 1, 1, 1)
    unit = MONTHS * len(world.county_of)
    single, batch = seconds_of_decade(world, 1, 5), seconds_of_decade(world, BATCH, 3)
    plain = reference_seconds(reference_districts, MONTHS)
    return {
        "single_ms": 1e3 * single,
        "batch_ms_per_run": 1e3 * batch / BATCH,
        "single_ns": 1e9 * single / unit,
        "batch_ns": 1e9 * batch / unit / BATCH,
        "reference_ns": 1e9 * plain,
        "single_times_reference": plain * unit / single,
        "batch_times_reference": plain * unit * BATCH / batch,
        "mechanisms_single_ns": shares_of_mechanisms(world, 1),
        "mechanisms_batch_ns": shares_of_mechanisms(world, BATCH),
        "linear": linear(world),
    }


def tell(figures: dict[str, Any]) -> None:
    """Print the figures as tables in Markdown."""
    print(f"| a decade of 944 districts | one run | batch of {BATCH}, per run | plain reference |")
    print("|---|---|---|---|")
    ms = 1e-6 * MONTHS * 944
    print(
        f"| processor ms | {figures['single_ms']:.0f} | {figures['batch_ms_per_run']:.1f} "
        f"| {figures['reference_ns'] * ms:,.0f} |"
    )
    single, batch, plain = (figures[name] for name in ("single_ns", "batch_ns", "reference_ns"))
    print(f"| ns per district-month | {single:.0f} | {batch:.0f} | {plain:,.0f} |")
    print(f"| times the reference's speed | {plain / single:.0f} | {plain / batch:.0f} | 1 |")
    print(f"\n| ns per district-month | one run | batch of {BATCH} |")
    print("|---|---|---|")
    for name, value in figures["mechanisms_batch_ns"].items():
        print(f"| {name} | {figures['mechanisms_single_ns'][name]:.1f} | {value:.1f} |")
    print("\n| cost per unit after doubling, 1 is linear | |")
    print("|---|---|")
    for name, value in figures["linear"].items():
        print(f"| {name} | {value:.2f} |")

    if "memory" in figures:
        print("\n| runs of a decade, one worker | peak MB |")
        print("|---|---|")
        for seeds, megabytes in figures["memory"].items():
            print(f"| {seeds:,} | {megabytes:.0f} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference-districts", type=int, default=100, help="districts of the plain reference")
    parser.add_argument(
        "--memory", action="store_true", help="also run 100 and 1,000 seeds and print their peak memory"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    arguments = parser.parse_args()
    figures = measure(arguments.reference_districts)
    if arguments.memory:
        figures["memory"] = {seeds: peak_megabytes(seeds) for seeds in (100, 1000)}
    print(json.dumps(figures, indent=1)) if arguments.json else tell(figures)


if __name__ == "__main__":
    main()
