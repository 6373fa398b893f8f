"""Limiting cases 1 to 3 for every parameter anywhere in its range: the whole engine stays sound for 24 months."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sos_sim.model.mechanisms import county_offices
from sos_sim.parameters import PARAMETERS

SHARES_OF_ONE = (
    "leadership", "knowledge", "embedded", "data", "safety", "clarity", "belief", "surface", "authentic", "alignment",
    "relationship", "support", "time_used", "effectiveness", "response", "participation", "coach_skill", "identified",
    "intensive", "focus", "variety", "county_skill", "firefighting", "compliance", "gaming", "effort", "improvement",
    "slack",
)  # fmt: skip
NEVER_NEGATIVE = (
    "pressure", "fear", "burden", "reserve", "inflation", "exposure", "half_lives", "staff_exits", "leader_left",
    "days", "improvement_days", "unmet_days", "county_days", "spent", "cost", "contract", "assistance", "tenure",
)  # fmt: skip
TIME = ("operations", "firefighting", "compliance", "gaming", "effort", "improvement", "slack")


def values_of(parameter):
    if parameter.kind != "number":
        return st.integers(int(np.ceil(parameter.low)), int(parameter.high)).map(float)
    ends = st.sampled_from([parameter.low, parameter.high, parameter.default])
    return st.one_of(ends, st.floats(parameter.low, parameter.high))


ANY = st.fixed_dictionaries({path: values_of(parameter) for path, parameter in PARAMETERS.items()})


@pytest.fixture(scope="module")
def twenty_four(lab):
    return lab.small_world(24)


def unsound(engine, rounding):
    """Name what is not finite or out of its bounds."""
    state, p = engine.state, engine.schedule.at(engine.months - 1)
    found = [name for name, column in state.items() if not np.isfinite(column).all()]
    for name in SHARES_OF_ONE:
        column = getattr(state, name)
        if column.min() < -rounding or column.max() > 1.0 + rounding:
            found.append(f"{name} from {column.min()} to {column.max()}")
    found += [f"{name} {getattr(state, name).min()}" for name in NEVER_NEGATIVE if getattr(state, name).min() < 0.0]
    if (state.surface + state.authentic).max() > 1.0 + rounding:
        found.append("surface + authentic")
    if (state.inflation - np.asarray(p.gaming.largest)).max() > rounding:
        found.append("inflation above its ceiling")
    time = sum(getattr(state, name) for name in TIME)
    if np.abs(time - 1.0).max() > rounding:
        found.append(f"time shares sum to {time.min()} to {time.max()}")
    there = county_offices.capacity(state, p, engine._month(engine.index - 1))
    delivered = engine.places.by_county @ state.county_days
    if (delivered - there * (1.0 + 10 * rounding)).max() > rounding:
        found.append("coach-days above a county office's capacity")
    measured = engine.spring.measured
    if not (np.isfinite(measured).all() and np.isfinite(engine.spring.true).all()):
        found.append("results")
    rates = measured[engine.levels.cells.indicator > 1]
    if rates.min() < 0.0 or rates.max() > 100.0 + 1e-3:
        found.append("rates")
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=ANY, seed=st.integers(0, 2**63))
def test_any_parameters_in_range_keep_every_column_sound_for_two_years(lab, twenty_four, changes, seed):
    engine = lab.engine(twenty_four, [changes], [seed])
    for _ in range(24):
        lab.run(engine, 1)
        assert unsound(engine, 1e-12) == []


@pytest.mark.parametrize(("dtype", "rounding"), [(np.float64, 1e-12), (np.float32, 2e-6)])
def test_parameters_that_fill_their_ranges_keep_a_batch_sound(lab, twenty_four, dtype, rounding):
    rng = np.random.default_rng(3)
    strata = rng.permuted(np.tile(np.arange(48), (len(PARAMETERS), 1)), axis=1).T
    points = (strata + rng.random(strata.shape)) / 48
    policies = []
    for point in points:
        policy = {}
        for share, (path, parameter) in zip(point, PARAMETERS.items(), strict=True):
            value = parameter.low + share * (parameter.high - parameter.low)
            policy[path] = value if parameter.kind == "number" else float(round(value))
            assert parameter.allows(policy[path])
        policies.append(policy)
    engine = lab.engine(twenty_four, policies, range(48), dtype=dtype)
    with np.errstate(invalid="raise", over="raise", divide="raise"):
        for _ in range(24):
            lab.run(engine, 1)
            assert unsound(engine, rounding) == []


@pytest.mark.slow
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=ANY, seed=st.integers(0, 2**63))
def test_any_parameters_in_range_keep_every_column_sound_for_a_decade(lab, twenty_four, changes, seed):
    engine = lab.engine(twenty_four, [changes], [seed], months=120)
    for _ in range(10):
        lab.run(engine, 12)
        assert unsound(engine, 1e-12) == []
