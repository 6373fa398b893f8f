from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import binom

from sos_sim.interviews.likelihood import Finding, finding_of, interval_probability, invented, likelihood
from sos_sim.interviews.words import READINGS


def test_without_dispersion_the_likelihood_is_the_binomial_sum_of_the_ledger():
    shares = np.linspace(0.02, 0.98, 25)
    expected = binom.cdf(16, 20, shares) - binom.cdf(10, 20, shares)
    assert interval_probability(shares, 11, 16, 20, 0.0) == pytest.approx(expected)


def test_an_interval_of_all_counts_says_nothing():
    assert interval_probability(np.linspace(0, 1, 7), 0, 20, 20, 0.05) == pytest.approx(1.0)


def test_probabilities_of_all_counts_sum_to_one_at_any_dispersion():
    for dispersion in (0.0, 0.01, 0.2):
        total = sum(interval_probability(0.3, count, count, 20, dispersion) for count in range(21))
        assert total == pytest.approx(1.0)


def test_dispersion_widens_what_a_share_allows():
    near, far = (interval_probability(share, 11, 16, 20, 0.0) for share in (0.65, 0.2))
    near_spread, far_spread = (interval_probability(share, 11, 16, 20, 0.2) for share in (0.65, 0.2))
    assert near_spread < near and far_spread > far
    binomial = interval_probability(0.4, 11, 16, 20, 0.0)
    assert interval_probability(0.4, 11, 16, 20, 1e-9) == pytest.approx(binomial, 1e-4)


def test_a_share_at_several_cut_offs_counts_with_its_mean_likelihood(study):
    target = study.targets["T02"]
    logits = logit(np.array([[0.3, 0.2, 0.1]]))
    expected = np.mean(interval_probability(np.array([0.3, 0.2, 0.1]), 2, 5, 20, 0.05))
    assert likelihood(finding_of(target), target, logits, 0.05)[0] == pytest.approx(expected, rel=1e-4)


def test_a_figure_inside_its_band_is_likely_and_far_outside_is_not(study):
    target = study.targets["T08"]
    finding = finding_of(target)
    inside, edge, far = likelihood(finding, target, np.array([[2.0], [3.0], [4.5]]), 0.0)
    assert inside == pytest.approx(1.0, abs=1e-3) and edge == pytest.approx(0.5, abs=1e-3) and far < 1e-6
    outside = Finding(None, 0, finding.band, outside=True)
    assert likelihood(outside, target, np.array([[2.0]]), 0.0)[0] == pytest.approx(1.0 - inside)


def test_more_people_make_the_same_words_say_more(study):
    target = study.targets["T19"]
    shares = logit(np.linspace(0.05, 0.95, 60))[:, None]
    twenty, many = (likelihood(finding_of(target, people=people), target, shares, 0.0) for people in (20, 200))
    assert (many > 0.5).sum() <= (twenty > 0.3).sum()
    assert many.max() > twenty.max()


def test_other_readings_of_words_change_counts_only_where_words_were_said(study):
    for reading in READINGS[1:]:
        changed = [
            target.ident
            for target in study.fitted
            if target.counts and finding_of(target, reading) != finding_of(target)
        ]
        assert changed and all(study.targets[ident].said for ident in changed)


@pytest.mark.parametrize("ident", ["T02", "T05", "T31", "T41"])
def test_a_made_up_finding_comes_as_often_as_its_likelihood_says(ident, study):
    target = study.targets[ident]
    finding = finding_of(target)
    statistics = np.array([0.28]) if finding.band else logit(np.array([0.55, 0.5, 0.45]))
    chance = np.random.default_rng(8)
    made_up = [invented(finding, target, statistics, 0.05, chance) for _ in range(3000)]
    if finding.band:
        inside = np.mean([not each.outside for each in made_up])
        expected = likelihood(finding, target, statistics[None], 0.05)[0]
        assert inside == pytest.approx(expected, abs=0.03)
        return
    for each in made_up:
        low, high = each.counts
        assert 0 <= low <= high <= finding.people
    middle = np.mean([sum(each.counts) / 2 for each in made_up]) / finding.people
    assert middle == pytest.approx(0.5, abs=0.08)
