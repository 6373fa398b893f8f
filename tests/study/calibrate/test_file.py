from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sos_sim.problems import InputProblems
from sos_sim.scenario.places import available
from sos_sim.study.calibrate.file import load_calibration

SHIPPED = available("experiments")["interviews-2018"]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED.parent / "interviews-2018", tmp_path / "interviews-2018")
    path = tmp_path / "mine.yaml"
    path.write_text(SHIPPED.read_text())
    return path


def test_the_shipped_calibration_is_found_by_name():
    found = load_calibration("interviews-2018")
    assert found.scenario.name == "california-2017"
    assert len(found.study.targets) == 50
    odds = next(prior for prior in found.priors if prior.path == "interviews.selection_odds")
    assert (odds.low, odds.high, odds.logarithmic) == (1.0, 4.0, True)


def test_default_parameters_are_those_of_the_shipped_calibration(mine):
    text = mine.read_text()
    head = text[: text.index("parameters:")]
    mine.write_text(head + "parameters: default\n")
    assert load_calibration(mine).priors == load_calibration("interviews-2018").priors


def test_a_range_narrows_a_prior_within_the_declared_one(mine):
    head = mine.read_text().split("# Numbers")[0]
    mine.write_text(head + "parameters: {adoption.early_adopters: {low: 0.1, high: 0.2}, data.start: }\n")
    first, second = load_calibration(mine).priors
    assert (first.low, first.high) == (0.1, 0.2)
    assert (second.low, second.high) == (0.1, 0.6)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("[adoption.early_adopter]", "did you mean 'adoption.early_adopters'?"),
        ("[support.coe_coach_days]", "set by policy or fixed"),
        ("[observe.deep]", "set by policy or fixed"),
        ("[pressure.attention]", "is a switch"),
        ("[data.start, data.start]", "listed twice"),
        ("{data.start: {low: 0.5, high: 0.2}}", "low 0.5 is not below high 0.2"),
        ("{data.start: {low: -1}}", "data.start cannot be -1"),
        ("{data.start: 0.3}", "is not a range"),
        ("[]", "no parameters to learn"),
        ("some", "no parameters to learn"),
    ],
)
def test_a_mistake_in_the_parameters_is_told_with_its_line(parameters, said, mine):
    head = mine.read_text().split("# Numbers")[0]
    mine.write_text(head + f"parameters: {parameters}\n")
    with pytest.raises(InputProblems) as caught:
        load_calibration(mine)
    assert said in str(caught.value)
    assert "mine.yaml:5" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("targets: interviews-2018/targets.yaml", "targets: nowhere.yaml", "no file nowhere.yaml"),
        ("scenario: california-2017", "scenario: california-2016", "california-2017"),
        ("waves: 3", "waves: 0", "waves cannot be 0"),
        ("waves: 3", "wave: 3", "did you mean 'waves'?"),
        ("seeds: 4", "seeds: lots", "not a number"),
    ],
)
def test_other_mistakes_are_told_with_their_line(old, new, said, mine):
    mine.write_text(mine.read_text().replace(old, new))
    with pytest.raises(InputProblems) as caught:
        load_calibration(mine)
    assert said in str(caught.value)


def test_targets_and_experiments_are_not_calibrations(tmp_path):
    with pytest.raises(InputProblems, match="so this is a targets file"):
        load_calibration(SHIPPED.parent / "interviews-2018" / "targets.yaml")
    with pytest.raises(InputProblems, match="not a calibration"):
        load_calibration("support-by-pressure")
