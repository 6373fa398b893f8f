"""Exact limits of the capability trap, Bass, Fang and the model's own parts."""

import networkx
import numpy as np
import pytest

from sos_sim.replications import bass, capability_trap, fang, inflation, overload, regression
from sos_sim.replications.shared import links_of
from sos_sim.replications.taken_out import empty_state, parameters


def test_the_capability_trap_rests_exactly_where_it_starts():
    course = capability_trap.run()
    assert (course.capability == 100.0).all()
    assert (course.output == 3000.0).all()


def test_nothing_moves_before_the_push():
    course = capability_trap.run(press=-0.05, demand=500.0)
    assert (course.output[course.week <= capability_trap.FIRST_WEEK] == 3000.0).all()
    assert course.output[-1] != 3000.0


def test_the_closed_form_solves_basss_equation():
    years, step = np.linspace(0.1, 19.9, 100), 1e-5
    share = bass.closed_form(years)
    slope = (bass.closed_form(years + step) - bass.closed_form(years - step)) / (2 * step)
    assert bass.closed_form(0.0) == 0.0
    assert slope == pytest.approx((bass.INNOVATION + bass.IMITATION * share) * (1 - share), rel=1e-8)
    time, share_then, rate = bass.peak()
    assert bass.closed_form(time) == pytest.approx(share_then, abs=1e-12)
    assert slope.max() <= rate + 1e-9


def test_the_models_adoption_of_shares_is_the_monthly_map():
    share, course = 0.0, bass.monthly_map(10)
    for month in range(121):
        assert course[month] == pytest.approx(share, abs=1e-12)
        share += (1 - share) * -np.expm1(-(bass.INNOVATION + bass.IMITATION * share) / 12)


def test_single_agents_adopt_once_and_for_good():
    course = bass.agents(50, 4, years=5)
    assert (np.diff(course, axis=0) >= 0).all()
    assert course * 50 == pytest.approx(np.rint(course * 50), abs=1e-4)
    assert course[-1].min() > 0


@pytest.mark.parametrize(("beta", "inside"), [(0.0, 840), (1.0, 0)])
def test_links_stay_in_groups_or_all_leave_them_and_none_is_lost(beta, inside):
    graph = fang.groups_with_bridges(beta, np.random.default_rng(1))
    assert graph.number_of_edges() == fang.PEOPLE // fang.GROUP * 21
    assert sum(a // fang.GROUP == b // fang.GROUP for a, b in graph.edges) == inside


def test_people_learn_from_better_neighbours_only_and_from_most_of_them():
    links = links_of(networkx.star_graph(3))
    belief = np.array([[-1, -1, 0], [1, -1, 1], [1, 1, -1], [-1, 1, 1]], np.float32)
    always = np.zeros((4, 3), np.float32)
    best_is_hub = fang.learn(links, belief, np.array([2, 1, 1, 1]), always)
    assert best_is_hub[0].tolist() == [-1, -1, 0]
    assert best_is_hub[1:].tolist() == [[-1, -1, 1], [-1, -1, -1], [-1, -1, 1]]
    hub_learns = fang.learn(links, belief, np.array([0, 1, 1, 1]), always)
    assert hub_learns[0].tolist() == [1, 1, 1]
    tie = fang.learn(links, belief, np.array([0, 1, 1, 0]), always)
    assert tie[0].tolist() == [1, -1, 0]
    assert np.array_equal(fang.learn(links, belief, np.array([0, 1, 1, 1]), always + 0.9), belief)


def test_a_block_pays_only_when_all_of_it_is_right():
    belief = np.ones((3, 100), np.float32)
    belief[1, 7] = 0
    belief[2, ::5] = -1
    assert fang.payoff(belief, 5).tolist() == pytest.approx([1.0, 0.95, 0.0])


def test_the_two_tasks_leave_no_gain_in_moving_effort_or_gaming():
    gamma, ease = 0.2, inflation.GAMING_EASE
    effort, games = np.linalg.solve([[1, gamma], [gamma, 1 / ease]], [1.0, 1.0])

    def net(e, g):
        return e + g - e * e / 2 - g * g / (2 * ease) - gamma * e * g

    for move in ((1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3)):
        assert net(effort + move[0], games + move[1]) < net(effort, games)
    assert inflation.ratio(gamma) == pytest.approx((effort + games) / effort)


def test_without_stakes_the_models_gaming_inflates_nothing():
    assert inflation.inflation(0.0) == 0.0
    assert inflation.inflation(0.5) < inflation.inflation(1.0)


def test_the_backlogs_two_resting_points_lie_either_side_of_its_best_level():
    for load in overload.STABLE:
        assert overload.stable(load) < 1.0 < overload.tipping(load)


def test_a_perfectly_reliable_test_shows_no_gain():
    assert regression.expected(-1.0, 1.0) == 0.0


def test_parameters_and_columns_that_do_not_exist_are_refused():
    with pytest.raises(KeyError, match=r"learning\.luck"):
        parameters({"learning.luck": 1.0})
    with pytest.raises(KeyError, match="luck"):
        empty_state(1, 1, {"luck": 1.0})
