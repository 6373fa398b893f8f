"""Posterior over prior: the marginal of every number, and the pairs that go together."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.show.style import BASE_COLOUR, POLICY_COLOURS, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_POSTERIOR, _USUAL = POLICY_COLOURS[0], POLICY_COLOURS[1]
_BINS = 24
_COLUMNS = 4


def draw_marginals(known: pd.DataFrame, posterior: pd.DataFrame) -> Figure:
    """Draw the posterior of every number over its prior.

    Args:
        known: rows of ``identifiability`` in the order of the panels.
        posterior: draws, one column per path.
    """
    rows = -(-len(known) // _COLUMNS)
    figure = new_figure(3.2 * min(_COLUMNS, len(known)), 2.5 * rows + 0.5)
    panels = figure.subplots(rows, min(_COLUMNS, len(known)), squeeze=False)
    for axes, (_, row) in zip(panels.flat, known.iterrows(), strict=False):
        _marginal(axes, row, posterior[row["path"]].to_numpy(float))
    for axes in list(panels.flat)[len(known) :]:
        axes.set_axis_off()
    handles, labels = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=3, fontsize=9)
    figure.suptitle("What the interviews say of each number", x=0.01, ha="left", fontsize=13, fontweight="bold")
    return figure


def _marginal(axes: Axes, row: Any, draws: NDArray[np.float64]) -> None:
    low, high, logarithmic = float(row["low"]), float(row["high"]), bool(row["logarithmic"])
    edges = np.geomspace(low, high, _BINS + 1) if logarithmic else np.linspace(low, high, _BINS + 1)
    share = np.histogram(draws, edges)[0] / max(1, len(draws)) * _BINS
    axes.stairs(share, edges, fill=True, color=_POSTERIOR, alpha=0.55, label="posterior")
    axes.plot([low, high], [1, 1], color=BASE_COLOUR, linewidth=1.4, label="prior")
    top = max(1.6, float(share.max()) * 1.08)
    axes.set_ylim(-0.13 * top, top)
    axes.plot([row["post_5"], row["post_95"]], [-0.065 * top] * 2, color=_POSTERIOR, linewidth=4, solid_capstyle="butt")
    if np.isfinite(row["default"]):
        axes.plot(
            [row["default"]] * 2, [-0.12 * top, -0.01 * top], color=_USUAL, linewidth=2, label="without calibration"
        )
    if logarithmic:
        axes.set_xscale("log")
        _plain_ticks(axes, low, high)
    else:
        axes.locator_params(axis="x", nbins=5)
    axes.set_xlim(low, high)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.set_title(label_of(str(row["label"]), 34, 3), fontsize=8.5)
    axes.set_xlabel(f"{_short(str(row['unit']))}  ·  {row['verdict']}".strip(" ·"), fontsize=8)


def draw_pairs(known: pd.DataFrame, posterior: pd.DataFrame, pairs: list[tuple[str, str, float]]) -> Figure:
    """Draw the draws of pairs of numbers over their whole prior.

    Args:
        known: rows of ``identifiability``.
        posterior: draws, one column per path.
        pairs: two paths and their correlation, the closest first.
    """
    columns = min(3, len(pairs))
    rows = -(-len(pairs) // columns)
    figure = new_figure(max(4.8, 3.7 * columns), 3.5 * rows + 0.4)
    panels = figure.subplots(rows, columns, squeeze=False)
    of = known.set_index("path")
    for axes, (across, up, correlation) in zip(panels.flat, pairs, strict=False):
        axes.plot(posterior[across], posterior[up], "o", color=_POSTERIOR, markersize=2.5, alpha=0.3, markeredgewidth=0)
        for path, put in ((across, "x"), (up, "y")):
            low, high, label = float(of.loc[path, "low"]), float(of.loc[path, "high"]), str(of.loc[path, "label"])  # type: ignore[arg-type]
            text = label_of(label, 36)
            if put == "x":
                axes.set_xlabel(text, fontsize=8)
                axes.set_xlim(low, high)
            else:
                axes.set_ylabel(text, fontsize=8)
                axes.set_ylim(low, high)
        axes.set_title(f"correlation {correlation:.2f}".replace("-", "\N{MINUS SIGN}"), fontsize=9)
    for axes in list(panels.flat)[len(pairs) :]:
        axes.set_axis_off()
    figure.suptitle("Numbers that are known together", x=0.01, ha="left", fontsize=13, fontweight="bold")
    return figure


def _plain_ticks(axes: Axes, low: float, high: float) -> None:
    from matplotlib.ticker import NullFormatter, NullLocator

    ticks = np.geomspace(low, high, 3)
    axes.set_xticks(ticks, [f"{tick:.3g}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())


def _short(unit: str) -> str:
    return unit if len(unit) <= 26 else f"{unit[:25].rsplit(' ', 1)[0]} …"


def label_of(label: str, width: int = 44, lines: int = 2) -> str:
    """Break a label into a few lines; what is left out is marked.

    Args:
        label: the label.
        width: letters in a line.
        lines: most lines.
    """
    return "\n".join(textwrap.wrap(label, width, max_lines=lines, placeholder=" …"))


