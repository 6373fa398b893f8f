"""Exact properties of NK spaces and of search in them."""

import numpy as np
import pytest

from sos_sim.model.streams import Streams
from sos_sim.replications import lazer_friedman as model


def spaces(bits, others, number, seed=1):
    return model.make_spaces(bits, others, Streams([seed], np.arange(number)))


def test_a_smooth_space_has_one_optimum_and_its_height_is_two_thirds_on_average():
    smooth = spaces(10, 0, 400)
    assert (smooth.local_optima() == 1).all()
    best = smooth.best()[:, 0]
    assert best.mean() == pytest.approx(2 / 3, abs=4 * best.std(ddof=1) / np.sqrt(len(best)))


def test_a_space_without_structure_has_the_known_number_of_optima():
    count = spaces(10, 9, 400).local_optima()
    assert count.mean() == pytest.approx(2**10 / 11, abs=4 * count.std(ddof=1) / np.sqrt(len(count)))


def test_a_score_is_the_mean_of_the_contributions_of_each_bit_and_its_partners():
    streams = Streams([3], np.arange(2))
    made = model.make_spaces(6, 2, streams)
    table = streams.uniform("contributions", 0, (6, 8))[..., 0]
    luck = streams.uniform("partners", 0, (6, 5))[..., 0]
    for space, string in ((0, 0b101101), (1, 0b010011)):
        digits = [string >> bit & 1 for bit in range(6)]
        total = 0.0
        for bit in range(6):
            partners = [(bit + 1 + apart) % 6 for apart in np.argsort(luck[space, bit])[:2]]
            assert len({bit, *partners}) == 3
            key = digits[bit] + 2 * digits[partners[0]] + 4 * digits[partners[1]]
            total += table[space, bit, key]
        assert made.score[space, string] == pytest.approx(total / 6, rel=1e-6)


def test_mean_scores_never_fall_and_networks_start_alike():
    curves = model.compare(10, 4, 20)
    assert np.array_equal(curves.full[0], curves.linear[0])
    for course in (curves.full, curves.linear):
        assert (np.diff(course, axis=0) >= 0).all()
        assert (course <= 1).all()


def test_the_line_has_two_ends_and_the_full_network_everybody():
    degree = np.diff(model.linear().begin)
    assert sorted(degree)[:3] == [1, 1, 2]
    assert degree.max() == 2
    assert (np.diff(model.full().begin) == model.AGENTS - 1).all()


def test_curves_that_never_cross_have_no_crossing():
    assert model.crossing(np.full(5, 0.5), np.full(5, 0.4)) == np.inf
    assert model.crossing(np.array([0, 0.3, 0.5, 0.5, 0.5]), np.array([0, 0.1, 0.4, 0.5, 0.6])) == 3
