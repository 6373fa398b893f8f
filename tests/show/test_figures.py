from __future__ import annotations

import json
import subprocess
import sys

import matplotlib
import numpy as np
import pandas as pd
import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems
from sos_sim.show.county_map import draw_county_map, project
from sos_sim.show.draw import draw_folder, draw_panels
from sos_sim.show.style import house_style
from sos_sim.show.trajectories import PANELS
from sos_sim.store.read import read
from sos_sim.study.compare.comparison import compare_scenarios
from sos_sim.study.run import run_scenarios

COMPARED = {"trajectories", "differences", "county_map", "who_gains"}


@pytest.fixture(scope="module")
def compared(fake, world, engine, tmp_path_factory):
    out = tmp_path_factory.mktemp("figures") / "out"
    policies = [fake.more_support(), fake.more_support("high-pressure", 0, -9.0)]
    compare_scenarios(fake.make_scenario(), policies, 5, population=world, out=out, engine=engine)
    return out, draw_folder(out)


def _shades(picture):
    return len(np.unique((picture[..., :3] * 255).astype(np.uint8).reshape(-1, 3), axis=0))


@pytest.mark.parametrize("name", sorted(COMPARED))
def test_every_figure_is_a_picture_with_a_vector_copy_and_a_caption(compared, name):
    import matplotlib.image

    out, captions = compared
    picture = matplotlib.image.imread(out / "figures" / f"{name}.png")
    assert picture.shape[0] >= 600
    assert picture.shape[1] >= 800
    assert _shades(picture) > 100
    assert (out / "figures" / f"{name}.svg").read_text().count("<path") > 50
    caption = (out / "figures" / f"{name}.txt").read_text().strip()
    assert caption == captions[name]
    assert caption.endswith(".")
    assert "\n" not in caption


def test_the_manifest_lists_the_figures(compared):
    out, captions = compared
    assert json.loads((out / "manifest.json").read_text())["figures"] == captions
    assert set(captions) == COMPARED


def test_a_run_alone_has_no_differences(fake, world, engine, tmp_path):
    run_scenarios([fake.more_support()], 3, population=world, out=tmp_path / "out", engine=engine)
    captions = draw_folder(tmp_path / "out")
    assert set(captions) == COMPARED - {"differences"}
    assert all((tmp_path / "out" / "figures" / f"{name}.png").stat().st_size > 20_000 for name in captions)


def test_one_seed_is_enough_for_every_figure(fake, world, engine, tmp_path):
    compare_scenarios(
        fake.make_scenario(), [fake.more_support()], 1, population=world, out=tmp_path / "out", engine=engine
    )
    assert set(draw_folder(tmp_path / "out")) == COMPARED


def test_a_policy_that_changes_nothing_can_be_drawn(fake, world, engine, tmp_path):
    same = fake.make_scenario()
    compare_scenarios(same, [same], 3, population=world, out=tmp_path / "out", engine=engine)
    assert set(draw_folder(tmp_path / "out")) == COMPARED


def test_a_run_without_results_has_no_figures(fake, world, tmp_path):
    def spoil(seeds):
        raise ValueError("spoiled")

    run_scenarios(
        [fake.make_scenario()], 2, population=world, out=tmp_path / "out", engine=fake.make_engine(spoil)
    )
    assert draw_folder(tmp_path / "out") == {}


def test_panels_come_capability_first_and_true_beside_measured(compared):
    figure = draw_panels(read(compared[0]), list(PANELS))
    titles = [axes.get_title("left") for axes in figure.axes]
    assert titles == [panel.title for panel in PANELS.values()]
    assert titles[0].startswith("Capability")
    words = [text.get_text() for text in figure.axes[3].get_legend().get_texts()]
    assert words == ["true", "measured"]


def test_the_start_of_a_late_policy_is_marked_in_its_colour(compared):
    figure = draw_panels(read(compared[0]), ["capability"])
    dotted = [line for line in figure.axes[0].get_lines() if line.get_linestyle() == ":"]
    assert len(dotted) == 1
    assert str(matplotlib.dates.num2date(dotted[0].get_xdata()[0]))[:7] == "2018-07"


def test_any_outcome_is_a_panel_and_anything_else_an_input_problem(compared):
    figure = draw_panels(read(compared[0]), ["burden"])
    assert figure.axes[0].get_title("left") == OUTCOMES["burden"].label
    with pytest.raises(InputProblems, match="did you mean 'capability'"):
        draw_panels(read(compared[0]), ["capabilty"])


def test_map_colours_are_centred_on_zero():
    table = pd.DataFrame(
        {
            "value": {"Kern": 0.02, "Inyo": -0.05, "Mono": 0.0},
            "clear": {"Kern": True, "Inyo": True, "Mono": True},
        }
    )
    with house_style():
        figure = draw_county_map({"policy": table}, "Title", "student SD")
    bar = figure.axes[-1]
    low, high = bar.get_xlim()
    assert low == pytest.approx(-0.05)
    assert high == pytest.approx(0.05)


def test_every_county_is_drawn():
    table = pd.DataFrame({"value": pd.Series(dtype=float), "clear": pd.Series(dtype=bool)})
    with house_style():
        figure = draw_county_map({"policy": table}, "Title", "student SD")
    assert len(figure.axes[0].patches) >= 58


def test_the_projection_keeps_areas():
    def area(lon, lat):
        x, y = project(np.array([lon, lon + 0.1, lon + 0.1, lon]), np.array([lat, lat, lat + 0.1, lat + 0.1]))
        return 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))

    def on_the_sphere(lat):
        return np.radians(0.1) * (np.sin(np.radians(lat + 0.1)) - np.sin(np.radians(lat)))

    for lon, lat in ((-124.0, 41.5), (-117.0, 32.6), (-120.0, 37.0)):
        assert area(lon, lat) == pytest.approx(on_the_sphere(lat), rel=1e-3)


def test_drawing_leaves_matplotlib_as_it_was(compared):
    before = dict(matplotlib.rcParams)
    draw_panels(read(compared[0]), ["capability"])
    assert dict(matplotlib.rcParams) == before


def test_drawing_never_loads_pyplot(compared):
    code = (
        "import sys; from pathlib import Path; from sos_sim.show.draw import draw_folder;"
        "draw_folder(Path(sys.argv[1])); assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(compared[0])],
        check=True,
        env={**__import__("os").environ, "PYTHONPATH": "src"},
    )
