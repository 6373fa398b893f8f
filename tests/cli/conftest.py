"""Running the command the way a user does: as a process, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Finished = subprocess.CompletedProcess[str]
SOURCE = Path(__file__).parents[2] / "src"

# Stands in for the engine, which has tests of its own; here only what a command makes of a result counts.
STAND_IN = """
import sys, time
import sos_sim.report.build, sos_sim.show.draw, sos_sim.study.compare.comparison, sos_sim.study.run
from pathlib import Path

class Result:
    def __init__(self, names, seeds, options):
        self.folder, self.failed = Path(options["out"]), []
        self.said = {"names": names, "seeds": seeds, "jobs": options["jobs"], "bad": float("nan")}
    def as_json(self):
        return self.said
    def print(self, console):
        console.print("a table")

def run_scenarios(scenarios, seeds, **options):
    print("noise from below")
    __import__("os").system("echo noise from a worker")
    if seeds == 13:
        print("waiting", file=sys.stderr, flush=True)
        time.sleep(60)
    result = Result([each.name for each in scenarios], seeds, options)
    result.said["changes"] = [each.changes for each in scenarios]
    if seeds == 7:
        result.failed = ["seeds 1 to 7: out of luck"]
    return result

def compare_scenarios(base, others, seeds, **options):
    return run_scenarios([base, *others], seeds, **options)

sos_sim.study.run.run_scenarios = run_scenarios
sos_sim.show.draw.draw_folder = lambda folder: None
sos_sim.report.build.write_report = lambda folder: None
sos_sim.study.compare.comparison.compare_scenarios = compare_scenarios
from sos_sim.cli.main import run
run()
"""


@pytest.fixture
def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), "COLUMNS": "100"}


@pytest.fixture
def sos_sim(tmp_path: Path, environment: dict[str, str]) -> Callable[..., Finished]:
    def command(*arguments: str) -> Finished:
        return subprocess.run(
            [sys.executable, "-m", "sos_sim.cli", *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    return command


@pytest.fixture
def with_stand_in(tmp_path: Path, environment: dict[str, str]) -> Callable[..., Finished]:
    def command(*arguments: str) -> Finished:
        return subprocess.run(
            [sys.executable, "-c", STAND_IN, *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    return command


@pytest.fixture
def stand_in_code() -> str:
    return STAND_IN
