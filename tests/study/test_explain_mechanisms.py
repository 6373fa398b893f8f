from __future__ import annotations

import numpy as np
import pytest

from sos_sim.observe.run import run_batch
from sos_sim.parameters import PARAMETERS
from sos_sim.study.explain import mechanisms
from sos_sim.study.explain.channels import CHANNELS, EXPLAINED, channel_of
from sos_sim.study.explain.mechanisms import mechanism_shares
from sos_sim.study.explain.shapley import shapley


def shares_of(found, outcome: str) -> dict[str, np.ndarray]:
    column = found.outcomes.index(outcome)
    names = [channel.name for channel in found.channels]
    return dict(zip(names, found.shares[:, :, column], strict=True))


def difference(world, base, other, seed, dtype) -> np.ndarray:
    recording = run_batch(world, [base, other], [seed, seed], dtype=dtype, outcomes=[*EXPLAINED, "capability"])
    return recording.statewide[-1, :, 1] - recording.statewide[-1, :, 0]


def test_channels_sum_to_the_difference_between_the_two_runs(fake, world):
    base = fake.make_scenario(years=5)
    changes = {"support.coe_coach_days": ((12, 60.0),), "accountability.pressure": ((6, 1.6),)}
    other = fake.make_scenario("other", changes, years=5)
    found = mechanism_shares(world, base, other, [1, 4], dtype=np.float64)
    for place, seed in enumerate((1, 4)):
        whole = difference(world, base, other, seed, np.float64)
        np.testing.assert_allclose(found.shares[:, place].sum(axis=0), whole[:4], rtol=0, atol=1e-5)
        np.testing.assert_allclose(found.areas[:, place].sum(), whole[4], rtol=0, atol=1e-5)
    for name in ("time to test", "learning per test", "retention", "spread", "direct effort"):
        assert (shares_of(found, "true_outcome")[name] != 0).all(), name


def test_mixtures_of_one_run_alone_are_that_run_to_the_last_bit(fake, world, monkeypatch):
    seen = []
    monkeypatch.setattr(mechanisms, "_check", lambda ends, values, shares: seen.append((ends, values)))
    changes = {"accountability.pressure": ((6, 1.6),), "learning.cycle_months": ((0, 2.0),)}
    other = fake.make_scenario("other", changes, years=3)
    mechanism_shares(world, fake.make_scenario(years=3), other, [7])
    ((ends, values),) = seen
    np.testing.assert_array_equal(values[[0, -1]], ends)


def test_channels_carry_everything_whatever_parameters_differ(fake, world):
    """Move every parameter at once: none may act on outcomes outside its channel."""
    draw = np.random.default_rng(5)
    changes = {}
    for path, each in PARAMETERS.items():
        value = each.default + draw.uniform(-0.25, 0.25) * (each.high - each.low)
        value = float(np.clip(value, each.low, each.high))
        changes[path] = ((0, value if each.kind == "number" else float(round(value))),)
    other = fake.make_scenario("other", changes, years=3)
    found = mechanism_shares(world, fake.make_scenario(years=3), other, [2], dtype=np.float64)
    whole = difference(world, fake.make_scenario(years=3), other, 2, np.float64)
    np.testing.assert_allclose(found.shares[:, 0].sum(axis=0), whole[:4], rtol=0, atol=1e-5)
    assert (shares_of(found, "true_outcome")["measurement"] != 0).all()


def test_what_is_added_gets_the_same_share_as_in_every_mixture_of_all_channels(fake, world, monkeypatch):
    other = fake.make_scenario("other", {"accountability.pressure": ((0, 1.6),)})
    few = mechanism_shares(world, fake.make_scenario(), other, [1], dtype=np.float64)
    everything = np.arange(64)[:, None] >> np.arange(6) & 1
    seen = []
    monkeypatch.setattr(mechanisms, "_mixtures", lambda channels: everything)
    monkeypatch.setattr(mechanisms, "_shares", lambda values, *_: seen.append(values) or shapley(values))
    mechanism_shares(world, fake.make_scenario(), other, [1], dtype=np.float64)
    np.testing.assert_allclose(few.shares[:, 0], shapley(seen[0]), rtol=0, atol=1e-9)


def test_more_gaming_moves_inflation_and_nothing_else(fake, world):
    # Within a year: later a Dashboard that shows inflated results takes pressure away.
    other = fake.make_scenario("other", {"gaming.response": ((1, PARAMETERS["gaming.response"].default),)}, years=1)
    other.changes["gaming.inflation"] = ((0, PARAMETERS["gaming.inflation"].high),)
    found = mechanism_shares(world, fake.make_scenario(years=1), other, [1])
    for outcome in EXPLAINED:
        for name, shares in shares_of(found, outcome).items():
            if name == "inflation" and outcome in ("measured_outcome", "inflation"):
                assert (shares > 0).all()
            else:
                assert (shares == 0).all(), (outcome, name)


def test_older_data_teach_less_per_test_and_nothing_else(fake, world):
    other = fake.make_scenario("other", {"learning.local_data_age": ((0, 3.0),)}, years=1)
    found = mechanism_shares(world, fake.make_scenario(years=1), other, [1])
    true = shares_of(found, "true_outcome")
    assert (true.pop("learning per test") < 0).all()
    assert all((shares == 0).all() for shares in true.values())


@pytest.mark.parametrize(
    ("path", "value", "channel"),
    [
        ("embedding.loose_worth", 1.0, "retention"),
        ("outcomes.tests_rate", 2.0, "spread"),
        ("outcomes.reach", 0.8, "spread"),
        ("pressure.direct_effort", 0.14, "direct effort"),
    ],
)
def test_a_parameter_that_acts_in_one_factor_shows_in_its_channel_only(fake, world, path, value, channel):
    other = fake.make_scenario("other", {path: ((0, value),)}, years=1)
    found = mechanism_shares(world, fake.make_scenario(years=1), other, [1])
    true = shares_of(found, "true_outcome")
    assert (true.pop(channel) != 0).all()
    assert all((shares == 0).all() for shares in true.values())


def test_shares_do_not_depend_on_workers(fake, world):
    other = fake.make_scenario("other", {"accountability.pressure": ((6, 1.6),)}, years=2)
    one, two = (mechanism_shares(world, fake.make_scenario(years=2), other, [1, 2], jobs=jobs) for jobs in (1, 2))
    np.testing.assert_array_equal(one.shares, two.shares)


def test_a_difference_outside_the_channels_is_never_passed_over(fake, world, monkeypatch):
    monkeypatch.setattr(mechanisms, "channel_of", lambda path: "")
    other = fake.make_scenario("other", {"outcomes.reach": ((0, 1.0),)}, years=2)
    with pytest.raises(RuntimeError, match="do not reproduce"):
        mechanism_shares(world, fake.make_scenario(years=2), other, [1])


def test_every_channel_names_columns_and_parameters_that_exist(world, fake):
    from sos_sim.model.state import State

    for channel in CHANNELS:
        assert set(channel.columns) <= set(State.__dataclass_fields__)
        for name in channel.parameters:
            assert any(path == name or path.startswith(name) for path in PARAMETERS), name
    assert channel_of("outcomes.points_per_sd") == "measurement"
    assert channel_of("support.coe_coach_days") == ""
