"""Figures of scenario discovery: the peeling, and the box as ranges of values."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.show.style import POLICY_COLOURS, new_figure
from sos_sim.study.decide.words import label, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sos_sim.study.decide.discovery import Box

MOST_BOXES = 6
_ACROSS = 3
_NUMBERED_EVERY = 5


def draw_peeling(boxes: Sequence[Box]) -> Figure:
    """Draw the peeling of each finding: coverage against density, steps numbered.

    Args:
        boxes: findings with more than the whole space.
    """
    across = min(_ACROSS, len(boxes))
    rows = -(-len(boxes) // across)
    figure = new_figure(max(6.0, 4.3 * across), 4.2 * rows + 0.5)
    grid = figure.subplots(rows, across, squeeze=False)
    for place, axes in enumerate(grid.flat):
        if place < len(boxes):
            _peeling(axes, boxes[place])
        else:
            axes.set_axis_off()
    figure.suptitle("Peeling: fewer futures, more of them failing", x=0.01, ha="left", fontsize=13, fontweight="bold")
    return figure


def draw_boxes(boxes: Sequence[Box]) -> Figure:
    """Draw each box as ranges of values within what was tried.

    Args:
        boxes: findings with limits.
    """
    heights = [len(box.limits) + 1.6 for box in boxes]
    figure = new_figure(10.5, 0.52 * sum(heights) + 1.0)
    grid = figure.subplots(len(boxes), 1, squeeze=False, height_ratios=heights)
    for box, axes in zip(boxes, grid.flat, strict=True):
        _ranges(axes, box)
    figure.suptitle("Where policies fail", x=0.01, ha="left", fontsize=13, fontweight="bold")
    return figure


def _peeling(axes: Axes, box: Box) -> None:
    coverage = np.array([step.coverage for step in box.steps])
    density = np.array([step.density for step in box.steps])
    axes.plot(coverage, density, color="#8C8C8C", linewidth=1, zorder=1)
    axes.scatter(coverage, density, color=POLICY_COLOURS[0], s=16, zorder=2)
    for place in range(0, len(box.steps), _NUMBERED_EVERY):
        axes.annotate(
            str(place), (coverage[place], density[place]), xytext=(4, 4), textcoords="offset points", fontsize=7.5
        )
    axes.axhline(box.fail_share, color="#404040", linewidth=0.9, linestyle=":", zorder=0)
    if box.found:
        axes.scatter(box.coverage, box.density, marker="D", s=60, color=POLICY_COLOURS[1], zorder=3, label="the box")
        axes.legend(loc="lower right")
    axes.set_xlim(1.05, -0.03)
    axes.set_ylim(0, 1.06)
    axes.set_xlabel("share of all failures inside (coverage)")
    axes.set_ylabel("share that fails inside (density)")
    axes.set_title(_title(box, 40), fontsize=9)
    axes.annotate(
        f"all futures: {percent(box.fail_share)}", (0.02, box.fail_share), xytext=(0, -3), textcoords="offset points",
        xycoords=("axes fraction", "data"), fontsize=7.5, va="top",
    )  # fmt: skip


def _ranges(axes: Axes, box: Box) -> None:
    names = []
    for row, limit in enumerate(box.limits):
        least, most = limit.reach
        low = least if limit.low is None else limit.low
        high = most if limit.high is None else limit.high
        start, end = (low - least) / (most - least), (high - least) / (most - least)
        axes.barh(row, 1, height=0.34, color="#E6E6E6", zorder=1)
        axes.barh(row, end - start, left=start, height=0.34, color=POLICY_COLOURS[1], zorder=2)
        for at, value in ((start, limit.low), (end, limit.high)):
            if value is not None:
                axes.text(at, row - 0.24, number(value), ha="center", va="bottom", fontsize=8.5)
        axes.text(-0.012, row, number(least), ha="right", va="center", fontsize=8, color="#606060")
        axes.text(1.012, row, number(most), ha="left", va="center", fontsize=8, color="#606060")
        axes.text(1.12, row, f"{100 * limit.comes_back:.0f} %", ha="left", va="center", fontsize=9)
        names.append("\n".join(textwrap.wrap(label(limit.path), 42)))
    axes.text(1.12, -0.75, "comes back in", ha="left", va="center", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8.5)
    axes.set_ylim(len(names) - 0.55, -1.0)
    axes.set_xlim(-0.09, 1.28)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.grid(visible=False)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_title(
        f"{_title(box, 110)}\n{percent(box.coverage)} of the failures lie here; {percent(box.density)} of the futures "
        f"here fail, {percent(box.fail_share)} of all",
        fontsize=9,
    )


def _title(box: Box, width: int) -> str:
    return "\n".join(textwrap.wrap(f"{box.policy}: {box.requirement.failing}", width))
