"""What is known of every number, which finding says it, and what it hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sos_sim.show.calibration_posterior import label_of
from sos_sim.show.style import BASE_COLOUR, POLICY_COLOURS, UNCLEAR, new_figure
from sos_sim.study.calibrate.identify import INFORMS, NOTHING, WELL

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = {"well known": POLICY_COLOURS[0], "somewhat known": POLICY_COLOURS[5], "nothing said": "#C4C4C4"}
_ROW = 0.36
_SORTS = {
    "odds": (POLICY_COLOURS[0], "o", "odds of selection held"),
    "words": (POLICY_COLOURS[2], "s", "words read otherwise"),
    "weights": (POLICY_COLOURS[4], "D", "weights"),
    "left out": (BASE_COLOUR, "|", "one finding left out"),
}


def draw_known(known: pd.DataFrame) -> Figure:
    """Draw how far the posterior of each number is narrower than its prior.

    Args:
        known: rows of ``identifiability``, the best known first.
    """
    figure = new_figure(9.5, _ROW * len(known) + 1.3)
    axes = figure.subplots()
    heights = np.arange(len(known))
    for verdict, colour in _COLOURS.items():
        chosen = (known["verdict"] == verdict).to_numpy()
        if chosen.any():
            axes.barh(
                heights[chosen], known["contraction"].to_numpy(float)[chosen], height=0.66, color=colour, label=verdict
            )
    for limit in (WELL, NOTHING):
        axes.axvline(limit, color="#707070", linewidth=0.9, linestyle=(0, (4, 3)))
    axes.axvline(1.0, color=BASE_COLOUR, linewidth=1.1)
    _name_rows(axes, known)
    axes.set_xlim(0, max(1.05, float(known["contraction"].max()) * 1.03))
    axes.set_xlabel("posterior standard deviation / prior standard deviation", fontsize=8.5)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower left", ncols=3, fontsize=9)
    axes.set_title("What is known after the interviews")
    return figure


def draw_informing(informing: pd.DataFrame, known: pd.DataFrame) -> Figure:
    """Draw how far each finding alone narrows the prior of each number.

    Args:
        informing: rows of ``informing``.
        known: rows of ``identifiability``, the best known first.
    """
    targets = list(dict.fromkeys(informing["target"]))
    table = informing.pivot(index="path", columns="target", values="alone").loc[list(known["path"]), targets]
    narrowed = 1.0 - table.to_numpy(float)
    figure = new_figure(max(7.5, 3.9 + 0.36 * len(targets)), 0.34 * len(known) + 1.6)
    axes = figure.subplots()
    top = max(0.3, float(narrowed.max()))
    shown = np.clip(narrowed, 0.0, top)
    mesh = axes.pcolormesh(shown, cmap="Blues", vmin=0.0, vmax=top, edgecolor="white", linewidth=1)
    for row, values in enumerate(narrowed):
        for column, value in enumerate(values):
            if value > 1.0 - INFORMS:
                axes.text(
                    column + 0.5, row + 0.5, f"{100 * value:.0f}", ha="center", va="center", fontsize=7,
                    color="white" if value > 0.6 * top else "black",
                )  # fmt: skip
    axes.set_xticks(np.arange(len(targets)) + 0.5, targets, fontsize=7.5, rotation=90 if len(targets) > 12 else 0)
    axes.set_yticks(np.arange(len(known)) + 0.5, [label_of(str(each)) for each in known["label"]], fontsize=7.5)
    axes.set_ylim(len(known), 0)
    axes.grid(visible=False)
    axes.tick_params(length=0)
    bar = figure.colorbar(mesh, ax=axes, fraction=0.03, pad=0.02)
    bar.set_label("narrowed by", fontsize=8)
    bar.ax.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.set_title("Which finding says what about which number")
    return figure


def draw_alternatives(alternatives: pd.DataFrame, known: pd.DataFrame) -> Figure:
    """Draw how far each posterior mean shifts under other assumptions.

    Args:
        alternatives: rows of ``alternatives``.
        known: rows of ``identifiability``, the best known first.
    """
    figure = new_figure(10.5, _ROW * len(known) + 1.5)
    axes = figure.subplots()
    paths = list(known["path"])
    heights = {path: height for height, path in enumerate(paths)}
    offsets = {"odds": -0.24, "words": -0.08, "weights": 0.08, "left out": 0.24}
    shown = alternatives.dropna(subset=["shift"])
    for sort, (colour, mark, word) in _SORTS.items():
        rows = shown[shown["sort"] == sort]
        if rows.empty:
            continue
        lines = rows["path"].map(heights).to_numpy(float) + offsets[sort]
        size = 7 if mark == "|" else 4.5
        axes.plot(rows["shift"], lines, mark, color=colour, markersize=size, label=word, linestyle="none")
    reach = max(1.2, float(shown["shift"].abs().max()) * 1.15) if len(shown) else 1.2
    left_out = shown[shown["sort"] == "left out"]
    for path, rows in left_out.groupby("path", sort=False):
        largest = max(rows.to_dict("records"), key=lambda row: abs(float(row["shift"])))
        if abs(float(largest["shift"])) >= 0.2:
            side = 1 if largest["shift"] > 0 else -1
            axes.annotate(
                str(largest["alternative"]).removeprefix("without "), (largest["shift"], heights[str(path)] + 0.24),
                xytext=(4 * side, 0), textcoords="offset points", ha="left" if side > 0 else "right", va="center",
                fontsize=7, color="#404040",
            )  # fmt: skip
    for limit in (-1.0, 1.0):
        axes.axvline(limit, color=UNCLEAR, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.axvline(0.0, color=BASE_COLOUR, linewidth=1.1)
    axes.set_xlim(-reach, reach)
    _name_rows(axes, known)
    axes.set_xlabel("shift of the posterior mean, posterior standard deviations", fontsize=8.5)
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, loc="outside lower left", ncols=4, fontsize=9)
    axes.set_title("What the posterior hangs on")
    return figure


def _name_rows(axes: Axes, known: pd.DataFrame) -> None:
    axes.set_yticks(np.arange(len(known)), [label_of(str(each), 54) for each in known["label"]], fontsize=8)
    axes.set_ylim(len(known) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
