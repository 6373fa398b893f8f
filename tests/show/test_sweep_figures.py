"""What is drawn of a sweep follows from its design, and what is drawn is what was run."""

from __future__ import annotations

import json
import time
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

from sos_sim.cli.main import main
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems
from sos_sim.scenario.experiment import load_experiment
from sos_sim.show.style import house_style, new_figure
from sos_sim.show.sweep import draw_sweep, structure_of
from sos_sim.show.sweep_data import MINUS_REFERENCE, read_sweep
from sos_sim.show.sweep_panels import draw_heat, draw_lines, heat_scale, mark_lever, mean_and_interval
from sos_sim.store.manifest import read_manifest
from sos_sim.study.sweep.sweep import sweep

HELP = "support.coe_coach_days: [8.8, 20, 40, 60]"
PRESSURE = "accountability.pressure: [0, 0.3, 0.6, 1.0, 1.4]"
SWITCHES = "{pressure.attention: [0, 1], pressure.effort: [0, 1]}"
# name: (scenarios, levers, uncertainties, design, form, columns of panels)
DESIGNS = {
    "map": ("[california-2017]", f"{{{HELP}, {PRESSURE}}}", "", "factorial", "heat", 1),
    "maps by switch": ("[california-2017]", f"{{{HELP}, {PRESSURE}}}", SWITCHES, "factorial", "heat", 4),
    "lines by scenario": ("[california-2017, moderate-support]", f"{{{HELP}}}", "", "factorial", "lines", 1),
    "one line": ("[california-2017]", f"{{{HELP}}}", "", "factorial", "lines", 1),
    "lines by a few levels": (
        "[california-2017]", f"{{{PRESSURE}, support.coe_coach_days: [8.8, 40]}}", "", "factorial", "lines", 1,
    ),
    "lines with sampled unknowns": (
        "[california-2017]", f"{{{HELP}}}", "{pressure.best: {low: 1, high: 2}}", "latin-hypercube, points: 5", "lines",
        1,
    ),
    "points": (
        "[california-2017]",
        "{support.coe_coach_days: {low: 0, high: 60}, accountability.pressure: {low: 0, high: 1}}",
        "{pressure.best: {low: 1, high: 2}}", "sobol, points: 64", "scatter", 1,
    ),
    "bars": ("[california-2017, moderate-support, intensive-support]", "", "", "factorial", "dots", 1),
    "lines side by side": (
        "[california-2017]",
        "{support.coe_coach_days: [8.8, 20], accountability.pressure: [0, 0.6, 1], coherence.methods: [1, 2, 3, 4, 5]}",
        "", "factorial", "lines", 2,
    ),
    "bars for more than fits a grid": (
        "[california-2017, moderate-support, intensive-support]",
        "{support.coe_coach_days: [8.8, 20], accountability.pressure: [0, 0.6], coherence.methods: [1, 5]}",
        "", "factorial", "dots", 1,
    ),
    "spread of many policies": (
        "[california-2017, moderate-support]", f"{{{HELP}, {PRESSURE}, coherence.methods: [1, 2, 3, 4, 5]}}", "",
        "factorial", "spread", 1,
    ),
    "spread of futures": (
        "[california-2017]", "", "{pressure.best: {low: 1, high: 2}}", "latin-hypercube, points: 20", "spread", 1,
    ),
}  # fmt: skip


def made_up(world, scenarios, seeds, outcomes, months_between_looks):
    """Give the last coach-days plus ten times pressure, plus what only the seed decides."""
    dates = scenarios[0].months // months_between_looks + 1
    last = [{path: steps[-1][1] for path, steps in each.changes.items()} for each in scenarios]
    policy = np.array(
        [each.get("support.coe_coach_days", 8.8) + 10 * each.get("accountability.pressure", 0.6) for each in last]
    )
    values = policy + 1000.0 * np.array(seeds)
    return np.broadcast_to(values[:, None, None], (len(scenarios), dates, len(outcomes))).copy()


def run(folder, world, design, runner=made_up, seeds=3, outcomes="[capability, true_outcome, cost_per_pupil]"):
    scenarios, levers, uncertainties, kind = design[:4]
    lines = ["name: few", f"scenarios: {scenarios}", f"design: {{kind: {kind}}}", f"seeds: {seeds}"]
    lines += ["horizon: {start: 2017-07, years: 3}", f"outcomes: {outcomes}"]
    lines += [f"levers: {levers}"] if levers else []
    lines += [f"uncertainties: {uncertainties}"] if uncertainties else []
    file = folder / "few.yaml"
    file.write_text("\n".join(lines) + "\n")
    experiment = load_experiment(file, OUTCOMES)
    return sweep(experiment, population=world, out=folder / "out", quiet=True, runner=runner).folder


def read(folder):
    return read_sweep(folder, read_manifest(folder))


@pytest.mark.parametrize("name", DESIGNS)
def test_the_design_decides_what_is_drawn(name, world, tmp_path):
    design = DESIGNS[name]
    folder = run(tmp_path, world, design)
    structure = structure_of(read(folder))
    assert (structure.form, len(structure.facets)) == design[4:]
    captions = draw_sweep(folder)
    assert captions
    assert json.loads((folder / "manifest.json").read_text())["figures"] == captions
    for figure, caption in captions.items():
        picture = matplotlib.image.imread(folder / "figures" / f"{figure}.png")
        assert picture.shape[1] >= 700
        assert (folder / "figures" / f"{figure}.svg").read_text().count("<path") > 10
        assert (folder / "figures" / f"{figure}.txt").read_text().strip() == caption
        assert caption.endswith(".")


def test_the_reference_is_the_policy_nearest_to_the_first_scenario(world, tmp_path):
    scenarios = "[moderate-support, california-2017]"
    data = read(run(tmp_path, world, (scenarios, f"{{{HELP}, {PRESSURE}}}", "", "factorial")))
    own = data.points[data.points["policy"] == data.reference].iloc[0]
    # Moderate support has 30 coach-days; 20 and 40 are as near, and the first of them is taken.
    assert (own["scenario"], own["support.coe_coach_days"]) == ("moderate-support", 20.0)
    assert own["accountability.pressure"] == 0.6
    assert "accountability presses: 0.6" in data.reference_words


def test_differences_are_those_in_the_same_future(world, tmp_path):
    data = read(run(tmp_path, world, DESIGNS["maps by switch"]))
    wanted = data.points["support.coe_coach_days"] - 8.8 + 10 * (data.points["accountability.pressure"] - 0.6)
    # What the seed decides, thousands, is the same in both and gone.
    assert np.allclose(data.differences, wanted.to_numpy()[:, None, None])


def test_a_map_shows_the_differences_hatches_what_is_unclear_and_outlines_the_reference(world, tmp_path):
    def luck(world, scenarios, seeds, outcomes, months_between_looks):
        values = made_up(world, scenarios, seeds, outcomes, months_between_looks)
        # At 40 coach-days the difference from the reference (14.8) is +1 in one seed and -1 in the next.
        at_40 = np.array([each.changes["support.coe_coach_days"][-1][1] == 40 for each in scenarios])
        lucky = 14.8 + 1000.0 * np.array(seeds) + (-1.0) ** np.array(seeds)
        values[at_40] = lucky[at_40, None, None]
        return values

    data = read(run(tmp_path, world, DESIGNS["map"], luck, seeds=4))
    structure = structure_of(data)
    across, down = structure.across[0], structure.second
    scale = heat_scale(data, "capability", across, down, [{}])
    with house_style():
        axes = new_figure(4, 3).subplots()
        draw_heat(axes, data, "capability", across, down, {}, scale)
    shown = axes.collections[0].get_array().reshape(4, 5)
    assert shown[0, 2] == pytest.approx(0)
    assert shown[3, 4] == pytest.approx(60 - 8.8 + 10 * (1.4 - 0.6))
    hatched = {patch.get_xy() for patch in axes.patches if patch.get_hatch()}
    assert hatched == {(column, 2) for column in range(5)}
    (outlined,) = [patch for patch in axes.patches if not patch.get_hatch()]
    assert outlined.get_xy() == (2, 0)
    assert [text.get_text() for text in axes.get_xticklabels()][2] == "0.6\n2017"


def test_lines_go_through_the_means_and_achievement_is_a_difference(world, tmp_path):
    data = read(run(tmp_path, world, DESIGNS["lines by a few levels"]))
    with house_style():
        level, difference = new_figure(6, 3).subplots(1, 2)
        for axes, outcome in ((level, "capability"), (difference, "true_outcome")):
            draw_lines(axes, data, outcome, "accountability.pressure", "support.coe_coach_days", {})
    assert "true_outcome" in MINUS_REFERENCE
    assert level.lines[0].get_ydata() == pytest.approx(2000 + 8.8 + 10 * np.array([0, 0.3, 0.6, 1.0, 1.4]))
    assert difference.lines[0].get_ydata() == pytest.approx(10 * (np.array([0, 0.3, 0.6, 1.0, 1.4]) - 0.6))
    assert [line.get_label() for line in level.lines[:2]] == ["8.8 (2017)", "40"]


def test_ticks_of_a_lever_leave_room_and_keep_2017():
    with house_style():
        axes = new_figure(4, 3).subplots()
        mark_lever(axes, "support.coe_coach_days", (0.0, 8.0, 8.8, 9.0, 60.0, 120.0))
    # 0, 8 and 9 would be printed over 8.8.
    assert [text.get_text() for text in axes.get_xticklabels()] == ["8.8\n2017", "60", "120"]


@pytest.mark.parametrize(
    ("values", "mean", "interval"),
    [
        ([[1.0, 1.0, 1.0]], 1.0, (1.0, 1.0)),
        ([[2.0]], 2.0, (np.nan, np.nan)),
        ([[np.nan, np.nan]], np.nan, (np.nan, np.nan)),
        # Student's t for two values: 6.3138 times half their distance.
        ([[0.0, 2.0]], 1.0, (1 - 6.31375, 1 + 6.31375)),
        # Several settings are the units, whatever the seeds within them.
        ([[-5.0, 5.0], [1.0, 3.0]], 1.0, (1 - 6.31375, 1 + 6.31375)),
        ([[0.0, np.nan, 2.0]], 1.0, (1 - 6.31375, 1 + 6.31375)),
    ],
)
def test_the_interval_is_that_of_the_mean_over_independent_units(values, mean, interval):
    found = mean_and_interval(np.array(values))
    assert found == pytest.approx((mean, *interval), nan_ok=True, rel=1e-4)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_failed_runs_are_left_out_and_a_sweep_without_results_has_no_figure(world, tmp_path):
    def fails(pressure):
        def runner(world, scenarios, seeds, *rest):
            if any(each.changes["accountability.pressure"][-1][1] >= pressure for each in scenarios):
                raise FloatingPointError("out of luck")
            return made_up(world, scenarios, seeds, *rest)

        return runner

    some, all_of_them = tmp_path / "some", tmp_path / "all"
    some.mkdir()
    all_of_them.mkdir()
    assert set(draw_sweep(run(some, world, DESIGNS["map"], fails(1.4)))) == {"heat-1"}
    assert draw_sweep(run(all_of_them, world, DESIGNS["map"], fails(0.0))) == {}


def test_a_folder_that_is_no_sweep_is_refused(tmp_path):
    with pytest.raises(InputProblems, match="not the folder of a finished sweep"):
        draw_sweep(tmp_path)


def test_ten_thousand_runs_are_drawn_in_seconds(world, tmp_path):
    levels = ", ".join(str(each) for each in range(1, 51))
    pressures = ", ".join(f"{each / 25:g}" for each in range(50))
    levers = f"{{support.coe_coach_days: [{levels}], accountability.pressure: [{pressures}]}}"
    folder = run(tmp_path, world, ("[california-2017]", levers, "", "factorial"), seeds=4)
    started = time.process_time()
    draw_sweep(folder)
    assert time.process_time() - started < 12


def test_the_command_draws_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("few.csv").write_text("cds_code,county,type,enrolment,upp\n01600010000000,Alameda,Unified,900,0.4\n")
    Path("few.yaml").write_text(
        "name: few\nscenarios: [california-2017]\nlevers: {support.coe_coach_days: [8.8, 40]}\n"
        "design: {kind: factorial}\nseeds: 2\nhorizon: {years: 1}\n"
    )
    assert main(["sweep", "few.yaml", "--population", "few.csv", "--jobs", "1"]) == 0
    assert "Tables, figures and report.html are in" in capsys.readouterr().out
    assert Path("runs/few/figures/lines-1.png").is_file()
