from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sos_sim.parameters.declare import lever, uncertain
from sos_sim.store.keys import batch_key, model_version, population_hash, run_key, value_history

PARAMETERS = {
    parameter.path: parameter
    for parameter in (
        lever("support.coe_coach_days", 15, 0, 60, "days", "Coach-days", "L01"),
        uncertain("learning.cycle_months", 3, 1, 6, "months", "Cycle", "H01"),
    )
}


def _key(scenario, seed=1, population="aaaa", version="0.1"):
    return run_key(scenario, seed, PARAMETERS, population, version)


def test_a_key_is_sixteen_hexadecimal_digits(fake):
    key = _key(fake.make_scenario())
    assert len(key) == 16
    assert int(key, 16) >= 0


@pytest.mark.parametrize(
    "other",
    [
        lambda base: (replace(base, changes={"support.coe_coach_days": ((0, 30.0),)}), {}),
        lambda base: (replace(base, changes={"support.coe_coach_days": ((12, 30.0),)}), {}),
        lambda base: (replace(base, months=base.months + 12), {}),
        lambda base: (replace(base, start=(2018, 7)), {}),
        lambda base: (base, {"seed": 2}),
        lambda base: (base, {"population": "bbbb"}),
        lambda base: (base, {"version": "0.2"}),
    ],
)
def test_whatever_decides_the_numbers_changes_the_key(fake, other):
    base = fake.make_scenario()
    scenario, options = other(base)
    assert _key(scenario, **options) != _key(base)


def test_names_and_changes_that_change_nothing_leave_the_key(fake):
    base = fake.make_scenario()
    renamed = replace(base, name="other", description="other")
    idle = replace(base, changes={"support.coe_coach_days": ((0, 15.0), (12, 15.0))})
    assert _key(base) == _key(renamed) == _key(idle)


def test_the_history_of_a_value_lists_only_real_steps(fake):
    scenario = replace(
        fake.make_scenario(), changes={"support.coe_coach_days": ((6, 15.0), (12, 30.0), (18, 30.0))}
    )
    assert value_history(scenario, PARAMETERS["support.coe_coach_days"]) == [(0, 15.0), (12, 30.0)]
    assert value_history(scenario, PARAMETERS["learning.cycle_months"]) == [(0, 3.0)]


def test_a_batch_is_named_by_its_runs_their_scenarios_and_what_is_kept():
    keys = {
        batch_key(runs)
        for runs in (
            [("a", "x", True)],
            [("a", "x", False)],
            [("a", "y", True)],
            [("a", "x", True), ("b", "x", True)],
        )
    }
    assert len(keys) == 4


def test_a_population_is_hashed_by_its_content(world):
    districts = world.districts
    assert population_hash(districts) == population_hash(districts.take(range(len(districts))))
    assert population_hash(replace(districts, notes=("read elsewhere",))) == population_hash(districts)
    richer = np.clip(districts.upp - 0.001, 0, 1)
    assert population_hash(replace(districts, upp=richer)) != population_hash(districts)
    assert population_hash(districts.take(range(5))) != population_hash(districts)


def test_the_model_version_names_release_and_content():
    from sos_sim import __version__

    release, content = model_version().split("+")
    assert release == __version__
    assert len(content) == 8
