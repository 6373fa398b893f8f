"""`decide` on made-up sweep folders: what it reads, compares, leaves out and writes."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sos_sim.problems import InputProblems
from sos_sim.show.decide import draw_decision
from sos_sim.store.columns import schema_of
from sos_sim.store.decision_tables import DECISION_TABLES
from sos_sim.store.manifest import read_manifest
from sos_sim.study.decide.decision import decide
from sos_sim.study.decide.tables import write_tables


def _made_up():
    path = Path(__file__).with_name("made_up_sweep.py")
    spec = importlib.util.spec_from_file_location("made_up_sweep_by_path", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


made_up = _made_up()
DAYS = "support.coe_coach_days"
LEVERS = [{DAYS: days} for days in (0.0, 15.0, 30.0)]


def fails_where_staff_leave(scenario, settings, seed):
    """More days cost more and raise achievement, unless many staff leave and the dose of half effect is high."""
    luck = np.random.default_rng(seed).normal(0, 0.001)
    bad = settings["turnover.staff_hazard"] > 0.018 and settings["support.half_dose"] > 0.33
    days = settings[DAYS]
    return {
        "true_outcome": 0.05 + days * (-0.001 if bad else 0.002) + luck,
        "cost_per_pupil": 2 + days,
        "pressure": 0.6,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made_up.write_sweep(
        tmp_path_factory.mktemp("sweep") / "s",
        fails_where_staff_leave,
        levers=LEVERS,
        worlds=made_up.random_worlds(150),
        seeds=2,
    )


@pytest.fixture(scope="module")
def decision(folder):
    return decide(folder)


def test_policies_are_named_by_scenario_and_levers_and_met_in_every_future(decision):
    assert [policy.name for policy in decision.cube.policies] == [
        f"california-2017, county office coach days {days}" for days in (0, 15, 30)
    ]
    assert decision.cube.policies[1].settings == {DAYS: 15.0}
    assert decision.cube.values.shape == (3, 300, 2)
    assert decision.cube.left_out == 0


def test_outcomes_without_a_direction_are_not_traded_off(decision):
    assert decision.cube.outcomes == ("true_outcome", "cost_per_pupil")


def test_regret_and_futures_won_are_those_of_the_arithmetic(decision):
    found = decision.as_json()["policies"]
    # In a bad future 30 days fall behind none by 0.03; in a good one none falls behind 30 days by 0.06.
    assert found[2]["regret"]["true_outcome"] == pytest.approx(0.03)
    assert found[0]["regret"]["true_outcome"] == pytest.approx(0.06)
    assert found[2]["regret"]["cost_per_pupil"] == pytest.approx(30)
    assert found[0]["won"]["cost_per_pupil"] == 1
    table = decision.cube.runs
    bad = (table["turnover.staff_hazard"] > 0.018) & (table["support.half_dose"] > 0.33)
    assert found[0]["won"]["true_outcome"] == pytest.approx(bad.mean())
    assert found[2]["satisfied"]["true_outcome"] == pytest.approx(1 - bad.mean())
    assert found[2]["satisfied_all"] == 0


def test_the_planted_reason_for_failing_is_found_for_the_policy_of_least_regret(decision):
    box = decision.boxes[0]
    assert box.policy == "california-2017, county office coach days 15"
    limits = {limit.path: limit for limit in box.limits}
    assert set(limits) == {"turnover.staff_hazard", "support.half_dose"}
    assert limits["turnover.staff_hazard"].low == pytest.approx(0.018, abs=0.001)
    assert limits["support.half_dose"].low == pytest.approx(0.33, abs=0.03)
    assert box.density > 0.9
    assert {each.policy for each in decision.boxes} == {policy.name for policy in decision.cube.policies[1:]}


def test_a_typed_requirement_takes_the_place_of_the_base(folder):
    found = decide(folder, require=["true_outcome>=0.06", "cost_per_pupil<=20"], policy="county office coach days 15")
    assert [box.requirement.rule for box in found.boxes] == ["true_outcome>=0.06", "cost_per_pupil<=20"]
    assert found.boxes[0].limits
    assert "in no future" in found.boxes[1].words
    shares = [policy["satisfied_all"] for policy in found.as_json()["policies"]]
    assert shares[0] == shares[2] == 0
    assert shares[1] > 0.5


def test_futures_that_a_policy_failed_in_are_left_out_for_all_and_counted(tmp_path):
    def some_fail(scenario, settings, seed):
        if settings[DAYS] == 15 and settings["world"] == 1 and seed == 2:
            return None
        return {"true_outcome": settings[DAYS] + seed}

    worlds = [{"world": float(place)} for place in range(3)]
    made_up.write_sweep(tmp_path / "s", some_fail, levers=LEVERS, worlds=worlds, seeds=2)
    found = decide(tmp_path / "s")
    assert found.cube.values.shape == (3, 5, 1)
    assert found.cube.left_out == 1
    assert (1, 2) not in list(zip(found.cube.worlds, found.cube.seeds, strict=True))
    assert any("Left out: 1 future" in note for note in found.notes)


def test_a_policy_without_any_result_is_left_out_and_named(tmp_path):
    def one_fails(scenario, settings, seed):
        return None if settings[DAYS] == 30 else {"true_outcome": settings[DAYS]}

    found = decide(made_up.write_sweep(tmp_path / "s", one_fails, levers=LEVERS))
    assert len(found.cube.policies) == 2
    assert found.cube.left_out == 0
    assert any("county office coach days 30" in note for note in found.notes)


def test_levers_sampled_with_uncertainties_are_compared_over_seeds_and_explained_together(tmp_path):
    rng = np.random.default_rng(7)
    levers = [{DAYS: float(days)} for days in rng.uniform(0, 30, 200)]

    def fails_with_few_days(scenario, settings, seed):
        few = settings[DAYS] < 12 and settings["turnover.staff_hazard"] > 0.015
        return {"true_outcome": 0.0 if few else 0.1}

    folder = made_up.write_sweep(
        tmp_path / "s", fails_with_few_days, levers=levers, worlds=made_up.random_worlds(200), together=True
    )
    found = decide(folder, require=["true_outcome>=0.05"])
    assert not found.cube.shared
    assert found.cube.values.shape == (200, 3, 1)
    assert "did not meet the same values" in found.notes[0]
    (box,) = found.boxes
    assert {limit.path for limit in box.limits} == {DAYS, "turnover.staff_hazard"}
    assert box.policy == "california-2017"
    with pytest.raises(InputProblems, match="values of its own"):
        decide(folder, policy="california-2017")


def test_without_uncertainties_the_seeds_are_the_futures_and_nothing_is_explained(tmp_path):
    found = decide(made_up.write_sweep(tmp_path / "s", lambda s, v, seed: {"capability": v[DAYS]}, levers=LEVERS))
    assert found.cube.values.shape == (3, 3, 1)
    assert found.boxes == ()
    assert found.on_front.tolist() == [False, False, True]


def test_one_future_gives_no_share_of_resamples(tmp_path):
    folder = made_up.write_sweep(tmp_path / "s", lambda s, v, seed: {"capability": v[DAYS]}, levers=LEVERS, seeds=1)
    found = decide(folder)
    assert found.front_share is None
    assert found.as_json()["policies"][0]["front_share"] is None


def test_tables_have_the_declared_columns_and_the_figures_their_captions(tmp_path):
    folder = made_up.write_sweep(
        tmp_path / "s", fails_where_staff_leave, levers=LEVERS, worlds=made_up.random_worlds(80), seeds=1
    )
    before = {path.name: path.read_bytes() for path in folder.glob("*.parquet")}
    found = decide(folder)
    write_tables(found)
    captions = draw_decision(found)
    for name, (_, columns) in DECISION_TABLES.items():
        assert pq.read_schema(folder / f"{name}.parquet").remove_metadata().equals(schema_of(columns))
        assert f"## {name}.parquet" in (folder / "columns.md").read_text()
    assert {path: (folder / path).read_bytes() for path in before} == before
    assert set(captions) == {f"decide-{name}" for name in ("tradeoff", "regret", "peeling", "boxes")}
    for name, caption in captions.items():
        assert (folder / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / "figures" / f"{name}.txt").read_text() == f"{caption}\n"
    assert read_manifest(folder)["figures"] == captions
    peeling = pd.read_parquet(folder / "peeling.parquet")
    assert peeling.groupby("box")["chosen"].sum().tolist() == [1] * sum(box.found for box in found.boxes)
    assert json.loads(peeling["limits"].iloc[0]) == {}
    regret = pd.read_parquet(folder / "regret.parquet")
    assert (regret["regret_mean"] <= regret["regret_90"] + 1e-12).all()
    assert (regret["regret_90"] <= regret["regret_max"]).all()
    assert regret.groupby("outcome")["won"].sum().tolist() == pytest.approx([1, 1])
