"""The command that learns from interviews, the way a user meets it."""

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

STUDY = """\
name: study
groups:
  districts: {people: 20, who: districts, chosen: engaged, held: 2017-07}
targets:
  tools-in-use: {observable: tools, asked: districts, said: almost all}
  deep-ones: {observable: deep, asked: districts, count: [2, 5]}
  range: {observable: data_range, at_least: 0.3}
"""
SMALL = """\
name: small
targets: study.yaml
parameters: [adoption.early_adopters, adoption.start_surface, data.spread]
points: 40
waves: 2
draws: 60
seeds: 1
"""


def write(folder: Path, calibration: str = SMALL) -> None:
    (folder / "study.yaml").write_text(STUDY)
    (folder / "small.yaml").write_text(calibration)


def checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for table in ("posterior", "simulations", "emulator"):
        digest.update(pq.read_table(folder / f"{table}.parquet").to_pandas().to_csv().encode())
    return digest.hexdigest()


def test_a_calibration_gives_draws_that_a_run_takes(sos_sim, tmp_path, thirty):
    write(tmp_path)
    done = sos_sim(
        "calibrate", "small.yaml", "--no-check", "--population", thirty, "--jobs", "1", "--out", "found", "--json"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["folder"] == "found" and told["ess"] > 10
    draws = pq.read_table(tmp_path / "found" / "posterior.parquet").to_pandas()
    assert len(draws) == 60
    assert draws["adoption.start_surface"].between(0.1, 0.8).all()
    # Nearly everybody uses tools and data differ widely: both must have moved from the middle of their priors.
    assert draws["data.spread"].mean() > 0.19
    page = (tmp_path / "found" / "report.html").read_text()
    assert "Spread of local data infrastructure" in page and "src=\"http" not in page
    options = ("--seeds", "3", "--parameters", "found", "--population", thirty, "--out", "run")
    run = sos_sim("run", "california-2017", *options)
    assert run.returncode == 0, run.stderr
    design = pq.read_table(tmp_path / "run" / "design.parquet").to_pandas()
    assert sorted(design["data.spread"]) == sorted(draws["data.spread"][:3])


def test_a_calibration_that_was_killed_goes_on_to_the_same_numbers(sos_sim, environment, tmp_path, thirty):
    write(tmp_path)
    options = ("small.yaml", "--no-check", "--population", thirty, "--jobs", "1")
    assert sos_sim("calibrate", *options, "--out", "whole").returncode == 0
    started = subprocess.Popen(
        [sys.executable, "-m", "sos_sim.cli", "calibrate", *options, "--out", "killed"],
        cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    chunks = tmp_path / "killed" / "chunks"
    waited = time.monotonic() + 120
    while not (chunks.is_dir() and any(chunks.glob("*fit*.npz"))) and time.monotonic() < waited:
        time.sleep(0.02)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    kept = len(list(chunks.glob("*.npz")))
    assert kept and not (tmp_path / "killed" / "posterior.parquet").exists()
    assert sos_sim("calibrate", *options, "--out", "killed").returncode == 0
    assert checksum(tmp_path / "killed") == checksum(tmp_path / "whole")


def test_another_calibration_in_the_same_folder_is_refused_and_fresh_replaces_it(sos_sim, tmp_path, thirty):
    write(tmp_path)
    options = ("small.yaml", "--no-check", "--population", thirty, "--jobs", "1", "--out", "found")
    assert sos_sim("calibrate", *options).returncode == 0
    before = checksum(tmp_path / "found")
    (tmp_path / "study.yaml").write_text(STUDY.replace("count: [2, 5]", "count: [8, 12]"))
    refused = sos_sim("calibrate", *options)
    assert refused.returncode == 2 and "findings" in refused.stderr and "--fresh" in refused.stderr
    assert checksum(tmp_path / "found") == before
    assert sos_sim("calibrate", *options, "--fresh").returncode == 0
    assert checksum(tmp_path / "found") != before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("support-by-pressure",), "not a calibration"),
        (("interviews-2017",), "did you mean 'interviews-2018'?"),
        (("small.yaml", "--datasets", "3"), "datasets cannot be 3"),
        (("study.yaml",), "this is a targets file"),
        (("small.yaml", "--population", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(arguments, said, sos_sim, tmp_path):
    write(tmp_path)
    finished = sos_sim("calibrate", *arguments)
    assert finished.returncode == 2
    assert said in finished.stderr and len(finished.stderr.splitlines()) == 1
    assert not (tmp_path / "runs").exists()


def test_a_calibration_with_every_check_writes_its_tables_figures_and_report(sos_sim, tmp_path, thirty):
    write(tmp_path)
    options = ("--datasets", "20", "--population", thirty, "--jobs", "1", "--out", "found")
    done = sos_sim("calibrate", "small.yaml", *options)
    assert done.returncode == 0, done.stderr
    assert "Made-up interviews, 20 sets" in done.stdout
    folder = tmp_path / "found"
    sbc = pq.read_table(folder / "sbc.parquet").to_pandas()
    assert sorted(sbc["times"].unique()) == [1.0, 10.0]
    assert sbc["covered_90"].between(0.5, 1.0).all()
    alternatives = set(pq.read_table(folder / "alternatives.parquet").to_pandas()["alternative"])
    assert {"27 district leaders for every 20", "all findings weigh alike"} <= alternatives
    known = pq.read_table(folder / "identifiability.parquet").to_pandas()
    assert len(known) == 3 and len(pq.read_table(folder / "screen.parquet")) > 200
    figures = {path.stem for path in (folder / "figures").glob("*.png")}
    assert {"posterior", "predictive", "recovery", "ranks", "coverage", "alternatives", "known"} <= figures
    assert "How far to trust this" in (folder / "report.html").read_text(encoding="utf-8")
