"""Limiting cases 16, 17 and 22 of the theory: peers, coherence of methods, more capacity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from sos_sim.model.mechanisms import county_offices, learning, peers, support

N = 30


def sparse_graph(seed):
    """Link 28 of 30 districts at random so that all of these are connected; the last two are alone."""
    rng = np.random.default_rng(seed)
    weight = np.zeros((N, N))
    for row in range(1, N - 2):
        weight[row, rng.integers(row)] = rng.uniform(0.2, 1.0)
    weight += np.triu(rng.random((N, N)) < 0.05, 1)
    weight[-2:], weight[:, -2:] = 0.0, 0.0
    weight = weight + weight.T
    total = weight.sum(axis=1, keepdims=True)
    return sparse.csr_matrix(np.divide(weight, total, out=np.zeros_like(weight), where=total > 0))


def peers_only(lab, weight=5.0):
    return lab.parameters(
        {
            "network.peer_weight": weight,
            "learning.peers": 0.06,
            "learning.forgetting": 0.0,
            "learning.variety_ceiling": 0.0,
        }
    )


def spread(lab, graph, knowledge, months, weight=5.0):
    p, state = peers_only(lab, weight), lab.blank_state(len(knowledge), 1, {"knowledge": knowledge[:, None]})
    month, nothing = lab.month(len(knowledge), peers=graph), np.zeros((len(knowledge), 1))
    path = [state.knowledge.copy()]
    for _ in range(months):
        peers.step(state, p, month)
        learning.know(state, p, month, nothing)
        path.append(state.knowledge.copy())
    return np.stack(path)[:, :, 0]


@settings(deadline=None, max_examples=25)
@given(knowledge=arrays(np.float64, N, elements=st.floats(0.0, 1.0)), seed=st.integers(0, 100))
def test_through_peers_the_largest_never_rises_the_smallest_never_falls_and_nobody_isolated_changes(
    lab, knowledge, seed
):
    """Case 16."""
    path = spread(lab, sparse_graph(seed), knowledge, 24)
    assert (np.diff(path[:, :-2].max(axis=1)) <= 1e-12).all()
    assert (np.diff(path[:, :-2].min(axis=1)) >= 0.0).all()
    assert (path[:, -2:] == knowledge[-2:]).all()


def test_through_peers_a_connected_component_tends_to_its_largest_knowledge(lab):
    """Case 16."""
    knowledge = np.random.default_rng(1).uniform(0.1, 0.6, N)
    end = spread(lab, sparse_graph(1), knowledge, 20_000)[-1]
    assert end[:-2] == pytest.approx(knowledge[:-2].max(), abs=1e-3)
    assert (end[-2:] == knowledge[-2:]).all()


def test_permuting_districts_permutes_what_they_learn_from_peers(lab):
    """Case 16."""
    rng = np.random.default_rng(2)
    knowledge, order, graph = rng.random(N), rng.permutation(N), sparse_graph(2)
    straight = spread(lab, graph, knowledge, 24)
    permuted = spread(lab, graph[order][:, order], knowledge[order], 24)
    assert permuted == pytest.approx(straight[:, order], abs=1e-12)


def test_without_weight_the_graph_teaches_nothing(lab):
    """Case 16, its limit."""
    knowledge = np.random.default_rng(3).random(N)
    assert (spread(lab, sparse_graph(3), knowledge, 24, weight=0.0) == knowledge).all()


def concentration(county, private, network, common, methods):
    one = np.ones(1)
    return float(support.method_concentration(county * one, private * one, network * one, common, methods)[0])


def test_one_method_is_coherent_and_hours_even_over_m_methods_give_one_over_m():
    """Case 17."""
    assert concentration(1.0, 0.0, 0.0, 0.0, 1.0) == pytest.approx(1.0, abs=1e-12)
    assert concentration(0.3, 0.4, 0.3, 1.0, 8.0) == pytest.approx(1.0, abs=1e-12)
    for methods in range(1, 9):
        assert concentration(1.0, 0.0, 0.0, 0.0, methods) == pytest.approx(1.0 / methods, abs=1e-12)
    # One provider and one network, each with half the hours, are two methods.
    assert concentration(0.0, 0.5, 0.5, 0.0, 5.0) == pytest.approx(0.5, abs=1e-12)
    assert support.coherence(np.ones(3), np.linspace(0.0, 1.0, 3), 1.0) == pytest.approx(1.0, abs=1e-12)


@given(
    county=st.floats(0.0, 1.0),
    of_rest=st.floats(0.0, 1.0),
    common=st.floats(0.5, 1.0),
    more=st.floats(0.0, 1.0),
    methods=st.integers(1, 8),
)
def test_concentration_never_falls_when_the_leading_method_gains_or_methods_get_fewer(
    county, of_rest, common, more, methods
):
    """Case 17: in any mix of helpers where the common framework leads, and everywhere for county offices alone.

    A district that one provider alone helps loses concentration when a second method joins, common or not.
    """
    shares = (county, (1.0 - county) * of_rest, (1.0 - county) * (1.0 - of_rest))
    here = concentration(*shares, common, methods)
    assert 1e-12 < here <= 1.0 + 1e-12
    assert concentration(*shares, common + more * (1.0 - common), methods) >= here - 1e-12
    assert concentration(*shares, common, max(methods - 1, 1)) >= here - 1e-12
    little = 2.0 * common - 1.0
    alone = concentration(1.0, 0.0, 0.0, little, methods)
    assert concentration(1.0, 0.0, 0.0, little + more * (1.0 - little), methods) >= alone - 1e-12


@given(met=st.floats(1.0, 10.0), more=st.floats(0.0, 5.0), knowledge=st.floats(0.0, 1.0), cost=st.floats(0.0, 1.0))
def test_more_methods_never_make_support_more_coherent_and_experts_lose_nothing(met, more, knowledge, cost):
    """Case 17."""
    coherence = support.coherence(np.array([met, met + more]), np.array(knowledge), cost)
    assert coherence[1] <= coherence[0] <= 1.0
    assert support.coherence(np.array(met), np.array(1.0), cost) == 1.0


asked_days = arrays(np.float64, (8, 2), elements=st.floats(0.0, 100.0))
days_there = arrays(np.float64, (3, 2), elements=st.floats(0.0, 300.0))


@settings(deadline=None)
@given(first=asked_days, later=asked_days, there=days_there, more=days_there)
def test_more_capacity_for_the_same_demand_lowers_nobodys_days(lab, first, later, there, more):
    """Case 22."""
    month = lab.month(8, county=[0, 0, 0, 1, 1, 1, 1, 2])
    before = county_offices.ration(first, later, there, month)
    after = county_offices.ration(first, later, there + more, month)
    assert (after >= before - 1e-9).all()


@settings(deadline=None)
@given(first=asked_days, later=asked_days, there=days_there)
def test_reordering_districts_or_county_offices_reorders_coach_days_and_nothing_else(lab, first, later, there):
    """Case 23 for county offices."""
    county = np.array([0, 0, 0, 1, 1, 1, 1, 2])
    given_days = county_offices.ration(first, later, there, lab.month(8, county=county))
    order, offices = np.array([7, 3, 0, 5, 1, 2, 6, 4]), np.array([2, 0, 1])
    renamed = np.argsort(offices)[county[order]]
    again = county_offices.ration(first[order], later[order], there[offices], lab.month(8, county=renamed))
    assert again == pytest.approx(given_days[order], rel=1e-12, abs=1e-12)
