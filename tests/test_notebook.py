from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sos_sim as sos
from sos_sim.observe.outcomes import OUTCOMES

HEAVY = ("numpy", "pandas", "matplotlib", "scipy", "mesa", "networkx", "pyarrow", "pydantic", "rich")


@pytest.fixture(scope="module")
def fake():
    path = Path(__file__).parent / "study" / "fake_engine.py"
    spec = importlib.util.spec_from_file_location("fake_engine_by_path", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def compared(fake):
    return sos.compare(
        fake.make_scenario(),
        fake.more_support(),
        seeds=4,
        population=fake.small_world(),
        engine=fake.make_engine(),
    )


def test_importing_the_package_loads_nothing_heavy():
    code = f"import sys, sos_sim; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**__import__("os").environ, "PYTHONPATH": str(Path(sos.__file__).parents[1])},
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sos.__all__)
def test_every_public_name_is_there(name):
    assert getattr(sos, name) is not None
    assert name in dir(sos)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'compair'"):
        _ = sos.compair


def test_a_comparison_gives_a_table_a_plot_and_a_file(compared, tmp_path):
    table = compared.table()
    assert list(table["outcome"]) == list(OUTCOMES)
    figure = compared.plot("capability", "outcomes")
    assert [axes.get_title("left") for axes in figure.axes] == [
        "Capability for improvement",
        "Achievement, change since the start",
    ]
    compared.to_parquet(tmp_path / "table.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "table.parquet"), table)


def test_a_result_writes_its_report_into_its_folder(compared):
    path = compared.report()
    assert path == compared.folder / "report.html"
    assert "intensive-support compared with california-2017" in path.read_text(encoding="utf-8")


def test_a_comparison_gives_its_breakdowns_and_what_gains_cost(compared):
    assert set(compared.by("type")["level"]) == {"elementary", "high", "unified"}
    assert list(compared.cost_per_gain()["outcome"]) == ["capability", "true_outcome"]
    with pytest.raises(sos.InputProblems, match="is not a breakdown"):
        compared.by("school")


def test_policies_are_scaled_to_a_budget(fake):
    base, policy = fake.make_scenario(), fake.more_support()
    found = sos.compare(base, policy, seeds=2, population=fake.small_world(), budget=1.0)
    assert set(found.table()["policy"]) == {"intensive-support at $1"}
    costs = found.table().set_index("outcome")["difference"]
    assert costs["cost_per_pupil"] == pytest.approx(1.0, rel=0.02)


def test_without_a_folder_results_are_kept_as_long_as_the_result(fake):
    found = sos.run(fake.make_scenario(), seeds=2, population=fake.small_world(), engine=fake.make_engine())
    folder = found.folder
    assert len(found.tables.design) == 2
    assert list(found.table().columns) == ["outcome", "unit", "mean", "low", "high"]
    found.temporary.cleanup()
    assert not folder.exists()


def test_a_folder_that_was_written_can_be_read_back(fake, tmp_path):
    sos.run(
        fake.make_scenario(),
        seeds=2,
        population=fake.small_world(),
        engine=fake.make_engine(),
        out=tmp_path / "out",
    )
    assert sorted(sos.read(tmp_path / "out").outcomes["seed"].unique()) == [1, 2]


def test_a_misspelt_scenario_is_an_input_problem(fake):
    with pytest.raises(sos.InputProblems):
        sos.run("california-2071", seeds=1, population=fake.small_world(), engine=fake.make_engine())


def test_a_sweep_is_one_line_and_gives_a_row_per_policy_and_outcome(fake, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "few.yaml").write_text(
        "name: few\nscenarios: [california-2017]\nlevers: {support.coe_coach_days: [5, 20]}\n"
        "design: {kind: factorial}\nseeds: 3\nhorizon: {years: 1}\n"
    )
    swept = sos.sweep("few.yaml", seeds=2, population=fake.small_world(), out=tmp_path / "out")
    table = swept.table()
    assert len(table) == 2 * 13 and set(table["futures"]) == {2}
    costs = table[table["outcome"] == "cost_per_pupil"].set_index("support.coe_coach_days")["mean"]
    assert costs[20] > costs[5]
    swept.to_parquet(tmp_path / "table.parquet")
    again = sos.read(tmp_path / "out")
    assert len(again.design.merge(again.outcomes, on="run_key")) == 4 * 13


def test_a_difference_is_explained_in_words_a_table_and_a_picture(fake):
    explained = sos.explain(
        fake.make_scenario(years=1), fake.more_support(month=6, years=1), 2, population=fake.small_world(),
        outcomes=["authentic", "true_outcome"],
    )  # fmt: skip
    table = explained.table().set_index(["outcome", "by"])
    assert set(table.loc["true_outcome"].index) == {"whole", "component", "mechanism"}
    assert set(table.loc["authentic"].index) == {"whole", "component"}
    assert len(explained.sentences) == 2
    assert len(explained.plot("authentic").axes) == 2
    assert explained.folder.is_dir()
    with pytest.raises(sos.InputProblems, match="capability was not explained"):
        explained.plot("capability")


def test_an_explanation_asked_again_runs_no_mixture_again(fake, tmp_path):
    import json

    base, more = fake.make_scenario(years=1), fake.more_support(month=6, years=1)
    computed = []
    for seeds in (2, 2, 3):
        sos.explain(base, more, seeds=seeds, population=fake.small_world(), out=tmp_path / "out")
        manifest = json.loads((tmp_path / "out" / "mixtures" / "manifest.json").read_text())
        computed.append(manifest["timings"]["computed"])
    assert computed == [4, 0, 2]
    other = fake.more_support(name="other", month=3, years=1)
    sos.explain(base, other, seeds=1, population=fake.small_world(), out=tmp_path / "out")
    assert sos.read(tmp_path / "out").attribution["policy"].unique().tolist() == ["other"]


def test_a_sensitivity_analysis_gives_its_indices(fake, tmp_path):
    (tmp_path / "two.yaml").write_text(
        "name: two\nscenarios: [california-2017, intensive-support]\nhorizon: {years: 3}\nseeds: 1\n"
        "uncertainties: {learning.cycle_months: {low: 1, high: 6}, support.half_dose: {low: 0.2, high: 0.6}}\n"
        "outcomes: [capability]\ndesign: {kind: sobol, points: 8}\n"
    )
    found = sos.sensitivity(
        tmp_path / "two.yaml", trajectories=2, base=8, keep=2, population=fake.small_world(), out=tmp_path / "out"
    )
    assert set(found.table()["source"]) == {"learning.cycle_months", "support.half_dose"}
    assert found.result.runs == found.result.computed > 0


def test_a_search_that_cannot_be_made_says_so(fake, tmp_path):
    with pytest.raises(sos.InputProblems, match="budget"):
        sos.optimise(budget=-1, population=fake.small_world(), out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_explanation_in_a_folder_that_somebody_writes_is_refused(fake, tmp_path):
    from sos_sim.store.folder import locked

    base, more = fake.make_scenario(years=1), fake.more_support(month=6, years=1)
    with locked(tmp_path / "out"), pytest.raises(sos.InputProblems, match="being written by another sos-sim"):
        sos.explain(base, more, seeds=1, population=fake.small_world(), out=tmp_path / "out")
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_virtual_interviews_are_one_line_each():
    from sos_sim.check.sample import sample_world
    from sos_sim.world.build import embedded_world

    world = sample_world(embedded_world(), 118)
    shares = sos.hold_interviews(seeds=2, settings={"cutoffs.deep": 0.3}, population=world)
    assert len(shares[shares["target"] == "T02"]) == 2 and len(shares[shares["target"] == "T01"]) == 6
    people = sos.interview(seed=1, population=world)
    assert people[people["target"] == "T02"]["respondent"].nunique() == 20
    with pytest.raises(sos.InputProblems):
        sos.hold_interviews(settings={"cutoffs.deeep": 0.3}, population=world)


def test_a_calibration_gives_a_posterior_that_a_run_takes(fake, tmp_path):
    (tmp_path / "study.yaml").write_text(
        "groups: {leaders: {people: 20}}\ntargets: {tools: {observable: tools, asked: leaders, said: almost all}}\n"
    )
    (tmp_path / "small.yaml").write_text(
        "targets: study.yaml\nparameters: [adoption.start_surface]\npoints: 20\nwaves: 1\ndraws: 50\nseeds: 1\n"
    )
    found = sos.calibrate(tmp_path / "small.yaml", check=False, population=fake.small_world())
    assert found.table()["adoption.start_surface"].between(0.1, 0.8).all()
    assert found.posterior.paths == ("adoption.start_surface",)
    run = sos.run("california-2017", seeds=1, population=fake.small_world(), parameters=found.posterior)
    assert run.folder.is_dir()
