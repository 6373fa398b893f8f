"""Dividing a budget: what it costs, what the search finds, and that it goes on where it stopped."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import sos_sim as sos
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.store.optimise_tables import OPTIMISE_TABLES
from sos_sim.study.optimise import optimise as module
from sos_sim.study.optimise.archive import Archive
from sos_sim.study.optimise.components import COMPONENTS, LEVERS, NAMES, TOPS, settings_of, usual_levels
from sos_sim.study.optimise.front import nondominated, spread_out
from sos_sim.study.optimise.optimise import FRESH_SEEDS, Search, check_objectives, optimise
from sos_sim.study.optimise.prices import measure_prices
from sos_sim.study.optimise.search import search
from sos_sim.study.optimise.spending import TOLERANCE, settle, simple_allocations, spend

OBJECTIVES = ("capability", "true_outcome")
SEEDS = (1, 2)
# A small share of what all components could take, so that the search is about something.
BUDGET = 12.0
SMALL = Search(BUDGET, OBJECTIVES, seeds=2, generations=3, size=16)


@pytest.fixture(scope="module")
def scenario(fake):
    return fake.make_scenario(years=3)


@pytest.fixture(scope="module")
def archive(world, scenario, tmp_path_factory):
    return Archive(world, scenario, OBJECTIVES, 1, tmp_path_factory.mktemp("archive") / "kept.parquet")


@pytest.fixture(scope="module")
def prices(archive):
    return measure_prices(archive, SEEDS)


@pytest.fixture(scope="module")
def whole(world, scenario, tmp_path_factory):
    """A search that nothing interrupted."""
    return optimise(scenario, SMALL, population=world, out=tmp_path_factory.mktemp("whole") / "out", quiet=True)


def draws(number):
    return np.random.default_rng(1).dirichlet(np.full(len(NAMES), 0.5), number)


def test_2017_lies_on_the_path_of_every_component():
    levers = settings_of(usual_levels().tolist())
    for path, value in levers.items():
        assert value == pytest.approx(PARAMETERS[path].default), path


def test_no_lever_leaves_its_declared_range_and_every_one_has_a_price():
    for levels in (np.zeros(len(NAMES)), TOPS / 2, TOPS):
        for path, value in settings_of(levels.tolist()).items():
            assert PARAMETERS[path].allows(value), path
    assert all(PARAMETERS[path].unit.startswith("$") for path in
               ("money.coach_day", "money.network_member", "money.data_investment", "money.retention"))  # fmt: skip
    assert all(path in PARAMETERS for component in COMPONENTS for path in component.price)


def test_a_sum_is_spent_whole_and_no_component_beyond_what_it_can_take():
    most = np.array([3.0, 1.0, 2.0, 10.0, 50.0])
    for total in (0.5, 5.0, 30.0, most.sum()):
        spent = spend(np.concatenate([draws(200), np.eye(5), np.zeros((1, 5))]), total, most)
        assert spent.sum(1) == pytest.approx(total)
        assert (spent <= most + 1e-12).all() and (spent >= 0).all()


def test_what_a_full_component_cannot_take_goes_to_the_others_by_their_shares():
    spent = spend(np.array([[0.8, 0.1, 0.05, 0.05, 0.0]]), 10.0, np.array([2.0, 100.0, 100.0, 100.0, 100.0]))
    assert spent[0] == pytest.approx([2.0, 4.0, 2.0, 2.0, 0.0])


def test_the_price_of_levels_bought_gives_the_money_back(prices):
    spending = spend(draws(50), BUDGET, prices.most)
    assert prices.spending_for(prices.levels_for(spending)) == pytest.approx(spending, abs=1e-9)


def test_prices_are_the_declared_ones_where_the_model_charges_by_the_pupil(prices):
    data, retention = prices.most[NAMES.index("data")], prices.most[NAMES.index("retention")]
    assert data == pytest.approx(PARAMETERS["money.data_investment"].default, rel=0.01)
    both = 0.8 + 0.1 * 0.8
    assert retention == pytest.approx(PARAMETERS["money.retention"].default * both, rel=0.01)


@pytest.mark.parametrize("budget", [4.0, BUDGET, 40.0])
def test_simple_and_random_divisions_cost_the_budget(archive, prices, budget):
    shares = np.concatenate([np.array(list(simple_allocations(prices).values())), draws(8)])
    settled = settle(shares, budget, archive, prices, SEEDS)
    again = archive.values(settled.levels, SEEDS)[:, :, 0].mean(1)
    assert np.abs(again / budget - 1.0).max() < TOLERANCE
    assert settled.cost == pytest.approx(again)
    assert settled.shares.sum(1) == pytest.approx(1.0)


def test_the_mix_of_2017_buys_2017_at_the_cost_of_2017(archive, prices):
    mix = simple_allocations(prices)["2017 mix"]
    cost = archive.as_it_is(SEEDS)[:, 0].mean()
    settled = settle(mix[None, :], cost, archive, prices, SEEDS)
    assert settled.levels[0] == pytest.approx(usual_levels(), rel=0.1, abs=0.01)


def test_values_kept_are_read_back_exactly_and_not_run_again(world, scenario, archive):
    levels = draws(3)
    before = archive.values(levels, SEEDS)
    archive.save()
    second = Archive(world, scenario, OBJECTIVES, 1, archive._file)
    assert np.array_equal(second.values(levels, SEEDS), before)
    assert second.runs_made == 0
    second.values(levels, (1, 2, 3))
    assert second.runs_made > 0


def test_a_torn_file_of_kept_values_is_run_again(world, scenario, tmp_path):
    file = tmp_path / "kept.parquet"
    file.write_bytes(b"PAR1 torn")
    assert len(Archive(world, scenario, OBJECTIVES, 1, file)) == 0


def test_no_allocation_of_the_front_is_beaten():
    losses = np.random.default_rng(3).random((60, 3))
    marks = nondominated(losses)
    for row in losses[marks]:
        assert not ((losses <= row).all(1) & (losses < row).any(1)).any()
    for row in losses[~marks]:
        assert ((losses <= row).all(1) & (losses < row).any(1)).any()
    assert nondominated(np.array([[1.0, 1.0], [1.0, 1.0]])).all()


def test_the_best_in_each_objective_are_among_those_that_stand_for_the_front():
    angle = np.linspace(0, np.pi / 2, 400)
    losses = np.column_stack([1 - np.cos(angle), 1 - np.sin(angle)])
    chosen = spread_out(losses, np.ones(2), 9, 0.01, taken=np.empty((0, 2)))
    assert {0, 399} <= set(chosen.tolist()) and len(chosen) == 9
    assert np.diff(angle[chosen]).max() < 2.1 * np.diff(angle[chosen]).min()
    near = spread_out(losses, np.ones(2), 400, 0.5, taken=losses[:1])
    assert 0 not in near and 399 in near and len(near) < 4


@pytest.mark.parametrize("objectives", [2, 4])
def test_a_known_front_is_found(objectives):
    """The first components pull against each other, the last buys nothing: the front spends nothing on it."""

    def evaluate(shares):
        return -np.sqrt(shares[:, :objectives]), np.zeros(len(shares))

    def repair(shares):
        return shares / np.maximum(shares.sum(1, keepdims=True), 1e-12)

    start = np.full((1, 5), 0.2)
    found = search(evaluate, repair, start, objectives, size=40, generations=40)
    front = found.shares[nondominated(found.losses)]
    assert len(front) > 30
    assert np.median(front[:, objectives:].sum(1)) < 0.02
    assert np.ptp(front[:, 0]) > 0.8  # from one end to the other
    assert found.hypervolume[-1] > found.hypervolume[0]
    assert (np.diff(found.hypervolume) >= -1e-12).all()


def test_what_breaks_the_budget_is_never_on_the_front():
    def evaluate(shares):
        return -shares[:, :2], np.maximum(shares[:, 0] - 0.5, 0.0)

    found = search(evaluate, lambda x: x / x.sum(1, keepdims=True), np.full((1, 5), 0.2), 2, size=24, generations=15)
    assert found.shares[:, 0].max() <= 0.5
    assert found.shares[:, 0].max() > 0.4


def test_every_reported_allocation_costs_the_budget_in_fresh_futures(whole):
    assert (np.abs(whole.table["cost"] / BUDGET - 1.0) < TOLERANCE).all()
    shares = whole.table[[f"share_{name}" for name in NAMES]].to_numpy()
    assert shares.sum(1) == pytest.approx(1.0)
    spent = whole.table[[f"spending_{name}" for name in NAMES]].to_numpy().sum(1)
    assert spent + whole.about["fixed_cost"] == pytest.approx(whole.table["cost"].to_numpy())


def test_the_front_is_judged_in_futures_the_search_did_not_see(whole):
    runs = sos.read(whole.folder)["evaluations"]
    searched, fresh = runs[runs["seed"] <= SMALL.seeds], runs[runs["seed"] > SMALL.seeds]
    assert set(fresh["seed"]) == set(range(SMALL.seeds + 1, SMALL.seeds + 1 + FRESH_SEEDS))
    assert len(searched[LEVERS[0]].unique()) > len(fresh[LEVERS[0]].unique())
    row = whole.table.iloc[0]
    mine = fresh[np.isclose(fresh[list(LEVERS)], row[list(LEVERS)].to_numpy(float)).all(1)]
    assert len(mine) == FRESH_SEEDS
    assert mine["capability"].mean() == pytest.approx(row["capability"])


def test_the_search_finds_nothing_worse_than_what_needs_no_search(whole):
    table = whole.table
    for name in OBJECTIVES:
        best = table.loc[table["on_front_in_search"], f"{name}_gain_searched"].max()
        assert best >= table.loc[table["simple"], f"{name}_gain_searched"].max() - 0.02 * np.ptp(
            table.loc[table["simple"], f"{name}_gain_searched"]
        )


def test_the_same_search_gives_the_same_front(whole, world, scenario, tmp_path):
    again = optimise(scenario, SMALL, population=world, out=tmp_path / "again", quiet=True)
    pd.testing.assert_frame_equal(again.table, whole.table, check_exact=True)


def test_a_finished_search_asked_again_runs_nothing(whole, world, scenario):
    again = optimise(scenario, SMALL, population=world, out=whole.folder, quiet=True)
    assert again.about["runs_made"] == 0
    assert again.about["runs"] == whole.about["runs"]
    pd.testing.assert_frame_equal(again.table, whole.table, check_exact=True)


def test_an_interrupted_search_goes_on_without_running_anything_twice(
    whole, world, scenario, tmp_path, monkeypatch, capsys
):
    out = tmp_path / "out"
    saves = []
    save = Archive.save

    def interrupted(self):
        save(self)
        saves.append(len(self))
        if len(saves) == 3:  # the prices, then two generations
            raise KeyboardInterrupt

    monkeypatch.setattr(Archive, "save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        optimise(scenario, SMALL, population=world, out=out, quiet=True)
    monkeypatch.undo()
    assert "goes on from there" in capsys.readouterr().err
    assert json.loads((out / "manifest.json").read_text())["status"] == "interrupted"
    after = optimise(scenario, SMALL, population=world, out=out, quiet=True)
    assert after.about["runs_kept_from_before"] == saves[2]
    assert after.about["runs_made"] == whole.about["runs"] - saves[2]
    pd.testing.assert_frame_equal(after.table, whole.table, check_exact=True)


def test_the_folder_opens_and_its_tables_hold_what_is_declared(whole):
    tables = sos.read(whole.folder)
    assert tables.manifest["kind"] == "optimise" and tables.manifest["status"] == "done"
    assert set(tables.tables) == set(OPTIMISE_TABLES)
    for table, (_, columns) in OPTIMISE_TABLES.items():
        names = pq.read_schema(whole.folder / f"{table}.parquet").names
        assert names[: len(columns)] == [column.name for column in columns], table
    assert list(tables["convergence"]["generation"]) == list(range(1, SMALL.generations + 1))
    assert set(LEVERS) <= set(tables["allocations"]) & set(tables["prices"]) & set(tables["evaluations"])


def test_the_scenario_as_it_is_stands_beside_the_divisions(whole, archive):
    told = whole.as_json()["as_it_is"]
    fresh = archive.as_it_is(range(SMALL.seeds + 1, SMALL.seeds + 1 + FRESH_SEEDS))
    assert told["cost"] == pytest.approx(fresh[:, 0].mean())
    assert told["outcomes"]["capability"]["mean"] == pytest.approx(fresh[:, 1].mean())


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["capabilty"], "did you mean 'capability'"),
        (["pressure"], "has no better direction"),
        (["cost_per_pupil"], "what the budget fixes"),
        (["capability", "capability"], "named twice"),
        ([], "0 objectives"),
    ],
)
def test_what_cannot_be_bettered_is_refused(names, said):
    with pytest.raises(InputProblems, match=said):
        check_objectives(names)


@pytest.mark.parametrize("budget", [0.0001, 1e6])
def test_a_budget_that_cannot_be_spent_is_refused_and_nothing_written(world, scenario, tmp_path, budget):
    out = tmp_path / "out"
    with pytest.raises(InputProblems, match="cannot be divided"):
        optimise(scenario, Search(budget, OBJECTIVES, 1, 1, 16), population=world, out=out, quiet=True)
    assert not out.exists()


def test_without_the_library_one_line_says_what_to_install(world, scenario, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputProblems, match=r"pip install 'sos-sim\[optimise\]'"):
        module.optimise(scenario, SMALL, population=world, out=tmp_path / "out", quiet=True)
    assert not (tmp_path / "out").exists()
