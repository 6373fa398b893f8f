"""A Dashboard comes out its lag after June, with its list and then its assistance; each run has its own lag."""

import numpy as np
import pytest


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
