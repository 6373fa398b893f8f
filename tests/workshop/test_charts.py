"""The charts' specifications: fixed axes that hold what can be asked, bands under every line, words in the picture."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters.spoken import FRONT
from sos_sim.scenario.scenario import load
from sos_sim.workshop.answer import SHOWN, Parts, joined, simulate, step_of
from sos_sim.workshop.charts import GAINS, LINES, RANGES, chart, specs, year_of
from sos_sim.workshop.room import PRESETS, room_of
from sos_sim.workshop.setting import Setting
from sos_sim.world.build import embedded_world

convert = pytest.importorskip("vl_convert")
DATES = [f"{2017 + (half + 1) // 2}-{'01' if half % 2 else '07'}" for half in range(21)]
NAMES = {"capability", "results", "time", "practice", "plane", "map", "who"}


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    outcomes = [{"name": name, "unit": OUTCOMES[name].unit} for name in SHOWN]
    return {"dates": DATES, "start": "2018-07", "outcomes": outcomes}


@pytest.fixture(scope="module")
def written(known: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return specs(known)


def svg(spec: Mapping[str, Any], data: Mapping[str, list[Any]], **signals: Any) -> str:
    return str(convert.vegalite_to_svg(chart(spec, data, **signals)))


def texts(picture: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", picture)


def line(look: str, value: float) -> list[dict[str, Any]]:
    return [
        {"x": year_of(date), "y": value, "low": value * 0.9, "high": value * 1.1, "who": look[0], "look": look}
        for date in DATES
    ]


def test_every_chart_is_plain_data_that_the_engine_compiles_while_still_empty(written) -> None:
    assert set(written) == NAMES
    assert json.loads(json.dumps(written)) == written
    for spec in written.values():
        assert all(rows == [] for rows in spec["datasets"].values())
        convert.vegalite_to_vega(spec)


def test_axes_stay_where_they_are_whatever_is_shown(written) -> None:
    for name, outcomes in LINES.items():
        low, high = RANGES[outcomes[0]]
        pictures = [svg(written[name], {"lines": line("B0", low + share * (high - low))}) for share in (0, 0.01, 0.9)]
        assert texts(pictures[0]) == texts(pictures[1]) == texts(pictures[2])
        assert len(texts(pictures[0])) >= 5


def test_no_line_is_drawn_without_its_likely_range(written) -> None:
    picture = svg(
        written["results"], {"lines": [*line("A0", 0.1), *line("A1", 0.12), *line("B0", 0.2), *line("B1", 0.25)]}
    )
    bands = re.findall(r'<path aria-label="[^"]*"[^>]*aria-roledescription="area mark"', picture)
    lines = re.findall(r'<path aria-label="[^"]*"[^>]*aria-roledescription="line mark"', picture)
    assert len(bands) == len(lines) == 4


def test_a_and_b_differ_in_dash_and_not_only_in_colour(written) -> None:
    picture = svg(written["capability"], {"lines": [*line("A0", 1), *line("B0", 2)]})
    drawn = re.findall(r'<path [^>]*aria-roledescription="line mark"[^>]*>', picture)
    assert len({re.search(r'stroke-dasharray="([^"]*)"', each).group(1) for each in drawn}) == 2  # type: ignore[union-attr]
    assert len({re.search(r'stroke-width="([^"]*)"', each).group(1) for each in drawn}) == 2  # type: ignore[union-attr]


def test_labels_stand_in_the_picture_and_grow_with_the_page(written) -> None:
    ends = [{"x": 2027.5, "y": 2, "who": "B", "text": "now", "at": "end"}]
    for unit in (16, 24):
        picture = svg(written["capability"], {"lines": line("B0", 2), "ends": ends}, unit=unit)
        label = re.search(r'<text[^>]*font-size="(\d+)px"[^>]*>now</text>', picture)
        assert label and int(label.group(1)) == unit


def test_the_plane_takes_other_outcomes_without_a_new_specification(written) -> None:
    ranges = written["plane"]["usermeta"]["ranges"]
    for across, up in itertools.product(*(written["plane"]["usermeta"][side] for side in ("across", "up"))):
        (xlow, xhigh), (ylow, yhigh) = ranges[across], ranges[up]
        point = {"x": (xlow + xhigh) / 2, "y": (ylow + yhigh) / 2}
        kind = written["plane"]["usermeta"]["kinds"][across]
        picture = svg(written["plane"], {"points": [point]}, xlow=xlow, xhigh=xhigh, ylow=ylow, yhigh=yhigh, xkind=kind)
        width, height = written["plane"]["width"], written["plane"]["height"]
        place = re.search(r'<path aria-label="x[^>]*transform="translate\(([\d.]+),([\d.]+)\)"', picture)
        assert place and 0.4 * width < float(place.group(1)) < 0.6 * width
        assert 0.35 * height < float(place.group(2)) < 0.65 * height
        assert any(kind and kind in each for each in texts(picture)) == bool(kind)


def test_the_map_colours_better_and_worse_apart_and_marks_doubt(written) -> None:
    square = [[[0, 0], [0.2, 0], [0.2, 0.2], [0, 0.2], [0, 0]]]
    counties = [
        {"type": "Feature", "name": name, "geometry": {"type": "Polygon", "coordinates": square}}
        for name in ("North", "South")
    ]
    data = {
        "counties": counties,
        "changes": [{"name": "North", "step": 6}, {"name": "South", "step": 0}],
        "doubts": [{"x": 0.1, "y": 0.1}],
    }
    picture = svg(written["map"], data)
    assert "#00588F" in picture and "#A65000" in picture
    assert len(re.findall(r'aria-roledescription="point"', picture)) == 1


def test_every_preset_and_every_corner_of_the_first_levers_lies_inside_the_axes() -> None:
    world, room = embedded_world(), room_of([load(name) for name in PRESETS], seeds=1)
    ends = [(each.stops[0], each.stops[-1]) for each in FRONT]
    corners = [dict(zip((each.path for each in FRONT), corner, strict=True)) for corner in itertools.product(*ends)]
    settings = [Setting.of(name, {}, room.start) for name in PRESETS]
    settings += [Setting.of(PRESETS[0], corner, room.start) for corner in corners]
    scenarios = [setting.over(room.presets[setting.scenario]) for setting in settings]
    answers = [joined([part]) for part in simulate(world, scenarios, room.seeds, Parts(world))]
    for name, (low, high) in RANGES.items():
        values = np.concatenate([answer.series[SHOWN.index(name)].mean(axis=-1) * step_of(name) for answer in answers])
        assert low <= values.min() and values.max() <= high, name
    for name, (low, high) in GAINS.items():
        change = [float(answer.end(name).mean() - answers[0].end(name).mean()) for answer in answers]
        assert low <= min(change) and max(change) <= high, name
