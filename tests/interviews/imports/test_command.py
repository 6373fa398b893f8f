from __future__ import annotations

from pathlib import Path

import pytest

from sos_sim.cli.main import main
from sos_sim.interviews.instrument import load_instrument
from sos_sim.interviews.targets import load_study
from sos_sim.study.calibrate.file import SHIPPED, load_calibration

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize(
    ("arguments", "targets", "people"),
    [
        (("interviews.csv",), 17, 12),
        (("interviews.csv", "--codes", str(EXAMPLES / "interview-codes.csv")), 17, 12),
        (("findings.csv",), 4, 17),
    ],
)
def test_the_examples_become_studies_that_load(tmp_path, capsys, arguments, targets, people):
    out = tmp_path / "my-study"
    assert main(["import-interviews", str(EXAMPLES / arguments[0]), *arguments[1:], "--out", str(out)]) == 0
    study = load_study(out / "targets.yaml")
    assert study.instrument == load_instrument(out / "instrument.yaml")
    assert len(study.fitted) == targets
    assert sum(group.asked for group in study.instrument.groups.values()) == people
    printed = capsys.readouterr().out
    assert all(f"\n{target.ident} " in printed for target in study.fitted)
    assert f"sos-sim calibrate {out / 'calibration.yaml'}" in printed


def test_every_code_of_the_example_is_explained(tmp_path, capsys):
    main(["import-interviews", str(EXAMPLES / "interviews.csv"), "--out", str(tmp_path / "my-study")])
    reading = (tmp_path / "my-study" / "reading.md").read_text(encoding="utf-8")
    header = (EXAMPLES / "interviews.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert all(f"| {code} | 1, column " in reading for code in header[2:])
    assert "12 cases; names stand in `Respondent`" in reading


def test_without_a_folder_the_study_is_named_like_its_file(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("My Interviews 2.csv").write_text("Respondent,Tools\nA,1\nB,0\n", encoding="utf-8")
    assert main(["import-interviews", "My Interviews 2.csv"]) == 0
    assert load_study(Path("my-interviews-2/targets.yaml")).name == "my-interviews-2"


@pytest.mark.parametrize("options", [(), ("--cases", "row"), ("--sheet", "a"), ("--out", "wrong.csv")])
def test_wrong_input_ends_with_status_two_a_line_each_and_nothing_written(tmp_path, capsys, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    Path("wrong.csv").write_text("Respondent,Tools\nA,-1\nB,maybe\n", encoding="utf-8")
    assert main(["import-interviews", "wrong.csv", *options]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == (1 if options else 2)
    assert [each.name for each in tmp_path.iterdir()] == ["wrong.csv"]


def test_the_study_is_calibrated_by_the_shipped_parameters(tmp_path, capsys):
    main(["import-interviews", str(EXAMPLES / "interviews.csv"), "--out", str(tmp_path)])
    own, shipped = load_calibration(tmp_path / "calibration.yaml"), load_calibration(SHIPPED)
    assert own.priors == shipped.priors
    assert own.scenario == shipped.scenario
    assert len(own.study.fitted) == 17
