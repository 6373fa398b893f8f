"""The JSON Schema says the same as the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.scenario.places import available
from sos_sim.scenario.scenario import load
from sos_sim.scenario.schema import json_schema
from sos_sim.study.calibrate.schema import whole_schema

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema comes with the dev extra")
SHIPPED = {**available("scenarios"), **available("experiments")}
STUDY = SHIPPED["interviews-2018"].parent / "interviews-2018"
SHIPPED |= {f"interviews-2018/{part}": STUDY / f"{part}.yaml" for part in ("targets", "instrument")}


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = whole_schema(PARAMETERS, tuple(OUTCOMES))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_shipped_file_fits(validator: Any, name: str) -> None:
    validator.validate(yaml.safe_load(SHIPPED[name].read_text()))


@pytest.mark.parametrize(
    "text",
    [
        "changs: {}",
        "name: a b",
        "changes: {support.coe_coach_days: 500}",
        "changes: {support.coe_coach_days: '30'}",
        "changes: {support.coe_coach_day: 30}",
        "changes: {support.coe_coach_days: {2019-7: 30}}",
        "changes: {support.coe_coach_days: {}}",
        "changes: {learning.cycle_months: {2019-07: 3}}",
        "changes: {accountability.dashboard: 0.5}",
        "changes: {coherence.methods: 2.5}",
        "horizon: {years: 51}",
        "horizon: {start: 2019}",
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(validator: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(InputProblems):
        load(tmp_path / "a.yaml")
    assert not validator.is_valid(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text",
    [
        "{design: {kind: sobol, points: 8}}",
        "{scenarios: [], design: {kind: sobol, points: 8}}",
        "{scenarios: [a], design: {kind: sobl}}",
        "{scenarios: [a], design: {kind: sobol}, outcomes: [capabilty]}",
        "{scenarios: [a], design: {kind: sobol}, levers: {support.equalise: {low: 0}}}",
        "{scenarios: [a], design: {kind: sobol}, uncertainties: some}",
        "{scenarios: [a], design: {kind: sobol}, levers: {support.coe_coach_days: {2018-7: [5]}}}",
        "{scenarios: [a], design: {kind: sobol}, levers: {support.coe_coach_days: {2018-07: 5}}}",
        "{scenarios: [a], design: {kind: sobol}, levers: {support.coe_coach_days: {2018-07: [5], 2019-07: [9]}}}",
        "{scenarios: [a], design: {kind: sobol}, uncertainties: {learning.cycle_months: {2018-07: [2, 3]}}}",
    ],
)
def test_broken_experiments_are_refused(validator: Any, text: str) -> None:
    assert not validator.is_valid(yaml.safe_load(text))


def test_dated_levels_and_ranges_fit(validator: Any) -> None:
    levers = "{support.coe_coach_days: {2018-07: [0, 15]}, accountability.pressure: {2019-01: {low: 0, high: 1}}}"
    assert validator.is_valid(yaml.safe_load(f"{{scenarios: [a], design: {{kind: sobol}}, levers: {levers}}}"))


def test_every_parameter_is_described_with_its_range() -> None:
    changes = json_schema(PARAMETERS)["$defs"]["Scenario"]["properties"]["changes"]["properties"]
    assert list(changes) == list(PARAMETERS)
    for path, parameter in PARAMETERS.items():
        assert parameter.label in changes[path]["description"]
        assert parameter.unit in changes[path]["description"] or parameter.kind == "switch"
        assert ("anyOf" in changes[path]) == parameter.dated


@pytest.mark.parametrize(
    "text",
    [
        "{targets: t.yaml}",
        "{targets: t.yaml, parameters: [support.coe_coach_days]}",
        "{targets: t.yaml, parameters: {adoption.early_adopters: {low: -1}}}",
        "{targets: t.yaml, parameters: default, waves: 0}",
        "{groups: {districts: {people: 0}}, targets: {one: {observable: tools, asked: districts, said: most}}}",
        "{groups: {districts: {people: 20}}, targets: {one: {observable: tolls, asked: districts, said: most}}}",
        "{groups: {districts: {people: 20}}, targets: {one: {observable: tools, asked: districts, sayd: most}}}",
        "{groups: {districts: {people: 20, who: teachers}}}",
    ],
)
def test_what_the_readers_of_studies_refuse_the_schema_refuses(validator: Any, tmp_path: Path, text: str) -> None:
    from sos_sim.interviews.instrument import load_instrument
    from sos_sim.interviews.targets import load_study
    from sos_sim.study.calibrate.file import load_calibration

    path = tmp_path / "a.yaml"
    path.write_text(text)
    (tmp_path / "t.yaml").write_text(
        "groups: {districts: {people: 20}}\ntargets: {one: {observable: tools, asked: districts, said: most}}\n"
    )
    tree = yaml.safe_load(text)
    load = load_calibration if isinstance(tree.get("targets"), str) else load_study
    if "targets" not in tree:
        load = load_instrument
    with pytest.raises(InputProblems):
        load(path)
    assert not validator.is_valid(tree)
