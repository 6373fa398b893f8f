"""What `sos-sim explain` says of a real run folder."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sos_sim.cli.main import main
from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.study.run import run_scenarios


@pytest.fixture(scope="module")
def folder(fake, world, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("explain") / "out"
    policy = fake.make_scenario("more", {"support.coe_coach_days": ((24, 60.0),)}, years=6)
    compare_scenarios(
        fake.make_scenario(years=6), [policy], 4, population=world, out=out, district_seeds=3, quiet=True
    )
    return out


@pytest.fixture(scope="module")
def name(world) -> str:
    return world.districts.name[7]


def data(capsys, *arguments: str):
    assert main(["explain", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_data_are_the_rows_of_the_log_with_a_story_and_counts(folder, name, world, capsys):
    found = data(capsys, str(folder), "--district", name.upper())
    assert found["district"]["cds_code"] == world.districts.cds_code[7]
    assert (found["scenario"], found["seed"]) == ("california-2017", 1)
    log = pd.read_parquet(folder / "events.parquet")
    mine = log[(log["cds_code"] == world.districts.cds_code[7]) & (log["seed"] == 1)]
    mine = mine[mine["scenario"] == "california-2017"]
    assert [each["event"] for each in found["events"]] == mine["event"].tolist()
    assert [each["date"] for each in found["events"]] == mine["date"].dt.strftime("%Y-%m").tolist()
    assert found["other_seeds"]["seeds"] == 3
    assert any("no forecast" in sentence for sentence in found["story"])
    assert [other["scenario"] for other in found["other_scenarios"]] == ["more"]
    assert Path(found["figure"]).read_bytes().startswith(b"\x89PNG")


def test_the_story_needs_the_log_and_the_names_only(folder, name, capsys, tmp_path):
    before = data(capsys, str(folder), "--district", name)
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
    (bare / "events.parquet").write_bytes((folder / "events.parquet").read_bytes())
    names = pd.read_parquet(folder / "districts.parquet")
    names[["cds_code", "name", "county", "type", "enrolment", "year", "run_key", "scenario", "seed"]].to_parquet(
        bare / "districts.parquet"
    )
    after = data(capsys, str(bare), "--district", name)
    assert {key: after[key] for key in after if key != "figure"} == {
        key: before[key] for key in before if key != "figure"
    }


def test_people_get_paragraphs_by_years_and_the_place_of_the_figure(folder, name, capsys, tmp_path):
    picture = tmp_path / "it.png"
    assert main(["explain", str(folder), "--district", name, "--out", str(picture)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{name} is a")
    assert "\n\n2017\N{EN DASH}" in said
    assert "Beside it: more" in said
    assert said.endswith(f"The figure is in {picture}\n")
    assert max(len(line) for line in said.splitlines()[:-1]) <= 100
    assert picture.is_file()


def test_a_scenario_and_a_seed_can_be_chosen(folder, name, capsys):
    found = data(capsys, str(folder), "--district", name, "--scenario", "more", "--seed", "3")
    assert (found["scenario"], found["seed"], found["other_scenarios"]) == ("more", 3, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["FOLDER"], "explain: 1 given and no --district; allowed: sos-sim explain BASE OTHER, or sos-sim explain RUN"),
        (["FOLDER", "--district", "x", "--seeds", "3"], "--seeds: has no meaning for one district; allowed: only in "),
        (["FOLDER", "other", "--district", "x"], "explain: tells one district of one run folder"),
        (["none", "--district", "x"], "none: does not exist"),
        (["FOLDER", "--district", "Nowhere Unified"], "--district: no district is called 'Nowhere Unified'"),
        (["FOLDER", "--district", "elementary"], "--district: 'elementary' fits "),
        (["FOLDER", "--district", "NAME", "--seed", "4"], "--seed: the districts of seed 4 were not kept; allowed: 1"),
        (["FOLDER", "--district", "NAME", "--seed", "x"], "--seed: x is not a number"),
        (["FOLDER", "--district", "NAME", "--scenario", "mor"], "--scenario: "),
        (["FOLDER", "--district", "NAME", "--out", "it.pdf"], "--out: it.pdf does not end in .png"),
        (["FOLDER", "--district", "NAME", "--out", "none/it.png"], "--out: there is no folder none"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(folder, name, capsys, arguments, said):
    typed = [{"FOLDER": str(folder), "NAME": name}.get(each, each) for each in arguments]
    assert main(["explain", *typed]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert line.startswith(said)


def test_a_run_without_kept_districts_says_how_to_keep_them(fake, world, capsys, tmp_path):
    out = tmp_path / "out"
    run_scenarios([fake.make_scenario(years=1)], 1, population=world, out=out, district_seeds=0, quiet=True)
    assert main(["explain", str(out), "--district", "x"]) == 2
    assert "kept no single districts" in (said := capsys.readouterr().err)
    assert "--district-seeds" in said


def test_a_folder_of_an_older_version_is_told_apart(folder, name, capsys, tmp_path):
    (tmp_path / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
    (tmp_path / "districts.parquet").write_bytes((folder / "districts.parquet").read_bytes())
    pd.read_parquet(folder / "events.parquet").drop(columns=["kind", "value"]).to_parquet(tmp_path / "events.parquet")
    assert main(["explain", str(tmp_path), "--district", name]) == 2
    assert "was written by an older version" in capsys.readouterr().err
