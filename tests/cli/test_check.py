from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., subprocess.CompletedProcess[str]]
BROKEN = ("--set", "outcomes.new_practice_dip=0")
"""New practice costs nothing while it is new: nothing gets worse before it gets better."""


def test_one_pattern_as_json_has_the_shape_of_the_contract(sos_sim: Command) -> None:
    finished = sos_sim("check", "patterns", "--only", "S02", "--seeds", "2", "--json")
    assert finished.returncode == 0
    told = json.loads(finished.stdout)
    assert set(told) >= {"passed", "failed", "results"}
    (result,) = told["results"]
    assert result["id"] == "S02"
    assert result["status"] in ("pass", "fail", "skip")
    assert set(result) >= {"claim", "figure", "low", "high", "rule", "source", "margin", "informative"}
    assert result["low"] <= result["figure"] <= result["high"]


def test_an_id_may_be_typed_in_small_letters_and_needs_no_group(sos_sim: Command) -> None:
    finished = sos_sim("check", "--only", "s02", "--seeds", "1", "--json")
    assert [each["id"] for each in json.loads(finished.stdout)["results"]] == ["S02"]


def test_anyone_can_see_a_pattern_break(sos_sim: Command) -> None:
    ordinary = ("check", "patterns", "--only", "S05", "--seeds", "2", "--json", "--strict")
    assert sos_sim(*ordinary).returncode == 0
    broken = sos_sim(*ordinary, *BROKEN)
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["failed"] == 1


def test_a_failing_check_is_no_error_unless_it_is_asked_to_be(sos_sim: Command) -> None:
    finished = sos_sim("check", "patterns", "--only", "S05", "--seeds", "2", *BROKEN)
    assert finished.returncode == 0
    assert "FAILS" in finished.stdout and "Failing: S05" in finished.stdout


def test_wrong_words_get_one_line_with_the_nearest_right_one(sos_sim: Command) -> None:
    for arguments, expected in (
        (("check", "paterns"), "patterns"),
        (("check", "patterns", "--only", "S93"), "S"),
        (("check", "patterns", "--only", "S02", "--set", "learning.gap_per_cycel=0.1"), "learning.gap_per_cycle"),
        (("check", "patterns", "--only", "S02", "--seeds", "none"), "--seeds"),
    ):
        finished = sos_sim(*arguments)
        assert finished.returncode == 2, arguments
        assert len(finished.stderr.splitlines()) == 1
        assert expected in finished.stderr
        assert "Traceback" not in finished.stderr


def test_results_and_a_figure_per_pattern_go_where_they_are_asked_to(sos_sim: Command, tmp_path: Path) -> None:
    finished = sos_sim("check", "patterns", "--only", "S02", "--seeds", "2", "--out", "checked")
    assert finished.returncode == 0
    assert json.loads((tmp_path / "checked" / "results.json").read_text())["results"][0]["id"] == "S02"
    assert {path.name for path in (tmp_path / "checked" / "figures").iterdir()} == {"S02.png", "S02.svg", "S02.txt"}


def test_nothing_is_written_when_a_word_is_wrong(sos_sim: Command, tmp_path: Path) -> None:
    assert sos_sim("check", "patterns", "--only", "S93", "--out", "checked").returncode == 2
    assert not (tmp_path / "checked").exists()


def test_only_california_is_held_beside_files(sos_sim: Command, tmp_path: Path) -> None:
    for group in ((), ("patterns",)):
        finished = sos_sim("check", *group, "--data", str(tmp_path))
        assert finished.returncode == 2
        assert "--data" in finished.stderr
        assert "california" in finished.stderr


def test_a_folder_that_is_not_there_is_one_line_and_nothing_is_written(sos_sim: Command, tmp_path: Path) -> None:
    finished = sos_sim("check", "california", "--data", "nowhere", "--out", "checked")
    assert finished.returncode == 2
    assert len(finished.stderr.strip().splitlines()) == 1
    assert "nowhere" in finished.stderr
    assert not (tmp_path / "checked").exists()


def test_california_without_files_says_what_it_skips_and_why(sos_sim: Command) -> None:
    finished = sos_sim("check", "california", "--only", "C01", "--only", "C17", "--seeds", "2", "--json")
    assert finished.returncode == 0
    count, spread = json.loads(finished.stdout)["results"]
    assert count["id"] == "C01"
    assert count["parts"][0]["reference"] == 229
    assert spread["status"] == "skip"
    assert "--data" in spread["reason"]


def test_california_writes_tables_figures_and_a_report(sos_sim: Command, tmp_path: Path) -> None:
    assert sos_sim("check", "california", "--only", "C08", "--seeds", "2", "--out", "checked").returncode == 0
    folder = tmp_path / "checked"
    assert {path.name for path in (folder / "figures").iterdir()} == {"facts.png", "facts.svg", "facts.txt"}
    assert "2018: districts on the list" in (folder / "report.html").read_text(encoding="utf-8")
    assert json.loads((folder / "results.json").read_text())["results"][0]["id"] == "C08"
    assert json.loads((folder / "manifest.json").read_text())["kind"] == "california"


def test_targets_are_checked_and_orders_among_them(sos_sim: Command) -> None:
    asked = [word for ident in ("t02", "T36", "T02<T01") for word in ("--only", ident)]
    finished = sos_sim("check", "targets", *asked, "--seeds", "2", "--json")
    assert finished.returncode == 0
    deep, windfall, order = json.loads(finished.stdout)["results"]
    assert (deep["id"], deep["rule"]) == ("T02", "0.029 to 0.429")
    assert windfall["status"] == "skip" and "no state of the model" in windfall["reason"]
    assert order["figure"] > 0.3


def test_a_number_of_the_interviews_is_set_for_targets_alone(sos_sim: Command) -> None:
    figures = []
    for value in ("0.2", "0.4"):
        options = ("--only", "T02", "--seeds", "1", "--set", f"cutoffs.deep={value}", "--json")
        finished = sos_sim("check", "targets", *options)
        figures.append(json.loads(finished.stdout)["results"][0]["figure"])
    assert figures[0] > figures[1]
    refused = sos_sim("check", "patterns", "--set", "cutoffs.deep=0.2")
    assert refused.returncode == 2 and "a number of the interviews" in refused.stderr
    misspelt = sos_sim("check", "targets", "--set", "cutoffs.deeep=0.2")
    assert misspelt.returncode == 2 and "did you mean 'cutoffs.deep'?" in misspelt.stderr


def test_targets_of_another_study_are_checked_by_its_file(sos_sim: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "groups: {leaders: {people: 8}}\ntargets: {few-deep: {observable: deep, asked: leaders, count: [0, 2]}}\n"
    )
    finished = sos_sim("check", "targets", "--targets", "mine.yaml", "--seeds", "1", "--json")
    assert [each["id"] for each in json.loads(finished.stdout)["results"]] == ["few-deep"]
    refused = sos_sim("check", "patterns", "--targets", "mine.yaml")
    assert refused.returncode == 2 and "--targets" in refused.stderr
