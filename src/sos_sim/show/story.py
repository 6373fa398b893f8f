"""The figure of one district's years: results on top, and lanes for help, leaders, support and practice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.show.style import BASE_COLOUR, POLICY_COLOURS, house_style, new_figure
from sos_sim.story.words import POINTS_PER_SD

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sos_sim.story.districts import District
    from sos_sim.story.lives import Life

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = POLICY_COLOURS
MOST_LIVES = 3
_HEIGHTS = (2.4, 1.15, 0.75, 1.5, 2.0)
_MARKS = {
    "cycles began": ("^", GREEN, "cycles took hold"),
    "practice became standard": ("*", BLUE, "became standard work"),
    "practice no longer standard": ("X", BLUE, "no longer standard work"),
    "fell back": ("v", VERMILION, "fell back"),
    "effort abandoned": ("x", BASE_COLOUR, "effort given up"),
}


def draw_story(district: District, lives: Sequence[Life], start: str) -> Figure:
    """Draw one district's years, one column per scenario.

    Args:
        district: the district.
        lives: the same future under one to three scenarios.
        start: first month as ``YYYY-MM``.
    """
    shown = list(lives[:MOST_LIVES])
    with house_style():
        figure = new_figure(6.4 if len(shown) == 1 else 4.6 * len(shown), 8.6)
        grid = figure.subplots(
            5, len(shown), squeeze=False, sharex=True, sharey="row", gridspec_kw={"height_ratios": _HEIGHTS}
        )
        first = int(start[:4]) + (int(start[5:7]) - 1) / 12.0
        for column, life in enumerate(shown):
            axes = grid[:, column]
            for panel, draw in zip(axes, (_results, _help, _leaders, _support, _practice), strict=True):
                panel.set_xlim(first, first + life.months / 12.0)
                draw(panel, life, first)
            axes[0].set_title(life.scenario)
            if column == 0:
                for panel, word in zip(axes, _WORDS, strict=True):
                    panel.set_ylabel(word)
        figure.suptitle(
            f"{district.name}: one future (seed {shown[0].seed}), no forecast",
            x=0.01,
            ha="left",
            fontsize=13,
            fontweight="bold",
        )
        # Set when every column is drawn, since the columns share it.
        grid[3, 0].set_ylim(bottom=0)
        _years(grid[-1, 0], first, shown[0].months)
        _legend(figure, {each.event for life in shown for each in life.turns if each.month or each.event not in _MARKS})
    return figure


def save_png(figure: Figure, path: Path) -> None:
    """Save the figure as one PNG, whole or not at all.

    Args:
        figure: the figure.
        path: where.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        figure.savefig(temporary, format="png", dpi=150, metadata={"Software": None})
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


_WORDS = (
    "achievement, points\nsince the start",
    "identified,\nin assistance",
    "leaders",
    "coach-days\na year",
    "sites in real\nimprovement, %",
)


def _at(first: float, month: float) -> float:
    return first + month / 12.0


def _series(life: Life, event: str, first: float, scale: float = 1.0) -> tuple[list[float], list[float]]:
    known = [each for each in life.all(event) if each.value is not None]
    # A December report tells how December ended; the first one how the run began.
    places = [_at(first, each.month + (1 if each.month else 0)) for each in known]
    return places, [scale * (each.value or 0.0) for each in known]


def _spans(life: Life, began: str, ended: str) -> list[tuple[int, int]]:
    """Pair beginnings with ends, as months; what has not ended lasts to the end of the run."""
    spans: list[tuple[int, int]] = []
    since: int | None = None
    for each in life.all(began, ended):
        if each.event == began:
            since = each.month if since is None else since
        elif since is not None:
            spans.append((since, each.month))
            since = None
    return spans if since is None else [*spans, (since, life.months)]


def _bar(axes: Axes, spans: list[tuple[int, int]], first: float, y: float, height: float, colour: str) -> None:
    bars = [(_at(first, begin), (end - begin) / 12.0) for begin, end in spans]
    axes.broken_barh(bars, (y - height / 2, height), facecolors=colour, edgecolor="white", linewidth=0.6)


def _results(axes: Axes, life: Life, first: float) -> None:
    axes.axhline(0, color="#808080", linewidth=0.8)
    axes.plot(*_series(life, "true change", first, POINTS_PER_SD), color=BASE_COLOUR, marker="o", markersize=4)
    axes.plot(
        *_series(life, "measured change", first, POINTS_PER_SD),
        color=VERMILION,
        linestyle=(0, (4, 1.8)),
        marker="s",
        markersize=4,
        markerfacecolor="white",
    )
    for begin, end in _spans(life, "overloaded", "recovered"):
        axes.axvspan(_at(first, begin), _at(first, end), color="#CCCCCC", alpha=0.5, linewidth=0)


def _help(axes: Axes, life: Life, first: float) -> None:
    _bar(axes, _spans(life, "assistance began", "assistance ended"), first, 0.0, 0.5, SKY)
    _bar(axes, _spans(life, "intensive tier entered", "intensive tier left"), first, 0.0, 0.22, BLUE)
    for each in life.all("identified"):
        place = _at(first, each.month + 0.5)
        axes.plot([place], [0.75], marker="D", color=VERMILION, markersize=5)
        axes.annotate(f"{each.value or 0:.0f}", (place, 0.98), ha="center", va="bottom", fontsize=7)
    _lane(axes, -0.5, 1.5)


def _leaders(axes: Axes, life: Life, first: float) -> None:
    gone = life.all("leader left")
    edges = [0, *(each.month for each in gone), life.months]
    for number, (begin, end) in enumerate(pairwise(edges)):
        _bar(axes, [(begin, end)], first, 0.0, 0.6, ("#BDBDBD", "#7A7A7A")[number % 2])
    for each in gone:
        place = _at(first, each.month)
        axes.plot([place, place], [-0.42, 0.42], color="black", linewidth=1.6)
    _lane(axes, -0.6, 0.6)


def _support(axes: Axes, life: Life, first: float) -> None:
    places, values = _series(life, "coach-days", first)
    axes.fill_between(places, values, color=SKY, alpha=0.35, linewidth=0)
    axes.plot(places, values, color=BLUE, marker="o", markersize=3)
    for spans, y, colour in (
        (_spans(life, "contract bought", "contract ended"), -0.1, ORANGE),
        (_spans(life, "network joined", "network left"), -0.25, PURPLE),
    ):
        bars = [(_at(first, begin), (end - begin) / 12.0) for begin, end in spans]
        axes.broken_barh(
            bars, (y, 0.1), facecolors=colour, edgecolor="white", transform=axes.get_xaxis_transform(), clip_on=False
        )


def _practice(axes: Axes, life: Life, first: float) -> None:
    reports = list(zip(*_series(life, "real improvement", first, 100.0), strict=True))
    crossings = list(zip(*_series(life, "cycles began", first, 100.0), strict=True))
    crossings += list(zip(*_series(life, "fell back", first, 100.0), strict=True))
    line = sorted({*reports, *crossings})
    places, values = [place for place, _ in line], [value for _, value in line]
    axes.fill_between(places, values, color=GREEN, alpha=0.2, linewidth=0)
    axes.plot(places, values, color=GREEN, linewidth=1.8)
    for event, (marker, colour, _) in _MARKS.items():
        for each in life.all(event):
            if not each.month:
                continue
            place = _at(first, each.month + (0 if event == "effort abandoned" else 1))
            height = np.interp(place, places, values)
            axes.plot([place], [height], marker=marker, color=colour, markersize=8, zorder=4, clip_on=False)
    axes.set_ylim(0, 105)
    axes.set_yticks([0, 50, 100])


def _lane(axes: Axes, low: float, high: float) -> None:
    axes.set_ylim(low, high)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", visible=False)


def _years(axes: Axes, first: float, months: int) -> None:
    step = 1 if months <= 48 else 2 if months <= 144 else 5 if months <= 300 else 10
    begin = int(first) + (first > int(first))
    axes.set_xticks(list(range(begin, int(first + months / 12.0) + 1, step)))


def _legend(figure: Figure, happened: set[str]) -> None:
    """Explain the two lines, and every mark and bar that occurs."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def mark(marker: str, colour: str, word: str, size: float = 7) -> Line2D:
        return Line2D([], [], color=colour, marker=marker, linestyle="", markersize=size, label=word)

    lines = [
        Line2D([], [], color=BASE_COLOUR, marker="o", markersize=4, label="true achievement"),
        Line2D([], [], color=VERMILION, linestyle=(0, (4, 1.8)), marker="s", markersize=4, markerfacecolor="white"),
    ]
    lines[1].set_label("measured achievement")
    marks = {
        "overloaded": Patch(color="#CCCCCC", alpha=0.5, label="overloaded"),
        "identified": mark("D", VERMILION, "identified (student groups)", 5),
        "assistance began": Patch(color=SKY, label="in assistance"),
        "intensive tier entered": Patch(color=BLUE, label="intensive tier"),
        "leader left": Line2D(
            [], [], color="black", marker="|", linestyle="", markersize=9, markeredgewidth=1.6, label="leader left"
        ),
        "contract bought": Patch(color=ORANGE, label="private provider"),
        "network joined": Patch(color=PURPLE, label="improvement network"),
        **{event: mark(*each) for event, each in _MARKS.items()},
    }
    keys = [*lines, *(key for event, key in marks.items() if event in happened)]
    figure.legend(handles=keys, loc="outside lower center", ncols=3, fontsize=8)
