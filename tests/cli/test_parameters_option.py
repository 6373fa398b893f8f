"""The option that lays a calibration's draws under a study, as a user types it."""

from __future__ import annotations

import json

import pandas as pd
import pytest

EXPERIMENT = """\
name: two-doses
scenarios: [california-2017]
levers: {support.coe_coach_days: [5, 20]}
design: {kind: factorial, levels: 2}
seeds: 2
outcomes: [capability]
horizon: {years: 1}
"""
SCENARIO = "name: short\nhorizon: {years: 1}\n"
CYCLE = "learning.cycle_months"


@pytest.fixture
def draws(tmp_path):
    frame = pd.DataFrame({"draw": [0, 1], "log_likelihood": [-1.0, -2.0], CYCLE: [1.5, 5.5]})
    frame.to_csv(tmp_path / "draws.csv", index=False)
    (tmp_path / "short.yaml").write_text(SCENARIO)
    (tmp_path / "two.yaml").write_text(EXPERIMENT)
    return tmp_path


def test_run_prints_json_of_the_agreed_shape_and_reports_what_was_drawn(sos_sim, draws):
    options = ("--seeds", "3", "--json", "--parameters", "draws.csv")
    done = sos_sim("run", "short.yaml", "--out", "out", *options, "--set", "capacity.half=90")
    assert (done.returncode, done.stderr) == (0, "")
    assert set(json.loads(done.stdout)) == {"scenario", "seeds", "folder", "outcomes", "failed"}
    design = pd.read_parquet(draws / "out" / "design.parquet")
    assert design[CYCLE].tolist() == [1.5, 5.5, 1.5]
    report = (draws / "out" / "report.html").read_text()
    for words in ("carry calibration uncertainty", "Drawn from the calibration", "--parameters draws.csv"):
        assert words in report


def test_what_set_sets_wins_and_is_said_on_standard_error(sos_sim, draws):
    done = sos_sim("run", "short.yaml", "--seeds", "2", "--json", "--out", "out", "--set", f"{CYCLE}=3",
                   "--parameters", "draws.csv")  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == f"{CYCLE} is set by the scenario; the calibration's values for it are not used\n"
    assert pd.read_parquet(draws / "out" / "design.parquet")[CYCLE].tolist() == [3.0, 3.0]
    assert "carry calibration uncertainty" not in (draws / "out" / "report.html").read_text()


def test_a_sweep_takes_the_draws_and_refuses_to_go_on_without_them(sos_sim, draws):
    done = sos_sim("sweep", "two.yaml", "--out", "out", "--parameters", "draws.csv", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert "future k takes draw k of draws.csv (2 draws of 1 number)" in " ".join(done.stdout.split())
    other = sos_sim("sweep", "two.yaml", "--out", "out", "--jobs", "1")
    assert other.returncode == 2
    assert "it differs in parameters" in other.stderr


@pytest.mark.parametrize(
    "command",
    [("run", "short.yaml"), ("compare", "short.yaml", "short.yaml"), ("sweep", "two.yaml")],
)
def test_a_file_that_cannot_be_used_is_one_line_and_nothing_is_written(sos_sim, draws, command):
    (draws / "bad.csv").write_text(f"{CYCLE}\n3\n99\n")
    for name, words in (("bad.csv", f"bad.csv:3: {CYCLE} is 99"), ("none.parquet", "none.parquet is not there")):
        done = sos_sim(*command, "--parameters", name, "--out", "out")
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1 and words in done.stderr
        assert not (draws / "out").exists()
