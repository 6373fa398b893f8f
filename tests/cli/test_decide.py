"""What `sos-sim decide` prints, and how it says what is wrong."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from sos_sim.cli.main import main


def _made_up():
    path = Path(__file__).parents[1] / "study" / "made_up_sweep.py"
    spec = importlib.util.spec_from_file_location("made_up_sweep_for_cli", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


made_up = _made_up()
PRESSURE = "accountability.pressure"


def outcome(scenario, settings, seed):
    luck = 0.001 * seed
    failing = settings["learning.forgetting"] > 0.012
    gain = (0.02 if scenario == "intensive-support" else 0.0) * (-1 if failing else 1)
    return {
        "true_outcome": 0.05 + gain + luck,
        "capability": 2 + 10 * gain,
        "burden": 0.05 + 0.02 * settings[PRESSURE],
        "pressure": 0.6,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made_up.write_sweep(
        tmp_path_factory.mktemp("decide") / "sweep",
        outcome,
        scenarios=("california-2017", "intensive-support"),
        levers=[{PRESSURE: 0.3}, {PRESSURE: 1.0}],
        worlds=made_up.random_worlds(100),
        seeds=2,
    )


def test_the_json_has_the_promised_shape_and_nothing_else_is_printed(folder, capsys):
    assert main(["decide", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["folder"] == str(folder)
    assert len(found["policies"]) == 4
    for policy in found["policies"]:
        assert set(policy["regret"]) == set(policy["won"]) == {"capability", "true_outcome", "burden"}
        assert all(0 <= share <= 1 for share in (*policy["satisfied"].values(), *policy["won"].values()))
        assert isinstance(policy["on_front"], bool)
        assert list(policy["settings"]) == [PRESSURE]
    assert found["policies"][2]["name"] == "intensive-support, pressure 0.3"
    assert found["boxes"]
    box = next(each for each in found["boxes"] if each["policy"].startswith("intensive-support"))
    assert {limit["path"] for limit in box["limits"]} == {"learning.forgetting"}
    assert box["rule"] == "true_outcome>=[california-2017, pressure 0.3]"
    assert len(box["steps"]) > 5
    assert {"coverage", "density", "mass"} <= set(box["steps"][0])


def test_people_read_when_a_policy_fails(folder, capsys):
    options = ["--policy", "intensive-support, pressure 1", "--require", "true_outcome >= 0.05"]
    assert main(["decide", str(folder), *options]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "intensive-support, pressure 1 fails (true achievement gain below 0.050 student SD)" in printed
    assert "knowledge that fades\N{RIGHT SINGLE QUOTATION MARK} is above 0.012" in printed
    assert "Largest regret" in printed
    assert str(folder) in printed
    assert (folder / "figures" / "decide-boxes.png").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--outcomes", "true_outcom"], "did you mean 'true_outcome'?"),
        (["--outcomes", "cost_per_pupil"], "the sweep did not record 'cost_per_pupil'"),
        (["--outcomes", "pressure"], "pressure is neither better high nor low"),
        (["--outcomes", ","], "no outcome is named"),
        (["--require", "true_outcome>0.1"], "'true_outcome>0.1' is not a requirement"),
        (["--require", "true_outcome>=much"], "is not a requirement"),
        (["--require", "true_outcome>=nan"], "is not a requirement"),
        (["--require", "capabilty>=2"], "did you mean 'capability'?"),
        (["--require", "equity_gap<=0.2"], "the sweep did not record 'equity_gap'"),
        (["--policy", "intensive-suport, pressure 1"], "did you mean 'intensive-support, pressure 1'?"),
        (["--policy", "intensive-support"], "names 2 of the policies"),
        (["--policy", "california-2017, pressure 0.3"], "is what the others are held against"),
    ],
)
def test_wrong_input_is_told_in_one_line_with_status_2_and_nothing_is_written(folder, capsys, arguments, said):
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))
    assert main(["decide", str(folder), *arguments]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert told.out == ""
    assert sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*")) == before


def test_every_wrong_requirement_is_told(folder, capsys):
    assert main(["decide", str(folder), "--require", "a", "--require", "b>=1"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


def test_what_is_not_a_sweep_folder_is_refused(tmp_path, capsys):
    made_up.write_sweep(tmp_path / "other", lambda *_: {"capability": 1.0}, kind="sensitivity")
    (tmp_path / "empty").mkdir()
    for name, said in (
        ("other", "is not the folder of a sweep"),
        ("empty", "is not a run folder"),
        ("nowhere", "does not exist"),
    ):
        assert main(["decide", str(tmp_path / name)]) == 2
        assert said in capsys.readouterr().err


def test_a_sweep_that_has_not_finished_is_refused(tmp_path, capsys):
    folder = made_up.write_sweep(tmp_path / "s", lambda *_: {"capability": 1.0})
    (folder / "outcomes.parquet").unlink()
    assert main(["decide", str(folder)]) == 2
    assert "has not finished" in capsys.readouterr().err


def test_a_sweep_in_which_everything_failed_is_refused(tmp_path, capsys):
    def outcomes_of_first(scenario, settings, seed):
        return {"capability": float("nan")}

    folder = made_up.write_sweep(tmp_path / "s", outcomes_of_first)
    assert main(["decide", str(folder)]) == 2
    assert "no run of the sweep finished" in capsys.readouterr().err
