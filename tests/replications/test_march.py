"""Exact limits of mutual learning."""

import numpy as np
import pytest

from sos_sim.replications import march


def test_a_code_that_does_not_learn_stays_empty_and_changes_nobody():
    course = march.run(0.5, 0.0, periods=30, seeds=[1])
    assert not course.code.any()
    assert (course.members == course.members[0]).all()


def test_members_that_do_not_learn_keep_their_beliefs():
    course = march.run(0.0, 0.5, periods=30, seeds=[1])
    assert (course.members == course.members[0]).all()
    assert course.code[-1].mean() > 0.5


def near_zero(values):
    return values.mean() == pytest.approx(0.0, abs=4 * values.std(ddof=1) / np.sqrt(values.size))


def test_members_all_replaced_every_period_know_nothing_but_what_they_learn_in_that_period():
    """A newcomer who cannot learn knows nothing; else two thirds of beliefs have a step to go towards the code."""
    assert near_zero(march.run(0.0, 0.5, 1.0, periods=40, seeds=[1]).members[1:].mean(axis=0))
    course = march.run(0.6, 0.5, 1.0, periods=40, seeds=[1])
    assert course.code[-1].mean() > 0.5
    assert near_zero((course.members[1:] - 0.6 * (2 / 3) * course.code[:-1]).mean(axis=0))


def test_of_a_reality_that_is_new_every_period_nothing_is_known_but_what_is_learnt_in_that_period():
    held = march.run(0.5, 0.0, 0.0, 0.5, periods=100, seeds=[1, 2]).members[1:].mean(axis=0)
    assert near_zero(held)
    learnt = march.run(0.5, 0.5, 0.0, 0.5, periods=100, seeds=[1, 2]).code[50:].mean(axis=0)
    assert 0.0 < learnt.mean() < 0.1


def test_once_all_agree_knowledge_decays_by_the_law():
    code = march.run(0.5, 0.5, 0.0, 0.02, periods=90, seeds=range(6)).code
    assert code[40].mean() > 0.1
    assert near_zero(code[90] - code[40] * (1 - 2 * 0.02) ** 50)


def test_the_code_starts_empty_and_knowledge_stays_a_share():
    course = march.run(0.3, 0.9, 0.05, 0.01, periods=30, seeds=[3])
    assert not course.code[0].any()
    assert (np.abs(course.code) <= 1).all() and (np.abs(course.members) <= 1).all()


def test_a_run_depends_on_its_seed_alone():
    one = march.run(0.3, 0.5, periods=10, seeds=[4]).code
    beside = march.run(0.3, 0.5, periods=10, seeds=[2, 4]).code
    assert np.array_equal(one, beside[:, march.BLOCK :])
