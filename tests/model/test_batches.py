"""Runs side by side: each is what it would be alone, whoever stands beside it."""

import numpy as np
import pytest

POLICIES = (
    {},
    {"support.coe_coach_days": ((6, 40.0), (18, 68.8)), "support.equalise": 1.0, "coherence.framework_share": 0.8},
    {"accountability.pressure": ((12, 1.4),), "accountability.punitive": 0.8},
    {"network.peer_weight": 3.0, "network.coverage": 0.6, "measurement.drift": 0.5, "outcomes.reach": 0.8},
    {"support.coverage": 0.2, "support.coe_coach_days": 20.8, "providers.subsidy": 0.5},
    {
        "support.equalise": 0.5,
        "support.steepness": 2.0,
        "adoption.start_leaning": 0.5,
        "learning.cadence": 2.0,
        "learning.cadence_diminishing": 0.3,
        "lcap.cycles": 3.0,
        "lcap.cycle_paperwork": 0.7,
        "time.savings": 0.5,
    },
)
"""The last one has exponents at which a power of one number may round otherwise than that of many."""
SEEDS = (1, 2, 1, 3, 2, 1)
MONTHS = 36


def columns_of(engine):
    columns = dict(engine.state.items())
    columns["measured"] = engine.spring.measured
    columns["true"] = engine.spring.true
    columns["equity"] = engine.equity
    return columns


def column(values, run):
    return values[..., min(run, values.shape[-1] - 1)].astype(float)


@pytest.fixture(scope="module", params=[np.float64, np.float32], ids=["double", "single"])
def together(request, lab, forty):
    return lab.run(lab.engine(forty, POLICIES, SEEDS, months=MONTHS, dtype=request.param), MONTHS)


@pytest.mark.parametrize("run", range(len(POLICIES)))
def test_each_run_of_a_batch_equals_that_run_alone_bit_for_bit(lab, forty, together, run):
    dtype = together.streams.dtype
    alone = lab.run(lab.engine(forty, [POLICIES[run]], [SEEDS[run]], months=MONTHS, dtype=dtype.type), MONTHS)
    beside = columns_of(together)
    for name, values in columns_of(alone).items():
        assert np.array_equal(column(values, 0), column(beside[name], run)), name


@pytest.mark.parametrize("groups", [((0, 1), (2, 3), (4, 5)), ((4, 2, 0), (1, 3, 5)), ((0, 1, 2, 3), (5, 4))])
def test_any_way_of_dividing_runs_into_batches_gives_the_same_numbers(lab, forty, together, groups):
    dtype = together.streams.dtype
    whole = columns_of(together)
    for group in groups:
        part = lab.engine(
            forty, [POLICIES[run] for run in group], [SEEDS[run] for run in group], months=MONTHS, dtype=dtype.type
        )
        for name, values in columns_of(lab.run(part, MONTHS)).items():
            for place, run in enumerate(group):
                assert np.array_equal(column(values, place), column(whole[name], run)), name


def test_the_same_run_twice_gives_the_same_numbers(lab, forty):
    first, second = (lab.run(lab.engine(forty, POLICIES, SEEDS, dtype=np.float32), 24) for _ in range(2))
    for name, values in columns_of(first).items():
        assert np.array_equal(values, columns_of(second)[name]), name


def test_single_precision_follows_double_where_nothing_is_drawn_by_lot(lab, forty):
    """Uniforms of single precision are other draws than those of double, so both start from one state."""
    no_lot = {"turnover.leader_hazard": 0.0, "adoption.abandonment": 0.0, "providers.willing": 0.0}
    policies = [policy | no_lot for policy in POLICIES]
    double, single = (lab.engine(forty, policies, SEEDS, dtype=kind) for kind in (np.float64, np.float32))
    for name, values in single.state.items():
        getattr(double.state, name)[...] = values
    for engine in (double, single):
        lab.run(engine, 12)
    for name in ("knowledge", "embedded", "authentic", "surface", "safety", "clarity", "belief", "exposure", "data"):
        assert getattr(single.state, name) == pytest.approx(getattr(double.state, name), abs=1e-5), name
        assert getattr(single.state, name).dtype == np.float32
