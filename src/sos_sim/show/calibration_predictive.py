"""Predictive of every finding: what the model would answer beside what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.show.calibration_posterior import label_of
from sos_sim.show.style import POLICY_COLOURS, UNCLEAR, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_AFTER, _BEFORE, _FOUND, _MISSED = POLICY_COLOURS[0], UNCLEAR, "#F0DFA8", POLICY_COLOURS[1]
_ROW = 0.42
_MARGIN = 0.08


def draw_predictive(rows: pd.DataFrame) -> Figure:
    """Draw prior and posterior predictive of every finding in the order of the findings.

    Shares stand on one axis from 0 to 1. Figures have units of their own, so each row has its own axis.

    Args:
        rows: rows of ``predictive``.
    """
    shares, figures = rows[rows["unit"] == "share"], rows[rows["unit"] != "share"]
    parts = [part for part in (shares, figures) if len(part)]
    heights = [_ROW * len(part) + 0.7 for part in parts]
    figure = new_figure(10.5, sum(heights) + 0.7)
    panels = figure.subplots(len(parts), 1, squeeze=False, height_ratios=heights)
    for axes, part in zip(panels.flat, parts, strict=True):
        if part["unit"].iloc[0] == "share":
            _panel(axes, part, [(0.0, 1.0)] * len(part))
            axes.set_xlim(0, 1)
            axes.set_xlabel("share of those asked", fontsize=8.5)
        else:
            _panel(axes, part, [_extent(row) for row in part.to_dict("records")], own=True)
            axes.set_xlim(-_MARGIN, 1 + _MARGIN)
            axes.set_xticks([])
            axes.set_xlabel("each figure on an axis of its own; its ends are written", fontsize=8.5)
    handles, labels = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=3, fontsize=9)
    figure.suptitle("Findings, and what the model would answer", x=0.01, ha="left", fontsize=13, fontweight="bold")
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, extents: list[tuple[float, float]], own: bool = False) -> None:
    names = []
    for height, (row, extent) in enumerate(zip(rows.to_dict("records"), extents, strict=True)):
        _row(axes, height, row, extent)
        if own:
            for place, value, side in ((0.0, extent[0], "left"), (1.0, extent[1], "right")):
                axes.text(place, height + 0.46, _written(value), ha=side, va="bottom", fontsize=6.5, color="#606060")
        names.append(label_of(f"{row['target']}  {row['label']}", 62))
    axes.set_yticks(np.arange(len(rows)), names, fontsize=7.5)
    for tick, verdict in zip(axes.get_yticklabels(), rows["verdict"], strict=True):
        if verdict == "missed":
            tick.set_color(_MISSED)
            tick.set_fontweight("bold")
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


def _row(axes: Axes, height: int, row: dict[Any, Any], extent: tuple[float, float]) -> None:
    low, high = extent

    def at(value: float) -> float:
        return (value - low) / (high - low)

    least = row["low"] if np.isfinite(row["low"]) else low
    most = row["high"] if np.isfinite(row["high"]) else high
    words = ("what the finding allows", "prior", "posterior") if height == 0 else (None, None, None)
    wide = max(at(most) - at(least), 0.006)
    middle = (at(most) + at(least)) / 2
    axes.barh(height, wide, left=middle - wide / 2, height=0.84, color=_FOUND, label=words[0], zorder=1)
    for which, shift, colour, word in (("prior", -0.19, _BEFORE, words[1]), ("posterior", 0.19, _AFTER, words[2])):
        ends = [at(float(row[f"{which}_{level}"])) for level in (5, 25, 50, 75, 95)]
        line = height + shift
        axes.plot([ends[0], ends[4]], [line, line], color=colour, linewidth=1.1, zorder=2, label=word)
        axes.plot([ends[1], ends[3]], [line, line], color=colour, linewidth=3.6, solid_capstyle="butt", zorder=3)
        axes.plot(
            [ends[2]], [line], "o", color="white", markeredgecolor=colour, markersize=4.2, markeredgewidth=1.4, zorder=4
        )


def _written(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _extent(row: dict[Any, Any]) -> tuple[float, float]:
    """Find the ends of an axis that hold the finding and both predictives."""
    ends = [float(row[name]) for name in ("low", "high", "prior_5", "prior_95", "posterior_5", "posterior_95")]
    held = [end for end in ends if np.isfinite(end)]
    low, high = min(held), max(held)
    return (low, high) if high > low else (low - 0.5, high + 0.5)
