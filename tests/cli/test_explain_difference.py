"""What `sos-sim explain BASE OTHER` says, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import sos_sim as sos
from sos_sim.cli.main import main
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.study.explain.attribution import DEFAULT_OUTCOMES

ROWS = (("01", "Alameda"), ("10", "Fresno"), ("15", "Kern"), ("19", "Los Angeles"), ("34", "Sacramento"))
SHORT = "horizon: {start: 2017-07, years: 4}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    lines = [f"{code}600000000000,{county},Unified,{900 * int(code)},0.6" for code, county in ROWS]
    (tmp_path / "few.csv").write_text("cds_code,county,type,enrolment,upp\n" + "\n".join(lines) + "\n")
    (tmp_path / "now.yaml").write_text(f"name: now\n{SHORT}")
    (tmp_path / "more.yaml").write_text(
        "name: more\nbase: now\nchanges:\n  support.coe_coach_days: {2018-07: 60}\n  accountability.pressure: 1.4\n"
    )
    return tmp_path


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["explain", *arguments, "--population", "few.csv", "--seeds", "3", "--jobs", "1", "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def test_the_data_have_the_promised_shape_and_every_kind_of_share_sums_to_the_difference(here, capsys):
    found = explained(capsys, "now", "more")
    assert (found["base"], found["other"], found["seeds"]) == ("now", "more", 3)
    assert [each["outcome"] for each in found["outcomes"]] == list(DEFAULT_OUTCOMES)
    for each in found["outcomes"]:
        assert {part["path"] for part in each["components"]} == {"support.coe_coach_days", "accountability.pressure"}
        for parts in (each["components"], each["mechanisms"], each["areas"]):
            if parts:
                assert sum(part["value"] for part in parts) == pytest.approx(each["difference"], abs=1e-4)
                assert all(part["low"] <= part["value"] <= part["high"] for part in parts)
    by_name = {each["outcome"]: each for each in found["outcomes"]}
    channels = ["time to test", "learning per test", "retention", "spread", "direct effort"]
    assert [part["name"] for part in by_name["true_outcome"]["mechanisms"]] == channels
    assert [part["name"] for part in by_name["measured_outcome"]["mechanisms"]] == [*channels, "inflation"]
    assert [part["name"] for part in by_name["inflation"]["mechanisms"]] == ["inflation"]
    assert by_name["cost_per_pupil"]["mechanisms"] == []
    assert len(found["sentences"]) == 2


def test_the_folder_opens_with_the_table_the_figure_and_what_was_asked(here, capsys):
    found = explained(capsys, "now", "more", "--out", "there")
    assert found["folder"] == "there"
    tables = sos.read("there")
    assert tables.tables == ("attribution",)
    assert (tables.manifest["kind"], tables.manifest["status"]) == ("explain", "done")
    assert [each["name"] for each in tables.manifest["scenarios"]] == ["now", "more"]
    assert tables.manifest["explanation"]["sentences"] == found["sentences"]
    whole = tables.attribution[tables.attribution["by"] == "whole"]
    assert whole["value"].tolist() == [each["difference"] for each in found["outcomes"]]
    for ending in ("png", "svg", "txt"):
        assert (here / "there" / "figures" / f"attribution.{ending}").is_file()
    assert set(tables.manifest["figures"]) == {"attribution"}
    assert not list(here.rglob("*.tmp"))


def test_people_get_the_sentences_the_tables_and_the_place(here, capsys):
    assert main(["explain", "now", "more", "--population", "few.csv", "--seeds", "2", "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    assert "true achievement gain" in said.split("\n\n")[0]
    assert OUTCOMES["capability"].label.split(",")[0] in said
    assert "How far real improvement spreads" in said
    assert "Tables, figures and report.html are in runs/explain-now-vs-more" in said
    assert max(map(len, said.splitlines())) <= 130


def test_the_same_scenarios_with_set_laid_over_both_are_explained_under_it(here, capsys):
    plain = explained(capsys, "now", "more")
    moved = explained(capsys, "now", "more", "--set", "accountability.pressure=1.4", "--out", "other")
    assert [part["path"] for part in moved["outcomes"][0]["components"]] == ["support.coe_coach_days"]
    assert plain["outcomes"][1]["difference"] != moved["outcomes"][1]["difference"]


def test_tied_parameters_are_named(here, capsys):
    levers = ("pressure: 1", "punitive: 0.5", "patience_years: 4", "priorities: 5", "cover: 0.5", "advocacy: 0.2")
    changes = [f"  accountability.{each}" for each in levers]
    changes += ["  network.coverage: 0.5", "  learning.cadence: 2", "  support.coe_coach_days: 30"]
    (here / "much.yaml").write_text("name: much\nbase: now\nchanges:\n" + "\n".join(changes) + "\n")
    assert main(["explain", "now", "much", "--population", "few.csv", "--seeds", "1", "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    assert "accountability.* is switched as one: accountability.pressure, accountability.punitive" in said
    members = pd.read_parquet("runs/explain-now-vs-much/attribution.parquet").set_index("part")["members"]
    assert len(members.loc["accountability.*"].iloc[0].split()) == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["now"], "explain: 1 given and no --district; allowed: sos-sim explain BASE OTHER, or "),
        (["now", "more", "more"], "explain: 3 given and no --district; allowed: "),
        (["now", "now"], "now.yaml: now has the same parameters as now in every month; allowed: two scenarios "),
        (["now", "high-pressure"], "high-pressure starts in 2017-07 and runs 10 years; allowed: the same horizon"),
        (["now", "more", "--seed", "3"], "--seed: has no meaning for two scenarios; allowed: only in sos-sim "),
        (["now", "more", "--seeds", "0"], "--seeds: "),
        (["now", "mor"], "mor: "),
        (["now", "more", "--out", "now.yaml"], "--out: now.yaml is a file"),
        (["now", "more", "--population", "none.csv"], "none.csv"),
    ],
)
def test_wrong_input_is_one_line_status_2_and_nothing_written(here, capsys, arguments, said):
    before = sorted(here.rglob("*"))
    assert main(["explain", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert said in line
    assert sorted(here.rglob("*")) == before
