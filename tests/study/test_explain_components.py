from __future__ import annotations

import numpy as np
import pytest

from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.study.explain.components import changed_paths, component_shares, find_components, mixtures
from sos_sim.study.many import end_values

OUTCOMES = ("capability", "true_outcome", "cost_per_pupil")


def in_futures(world, seeds, jobs=1):
    return lambda scenarios: end_values(world, scenarios, seeds, OUTCOMES, jobs=jobs)


def test_shares_sum_to_the_difference_of_the_two_scenarios_in_every_future(fake, world):
    base = fake.make_scenario("base", {"accountability.pressure": ((12, 1.0),)})
    policy = {"support.coe_coach_days": ((0, 20.0), (12, 40.0)), "support.improvement_share": ((12, 0.8),)}
    other = fake.make_scenario("other", policy)
    found = component_shares(base, other, in_futures(world, [1, 2, 3]))
    assert {each.path for each in found.components} == {"accountability.pressure", *policy}
    ends = end_values(world, [base, other], [1, 2, 3], OUTCOMES)
    np.testing.assert_array_equal(found.base, ends[0])
    np.testing.assert_array_equal(found.other, ends[1])
    np.testing.assert_allclose(found.shares.sum(axis=0), ends[1] - ends[0], rtol=0, atol=1e-12)
    assert (found.shares != 0).any(axis=(1, 2)).all()


def test_a_lever_that_does_nothing_gets_exactly_nothing(fake, world):
    # Networks that nobody belongs to: what a hub is worth cannot matter.
    base = fake.make_scenario("base", {"network.coverage": ((0, 0.0),)})
    moved = {"network.coverage": ((0, 0.0),), "network.hub": ((0, 1.0),), "support.coe_coach_days": ((12, 40.0),)}
    found = component_shares(base, fake.make_scenario("other", moved), in_futures(world, [1, 2]))
    shares = dict(zip([each.path for each in found.components], found.shares, strict=True))
    assert (shares["network.hub"] == 0.0).all()
    assert (shares["support.coe_coach_days"][:, 0] > 0).all()


def test_shares_do_not_depend_on_workers_or_on_how_many_futures_are_asked_for(fake, world):
    other = fake.make_scenario("other", {"accountability.pressure": ((12, 1.4),), "network.hub": ((0, 1.0),)})
    alone = component_shares(fake.make_scenario(), other, in_futures(world, [3]))
    among = component_shares(fake.make_scenario(), other, in_futures(world, [1, 2, 3, 4], jobs=2))
    np.testing.assert_array_equal(alone.shares[:, 0], among.shares[:, 2])


def test_a_change_that_changes_nothing_is_no_component(fake):
    usual = PARAMETERS["accountability.pressure"].default
    other = fake.make_scenario("other", {"accountability.pressure": ((12, usual),), "network.hub": ((0, 1.0),)})
    assert changed_paths(fake.make_scenario(), other) == ("network.hub",)


def test_what_only_the_base_changes_is_taken_back_in_the_mixtures(fake):
    base = fake.make_scenario("base", {"network.hub": ((0, 1.0),)})
    other = fake.make_scenario("other", {"accountability.pressure": ((12, 1.4),)})
    mixed = mixtures(base, other, find_components(base, other))
    assert len(mixed) == 4
    assert (mixed[0].changes, mixed[-1].changes) == (base.changes, other.changes)


def moved(count: int) -> dict[str, tuple[tuple[int, float], ...]]:
    """Move the first so many parameters of policy to an end of their range."""
    paths = [path for path, each in PARAMETERS.items() if each.role == "lever"][:count]
    return {path: ((0, PARAMETERS[path].high),) for path in paths if PARAMETERS[path].high != PARAMETERS[path].default}


@pytest.mark.parametrize("count", [8, 12, 40, 60])
def test_more_than_eight_changes_are_tied_by_group_and_none_is_lost(fake, count):
    other = fake.make_scenario("other", moved(count))
    paths = changed_paths(fake.make_scenario(), other)
    components = find_components(fake.make_scenario(), other)
    assert len(components) <= 8
    assert sorted(path for each in components for path in each.members) == sorted(paths)
    for each in components:
        if len(each.members) > 1:
            groups = {PARAMETERS[path].group for path in each.members}
            assert set(each.path.split(" + ")) == {f"{group}.*" for group in groups}
            # A tied group is whole.
            assert {path for path in paths if PARAMETERS[path].group in groups} == set(each.members)


def test_tying_keeps_as_many_parts_apart_as_it_can(fake):
    groups = {"accountability": ("pressure", "punitive", "patience_years", "cover", "advocacy", "lcap_load")}
    groups |= {"support": ("coe_coach_days", "improvement_share", "equalise"), "network": ("hub",)}
    paths = [f"{group}.{name}" for group, names in groups.items() for name in names]
    changes = {path: ((0, PARAMETERS[path].high),) for path in paths}
    components = find_components(fake.make_scenario(), fake.make_scenario("other", changes))
    assert len(components) == 8
    assert [each.path for each in components if len(each.members) > 1] == ["support.*"]


def test_scenarios_that_do_not_differ_are_refused(fake):
    with pytest.raises(InputProblems, match="same parameters as california-2017 in every month"):
        find_components(fake.make_scenario(), fake.make_scenario("twin"))
