"""Levers and questions far from 2017's values: the columns against the model written again, and each one missed."""

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from reference import policy
from reference.columns import plain_parameters
from reference.moved import MOVED, moved
from reference.side_by_side import side_by_side
from sos_sim.model.engine import Engine
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import build_world, embedded_world

ONLY_SEEN = ("observe.hub_least", "observe.hub_strength")
"""Parameters of what people see, which move no state."""


def engine_of(scenarios, districts=16):
    """Start an engine of districts of all sizes, all runs with the same luck."""
    everyone = embedded_world().districts
    by_size = np.argsort(everyone.enrolment, kind="stable")
    rows = by_size[np.linspace(0, len(by_size) - 1, districts).astype(int)]
    world = build_world(everyone.take(np.sort(rows)))
    return Engine(world, compile_schedule(scenarios), [3] * len(scenarios), dtype=np.float64)


def test_three_years_with_every_lever_and_question_moved_are_the_same_in_columns_and_one_by_one():
    side_by_side(engine_of([moved(up=True), moved(up=False)], districts=60), 36)


@pytest.mark.parametrize("up", [True, False], ids=["up", "down"])
def test_without_any_one_of_the_moved_levers_and_questions_the_columns_are_others_and_still_agree(up):
    """The run in which only one of them stays as usual differs from that in which none does."""
    paths = [path for path in MOVED if path not in ONLY_SEEN]
    engine = engine_of([moved(up), *(moved(up, kept=path) for path in paths)])
    side_by_side(engine, 19)
    for run, path in enumerate(paths, start=1):
        gone = [
            float(np.abs(column[..., run % column.shape[-1]].astype(float) - column[..., 0]).max())
            for _, column in engine.state.items()
        ]
        assert max(gone) > 1e-6, path


def test_every_moved_value_is_allowed_and_unusual():
    for up in (True, False):
        for path, steps in moved(up).changes.items():
            for _, value in steps:
                assert PARAMETERS[path].allows(value), path
                assert value != PARAMETERS[path].default or PARAMETERS[path].kind != "number", path


def test_mixes_without_parts_bring_nothing():
    scenario = moved(up=True)
    nothing = {path: ((0, 0.0),) for path in MOVED if PARAMETERS[path].unit == "parts"}
    none = dataclasses.replace(scenario, changes={**scenario.changes, **nothing})
    p = plain_parameters(compile_schedule(none).at(0), 0)
    assert policy.worth_of_day(p) == policy.reform_mean(dict.fromkeys(policy.STRATEGIES, 0.0), "pressure") == 0.0
    side_by_side(engine_of([none]), 15)
