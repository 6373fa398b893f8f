"""Limiting cases 21, 23 and 24 of the theory: common random numbers, order of districts, size of the step."""

import numpy as np
import pytest

from sos_sim.world.build import build_world

CHANGE = 14
"""Month of the first difference between the policies of case 21."""
LATER = {
    "support.coe_coach_days": ((CHANGE, 60.0),),
    "accountability.pressure": ((CHANGE, 1.8),),
    "turnover.leader_retention": ((CHANGE, 0.5),),
    "measurement.drift": ((CHANGE, 0.2),),
    "network.peer_weight": ((CHANGE, 0.0),),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("path", LATER)
def test_two_policies_are_identical_until_the_first_month_they_differ(lab, forty, dtype, path):
    """Case 21."""
    both = lab.engine(forty, [{}, {path: LATER[path]}], months=30, dtype=dtype)
    for month in range(30):
        same = all(np.array_equal(c[..., 0], c[..., -1]) for _, c in both.state.items())
        same &= bool(np.array_equal(both.spring.measured[:, 0], both.spring.measured[:, -1]))
        assert same or month > CHANGE
        lab.run(both, 1)
    assert not same


@pytest.mark.parametrize("path", LATER)
def test_a_policy_alone_meets_the_same_chances_as_any_other_alone(lab, forty, path):
    """Case 21, in runs of their own."""
    one, other = lab.engine(forty, [{}]), lab.engine(forty, [{path: LATER[path]}])
    for _ in range(CHANGE):
        lab.run(one, 1)
        lab.run(other, 1)
    for (name, mine), (_, theirs) in zip(one.state.items(), other.state.items(), strict=True):
        assert np.array_equal(mine, theirs), name


BY_COUNTY = ("county_skill", "county_capacity")
OF_STATE = ("money_left", "variety")


def test_permuting_districts_permutes_everything_and_changes_nothing(lab, forty):
    """Case 23."""
    order = np.random.default_rng(5).permutation(len(forty.districts))
    policies = [{}, {"support.coe_coach_days": 40.0, "network.coverage": 0.5}]
    straight = lab.run(lab.engine(forty, policies, months=36), 36)
    permuted = lab.run(lab.engine(build_world(forty.districts.take(order)), policies, months=36), 36)
    for name, column in straight.state.items():
        theirs = getattr(permuted.state, name)
        if name in BY_COUNTY or name in OF_STATE:
            expected = column
        else:
            expected = column[:, order] if name == "history" else column[order]
        assert theirs.dtype == expected.dtype
        if column.dtype == bool:
            assert np.array_equal(theirs, expected), name
        else:
            assert theirs == pytest.approx(expected, rel=1e-9, abs=1e-9), name


SMOOTH = {
    "turnover.leader_hazard": 0.0,
    "adoption.abandonment": 0.0,
    "providers.willing": 0.0,
    "accountability.identification": 0.0,
    "pressure.gap": 0.0,
}
"""Nothing is drawn by lot, and nothing hangs on colours."""
LOOKED_AT = (
    "knowledge", "embedded", "authentic", "surface", "safety", "clarity", "inflation", "passing", "relationship",
)  # fmt: skip


def means(lab, world, steps, changes, seeds=(1,)):
    policy = changes | {"support.coe_coach_days": 40.0, "support.improvement_share": 0.8}
    engine = lab.engine(world, [policy] * len(seeds), seeds, months=36, steps_per_month=steps)
    state = lab.run(engine, 36).state
    half_lives = state.half_lives.mean(axis=(0, 1))
    return np.stack([*(getattr(state, name).mean(axis=0) for name in LOOKED_AT), half_lives])


def test_halving_the_step_halves_its_error_where_nothing_is_drawn_by_lot(lab, forty):
    """Case 24: means change by O(dt); cases 7 and 9 are checked at several steps where they stand."""
    one, two, four, eight = (means(lab, forty, steps, SMOOTH)[:, 0] for steps in (1, 2, 4, 8))
    assert np.abs(one - two).max() < 0.02
    ratio = (two - four) / (four - eight)
    moved = np.abs(two - four) > 1e-5
    assert moved.sum() >= 8
    assert (np.abs(ratio[moved] - 2.0) < 0.5).all()


def test_halving_the_step_leaves_the_means_over_seeds_where_they_are(lab):
    """Case 24, the whole engine: within three standard errors and the O(dt) shift of the smooth case."""
    world, seeds = lab.small_world(80), range(12)
    one, two = means(lab, world, 1, {}, seeds), means(lab, world, 2, {}, seeds)
    error = np.sqrt((one.var(axis=1, ddof=1) + two.var(axis=1, ddof=1)) / len(seeds))
    assert (np.abs(one.mean(axis=1) - two.mean(axis=1)) < 3 * error + 0.01).all()
