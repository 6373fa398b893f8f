from __future__ import annotations

import matplotlib.image
import numpy as np
import pytest

from sos_sim.show.story import draw_story, save_png
from sos_sim.story.districts import District
from sos_sim.story.lives import Happening, Life

DISTRICT = District("01000000000001", "Somewhere Unified", "Kern", "unified", 4000.0)


def life(scenario="california-2017", days=10.0):
    rows = [(0, "cycles began", 0.2), (5, "identified", 2.0), (6, "assistance began", 10.0), (40, "leader left", 3.0)]
    rows += [(30, "assistance ended", 2.0), (60, "fell back", 0.1), (70, "overloaded", 0.3), (80, "recovered", 0.8)]
    for month in (0, *range(5, 120, 12)):
        numbers = ("true change", 0.001 * month), ("measured change", 0.002 * month), ("real improvement", 0.2)
        rows += [(month, name, value) for name, value in (*numbers, ("coach-days", days))]
    return Life(scenario, 3, 120, tuple(Happening(m, "2017-07", e, v) for m, e, v in sorted(rows)))


def test_the_figure_has_results_on_top_and_a_lane_each_for_help_leaders_support_and_practice():
    figure = draw_story(DISTRICT, [life()], "2017-07")
    words = [axes.get_ylabel().split()[0].rstrip(",") for axes in figure.axes]
    assert words == ["achievement", "identified", "leaders", "coach-days", "sites"]
    true, measured = (line for line in figure.axes[0].get_lines() if len(line.get_xdata()) == 11)
    assert (true.get_linestyle(), measured.get_linestyle()) == ("-", "--")
    assert np.asarray(measured.get_ydata())[-1] == pytest.approx(22.6)


def test_the_legend_names_what_happened_and_nothing_else():
    figure = draw_story(DISTRICT, [life()], "2017-07")
    words = {text.get_text() for text in figure.legends[0].get_texts()}
    assert words == {
        "true achievement", "measured achievement", "overloaded", "identified (student groups)", "in assistance",
        "leader left", "fell back",
    }  # fmt: skip


def test_scenarios_stand_side_by_side_on_the_same_scales():
    figure = draw_story(DISTRICT, [life(), life("more", 90.0)], "2017-07")
    assert len(figure.axes) == 10
    assert [axes.get_title("left") for axes in figure.axes[:2]] == ["california-2017", "more"]
    days = figure.axes[6:8]
    assert days[0].get_ylim() == days[1].get_ylim()
    assert days[0].get_ylim()[0] == 0
    assert days[0].get_ylim()[1] >= 90


def test_a_district_to_which_nothing_happens_can_be_drawn(tmp_path):
    save_png(draw_story(DISTRICT, [Life("california-2017", 1, 12, ())], "2018-01"), tmp_path / "quiet.png")
    assert matplotlib.image.imread(tmp_path / "quiet.png").shape[0] > 800
    assert [file.name for file in tmp_path.iterdir()] == ["quiet.png"]
