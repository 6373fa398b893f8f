"""Whatever stands in a file, loading it gives a scenario or a list of problems, never anything else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.scenario.experiment import load_experiment
from sos_sim.scenario.scenario import Scenario, kind_of, load
from sos_sim.scenario.schedule import compile_schedule

VALID = """\
name: mine
base: california-2017
description: A policy.
changes:
  support.coe_coach_days: {2019-07: 30, 2022-07: 45}
  accountability.pressure: 0.3
  learning.cycle_months: 2
horizon: {start: 2017-07, years: 10}
"""
EXPERIMENT = """\
name: sweep
scenarios: [california-2017]
levers: {support.coe_coach_days: [0, 15], accountability.pressure: {low: 0, high: 1.5}}
uncertainties: all
design: {kind: sobol, points: 8}
seeds: 2
outcomes: [capability]
"""
PIECES = (
    "\t",
    "  ",
    "\n",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!!int ",
    '"',
    "'",
    "<<: ",
    "---\n",
    "%",
    "\0",
    "\N{SNOWMAN}",
    "? ",
    "| ",
    "> ",
    "nan",
    "1e999",
    "yes",
    "2019-07",
    "~",
    "#",
    ",",
    "0x1F",
    "-1",
    "\r",
    "\ufeff",
)


def outcome_of(content: bytes) -> Scenario | InputProblems | None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.yaml"
        file.write_bytes(content)
        try:
            if kind_of(file) == "experiment":
                load_experiment(file, ("capability",))
                return None
            return load(file)
        except InputProblems as error:
            return error


def assert_clean(content: bytes) -> None:
    found = outcome_of(content)
    if isinstance(found, InputProblems):
        assert found.problems
        assert all(problem.place and problem.found for problem in found.problems)
    elif found is not None:
        schedule = compile_schedule(found)
        for path, parameter in PARAMETERS.items():
            if path in found.changes:
                values = [
                    getattr(getattr(schedule.at(m), parameter.group), parameter.name)
                    for m in (0, -1 + found.months)
                ]
                assert all(parameter.allows(value) for value in values)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end_cleanly(content: bytes) -> None:
    assert_clean(content)


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from([VALID, EXPERIMENT]),
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 12), st.sampled_from(PIECES)), min_size=1, max_size=4
    ),
)
def test_a_damaged_valid_file_ends_cleanly(text: str, damage: list[tuple[int, int, str]]) -> None:
    for position, length, piece in damage:
        text = text[:position] + piece + text[position + length :]
    assert_clean(text.encode())


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 60),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["2019-07", "all"]),
)
KEYS = st.one_of(
    st.sampled_from(
        [
            "name",
            "base",
            "description",
            "changes",
            "horizon",
            "start",
            "years",
            "design",
            "scenarios",
            "levers",
            "kind",
            "uncertainties",
            "seeds",
            "outcomes",
            "low",
            "high",
            "points",
            "levels",
            "targets",
            "2019-07",
            "2017-07",
        ]
    ),
    st.sampled_from(sorted(PARAMETERS)),
    st.text(max_size=5),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=20,
)


@settings(max_examples=250, deadline=None)
@given(st.dictionaries(KEYS, TREES, max_size=6))
def test_any_structure_ends_cleanly(tree: dict[str, object]) -> None:
    assert_clean(yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))


LEVERS = sorted(
    path for path, parameter in PARAMETERS.items() if parameter.dated and parameter.kind == "number"
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_valid_scenario_means_what_it_says(data: st.DataObject) -> None:
    years = data.draw(st.integers(1, 50))
    plans = data.draw(
        st.dictionaries(
            st.sampled_from(LEVERS),
            st.dictionaries(st.integers(0, years * 12 - 1), st.floats(0, 1), min_size=1, max_size=4),
            max_size=4,
        )
    )
    wanted = {}
    for path, steps in plans.items():
        low, high = PARAMETERS[path].low, PARAMETERS[path].high
        wanted[path] = tuple(sorted((month, low + share * (high - low)) for month, share in steps.items()))
    lines = ["name: drawn", f"horizon: {{years: {years}}}", "changes:"]
    for path, changes in wanted.items():
        dates = ", ".join(
            f"{2017 + (6 + m) // 12}-{(6 + m) % 12 + 1:02d}: {min(v, PARAMETERS[path].high)!r}"
            for m, v in changes
        )
        lines.append(f"  {path}: {{{dates}}}")
    found = outcome_of("\n".join(lines).encode())
    assert isinstance(found, Scenario)
    assert found.months == years * 12
    for path, changes in wanted.items():
        assert found.changes[path] == tuple((m, min(v, PARAMETERS[path].high)) for m, v in changes)
