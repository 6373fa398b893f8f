"""Designs: which points an experiment has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.scenario.experiment import load_experiment
from sos_sim.study.sweep.design import by_seed, experiment_points, latin_hypercube, unit_points

TEXT = """\
name: some
scenarios: [california-2017, intensive-support]
levers: {accountability.pressure: [0, 1], support.coe_coach_days: [5, 10, 20]}
uncertainties: {learning.cycle_months: {low: 1, high: 6}, turnover.knowledge_lost: {low: 0.1, high: 0.3}}
design: {kind: latin-hypercube, points: 4}
seeds: 3
"""


@pytest.fixture
def experiment(tmp_path):
    file = tmp_path / "some.yaml"
    file.write_text(TEXT)
    return load_experiment(file, OUTCOMES)


def test_lists_and_scenarios_are_crossed_with_the_sample_of_the_ranges(experiment):
    points = experiment_points(experiment)
    assert len(points) == 2 * 2 * 3 * 4
    assert {point.policy for point in points} == set(range(12))
    assert {point.future for point in points} == set(range(4))
    met = {(point.policy, point.future) for point in points}
    assert len(met) == len(points), "every policy meets every future once"


def test_every_policy_meets_the_same_values_of_the_uncertainties(experiment):
    by_policy = {}
    for point in experiment_points(experiment):
        values = (point.settings["learning.cycle_months"], point.settings["turnover.knowledge_lost"])
        by_policy.setdefault(point.policy, set()).add(values)
    assert len(set(map(frozenset, by_policy.values()))) == 1


def test_a_factorial_design_cuts_ranges_into_levels_from_end_to_end(experiment):
    cut = replace(experiment, kind="factorial", size=3)
    points = experiment_points(cut)
    assert len(points) == 2 * 2 * 3 * 3 * 3
    assert {point.settings["learning.cycle_months"] for point in points} == {1.0, 3.5, 6.0}


def test_sampled_lever_ranges_make_every_point_a_policy_of_its_own(tmp_path):
    file = tmp_path / "ranges.yaml"
    file.write_text(
        "name: ranges\nscenarios: [california-2017]\nlevers: {accountability.pressure: {low: 0, high: 1}}\n"
        "uncertainties: {learning.cycle_months: {low: 1, high: 6}}\ndesign: {kind: sobol, points: 8}\n"
    )
    points = experiment_points(load_experiment(file, OUTCOMES))
    assert [point.policy for point in points] == [point.future for point in points] == list(range(8))


def test_seeds_are_crossed_with_points(experiment):
    points = experiment_points(experiment)
    runs = list(by_seed(points, experiment.seeds))
    assert len(set(runs)) == len(points) * 3
    assert [seed for seed, _ in runs] == sorted(seed for seed, _ in runs)


def test_all_means_every_uncertainty_over_its_range(tmp_path):
    from sos_sim.parameters import PARAMETERS

    file = tmp_path / "all.yaml"
    file.write_text(
        "name: all\nscenarios: [california-2017]\nuncertainties: all\ndesign: {kind: latin-hypercube, points: 40}\n"
    )
    points = experiment_points(load_experiment(file, OUTCOMES))
    named = {path for path, each in PARAMETERS.items() if each.role == "uncertainty" and each.low < each.high}
    for point in points:
        assert set(point.settings) == named
        assert all(PARAMETERS[path].allows(value) for path, value in point.settings.items())
    for path in named:
        if PARAMETERS[path].kind == "switch":
            assert {point.settings[path] for point in points} == {0.0, 1.0}


@given(some.integers(1, 40), some.integers(1, 5))
def test_a_latin_hypercube_has_one_point_in_every_slice(size, dimensions):
    sample = latin_hypercube(dimensions, [size])
    for column in sample.T:
        assert sorted(np.floor(column * size).astype(int)) == list(range(size))


@given(some.integers(1, 30), some.integers(1, 30))
def test_an_extended_hypercube_keeps_its_points_and_fills_empty_slices(first, more):
    small, large = latin_hypercube(3, [first]), latin_hypercube(3, [first, first + more])
    assert np.array_equal(large[:first], small)
    size = first + more
    for column in large.T:
        slices = np.floor(column * size).astype(int)
        assert len(set(slices[first:])) == more
        assert not set(slices[first:]) & set(slices[:first])


def test_doubling_a_hypercube_gives_a_hypercube():
    sample = latin_hypercube(4, [16, 32])
    covered = [len(set(np.floor(column * 32).astype(int))) for column in sample.T]
    assert covered == [32] * 4


def test_a_larger_sobol_design_holds_the_smaller_one():
    assert np.array_equal(unit_points("sobol", 5, [64])[:16], unit_points("sobol", 5, [16]))


def test_settings_hold_from_the_start_and_for_the_whole_horizon(experiment):
    scenario = experiment.scenarios[1]
    point = next(p for p in experiment_points(experiment) if p.scenario == scenario.name)
    laid = point.over(scenario)
    assert laid.changes["support.coe_coach_days"] == ((0, point.settings["support.coe_coach_days"]),)
    kept = set(scenario.changes) - set(point.settings)
    assert kept and all(laid.changes[path] == scenario.changes[path] for path in kept)


@pytest.mark.parametrize("kind", ["{kind: factorial, levels: 2}", "{kind: sobol, points: 2}"])
def test_dated_settings_hold_from_their_month_and_leave_what_was_before(tmp_path, kind):
    file = tmp_path / "dated.yaml"
    levers = "{support.coe_coach_days: {2018-07: [5, 60]}, accountability.pressure: {2019-01: {low: 0, high: 1}}}"
    file.write_text(f"scenarios: [high-pressure]\nlevers: {levers}\ndesign: {kind}\n")
    experiment = load_experiment(file, OUTCOMES)
    (scenario,) = experiment.scenarios
    days = ((0, 7.0), (6, 8.0), (12, 9.0), (24, 1.0))
    scenario = replace(scenario, changes={**scenario.changes, "support.coe_coach_days": days})
    for point in experiment_points(experiment):
        laid = point.over(scenario)
        assert laid.changes["support.coe_coach_days"] == (
            (0, 7.0), (6, 8.0), (12, point.settings["support.coe_coach_days"])
        )  # fmt: skip
        before = tuple(step for step in scenario.changes["accountability.pressure"] if step[0] < 18)
        assert laid.changes["accountability.pressure"] == (*before, (18, point.settings["accountability.pressure"]))


def test_a_factor_dated_at_the_start_is_one_for_the_whole_horizon(tmp_path, experiment):
    file = tmp_path / "dated.yaml"
    file.write_text(TEXT.replace("[5, 10, 20]", "{2017-07: [5, 10, 20]}"))
    dated = load_experiment(file, OUTCOMES)
    by_name = {each.name: each for each in experiment.scenarios}
    for one, other in zip(experiment_points(dated), experiment_points(experiment), strict=True):
        assert one.over(by_name[one.scenario]) == other.over(by_name[other.scenario])


def test_the_shipped_map_of_support_and_pressure_crosses_its_levers_and_both_switches():
    path = Path(__file__).parents[2] / "experiments" / "support-by-pressure.yaml"
    points = experiment_points(load_experiment(path, OUTCOMES))
    assert len({point.policy for point in points}) * 4 == len(points)
    assert {(point.settings["pressure.attention"], point.settings["pressure.effort"]) for point in points} == {
        (0, 0), (0, 1), (1, 0), (1, 1)
    }  # fmt: skip
