from __future__ import annotations

import numpy as np
import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.run import run_batch
from sos_sim.scenario.scenario import load
from sos_sim.workshop.answer import BY_ROW, DISTRICT_STEPS, MISSING, SHOWN, Answer, Parts, joined, simulate, step_of
from sos_sim.world.build import World

SEEDS = [1, 2, 3]


@pytest.fixture(scope="module")
def answer(small_world: World, small_parts: Parts) -> Answer:
    return joined(simulate(small_world, [load("high-pressure")], SEEDS, small_parts))


def test_an_answer_is_the_run_of_the_command_rounded_to_its_steps(answer: Answer, small_world: World) -> None:
    recording = run_batch(
        small_world, [load("high-pressure")] * 3, SEEDS, outcomes=SHOWN, months_between_looks=6, closely=False
    )
    steps = np.array([step_of(name) for name in SHOWN])[:, None, None]
    shown = answer.series * steps
    assert shown.shape == (len(SHOWN), 21, 3)
    assert np.abs(shown - recording.statewide.transpose(1, 0, 2)).max() <= steps.max() / 2 * 1.001
    assert (np.abs(shown - recording.statewide.transpose(1, 0, 2)) <= steps / 2 * 1.01).all()


def test_counties_and_sizes_are_those_of_the_run_folder(answer: Answer, small_parts: Parts, small_world: World) -> None:
    recording = run_batch(small_world, [load("high-pressure")] * 3, SEEDS)
    last = recording.by_stratum[-1]  # December; the answer looks at the end of June
    assert recording.years[-1] == 2026
    strata = [stratum for stratum in recording.strata if stratum[0] in ("county", "size")]
    ours = [(row.kind, row.name) for row in small_parts.rows if row.kind in ("county", "size")]
    assert ours == strata
    place = recording.stratum_outcomes.index("capability")
    december = np.array([last[place, recording.strata.index(each)] for each in strata])
    june = np.where(answer.rows[0, : len(ours)] == MISSING, np.nan, answer.rows[0, : len(ours)] * step_of("capability"))
    assert (np.isnan(june) == np.isnan(december)).all()
    assert np.nanmax(np.abs(june - december)) < 0.8  # half a year apart


def test_statewide_values_are_the_averages_of_the_parts(answer: Answer, small_parts: Parts) -> None:
    for outcome, weight in (("capability", "districts"), ("true_outcome", "pupils")):
        place = BY_ROW.index(outcome)
        for kind in ("county", "size", "poverty"):
            rows = [number for number, row in enumerate(small_parts.rows) if row.kind == kind and row.districts]
            weights = np.array([getattr(small_parts.rows[number], weight) for number in rows], float)
            mean = weights @ (answer.rows[place, rows] * step_of(outcome)) / weights.sum()
            assert np.allclose(mean, answer.end(outcome), atol=2 * step_of(outcome))


def test_futures_can_be_worked_out_apart_and_joined(answer: Answer, small_world: World, small_parts: Parts) -> None:
    (first,) = simulate(small_world, [load("high-pressure")], [1, 2], small_parts)
    both = simulate(small_world, [load("california-2017"), load("high-pressure")], [3], small_parts)
    again = joined([*first.by_future(), both[1]])
    for name in ("series", "rows", "districts"):
        assert np.array_equal(getattr(again, name), getattr(answer, name))


def test_single_districts_are_means_over_futures(answer: Answer, small_world: World, small_parts: Parts) -> None:
    (part,) = simulate(small_world, [load("high-pressure")], SEEDS, small_parts)
    steps = np.array(list(DISTRICT_STEPS.values()))[:, None]
    assert np.abs(answer.districts * steps - part.districts.mean(axis=-1)).max() <= steps.max() / 2 * 1.01


def test_a_quarter_of_the_districts_lies_in_each_class_of_poverty(small_parts: Parts, small_world: World) -> None:
    counts = [row.districts for row in small_parts.rows if row.kind == "poverty"]
    assert sum(counts) == 94 and max(counts) - min(counts) <= 1


def test_student_groups_have_true_achievement_and_no_capability(answer: Answer, small_parts: Parts) -> None:
    groups = [number for number, row in enumerate(small_parts.rows) if row.kind == "group"]
    assert len(groups) == 13
    assert (answer.rows[0, groups] == MISSING).all() and (answer.rows[1, groups] != MISSING).all()


def test_no_value_of_the_shipped_extremes_leaves_the_whole_numbers(small_world: World, small_parts: Parts) -> None:
    for name in ("intensive-support", "no-support", "high-pressure"):
        found = joined(simulate(small_world, [load(name)], [1], small_parts))
        for part in (found.series, found.rows, found.districts):
            assert np.abs(part[part != MISSING]).max() < 32767


def test_everything_shown_is_a_declared_outcome() -> None:
    assert set(SHOWN) <= set(OUTCOMES) and set(list(OUTCOMES)[:13]) <= set(SHOWN)
