from __future__ import annotations

import numpy as np
import pytest

from sos_sim.check.california.honesty import Look, look_at_all
from sos_sim.check.sample import sample_world
from sos_sim.scenario.scenario import load, with_settings
from sos_sim.world.build import World, embedded_world


@pytest.fixture(scope="module")
def small() -> World:
    return sample_world(embedded_world(), 80)


@pytest.fixture(scope="module")
def looks(small: World) -> dict[tuple[str, int, int], Look]:
    return by_key(look_at_all(small, load("california-2017"), [1, 2, 3]))


def by_key(looks: list[Look]) -> dict[tuple[str, int, int], Look]:
    return {(look.look, look.listed, look.years): look for look in looks}


def test_where_there_is_no_help_its_effect_is_exactly_nothing_and_the_look_sees_the_same(small: World) -> None:
    base = with_settings(load("california-2017"), ["support.assistance_days=0"])
    found = by_key(look_at_all(small, base, [1, 2]))
    for year in (2017, 2018):
        assert not found["effect, true", year, 1].values.any()
        assert not found["effect, measured", year, 1].values.any()
        naive, nobody = found["naive", year, 1].values, found["naive, nobody helped", year, 1].values
        np.testing.assert_array_equal(naive, nobody)
        assert naive.any()


def test_a_look_differs_from_that_without_help_by_the_effect_on_listed_minus_that_on_others(
    looks: dict[tuple[str, int, int], Look],
) -> None:
    # Help is small and begins after the list, so that what the look adds cannot exceed the effect by much.
    for later in (1, 2, 3):
        added = looks["naive", 2018, later].values - looks["naive, nobody helped", 2018, later].values
        assert np.abs(added).max() < 0.02


def test_every_list_and_year_is_looked_at_in_every_future(looks: dict[tuple[str, int, int], Look]) -> None:
    assert {key[1:] for key in looks} == {(year, later) for year in (2017, 2018) for later in (1, 2, 3)}
    assert all(len(look.values) == 3 and np.isfinite(look.values).all() for look in looks.values())


def test_being_listed_moves_what_is_measured_more_than_what_is_true(looks: dict[tuple[str, int, int], Look]) -> None:
    measured = looks["effect of the list, measured", 2018, 3].mean
    assert measured > looks["effect of the list, true", 2018, 3].mean
