"""The whole reference, with tests, Dashboards and record of its own: what the engine's speed is measured against."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from reference.benchmark import first_districts, prepare_reference, reference_of
from reference.columns import StreamChances, differences
from reference.measure_columns import draws_of
from reference.moved import moved
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.recorder import Recorder
from sos_sim.world.districts import SIZE_NAMES, TYPES

SAME = {"rel": 1e-9, "abs": 1e-9}


SCENARIOS = {"california-2017": "california-2017", "everything moved": moved(up=True)}


@pytest.fixture(scope="module", params=SCENARIOS)
def both(request):
    """Give three years of an engine and of the reference with the engine's draws: the two and both records."""
    engine = first_districts(40, 36, scenario=SCENARIOS[request.param])

    def rating_draws(index):
        drawn = engine.streams.normal("self-rating", index, (6,))[..., 0].tolist()
        return lambda _name, row, area: drawn[row][area]

    chances = StreamChances(engine.streams, 0)
    reference = reference_of(engine, chances, lambda year: draws_of(engine.streams, 0, year), rating_draws)
    reference.run()
    recorder = Recorder(engine, [False])
    recorder.look()
    for _ in range(36):
        engine.step()
        if engine.months % 3 == 0:
            recorder.look()
        if engine.date(engine.months - 1)[1] == 12:
            recorder.look_closely()
    return engine, reference, recorder.finish()


def test_three_years_with_own_tests_and_dashboards_end_in_the_engines_state(both):
    engine, reference, _ = both
    assert differences(engine.state, reference.model, 0) == []
    assert engine.state.identified.any()


def test_every_quarter_the_same_statewide_outcomes_are_recorded(both):
    _, reference, recording = both
    kept = [[values[name] for name in OUTCOMES] for values in reference.recorder.statewide]
    assert len(kept) == 13
    assert np.array(kept) == pytest.approx(recording.statewide[:, :, 0], **SAME)


def test_every_december_the_same_strata_groups_colours_and_ratings_are_recorded(both):
    engine, reference, recording = both
    ours = reference.recorder
    names = {"county": engine.world.counties.name, "size": SIZE_NAMES, "type": TYPES}
    assert len(ours.by_stratum) == len(ours.by_group) == len(ours.colours) == len(ours.ratings) == 3
    for year, (strata, groups) in enumerate(zip(ours.by_stratum, ours.by_group, strict=True)):
        for (kind, number), values in strata.items():
            place = recording.strata.index((kind, names[kind][number]))
            assert list(values) == list(recording.stratum_outcomes)
            assert list(values.values()) == pytest.approx(recording.by_stratum[year, :, place, 0].tolist(), **SAME)
        for (indicator, group), means in groups.items():
            assert means == pytest.approx(tuple(recording.by_group[year, :, group, indicator, 0]), **SAME)
    assert np.array(ours.colours) == pytest.approx(recording.colours[..., 0], **SAME)
    assert np.array(ours.ratings) == pytest.approx(recording.ratings[..., 0], **SAME)


def test_two_years_with_draws_of_its_own_stay_in_a_plausible_range():
    """Sixty districts: the bounds hold what ten seeds gave, with as much room again on both sides."""
    reference = prepare_reference(60, 24)
    reference.run()
    record = reference.recorder.statewide
    first, middle, last = record[0], record[4], record[8]
    assert len(record) == 9
    assert sum(len(tested.cells) for tested in reference.dashboard.tested) > 40 * 60
    assert first["identified_share"] == first["true_outcome"] == first["measured_outcome"] == 0.0
    assert 0.05 < middle["identified_share"] < 0.45
    assert 0.15 < last["identified_share"] < 0.65
    for now in (first, middle, last):
        assert 0.05 < now["authentic"] < 0.25
        assert 0.35 < now["improvement_time"] < 0.65
    assert last["authentic"] != first["authentic"]
    assert 0.0 < abs(last["true_outcome"]) < 0.1
    assert 0.0 < abs(last["measured_outcome"]) < 0.15
