"""A Dashboard comes out its lag after June, with its list and then its assistance; each run has its own lag."""

from dataclasses import replace

import numpy as np
import pytest

from sos_sim.model.engine import Engine
from sos_sim.scenario.schedule import compile_schedule


@pytest.fixture(scope="module")
def forty(lab):
    return lab.small_world(40)


def first_list(lab, world, lag, months=30):
    """Return in which months the first list came out and assistance began, counted from July 2017."""
    engine = lab.engine(world, [{"accountability.lag_months": lag}], months=months)
    listed = served = None
    for month in range(months):
        lab.run(engine, 1)
        if listed is None and engine.state.identified.any():
            listed = month
        if served is None and engine.state.assistance.any():
            served = month
    return listed, served


@pytest.mark.parametrize(("lag", "listed"), [(0.0, 0), (1.0, 0), (2.0, 1), (5.5, 5), (6.0, 5), (12.0, 11), (18.0, 17)])
def test_the_list_comes_out_its_lag_after_june_and_assistance_the_month_after(lab, forty, lag, listed):
    assert first_list(lab, forty, lag) == (listed, listed + 1)


def test_runs_with_other_lags_side_by_side_are_as_they_are_alone(lab, forty):
    policies = [{"accountability.lag_months": lag} for lag in (6.0, 0.0, 18.0, 9.0)]
    together = lab.run(lab.engine(forty, policies, months=42), 42)
    for run, policy in enumerate(policies):
        alone = lab.run(lab.engine(forty, [policy], months=42), 42)
        for name, column in alone.state.items():
            beside = getattr(together.state, name)
            if beside.shape[-1] == len(policies):
                assert np.array_equal(beside[..., run], column[..., 0]), name


def test_a_late_dashboard_shows_the_spring_before(lab, forty):
    engine = lab.engine(forty, [{"accountability.lag_months": 18.0}], months=24)
    lab.run(engine, 17)
    assert [each.dashboard.year for each in engine.waiting] == [2017, 2018]
    lab.run(engine, 1)
    assert [each.dashboard.year for each in engine.waiting] == [2018]


def test_a_run_that_starts_after_a_dashboard_came_out_starts_with_its_list(lab, forty):
    scenario = replace(lab.scenario({}, 24), start=(2018, 2))
    engine = Engine(forty, compile_schedule([scenario], dtype=np.float64), [1], dtype=np.float64)
    lab.run(engine, 1)
    assert engine.state.identified.any()
    assert not engine.waiting


def test_every_column_keeps_its_precision_whether_or_not_runs_share_their_parameters(lab, forty):
    policies = [{}, {"support.coe_coach_days": 60.0, "accountability.pressure": 1.2, "network.coverage": 0.5}]
    for side_by_side in (policies[:1], policies):
        engine = lab.run(lab.engine(forty, side_by_side, months=20, dtype=np.float32), 20)
        kinds = {name: column.dtype for name, column in engine.state.items()}
        assert {name for name, kind in kinds.items() if kind != np.float32} == {"overloaded"}
