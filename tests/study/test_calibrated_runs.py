"""Runs, comparisons and sweeps over the draws of a calibration: one draw a future, the same in every scenario."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from rich.console import Console

import sos_sim as sos
from sos_sim.check.sample import sample_world
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.run import run_batch
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems
from sos_sim.scenario.experiment import load_experiment
from sos_sim.scenario.posterior import Posterior
from sos_sim.store.keys import model_version, run_key
from sos_sim.study import many
from sos_sim.study import run as study_run
from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.study.explain.attribution import explain_scenarios
from sos_sim.study.run import run_scenarios
from sos_sim.study.sweep import sweep as study_sweep
from sos_sim.study.sweep.printing import print_sweep
from sos_sim.study.sweep.sweep import sweep
from sos_sim.world.build import embedded_world

CYCLE, ADOPTERS, DAYS = "learning.cycle_months", "adoption.early_adopters", "support.coe_coach_days"
EXPERIMENT = """\
name: small
scenarios: [california-2017, high-pressure]
levers: {support.coe_coach_days: [5, 20]}
design: {kind: factorial, levels: 2}
seeds: 3
outcomes: [capability]
horizon: {years: 2}
"""


@pytest.fixture(scope="session")
def few():
    return sample_world(embedded_world(), 40)


@pytest.fixture
def posterior():
    values = np.column_stack([np.linspace(0.03, 0.1, 4), np.linspace(1.5, 5.5, 4)])
    return Posterior((ADOPTERS, CYCLE), values, "posterior.parquet")


@pytest.fixture
def everything():
    """Give draws of every uncertain number, spread over a tenth of its range."""
    known = sorted(path for path, each in PARAMETERS.items() if each.role == "uncertainty" and each.kind == "number")
    random, rows = np.random.default_rng(5), []
    for each in (PARAMETERS[path] for path in known):
        near = each.default + random.uniform(-0.05, 0.05, 5) * (each.high - each.low)
        rows.append(np.clip(near, each.low, each.high))
    return Posterior(tuple(known), np.array(rows).T, "posterior.parquet")


@pytest.fixture
def experiment(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(EXPERIMENT)
    return load_experiment(file, OUTCOMES)


def tables_of(folder, names):
    return {name: pq.read_table(folder / f"{name}.parquet") for name in names}


def ends_of(folder):
    ends = pd.read_parquet(folder / "outcomes.parquet").set_index(["scenario", "seed", "outcome"])["value"]
    return ends.unstack("outcome")


def test_each_future_runs_with_its_draw_in_every_scenario(fake, few, posterior, tmp_path):
    scenarios = [fake.make_scenario(years=1), fake.more_support(years=1, month=0)]
    result = run_scenarios(scenarios, 5, population=few, parameters=posterior, out=tmp_path / "out", quiet=True)
    design = pd.read_parquet(result.folder / "design.parquet").set_index(["scenario", "seed"])
    for name in result.scenarios:
        assert design.loc[name, CYCLE].tolist() == [*posterior.values[:, 1], posterior.values[0, 1]]
    assert set(design.loc["california-2017", DAYS]) == {PARAMETERS[DAYS].default}
    ends = ends_of(result.folder)
    for scenario in scenarios:
        for seed in (1, 4, 5):
            alone = run_batch(few, [posterior.under(scenario, seed)], [seed], closely=False)
            own = dict(zip(alone.outcomes, alone.statewide[-1, :, 0], strict=True))
            assert ends.loc[scenario.name, seed].to_dict() == own
    version = model_version()
    about = json.loads((result.folder / "manifest.json").read_text())
    keys = [
        run_key(posterior.under(each, seed), seed, PARAMETERS, about["population"]["hash"], version)
        for seed in range(1, 6)
        for each in scenarios
    ]
    assert pd.read_parquet(result.folder / "design.parquet")["run_key"].tolist() == keys
    assert about["parameters"] == posterior.about(scenarios) and about["parameters"]["draws"] == 4


def test_a_draw_of_defaults_gives_the_numbers_and_keys_of_a_plain_run(fake, few, tmp_path):
    paths = (ADOPTERS, CYCLE)
    usual = Posterior(paths, np.array([[PARAMETERS[path].default for path in paths]]), "usual.csv")
    plain, drawn = (
        run_scenarios([fake.make_scenario(years=1)], 3, population=few, parameters=given, out=tmp_path / name)
        for name, given in (("plain", None), ("drawn", usual))
    )
    names = ("outcomes", "trajectories", "districts")
    assert tables_of(plain.folder, names) == tables_of(drawn.folder, names)
    assert "parameters" not in json.loads((plain.folder / "manifest.json").read_text())
    assert plain.as_json().keys() == drawn.as_json().keys()


@pytest.mark.parametrize(("columns", "jobs"), [(1, 1), (7, 1), (4, 2)])
def test_numbers_do_not_depend_on_batches_or_workers_whatever_is_drawn(
    fake, few, everything, tmp_path, monkeypatch, columns, jobs
):
    scenarios = [fake.make_scenario(years=2), fake.more_support(years=2)]
    options = {"population": few, "parameters": everything, "district_seeds": 2, "quiet": True}
    reference = run_scenarios(scenarios, 6, out=tmp_path / "reference", **options).folder
    monkeypatch.setattr(study_run, "_WORTH_WORKERS", 0.0)
    other = run_scenarios(scenarios, 6, out=tmp_path / "other", columns=columns, jobs=jobs, **options).folder
    wanted = tables_of(reference, fake.TABLES)
    assert [name for name, table in tables_of(other, fake.TABLES).items() if not table.equals(wanted[name])] == []


def test_a_draw_moves_its_own_futures_and_no_others(fake, few, tmp_path):
    declared = PARAMETERS[CYCLE]
    # Fast cycles in the first, third and fifth future, those of 2017 in the others.
    draws = Posterior((CYCLE,), np.array([[declared.low], [declared.default]]), "posterior.parquet")
    plain, drawn = (
        run_scenarios([fake.make_scenario(years=4)], 6, population=few, parameters=given, out=tmp_path / name)
        for name, given in (("plain", None), ("drawn", draws))
    )
    gain = (ends_of(drawn.folder)["capability"] - ends_of(plain.folder)["capability"]).droplevel("scenario")
    assert (gain[[1, 3, 5]] > 0).all()
    assert (gain[[2, 4, 6]] == 0).all()


def test_a_scenario_that_sets_the_number_keeps_it_and_it_is_said_once(fake, few, posterior, tmp_path, capsys):
    sets = fake.make_scenario("own", {CYCLE: ((0, 3.0),)}, years=1)
    result = run_scenarios([sets], 3, population=few, parameters=posterior, out=tmp_path / "out", quiet=True)
    design = pd.read_parquet(result.folder / "design.parquet")
    assert design[CYCLE].tolist() == [3.0] * 3
    assert design[ADOPTERS].tolist() == posterior.values[:3, 0].tolist()
    said = capsys.readouterr().err
    assert said.splitlines() == [f"{CYCLE} is set by the scenario; the calibration's values for it are not used"]
    manifest = json.loads((result.folder / "manifest.json").read_text())
    assert manifest["parameters"]["set_elsewhere"] == {CYCLE: ["the scenario"]}


def test_differences_are_paired_over_the_same_draws(fake, few, posterior, tmp_path):
    base = fake.make_scenario(years=2)
    same = replace(base, name="same")
    found = compare_scenarios(base, [same], 5, population=few, parameters=posterior, out=tmp_path / "out", quiet=True)
    assert {each.difference for each in found.policies[0].outcomes.values()} == {0.0}
    with (tmp_path / "printed").open("w") as file:
        found.print(Console(file=file, width=300))
    printed = (tmp_path / "printed").read_text()
    assert "future k takes draw k of posterior.parquet (4 draws of 2 numbers)" in printed
    assert "the draws begin anew after 4 futures" in printed


def test_policies_cost_the_budget_in_the_futures_of_the_draws(fake, few, tmp_path):
    paths = ("money.improvement_cost", "money.onboarding")
    dear = Posterior(paths, np.array([[PARAMETERS[path].high for path in paths]]), "posterior.parquet")
    base, policy = fake.make_scenario(years=2), fake.more_support(years=2, month=0)
    factors = []
    for name, given in (("plain", None), ("drawn", dear)):
        found = compare_scenarios(
            base, [policy], 2, population=few, parameters=given, out=tmp_path / name, budget=2.0, quiet=True
        )
        assert found.policies[0].outcomes["cost_per_pupil"].difference == pytest.approx(2.0, rel=0.02)
        factors.append(found.budget.policies[0].factor)
    assert factors[0] != factors[1]


def test_every_point_of_a_sweep_meets_the_draw_of_the_future(experiment, few, posterior, tmp_path):
    result = sweep(experiment, population=few, parameters=posterior, out=tmp_path / "out", quiet=True)
    plan, values = result.plan, result.end_values()
    by_name = {each.name: each for each in experiment.scenarios}
    for place, point in enumerate(plan.points):
        for seed in (1, 3):
            scenario = posterior.under(point.over(by_name[point.scenario]), seed)
            alone = run_batch(few, [scenario], [seed], closely=False)
            own = dict(zip(alone.outcomes, alone.statewide[-1, :, 0], strict=True))
            assert values[place, seed - 1].tolist() == [own[name] for name in plan.kept]
    design = pd.read_parquet(result.folder / "design.parquet")
    assert (design[CYCLE] == posterior.values[design["seed"] - 1, 1]).all()
    text = io.StringIO()
    print_sweep(result, Console(file=text, width=300))
    assert "Spread and intervals hold calibration uncertainty" in text.getvalue()


def test_what_an_experiment_varies_stays_as_it_varies_it(tmp_path, few, posterior, capsys):
    file = tmp_path / "own.yaml"
    file.write_text(EXPERIMENT.replace("design:", "uncertainties: {learning.cycle_months: [2, 4]}\ndesign:"))
    found = load_experiment(file, OUTCOMES)
    result = sweep(found, population=few, parameters=posterior, out=tmp_path / "out", quiet=True)
    design = pd.read_parquet(result.folder / "design.parquet")
    assert set(design[CYCLE]) == {2.0, 4.0}
    assert (design[ADOPTERS] == posterior.values[design["seed"] - 1, 0]).all()
    assert f"{CYCLE} is set by the experiment" in capsys.readouterr().err


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_sweep_is_extended_with_the_same_draws_and_refused_with_others(
    experiment, few, posterior, tmp_path, monkeypatch, jobs
):
    monkeypatch.setattr(many, "MOST_COLUMNS", 3)
    monkeypatch.setattr(study_sweep, "_WORTH_WORKERS", 0.0)
    options = {"population": few, "parameters": posterior, "quiet": True, "jobs": jobs}
    out = tmp_path / "out"
    assert sweep(replace(experiment, seeds=2), out=out, **options).computed == 8
    grown = sweep(replace(experiment, seeds=5), out=out, **options)
    assert grown.computed == 12
    whole = sweep(replace(experiment, seeds=5), out=tmp_path / "whole", **options)
    names = ("design", "trajectories", "outcomes", "failures")
    assert tables_of(out, names) == tables_of(whole.folder, names)
    others = Posterior(posterior.paths, posterior.values[::-1], "posterior.parquet")
    for given in (others, None):
        with pytest.raises(InputProblems, match="it differs in parameters"):
            sweep(experiment, out=out, **(options | {"parameters": given}))
    assert sweep(experiment, out=out, fresh=True, **(options | {"parameters": others})).computed == 12


def test_an_explanation_shares_the_difference_in_the_futures_of_the_draws(fake, few, posterior, tmp_path):
    base, policy = fake.make_scenario(years=2), fake.more_support(years=2, month=0)
    policy = replace(policy, changes={**policy.changes, CYCLE: ((0, 2.0),)})
    options = {"population": few, "parameters": posterior, "quiet": True}
    found = explain_scenarios(base, policy, 3, out=tmp_path / "why", outcomes=("capability",), **options)
    compared = compare_scenarios(base, [policy], 3, out=tmp_path / "beside", **options)
    whole = compared.policies[0].outcomes["capability"].difference
    (capability,) = found.outcomes
    assert capability.whole.difference == pytest.approx(whole)
    assert {part.name for part in capability.components} == {CYCLE, DAYS}
    assert sum(part.share.difference for part in capability.components) == pytest.approx(whole)
    assert found.calibration.endswith("the same in every scenario.")


def test_a_number_that_one_scenario_sets_as_in_2017_cannot_be_explained_beside_draws(fake, few, posterior, tmp_path):
    base = fake.make_scenario()
    policy = fake.more_support()
    policy = replace(policy, changes={**policy.changes, CYCLE: ((0, PARAMETERS[CYCLE].default),)})
    with pytest.raises(InputProblems, match=f"sets {CYCLE} to what it was in 2017"):
        explain_scenarios(base, policy, 2, population=few, parameters=posterior, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_notebook_takes_the_file_of_draws(fake, few, posterior, experiment, tmp_path):
    file = tmp_path / "draws.csv"
    pd.DataFrame(posterior.values, columns=list(posterior.paths)).to_csv(file, index=False)
    base, policy = fake.make_scenario(years=1), fake.more_support(years=1, month=0)
    ran = sos.run(base, 2, population=few, parameters=file)
    compared = sos.compare(base, policy, seeds=2, population=few, parameters=str(file))
    swept = sos.sweep(experiment, seeds=2, population=few, parameters=posterior)
    explained = sos.explain(base, policy, 2, population=few, parameters=file, outcomes=["capability"])
    for each in (ran, compared, swept):
        assert set(each.tables.design[CYCLE]) == set(posterior.values[:2, 1])
    assert explained.result.calibration
