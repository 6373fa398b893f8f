"""What `sos-sim optimise` writes, prints and refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sos_sim.cli.main import main
from sos_sim.study.optimise.components import LEVERS, NAMES

HEADER = "cds_code,county,type,enrolment,upp\n"
KINDS = ("Elementary", "High", "Unified")
QUICK = ("--seeds", "1", "--generations", "2", "--size", "16", "--jobs", "1")


@pytest.fixture(scope="module")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("population") / "districts.csv"
    rows = (
        f"{place:02d}6{place:04d}0000000,{county},{KINDS[place % 3]},{900 * place},0.{30 + place}"
        for place, county in ((1, "Alameda"), (10, "Fresno"), (15, "Kern"), (19, "Los Angeles"))
    )
    file.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scenario") / "short.yaml"
    text = "name: short\nbase: california-2017\ndescription: Two years.\nhorizon: {start: 2017-07, years: 2}\n"
    file.write_text(text, encoding="utf-8")
    return file


def call(short: Path, districts: Path, out: Path, *more: str) -> int:
    return main(
        ["optimise", str(short), "--budget", "60", *QUICK, "--population", str(districts), "--out", str(out), *more]
    )


def test_one_json_object_tells_front_and_simple_divisions(short, districts, tmp_path, capfd):
    out = tmp_path / "out"
    assert call(short, districts, out, "--objectives", "capability,true_outcome", "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert told["folder"] == str(out)
    assert told["budget"] == 60
    assert told["objectives"] == ["capability", "true_outcome"]
    assert told["front"]
    assert len(told["simple"]) == len(NAMES) + 2
    for row in (*told["front"], *told["simple"]):
        assert set(row["shares"]) == set(NAMES)
        assert sum(row["shares"].values()) == pytest.approx(1.0)
        assert set(row["levers"]) == set(LEVERS)
        assert row["cost"] == pytest.approx(60, rel=0.03)
        for name in told["objectives"]:
            assert row["outcomes"][name]["low"] <= row["outcomes"][name]["mean"] <= row["outcomes"][name]["high"]
    for name in ("allocations", "convergence"):
        assert (out / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert (out / "figures" / f"{name}.svg").is_file()
    assert set(json.loads((out / "manifest.json").read_text())["figures"]) == {"allocations", "convergence"}


def test_people_get_a_table_what_it_gains_and_the_folder(short, districts, tmp_path, capsys):
    assert call(short, districts, tmp_path / "out", "--objectives", "true_outcome") == 0
    said = capsys.readouterr().out
    for words in ("Divisions of $60", "Coaches first", "Even split", "2017 mix", "As it is", "90 % interval"):
        assert words in said
    assert said.rstrip().endswith(f"Tables, figures and report.html are in {tmp_path / 'out'}")
    assert max(map(len, said.splitlines())) <= 120


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--budget: is not given"),
        (("--budget", "-40"), "--budget: -40 is not a budget"),
        (("--budget", "much"), "--budget: much is not a number"),
        (("--budget", "40", "--objectives", "capabilty"), "did you mean 'capability'?"),
        (("--budget", "40", "--objectives", "pressure"), "has no better direction"),
        (("--budget", "40", "--size", "3"), "--size"),
        (("--budget", "40", "--generations", "0"), "--generations"),
        (("nowhere", "--budget", "40"), "nowhere"),
    ],
)
def test_wrong_input_is_one_line_status_2_and_nothing_written(arguments, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["optimise", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("budget", ["0.01", "1000000"])
def test_a_budget_that_cannot_be_divided_is_status_2(budget, short, districts, tmp_path, capsys):
    assert main(["optimise", str(short), "--budget", budget, *QUICK, "--population", str(districts),
                 "--out", str(tmp_path / "out")]) == 2  # fmt: skip
    assert "cannot be divided" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_help_comes_without_the_library_of_the_search(sos_sim: Callable[..., object]):
    found = sos_sim("optimise", "--help")
    assert found.returncode == 0
    assert "--budget" in found.stdout
