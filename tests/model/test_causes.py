"""The declared causes are those of the real code: every one acts, with its sign, and nothing else does."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from sos_sim.model import mechanisms
from sos_sim.model.state import State
from sos_sim.parameters import PARAMETERS


def load(name):
    spec = importlib.util.spec_from_file_location(f"{name}_by_path", Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


perturb = load("perturb")
FILES = sorted(Path(mechanisms.__file__).parent.glob("[a-z]*.py"))
ROOMS = {"release": "sos_sim.model.release"} | {file.stem: f"sos_sim.model.mechanisms.{file.stem}" for file in FILES}
MECHANISMS = sorted(name for name, room in ROOMS.items() if hasattr(import_module(room), "CAUSES"))


def causes(mechanism):
    return import_module(ROOMS[mechanism]).CAUSES


@pytest.fixture(scope="module")
def started(lab):
    return perturb.settled(lab)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_what_moves_is_what_is_declared(started, mechanism):
    declared = {(cause.of, cause.on): cause.sign for cause in causes(mechanism)}
    seen = perturb.observed(started, mechanism)
    both = sorted(set(declared) | set(seen))
    assert {pair: (declared.get(pair), seen.get(pair)) for pair in both if declared.get(pair) != seen.get(pair)} == {}


def test_everything_the_engine_runs_has_declared_causes_and_nothing_else_has(started):
    assert set(perturb.actions(started)) == set(MECHANISMS)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_causes_name_columns_and_groups_that_exist_once_and_say_why(mechanism):
    columns = {field.name for field in fields(State)}
    sources = columns | {f"policy: {each.group}" for each in PARAMETERS.values() if each.role == "lever"}
    pairs = [(cause.of, cause.on) for cause in causes(mechanism)]
    assert len(pairs) == len(set(pairs))
    for cause in causes(mechanism):
        assert cause.of in sources and cause.on in columns and cause.of != cause.on
        assert cause.why
