"""Measure a sweep of ten thousand runs, larger worlds, and the same runs by ``mesa.batch_run``.

    python benchmarks/sweep.py sweep [--runs 10000]     time and peak memory of `sos-sim sweep`
    python benchmarks/sweep.py scale                    a decade of 944, 13,000 and 100,000 districts
    python benchmarks/sweep.py mesa                     the same runs by mesa.batch_run and by a sweep's shards

Ratios are measured in one run; seconds are printed for orientation, since they belong to one machine on one day.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.scenario.scenario import Scenario, load
from sos_sim.study.many import columns_at_once, end_values, statewide_values
from sos_sim.study.run import MAIN_OUTCOMES
from sos_sim.world.build import World, build_world, embedded_world

MAIN = list(OUTCOMES)[:MAIN_OUTCOMES]
SEEDS = 20
SWEEP = """\
name: ten-thousand
scenarios: [california-2017]
levers:
  support.coe_coach_days: {{low: 0, high: 80}}
  accountability.pressure: {{low: 0, high: 1.5}}
uncertainties: {{learning.cycle_months: {{low: 1, high: 6}}, turnover.knowledge_lost: {{low: 0.05, high: 0.3}}}}
design: {{kind: latin-hypercube, points: {points}}}
seeds: {seeds}
outcomes: [capability, true_outcome, inflation, equity_gap, cost_per_pupil]
horizon: {{start: 2017-07, years: 10}}
"""


def world_of_size(districts: int) -> World:
    """Build a world of copies of the embedded districts, each copy moved a little.

    Args:
        districts: number of districts.
    """
    every = embedded_world().districts
    rows = np.arange(districts) % len(every)
    moved = np.random.default_rng(1).normal(0.0, 0.2, (2, districts))
    copies = replace(
        every,
        cds_code=tuple(f"{place:07d}0000000" for place in range(districts)),
        name=tuple(every.name[row] for row in rows),
        county=every.county[rows],
        type=every.type[rows],
        enrolment=every.enrolment[rows],
        upp=every.upp[rows],
        lat=every.lat[rows] + moved[0],
        lon=every.lon[rows] + moved[1],
        group_share=every.group_share[rows],
        pay=every.pay[rows],
    )
    return build_world(copies)


class Tree:
    """Follow a process and its children: memory with shared pages counted once, and processor time.

    Args:
        process: number of the process.
    """

    def __init__(self, process: int) -> None:
        self.process = process
        self.most_megabytes = 0.0
        self.seconds: dict[int, float] = {}

    def look(self) -> None:
        """Look once."""
        import psutil

        total = 0
        try:
            root = psutil.Process(self.process)
            everyone = [root, *root.children(recursive=True)]
        except psutil.Error:
            return
        for each in everyone:
            try:
                times = each.cpu_times()
                self.seconds[each.pid] = times.user + times.system
                total += each.memory_full_info().pss
            except (psutil.Error, AttributeError):
                continue
        self.most_megabytes = max(self.most_megabytes, total / 2**20)


def sweep(runs: int, jobs: int) -> None:
    """Time one sweep from the command line, and follow its memory."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ten-thousand.yaml"
        file.write_text(SWEEP.format(points=runs // SEEDS, seeds=SEEDS), encoding="utf-8")
        command = [sys.executable, "-m", "sos_sim.cli", "sweep", str(file), "--jobs", str(jobs), "--json"]
        began = time.perf_counter()
        child = subprocess.Popen([*command, "--out", f"{folder}/out"], stdout=subprocess.DEVNULL)
        tree = Tree(child.pid)
        while child.poll() is None:
            tree.look()
            time.sleep(0.25)
        seconds = time.perf_counter() - began
        size = sum(each.stat().st_size for each in Path(folder, "out").rglob("*") if each.is_file()) / 2**20
    if child.returncode:
        raise RuntimeError(f"the sweep ended with status {child.returncode}")
    one, busy = single_seconds(), sum(tree.seconds.values())
    print(f"{runs:,} runs of a decade, 944 districts, {jobs} workers: {seconds:.0f} s")
    print(f"  at most {tree.most_megabytes:,.0f} MB in all processes; folder {size:.0f} MB")
    print(f"  processor time {busy:.0f} s, {1e3 * busy / runs:.1f} ms per run; a run alone takes {1e3 * one:.0f} ms,")
    print(f"  {one * runs / busy:.1f} times as much; workers were busy {busy / seconds / jobs:.0%} of the time")


def single_seconds() -> float:
    """Return the processor time of one decade run alone."""
    world, base = embedded_world(), load("california-2017")
    times = []
    for _ in range(4):
        began = time.process_time()
        statewide_values(world, [base], [1], MAIN, 3)
        times.append(time.process_time() - began)
    return min(times)


def scale() -> None:
    """Print cost per district-month and peak memory for larger and larger worlds, each in a process of its own."""
    print("districts  build s | one run alone: s, ns per district-month, of 944 | side by side: runs, s each, ns | MB")
    first = 0.0
    for districts in (944, 13_000, 100_000):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            built, alone, wide, together, peak = pool.apply(_one_world, (districts,))
        unit = 1e9 / (districts * 120)
        first = first or alone * unit
        print(
            f"{districts:9,d}  {built:7.1f} | {alone:8.2f} {alone * unit:8.0f} {alone * unit / first:8.2f}"
            f" | {wide:6d} {together:8.2f} {together * unit:8.0f} | {peak:7,.0f}",
            flush=True,
        )


def _one_world(districts: int) -> tuple[float, float, int, float, float]:
    import resource

    began = time.process_time()
    world = world_of_size(districts)
    built = time.process_time() - began
    wide = columns_at_once(districts)
    pair = [load("california-2017"), load("intensive-support")]

    def seconds(runs: int) -> float:
        scenarios = [pair[number % 2] for number in range(runs)]
        began = time.process_time()
        statewide_values(world, scenarios, [1] * runs, MAIN, 3)
        return (time.process_time() - began) / runs

    alone = min(seconds(1) for _ in range(3 if districts < 10_000 else 1))
    return built, alone, wide, seconds(wide), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def mesa(runs: int, jobs: int) -> None:
    """Run the same policies in the same futures both ways, and compare time and numbers."""
    import mesa as library

    from sos_sim.agents import SystemOfSupport

    names, seeds = ["california-2017", "intensive-support"], list(range(1, runs // 2 + 1))
    began = time.perf_counter()
    rows = library.batch_run(
        SystemOfSupport,
        {"scenario": names, "seed": seeds},
        number_processes=jobs,
        max_steps=120,
        data_collection_period=-1,
        display_progress=False,
    )
    by_mesa = time.perf_counter() - began
    scenarios: list[Scenario] = [load(name) for name in names] * 16
    futures = list(range(1, max(len(seeds), 2 * jobs) + 1))
    began = time.perf_counter()
    values = end_values(embedded_world(), scenarios, futures, ["capability"], jobs=jobs)
    ours = time.perf_counter() - began
    mine = np.array([values[names.index(row["scenario"]), seeds.index(row["seed"]), 0] for row in rows])
    apart = np.abs(mine - [row["capability"] for row in rows]).max()
    per_run = ours / (len(scenarios) * len(futures))
    print(f"mesa.batch_run: {1e3 * by_mesa / len(rows):.0f} ms per run ({len(rows)} runs, {jobs} processes)")
    print(f"shards of a sweep: {1e3 * per_run:.1f} ms per run ({len(scenarios) * len(futures)} runs, {jobs} processes)")
    print(f"ratio {by_mesa / len(rows) / per_run:.0f}; largest difference in capability {apart:.1e}")


def main() -> None:
    """Measure what was asked for."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("what", choices=("sweep", "scale", "mesa"))
    reader.add_argument("--runs", type=int)
    reader.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    options = reader.parse_args()
    if options.what == "sweep":
        sweep(options.runs or 10_000, options.jobs)
    elif options.what == "scale":
        scale()
    else:
        mesa(options.runs or 8, options.jobs)


if __name__ == "__main__":
    main()
