"""Statewide results that only change on purpose: see rewrite.py.

Single precision differs in its last digits between processors, and a rounded colour at a cut may then tip a
district; the tolerance allows for one district in 944 and no more than a few tips.
"""

import importlib.util
import json
from pathlib import Path

import pytest

from sos_sim.observe.outcomes import OUTCOMES

HERE = Path(__file__).parent
SCALE = {"capability": 5.0, "cost_per_pupil": 10.0, "reserve": 200.0, "support_days": 20.0, "improvement_days": 20.0,
         "unmet_days": 20.0, "true_outcome": 0.1, "measured_outcome": 0.1, "inflation": 0.1}  # fmt: skip
TOLERANCE = 0.002
"""Share of the outcome's scale, 1 unless said."""


def rewriter():
    spec = importlib.util.spec_from_file_location("golden_rewrite_by_path", HERE / "rewrite.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def now():
    return rewriter().golden_values()


@pytest.fixture(scope="module")
def golden():
    return json.loads((HERE / "values.json").read_text(encoding="utf-8"))


def test_golden_values_cover_every_outcome_of_three_scenarios(golden, now):
    assert {name: {date: set(values) for date, values in dates.items()} for name, dates in golden.items()} == {
        name: {date: set(OUTCOMES) for date in dates} for name, dates in now.items()
    }


def test_statewide_results_are_the_golden_ones(golden, now):
    moved = [
        f"{name}, {date}, {outcome}: {before} was golden, now {now[name][date][outcome]}"
        for name, dates in golden.items()
        for date, values in dates.items()
        for outcome, before in values.items()
        if abs(now[name][date][outcome] - before) > TOLERANCE * SCALE.get(outcome, 1.0)
    ]
    assert not moved, "\n".join([*moved, "If this is meant: python tests/golden/rewrite.py"])
