from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import expit

from sos_sim.check.sample import sample_world
from sos_sim.interviews.hold import hold_interviews
from sos_sim.interviews.words import READINGS
from sos_sim.scenario.scenario import with_settings
from sos_sim.study.calibrate.asked import question_of
from sos_sim.study.calibrate.file import load_calibration
from sos_sim.study.worlds import PackedWorld
from sos_sim.world.build import embedded_world


@pytest.fixture(scope="module")
def calibration():
    return load_calibration("interviews-2018")


@pytest.fixture(scope="module")
def question(calibration):
    return question_of(calibration, sample_world(embedded_world(), 118))


@pytest.fixture(scope="module")
def usual(question):
    return np.array([[prior.place(np.array(prior.default)) for prior in question.priors]], float)


def test_statistics_are_those_of_the_interviews_held_with_these_numbers(question, calibration):
    chance = np.random.default_rng(2)
    place = chance.random((1, len(question.priors)))
    values = {prior.path: float(prior.value(place[0, column])) for column, prior in enumerate(question.priors)}
    settings = [f"{path}={value!r}" for path, value in values.items() if not path.startswith("interviews.")]
    moved = {path: value for path, value in values.items() if path.startswith("interviews.")}
    held = hold_interviews(
        question.world, [with_settings(calibration.scenario, settings)], [7], question.fitted, moved
    )
    simulated = question.simulate(place, [7])[0]
    for target, block in zip(question.fitted, question.blocks, strict=True):
        own = simulated[list(block)]
        expected = held[target.ident][:, 0]
        if target.observable.kind == "share":
            own, expected = expit(own), np.clip(expected, 5e-4, 1 - 5e-4)
        assert own == pytest.approx(expected, rel=1e-4, abs=1e-6), target.ident


def test_numbers_do_not_depend_on_what_is_simulated_beside_them(question):
    places = np.random.default_rng(3).random((70, len(question.priors)))
    together = question.simulate(places, [1, 2])
    assert question.simulate(places[66:67], [1, 2]) == pytest.approx(together[66:67], rel=1e-5, abs=1e-6)
    packed = replace(question, world=PackedWorld(question.world))
    assert packed.simulate(places[:3], [1]) == pytest.approx(question.simulate(places[:3], [1]))


def test_the_mean_over_futures_is_of_shares(question, usual):
    one, two, both = (question.simulate(usual, seeds)[0] for seeds in ([1], [2], [1, 2]))
    first = list(question.blocks[question.targets.index("T02")])
    assert expit(both[first]) == pytest.approx((expit(one[first]) + expit(two[first])) / 2, rel=1e-5)


def test_blocks_partition_the_statistics_and_likelihoods_are_at_most_one(question, usual):
    statistics = question.simulate(usual, [1])
    flat = [place for block in question.blocks for place in block]
    assert flat == list(range(statistics.shape[1]))
    likelihoods = question.log_likelihood(statistics)
    assert likelihoods.shape == (1, len(question.targets)) and (likelihoods <= 1e-12).all()
    assert np.isfinite(likelihoods).all()


def test_weights_are_powers_of_the_likelihood(question, usual):
    statistics = question.simulate(usual, [1])
    alike = question.weighing_alike().log_likelihood(statistics)
    weights = np.array([target.weight for target in question.fitted])
    assert question.log_likelihood(statistics) == pytest.approx(alike * weights)


def test_made_up_findings_keep_the_form_of_real_ones(question, usual):
    statistics = question.simulate(usual, [1])
    made_up = question.invent(statistics[0], np.random.default_rng(4))
    assert made_up.targets == question.targets
    for real, other in zip(question.findings, made_up.findings, strict=True):
        assert (real.counts is None) == (other.counts is None)
        assert other.people == real.people
    again = question.invent(statistics[0], np.random.default_rng(4))
    assert again.findings == made_up.findings
    assert made_up.findings != question.findings


def test_ten_times_as_many_people_whose_counts_are_published_say_more_about_the_truth(question, usual):
    statistics = question.simulate(usual, [1])
    many = question.with_people(10.0)
    for finding, target in zip(many.findings, question.fitted, strict=True):
        assert finding.people == (10 if finding.counts else 1) * target.of
    off = statistics + np.where(np.abs(statistics) < 8, 1.0, 0.0)

    def lost(asked):
        differences = []
        for number in range(20):
            made_up = asked.invent(statistics[0], np.random.default_rng(number))
            differences.append((made_up.log_likelihood(statistics) - made_up.log_likelihood(off)).sum())
        return np.mean(differences)

    in_words, published = lost(many), lost(many.counted())
    assert lost(question) < published
    assert in_words < published  # words stay as vague however many are asked


def test_other_readings_of_words_move_the_likelihood_and_nothing_else(question, usual):
    statistics = question.simulate(usual, [1])
    usual_reading = question.log_likelihood(statistics)
    assert question.read_as(READINGS[0]).log_likelihood(statistics) == pytest.approx(usual_reading)
    wider = question.read_as(READINGS[1]).log_likelihood(statistics)
    assert (wider >= usual_reading - 1e-9).all() and (wider > usual_reading + 1e-3).any()


def test_twenty_seven_leaders_for_twenty_change_the_district_leaders_alone(question):
    more = question.with_people(27 / 20, of_districts_alone=True)
    people = {target.ident: finding.people for target, finding in zip(more.fitted, more.findings, strict=True)}
    assert (people["T02"], people["T19"]) == (27, 27)
    assert (people["T05"], people["T31"], people["T45"]) == (41, 3, 58)
    assert more.findings[more.targets.index("T02")].counts == (3, 7)  # as the ledger has it


def test_an_interrupt_of_the_checks_says_that_all_is_kept_and_how_to_go_on(question, calibration, monkeypatch, capsys):
    from sos_sim.study.calibrate import study

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "check_calibration", interrupted)
    monkeypatch.setattr(study, "screen", lambda *_: ())
    nothing = np.zeros((1, 1))
    emulator = SimpleNamespace(design=nothing, statistics=nothing)
    result = SimpleNamespace(places=nothing, statistics=nothing, emulator=emulator, folder="there")
    with pytest.raises(KeyboardInterrupt):
        study.check_file(calibration, question, result, datasets=20)
    assert "kept in there; the same command goes on" in capsys.readouterr().err
