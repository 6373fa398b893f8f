"""The six policies of the prototype's last figure: direction and order, not levels.

Effects are differences to 2017 conditions on the same seeds, in student SD unless said. What the prototype showed
and this model does not is marked as an expected failure with what was measured, not loosened.
"""

import dataclasses

import numpy as np
import pytest

from sos_sim.observe.run import run_batch
from sos_sim.scenario.scenario import load, with_settings
from sos_sim.world.build import embedded_world

SEEDS = (1, 2, 3, 4)
NO_ASSISTANCE = ("support.assistance_days=0",)
FULL = (
    "support.coe_coach_days=68.8",
    "support.improvement_share=0.8",
    "support.equalise=1",
    "coherence.framework_share=0.8",
)
STOPPED = (
    "support.coe_coach_days@2020-07=8.8",
    "support.improvement_share@2020-07=0.25",
    "support.equalise@2020-07=0",
    "coherence.framework_share@2020-07=0",
)
MODERATE = ("support.coe_coach_days=30", *FULL[1:])
RICHER = (
    "accountability.priorities=5",
    "accountability.cover=0.6",
    "embedding.codify=0.7",
    "embedding.formal=0.5",
    "accountability.lcap_load=0.3",
)
POLICIES = {
    "2017": NO_ASSISTANCE,
    "assistance as in 2018": (),
    "pressure": (*NO_ASSISTANCE, "accountability.pressure=1.4", "accountability.punitive=0.8"),
    "full": FULL,
    "stopped": (*FULL, *STOPPED),
    "moderate": MODERATE,
    "moderate and richer": (*MODERATE, *RICHER),
}


class Effects:
    """Give the effect of a policy on an outcome some months after the start, by seed."""

    def __init__(self, recording):
        self.recording = recording

    def level(self, policy, outcome, months):
        run = list(POLICIES).index(policy) * len(SEEDS)
        row = self.recording.statewide[months // 3, self.recording.outcomes.index(outcome)]
        return row[run : run + len(SEEDS)]

    def __call__(self, policy, months, outcome="true_outcome"):
        return self.level(policy, outcome, months) - self.level("2017", outcome, months)


@pytest.fixture(scope="module")
def effect():
    usual = load("california-2017")
    scenarios = [with_settings(usual, settings) for settings in POLICIES.values()]
    named = [dataclasses.replace(scenario, name=name) for scenario, name in zip(scenarios, POLICIES, strict=True)]
    runs = [scenario for scenario in named for _ in SEEDS]
    return Effects(run_batch(embedded_world(), runs, SEEDS * len(POLICIES)))


@pytest.mark.parametrize("months", [12, 36, 60, 120])
def test_assistance_as_in_2018_and_2017_conditions_lie_on_each_other(effect, months):
    assert np.abs(effect("assistance as in 2018", months)).max() < 0.003
    assert np.abs(effect("assistance as in 2018", months, "authentic")).max() < 0.01
    assert np.abs(effect("assistance as in 2018", months)).max() < 0.05 * max(effect("full", months).mean(), 0.06)


def test_pressure_alone_gains_first_and_ends_below_2017_conditions(effect):
    assert effect("pressure", 12).mean() > 0.0
    assert (effect("pressure", 120) < 0.0).all()


@pytest.mark.parametrize("months", [12, 36, 60, 120])
def test_pressure_alone_inflates_results_and_the_more_the_longer(effect, months):
    assert (effect("pressure", months, "inflation") > effect("pressure", months - 12, "inflation")).all()
    # What is measured rises where what is true does not.
    assert (effect("pressure", months, "measured_outcome") > effect("pressure", months)).all()


def test_pressure_alone_halves_real_practice_or_worse(effect):
    left = effect.level("pressure", "authentic", 120) / effect.level("2017", "authentic", 120)
    assert (left < 0.5).all()


def test_full_support_starts_below_2017_conditions_and_passes_them_by_the_third_year(effect):
    assert effect("full", 6).mean() <= 0.0
    assert effect("full", 12).mean() <= 0.0
    assert (effect("full", 36) > 0.0).all()
    assert all((effect("full", later) > effect("full", later - 12)).all() for later in range(36, 121, 12))


@pytest.mark.xfail(reason="passes 2017 conditions between 12 and 15 months: +0.003 SD at 18 months, +0.011 at 24")
@pytest.mark.parametrize("months", [18, 24])
def test_full_support_is_not_above_2017_conditions_for_two_years(effect, months):
    assert effect("full", months).mean() <= 0.0


def test_full_support_gains_a_tenth_to_three_tenths_in_ten_years(effect):
    assert 0.1 < effect("full", 120).mean() < 0.3


def test_three_years_of_full_support_stay_in_the_range_of_what_support_has_ever_shown(effect):
    assert 0.02 <= effect("full", 36).mean() <= 0.2


def test_full_support_stopped_after_three_years_keeps_part_of_its_gain(effect):
    assert np.array_equal(effect("stopped", 36), effect("full", 36))
    kept = effect("stopped", 120) / effect("full", 120)
    assert ((kept > 0.2) & (kept < 0.9)).all()
    assert effect("stopped", 120, "authentic").mean() > 0.1
    # Time for improvement goes at once, and sites fall back to tools without learning.
    assert (effect.level("stopped", "improvement_time", 48) < effect.level("full", "improvement_time", 48)).all()
    assert (effect.level("stopped", "surface", 120) > 1.5 * effect.level("full", "surface", 120)).all()


def test_at_a_moderate_dose_focus_embedding_and_less_paper_add_to_support(effect):
    for months in (60, 120):
        assert (effect("moderate and richer", months) > 1.2 * effect("moderate", months)).all()


def test_support_lowers_inflation_and_pressure_raises_it(effect):
    for months in (36, 120):
        assert (effect("full", months, "inflation") < 0.0).all()
        assert (effect("pressure", months, "inflation") > 0.0).all()
