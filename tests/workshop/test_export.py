"""A sweep packed into one file: what is in it, and what is refused before anything is written."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from sos_sim.cli.main import main
from sos_sim.problems import InputProblems
from sos_sim.scenario.scenario import Horizon, load, with_horizon
from sos_sim.workshop import export as exporting
from sos_sim.workshop.answer import Parts, joined, simulate
from sos_sim.workshop.export import export
from sos_sim.workshop.pack import unpack_answers, unpack_json
from sos_sim.world.california import read_world

COACH, PRESSURE = "support.coe_coach_days", "accountability.pressure"
TEXT = """\
name: small
scenarios: [california-2017]
levers: {support.coe_coach_days: {2018-07: [8.8, 40]}, accountability.pressure: {2018-07: [0.6, 1.4]}}
design: {kind: factorial}
seeds: 2
outcomes: [capability, improvement_time]
horizon: {start: 2017-07, years: 3}
"""


@pytest.fixture(scope="module")
def swept(thirty: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept")
    (folder / "small.yaml").write_text(TEXT)
    command = ["sweep", str(folder / "small.yaml"), "--population", thirty, "--out", str(folder / "small")]
    assert main([*command, "--jobs", "1"]) == 0
    return folder / "small"


@pytest.fixture(scope="module")
def exported(swept: Path, thirty: str) -> Path:
    file = swept.parent / "page.html"
    found = export(swept, file, population=Path(thirty), also=["high-pressure"], quiet=True)
    assert (found.points, found.futures, found.size) == (5, 2, file.stat().st_size)
    return file


def block(file: Path, name: str) -> str:
    found = re.search(rf'<script type="[^"]+" id="{name}">([^<]*)</script>', file.read_text("utf-8"))
    assert found, name
    return found.group(1)


def meta_of(file: Path) -> dict:
    return dict(json.loads(block(file, "meta")))


def test_the_file_holds_every_point_and_every_preset_to_the_last_digit(exported: Path, thirty: str) -> None:
    meta = meta_of(exported)
    settings = meta["grid"]["settings"]
    # Where a lever stands as today it is not moved; the sweep's own point of today is today itself.
    assert settings == [
        ["california-2017", {}],
        ["high-pressure", {}],
        ["california-2017", {PRESSURE: 1.4}],
        ["california-2017", {COACH: 40}],
        ["california-2017", {PRESSURE: 1.4, COACH: 40}],
    ]
    world = read_world(Path(thirty))
    laid = []
    for name, moved in settings:
        scenario = with_horizon(load(name), Horizon((2017, 7), 3, ""), [])
        dated = {path: (*scenario.changes.get(path, ()), (12, value)) for path, value in moved.items()}
        laid.append(type(scenario)(**{**vars(scenario), "changes": scenario.changes | dated}))
    right = [joined([part]) for part in simulate(world, laid, [1, 2], Parts(world))]
    for found, known in zip(unpack_answers(block(exported, "part-answers"), right[0]), right, strict=True):
        assert found.as_json() == known.as_json()


def test_the_file_says_what_it_holds(exported: Path) -> None:
    meta = meta_of(exported)
    assert (meta["form"], meta["start"], meta["seeds"]) == ("file", "2018-07", [1, 2])
    assert [each["name"] for each in meta["presets"]] == ["california-2017", "high-pressure"]
    assert meta["grid"]["levels"] == {COACH: [8.8, 40], PRESSURE: [0.6, 1.4]}
    stops = {each["path"]: each["stops"] for each in meta["levers"]}
    assert stops[COACH] == [8.8, 40] and stops[PRESSURE] == [0.6, 1.4]
    text = exported.read_text("utf-8")
    assert "fetch(" not in block_free(text) and "Content-Security-Policy" in text
    assert len(text) < 5_000_000


def block_free(text: str) -> str:
    """Give the page's own scripts: what is behind the engine."""
    return text[text.rindex("SOS.stat") :]


def test_reasons_and_stories_are_those_of_the_model(exported: Path, thirty: str) -> None:
    from sos_sim.workshop.decade import decades
    from sos_sim.workshop.why import why

    world = read_world(Path(thirty))
    names = ("california-2017", "high-pressure")
    base, other = (with_horizon(load(name), Horizon((2017, 7), 3, ""), []) for name in names)
    told = unpack_json(block(exported, "part-why"))
    assert len(told) == 5 and told[1] == json.loads(json.dumps(why(world, base, other, [1, 2])))
    assert meta_of(exported)["grid"]["stories"] == ["california-2017", "high-pressure"]
    stories = unpack_json(block(exported, "part-stories-1"))
    assert stories[3] == json.loads(json.dumps(decades(world, other, 1, 2).of(3)))
    assert len(stories) == 30


def test_two_workers_write_the_same_file(exported: Path, swept: Path, thirty: str, tmp_path: Path) -> None:
    export(swept, tmp_path / "b.html", population=Path(thirty), also=["high-pressure"], jobs=2, quiet=True)
    assert (tmp_path / "b.html").read_bytes() == exported.read_bytes()


@pytest.fixture
def copy(swept: Path, tmp_path: Path) -> Path:
    return shutil.copytree(swept, tmp_path / "copy")


def refused(folder: Path, file: Path, population: str | None, said: str, capsys, *more: str) -> None:
    options = ["--population", population] if population else []
    capsys.readouterr()
    assert main(["export", str(folder), str(file), *options, *more]) == 2
    told = capsys.readouterr().err
    assert said in told and "Traceback" not in told and len(told.strip().splitlines()) == 1, told
    assert not list(file.parent.glob("*.tmp")) and not file.is_file()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "interrupted"}, "is not finished"),
        ({"kind": "sensitivity"}, "holds a sensitivity"),
        ({"parameters": {"draws": 3}}, "draws of a calibration"),
        ({"failed": 2}, "has 2 failed runs"),
        ({"model_version": "0.0.9+00000000"}, "was run with model 0.0.9"),
        ({"experiment": {"uncertainties": ["learning.cycle_months"]}}, "varies uncertainties"),
        ({"experiment": {"dates": {COACH: "2018-07"}}}, "act from different months"),
        ({"experiment": {"dates": {COACH: "2019-07", PRESSURE: "2019-07"}}}, "cannot be made again"),
        ({"format": "something"}, "is not a run folder"),
    ],
)
def test_what_is_no_finished_sweep_of_levers_is_refused(
    copy: Path, thirty: str, tmp_path: Path, change: dict, said: str, capsys
) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    for name, value in change.items():
        manifest[name] = {**manifest[name], **value} if name == "experiment" else value
    (copy / "manifest.json").write_text(json.dumps(manifest))
    refused(copy, tmp_path / "a.html", thirty, said, capsys)


def test_other_places_are_refused(swept: Path, thirty: str, tmp_path: Path, capsys) -> None:
    (tmp_path / "folder.html").mkdir()
    refused(swept, tmp_path / "folder.html", thirty, "is a folder", capsys)
    refused(swept, tmp_path / "not" / "there.html", thirty, "is not there", capsys)
    refused(swept, tmp_path / "page.txt", thirty, "does not end in .html", capsys)
    refused(tmp_path, tmp_path / "a.html", thirty, "is not a run folder", capsys)
    refused(tmp_path / "nowhere", tmp_path / "a.html", thirty, "is not a folder", capsys)
    refused(swept, tmp_path / "a.html", None, "another population (thirty.csv)", capsys)
    refused(swept, tmp_path / "a.html", thirty, "no scenario is called hgh-pressure", capsys, "--also", "hgh-pressure")
    refused(swept, tmp_path / "a.html", thirty, "two scenarios", capsys, "--also", "california-2017")


def test_a_sweep_without_its_tables_is_refused(copy: Path, thirty: str, tmp_path: Path, capsys) -> None:
    (copy / "outcomes.parquet").write_bytes(b"PAR1 nothing")
    refused(copy, tmp_path / "a.html", thirty, "its tables cannot be read", capsys)
    (copy / "design.parquet").unlink()
    refused(copy, tmp_path / "a.html", thirty, "its tables cannot be read", capsys)


def test_more_policies_than_fit_are_refused(swept: Path, thirty: str, tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setattr("sos_sim.workshop.swept.MOST_POLICIES", 3)
    refused(swept, tmp_path / "a.html", thirty, "has 4 policies", capsys)


def test_sampled_levers_are_refused(thirty: str, tmp_path: Path, capsys) -> None:
    levers = "{support.coe_coach_days: {low: 0, high: 60}, accountability.pressure: {low: 0, high: 2}}"
    text = re.sub(r"levers: .*", f"levers: {levers}", TEXT).replace("factorial", "sobol, points: 4")
    (tmp_path / "small.yaml").write_text(text)
    command = ["sweep", str(tmp_path / "small.yaml"), "--population", thirty, "--out", str(tmp_path / "s")]
    assert main([*command, "--jobs", "1"]) == 0
    refused(tmp_path / "s", tmp_path / "a.html", thirty, "sampled and not crossed", capsys)


def test_answers_that_are_not_what_the_sweep_recorded_are_refused(
    swept: Path, thirty: str, tmp_path: Path, monkeypatch
) -> None:
    def other(world, scenarios, seeds, parts):
        return simulate(world, scenarios, [seed + 1 for seed in seeds], parts)

    monkeypatch.setattr(exporting, "simulate", other)
    with pytest.raises(InputProblems, match="is not what the sweep recorded"):
        export(swept, tmp_path / "a.html", population=Path(thirty), also=[], quiet=True)
    assert not (tmp_path / "a.html").exists()


def test_an_earlier_file_stays_whole_when_the_disk_is_full(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "a.html"
    file.write_text("earlier")

    def full(path, text):
        path.with_name(f"{path.name}.{os.getpid()}.tmp").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sos_sim.store.manifest.write_text", full)
    with pytest.raises(InputProblems, match="No space left"):
        exporting._write(file, "new")
    assert file.read_text() == "earlier" and list(tmp_path.iterdir()) == [file]

