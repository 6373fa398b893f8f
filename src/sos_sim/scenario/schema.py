"""The JSON Schema of scenario and experiment files, for editors that complete and check while one types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sos_sim.parameters.declare import Parameter
from sos_sim.scenario.dates import LONGEST_YEARS
from sos_sim.scenario.experiment import MOST_LEVELS, MOST_POINTS, MOST_SEEDS, DesignKind

_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
Month = Annotated[str, Field(pattern=_MONTH, description="A month, YYYY-MM")]
Name = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        max_length=80,
        description="The name; without it the file's own name is used",
    ),
]
Text = Annotated[str, Field(min_length=1)]
JsonSchema = dict[str, Any]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HorizonFile(_Strict):
    """Say which months the scenario runs; what is left out comes from the base."""

    start: Month = Field(default="2017-07", description="First month, YYYY-MM, 2017-07 or later")
    years: int = Field(default=10, ge=1, le=LONGEST_YEARS, description="Length in years")


class ScenarioFile(_Strict):
    """Say what differs from a base, and from when."""

    name: Name = ""
    base: Text = Field(default="", description="The scenario this one starts from, by name or path")
    description: str | None = Field(default="", description="One or two sentences for people")
    changes: dict[str, Any] | None = Field(default=None, description="What differs from the base")
    horizon: HorizonFile = HorizonFile()


class DesignFile(_Strict):
    """Say how the values are combined."""

    kind: DesignKind = Field(description="How runs are placed")
    points: int = Field(default=256, ge=1, le=MOST_POINTS, description="Runs over ranges (not factorial)")
    levels: int = Field(default=5, ge=2, le=MOST_LEVELS, description="Values of each range (factorial)")


class ExperimentFile(_Strict):
    """Say what is varied, over which values, and what is looked at."""

    name: Name = ""
    description: str | None = ""
    scenarios: list[Text] = Field(min_length=1, description="Each is a level of the factor scenario")
    levers: dict[str, Any] = Field(default={}, description="Levels or a range for each lever, maybe from a month on")
    uncertainties: dict[str, Any] = Field(default={}, description="Levels or ranges, or all")
    design: DesignFile
    seeds: int = Field(default=20, ge=1, le=MOST_SEEDS, description="Futures run at every point")
    outcomes: list[Text] = Field(default=[], min_length=1, description="What results are kept of")
    horizon: HorizonFile = HorizonFile()


def json_schema(parameters: Mapping[str, Parameter], outcomes: tuple[str, ...] = ()) -> JsonSchema:
    """Describe scenario and experiment files as JSON Schema (draft 2020-12).

    Args:
        parameters: every declared parameter by path.
        outcomes: names an experiment may list; any text when empty.
    """
    scenario, experiment = _bare(ScenarioFile), _bare(ExperimentFile)
    definitions = scenario.pop("$defs") | experiment.pop("$defs")
    changes = {path: _change(parameter) for path, parameter in parameters.items()}
    scenario["properties"]["changes"] = _mapping(changes, "What differs from the base", nothing=True)
    varied = {path: _varied(parameter) for path, parameter in parameters.items()}
    definitions["Varied"] = _mapping(varied, "Levels or a range for each parameter", nothing=False)
    experiment["properties"]["levers"] = {"$ref": "#/$defs/Varied"}
    experiment["properties"]["uncertainties"] = {"anyOf": [{"$ref": "#/$defs/Varied"}, {"const": "all"}]}
    if outcomes:
        experiment["properties"]["outcomes"]["items"] = {"enum": list(outcomes)}
    scenario["not"] = {"anyOf": [{"required": ["design"]}, {"required": ["targets"]}]}
    definitions |= {"Scenario": scenario, "Experiment": experiment}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sos-sim scenario or experiment",
        "description": "A file with the key `design` is an experiment, anything else a scenario.",
        "type": "object",
        "if": {"required": ["design"]},
        "then": {"$ref": "#/$defs/Experiment"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": definitions,
    }


def _bare(model: type[BaseModel]) -> JsonSchema:
    """Give a model's schema without the defaults, which stand for what the base or the file's name gives."""
    schema = model.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        for described in part.get("properties", {}).values():
            described.pop("default", None)
    return schema


def _number(parameter: Parameter) -> JsonSchema:
    if parameter.kind == "switch":
        return {"enum": [0, 1]}
    kind = "integer" if parameter.kind == "whole" else "number"
    return {"type": kind, "minimum": parameter.low, "maximum": parameter.high}


def _change(parameter: Parameter) -> JsonSchema:
    number = _number(parameter)
    described: JsonSchema = {
        "description": f"{parameter.label}. {parameter.allowed}; {parameter.default:g} in 2017.",
        "default": parameter.default,
    }
    if not parameter.dated:
        return described | number
    months = {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {_MONTH: number},
        "additionalProperties": False,
    }
    return described | {"anyOf": [number, months]}


def _varied(parameter: Parameter) -> JsonSchema:
    number = _number(parameter)
    levels = {"type": "array", "items": number, "minItems": 1, "uniqueItems": True}
    bounds = {
        "type": "object",
        "properties": {"low": number, "high": number},
        "required": ["low", "high"],
        "additionalProperties": False,
    }
    forms = [levels, bounds]
    if parameter.dated:
        dated = {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "patternProperties": {_MONTH: {"anyOf": [levels, bounds]}},
            "additionalProperties": False,
        }
        forms.append(dated)
    return {"description": f"{parameter.label}. {parameter.allowed}", "anyOf": forms}


def _mapping(properties: JsonSchema, description: str, nothing: bool) -> JsonSchema:
    return {
        "description": description,
        "type": ["object", "null"] if nothing else "object",
        "properties": properties,
        "additionalProperties": False,
    }
