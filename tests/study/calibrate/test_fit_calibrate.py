"""The whole calibration of a toy: its answer, its repair, its folder."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sos_sim.problems import InputProblems
from sos_sim.store.calibration_tables import CALIBRATION_TABLES
from sos_sim.store.manifest import read_manifest
from sos_sim.study.calibrate import calibrate as module
from sos_sim.study.calibrate.agreement import distances
from sos_sim.study.calibrate.calibrate import calibrate
from sos_sim.study.calibrate.sample import sample_posterior
from sos_sim.study.calibrate.smc import tempered_smc

TABLES = ("posterior", "posterior_smc", "simulations", "emulator", "agreement")


def _toy():
    name = "calibration_toy_by_path"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("toy.py"))
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


Toy = _toy().Toy


def _calibrate(toy, out, **options):
    small = {"seeds": 1, "draws": 300, "waves": 2, "identity": {"toy": 1}, "quiet": True, "particles": 400}
    return calibrate(toy, out, **(small | options))


def _exact(toy):
    return sample_posterior(toy.exact, toy.numbers, 6000, np.random.default_rng(1)).places


def _bytes(folder):
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    out = tmp_path_factory.mktemp("calibration") / "out"
    return _calibrate(Toy(), out)


def test_both_methods_give_the_exact_posterior_and_agree(done):
    exact = _exact(Toy())
    assert distances(done.places, exact).mean() < 0.2
    assert distances(done.particles.places, exact).mean() < 0.2
    assert done.agreement.agree and done.about["methods_agree"]
    assert done.about["ess"] > 250
    assert done.about["unmet_targets"] == []


def test_the_tables_are_as_declared_and_carry_who_made_them(done):
    for table, (_, columns) in CALIBRATION_TABLES.items():
        names = pq.read_schema(done.folder / f"{table}.parquet").names
        assert names[: len(columns)] == [column.name for column in columns]
    posterior = pq.read_table(done.folder / "posterior.parquet")
    note = json.loads(posterior.schema.metadata[b"sos-sim"])
    assert note["paths"] == posterior.column_names[2:] == [f"toy.number_{j}" for j in range(4)]
    assert note["ess"] == done.about["ess"]
    values = np.stack([posterior[path].to_numpy() for path in note["paths"]], axis=1)
    np.testing.assert_array_equal(values, done.values)
    # The numbers of the toy run from 0 to 2.
    np.testing.assert_allclose(posterior["log_likelihood"].to_numpy(), Toy().exact(values / 2), atol=1e-9)
    manifest = read_manifest(done.folder)
    assert (manifest["kind"], manifest["status"]) == ("calibration", "done")


def test_the_same_command_again_runs_nothing_and_writes_the_same(done):
    before, toy = _bytes(done.folder), Toy()
    _calibrate(toy, done.folder)
    assert toy.runs == 0
    assert _bytes(done.folder) == before


def test_interrupted_anywhere_it_goes_on_to_the_same_numbers(done, tmp_path, monkeypatch, capsys):
    wanted = {name: content for name, content in _bytes(done.folder).items()}
    out = tmp_path / "out"
    simulate = Toy.simulate
    for stop in (30, 300, 3000):
        toy = Toy()

        def fails(self, places, seeds, stop=stop):
            if self.runs > stop:
                raise KeyboardInterrupt
            return simulate(self, places, seeds)

        monkeypatch.setattr(Toy, "simulate", fails)
        with pytest.raises(KeyboardInterrupt):
            _calibrate(toy, out)
        assert read_manifest(out)["status"] == "interrupted"
        assert "the same command goes on" in capsys.readouterr().err
    monkeypatch.setattr(Toy, "simulate", simulate)
    _calibrate(Toy(), out)
    assert _bytes(out) == wanted


def test_more_waves_later_are_as_if_asked_for_at_once(done, tmp_path):
    _calibrate(Toy(), tmp_path / "out", waves=1, check=False)
    found = _calibrate(Toy(), tmp_path / "out")
    np.testing.assert_array_equal(found.places, done.places)
    assert _bytes(tmp_path / "out") == _bytes(done.folder)


def test_a_damaged_part_is_worked_out_again(done, capsys):
    before = _bytes(done.folder)
    file = next(done.folder.glob("chunks/*-runs-wave-2-0.npz"))
    file.write_bytes(file.read_bytes()[:100])
    _calibrate(Toy(), done.folder)
    assert "damaged" in capsys.readouterr().err
    assert _bytes(done.folder) == before


def test_another_calibration_in_the_folder_is_refused_unless_fresh(done, tmp_path):
    with pytest.raises(InputProblems, match=r"another calibration: it differs in toy.*--fresh"):
        _calibrate(Toy(), done.folder, identity={"toy": 2})
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "letter.txt").write_text("dear")
    with pytest.raises(InputProblems, match="not the results of a run"):
        _calibrate(Toy(), stranger)


def test_settings_out_of_range_are_told_together(tmp_path):
    with pytest.raises(InputProblems) as caught:
        _calibrate(Toy(), tmp_path / "out", draws=3, waves=0, emulator="crystal ball")
    assert len(caught.value.problems) == 3
    assert not (tmp_path / "out").exists()


def test_the_number_of_workers_changes_nothing(tmp_path, monkeypatch):
    from joblib.externals.loky import get_reusable_executor

    # New workers take over the path, on which they find the toy.
    get_reusable_executor().shutdown(wait=True)
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    toy = importlib.import_module("toy").Toy
    options = {"draws": 130, "check": False, "waves": 1}
    first = _calibrate(toy(), tmp_path / "one", **options)
    second = _calibrate(toy(), tmp_path / "two", jobs=2, **options)
    np.testing.assert_array_equal(first.places, second.places)
    np.testing.assert_array_equal(first.statistics, second.statistics)


def test_the_real_model_repairs_a_bad_emulator_and_the_check_names_it(tmp_path):
    toy = Toy(step=1.5)
    found = _calibrate(toy, tmp_path / "out", emulator="quadratic", waves=1, check=False)
    assert any(check.bad for check in found.fits[0].checks)
    exact = _exact(toy)
    kept = np.load(next((tmp_path / "out" / "chunks").glob("*-chain-posterior-1-1.npz")))
    before = distances(kept["places"], exact).mean()
    after = distances(found.places, exact).mean()
    assert before > 0.4
    assert after < 0.5 * before


def test_few_effective_draws_are_said_loudly_and_bring_another_round(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(module, "LEAST_EFFECTIVE", 1.1)
    found = _calibrate(Toy(), tmp_path / "out", check=False, waves=1, draws=100)
    assert "NOT RELIABLE" in capsys.readouterr().err
    assert [stage.name for stage in found.stages if stage.ess] == ["correction 1", "correction 2"]
    assert found.about["warnings"]


def test_a_finding_that_nothing_in_the_prior_meets_is_named(tmp_path, capsys):
    found = _calibrate(Toy(impossible=True), tmp_path / "out", check=False, waves=1)
    assert found.about["unmet_targets"] == ["T2"]
    assert "No place in the prior meets T2" in capsys.readouterr().err
    assert found.about["prior_share_not_ruled_out"] == 0


def test_findings_that_allow_everything_leave_the_prior(tmp_path):
    found = _calibrate(Toy(flat=True), tmp_path / "out", check=False, waves=1)
    assert found.about["ess"] == pytest.approx(300)
    assert distances(found.places, np.random.default_rng(1).random((5000, 4))).max() < 0.25
    assert found.about["prior_share_not_ruled_out"] == 1


def test_particles_follow_a_step_through_the_posterior():
    toy = Toy(step=2.5)
    found = tempered_smc(toy.exact, 4, 800, 3)
    assert distances(found.places, _exact(toy)).mean() < 0.2
