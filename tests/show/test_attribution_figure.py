from __future__ import annotations

import pandas as pd
import pytest

from sos_sim.problems import InputProblems
from sos_sim.show.attribution import draw_attribution, drawn_outcomes
from sos_sim.show.style import BETTER, UNCLEAR, WORSE, house_style

LONG = "A parameter whose label goes on for a good deal longer than any bar chart has room for"


def table(outcome: str = "true_outcome", intervals: bool = True) -> pd.DataFrame:
    rows = [
        ("whole", "difference", "Whole difference", 0.2, 0.1, 0.3),
        ("component", "support.coe_coach_days", LONG, 0.1, 0.05, 0.15),
        ("component", "accountability.pressure", "Pressure", -0.2, -0.25, -0.15),
        ("component", "network.hub", "Hub", 0.3, -0.1, 0.7),
        ("mechanism", "spread", "How far it spreads", 0.2, 0.1, 0.3),
    ]
    frame = pd.DataFrame(rows, columns=["by", "part", "label", "value", "low", "high"])
    frame = frame.assign(base="base", policy="policy", outcome=outcome, seeds=5)
    return frame if intervals else frame.assign(low=float("nan"), high=float("nan"), seeds=1)


def drawn(frame: pd.DataFrame, outcomes: list[str]):
    with house_style():
        return draw_attribution(frame, outcomes)


def shades(axes) -> list[str]:
    import matplotlib

    return [matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in axes.patches]


def test_the_largest_part_comes_first_under_the_whole_and_colours_tell_better_worse_and_unclear():
    left, right = drawn(table(), ["true_outcome"]).axes
    labels = [text.get_text().replace("\n", " ") for text in left.get_yticklabels()]
    assert labels == ["Whole difference", "Hub", "Pressure", LONG]
    assert shades(left)[1:] == [UNCLEAR, WORSE, BETTER]
    assert left.get_xlim() == right.get_xlim()


def test_less_is_better_where_it_is():
    left, _ = drawn(table("inflation"), ["inflation"]).axes
    assert shades(left)[2:] == [BETTER, WORSE]


def test_one_future_has_bars_and_no_intervals():
    left, _ = drawn(table(intervals=False), ["true_outcome"]).axes
    assert len(left.lines) == 1  # the line of no difference
    assert set(shades(left)[1:]) == {UNCLEAR}


def test_a_panel_that_has_nothing_is_left_empty():
    frame = table()
    left, right = drawn(frame[frame["by"] != "mechanism"], ["true_outcome"]).axes
    assert left.axison and not right.axison


def test_labels_and_titles_do_not_overlap():
    figure = drawn(table(), ["true_outcome"])
    figure.canvas.draw()
    left, right = figure.axes
    boxes = [axes.title.get_window_extent() for axes in figure.axes]
    boxes += [text.get_window_extent() for axes in figure.axes for text in axes.get_yticklabels()]
    assert not any(one.overlaps(two) for place, one in enumerate(boxes) for two in boxes[place + 1 :])
    assert all(text.get_window_extent().x0 > left.bbox.x1 for text in right.get_yticklabels())


def test_the_main_outcomes_are_drawn_and_unknown_ones_refused():
    both = pd.concat([table("burden"), table("capability"), table("true_outcome")])
    assert drawn_outcomes(both) == ["true_outcome", "capability"]
    assert drawn_outcomes(table("burden")) == ["burden"]
    with pytest.raises(InputProblems, match="equity_gap was not explained"):
        drawn(table(), ["equity_gap"])
