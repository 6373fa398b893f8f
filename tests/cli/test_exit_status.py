"""Exit statuses and messages: what a user and a script can rely on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

WRONG = [
    (["run"], "sos-sim: Missing argument 'SCENARIO'"),
    (["frob"], "sos-sim: No such command 'frob'"),
    (["run", "california-2017", "--sedes", "3"], "sos-sim: No such option: --sedes"),
    (["run", "california-2017", "--seeds"], "sos-sim: "),
    (
        ["run", "california-2017", "--seeds", "0"],
        "--seeds: seeds cannot be 0; allowed: a whole number from 1",
    ),
    (["run", "california-2017", "--seeds", "-3"], "--seeds: seeds cannot be -3"),
    (["run", "california-2017", "--seeds", "abc"], "--seeds: abc is not a number"),
    (["run", "california-2017", "--seeds", "1.5"], "--seeds: seeds cannot be 1.5"),
    (["run", "california-2017", "--jobs", "0"], "--jobs: jobs cannot be 0"),
    (["run", "california-2017", "--district-seeds", "-1"], "--district-seeds: district-seeds cannot be -1"),
    (["run", "californa-2017"], "californa-2017: no scenario is called californa-2017"),
    (["run", "none/such.yaml"], "none/such.yaml: no file none/such.yaml"),
    (["run", "folder"], "folder: folder is a folder"),
    (["run", "picture.yaml"], "picture.yaml: not a text file"),
    (["run", "broken.yaml"], "broken.yaml:3: support.coe_coach_days cannot be 500"),
    (["run", "california-2017", "--set", "pressure=1"], "--set pressure: no parameter is called pressure"),
    (["run", "california-2017", "--set", "accountability.pressure"], "--set accountability.pressure: "),
    (["run", "california-2017", "--seeds", "1", "--out", "picture.yaml"], "--out: "),
    (["run", "california-2017", "--seeds", "1", "--out", "folder"], "--out: "),
    (["run", "california-2017", "--seeds", "1", "--out", "picture.yaml/below"], "--out: "),
    (["run", "california-2017", "--seeds", "1", "--population", "none.csv"], "none.csv: "),
    (["compare", "california-2017"], "sos-sim: Missing argument 'OTHER"),
    (["compare", "california-2017", "hgh-pressure"], "hgh-pressure: no scenario is called hgh-pressure"),
    (["compare", "california-2017", "high-pressure", "--by", "countys"], "--by: countys is not a breakdown"),
    (["compare", "california-2017", "high-pressure", "--budget", "0"], "--budget: budget cannot be 0"),
    (["compare", "california-2017", "high-pressure", "--budget", "-5"], "--budget: budget cannot be -5"),
    (["compare", "california-2017", "high-pressure", "--budget", "1e999"], "--budget: 1e999 is too large"),
    (["compare", "california-2017", "high-pressure", "--budget", "lots"], "--budget: lots is not a number"),
    (["compare", "california-2017", "california-2017", "--budget", "equal", "--seeds", "1"], "--budget: no policy"),
    (["levers", "--role", "lver"], "--role: lver is not a role"),
    (["schema", "--format", "xml"], "--format: xml is not a format"),
    (["new", "a/b"], "NAME: 'a/b' cannot be a name"),
    (["new", "no-support"], "NAME: a scenario is called no-support already"),
    (["new", "mine", "--base", "no-suport"], "no-suport: no scenario is called no-suport"),
    (["new", "broken"], "broken.yaml: is there already"),
    (["import-cde", "none.xlsx", "--out", "folder"], "--out: folder is a folder"),
    (["import-cde", "none.xlsx", "--out", "none/p.csv"], "--out: there is no folder none"),
    (["import-cde", "none.xlsx"], "sos-sim: Missing option '--out'"),
    (["validate", "none.yaml"], "none.yaml: no file none.yaml"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[" ".join(case[0]) for case in WRONG])
def test_wrong_input_is_one_line_on_standard_error_and_status_2_and_nothing_is_written(
    sos_sim: Command, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "precious.txt").write_text("mine")
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    (tmp_path / "broken.yaml").write_text("name: broken\nchanges:\n  support.coe_coach_days: 500\n")
    before = sorted(tmp_path.rglob("*"))
    finished = sos_sim(*arguments)
    assert finished.returncode == 2, finished.stderr
    assert finished.stdout == ""
    (line,) = finished.stderr.splitlines()
    assert line.startswith(said)
    assert sorted(tmp_path.rglob("*")) == before


def test_every_problem_has_its_own_line(sos_sim: Command, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("nam: a\nchanges: {support.coe_coach_days: '3', pressure: 1}\n")
    finished = sos_sim("validate", "california-2017", "a.yaml")
    assert finished.returncode == 2
    assert finished.stdout == "california-2017: ok\n"
    assert [line.split(":")[1] for line in finished.stderr.splitlines()] == ["1", "2", "2"]


def test_json_is_one_object_and_nothing_else_on_standard_output(with_stand_in: Command) -> None:
    finished = with_stand_in(
        "compare", "california-2017", "no-support", "high-pressure", "--json", "--seeds", "2", "--jobs", "3"
    )
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout) == {
        "names": ["california-2017", "no-support", "high-pressure"],
        "seeds": 2,
        "jobs": 3,
        "bad": None,
        "changes": json.loads(finished.stdout)["changes"],
    }
    assert "noise from below" in finished.stderr and "noise from a worker" in finished.stderr


def test_settings_reach_every_scenario(with_stand_in: Command) -> None:
    finished = with_stand_in(
        "compare", "california-2017", "no-support", "--json",
        "--set", "learning.cycle_months=2", "--set", "network.coverage@2019-07=0.4",
    )  # fmt: skip
    base, other = json.loads(finished.stdout)["changes"]
    assert base == {"learning.cycle_months": [[0, 2.0]], "network.coverage": [[24, 0.4]]}
    assert other["learning.cycle_months"] == [[0, 2.0]]
    assert other["network.coverage"] == [[0, 0.0], [24, 0.4]]


def test_people_see_the_table_and_the_folder(with_stand_in: Command) -> None:
    for arguments, folder in (
        (("demo",), "runs/demo"),
        (("run", "no-support"), "runs/no-support"),
        (("compare", "california-2017", "no-support"), "runs/california-2017-vs-no-support"),
        (("run", "no-support", "--out", "elsewhere"), "elsewhere"),
    ):
        finished = with_stand_in(*arguments)
        assert finished.returncode == 0, finished.stderr
        assert "a table" in finished.stdout
        assert finished.stdout.endswith(f"Tables, figures and report.html are in {folder}\n")


def test_failed_runs_are_listed_and_the_status_is_3(with_stand_in: Command) -> None:
    finished = with_stand_in("run", "no-support", "--seeds", "7", "--json")
    assert finished.returncode == 3
    assert json.loads(finished.stdout)["seeds"] == 7
    assert "failed: seeds 1 to 7: out of luck" in finished.stderr.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_an_interrupt_ends_with_130_and_no_traceback(
    tmp_path: Path, environment: dict[str, str], stand_in_code: str, extra: list[str]
) -> None:
    command = [sys.executable, "-c", stand_in_code, "run", "no-support", "--seeds", "13", *extra]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None and process.stdout is not None
        heard = ""
        while "waiting" not in heard:
            heard += process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said, printed = process.stderr.read(), process.stdout.read()
    assert process.returncode == 130
    assert "interrupted" in said and "Traceback" not in said
    assert "{" not in printed


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path, environment: dict[str, str]) -> None:
    script = f"set -o pipefail; '{sys.executable}' -m sos_sim.cli levers --json | head -1"
    finished = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "{\n", "")
