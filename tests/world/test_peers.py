from __future__ import annotations

import networkx
import numpy as np
import pytest

from sos_sim.world.build import build_world, embedded_world
from sos_sim.world.districts import Districts
from sos_sim.world.peers import compile_peers, peer_graph
from sos_sim.world.places import distance_km
from sos_sim.world.synthetic import synthetic_california


@pytest.fixture(scope="module")
def california() -> Districts:
    return synthetic_california()


@pytest.fixture(scope="module")
def graph(california: Districts) -> networkx.Graph:
    return peer_graph(california)


def test_rows_are_averages_over_peers_without_self_loops(
    california: Districts, graph: networkx.Graph
) -> None:
    matrix = compile_peers(graph, california)
    assert matrix.shape == (944, 944) and matrix.dtype == np.float32
    assert np.asarray(matrix.sum(axis=1)).ravel() == pytest.approx(np.ones(944), abs=2e-7)
    assert matrix.data.min() > 0 and matrix.diagonal().sum() == 0


def test_whoever_learns_from_a_district_also_teaches_it(california: Districts, graph: networkx.Graph) -> None:
    pattern = compile_peers(graph, california).toarray() > 0
    assert np.array_equal(pattern, pattern.T)


def test_a_district_has_about_ten_to_twenty_peers(graph: networkx.Graph) -> None:
    degrees = np.array([degree for _, degree in graph.degree])
    assert degrees.min() >= 10
    assert 10 <= np.median(degrees) <= 20
    assert np.mean(degrees <= 20) > 0.95


def test_edges_carry_weight_and_true_distance(california: Districts, graph: networkx.Graph) -> None:
    row = {code: place for place, code in enumerate(california.cds_code)}
    first, second, edge = next(iter(graph.edges(data=True)))
    ends = np.array([row[first]]), np.array([row[second]])
    kilometres = distance_km(*(column[end] for end in ends for column in (california.lat, california.lon)))
    assert edge["distance_km"] == pytest.approx(kilometres[0])
    assert 0 < edge["weight"] <= 2
    assert graph.nodes[first]["type"] in ("elementary", "high", "unified")


def test_a_higher_county_bonus_moves_weight_into_the_county(california: Districts) -> None:
    def inside(bonus: float) -> float:
        matrix = compile_peers(peer_graph(california, county_bonus=bonus), california).tocoo()
        return float(matrix.data[california.county[matrix.row] == california.county[matrix.col]].sum()) / 944

    none, some, much = inside(0.0), inside(1.0), inside(4.0)
    assert none < some < much


def test_a_shorter_length_brings_peers_nearer(california: Districts) -> None:
    def mean_distance(length: float) -> float:
        edges = peer_graph(california, length_km=length).edges(data="distance_km")
        return float(np.mean([kilometres for _, _, kilometres in edges]))

    assert mean_distance(10.0) < mean_distance(200.0)


def test_a_narrower_similarity_makes_peers_more_alike(california: Districts) -> None:
    upp = dict(zip(california.cds_code, california.upp, strict=True))

    def difference(scale: float) -> float:
        pairs = peer_graph(california, similarity_scale=scale).edges
        return float(np.mean([abs(upp[first] - upp[second]) for first, second in pairs]))

    assert difference(0.5) < difference(3.0)


def test_the_order_of_districts_does_not_change_who_counts(california: Districts) -> None:
    order = np.random.default_rng(3).permutation(944)
    turned = california.take(order)
    straight = compile_peers(peer_graph(california), california)
    matrix = compile_peers(peer_graph(turned), turned)
    assert abs(matrix - straight[order][:, order]).max() < 1e-6


def test_lone_districts_and_cut_graphs_have_no_peers(california: Districts) -> None:
    one = california.take([0])
    assert compile_peers(peer_graph(one), one).nnz == 0
    assert compile_peers(networkx.Graph(), california).nnz == 0
    assert compile_peers(peer_graph(california, peers=0), california).nnz == 0


def test_a_graph_of_the_users_own_is_taken_without_loops(california: Districts) -> None:
    few = california.take([0, 1, 2])
    a, b, c = few.cds_code
    graph = networkx.Graph([(a, b), (a, a)])
    graph.add_edge(a, c, weight=3.0)
    assert compile_peers(graph, few).toarray().tolist() == [[0, 0.25, 0.75], [1, 0, 0], [1, 0, 0]]
    assert build_world(few, graph).peers.nnz == 4


def test_strange_nodes_and_negative_weights_are_refused(california: Districts) -> None:
    a, b = california.cds_code[:2]
    with pytest.raises(ValueError, match="no district"):
        compile_peers(networkx.Graph([(a, "elsewhere")]), california)
    negative = networkx.Graph()
    negative.add_edge(a, b, weight=-1.0)
    with pytest.raises(ValueError, match="negative"):
        compile_peers(negative, california)
    with pytest.raises(ValueError, match="length_km"):
        peer_graph(california, length_km=0.0)


def test_thirteen_thousand_districts_keep_a_sparse_graph(california: Districts) -> None:
    copies = 14
    rng = np.random.default_rng(1)
    number = 944 * copies
    many = Districts(
        cds_code=tuple(f"{code[:7]}{copy:07d}" for copy in range(copies) for code in california.cds_code),
        name=california.name * copies,
        county=np.tile(california.county, copies),
        type=np.tile(california.type, copies),
        enrolment=np.tile(california.enrolment, copies),
        upp=np.tile(california.upp, copies),
        lat=np.tile(california.lat, copies) + rng.normal(0, 0.05, number),
        lon=np.tile(california.lon, copies) + rng.normal(0, 0.05, number),
        group_share=np.tile(california.group_share, (copies, 1)),
        pay=np.tile(california.pay, copies),
    )
    matrix = compile_peers(peer_graph(many), many)
    assert 10 * number <= matrix.nnz <= 20 * number


def test_the_world_ranks_codes_and_counts_counties() -> None:
    world = embedded_world()
    assert world is embedded_world()
    assert [world.districts.cds_code[row] for row in np.argsort(world.slot)] == sorted(
        world.districts.cds_code
    )
    assert world.county_size.tolist() == world.counties.n_districts.tolist()
    turned = world.districts.take(np.arange(944)[::-1])
    assert np.array_equal(build_world(turned).slot[::-1], world.slot)
