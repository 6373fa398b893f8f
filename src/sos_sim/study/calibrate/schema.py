"""The JSON Schema of every file people write: scenarios, experiments, calibrations, targets and instruments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sos_sim.interviews.instrument import CHOSEN, WHO
from sos_sim.interviews.observables import OBSERVABLES
from sos_sim.interviews.targets import NOTHING
from sos_sim.interviews.words import OTHER_NAMES, WORDS
from sos_sim.parameters.declare import Parameter
from sos_sim.scenario.schema import JsonSchema, json_schema
from sos_sim.study.calibrate.file import MOST_DRAWS, MOST_POINTS, MOST_SEEDS, MOST_WAVES, USUAL, learnable

_TEXT = {"type": "string", "minLength": 1}
_YES = {"enum": [True, False, "yes", "no"]}


def whole_schema(parameters: Mapping[str, Parameter], outcomes: tuple[str, ...] = ()) -> JsonSchema:
    """Describe every file people write as JSON Schema (draft 2020-12).

    Args:
        parameters: every declared parameter by path.
        outcomes: names an experiment may list; any text when empty.
    """
    schema = json_schema(parameters, outcomes)
    definitions = schema["$defs"] | {
        "Calibration": _calibration(),
        "Targets": _targets(),
        "Instrument": _strict({"name": _TEXT, "description": _TEXT, "groups": _groups()}, ["groups"]),
        "Target": _target(),
    }
    told_apart = [
        ({"required": ["design"]}, "Experiment"),
        ({"required": ["targets"], "properties": {"targets": {"type": "string"}}}, "Calibration"),
        ({"required": ["targets"]}, "Targets"),
        ({"required": ["groups"]}, "Instrument"),
    ]
    rest: JsonSchema = {"$ref": "#/$defs/Scenario"}
    for condition, name in reversed(told_apart):
        rest = {"if": condition, "then": {"$ref": f"#/$defs/{name}"}, "else": rest}
    return {
        "$schema": schema["$schema"],
        "title": "sos-sim file",
        "description": "A file with `design` is an experiment, with `targets` a calibration or its targets, with "
        "`groups` alone an instrument, anything else a scenario.",
        "type": "object",
        **rest,
        "$defs": definitions,
    }


def _strict(properties: dict[str, Any], required: list[str]) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _between(parameter: Parameter) -> JsonSchema:
    return {"type": "number", "minimum": parameter.low, "maximum": parameter.high}


def _whole(most: int) -> JsonSchema:
    return {"type": "integer", "minimum": 1, "maximum": most}


def _calibration() -> JsonSchema:
    known = learnable()
    ranges = {
        path: {
            "description": f"{each.label}. {each.allowed}",
            "anyOf": [
                {"type": "null"},
                _strict(dict.fromkeys(("low", "high"), _between(each)), []),
            ],
        }
        for path, each in known.items()
    }
    listed = {"type": "array", "items": {"enum": list(known)}, "minItems": 1, "uniqueItems": True}
    return _strict(
        {
            "name": _TEXT,
            "description": _TEXT,
            "scenario": _TEXT,
            "targets": _TEXT,
            "parameters": {"anyOf": [{"const": USUAL}, listed, _strict(ranges, [])]},
            "points": _whole(MOST_POINTS),
            "waves": _whole(MOST_WAVES),
            "draws": _whole(MOST_DRAWS),
            "seeds": _whole(MOST_SEEDS),
        },
        ["targets", "parameters"],
    )


def _targets() -> JsonSchema:
    return _strict(
        {
            "name": _TEXT,
            "description": _TEXT,
            "instrument": _TEXT,
            "groups": _groups(),
            "targets": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Target"}, "minProperties": 1},
        },
        ["targets"],
    )


def _groups() -> JsonSchema:
    people = {"anyOf": [_whole(100_000), _strict({who: _whole(100_000) for who in WHO}, [])]}
    group = _strict(
        {
            "people": people,
            "who": {"enum": list(WHO)},
            "chosen": {"enum": list(CHOSEN)},
            "held": {"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])$"},
            "about": _TEXT,
        },
        ["people"],
    )
    return {"type": "object", "additionalProperties": group, "minProperties": 1}


def _target() -> JsonSchema:
    count = {"type": "integer", "minimum": 0}
    names = {name: f"{each.label}: {each.meaning}" for name, each in OBSERVABLES.items()}
    return _strict(
        {
            "finding": _TEXT,
            "observable": {"oneOf": [{"const": NOTHING}, *({"const": n, "description": d} for n, d in names.items())]},
            "asked": _TEXT,
            "said": {"anyOf": [{"enum": [*WORDS, *OTHER_NAMES]}, _TEXT]},
            "count": {"anyOf": [count, {"type": "array", "items": count, "minItems": 1, "maxItems": 2}]},
            "of": _whole(1_000_000),
            "at_least": {"type": "number"},
            "at_most": {"type": "number"},
            "tolerance": {"type": "number", "exclusiveMinimum": 0},
            "against": _YES,
            "weight": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
            "fit": _YES,
            "because": _TEXT,
            "bias": _TEXT,
            "traps": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
            "source": _TEXT,
        },
        ["observable"],
    )
