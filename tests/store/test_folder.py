from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sos_sim.problems import InputProblems
from sos_sim.store.columns import schema_of
from sos_sim.store.compare_tables import COMPARE_TABLES
from sos_sim.store.dictionary import CHUNK_TABLES, table_columns
from sos_sim.store.folder import RunFolder
from sos_sim.store.manifest import git_state
from sos_sim.store.read import read
from sos_sim.store.run_tables import RUN_TABLES
from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.study.run import run_scenarios

DISTRICTS = ("identified", "in_assistance", "capability", "authentic", "true_outcome", "measured_outcome")
OF_COMPARE = [*RUN_TABLES, *COMPARE_TABLES]


@pytest.fixture(scope="module")
def folder(fake, world, engine, tmp_path_factory):
    out = tmp_path_factory.mktemp("store") / "out"
    policy = fake.make_scenario(
        "mixed", {"support.coe_coach_days": ((12, 30.0), (24, 45.0)), "accountability.pressure": ((0, 0.3),)}
    )
    compare_scenarios(
        fake.make_scenario(), [policy], 4, population=world, out=out, engine=engine, district_seeds=2
    )
    return out


@pytest.mark.parametrize("table", OF_COMPARE)
def test_every_table_is_written_with_the_declared_columns_and_types(folder, table):
    paths = ["accountability.pressure", "support.coe_coach_days"]
    declared = schema_of(table_columns(table, DISTRICTS if table == "districts" else (), paths))
    written = pq.read_schema(folder / f"{table}.parquet")
    assert written.remove_metadata().equals(declared)


def test_the_data_dictionary_in_the_folder_describes_every_written_column(folder):
    page = (folder / "columns.md").read_text()
    for table in OF_COMPARE:
        section = page.split(f"## {table}.parquet")[1].split("\n## ")[0]
        named = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][2:]
        written = [name for name in pq.read_schema(folder / f"{table}.parquet").names if "." not in name]
        assert named == written


def test_pandas_reads_codes_as_text_and_dates_as_dates(folder):
    districts = pd.read_parquet(folder / "districts.parquet")
    assert districts["cds_code"].str.len().eq(14).all()
    assert districts["cds_code"].str.startswith("0").any()
    assert districts["identified"].dtype == bool
    trajectories = pd.read_parquet(folder / "trajectories.parquet")
    assert str(trajectories["date"].min())[:7] == "2017-07"
    assert trajectories["date"].dtype.kind == "M"


def test_duckdb_reads_the_tables_as_they_are(folder):
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql(f"select count(distinct cds_code) from '{folder}/districts.parquet'").fetchall()
    assert found == [(59,)]


def test_only_the_first_seeds_keep_their_districts(folder, world):
    districts = pd.read_parquet(folder / "districts.parquet")
    assert sorted(districts["seed"].unique()) == [1, 2]
    assert len(districts) == 2 * 2 * 3 * len(world.districts)


def test_events_are_kept_with_their_month_and_district(folder):
    events = pd.read_parquet(folder / "events.parquet")
    assert sorted(events["seed"].unique()) == [1, 2]
    assert set(events["cds_code"]) <= set(pd.read_parquet(folder / "districts.parquet")["cds_code"])
    months = events[(events["seed"] == 2) & (events["scenario"] == "mixed")]["date"]
    assert [str(date)[:7] for date in months] == ["2017-09", "2018-09", "2019-09"]
    assert set(events["event"]) == {"leader left"}


def test_a_stratum_without_districts_is_left_out(fake, world, tmp_path):
    whole = fake.make_engine()

    def empty_county(world, scenarios, seeds, *, keep_districts=None):
        recording = whole(world, scenarios, seeds, keep_districts=keep_districts)
        recording.by_stratum[:, :, 1] = float("nan")
        return recording

    out = tmp_path / "out"
    run_scenarios([fake.make_scenario()], 1, population=world, out=out, engine=empty_county)
    written = pd.read_parquet(out / "breakdowns.parquet")
    assert written[written["by"] == "county"]["level"].nunique() == 57
    assert "Alpine" not in set(written["level"])


def test_the_end_of_each_trajectory_is_the_outcome(folder):
    trajectories = pd.read_parquet(folder / "trajectories.parquet")
    last = trajectories[trajectories["date"] == trajectories["date"].max()].drop(columns="date")
    outcomes = pd.read_parquet(folder / "outcomes.parquet")
    pd.testing.assert_frame_equal(last.reset_index(drop=True), outcomes)


def test_the_design_gives_values_at_the_end_and_dated_changes(folder):
    design = pd.read_parquet(folder / "design.parquet").set_index(["scenario", "seed"])
    assert len(design) == 8
    assert design["run_key"].is_unique
    assert design.loc[("mixed", 1), "support.coe_coach_days"] == 45.0
    assert design.loc[("mixed", 1), "accountability.pressure"] == 0.3
    assert json.loads(design.loc[("mixed", 1), "dated_changes"]) == {
        "support.coe_coach_days": {"2018-07": 30.0, "2019-07": 45.0}
    }
    assert design.loc[("california-2017", 1), "dated_changes"] == "{}"
    assert design.loc[("california-2017", 1), "support.coe_coach_days"] != 45.0


def test_run_keys_join_design_and_outcomes(folder):
    design = pd.read_parquet(folder / "design.parquet")
    outcomes = pd.read_parquet(folder / "outcomes.parquet")
    assert set(outcomes["run_key"]) == set(design["run_key"])


def test_the_manifest_tells_what_was_asked_and_of_which_code(folder):
    manifest = read(folder).manifest
    assert manifest["status"] == "done"
    assert manifest["horizon"] == {"start": "2017-07", "end": "2020-07", "months": 36}
    assert manifest["seeds"] == {"first": 1, "count": 4, "with_districts": 2}
    assert manifest["scenarios"][1]["base_chain"] == ["california-2017"]
    assert manifest["scenarios"][1]["changes"]["accountability.pressure"] == {"2017-07": 0.3}
    assert {"python", "numpy", "sos_sim"} <= set(manifest["versions"])
    assert manifest["timings"]["seconds"] >= 0
    assert manifest["failures"] == []


def test_the_manifest_holds_no_path_of_this_machine(folder):
    text = (folder / "manifest.json").read_text()
    assert str(Path.home()) not in text
    assert str(folder.parent) not in text
    assert str(Path(__file__).parents[2]) not in text
    assert git_state() is None or set(git_state()) == {"commit", "dirty"}


def test_no_temporary_file_is_left(folder):
    assert list(folder.rglob("*.tmp")) == []


def test_a_killed_run_leaves_valid_chunks_that_are_used_again(fake, world, tmp_path):
    out = tmp_path / "out"
    script = textwrap.dedent("""
        import importlib.util, os, sys
        spec = importlib.util.spec_from_file_location("fake_engine_by_path", sys.argv[1])
        fake = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(fake)
        from pathlib import Path
        from sos_sim.study.run import run_scenarios
        def kill(seeds):
            if 5 in seeds:
                os._exit(9)
        run_scenarios([fake.make_scenario()], 6, population=fake.small_world(), out=Path(sys.argv[2]),
                      engine=fake.make_engine(kill), columns=2)
    """)
    helper = Path(__file__).parents[1] / "study" / "fake_engine.py"
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-c", script, str(helper), str(out)],
        check=False,
        env=os.environ | {"PYTHONPATH": str(source)},
    )
    assert done.returncode == 9
    assert json.loads((out / "manifest.json").read_text())["status"] == "running"
    chunks = sorted((out / "chunks").glob("*.parquet"))
    assert len(chunks) == 2 * len(CHUNK_TABLES)
    for chunk in chunks:
        pq.ParquetFile(chunk).read()

    seen = []
    run_scenarios(
        [fake.make_scenario()], 6, population=world, out=out, engine=fake.make_engine(seen.append), columns=2
    )
    assert seen == [[5, 6]]
    assert pd.read_parquet(out / "outcomes.parquet")["seed"].nunique() == 6


def test_a_torn_chunk_is_done_again(fake, world, engine, tmp_path):
    out = tmp_path / "out"
    run_scenarios([fake.make_scenario()], 4, population=world, out=out, engine=engine, columns=2)
    before = pq.read_table(out / "ratings.parquet")
    torn = next((out / "chunks").glob("*-ratings.parquet"))
    torn.write_bytes(torn.read_bytes()[:100])
    seen = []
    run_scenarios(
        [fake.make_scenario()], 4, population=world, out=out, engine=fake.make_engine(seen.append), columns=2
    )
    assert len(seen) == 1
    assert pq.read_table(out / "ratings.parquet").equals(before)


def test_chunks_of_another_study_are_dropped_when_a_run_finishes(fake, world, engine, tmp_path):
    out = tmp_path / "out"
    run_scenarios([fake.make_scenario()], 2, population=world, out=out, engine=engine)
    old = set((out / "chunks").iterdir())
    run_scenarios([fake.more_support()], 2, population=world, out=out, engine=engine)
    assert old.isdisjoint((out / "chunks").iterdir())
    assert set(pd.read_parquet(out / "outcomes.parquet")["scenario"]) == {"intensive-support"}


def test_replacing_our_folder_removes_old_results_and_nothing_else(fake, world, engine, tmp_path):
    out = tmp_path / "out"
    compare_scenarios(
        fake.make_scenario(), [fake.more_support()], 2, population=world, out=out, engine=engine
    )
    (out / "notes of mine.md").write_text("keep")
    (out / "figures" / "old.png").write_text("old")
    run_scenarios([fake.make_scenario()], 2, population=world, out=out, engine=engine)
    assert (out / "notes of mine.md").read_text() == "keep"
    assert not (out / "figures" / "old.png").exists()
    assert not (out / "comparison.parquet").exists()


def _a_file(path):
    path.write_text("a file")
    return path


def _foreign(path):
    path.mkdir()
    (path / "thesis.docx").write_text("years of work")
    return path


def _foreign_manifest(path):
    path.mkdir()
    (path / "manifest.json").write_text('{"format": "something else"}')
    return path


def _under_a_file(path):
    path.write_text("a file")
    return path / "below"


@pytest.mark.parametrize("make", [_a_file, _foreign, _foreign_manifest, _under_a_file])
def test_a_folder_that_is_not_ours_is_refused_and_left_alone(fake, world, engine, tmp_path, make):
    out = make(tmp_path / "out")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(InputProblems) as caught:
        run_scenarios([fake.make_scenario()], 1, population=world, out=out, engine=engine)
    assert [problem.place for problem in caught.value.problems] == ["--out"]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputProblems, match="cannot be written"):
        RunFolder.check(tmp_path / "out")
    tmp_path.chmod(0o700)


def test_reading_what_is_not_a_run_folder_is_an_input_problem(tmp_path):
    with pytest.raises(InputProblems, match="does not exist"):
        read(tmp_path / "nowhere")
    with pytest.raises(InputProblems, match="is not a run folder"):
        read(tmp_path)


def test_reading_gives_tidy_frames(folder):
    tables = read(folder)
    assert set(tables.tables) == set(OF_COMPARE)
    assert len(tables.design) == 8
    assert set(tables.breakdowns["by"]) == {"county", "size", "type"}
    assert set(tables.student_groups["group"]) >= {"ALL", "EL", "SWD"}
    assert tables.ratings["area"].nunique() == 6
    assert set(tables.comparison["policy"]) == {"mixed"}


def test_asking_for_a_table_that_is_not_there_says_which_are(fake, world, engine, tmp_path):
    run_scenarios([fake.make_scenario()], 1, population=world, out=tmp_path / "out", engine=engine)
    with pytest.raises(InputProblems, match="holds no table 'comparison'"):
        _ = read(tmp_path / "out").comparison


def test_a_recording_with_the_wrong_number_of_runs_is_a_failure(fake, world, tmp_path):
    whole = fake.make_engine()

    def short(world, scenarios, seeds, *, keep_districts=None):
        return whole(world, scenarios[:1], seeds[:1], keep_districts=keep_districts)

    result = run_scenarios([fake.make_scenario()], 3, population=world, out=tmp_path / "out", engine=short)
    assert result.failed == ["california-2017, seeds 1-3: ValueError: 1 columns recorded for 3 runs"]
