"""Limiting case 19: noise alone makes selected districts improve, by a known amount."""

import numpy as np
import pytest
from scipy.stats import norm

from sos_sim.model.measure import tables

PURE_NOISE = {"measurement__drift": 0.0, "measurement__year_shocks": 0.0, "measurement__state_shocks": 0.0}


@pytest.mark.parametrize(("cut", "reliability"), [(-1.0, 0.8), (-1.0, 0.9), (-0.5, 0.8)])
def test_districts_below_a_cut_gain_what_their_unreliability_predicts(
    california, yearly, settings, cut, reliability
):
    run = yearly(california, settings(**PURE_NOISE), seeds=range(6))
    cells, state = run.state.cells, run.state
    rows = (cells.indicator == tables.ELA) & (cells.group < tables.ALL)
    # One law of true levels for every group, and the size that yields the wanted reliability.
    spread = 30.0
    draw = np.random.default_rng(7).standard_normal(state.level_start.shape)
    state.level_start[...] = spread * draw
    state.base = state.level_start
    noise = spread * np.sqrt(1 / reliability - 1)
    first_pupils = np.full_like(state.pupils, (tables.POINTS_NOISE[0] / noise) ** 2)
    state.pupils, state.pupils_last = first_pupils, first_pupils
    first = run.spring(2016).measured[rows]
    second = run.spring(2017).measured[rows]
    scale = spread / np.sqrt(reliability)
    chosen = first < cut * scale
    gain = ((second - first) / scale)[chosen]
    expected = (1 - reliability) * norm.pdf(cut) / norm.cdf(cut)
    assert gain.mean() == pytest.approx(expected, abs=4 * gain.std() / np.sqrt(len(gain)) + 0.003)
    true = run.springs[2017].true[rows] - run.springs[2016].true[rows]
    assert not true.any()
