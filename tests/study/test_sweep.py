"""Sweeps: the same tables however they come about, and nothing lost or silently wrong."""

from __future__ import annotations

import errno
import json
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.observe.run import run_batch
from sos_sim.problems import InputProblems
from sos_sim.scenario.experiment import load_experiment
from sos_sim.store import sweep_folder
from sos_sim.store.folder import locked
from sos_sim.study import many
from sos_sim.study.many import statewide_values
from sos_sim.study.sweep import shards
from sos_sim.study.sweep import sweep as study_sweep
from sos_sim.study.sweep.sweep import plan_experiment, run_plan, sweep

TEXT = """\
name: small
scenarios: [california-2017, high-pressure]
levers: {support.coe_coach_days: [5, 20]}
uncertainties: {learning.cycle_months: {low: 1, high: 6}}
design: {kind: latin-hypercube, points: 3}
seeds: 3
outcomes: [capability, knowledge]
horizon: {years: 2}
"""
TABLES = ("design", "trajectories", "outcomes", "failures")


@pytest.fixture
def experiment(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(TEXT)
    return load_experiment(file, OUTCOMES)


def test_a_dated_lever_is_told_and_tells_its_sweep_from_an_undated_one(tmp_path, experiment):
    assert "dates" not in plan_experiment(experiment).about | plan_experiment(experiment).identity
    file = tmp_path / "dated.yaml"
    file.write_text(TEXT.replace("[5, 20]", "{2018-07: [5, 20]}"))
    dated, out = load_experiment(file, OUTCOMES), tmp_path / "out"
    sweep(dated, out=out, quiet=True, runner=made_up)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["experiment"]["dates"] == {"support.coe_coach_days": "2018-07"}
    design = pd.read_parquet(out / "design.parquet")
    assert set(design["support.coe_coach_days"]) == {5, 20}
    assert all("2018-07" in json.loads(each)["support.coe_coach_days"] for each in design["dated_changes"])
    with pytest.raises(InputProblems, match="dates"):
        sweep(experiment, out=out, quiet=True, runner=made_up)


@pytest.fixture
def few_together(monkeypatch):
    """Let four runs go side by side, so that there are many shards."""
    monkeypatch.setattr(many, "MOST_COLUMNS", 4)


def made_up(world, scenarios, seeds, outcomes, months_between_looks):
    """Give numbers that depend on scenario and seed only."""
    dates = scenarios[0].months // months_between_looks + 1
    first = np.array([sum(v for steps in each.changes.values() for _, v in steps) for each in scenarios])
    base = first + np.array(seeds) * 1000.0
    return base[:, None, None] + np.arange(dates)[:, None] * 10.0 + np.arange(len(outcomes))


class Counting:
    """Count runs, and fail where told."""

    def __init__(self, fails=lambda scenario, seed: False):
        self.runs, self.fails = [], fails

    def __call__(self, world, scenarios, seeds, outcomes, months_between_looks):
        for scenario, seed in zip(scenarios, seeds, strict=True):
            if self.fails(scenario, seed):
                raise FloatingPointError(f"seed {seed} went astray")
        self.runs += list(seeds)
        return made_up(world, scenarios, seeds, outcomes, months_between_looks)


def tables_of(folder):
    return {name: pq.read_table(folder / f"{name}.parquet") for name in TABLES}


def same(one, other):
    return all(one[name].equals(other[name]) for name in TABLES)


def test_a_sweep_gives_the_numbers_of_single_runs(experiment, world, tmp_path):
    result = sweep(experiment, population=world, out=tmp_path / "out")
    values = result.end_values()
    assert values.shape == (12, 3, len(result.plan.kept))
    by_name = {each.name: each for each in experiment.scenarios}
    for place in (0, 7, 11):
        point = result.plan.points[place]
        alone = run_batch(world, [point.over(by_name[point.scenario])], [2], closely=False)
        at_the_end = dict(zip(alone.outcomes, alone.statewide[-1, :, 0], strict=True))
        assert values[place, 1].tolist() == [at_the_end[name] for name in result.plan.kept]


def test_every_result_has_the_outcomes_of_the_contract_and_those_asked_for(experiment, world, tmp_path):
    result = sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)
    named = set(pd.read_parquet(result.folder / "outcomes.parquet")["outcome"])
    assert {"capability", "true_outcome", "cost_per_pupil", "knowledge"} <= named
    assert len(named) == 14


@pytest.mark.parametrize("workers", [1, 2, "local"])
def test_workers_and_dask_give_the_same_tables(experiment, world, tmp_path, monkeypatch, few_together, workers):
    reference = sweep(experiment, population=world, out=tmp_path / "one").folder
    monkeypatch.setattr(study_sweep, "_WORTH_WORKERS", 0.0)
    how = {"cluster": "local", "jobs": 2} if workers == "local" else {"jobs": workers}
    other = sweep(experiment, population=world, out=tmp_path / "other", quiet=True, **how).folder
    assert same(tables_of(reference), tables_of(other))


def test_the_design_stands_before_the_first_run(experiment, world, tmp_path):
    seen = []

    def looks(*arguments):
        seen.append(pq.read_table(tmp_path / "out" / "design.parquet").num_rows)
        return made_up(*arguments)

    sweep(experiment, population=world, out=tmp_path / "out", runner=looks)
    assert seen == [36] * len(seen) and seen


def test_an_interrupted_sweep_goes_on_and_ends_like_an_undisturbed_one(experiment, world, tmp_path, few_together):
    undisturbed = sweep(experiment, population=world, out=tmp_path / "whole", runner=made_up).folder
    counting = Counting()

    def interrupted(*arguments):
        if len(counting.runs) >= 12:
            raise KeyboardInterrupt
        return counting(*arguments)

    with pytest.raises(KeyboardInterrupt):
        sweep(experiment, population=world, out=tmp_path / "out", runner=interrupted)
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["status"] == "interrupted"
    again = Counting()
    result = sweep(experiment, population=world, out=tmp_path / "out", runner=again)
    assert (len(counting.runs), len(again.runs), result.computed) == (12, 24, 24)
    assert same(tables_of(undisturbed), tables_of(result.folder))


def test_nothing_is_run_twice_and_more_seeds_run_only_what_is_new(experiment, world, tmp_path):
    sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)
    counting = Counting()
    assert sweep(experiment, population=world, out=tmp_path / "out", runner=counting).computed == 0
    more = sweep(replace(experiment, seeds=5), population=world, out=tmp_path / "out", runner=counting)
    assert sorted(set(counting.runs)) == [4, 5] and more.computed == 24
    at_once = sweep(replace(experiment, seeds=5), population=world, out=tmp_path / "at-once", runner=made_up)
    assert same(tables_of(at_once.folder), tables_of(more.folder))


def test_more_points_and_levels_keep_the_runs_of_the_earlier_ones(experiment, world, tmp_path):
    sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)
    more = sweep(replace(experiment, size=6), population=world, out=tmp_path / "out", runner=made_up)
    assert (more.runs, more.computed) == (72, 36)
    wider = replace(experiment.levers[0], levels=(5.0, 20.0, 40.0), high=40.0)
    wider_still = sweep(
        replace(experiment, size=6, levers=(wider,)), population=world, out=tmp_path / "out", runner=made_up
    )
    assert (wider_still.runs, wider_still.computed) == (108, 36)
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["experiment"]["sizes"] == [3, 6]


def test_chunks_of_another_folder_are_used_when_they_are_laid_in(experiment, world, tmp_path):
    mine = sweep(replace(experiment, seeds=2), population=world, out=tmp_path / "mine", runner=made_up).folder
    theirs = sweep(experiment, population=world, out=tmp_path / "theirs", runner=made_up).folder
    for chunk in (theirs / "chunks").glob("*.parquet"):
        (mine / "chunks" / chunk.name).write_bytes(chunk.read_bytes())
    shared = sweep(experiment, population=world, out=mine, runner=Counting())
    assert shared.computed == 0
    assert same(tables_of(theirs), tables_of(mine))


def test_a_failed_run_is_a_row_with_its_traceback_and_the_others_are_kept(experiment, world, tmp_path):
    counting = Counting(lambda scenario, seed: seed == 2 and "accountability.pressure" in scenario.changes)
    result = sweep(experiment, population=world, out=tmp_path / "out", runner=counting)
    failures = pd.read_parquet(result.folder / "failures.parquet")
    assert len(failures) == len(result.failed) == 6
    assert set(failures["seed"]) == {2} and set(failures["scenario"]) == {"high-pressure"}
    assert failures["error"].str.contains("FloatingPointError: seed 2 went astray").all()
    assert failures["traceback"].str.contains("Traceback").all()
    assert pd.read_parquet(result.folder / "outcomes.parquet")["run_key"].nunique() == 30
    assert np.isnan(result.end_values()).sum() == 6 * 14
    healed = sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)
    assert (healed.computed, healed.failed) == (6, [])
    undisturbed = sweep(experiment, population=world, out=tmp_path / "whole", runner=made_up)
    assert same(tables_of(healed.folder), tables_of(undisturbed.folder))


def test_a_run_whose_outcome_is_not_a_number_has_failed(experiment, world, tmp_path):
    def astray(*arguments):
        values = made_up(*arguments)
        values[np.array(arguments[2]) == 2, 3:, 1] = np.nan
        return values

    result = sweep(experiment, population=world, out=tmp_path / "out", runner=astray)
    failures = pd.read_parquet(result.folder / "failures.parquet")
    assert len(failures) == 12 and set(failures["seed"]) == {2}
    assert set(failures["error"]) == {f"{result.plan.kept[1]} is not a number after 9 months"}
    assert np.isfinite(pd.read_parquet(result.folder / "outcomes.parquet")["value"]).all()


def test_a_sweep_in_which_everything_fails_says_so_and_has_no_values(experiment, world, tmp_path):
    from rich.console import Console

    from sos_sim.study.sweep.printing import print_sweep

    result = sweep(experiment, population=world, out=tmp_path / "out", runner=Counting(lambda *_: True))
    assert len(result.failed) == result.runs == 36
    assert np.isnan(result.end_values()).all()
    print_sweep(result, Console(file=(tmp_path / "said").open("w")))
    assert pd.read_parquet(result.folder / "outcomes.parquet").empty


@pytest.mark.parametrize("damage", ["cut", "turned", "other"])
def test_a_damaged_chunk_is_told_and_done_again(experiment, world, tmp_path, few_together, capsys, damage):
    whole = sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)
    before = tables_of(whole.folder)
    chunk = sorted((whole.folder / "chunks").glob("*.parquet"))[3]
    held = pq.read_metadata(chunk).num_rows
    content = bytearray(chunk.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "turned":
        content[60] ^= 0xFF
    else:
        content = bytearray((whole.folder / "design.parquet").read_bytes())
    chunk.write_bytes(content)
    again = Counting()
    sweep(experiment, population=world, out=tmp_path / "out", runner=again)
    assert f"{chunk} is damaged; its runs are done again" in capsys.readouterr().err
    assert len(again.runs) == held
    assert same(before, tables_of(whole.folder))


def test_another_experiment_in_the_folder_is_refused_and_says_what_differs(experiment, world, tmp_path):
    sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)
    before = {file: file.read_bytes() for file in (tmp_path / "out").rglob("*.*")}
    other = replace(experiment, uncertainties=(replace(experiment.uncertainties[0], high=5.0),))
    with pytest.raises(InputProblems, match="holds another experiment: it differs in ranges"):
        sweep(other, population=world, out=tmp_path / "out", runner=made_up)
    fewer = replace(experiment, levers=(replace(experiment.levers[0], levels=(5.0,)),))
    with pytest.raises(InputProblems, match="differs in levels"):
        sweep(fewer, population=world, out=tmp_path / "out", runner=made_up)
    with pytest.raises(InputProblems, match="differs in population"):
        sweep(experiment, out=tmp_path / "out", runner=made_up)
    assert before == {file: file.read_bytes() for file in (tmp_path / "out").rglob("*.*")}
    fresh = sweep(other, population=world, out=tmp_path / "out", runner=made_up, fresh=True)
    assert fresh.computed == fresh.runs


def test_a_run_folder_is_not_taken_over(fake, engine, experiment, world, tmp_path):
    from sos_sim.study.run import run_scenarios

    run_scenarios([fake.make_scenario()], 2, population=world, out=tmp_path / "out", engine=engine)
    with pytest.raises(InputProblems, match="holds the results of another command"):
        sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)


def test_two_sweeps_in_one_folder_at_the_same_time_are_refused(experiment, world, tmp_path):
    with locked(tmp_path / "out"), pytest.raises(InputProblems, match="is being written by another sos-sim"):
        sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)
    assert sweep(experiment, population=world, out=tmp_path / "out", runner=made_up).computed == 36


def test_a_full_disk_is_told_and_what_was_written_is_kept(
    experiment, world, tmp_path, monkeypatch, few_together
):
    written = []
    write = sweep_folder.write_table

    def full(path, table):
        if path.parent.name == "chunks":
            if len(written) == 3:
                raise OSError(errno.ENOSPC, "No space left on device")
            written.append(path)
        write(path, table)

    monkeypatch.setattr(sweep_folder, "write_table", full)
    with pytest.raises(InputProblems, match=r"No space left on device\); 12 of 36 runs are kept"):
        sweep(experiment, population=world, out=tmp_path / "out", runner=made_up)
    monkeypatch.setattr(sweep_folder, "write_table", write)
    assert sweep(experiment, population=world, out=tmp_path / "out", runner=made_up).computed == 24
    assert not list((tmp_path / "out").rglob("*.tmp"))


def test_workers_that_die_are_replaced_and_their_shards_done_again(
    experiment, world, tmp_path, monkeypatch, few_together
):
    marker = tmp_path / "died"

    def dies_once(world, scenarios, seeds, outcomes, months_between_looks):
        import os
        from pathlib import Path

        if 2 in seeds and not Path(marker).exists():
            Path(marker).touch()
            os._exit(9)
        return statewide_values(world, scenarios, seeds, outcomes, months_between_looks)

    monkeypatch.setattr(study_sweep, "_WORTH_WORKERS", 0.0)
    result = sweep(experiment, population=world, out=tmp_path / "out", runner=dies_once, jobs=2, quiet=True)
    assert marker.exists() and result.failed == []
    undisturbed = sweep(experiment, population=world, out=tmp_path / "whole")
    assert same(tables_of(undisturbed.folder), tables_of(result.folder))


def test_a_cluster_without_dask_is_told(experiment, world, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputProblems, match="Dask is not installed"):
        sweep(experiment, population=world, out=tmp_path / "out", cluster="local", quiet=True)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_cluster_that_does_not_answer_leaves_the_folder_as_it_was(experiment, world, tmp_path, fresh):
    folder = sweep(experiment, population=world, out=tmp_path / "out", runner=made_up).folder
    before = {file: file.read_bytes() for file in folder.rglob("*.*")}
    more = replace(experiment, seeds=4)
    with pytest.raises(InputProblems, match="no Dask scheduler answers"):
        sweep(more, population=world, out=folder, cluster="tcp://127.0.0.1:9", fresh=fresh, quiet=True)
    assert before == {file: file.read_bytes() for file in folder.rglob("*.*")}


def test_points_that_are_alike_are_run_once(experiment, world, tmp_path):
    plan = plan_experiment(experiment)
    doubled = replace(plan, points=plan.points + plan.points[:2])
    counting = Counting()
    result = run_plan(doubled, population=world, out=tmp_path / "out", runner=counting)
    assert len(counting.runs) == 36 and result.runs == 42
    values = result.end_values()
    assert np.array_equal(values[12:], values[:2])


def test_the_tables_are_typed_and_read_by_pandas_and_duckdb(experiment, world, tmp_path):
    folder = sweep(experiment, population=world, out=tmp_path / "out", runner=made_up).folder
    found = duckdb.execute(
        f"select policy, avg(value) from '{folder}/outcomes.parquet' join '{folder}/design.parquet' "
        "using (run_key) where outcome = 'capability' group by policy order by policy"
    ).fetchall()
    assert [policy for policy, _ in found] == [0, 1, 2, 3]
    trajectories = pd.read_parquet(folder / "trajectories.parquet")
    assert len(trajectories) == 36 * 9 * 14
    assert str(trajectories["date"].dtype).startswith("datetime64")
    page = (folder / "columns.md").read_text()
    for table in TABLES:
        described = set(page.split(f"## {table}.parquet")[1].split("##")[0].split())
        for name in pq.read_schema(folder / f"{table}.parquet").names:
            assert name in described or "." in name, (table, name)


def test_runs_of_one_seed_go_together(experiment, world):
    runs = [(f"{seed}-{place}", None, seed) for seed in (1, 2, 3) for place in range(70)]
    cut = shards.cut_shards(runs, 944, 120)
    assert all(len(set(shard.seeds)) == 1 for shard in cut)
    few = shards.cut_shards([(f"{seed}", None, seed) for seed in range(200)], 944, 120)
    assert all(len(shard.keys) > 40 for shard in few[:-1])
    assert sorted(key for shard in cut for key in shard.keys) == sorted(key for key, _, _ in runs)
