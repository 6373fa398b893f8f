"""Invented data sets with known truths: ranks, cumulative ranks, coverage and recovery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.show.calibration_posterior import label_of
from sos_sim.show.style import BASE_COLOUR, POLICY_COLOURS, new_figure
from sos_sim.study.calibrate.rank import MOST_RANK, ecdf, ecdf_band

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LINE, _OTHER, _BAND = POLICY_COLOURS[0], POLICY_COLOURS[1], "#E3E3E3"
_COLUMNS = 4
_MOST_DOTS = 120


def draw_ranks(ranks: pd.DataFrame, sbc: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw a histogram of ranks for every number.

    Args:
        ranks: rows of ``sbc_ranks`` with as many interviews as were held.
        sbc: the rows of ``sbc`` that go with them.
        labels: label by path.
    """
    from scipy.stats import binom

    figure, panels = _small_multiples(len(sbc), 2.1, "Ranks of the truth: even when posteriors are right")
    for axes, row in zip(panels, sbc.to_dict("records"), strict=False):
        found = ranks.loc[ranks["path"] == row["path"], "rank"].to_numpy(np.int64)
        bins = int(row["bins"])
        counts = np.bincount(found * bins // (MOST_RANK + 1), minlength=bins)
        low, high = (float(binom.ppf(level, len(found), 1.0 / bins)) for level in (0.025, 0.975))
        axes.axhspan(low, high, color=_BAND, zorder=0)
        axes.axhline(len(found) / bins, color=BASE_COLOUR, linewidth=0.9, zorder=1)
        axes.stairs(counts, np.linspace(0, MOST_RANK + 1, bins + 1), fill=True, color=_LINE, alpha=0.75, zorder=2)
        axes.set_xlim(0, MOST_RANK + 1)
        axes.set_ylim(0, max(high, counts.max()) * 1.1)
        axes.grid(visible=False)
        axes.set_title(label_of(labels[str(row["path"])], 36), fontsize=8.5)
        axes.set_xlabel(f"rank; p = {row['p_value_holm']:.2f} (Holm)", fontsize=8)
    return figure


def draw_ecdf(ranks: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw cumulative ranks minus what is expected, with the band the whole line stays in.

    Args:
        ranks: rows of ``sbc_ranks`` with as many interviews as were held.
        labels: label by path.
    """
    paths = list(dict.fromkeys(ranks["path"]))
    figure, panels = _small_multiples(len(paths), 2.1, "Cumulative ranks minus expected")
    for axes, path in zip(panels, paths, strict=False):
        found = ranks.loc[ranks["path"] == path, "rank"].to_numpy(np.int64)
        heights, low, high = ecdf_band(len(found))
        axes.fill_between(heights, low - heights, high - heights, color=_BAND, zorder=0)
        axes.axhline(0, color=BASE_COLOUR, linewidth=0.9, zorder=1)
        axes.plot(heights, ecdf(found, heights) - heights, color=_LINE, linewidth=1.6, zorder=2)
        axes.set_xlim(0, 1)
        axes.set_title(label_of(labels[path], 36), fontsize=8.5)
        axes.set_xlabel("share of the ranks", fontsize=8)
    return figure


def draw_coverage(sbc: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw how often intervals hold the truth.

    Args:
        sbc: rows of ``sbc`` with as many interviews as were held.
        labels: label by path.
    """
    figure = new_figure(9.5, 0.36 * len(sbc) + 1.4)
    axes = figure.subplots()
    heights = np.arange(len(sbc))
    for name, level, colour, mark in (("covered_50", 0.5, _OTHER, "s"), ("covered_90", 0.9, _LINE, "o")):
        share = sbc[name].to_numpy(float)
        ends = np.stack([share - sbc[f"{name}_low"].to_numpy(float), sbc[f"{name}_high"].to_numpy(float) - share])
        axes.axvline(level, color=colour, linewidth=1.0, linestyle=(0, (4, 3)))
        axes.errorbar(
            share, heights, xerr=np.maximum(ends, 0.0), fmt=mark, color=colour, markersize=5, elinewidth=1.3,
            capsize=2, label=f"central {100 * level:.0f} % interval",
        )  # fmt: skip
    axes.set_yticks(heights, [label_of(labels[str(path)], 54) for path in sbc["path"]], fontsize=8)
    axes.set_ylim(len(sbc) - 0.4, -0.6)
    axes.set_xlim(0.25, 1.01)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("share of truths inside", fontsize=8.5)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower left", ncols=2, fontsize=9)
    axes.set_title("How often intervals hold the truth")
    return figure


def draw_recovery(ranks: pd.DataFrame, recovery: pd.DataFrame, labels: Mapping[str, str]) -> Figure:
    """Draw truths against posterior means, each as a place in the prior.

    Args:
        ranks: rows of ``sbc_ranks``.
        recovery: rows of ``recovery``.
        labels: label by path.
    """
    paths = list(dict.fromkeys(ranks["path"]))
    figure, panels = _small_multiples(len(paths), 2.7, "Known truths found again")
    times = sorted(set(ranks["times"]))
    words = {each: "interviews as held" if each == 1 else f"{each:g} times as many" for each in times}
    for axes, path in zip(panels, paths, strict=False):
        for each, colour in zip(times, (_LINE, _OTHER), strict=False):
            rows = ranks[(ranks["path"] == path) & (ranks["times"] == each)].head(_MOST_DOTS)
            if each == 1:
                _intervals(axes, rows, colour)
            places, means = rows["place"], rows["mean_place"]
            axes.plot(places, means, "o", color=colour, markersize=2.6, alpha=0.7, label=words[each])
        axes.plot([0, 1], [0, 1], color=BASE_COLOUR, linewidth=1.0, linestyle=(0, (4, 3)))
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_title(label_of(labels[path], 36), fontsize=8.5)
        found = recovery[recovery["path"] == path].sort_values("times")
        slopes = ", then ".join(f"{slope:.2f}" for slope in found["slope"])
        axes.set_xlabel(f"truth, place in the prior; slope {slopes}", fontsize=7.5)
    panels[0].set_ylabel("posterior mean", fontsize=8)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower left", ncols=2, fontsize=9, markerscale=2)
    return figure


def _intervals(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    axes.vlines(rows["place"], rows["low_place"], rows["high_place"], color=colour, linewidth=0.6, alpha=0.3)


def _small_multiples(count: int, height: float, title: str) -> tuple[Figure, list[Axes]]:
    columns = min(_COLUMNS, count)
    rows = -(-count // columns)
    figure = new_figure(3.2 * columns, height * rows + 0.6)
    panels = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axes in panels[count:]:
        axes.set_axis_off()
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
    return figure, panels
