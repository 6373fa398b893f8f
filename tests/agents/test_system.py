"""The model as Mesa sees it: agents, sets, data collection, batch runs, the clock."""

from __future__ import annotations

import copy
import gc
import inspect
import weakref
from collections.abc import Callable
from pathlib import Path

import mesa
import numpy as np
import pytest

import sos_sim as sos
from sos_sim import (
    CountyOffice,
    District,
    ImprovementNetwork,
    InputProblems,
    Provider,
    Scenario,
    State,
    SystemOfSupport,
)
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.world.build import World, build_world, embedded_world

Make = Callable[..., SystemOfSupport]


def test_every_agent_is_there_by_kind_and_all_together(make: Make) -> None:
    model = make()
    assert (len(model.districts), len(model.county_offices), len(model.providers)) == (118, 58, 4)
    sets = (model.districts, model.county_offices, model.providers, model.networks, model.state_agency)
    assert sum(len(agents) for agents in sets) == len(model.agents)
    assert set(model.agents_by_type) == {District, CountyOffice, Provider, ImprovementNetwork, State}


def test_agent_sets_select_sort_group_and_sum_up(make: Make) -> None:
    model = make()
    deep = model.districts.select(lambda district: district.authentic > 0.3)
    assert 0 < len(deep) < len(model.districts)
    assert deep.agg("authentic", np.min) > 0.3
    assert sum(model.districts.groupby("county").count().values()) == 118
    assert next(iter(model.districts.sort("reserve"))).reserve == model.districts.agg("reserve", np.max)


def test_a_district_knows_what_it_is_and_whom_it_knows(make: Make, small_world: World) -> None:
    model = make()
    district = model.district_list[10]
    assert district.cds_code == small_world.districts.cds_code[10]
    assert district in district.county_office.districts
    assert district.county == small_world.counties.name[small_world.county_of[10]]
    assert district.groups["EL"] == small_world.districts.group_share[10, 3]
    assert set(district.peers) == {model.district_list[row] for row in small_world.peers[10].nonzero()[1]}


def test_the_graph_links_each_district_with_its_peers(make: Make, small_world: World) -> None:
    model = make()
    assert set(model.graph) == set(small_world.districts.cds_code)
    for district in model.district_list[:20]:
        assert set(model.graph[district.cds_code]) == {peer.cds_code for peer in district.peers}
    weights = [weight for *_, weight in model.graph.edges(data="weight")]
    assert sum(weights) == pytest.approx(len(model.graph) / 2)


def test_networks_take_those_the_coverage_reaches_across_counties(make: Make) -> None:
    model = make(settings={"network.coverage": 0.3})
    members = [district for network in model.networks for district in network.members]
    assert len(members) == len(set(members)) == np.count_nonzero(model.engine.state.network_rank[:, 0] < 0.3)
    assert all(district.network is network for network in model.networks for district in network.members)
    assert all(district.network is None for district in model.districts if district not in members)
    first = next(iter(model.networks))
    assert first.name == "Network 1"
    assert len({district.county for district in first.members}) > 3


def test_networks_grow_when_their_dated_coverage_does(make: Make) -> None:
    model = make(settings={"network.coverage": 0.1, "network.coverage@2018-01": 0.5})
    early = [set(network.members) for network in model.networks]
    for _ in range(6):
        model.step()
    late = [set(network.members) for network in model.networks]
    assert sum(map(len, late)) > sum(map(len, early))
    assert all(before <= after for before, after in zip(early, late, strict=True))


def test_providers_share_out_the_districts_under_contract(make: Make) -> None:
    model = make(settings={"providers.subsidy": 1.0, "providers.willing": 0.5})
    model.step()
    clients = [district for provider in model.providers for district in provider.clients]
    assert clients
    assert set(clients) == set(model.districts.select(lambda district: district.contract_months > 0))
    assert all(district.provider is provider for provider in model.providers for district in provider.clients)
    assert set(model.providers.get("price")) == {model.parameters.providers.price}


def test_the_state_reads_the_month_s_schedule(make: Make) -> None:
    model = make(settings={"accountability.pressure@2017-10": 1.5})
    (state,) = model.state_agency
    assert state.pressure == 0.6
    for _ in range(3):
        model.step()
    assert model.date == "2017-10"
    assert state.pressure == model.parameters.accountability.pressure == 1.5


def test_parameters_can_be_read_and_not_changed(make: Make) -> None:
    model = make()
    with pytest.raises(AttributeError, match=r"support.coe_coach_days is set by the scenario.*settings="):
        model.parameters.support.coe_coach_days = 30.0
    with pytest.raises(AttributeError, match=r"support.coe_coach_day; did you mean support.coe_coach_days"):
        _ = model.parameters.support.coe_coach_day


def test_the_clock_stops_at_the_horizon(make: Make) -> None:
    model = make()
    assert (model.date, model.months_left, model.running) == ("2017-07", 24, True)
    for _ in range(8):
        model.step()
    assert (model.date, model.months_left, model.steps) == ("2018-03", 16, 8)
    model.run_model()
    assert (model.date, model.months_left, model.steps, model.running) == ("2019-07", 0, 24, False)
    with pytest.raises(RuntimeError, match=r"california-2017 ends in 2019-07"):
        model.step()


def test_collecting_each_month_keeps_what_the_month_showed(make: Make) -> None:
    model, shown = make(collect=True), []
    for _ in range(5):
        model.step()
        shown.append(model.outcome("authentic"))
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table.columns) == list(OUTCOMES)
    assert table["authentic"].tolist() == shown


def test_without_collecting_only_the_month_that_is_asked_for_is_filled_in(make: Make) -> None:
    model = make()
    for _ in range(5):
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert table["authentic"].isna().tolist() == [True] * 4 + [False]
    assert table["authentic"].iloc[-1] == model.outcome("authentic")


def test_a_collector_of_one_s_own_reports_on_model_and_agents(make: Make) -> None:
    model = make(collect=True)
    model.datacollector = mesa.DataCollector(
        model_reporters={"date": "date", "deep": lambda model: model.outcome("deep_share")},
        agenttype_reporters={District: {"knowledge": "knowledge"}, CountyOffice: {"skill": "skill"}},
    )
    for _ in range(3):
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert table["date"].tolist() == ["2017-08", "2017-09", "2017-10"]
    assert len(model.datacollector.get_agenttype_vars_dataframe(District)) == 3 * 118
    assert len(model.datacollector.get_agenttype_vars_dataframe(CountyOffice)) == 3 * 58


def test_mesa_batch_run_takes_scenarios_and_seeds(short: Scenario, small_world: World) -> None:
    rows = mesa.batch_run(
        SystemOfSupport,
        parameters={"scenario": [short], "seed": [1, 2], "population": [small_world],
                    "settings": [{}, {"support.coe_coach_days": 40.0}]},
        display_progress=False,
    )
    assert len(rows) == 4
    for row in rows:
        model = SystemOfSupport(short, seed=row["seed"], population=small_world, settings=row["settings"])
        model.run_model()
        assert row["true_outcome"] == model.outcome("true_outcome")


def test_mesa_batch_run_gives_every_collected_month(short: Scenario, small_world: World) -> None:
    rows = mesa.batch_run(
        SystemOfSupport,
        parameters={"scenario": [short], "population": [small_world], "collect": True},
        data_collection_period=1, display_progress=False,
    )
    assert len(rows) == 24
    assert all(0 < row["authentic"] < 1 for row in rows)


@pytest.mark.skipif(
    "rng" not in inspect.signature(mesa.batch_run).parameters, reason="this Mesa's batch_run takes no rng"
)
def test_mesa_batch_run_takes_rng_for_the_seed(short: Scenario, small_world: World) -> None:
    rows = mesa.batch_run(
        SystemOfSupport, parameters={"scenario": [short], "population": [small_world]}, rng=[1, 2],
        display_progress=False,
    )
    model = SystemOfSupport(short, seed=2, population=small_world)
    model.run_model()
    assert rows[1]["true_outcome"] == model.outcome("true_outcome") != rows[0]["true_outcome"]


def test_rng_stands_for_the_seed(make: Make) -> None:
    assert make(seed=None, rng=7).seed == make(seed=np.int64(7)).seed == 7
    assert make(seed=None).seed == 1
    drawn = make(seed=None, rng=np.random.default_rng(4)).seed
    assert drawn == make(seed=None, rng=np.random.default_rng(4)).seed


@pytest.mark.parametrize("given", [{"seed": 1, "rng": 2}, {"seed": -1}, {"seed": 1.5}, {"seed": "one"}])
def test_a_seed_that_cannot_be_is_refused(make: Make, given: dict[str, object]) -> None:
    with pytest.raises(InputProblems, match=r"seed: "):
        make(**given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"agents": {"county_ofice": CountyOffice}}, r"did you mean 'county_office'"),
        ({"agents": {"county_office": District}}, r"a subclass of CountyOffice"),
        ({"agents": {"district": "District"}}, r"a subclass of District"),
        ({"settings": {"support.coach_days": 3.0}}, r"no parameter is called support.coach_days"),
        ({"settings": {"support.coe_coach_days": 900.0}}, r"cannot be 900"),
        ({"scenario": "california-2071"}, r"did you mean 'california-2017'"),
        ({"scenario": 3}, r"a name, a path or a Scenario"),
        ({"population": "nowhere.csv"}, r"nowhere.csv"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(make: Make, given: dict[str, object], message: str) -> None:
    with pytest.raises(InputProblems, match=message):
        make(**given)


def test_an_unknown_outcome_is_told_with_the_nearest_name(make: Make) -> None:
    with pytest.raises(InputProblems, match=r"did you mean 'true_outcome'"):
        make().outcome("true_outcom")


def test_a_scenario_is_found_by_name_and_by_path() -> None:
    by_path = SystemOfSupport(Path(__file__).parents[2] / "scenarios" / "intensive-support.yaml")
    assert by_path.policy.name == SystemOfSupport("intensive-support").policy.name == "intensive-support"
    assert len(by_path.districts) == 944


def test_districts_from_a_population_file_come_in_its_order(tmp_path: Path) -> None:
    lines = ["cds_code,county,type,enrolment,upp", "01611190000000,Alameda,unified,9000,0.3",
             "10621660000000,Fresno,unified,70000,0.9", "01611270000000,Alameda,elementary,800,0.5"]
    file = tmp_path / "three.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    model = SystemOfSupport(population=file)
    model.step()
    assert model.districts.get("cds_code") == ["01611190000000", "10621660000000", "01611270000000"]
    assert [len(office.districts) for office in model.county_offices if office.districts] == [2, 1]


def test_districts_without_peers_and_counties_without_districts_are_no_trouble() -> None:
    model = SystemOfSupport(population=build_world(embedded_world().districts.take([5])))
    model.step()
    assert model.district_list[0].peers == []
    assert model.graph.number_of_edges() == 0
    assert sum(office.coach_days > 0 for office in model.county_offices) == 1


def test_a_copy_goes_its_own_way(make: Make) -> None:
    model = make()
    model.step()
    other = copy.deepcopy(model)
    other.districts.set("leadership", 0.0)
    other.step()
    model.step()
    assert other.outcome("leadership") < model.outcome("leadership")
    assert model.outcome("leadership") > 0.1


def test_a_finished_model_does_not_stay_in_memory(make: Make) -> None:
    model = make()
    model.run_model()
    kept = weakref.ref(model)
    del model
    gc.collect()
    assert kept() is None


def test_a_model_with_a_constructor_of_its_own_still_runs_in_batches() -> None:
    days = {"coach_days": [8.8, 60.0]}
    rows = mesa.batch_run(OwnModel, parameters=days, display_progress=False, max_steps=6)
    assert rows[1]["support_days"] > rows[0]["support_days"]


class OwnModel(SystemOfSupport):
    def __init__(self, coach_days: float, rng: int | None = None) -> None:
        districts = embedded_world().districts.take(range(0, 944, 40))
        super().__init__(rng=rng, settings={"support.coe_coach_days": coach_days}, population=districts)


def test_the_package_hands_out_every_kind_of_agent() -> None:
    for name in ("SystemOfSupport", "District", "CountyOffice", "State", "Provider", "ImprovementNetwork"):
        assert getattr(sos, name).__name__ == name
