"""Limiting case 19 on the whole engine: a before/after comparison credits assistance with what it did not do."""

import dataclasses

import numpy as np
import pytest

from sos_sim.observe.run import run_batch
from sos_sim.scenario.scenario import load, with_settings
from sos_sim.world.build import embedded_world

SEEDS = tuple(range(1, 13))
ARMS = ("nobody helps", "nobody helps who is asked", "2017 conditions", "2017 conditions without assistance")


@pytest.fixture(scope="module")
def arms():
    """Run four arms for three years; give measured outcomes and who was identified, (years, N, arms, seeds)."""
    nobody, usual = load("no-support"), load("california-2017")
    scenarios = (
        nobody,
        with_settings(nobody, ["support.assistance_days=60"]),
        usual,
        with_settings(usual, ["support.assistance_days=0"]),
    )
    short = [dataclasses.replace(scenario, months=36) for scenario in scenarios]
    runs = [scenario for scenario in short for _ in SEEDS]
    recording = run_batch(embedded_world(), runs, SEEDS * len(short), keep_districts=[True] * len(runs))
    assert recording.years == (2017, 2018, 2019)
    columns = []
    for name in ("measured_outcome", "identified"):
        values = recording.by_district[:, recording.district_outcomes.index(name)].astype(float)
        columns.append(values.reshape(*values.shape[:2], len(ARMS), len(SEEDS)))
    return columns


def before_and_after(measured, identified, arm):
    """Compare the yearly change of those identified in December 2018 with that of the others, by seed."""
    change, listed = measured[2, :, arm] - measured[1, :, arm], identified[1, :, arm] > 0
    return np.array([change[on, seed].mean() - change[~on, seed].mean() for seed, on in enumerate(listed.T)])


@pytest.mark.parametrize("arm", range(len(ARMS)), ids=ARMS)
def test_identified_districts_seem_to_gain_in_every_arm(arms, arm):
    gain = before_and_after(*arms, arm)
    error = gain.std(ddof=1) / np.sqrt(len(SEEDS))
    assert gain.mean() > 3 * error
    assert 0.002 < gain.mean() < 0.05


def test_without_days_to_give_assistance_has_no_effect_at_all(arms):
    measured, _ = arms
    assert np.array_equal(measured[:, :, 0], measured[:, :, 1])


def test_a_year_of_assistance_as_in_2018_does_a_tenth_of_what_it_seems_to_do_at_most(arms):
    measured, identified = arms
    listed = identified[1, :, 3] > 0
    difference = measured[2, :, 2] - measured[2, :, 3]
    effect = np.array([difference[on, seed].mean() for seed, on in enumerate(listed.T)])
    assert abs(effect.mean()) < 0.1 * before_and_after(measured, identified, 2).mean()
