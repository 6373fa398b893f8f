from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sos_sim.study.statistics.holm import holm

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=12).map(np.array)


def test_a_known_example():
    # Worked by hand: 4 x 0.005, then 3 x 0.01, then 2 x 0.03, and the last not below it.
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03, 0.005])), [0.03, 0.06, 0.06, 0.02])


def test_one_policy_changes_nothing():
    assert holm(np.array([0.07])).tolist() == [0.07]


def test_no_policies_are_no_p_values():
    assert holm(np.empty(0)).size == 0


def test_several_outcomes_are_adjusted_each_over_its_policies():
    p_values = np.array([[0.01, 0.5], [0.04, 0.001]])
    np.testing.assert_allclose(holm(p_values), [[0.02, 0.5], [0.04, 0.002]])


@given(CHANCES)
def test_adjusted_values_keep_the_order_and_lie_between_their_own_and_bonferronis(p_values):
    found = holm(p_values)
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    assert (found >= p_values).all()
    assert (found <= np.minimum(1, len(p_values) * p_values) + 1e-12).all()
    assert found.min() == pytest.approx(min(1, len(p_values) * p_values.min()))
