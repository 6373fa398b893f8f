"""Who gains: achievement by size, type and student group, true next to measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.show.style import new_figure, plain_zero
from sos_sim.world.districts import GROUP_NAMES, GROUPS, SIZE_NAMES, TYPES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WORDS = dict(zip(GROUPS, GROUP_NAMES, strict=True)) | {"ALL": "All pupils"}
_KINDS = {
    "size": ("By size of district (pupils)", SIZE_NAMES),
    "type": ("By type of district", TYPES),
    "student_group": ("By student group", ("ALL", *GROUPS)),
}


def draw_who_gains(changes: pd.DataFrame, shades: Mapping[str, str], title: str) -> Figure:
    """Draw the mean change of each level with the 5 to 95 % range over seeds.

    Args:
        changes: columns policy, seed, by, level, outcome (``true_outcome`` or ``measured_outcome``) and
            change in student SD.
        shades: colour by policy.
        title: title of the figure.
    """
    figure = new_figure(
        13, 1.8 + 0.34 * len(_KINDS["student_group"][1]) * max(1.0, 0.55 + 0.25 * len(shades))
    )
    grid = figure.subplot_mosaic(
        [["size", "student_group"], ["type", "student_group"]], height_ratios=[5, 3], sharex=True
    )
    for kind, (heading, levels) in _KINDS.items():
        rows = changes[changes["by"] == kind]
        _draw_kind(grid[kind], rows, [level for level in levels if level in set(rows["level"])], shades)
        grid[kind].set_title(heading)
    for kind in ("type", "student_group"):
        grid[kind].set_xlabel("student SD")
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
    _legend(figure, shades)
    return figure


def _draw_kind(axes: Axes, rows: pd.DataFrame, levels: list[str], shades: Mapping[str, str]) -> None:
    step = 0.62 / max(1, len(shades))
    for number, (policy, shade) in enumerate(shades.items()):
        offset = (number - (len(shades) - 1) / 2) * step
        for place, level in enumerate(levels):
            mine = rows[(rows["policy"] == policy) & (rows["level"] == level)]
            _draw_level(axes, mine, place + offset, shade)
    plain_zero(axes, "x")
    axes.set_yticks(range(len(levels)), [_WORDS.get(level, level) for level in levels])
    axes.set_ylim(len(levels) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_tick_params(labelbottom=True)


def _draw_level(axes: Axes, rows: pd.DataFrame, height: float, shade: str) -> None:
    true = rows.loc[rows["outcome"] == "true_outcome", "change"].to_numpy(float)
    measured = rows.loc[rows["outcome"] == "measured_outcome", "change"].to_numpy(float)
    true, measured = true[np.isfinite(true)], measured[np.isfinite(measured)]
    if len(measured):
        axes.plot(
            measured.mean(),
            height,
            "o",
            markerfacecolor="white",
            markeredgecolor=shade,
            markersize=6.5,
            zorder=2,
        )
    if len(true):
        low, high = np.quantile(true, [0.05, 0.95])
        axes.plot(
            [low, high],
            [height, height],
            color=shade,
            linewidth=2.6,
            alpha=0.45,
            solid_capstyle="butt",
            zorder=2,
        )
        axes.plot(true.mean(), height, "o", color=shade, markersize=5.5, zorder=3)


def _legend(figure: Figure, shades: Mapping[str, str]) -> None:
    from matplotlib.lines import Line2D

    keys = [
        Line2D([], [], color=shade, marker="o", linewidth=2.6, label=policy)
        for policy, shade in shades.items()
    ]
    keys += [
        Line2D([], [], color="#404040", marker="o", linewidth=2.6, label="true: mean and 5 to 95 % of seeds"),
        Line2D(
            [], [], color="#404040", marker="o", markerfacecolor="white", linewidth=0, label="measured: mean"
        ),
    ]
    figure.legend(handles=keys, loc="outside lower center", ncols=min(5, len(keys)), fontsize=9)
