from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems
from sos_sim.study import run as study_run
from sos_sim.study.run import run_scenarios, table_names


def _tables(folder, names):
    return {name: pq.read_table(folder / f"{name}.parquet") for name in names}


def _refuse_seed(number):
    def spoil(seeds):
        if number in seeds:
            raise ValueError(f"seed {number} is spoiled")

    return spoil


@pytest.mark.parametrize(("columns", "jobs"), [(1, 1), (5, 1), (64, 1), (4, 2)])
def test_numbers_do_not_depend_on_batch_size_or_workers(
    fake, world, engine, tmp_path, monkeypatch, columns, jobs
):
    scenarios = [fake.make_scenario(), fake.more_support()]
    run_scenarios(scenarios, 7, population=world, out=tmp_path / "reference", engine=engine, district_seeds=3)
    monkeypatch.setattr(study_run, "_WORTH_WORKERS", 0.0)
    other = tmp_path / "other"
    run_scenarios(
        scenarios,
        7,
        population=world,
        out=other,
        engine=engine,
        district_seeds=3,
        columns=columns,
        jobs=jobs,
        quiet=True,
    )
    reference = _tables(tmp_path / "reference", fake.TABLES)
    for name, table in _tables(other, fake.TABLES).items():
        assert table.equals(reference[name]), name
    manifest = json.loads((other / "manifest.json").read_text())
    assert manifest["timings"]["workers"] == jobs


def test_small_work_starts_no_workers(fake, world, engine, tmp_path):
    run_scenarios(
        [fake.make_scenario()], 4, population=world, out=tmp_path / "out", engine=engine, jobs=2, columns=1
    )
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["timings"]["workers"] == 1


def test_json_has_the_agreed_shape(fake, world, engine, tmp_path):
    result = run_scenarios([fake.make_scenario()], 9, population=world, out=tmp_path / "out", engine=engine)
    shape = json.loads(json.dumps(result.as_json(), allow_nan=False))
    assert (shape["scenario"], shape["seeds"], shape["folder"]) == (
        "california-2017",
        9,
        str(tmp_path / "out"),
    )
    assert [row["outcome"] for row in shape["outcomes"]] == list(OUTCOMES)
    ends = pd.read_parquet(tmp_path / "out" / "outcomes.parquet")
    capability = ends.loc[ends["outcome"] == "capability", "value"]
    row = shape["outcomes"][0]
    assert row["unit"] == OUTCOMES["capability"].unit
    assert row["mean"] == pytest.approx(capability.mean())
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.quantile(capability, [0.05, 0.95])))


def test_a_failing_batch_is_recorded_and_the_others_are_kept(fake, world, tmp_path):
    scenarios = [fake.make_scenario(), fake.more_support()]
    result = run_scenarios(
        scenarios,
        6,
        population=world,
        out=tmp_path / "out",
        columns=4,
        engine=fake.make_engine(_refuse_seed(3)),
    )
    assert result.failed == ["california-2017, intensive-support, seeds 3-4: ValueError: seed 3 is spoiled"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert [failure["seeds"] for failure in manifest["failures"]] == [[3, 4]]
    assert len(manifest["failures"][0]["run_keys"]) == 4
    ends = pd.read_parquet(tmp_path / "out" / "outcomes.parquet")
    assert sorted(ends["seed"].unique()) == [1, 2, 5, 6]
    assert len(pd.read_parquet(tmp_path / "out" / "design.parquet")) == 12


def test_when_every_batch_fails_the_result_is_empty_and_still_prints(fake, world, tmp_path):
    from rich.console import Console

    result = run_scenarios(
        [fake.make_scenario()],
        2,
        population=world,
        out=tmp_path / "out",
        engine=fake.make_engine(_refuse_seed(1)),
    )
    assert result.as_json()["outcomes"] == []
    assert len(result.failed) == 1
    with (tmp_path / "printed").open("w") as file:
        result.print(Console(file=file))
    assert "california-2017" in (tmp_path / "printed").read_text()


def test_interrupting_keeps_finished_batches_and_says_so(fake, world, engine, tmp_path, capsys):
    def interrupt(seeds):
        if 5 in seeds:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        run_scenarios(
            [fake.make_scenario()],
            8,
            population=world,
            out=out,
            engine=fake.make_engine(interrupt),
            columns=2,
        )
    assert "4 of 8 runs are kept" in capsys.readouterr().err
    assert json.loads((out / "manifest.json").read_text())["status"] == "interrupted"
    assert not (out / "outcomes.parquet").exists()

    seen = []
    run_scenarios(
        [fake.make_scenario()], 8, population=world, out=out, engine=fake.make_engine(seen.append), columns=2
    )
    assert seen == [[5, 6], [7, 8]]
    run_scenarios(
        [fake.make_scenario()], 8, population=world, out=tmp_path / "whole", engine=engine, columns=2
    )
    whole = _tables(tmp_path / "whole", fake.TABLES)
    for name, table in _tables(out, fake.TABLES).items():
        assert table.equals(whole[name]), name


def test_scenarios_of_different_horizons_are_refused_before_anything_is_written(
    fake, world, engine, tmp_path
):
    scenarios = [fake.make_scenario(years=3), fake.more_support(years=5)]
    with pytest.raises(InputProblems, match="5 years from 2017-07"):
        run_scenarios(scenarios, 2, population=world, out=tmp_path / "out", engine=engine)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("seeds", "jobs", "kept", "place"),
    [(0, 1, 5, "--seeds"), (1, 0, 5, "--jobs"), (1, 1, -1, "--district-seeds")],
)
def test_numbers_out_of_range_are_refused(fake, world, engine, tmp_path, seeds, jobs, kept, place):
    with pytest.raises(InputProblems) as caught:
        run_scenarios(
            [fake.make_scenario()],
            seeds,
            population=world,
            out=tmp_path / "out",
            engine=engine,
            jobs=jobs,
            district_seeds=kept,
        )
    assert [problem.place for problem in caught.value.problems] == [place]
    assert not (tmp_path / "out").exists()


def test_scenarios_of_one_name_get_different_names_in_the_tables(fake):
    same = fake.make_scenario()
    assert table_names([same, same, fake.more_support(), same]) == (
        "california-2017",
        "california-2017 (2)",
        "intensive-support",
        "california-2017 (3)",
    )


def test_printing_shows_every_outcome_in_plain_words(fake, world, engine, tmp_path):
    from rich.console import Console

    result = run_scenarios([fake.make_scenario()], 3, population=world, out=tmp_path / "out", engine=engine)
    with (tmp_path / "printed").open("w") as file:
        result.print(Console(file=file, width=200))
    printed = (tmp_path / "printed").read_text()
    assert [outcome.label for outcome in OUTCOMES.values() if outcome.label not in printed] == []
    assert "nan" not in printed
