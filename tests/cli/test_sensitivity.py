"""What ``sos-sim sensitivity`` accepts, prints and leaves behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.experiment import load_experiment
from sos_sim.study.sensitivity.question import policies_of, question_of

Command = Callable[..., subprocess.CompletedProcess[str]]
EXPERIMENT = """
name: two
description: Two uncertainties, two policies.
scenarios: [california-2017, high-pressure]
uncertainties:
  gaming.response: {low: 0, high: 0.8}
  learning.practice: {low: 0, high: 0.12}
design: {kind: sobol, points: 8}
seeds: 1
outcomes: [capability, inflation]
horizon: {start: 2017-07, years: 4}
"""
SMALL = ("--trajectories", "2", "--base", "8", "--keep", "1", "--jobs", "1")
POPULATION = "cds_code,county,type,enrolment,upp\n" + "".join(
    f"{number:014d},Kern,unified,{400 + 150 * number},0.{number % 9 + 1}\n" for number in range(1, 21)
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "two.yaml").write_text(EXPERIMENT)
    (tmp_path / "few.csv").write_text(POPULATION)
    return tmp_path


def test_json_is_one_object_with_the_agreed_shape_and_the_second_run_computes_nothing(
    sos_sim: Command, files: Path
) -> None:
    command = ("sensitivity", "two.yaml", *SMALL, "--population", "few.csv", "--out", "out", "--json")
    finished = sos_sim(*command)
    assert finished.returncode == 0, finished.stderr
    shape = json.loads(finished.stdout)
    assert shape["folder"] == "out"
    assert [row["outcome"] for row in shape["outcomes"]] == ["capability", "inflation"]
    for row in shape["outcomes"]:
        assert {each["path"] for each in row["parameters"]} == {"gaming.response", "learning.practice"}
        assert {"path", "group", "mu_star", "mu_star_conf", "sigma", "S1", "S1_conf", "ST", "ST_conf"} == set(
            row["parameters"][0]
        )
    assert {row["outcome"] for row in shape["ranking"]} == {"capability", "inflation"}
    assert json.loads(sos_sim(*command).stdout)["computed"] == 0


def test_it_says_in_advance_how_many_runs_and_prints_tables(sos_sim: Command, files: Path) -> None:
    finished = sos_sim("sensitivity", "two.yaml", *SMALL, "--population", "few.csv", "--out", "out")
    assert finished.returncode == 0, finished.stderr
    # Screening 2 x 3 points, mechanisms 4 x 4, closer look 8 x 3; two policies, one seed.
    assert "92 runs" in finished.stderr
    assert "is best on average" in " ".join(finished.stdout.split())
    assert finished.stdout.rstrip().endswith("Tables, figures and report.html are in out")
    assert (files / "out" / "figures" / "level_against_ranking.png").is_file()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--base", "100", "100 is not a power of 2"),
        ("--base", "4", "4"),
        ("--keep", "0", "0"),
        ("--trajectories", "one", "one"),
        ("--seeds", "0", "0"),
    ],
)
def test_a_size_that_cannot_be_used_is_told_in_one_line_and_nothing_is_written(
    sos_sim: Command, files: Path, option: str, value: str, said: str
) -> None:
    finished = sos_sim("sensitivity", "two.yaml", option, value, "--out", "out")
    assert finished.returncode == 2
    assert option in finished.stderr and said in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert not (files / "out").exists()


def test_another_experiment_in_the_folder_is_refused(sos_sim: Command, files: Path) -> None:
    options = (*SMALL, "--population", "few.csv", "--out", "out", "--json")
    assert sos_sim("sensitivity", "two.yaml", *options).returncode == 0
    (files / "other.yaml").write_text(EXPERIMENT.replace("0.12", "0.1"))
    refused = sos_sim("sensitivity", "other.yaml", *options)
    assert refused.returncode == 2
    assert "another experiment" in refused.stderr and "--fresh" in refused.stderr
    assert sos_sim("sensitivity", "other.yaml", *options, "--fresh").returncode == 0


def test_help_imports_nothing_heavy(tmp_path: Path, environment: dict[str, str]) -> None:
    code = (
        "import sys\nfrom sos_sim.cli.main import main\nassert main(['sensitivity', '--help']) == 0\n"
        "sys.exit(' '.join(n for n in ('numpy', 'SALib', 'pandas', 'matplotlib', 'scipy') if n in sys.modules) or None)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (finished.returncode, finished.stderr) == (0, "")


def test_the_experiment_that_ships_covers_everything_uncertain() -> None:
    from sos_sim.observe.outcomes import OUTCOMES

    shipped = Path(__file__).parents[2] / "experiments" / "which-uncertainties-matter.yaml"
    experiment = load_experiment(shipped, OUTCOMES)
    question = question_of(experiment, policies_of(experiment))
    assert len(question.policies) == 3
    assert {each.path for each in question.uncertain} == {
        path for path, each in PARAMETERS.items() if each.role == "uncertainty"
    }
