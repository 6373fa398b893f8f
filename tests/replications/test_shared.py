"""The network is the district model's, and people leave by its rule."""

from types import SimpleNamespace

import networkx
import numpy as np
import pytest

from sos_sim.model.mechanisms import turnover
from sos_sim.model.streams import Streams
from sos_sim.replications.shared import best_seen, hazard_of, leaves, links_of, sum_seen
from sos_sim.replications.taken_out import empty_state, parameters
from sos_sim.world.build import embedded_world
from sos_sim.world.peers import compile_peers

GRAPH = networkx.gnm_random_graph(30, 70, seed=3)
GRAPH.add_edges_from((node, (node + 1) % 30) for node in range(30))


def test_what_is_seen_is_what_the_district_model_averages_over_peers():
    links = links_of(GRAPH)
    places = embedded_world().districts.take(np.arange(30))
    weights = compile_peers(networkx.relabel_nodes(GRAPH, dict(enumerate(places.cds_code))), places)
    values = np.random.default_rng(1).normal(size=(30, 4))
    seen = sum_seen(links, np.ones(len(links.seen)), values)
    degree = np.array([GRAPH.degree(node) for node in range(30)])
    assert seen / degree[:, None] == pytest.approx(weights @ values, rel=1e-5, abs=1e-6)


def test_only_links_that_count_are_added_up():
    links = links_of(GRAPH)
    values = np.arange(30.0)[:, None]
    counted = links.seen > links.sees
    expected = [sum(other for other in GRAPH[node] if other > node) for node in range(30)]
    assert sum_seen(links, counted, values)[:, 0].tolist() == expected


def test_the_best_seen_is_the_neighbour_with_the_highest_score():
    score = np.random.default_rng(2).random((5, 30))
    best = best_seen(links_of(GRAPH), score)
    for run in range(5):
        assert best[run].tolist() == [max(GRAPH[node], key=lambda other: score[run, other]) for node in range(30)]


def test_networks_side_by_side_do_not_see_each_other():
    line = links_of(networkx.path_graph(4))
    both = line.several([line])
    assert both.begin.tolist() == [0, 1, 3, 5, 6, 7, 9, 11, 12]
    assert ((both.seen < 4) == (both.sees < 4)).all()
    assert (both.seen[6:] - 4).tolist() == line.seen.tolist()


def test_more_agents_than_districts_are_refused():
    with pytest.raises(ValueError, match="districts lend"):
        links_of(networkx.empty_graph(2000))


@pytest.mark.parametrize("hazard", [0.02, 0.3])
def test_people_leave_by_the_rule_of_the_district_models_turnover(hazard):
    number = 500
    p = parameters({"turnover.leader_hazard": hazard, "turnover.pressure": 0.0, "turnover.safety": 0.0})
    p.turnover.leader_retention = 0.0
    names = ("knowledge", "leadership", "tenure", "leader_left", "authentic", "surface", "relationship", "passing")
    state = empty_state(number, 1, dict.fromkeys(names, 0.0))
    noted = {}
    month = SimpleNamespace(
        dt=1.0,
        place=7,
        streams=Streams([5], np.arange(number), np.float64),
        world=SimpleNamespace(largeness=np.zeros((number, 1)), pay=np.zeros((number, 1))),
        note=noted.__setitem__,
    )
    turnover.step(state, p, month)
    luck = Streams([5], np.arange(number), np.float64).uniform("leader exit", 7)
    assert 0 < noted["leader left"].sum() < number
    assert np.array_equal(noted["leader left"], leaves(hazard, luck))


def test_a_chance_turned_into_a_rate_gives_the_chance_back():
    luck = np.linspace(0.0, 0.999999, 1001)
    for chance in (0.0, 0.1, 0.5, 0.9):
        assert leaves(hazard_of(chance), luck).mean() == pytest.approx(chance, abs=2e-3)
    assert leaves(hazard_of(1.0), luck).all()
    assert not leaves(hazard_of(0.0), luck).any()
