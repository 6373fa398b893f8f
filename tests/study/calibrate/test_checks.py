"""The checks of a calibration, on a question whose answer is known."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from joblib.externals.loky import get_reusable_executor

from sos_sim.store.calibration_check_tables import CALIBRATION_CHECK_TABLES
from sos_sim.study.calibrate.alternatives import Alternative, Drawn, Elsewhere, held_at, left_out
from sos_sim.study.calibrate.check import Extent, Fitted, check_calibration
from sos_sim.study.calibrate.common import even_places, foretold
from sos_sim.study.calibrate.emulate import emulated_log_likelihood, fit_emulator
from sos_sim.study.calibrate.identify import Screened, gain_bits, identify
from sos_sim.study.calibrate.parts import Parts
from sos_sim.study.calibrate.predictive import predictive, surprise_bits
from sos_sim.study.calibrate.rank import MOST_RANK, ecdf_band, judge, share_interval, uniformity
from sos_sim.study.calibrate.recovery import recovery
from sos_sim.study.calibrate.refine import refined
from sos_sim.study.calibrate.weighted import PRIOR_SD, Weighted, normalised


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


asked = _load("asked_of_leaders")
DATASETS = 120


@pytest.fixture(scope="module")
def question():
    return asked.leaders()


@pytest.fixture(scope="module")
def emulator(question):
    places = even_places(64, 4, 1)
    return fit_emulator(places, question.simulate(places, [1]), question.blocks, "quadratic")


@pytest.fixture(scope="module")
def common(emulator):
    return foretold(emulator, even_places(4096, 4, 2))


@pytest.fixture(scope="module")
def posterior(question):
    pool = even_places(32768, 4, 7)
    statistics = question.simulate(pool, [1])
    weighted = Weighted(pool, normalised(question.log_likelihood(statistics).sum(1)))
    places = weighted.drawn(1500, np.random.default_rng(5))
    return Drawn(places, question.simulate(places, [1]))


@pytest.fixture(scope="module")
def truths():
    return np.random.default_rng(3).random((DATASETS, 4))


@pytest.fixture(scope="module")
def judged(question, common, truths):
    return judge(question, common, truths, question.simulate(truths, [1]), enough=50.0)


def test_right_posteriors_cover_the_truth_as_often_as_they_say(judged):
    covered = judged.inside(0.9).mean(0)
    assert (covered >= 0.8).all() and (covered <= 0.97).all()
    assert judged.inside(0.5).mean() == pytest.approx(0.5, abs=0.06)
    assert all(uniformity(ranks).inside for ranks in judged.ranks.T)
    assert np.abs(judged.z_scores.mean(0)).max() < 0.35


def test_a_posterior_that_is_too_narrow_is_found_out(question, common, truths):
    # Every answer counted eight times: intervals shrink, truths do not follow.
    class Sure(asked.Leaders):
        def invent(self, statistics, chance):
            return replace(super().invent(statistics, chance), power=8.0)

    sure = Sure(question.found)
    judged = judge(sure, common, truths[:60], question.simulate(truths[:60], [1]), enough=30.0)
    assert judged.inside(0.9)[:, :2].mean() < 0.7
    assert uniformity(judged.ranks[:, 0]).p_value < 0.01
    # What nobody was asked about stays as it was, however sure the rest is.
    assert judged.inside(0.9)[:, 3].mean() > 0.8


def test_truths_that_were_asked_about_are_recovered_and_others_are_not(judged):
    found = recovery(judged)
    assert (found.slope[:2] > 0.8).all() and (found.correlation[:2] > 0.9).all()
    assert abs(found.slope[3]) < 0.05
    assert found.error[0] < 0.5 and found.error[3] == pytest.approx(1.0, abs=0.05)
    assert judged.contraction[3] == pytest.approx(1.0, abs=0.02)


def test_more_interviews_recover_more(question, common, truths, judged):
    some = truths[:12]
    more = judge(asked.leaders(200), common, some, question.simulate(some, [1]), enough=50.0)
    assert more.sd[:, 2].mean() < judged.sd[:12, 2].mean()
    assert more.sd[:, 0].mean() < 0.6 * judged.sd[:12, 0].mean()


def test_kept_batches_are_used_again_and_change_nothing(question, common, truths, tmp_path):
    some, statistics = truths[:20], question.simulate(truths[:20], [1])
    whole = judge(question, common, some, statistics)
    parts = Parts.of(tmp_path, {"a": 1})
    first = judge(question, common, some, statistics, parts=parts)
    file = tmp_path / f"check-{parts.key}-judged-10.npz"
    file.write_bytes(b"cut off")
    again = judge(question, common, some, statistics, parts=parts)
    for one in (first, again):
        assert (one.ranks == whole.ranks).all() and (one.mean == whole.mean).all()
    assert Parts.of(tmp_path, {"a": 2}).read("judged-0") is None


def test_the_band_of_the_ecdf_holds_a_whole_even_line_as_often_as_it_says():
    heights, low, high = ecdf_band(100)
    chance = np.random.default_rng(1)
    inside = 0
    for _ in range(400):
        ranks = chance.integers(MOST_RANK + 1, size=100)
        reached = (ranks[:, None] < np.round(heights * (MOST_RANK + 1))).mean(0)
        inside += bool(((low <= reached) & (reached <= high)).all())
    assert 0.91 <= inside / 400 <= 0.985


def test_even_ranks_pass_and_ranks_in_the_middle_do_not():
    even = np.arange(200) % 100
    assert uniformity(even).p_value > 0.99 and uniformity(even).inside
    middle = np.random.default_rng(2).integers(30, 70, size=200)
    assert uniformity(middle).p_value < 1e-6 and not uniformity(middle).inside


def test_the_interval_of_a_share_is_that_of_clopper_and_pearson():
    assert share_interval(0, 20) == pytest.approx((0.0, 1 - 0.05 ** (1 / 20)))
    assert share_interval(20, 20) == pytest.approx((0.05 ** (1 / 20), 1.0))


def test_weighted_draws_have_the_moments_and_ends_of_what_they_stand_for():
    places = even_places(4096, 1, 3)
    weighted = Weighted(places, normalised(np.log(2.0 * places[:, 0])))
    assert weighted.mean[0] == pytest.approx(2 / 3, abs=2e-3)
    assert weighted.ends((0.25,))[0, 0] == pytest.approx(0.5, abs=2e-3)
    assert weighted.size == pytest.approx(4096 * 3 / 4, rel=0.01)
    assert weighted.drawn(2000, np.random.default_rng(1)).mean() == pytest.approx(2 / 3, abs=0.01)
    with pytest.raises(ValueError, match="no place"):
        normalised(np.full(3, -np.inf))


def test_proposals_learn_a_posterior_that_the_prior_hardly_touches(emulator):
    question = asked.leaders(2000)
    log_likelihood, places = emulated_log_likelihood(emulator, question), even_places(1024, 4, 4)
    likely = log_likelihood(places)
    assert Weighted(places, normalised(likely)).size < 3
    found = refined(log_likelihood, places, likely, np.random.default_rng(1), 200.0)
    assert found.size >= 200.0
    assert found.mean[:2] == pytest.approx(asked.TRUTH[:2], abs=0.03)
    # The number nobody was asked about keeps its prior.
    assert found.sd[3] == pytest.approx(PRIOR_SD, rel=0.1)


def test_findings_that_were_made_up_from_the_posterior_are_met_and_an_impossible_one_is_missed(question, posterior):
    prior = question.simulate(even_places(512, 4, 9), [1])
    chance = np.random.default_rng(1)
    found = predictive(question, question.shown(), prior, posterior.statistics, chance)
    assert {each.verdict for each in found} == {"met"}
    assert all(each.likely_after > each.likely_before for each in found[:4])
    assert found[0].surprise > found[4].surprise
    # Everybody holds to the plan, and everybody dropped it.
    odd = replace(question, found=(18, 18, *question.found[2:]))
    told = {each.shown.target: each for each in predictive(odd, odd.shown(), prior, posterior.statistics, chance)}
    assert told["T02"].verdict == "missed" and told["T02"].p_value < 0.05
    assert told["T03"].verdict == "met"


def test_a_finding_that_says_nothing_surprises_nobody():
    assert surprise_bits(np.full(100, -0.7)) == pytest.approx(0.0)
    # Half of the prior ruled out is one bit.
    assert surprise_bits(np.where(np.arange(100) < 50, 0.0, -np.inf)) == pytest.approx(1.0)


def test_what_nobody_was_asked_about_is_told_as_nothing(question, posterior, common, emulator):
    elsewhere = Elsewhere(question, posterior, emulator)
    without = [elsewhere.moved(each) for each in left_out(question)]
    found = identify(question, posterior.places, common, without)
    strong, odds, _, silent = found.known
    assert silent.verdict == "nothing said" and silent.informed_by == () and silent.gain < 0.02
    assert silent.contraction == pytest.approx(1.0, abs=0.03)
    assert strong.verdict == "well known" and strong.informed_by[:2] == ("T01", "T02") and strong.gain > 1.0
    assert odds.verdict == "well known" and set(odds.informed_by[:2]) == {"T03", "T04"}
    assert found.alone[:, 3] == pytest.approx(1.0, abs=0.02)
    assert abs(found.directions[-1, 3]) > 0.9 and found.widths[-1] == pytest.approx(1.0, abs=0.05)
    assert (np.diff(found.widths) >= 0).all()
    # Less is known of the plan when its two findings are missing one by one, and no more of what was silent.
    assert (found.without_width[:2, 0] > 1.02).all()
    assert found.without_width[:, 3] == pytest.approx(1.0, abs=0.02)


def test_gain_of_half_a_prior_is_one_bit():
    assert gain_bits(np.random.default_rng(1).random(20000) / 2) == pytest.approx(1.0, abs=0.01)
    assert gain_bits(np.random.default_rng(1).random(500)) < 0.03


def test_the_same_question_moves_nothing_and_a_held_number_moves_its_partner(question, posterior, emulator):
    elsewhere = Elsewhere(question, posterior, emulator)
    same = elsewhere.moved(Alternative("the same", "words", question))
    assert same.worth == pytest.approx(len(posterior.places)) and np.abs(same.shift).max() < 1e-9
    low, high = (elsewhere.moved(each) for each in held_at(question, "made.up.odds", (1.0, 4.0)))
    assert np.isnan(low.shift[1]) and low.mean[1] == 0.0 and high.mean[1] == pytest.approx(1.0)
    # T02 and T04 tie the plan to the odds: the higher the odds, the stronger the plan must be.
    assert low.shift[0] < -0.2 and high.shift[0] > 0.5
    assert abs(high.shift[3]) < 0.25
    assert held_at(question, "made.up.unknown", (1.0,)) == ()


def test_too_few_draws_are_drawn_anew_and_agree_with_the_weights(question, posterior, emulator):
    other = replace(question, found=tuple(max(0, each - 1) for each in question.found))
    alternative = Alternative("one fewer", "words", other)
    weighed = Elsewhere(question, posterior, emulator).moved(alternative)
    anew = Elsewhere(question, posterior, emulator, enough=weighed.worth + 1.0).moved(alternative)
    assert weighed.weighed and not anew.weighed
    assert anew.mean == pytest.approx(weighed.mean, abs=0.03)
    assert anew.sd == pytest.approx(weighed.sd, abs=0.03)


@pytest.fixture(scope="module")
def everything(question, posterior, emulator):
    prior = even_places(256, 4, 9)
    fitted = Fitted(posterior, Drawn(prior, question.simulate(prior, [1])), emulator)

    def check(out, **more):
        return check_calibration(
            question, fitted, out, shown=question.shown(), screen=[Screened("made.other", "Another", 0.1, "T01")],
            extent=Extent(datasets=20, common=1024, enough=20.0, odds_path="made.up.odds"), **more,
        )  # fmt: skip

    return check


def test_tables_hold_the_columns_they_declare_and_one_row_per_thing(everything, tmp_path):
    everything(tmp_path)
    rows = {"predictive": 6, "sbc": 4, "sbc_ranks": 80, "recovery": 4, "identifiability": 4, "directions": 16,
            "informing": 24, "alternatives": (3 + 6) * 4, "screen": 1}  # fmt: skip
    for name, (_, columns) in CALIBRATION_CHECK_TABLES.items():
        table = pq.read_table(tmp_path / f"{name}.parquet")
        assert table.column_names == [column.name for column in columns]
        assert table.num_rows == rows[name], name
    assert "## identifiability.parquet" in (tmp_path / "columns.md").read_text()
    verdicts = pq.read_table(tmp_path / "identifiability.parquet")["verdict"].to_pylist()
    assert verdicts[0] == "well known" and verdicts[3] == "nothing said"
    assert pq.read_table(tmp_path / "screen.parquet")["silent"].to_pylist() == [True]


def test_results_do_not_depend_on_the_workers_nor_on_an_interruption(everything, tmp_path, monkeypatch):
    # Workers look the made-up question up; those of an earlier test would not find it.
    monkeypatch.syspath_prepend(Path(__file__).parent)
    get_reusable_executor().shutdown(wait=True)
    first = everything(tmp_path / "one")
    for kept in sorted((tmp_path / "one" / "chunks").glob("*judged-1-10*")):
        kept.unlink()
    again, two = everything(tmp_path / "one"), everything(None, jobs=2)
    for other in (again, two):
        assert (other.judged[1.0].ranks == first.judged[1.0].ranks).all()
        assert all((a.mean == b.mean).all() for a, b in zip(other.moved, first.moved, strict=True))
    get_reusable_executor().shutdown(wait=True)
