"""Sensitivity analysis: known indices come out, nothing is found where there is nothing, folders resume."""

from __future__ import annotations

import json
from dataclasses import replace
from math import pi
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sos_sim
from sos_sim.check.sample import sample_world
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems
from sos_sim.scenario.experiment import load_experiment
from sos_sim.study.many import statewide_values
from sos_sim.study.sensitivity.analyse import Designs, Sizes, analyse
from sos_sim.study.sensitivity.chance import chance_of
from sos_sim.study.sensitivity.designs import Blocks, Trajectories
from sos_sim.study.sensitivity.question import Question, Uncertain, policies_of, question_of
from sos_sim.study.sensitivity.ranking import distances, leaders
from sos_sim.study.sensitivity.reading import readings
from sos_sim.study.sensitivity.study import sensitivity
from sos_sim.study.sensitivity.tables import as_json, tables_of
from sos_sim.world.build import embedded_world

EXPERIMENT = """
name: three
description: Three uncertainties, two policies.
scenarios: [california-2017]
levers:
  support.coe_coach_days: [8.8, 40]
uncertainties:
  learning.practice: {low: 0, high: 0.12}
  learning.forgetting: {low: 0, high: 0.02}
  pressure.attention: {low: 0, high: 1}
design: {kind: sobol, points: 8}
seeds: 2
outcomes: [capability, cost_per_pupil]
horizon: {start: 2017-07, years: 2}
"""
SMALL = Sizes(trajectories=4, base=16, keep=2)


def units(count):
    return tuple(Uncertain(f"{'ab'[place % 2]}.x{place}", 0.0, 1.0) for place in range(count))


def asked(uncertain, policies=("only",), outcomes=("capability",), better=("higher",)):
    return Question(tuple(uncertain), tuple(policies), tuple(outcomes), tuple(better))


def evaluated(question, *functions):
    """One outcome, one function of the numbers per policy, one seed without noise."""

    def evaluate(stage, settings):
        rows = np.array([[s.get(each.path, 0.5) for each in question.uncertain] for s in settings])
        return np.stack([function(rows) for function in functions], axis=1)[:, :, None, None]

    return evaluate


def test_the_ishigami_function_has_its_known_indices():
    question = asked([Uncertain(f"x.{n}", -pi, pi) for n in "abc"] + [Uncertain("y.unread", 0.0, 1.0)])

    def ishigami(x):
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    found = analyse(question, Sizes(20, 2048, 4), evaluated(question, ishigami))
    level = found.outcomes[0].level
    by_path = {question.uncertain[place].path: at for at, place in enumerate(found.kept)}
    order = [by_path[path] for path in ("x.a", "x.b", "x.c", "y.unread")]
    assert level.indices.S1[order] == pytest.approx([0.3139, 0.4424, 0, 0], abs=0.03)
    assert level.indices.ST[order] == pytest.approx([0.5576, 0.4424, 0.2437, 0], abs=0.03)
    inside = np.abs(level.indices.ST[order] - [0.5576, 0.4424, 0.2437, 0]) <= 2 * level.indices.ST_conf[order]
    assert inside.all()
    assert level.effects.mu_star[3] == level.indices.ST[by_path["y.unread"]] == 0
    # x.c acts only through x.a: no first order of its own, and much spread of its effect.
    assert level.effects.sigma[2] > level.effects.mu_star[2] / 2
    assert level.groups is not None
    assert pytest.approx([1, 0], abs=0.05) == level.groups.ST
    assert level.kept_share == pytest.approx(1, abs=0.1)


def test_a_linear_function_has_effects_equal_to_its_weights_and_indices_to_their_squares():
    question, weights = asked(units(4)), np.array([4.0, -2.0, 1.0, 0.0])
    found = analyse(question, Sizes(4, 512, 4), evaluated(question, lambda x: x @ weights))
    level = found.outcomes[0].level
    assert level.effects.mu_star == pytest.approx(np.abs(weights))
    assert level.effects.mu == pytest.approx(weights)
    assert level.effects.sigma == pytest.approx(np.zeros(4), abs=1e-9)
    assert found.kept == (0, 1, 2, 3)
    shares = weights**2 / (weights**2).sum()
    assert pytest.approx(shares, abs=0.03) == level.indices.ST
    assert level.indices.S1.sum() == pytest.approx(1, abs=0.05)
    assert level.groups is not None
    together = np.array([shares[0] + shares[2], shares[1] + shares[3]])
    assert (np.abs(level.groups.ST - together) < 2 * level.groups.ST_conf).all()


def test_an_outcome_that_does_not_move_has_no_sensitivity():
    question = asked(units(3))
    level = analyse(question, SMALL, evaluated(question, lambda x: np.full(len(x), 2.5))).outcomes[0].level
    assert not level.effects.mu_star.any()
    assert not level.indices.ST.any()
    assert level.spread == 0


def test_whole_numbers_switches_and_levels_take_their_values_equally_often():
    even = (np.arange(12_000) + 0.5) / 12_000
    for uncertain, values in (
        (Uncertain("a.whole", 2.0, 5.0, whole=True), [2, 3, 4, 5]),
        (Uncertain("a.switch", 0.0, 1.0, whole=True), [0, 1]),
        (Uncertain("a.levels", 1.0, 7.0, (1.0, 3.0, 7.0)), [1, 3, 7]),
    ):
        found, counts = np.unique([uncertain.value(u) for u in even], return_counts=True)
        assert found.tolist() == values
        assert set(counts) == {12_000 // len(values)}
        assert (uncertain.value(0.0), uncertain.value(1.0)) == (values[0], values[-1])


def test_every_outcome_names_numbers_so_that_an_uneven_one_does_not_take_all():
    question = asked(units(6), outcomes=("capability", "inflation"), better=("neither", "neither"))

    def evaluate(stage, settings):
        x = np.array([[s.get(each.path, 0.5) for each in question.uncertain] for s in settings])
        spiky, smooth = np.prod(x[:, :3] ** 4, axis=1), x[:, 3:] @ np.array([3.0, 2.0, 1.0])
        return np.stack([spiky, smooth], axis=1)[:, None, None, :]

    kept = analyse(question, Sizes(20, 64, 4), evaluate).kept
    assert {3, 4} < set(kept)
    assert len(kept) == 4


def test_a_number_that_moves_all_policies_alike_matters_for_the_level_only():
    question = asked(units(3), ("first", "second"))
    # x0 moves both; x1 decides which is ahead; x2 does nothing.
    found = analyse(
        question,
        Sizes(10, 256, 3),
        evaluated(question, lambda x: 5 * x[:, 0] + x[:, 1], lambda x: 5 * x[:, 0] + 0.3),
    )
    outcome = found.outcomes[0]
    assert outcome.leaders is not None and (outcome.leaders.best, outcome.leaders.second) == (0, 1)
    assert outcome.overtaken is not None and outcome.overtaken.share == pytest.approx(0.29, abs=0.05)
    # 0.3, less the points at which the two are equal: a hundredth of the spread of 5 x0 and x1 / 2.
    assert outcome.overtaken.low <= 0.3 - 0.01 * ((25 + 0.25) / 12) ** 0.5 <= outcome.overtaken.high
    assert outcome.mean_lead == pytest.approx(0.2, abs=0.02)
    said = readings(found, outcome)
    assert [(each.for_level, each.for_lead, each.for_ranking) for each in said] == [
        (True, False, False),
        (False, True, True),
        (False, False, False),
    ]
    assert said[0].words.startswith("matters for the level")
    assert said[1].words == "hardly moves the level but changes which policy is best"
    assert outcome.ranking is not None
    assert outcome.ranking.indices.ST[[found.kept.index(0), found.kept.index(1)]] == pytest.approx([0, 1], abs=0.1)
    assert outcome.ranking.groups is not None and pytest.approx([0, 1], abs=0.1) == outcome.ranking.groups.ST
    assert outcome.distances is not None
    assert outcome.distances.distance[1] == 1.0
    assert outcome.distances.distance[0] < outcome.distances.by_chance


def test_lower_is_better_turns_the_ranking_round():
    values = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 0.0], [1.0, 0.5, 3.0]])
    assert leaders(values, "lower").best == 0
    assert leaders(values, "higher").best == 2
    assert leaders(values, "neither") is None
    ahead = leaders(values, "lower")
    assert ahead.second == 1
    assert ahead.overtaken(values).tolist() == [False, False, True]
    assert ahead.displaced(values).tolist() == [False, True, True]


def test_the_order_of_the_last_digits_is_no_ranking():
    question = asked(units(2), ("first", "second"))
    # x1 turns the sign of a difference of a ten-thousandth of the spread that x0 makes.
    found = analyse(
        question,
        SMALL,
        evaluated(question, lambda x: x[:, 0], lambda x: x[:, 0] + 1e-4 * (x[:, 1] - 0.5)),
    )
    assert found.outcomes[0].overtaken.share == 0
    assert not any(each.for_ranking for each in readings(found, found.outcomes[0]))


def test_policies_that_are_equal_everywhere_change_no_ranking():
    question = asked(units(2), ("first", "second"))
    found = analyse(question, SMALL, evaluated(question, lambda x: x[:, 0], lambda x: x[:, 0]))
    outcome = found.outcomes[0]
    assert outcome.overtaken.share == outcome.displaced.share == 0
    assert [each.for_ranking for each in readings(found, outcome)] == [False, False]
    assert not outcome.lead.indices.ST.any()


def test_many_numbers_that_do_nothing_are_rarely_said_to_change_the_ranking():
    random = np.random.default_rng(1)
    false = 0
    for _ in range(20):
        points, marked = random.random((64, 40)), random.random(64) < 0.4
        found = distances(points, marked)
        false += bool((found.distance > found.by_chance).any())
    # One in a hundred is expected over all forty numbers together; three or more has a chance of 0.1 %.
    assert false < 3


def test_what_one_number_decides_is_not_laid_at_the_door_of_two_hundred_others():
    everything = Designs(asked(units(200)), Sizes(base=128)).everything
    points = everything.units[everything.independent]
    assert points.shape == (128, 200)
    for decides in (0, 77, 199):
        found = distances(points, points[:, decides] > 0.6)
        assert found.distance[decides] == 1
        # One other by luck in a hundred such looks.
        assert (found.distance > found.by_chance).sum() == 1


def test_random_blocks_change_one_source_at_a_time_between_two_points():
    blocks = Blocks(("a", "b", "c"), ("g", "h", "g"), 4, at_random=True)
    for first, with_g, with_h, last in blocks.units.reshape(4, 4, 3):
        assert (with_g == [last[0], first[1], last[2]]).all()
        assert (with_h == [first[0], last[1], first[2]]).all()
    assert len(np.unique(blocks.units[blocks.independent])) == 24


def test_distances_take_equal_values_together():
    switch = np.repeat([0.0, 1.0], 20)[:, None]
    marked = np.arange(40) % 2 == 0
    assert distances(switch, marked).distance[0] == 0
    assert distances(switch, switch[:, 0] > 0).distance[0] == 1
    assert np.isnan(distances(switch, np.arange(40) < 3).by_chance)


def test_chance_is_told_from_what_the_points_do():
    random = np.random.default_rng(2)
    points, seeds = random.normal(0, 2, (4000, 1)), random.normal(0, 1, (1, 40))
    found = chance_of(points + seeds + random.normal(0, 1, (4000, 40)))
    var_seeds = seeds.var(ddof=1)
    assert found.single == pytest.approx((var_seeds + 1) / (4 + var_seeds + 1), abs=0.02)
    assert found.left == pytest.approx((1 / 40) / (4 + 1 / 40), abs=0.002)
    # Seeds that move every point alike blur no comparison of points.
    assert chance_of(points + seeds).left == pytest.approx(0, abs=1e-12)
    assert np.isnan(chance_of(points).single)


def test_a_failed_run_costs_its_block_and_no_more():
    blocks, walks = Blocks(("a", "b"), (), 64), Trajectories(("a", "b"), 8)
    values, walked = blocks.units @ np.array([2.0, 1.0]), walks.units @ np.array([2.0, 1.0])
    whole = blocks.indices(values)
    values[5] = walked[4] = np.nan
    assert pytest.approx(whole.ST, abs=0.1) == blocks.indices(values).ST
    assert walks.effects(walked).mu_star == pytest.approx([2, 1])
    assert np.isnan(blocks.indices(np.full_like(values, np.nan)).ST).all()


def test_a_larger_design_holds_the_smaller_one():
    names = ("a", "b", "c")
    for at_random in (False, True):
        small, large = (Blocks(names, ("g", "h", "g"), base, at_random) for base in (8, 16))
        assert (large.units[: len(small.units)] == small.units).all()
    few, many = Trajectories(names, 4), Trajectories(names, 9)
    assert (many.units[: len(few.units)] == few.units).all()


def test_points_are_counted_before_anything_is_run():
    question, sizes, seen = asked(units(5)), Sizes(3, 16, 2), {}

    def evaluate(stage, settings):
        seen[stage] = len(settings)
        return np.random.default_rng(0).random((len(settings), 1, 1, 1))

    analyse(question, sizes, evaluate)
    assert seen == Designs(question, sizes).points == {"screening": 18, "groups": 8 * 4, "sobol": 16 * 4}


def test_json_has_no_number_that_json_does_not_have(tmp_path):
    question = asked(units(2), ("first", "second"))
    found = analyse(question, SMALL, lambda stage, settings: np.full((len(settings), 2, 1, 1), np.nan))
    tables = tables_of(found)
    assert {name: len(rows) for name, rows in tables.items()} == {"screening": 2, "sobol": 4, "ranking": 0, "spread": 1}
    assert as_json(found)["ranking"] == []


@pytest.fixture(scope="module")
def world():
    return sample_world(embedded_world(), 24)


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    file = tmp_path_factory.mktemp("experiment") / "three.yaml"
    file.write_text(EXPERIMENT)
    return load_experiment(file, OUTCOMES)


@pytest.fixture(scope="module")
def done(experiment, world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sensitivity") / "out"
    return sensitivity(experiment, SMALL, population=world, out=folder, quiet=True)


def test_the_models_own_engine_runs_from_end_to_end(done):
    assert done.failed == []
    # Screening 4 x 4 points, mechanisms 8 x 4, closer look 16 x 4; two policies and two seeds.
    assert done.runs == (16 + 32 + 64) * 4
    shape = json.loads(json.dumps(done.as_json(), allow_nan=False))
    assert [row["outcome"] for row in shape["outcomes"]] == ["capability", "cost_per_pupil"]
    for row in shape["outcomes"]:
        assert {each["path"] for each in row["parameters"]} == {
            "learning.practice",
            "learning.forgetting",
            "pressure.attention",
        }
        assert sum(each["ST"] is not None for each in row["parameters"]) == 2
        for each in row["parameters"]:
            assert {"path", "group", "mu_star", "mu_star_conf", "sigma", "S1", "S1_conf", "ST", "ST_conf"} == set(each)
    capability = {each["path"]: each for each in shape["outcomes"][0]["parameters"]}
    assert capability["learning.practice"]["mu_star"] > capability["pressure.attention"]["mu_star"]
    ranking = {row["outcome"]: row for row in shape["ranking"]}
    assert ranking["capability"]["best"] == "california-2017 (support.coe_coach_days 40)"
    assert ranking["cost_per_pupil"]["best"] == "california-2017 (support.coe_coach_days 8.8)"
    # Coach-days cost what they cost, whatever is uncertain here.
    assert ranking["cost_per_pupil"]["displaced"] == 0


def test_the_folder_reads_back(done):
    tables = sos_sim.read(done.folder)
    assert tables.manifest["kind"] == "sensitivity"
    assert tables.manifest["status"] == "done"
    assert set(tables.tables) == {"screening", "sobol", "ranking", "spread"}
    assert set(tables.sobol["kind"]) == {"parameter", "group"}
    assert tables.screening.groupby(["outcome", "of"]).size().tolist() == [3] * 6
    for name in tables.tables:
        assert f"## {name}.parquet" in (done.folder / "columns.md").read_text()
    inner = sos_sim.read(done.folder / "screening")
    assert len(inner.design) == 16 * 4
    assert inner.manifest["experiment"]["name"] == "three"


def test_the_same_command_repeats_no_run_and_a_larger_base_only_adds(done, experiment, world):
    def forbidden(*_):
        raise AssertionError("a run was repeated")

    before = {name: pd.read_parquet(done.folder / f"{name}.parquet") for name in ("screening", "sobol", "ranking")}
    again = sensitivity(experiment, SMALL, population=world, out=done.folder, quiet=True, runner=forbidden)
    assert (again.computed, again.runs) == (0, done.runs)
    for name, table in before.items():
        pd.testing.assert_frame_equal(pd.read_parquet(done.folder / f"{name}.parquet"), table)
    larger = sensitivity(experiment, replace(SMALL, trajectories=6), population=world, out=done.folder, quiet=True)
    # At most two more walks of four points; on a grid of four levels some points repeat others.
    assert 0 < larger.computed <= 2 * 4 * 4


def test_another_experiment_in_the_folder_is_refused_until_it_is_to_be_replaced(done, experiment, world, tmp_path):
    wider = replace(experiment, uncertainties=experiment.uncertainties[:1])
    kept = (done.folder / "manifest.json").read_text()
    with pytest.raises(InputProblems, match="another experiment"):
        sensitivity(wider, SMALL, population=world, out=done.folder, quiet=True)
    assert (done.folder / "manifest.json").read_text() == kept
    copy = tmp_path / "copy"
    sensitivity(experiment, SMALL, population=world, out=copy, quiet=True)
    fresh = sensitivity(wider, SMALL, population=world, out=copy, fresh=True, quiet=True)
    assert fresh.computed > 0
    assert set(pd.read_parquet(copy / "screening.parquet")["path"]) == {wider.uncertainties[0].path}


def test_failed_runs_are_told_and_the_rest_is_analysed(experiment, world, tmp_path):
    def fails_once(world, scenarios, seeds, outcomes, months):
        for each in scenarios:
            steps = each.changes.get("learning.practice", ((0, 1.0),))
            if steps[0][1] == 0 and len(each.changes) > 3:
                raise ValueError("no practice at all")
        return statewide_values(world, scenarios, seeds, outcomes, months)

    found = sensitivity(experiment, SMALL, population=world, out=tmp_path / "out", quiet=True, runner=fails_once)
    assert found.failed
    assert all("no practice at all" in line and line.startswith("screening, point") for line in found.failed)
    assert np.isfinite(found.found.outcomes[0].level.indices.ST).all()


def test_an_interrupted_analysis_says_so_and_keeps_its_runs(experiment, world, tmp_path, capsys):
    calls = []

    def stops(world, scenarios, seeds, outcomes, months):
        calls.append(len(scenarios))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return statewide_values(world, scenarios, seeds, outcomes, months)

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        sensitivity(experiment, SMALL, population=world, out=out, quiet=True, runner=stops)
    assert sos_sim.read(out).manifest["status"] == "interrupted"
    assert "the same command goes on from there" in capsys.readouterr().err
    assert sensitivity(experiment, SMALL, population=world, out=out, quiet=True).computed < (16 + 32 + 64) * 4


def test_lever_ranges_are_uncertain_and_lever_lists_are_policies(tmp_path):
    file = tmp_path / "levers.yaml"
    file.write_text(EXPERIMENT.replace("[8.8, 40]", "[8.8, 40]\n  accountability.pressure: {low: 0, high: 1.5}"))
    experiment = load_experiment(file, OUTCOMES)
    policies = policies_of(experiment)
    assert [each.name for each in policies] == [
        "california-2017 (support.coe_coach_days 8.8)",
        "california-2017 (support.coe_coach_days 40)",
    ]
    assert question_of(experiment, policies).uncertain[0].path == "accountability.pressure"


def test_an_experiment_without_anything_uncertain_is_refused(tmp_path):
    file = tmp_path / "sure.yaml"
    head, _, rest = EXPERIMENT.partition("uncertainties:")
    file.write_text(head + rest[rest.index("design:") :].replace("kind: sobol, points: 8", "kind: factorial"))
    experiment = load_experiment(file, OUTCOMES)
    with pytest.raises(InputProblems, match="leaves nothing uncertain"):
        sensitivity(experiment, SMALL, out=tmp_path / "out", quiet=True)
    assert not (tmp_path / "out").exists()


def test_the_figures_are_drawn_with_their_captions(done):
    from sos_sim.show.sensitivity import draw_sensitivity

    captions = draw_sensitivity(done.folder)
    assert set(captions) == {"uncertainties", "screening", "mechanisms", "level_against_ranking"}
    for name, caption in captions.items():
        for ending in ("png", "svg"):
            assert (done.folder / "figures" / f"{name}.{ending}").stat().st_size > 1000
        assert Path(done.folder / "figures" / f"{name}.txt").read_text() == caption + "\n"
    assert sos_sim.read(done.folder).manifest["figures"] == captions


def test_dated_levers_act_from_their_month_in_every_run_and_are_named_with_it(world, tmp_path):
    days, pressure = "support.coe_coach_days", "accountability.pressure"
    path = tmp_path / "dated.yaml"
    listed = EXPERIMENT.replace("[8.8, 40]", f"{{2018-07: [5, 40]}}\n  {pressure}: {{2018-07: {{low: 0, high: 1}}}}")
    path.write_text(listed)
    experiment = load_experiment(path, OUTCOMES)
    assert policies_of(experiment)[0].name == f"california-2017 ({days} 5 from 2018-07)"
    met = []

    def made_up(world, scenarios, seeds, outcomes, months_between_looks):
        met.extend(scenarios)
        dates = scenarios[0].months // months_between_looks + 1
        last = np.array([each.changes[days][-1][1] + 3 * each.changes[pressure][-1][1] for each in scenarios])
        return np.broadcast_to(last[:, None, None], (len(scenarios), dates, len(outcomes))).copy()

    found = sensitivity(experiment, SMALL, population=world, out=tmp_path / "out", quiet=True, runner=made_up)
    assert met and all(each.changes[path][-1][0] == 12 for each in met for path in (days, pressure))
    assert found.found.question.uncertain[0].path == pressure
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["experiment"]["dates"][pressure] == "2018-07"
