"""Parameters month by month, for columns side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.declare import Parameter, lever, uncertain
from sos_sim.problems import InputProblems
from sos_sim.scenario.scenario import Scenario, load
from sos_sim.scenario.schedule import compile_schedule, date_of

DECLARED: dict[str, Parameter] = {
    parameter.path: parameter
    for parameter in (
        lever("support.days", 8, 0, 120, "days", "Days", "S1"),
        lever("support.share", 0.25, 0, 1, "share", "Share", "S1"),
        lever("accountability.pressure", 0.6, 0, 2, "index", "Pressure", "S1"),
        uncertain("learning.cycle", 4, 1, 6, "months", "Cycle", "S1"),
    )
}
BASE = Scenario("base", "", (), {}, (2017, 7), 120, Path("base.yaml"))
MORE = replace(BASE, name="more", changes={"support.days": ((24, 30.0), (60, 45.0))})


def test_without_changes_every_value_is_exactly_the_default_in_every_month() -> None:
    schedule = compile_schedule(load("california-2017"))
    first = schedule.at(0)
    for path, parameter in PARAMETERS.items():
        value = getattr(getattr(first, parameter.group), parameter.name)
        assert type(value) is float and value == parameter.default, path
    assert all(schedule.at(month) is first for month in range(120))


def test_a_value_holds_from_its_month_until_the_next() -> None:
    schedule = compile_schedule(MORE, DECLARED)
    days = [schedule.at(month).support.days for month in range(120)]
    assert days == [8.0] * 24 + [30.0] * 36 + [45.0] * 60


def test_months_in_which_nothing_changes_are_one_object_and_so_are_unchanged_groups() -> None:
    schedule = compile_schedule([BASE, MORE], DECLARED)
    assert len({id(schedule.at(month)) for month in range(120)}) == 3
    assert schedule.at(23) is schedule.at(0) and schedule.at(24) is not schedule.at(23)
    assert schedule.at(24).learning is schedule.at(23).learning
    assert schedule.at(24).support is not schedule.at(23).support


def test_a_date_that_changes_nothing_makes_no_new_object() -> None:
    same = replace(BASE, changes={"support.days": ((24, 8.0),)})
    schedule = compile_schedule(same, DECLARED)
    assert schedule.at(24) is schedule.at(0)


def test_columns_that_differ_are_arrays_and_columns_that_agree_are_floats() -> None:
    schedule = compile_schedule([BASE, MORE, BASE], DECLARED)
    assert schedule.columns == 3
    assert schedule.at(0).support.days == 8.0 and type(schedule.at(0).support.days) is float
    later = schedule.at(24).support.days
    assert later.dtype == np.float64 and later.tolist() == [8.0, 30.0, 8.0]
    assert type(schedule.at(24).support.share) is float
    assert compile_schedule([BASE, MORE], DECLARED, dtype=np.float32).at(24).support.days.dtype == np.float32


def test_shared_arrays_cannot_be_changed_in_place() -> None:
    values = compile_schedule([BASE, MORE], DECLARED).at(24).support.days
    with pytest.raises(ValueError, match="read-only"):
        values[0] = 1.0


def test_columns_must_share_one_horizon() -> None:
    short = replace(BASE, name="short", months=60)
    late = replace(BASE, name="late", start=(2018, 7))
    with pytest.raises(InputProblems) as caught:
        compile_schedule([BASE, short, late], DECLARED)
    assert [problem.found.split()[0] for problem in caught.value.problems] == ["short", "late"]


def test_outside_the_horizon_there_are_no_values() -> None:
    schedule = compile_schedule(BASE, DECLARED)
    for month in (-1, 120):
        with pytest.raises(IndexError):
            schedule.at(month)


@pytest.mark.parametrize(
    ("start", "month", "date"),
    [
        ((2017, 7), 0, "2017-07"),
        ((2017, 7), 5, "2017-12"),
        ((2017, 7), 6, "2018-01"),
        ((2019, 12), 13, "2021-01"),
    ],
)
def test_months_are_named_by_the_calendar(start: tuple[int, int], month: int, date: str) -> None:
    assert date_of(start, month) == date


PLAN = st.dictionaries(
    st.sampled_from(sorted(DECLARED)),
    st.dictionaries(st.integers(0, 23), st.sampled_from([1.0, 0.25, 0.6]), min_size=1).map(
        lambda steps: tuple(sorted(steps.items()))
    ),
)


@given(st.lists(PLAN, min_size=1, max_size=4))
def test_column_j_of_a_batch_is_run_j_alone(plans: list[dict[str, tuple[tuple[int, float], ...]]]) -> None:
    columns = [replace(BASE, name=str(number), months=24, changes=plan) for number, plan in enumerate(plans)]
    together = compile_schedule(columns, DECLARED)
    for number, scenario in enumerate(columns):
        alone = compile_schedule(scenario, DECLARED)
        for month in range(24):
            for path, parameter in DECLARED.items():
                batch = getattr(getattr(together.at(month), parameter.group), parameter.name)
                single = getattr(getattr(alone.at(month), parameter.group), parameter.name)
                assert np.broadcast_to(batch, len(columns))[number] == single, path
