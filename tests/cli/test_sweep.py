"""The command that runs an experiment, the way a user meets it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

FEW = """\
name: few
description: Help and pressure, crossed.
scenarios: [california-2017]
levers: {support.coe_coach_days: [5, 20], accountability.pressure: [0, 1]}
design: {kind: factorial}
seeds: 2
outcomes: [capability, cost_per_pupil]
horizon: {years: 1}
"""


def write(tmp_path: Path, text: str = FEW, name: str = "few.yaml") -> None:
    (tmp_path / name).write_text(text)


def checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for table in ("design", "trajectories", "outcomes", "failures"):
        digest.update(pq.read_table(folder / f"{table}.parquet").to_pandas().to_csv().encode())
    return digest.hexdigest()


def test_a_sweep_says_what_it_did_and_where_its_tables_are(sos_sim, tmp_path, thirty):
    write(tmp_path)
    finished = sos_sim("sweep", "few.yaml", "--population", thirty, "--jobs", "1")
    assert finished.returncode == 0, finished.stderr
    assert "4 policies x 2 seeds = 8 runs" in finished.stdout
    assert "How hard" in finished.stdout
    assert (tmp_path / "runs" / "few" / "trajectories.parquet").is_file()


def test_json_is_all_that_is_printed(sos_sim, tmp_path, thirty):
    write(tmp_path)
    finished = sos_sim("sweep", "few.yaml", "--population", thirty, "--json", "--out", "there")
    said = json.loads(finished.stdout)
    assert {"folder", "design", "runs", "done", "failed", "seconds"} <= set(said)
    assert (said["folder"], said["runs"], said["done"], said["failed"]) == ("there", 8, 8, 0)
    again = json.loads(sos_sim("sweep", "few.yaml", "--population", thirty, "--json", "--out", "there").stdout)
    assert again["computed"] == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("levers: {support.coach_days: [1]}", "few.yaml:4: no parameter is called support.coach_days"),
        ("levers: {accountability.pressure: [0, 99]}", "few.yaml:4: accountability.pressure cannot be 99"),
    ],
)
def test_a_mistake_in_the_file_is_one_line_and_writes_nothing(sos_sim, tmp_path, changed, said):
    lines = FEW.splitlines()
    lines[3] = changed
    write(tmp_path, "\n".join(lines) + "\n")
    finished = sos_sim("sweep", "few.yaml")
    assert finished.returncode == 2
    assert finished.stderr.startswith(said) and finished.stderr.count("\n") == 1
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["support-by-presure"], "support-by-pressure"),
        (["california-2017"], "no experiment is called california-2017"),
        (["few.yaml", "--cluster", "tcp://127.0.0.1:9"], "--cluster: no Dask scheduler answers"),
        (["few.yaml", "--jobs", "0"], "--jobs"),
        (["few.yaml", "--population", "nowhere.csv"], "nowhere.csv"),
        (["few.yaml", "--out", "few.yaml"], "few.yaml is a file"),
    ],
)
def test_what_cannot_be_used_is_told_with_status_2(sos_sim, tmp_path, arguments, said):
    write(tmp_path)
    finished = sos_sim("sweep", *arguments)
    assert finished.returncode == 2, finished.stderr
    assert said in finished.stderr and "Traceback" not in finished.stderr


def test_a_folder_that_cannot_be_written_is_told(sos_sim, tmp_path, thirty):
    write(tmp_path)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.access(closed, os.W_OK):
        pytest.skip("this user may write everywhere")
    finished = sos_sim("sweep", "few.yaml", "--population", thirty, "--out", "closed/out")
    assert finished.returncode == 2
    assert "cannot be written" in finished.stderr


def test_kill_9_and_the_same_command_end_like_an_undisturbed_sweep(sos_sim, tmp_path, environment, thirty):
    text = FEW.replace("seeds: 2", "seeds: 60").replace("years: 1", "years: 10")
    write(tmp_path, text)
    command = ["sweep", "few.yaml", "--population", thirty, "--jobs", "2"]
    whole = sos_sim(*command, "--out", "whole")
    assert whole.returncode == 0, whole.stderr
    killed = subprocess.Popen(
        [sys.executable, "-m", "sos_sim.cli", *command, "--out", "killed"],
        cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    chunks = tmp_path / "killed" / "chunks"
    deadline = time.monotonic() + 60
    while not list(chunks.glob("*.parquet")) and time.monotonic() < deadline and killed.poll() is None:
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    kept = len(list(chunks.glob("*.parquet")))
    assert kept, "something was finished before the kill"
    assert not (tmp_path / "killed" / "outcomes.parquet").exists()
    resumed = sos_sim(*command, "--out", "killed", "--json")
    assert resumed.returncode == 0, resumed.stderr
    assert json.loads(resumed.stdout)["computed"] < 240
    assert checksum(tmp_path / "killed") == checksum(tmp_path / "whole")


def test_fresh_starts_again(sos_sim, tmp_path, thirty):
    write(tmp_path)
    sos_sim("sweep", "few.yaml", "--population", thirty, "--out", "out")
    again = sos_sim("sweep", "few.yaml", "--population", thirty, "--out", "out", "--fresh", "--json")
    assert json.loads(again.stdout)["computed"] == 8
    write(tmp_path, FEW.replace("accountability.pressure: [0, 1]", "accountability.priorities: [3, 10]"))
    refused = sos_sim("sweep", "few.yaml", "--population", thirty, "--out", "out")
    assert refused.returncode == 2 and "--fresh" in refused.stderr
