"""What compare's own options do, on a handful of districts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sos_sim.cli.main import main

HEADER = "cds_code,county,type,enrolment,upp\n"
KINDS = ("Elementary", "High", "Unified")
BASE = "california-2017"


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make a folder with six districts the working directory; give the options that use them."""
    rows = (f"01600{place}10000000,Alameda,{KINDS[place % 3]},{900 * place},0.{30 + place}" for place in range(1, 7))
    (tmp_path / "districts.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # Figures are tested in tests/show; drawing them here would take most of the time.
    monkeypatch.setattr("sos_sim.cli.runs._draw", lambda result: None)
    return ["--population", "districts.csv", "--jobs", "1"]


def test_budget_and_breakdown_are_in_the_json(few: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    policies = ["moderate-support", "intensive-support", "high-pressure"]
    options = ["--seeds", "3", "--budget", "equal", "--by", "size", "--json"]
    assert main(["compare", BASE, *policies, *few, *options]) == 0
    shape = json.loads(capfd.readouterr().out)
    assert set(shape) >= {"base", "seeds", "folder", "policies", "failed", "budget", "by"}
    dollars = shape["budget"]["dollars"]
    scaled = {each["policy"]: each for each in shape["budget"]["policies"]}
    assert scaled["high-pressure"]["name"] is None
    assert "costs nothing to speak of" in scaled["high-pressure"]["note"]
    assert [policy["name"] for policy in shape["policies"]] == [
        scaled[name]["name"] for name in ("moderate-support", "intensive-support")
    ]
    for policy in shape["policies"]:
        outcomes = {row["outcome"]: row for row in policy["outcomes"]}
        assert outcomes["cost_per_pupil"]["difference"] == pytest.approx(dollars, rel=0.02)
        assert set(outcomes["capability"]) >= {"difference", "low", "high", "share_better", "p", "p_holm"}
    assert {row["policy"] for row in shape["by"]["rows"]} == {policy["name"] for policy in shape["policies"]}
    assert shape["by"]["kind"] == "size"
    folder = Path(shape["folder"])
    assert folder.name.endswith("-at-equal-budget")
    assert (folder / "comparison_by.parquet").is_file()
    assert (folder / "cost_per_gain.parquet").is_file()


def test_what_is_printed_names_factor_budget_and_who_is_left_out(
    few: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--seeds", "2", "--budget", "$0.50", "--by", "type"]
    assert main(["compare", BASE, "moderate-support", "high-pressure", *few, *options]) == 0
    printed = capsys.readouterr().out
    assert "Scaled to cost $0.50 per pupil and year more than california-2017" in printed
    assert "Left out: high-pressure costs nothing to speak of" in printed
    assert "moderate-support at $0.50 compared with california-2017 by type of district" in printed
    assert "Measured minus true" in printed
    assert "what a gain costs" in printed
    assert "-vs-moderate-support-vs-high-pressure-at-0.5\n" in printed


def test_a_budget_out_of_reach_says_the_nearest_and_writes_nothing(
    few: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", BASE, "moderate-support", *few, "--seeds", "2", "--budget", "5000"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("--budget: moderate-support cannot cost $5,000 inside the ranges of its levers; the nearest")
    assert [path.name for path in tmp_path.iterdir()] == ["districts.csv"]


def test_a_breakdown_there_is_none_of_is_refused_and_nothing_is_written(few: list[str], tmp_path: Path) -> None:
    assert main(["compare", BASE, "moderate-support", *few, "--seeds", "2", "--by", "district"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["districts.csv"]
