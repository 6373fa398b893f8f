"""Limiting cases 11 to 13 of the theory: overload, two fates of practice, diffusion."""

import numpy as np
import pytest
from scipy import sparse
from scipy.special import lambertw

from sos_sim.model.forms import yerkes_dodson
from sos_sim.model.mechanisms import adoption, backlog, peers

STABLE = {0.5: 0.231961, 0.8: 0.471672, 0.9: 0.608341, 0.95: 0.712952}
TIPPING = {0.5: 2.678347, 0.8: 1.824388, 0.9: 1.531812, 0.95: 1.355362}


def test_yerkes_dodson_peaks_at_exactly_one():
    """Case 11."""
    grid = np.linspace(0.0, 20.0, 20001)
    assert yerkes_dodson(np.array(1.0)) == 1.0
    assert (yerkes_dodson(grid) <= 1.0).all()
    assert (np.diff(yerkes_dodson(grid[grid <= 1.0])) > 0.0).all()


@pytest.mark.parametrize("load", STABLE)
def test_the_backlog_rests_at_the_published_fixed_points(load):
    """Case 11: zero net inflow at both, and the algebraic level is the lower."""
    assert backlog.resting_level(np.array([[load]]))[0, 0] == pytest.approx(STABLE[load], abs=1e-6)
    for level in (STABLE[load], TIPPING[load]):
        assert backlog.net_inflow(np.array(level), np.array(load), np.array(1.0)) == pytest.approx(0.0, abs=1e-6)


def test_the_algebraic_level_is_the_exact_lower_root_at_every_load():
    """Case 11; at the tip the root itself turns, so the load it holds is compared there."""
    load = np.linspace(0.0, 1.0, 5001)
    level = backlog.resting_level(load[:, None])[:, 0]
    exact = -lambertw(-load[:-20] / np.e, 0).real
    assert level[:-20] == pytest.approx(exact, abs=1e-9)
    assert yerkes_dodson(level) == pytest.approx(load, abs=1e-9)


def simulate(level, arriving, clearing, months, dt=0.05):
    for _ in range(round(months / dt)):
        level = level + dt * backlog.net_inflow(level, arriving, clearing)
    return level


@pytest.mark.parametrize("load", TIPPING)
def test_below_the_tipping_point_the_backlog_recovers_and_above_it_escalates(load):
    """Case 11, the differential equation that the algebraic form replaces."""
    start = np.array([TIPPING[load] - 0.01, TIPPING[load] + 0.01])
    end = simulate(start, np.array(0.5 * load), np.array(0.5), 1200.0)
    assert end[0] == pytest.approx(STABLE[load], abs=1e-3)
    assert end[1] > 10.0


def test_more_arrivals_than_can_ever_be_cleared_let_the_backlog_grow_without_bound_and_flag_overload(lab):
    """Case 11: in the model the level is then bounded by the work that lapses."""
    assert simulate(np.array(0.0), np.array(0.51), np.array(0.5), 6000.0) > 1000.0
    p = lab.parameters({"backlog.arrivals": 0.25, "backlog.pressure": 0.1, "backlog.clearing": 0.45})
    state = lab.blank_state(2, 1, {})
    state.pressure[:] = [[0.0], [2.0]]
    level = backlog.step(state, p, np.zeros((2, 1)))
    arriving = 0.25 + 0.0337 + 0.1 * state.pressure
    assert state.overloaded.tolist() == [[True], [True]]
    assert level == pytest.approx(np.minimum(arriving / p.backlog.lapse, p.backlog.largest), rel=1e-12)
    calm = backlog.step(state, p, np.ones((2, 1)))
    assert state.overloaded.tolist() == [[False], [True]]
    assert calm[0, 0] < 1.0 < calm[1, 0]


def starts_of_practice(lab, practice):
    """Alike districts that differ by the practice they start with, and nothing that is drawn by lot."""
    changes = lab.NO_SUPPORT | lab.QUIET_MEASUREMENT
    changes |= {
        "accountability.identification": 0.0,
        "accountability.pressure": 0.8,
        "pressure.gap": 0.0,
        "turnover.leader_hazard": 0.0,
        "adoption.abandonment": 0.0,
        "network.peer_weight": 0.0,
        "money.fixed_cost_growth": 0.03,
    }
    engine = lab.engine(lab.alike_world(len(practice)), [changes], months=1200)
    state, deep = engine.state, np.asarray(practice)[:, None]
    for _, column in state.items():
        if column.shape == deep.shape and column.dtype != bool:
            column[...] = column.mean()
    state.authentic[...], state.surface[...] = deep, 0.4 * (1.0 - deep)
    state.embedded[...], state.knowledge[...] = 0.6 * deep, 0.25 + 0.5 * deep
    state.safety[...], state.clarity[...] = 0.4 + 0.3 * deep, 0.2 + 0.5 * deep
    state.data[...], state.alignment[...] = 0.3 + 0.4 * deep, 0.25 + 0.5 * deep
    return engine


def test_starts_of_practice_just_apart_meet_opposite_fates_without_support(lab):
    """Case 12, its counterpart: time, practice, knowledge and belief hold each other up or pull each other down.

    Pressure stands at 0.8, above 2017's, where the tip lies well inside and both fates are clear.
    """
    low, high = 0.0, 1.0
    for _ in range(2):
        grid = np.linspace(low, high, 41)
        end = lab.run(starts_of_practice(lab, grid), 1200).state.authentic[:, 0]
        assert (np.diff(end) > -1e-9).all()
        tip = int(np.argmax(np.diff(end)))
        low, high = grid[tip], grid[tip + 1]
    assert high - low < 0.001
    assert 0.2 < low < 0.9
    around = lab.run(starts_of_practice(lab, np.linspace(low - 0.001, high + 0.001, 41)), 1200).state
    assert around.authentic[0, 0] < 0.3
    assert around.authentic[-1, 0] > 0.9


def bass(time, innovation, imitation):
    """The closed form of Bass 1969."""
    both = innovation + imitation
    gone = np.exp(-both * time)
    return (1.0 - gone) / (1.0 + imitation / innovation * gone)


@pytest.mark.parametrize("steps", [1, 4, 16])
def test_on_a_complete_graph_with_nothing_deepened_or_dropped_use_spreads_as_bass_says(lab, steps):
    """Case 13: the gap to the closed form shrinks with the step."""
    n, innovation, imitation = 12, 0.005, 0.06
    changes = {"adoption.mandate": innovation, "adoption.imitation": imitation, "adoption.dropped": 0.0}
    changes |= {"adoption.alone": 0.0, "adoption.supported": 0.0, "adoption.reversal": 0.0}
    p = lab.parameters(changes)
    complete = sparse.csr_matrix((np.ones((n, n)) - np.eye(n)) / (n - 1))
    state = lab.blank_state(n, 1, {"susceptibility": 1.0, "time_used": 1.0})
    worst = 0.0
    for index in range(120 * steps):
        july = lab.month(n, index, 1.0 / steps, peers=complete)
        peers.step(state, p, july)
        adoption.step(state, p, july)
        expected = bass((index + 1) / steps, innovation, imitation)
        worst = max(worst, float(np.abs(state.surface + state.authentic - expected).max()))
    assert worst < 0.018 / steps
