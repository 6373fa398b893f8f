from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sos_sim.interviews.draw import draw_respondents, interview
from sos_sim.interviews.hold import answer_chances, hold_interviews, hold_until, looked_at
from sos_sim.interviews.instrument import Group
from sos_sim.interviews.observables import OBSERVABLES, Sight
from sos_sim.interviews.selection import asked_shares, strata
from sos_sim.interviews.settings import interview_parameters, settings_of
from sos_sim.interviews.targets import Target

PICKED = Group("districts", {"districts": 20}, "engaged", (2017, 8))


def target_of(name, group=PICKED, **others):
    return Target(name, name, OBSERVABLES[name], group, "most", (11, 17), 20, None, 0.0, **others)


@pytest.fixture(scope="module")
def engine(small, base):
    return hold_until(small, [base] * 2, [1, 2], 2)


def sight_of(engine, **moved):
    settings = {f"interviews.{name}": value for name, value in moved.items()}
    return Sight(engine, engine.parameters(engine.months - 1), settings_of(settings))


def test_everybodys_share_of_the_answers_sums_to_one(engine):
    for who in ("districts", "county offices", "field"):
        for offices in (False, True):
            shares = asked_shares(sight_of(engine, selection_odds=3.0), PICKED, who, offices)
            assert shares.sum(axis=0) == pytest.approx(1.0)


def test_odds_of_one_pick_every_district_alike(engine):
    shares = asked_shares(sight_of(engine, selection_odds=1.0), PICKED, "districts", False)
    assert shares == pytest.approx(1.0 / len(engine.places.enrolment))


def test_within_a_stratum_engaged_districts_are_picked_by_the_odds(engine):
    shares = asked_shares(sight_of(engine, selection_odds=3.0), PICKED, "districts", False)[:, 0]
    engaged = engine.state.authentic[:, 0] > 0.1
    stratum = strata(engine.world)
    compared = 0
    for number in np.unique(stratum):
        here = stratum == number
        assert shares[here].sum() == pytest.approx(here.mean())
        if engaged[here].any() and not engaged[here].all():
            compared += 1
            assert shares[here & engaged].mean() == pytest.approx(3.0 * shares[here & ~engaged].mean())
    assert compared > 3


def test_in_one_stratum_the_share_of_a_marker_of_engagement_obeys_the_closed_form():
    from sos_sim.interviews.selection import _by_odds

    engaged = np.zeros((1000, 1), bool)
    engaged[:120] = True
    shares = _by_odds(engaged, 2.5, np.zeros(1000, np.int64))
    sampled = shares[engaged].sum()
    # Findings ledger C.2: p_state = p / (p + w (1 - p)).
    assert sampled / (sampled + 2.5 * (1.0 - sampled)) == pytest.approx(0.12)


def test_without_reporting_error_an_answer_is_the_trait_against_its_cut_off(engine):
    sight = sight_of(engine, reporting_error=0.0)
    trait = np.array([[0.1], [0.2999], [0.3001], [0.9]])
    assert answer_chances(OBSERVABLES["deep"], trait, 0.3, sight).ravel().round().tolist() == [0, 0, 1, 1]
    assert answer_chances(OBSERVABLES["early_stage"], trait, 0.3, sight).ravel().round().tolist() == [1, 1, 0, 0]


def test_a_large_reporting_error_makes_answers_alike(engine):
    sight = SimpleNamespace(q=SimpleNamespace(reporting_error=1e6))
    chances = answer_chances(OBSERVABLES["deep"], np.array([[0.0], [1.0]]), 0.3, sight)
    assert chances == pytest.approx(0.5, abs=1e-4)


def test_the_exact_share_is_the_mean_over_many_draws_of_twenty(small, base):
    target = target_of("deep")
    moved = {"cutoffs.deep": 0.3, "interviews.selection_odds": 3.0}
    exact = hold_interviews(small, [base], [1], [target], moved)["deep"].item()
    engine = hold_until(small, [base], [1], 2)
    sight = Sight(engine, engine.parameters(1), settings_of(moved))
    shares = asked_shares(sight, PICKED, "districts", False)[:, 0]
    chances = answer_chances(OBSERVABLES["deep"], engine.state.authentic, 0.3, sight)[:, 0]
    chance = np.random.default_rng(5)
    drawn = [chances[draw_respondents(shares, 20, strata(small), chance)].mean() for _ in range(4000)]
    assert np.mean(drawn) == pytest.approx(exact, abs=4 * np.std(drawn) / np.sqrt(len(drawn)))


def test_each_is_drawn_as_often_as_its_share_and_nobody_twice():
    shares = np.array([0.04, 0.01, 0.02, 0.03] * 10)
    chance = np.random.default_rng(1)
    times = np.zeros(len(shares))
    for _ in range(4000):
        rows = draw_respondents(shares, 20, np.repeat([0, 1], 20), chance)
        assert len(set(rows.tolist())) == 20
        assert (rows < 20).sum() == 10  # either half of the shares gives half of the people
        times[rows] += 1
    assert times / 4000 == pytest.approx(20 * shares, abs=0.05)


def test_runs_side_by_side_answer_as_each_would_alone(small, base, study):
    more = replace(base, changes={**base.changes, "adoption.start_surface": ((0, 0.6),)})
    moved = {"interviews.selection_odds": np.array([1.5, 3.0])}
    together = hold_interviews(small, [base, more], [1, 1], study.fitted, moved)
    for column, scenario in enumerate((base, more)):
        own = {path: values[column] for path, values in moved.items()}
        alone = hold_interviews(small, [scenario], [1], study.fitted, own)
        for ident, values in together.items():
            assert values[:, column] == pytest.approx(alone[ident][:, 0], rel=1e-5, abs=1e-7), ident


def test_counting_against_an_observable_gives_the_rest(small, base):
    for_it, against = (
        hold_interviews(small, [base], [1], [target_of("tools", against=against)])["tools"] for against in (False, True)
    )
    assert for_it + against == pytest.approx(1.0)


@pytest.mark.parametrize("name", [name for name, each in OBSERVABLES.items() if each.kind == "share"])
def test_a_share_moves_one_way_with_its_cut_off_and_stays_a_share(name, small, base):
    group = None if OBSERVABLES[name].asked_of == "statewide" else PICKED
    values = hold_interviews(small, [base], [1], [target_of(name, group)])[name][:, 0]
    assert ((values >= 0) & (values <= 1)).all()
    steps = np.diff(values)
    assert (steps >= 0).all() if OBSERVABLES[name].below else (steps <= 0).all()


def test_a_cut_off_that_is_set_is_the_only_one_looked_at():
    assert looked_at(OBSERVABLES["deep"], {"cutoffs.deep": 0.25}).tolist() == [0.25]
    low, middle, high = looked_at(OBSERVABLES["deep"], {})
    assert middle == pytest.approx(OBSERVABLES["deep"].usual_cut)
    assert 0.2 < low < high < 0.4


def test_no_assistance_has_started_when_people_are_asked(engine):
    assert engine.date(engine.months - 1) == (2017, 8)
    assert not engine.state.assistance.any()
    assert not engine.state.identified.any()


def test_a_drawn_study_asks_everybody_once_of_each_target(small, base, study):
    table = interview(small, base, study, seed=3)
    for group, part in table.groupby("group"):
        asked = study.instrument.groups[group].asked
        assert part.groupby("target").size().eq(asked).all()
        assert part.respondent.nunique() == asked
    by_target = table.pivot(index=["group", "respondent"], columns="target", values="says_so")
    asked_both = by_target.dropna(subset=["T14", "T16"])
    assert (asked_both["T14"] != asked_both["T16"]).all()  # one is the other's complement
    again = interview(small, base, study, seed=3)
    assert table.equals(again)
    assert not table.equals(interview(small, base, study, seed=3, draw=1))


def test_every_number_of_the_interviews_is_declared_with_range_and_source():
    for path, parameter in interview_parameters().items():
        assert parameter.low <= parameter.default <= parameter.high, path
        assert parameter.source and parameter.unit and parameter.label, path
