"""Random numbers: what their key is made of, and that nothing else matters."""

import numpy as np
import pytest
from scipy.stats import kstest

from sos_sim.model.streams import Streams, normal_of

KEYS = [(1, "leader exit", 0), (2, "leader exit", 0), (1, "leader exits", 0), (1, "leader exit", 1)]
N = 4000


def draws(seed, name, place, n=N, kind="uniform", tail=()):
    return getattr(Streams([seed], np.arange(n), np.float64), kind)(name, place, tail)


@pytest.mark.parametrize("kind", ["uniform", "normal", "state_normal"])
def test_seed_name_and_place_each_give_other_draws_that_do_not_correlate(kind):
    tail = (N,) if kind == "state_normal" else ()
    columns = [draws(*key, kind=kind, tail=tail)[..., 0].ravel() for key in KEYS]
    correlation = np.corrcoef(columns)
    assert np.abs(correlation - np.eye(len(KEYS))).max() < 4.5 / np.sqrt(N)


@pytest.mark.parametrize("kind", ["uniform", "normal"])
def test_a_draw_depends_on_nothing_but_seed_name_and_place(kind):
    fresh = draws(1, "leader exit", 7, kind=kind)
    used = Streams([1], np.arange(N), np.float64)
    used.uniform("contract", 7)
    used.normal("leader exit", 6)
    used.uniform("leader exit", 8, (3,))
    assert np.array_equal(getattr(used, kind)("leader exit", 7), fresh)
    assert np.array_equal(getattr(used, kind)("leader exit", 7), fresh)


@pytest.mark.parametrize("kind", ["uniform", "normal"])
def test_a_run_draws_the_same_whoever_runs_beside_it(kind):
    fresh = draws(5, "abandon", 3, kind=kind)[:, 0]
    for seeds in ([5, 6, 7], [9, 5], [5, 5, 5], [8, 5, 8, 5]):
        beside = getattr(Streams(seeds, np.arange(N), np.float64), kind)("abandon", 3)
        for column, seed in enumerate(seeds):
            if seed == 5:
                assert np.array_equal(beside[:, min(column, beside.shape[1] - 1)], fresh)


def test_runs_of_one_seed_share_one_column_and_other_seeds_have_their_own():
    assert Streams([4, 4, 4], np.arange(9)).uniform("abandon", 0).shape == (9, 1)
    mixed = Streams([4, 5, 4], np.arange(9)).uniform("abandon", 0)
    assert mixed.shape == (9, 3)
    assert np.array_equal(mixed[:, 0], mixed[:, 2])
    assert not np.array_equal(mixed[:, 0], mixed[:, 1])


@pytest.mark.parametrize("kind", ["uniform", "normal"])
def test_districts_draw_by_the_rank_of_their_code(kind):
    order = np.random.default_rng(0).permutation(N)
    straight = draws(1, "abandon", 3, kind=kind)
    moved = getattr(Streams([1], order, np.float64), kind)("abandon", 3)
    assert np.array_equal(moved, straight[order])


def test_seeds_beyond_64_bits_of_sign_and_size_are_told_apart():
    columns = [draws(seed, "abandon", 0, 50)[:, 0] for seed in (0, 1, -1, 2**63, 2**63 + 1)]
    assert len({column.tobytes() for column in columns}) == len(columns)


def test_draws_have_their_law():
    uniform = draws(3, "abandon", 0)[:, 0]
    normal = draws(3, "abandon", 0, kind="normal")[:, 0]
    assert kstest(uniform, "uniform").pvalue > 1e-4
    assert kstest(normal, "norm").pvalue > 1e-4
    assert kstest(normal_of(uniform), "norm").pvalue > 1e-4
    assert np.isfinite(normal_of(np.array([0.0, 1.0]))).all()


def test_places_of_one_stream_do_not_run_into_each_other():
    """The widest draw of a year ends before the next place begins."""
    here, there = (draws(1, "measure.sampling", place, 944, tail=(14, 6)).ravel() for place in (0, 1))
    assert not np.intersect1d(here, there).size
    assert abs(np.corrcoef(here, there)[0, 1]) < 4.5 / np.sqrt(here.size)


def test_every_stream_of_the_engine_has_a_name_of_its_own(lab, forty, monkeypatch):
    """Two decisions that shared a name and a place would share their luck."""
    asked = []
    for kind in ("uniform", "normal", "state_normal"):
        ordinary = getattr(Streams, kind)

        def listening(self, name, place, tail=(), ordinary=ordinary):
            asked.append((name, place))
            return ordinary(self, name, place, tail)

        monkeypatch.setattr(Streams, kind, listening)
    lab.run(lab.engine(forty, [{}]), 24)
    assert len(asked) > 100
    assert len(asked) == len(set(asked))
