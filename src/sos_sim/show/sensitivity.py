"""Which uncertainties matter: indices with intervals, the screening, mechanisms, level against ranking."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.show.noted import draw_noted
from sos_sim.show.style import BASE_COLOUR, POLICY_COLOURS, UNCLEAR, new_figure
from sos_sim.store.read import RunTables
from sos_sim.study.sensitivity.reading import MATTERS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOTAL, _ALONE, _CHANGES = POLICY_COLOURS[5], BASE_COLOUR, POLICY_COLOURS[1]
_KEPT = POLICY_COLOURS[0]
_MOST_OUTCOMES, _MOST_MECHANISMS, _NAMED = 6, 12, 6
_ROW = 0.34
_Panel = Callable[["Axes", str], None]


def draw_sensitivity(folder: Path) -> dict[str, str]:
    """Draw the figures of a sensitivity analysis into its ``figures`` and note them in the manifest.

    Args:
        folder: the folder of the analysis.

    Returns:
        Captions by figure name.

    Raises:
        InputProblems: it is not such a folder.
    """
    return draw_noted(folder, _figures)


def _figures(tables: RunTables) -> dict[str, tuple[Figure, str]]:
    sobol, screening, ranking = tables.sobol, tables.screening, tables.ranking
    outcomes = list(tables.spread["outcome"])[:_MOST_OUTCOMES]
    part = "" if len(outcomes) == len(tables.spread) else f" The first {_MOST_OUTCOMES} outcomes."
    policies = len(tables.manifest["policies"])
    mean = f", mean over {policies} policies" if policies > 1 else ""
    kept = sobol[sobol["kind"] == "parameter"]
    wide = max(1, int(kept["source"].nunique()))
    figures = {
        "uncertainties": (
            _grid(outcomes, _ROW * wide + 1.2, "What each uncertainty does to the level",
                  lambda axes, outcome: _indices(axes, kept, outcome, _label)),
            f"Sobol indices of the uncertainties that were kept, for each outcome at the end{mean}; "
            f"lines are 90 % intervals.{part}",
        ),
        "screening": (
            _grid(outcomes, 3.6, "Screening of everything uncertain",
                  lambda axes, outcome: _screening(axes, screening, outcome)),
            "Every uncertain number by the mean size of its effect over its whole range and by how much that effect "
            f"depends on the others, in standard deviations of the outcome{mean}.{part}",
        ),
    }  # fmt: skip
    groups = sobol[sobol["kind"] == "group"]
    if len(groups):
        wide = min(_MOST_MECHANISMS, int(groups["source"].nunique()))
        figures["mechanisms"] = (
            _grid(outcomes, _ROW * wide + 1.2, "What each mechanism does to the level",
                  lambda axes, outcome: _indices(axes, groups, outcome, str)),
            f"Sobol indices of the mechanisms when everything uncertain varies{mean}, the {wide} largest; "
            f"lines are 90 % intervals.{part}",
        )  # fmt: skip
    ranked = [outcome for outcome in outcomes if outcome in set(ranking["outcome"])]
    if ranked:
        figures["level_against_ranking"] = (
            _grid(ranked, 3.9, "Level against lead: which uncertainties matter for the choice",
                  lambda axes, outcome: _against(axes, ranking, outcome)),
            "Total index for the level of the outcome against total index for the lead of the best policy on average "
            "over the runner-up; filled where moving the number turns the order of the two, or where it lies "
            f"differently at points where the runner-up is better.{part}",
        )  # fmt: skip
    return figures


def _grid(outcomes: list[str], height: float, title: str, draw: _Panel) -> Figure:
    columns = min(2, len(outcomes))
    rows = -(-len(outcomes) // columns)
    figure = new_figure(7.2 * columns, height * rows + 0.6)
    panels = figure.subplots(rows, columns, squeeze=False)
    for place, axes in enumerate(panels.flat):
        if place < len(outcomes):
            draw(axes, outcomes[place])
            axes.set_title(f"{OUTCOMES[outcomes[place]].label}")
        else:
            axes.set_axis_off()
    handles, labels = panels.flat[0].get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, loc="outside lower left", ncols=len(labels), fontsize=9)
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
    return figure


def _indices(axes: Axes, rows: pd.DataFrame, outcome: str, name: Callable[[str], str]) -> None:
    shown = rows[(rows["outcome"] == outcome) & (rows["of"] == "level")]
    shown = shown.sort_values("ST", ascending=False, kind="stable").head(_MOST_MECHANISMS)
    heights = np.arange(len(shown))
    axes.barh(heights, shown["ST"], height=0.62, color=_TOTAL, label="with all its interactions")
    total, alone = shown["ST"].to_numpy(float), shown["S1"].to_numpy(float)
    axes.errorbar(
        total, heights - 0.14, xerr=shown["ST_conf"], fmt="none", ecolor=_KEPT, elinewidth=1.6, capsize=2
    )
    axes.errorbar(
        alone,
        heights + 0.14,
        xerr=shown["S1_conf"],
        fmt="o",
        color=_ALONE,
        markersize=4,
        elinewidth=1.2,
        capsize=2,
        label="alone",
    )
    axes.axvline(0, color="#404040", linewidth=0.9, zorder=1)
    axes.set_yticks(heights, [name(str(each)) for each in shown["source"]], fontsize=8)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("share of the variance", fontsize=8.5)


def _screening(axes: Axes, rows: pd.DataFrame, outcome: str) -> None:
    shown = rows[(rows["outcome"] == outcome) & (rows["of"] == "level")]
    # Both measures are in the unit of the outcome; their ratio to the relative size gives its spread.
    size = shown["mu_star"].to_numpy(float)
    across = shown["relative"].to_numpy(float)
    spread = np.divide(across, size, out=np.zeros_like(size), where=size > 0)
    up = shown["sigma"].to_numpy(float) * spread
    kept = shown["kept"].to_numpy(bool)
    for chosen, colour, word in ((~kept, UNCLEAR, "left at its usual value"), (kept, _KEPT, "looked at closely")):
        axes.plot(across[chosen], up[chosen], "o", color=colour, markersize=4.5, alpha=0.8, label=word)
    names = shown["path"].to_list()
    named = np.argsort(-across, kind="stable")[:_NAMED]
    _name_points(axes, across[named], up[named], [names[place] for place in named])
    axes.set_xlabel("mean size of the effect, standard deviations", fontsize=8.5)
    axes.set_ylabel("how much it depends on the others", fontsize=8.5)
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)


def _against(axes: Axes, rows: pd.DataFrame, outcome: str) -> None:
    shown = rows[(rows["outcome"] == outcome) & rows["ST_level"].notna()]
    across, up = shown["ST_level"].to_numpy(float), shown["ST_lead"].to_numpy(float)
    axes.errorbar(
        across,
        up,
        xerr=shown["ST_level_conf"],
        yerr=shown["ST_lead_conf"],
        fmt="none",
        ecolor="#B5B5B5",
        elinewidth=1,
        zorder=1,
    )
    changes = np.array([each is True for each in shown["for_ranking"].astype(object)])
    words = ((~changes, "white", "not seen to change which is better"), (changes, _CHANGES, "changes which is better"))
    for chosen, face, word in words:
        axes.plot(
            across[chosen],
            up[chosen],
            "o",
            markerfacecolor=face,
            markeredgecolor=_CHANGES if face != "white" else BASE_COLOUR,
            markersize=7,
            linestyle="none",
            label=word,
        )
    large = np.maximum(across, up)
    named = [place for place in np.argsort(-large, kind="stable")[:_NAMED] if large[place] >= MATTERS or changes[place]]
    names = shown["path"].to_list()
    _name_points(axes, across[named], up[named], [names[place] for place in named])
    best, second = str(shown["best"].iloc[0]), str(shown["second"].iloc[0])
    axes.set_xlabel("total index for the level", fontsize=8.5)
    upright = textwrap.wrap(f"total index for the lead of {best} over {second}", 44, break_on_hyphens=False)
    axes.set_ylabel("\n".join(upright), fontsize=8.5)
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))


def _name_points(axes: Axes, across: np.ndarray, up: np.ndarray, names: list[str]) -> None:
    """Write names beside points, pushed apart upwards where they would lie on one another."""
    axes.margins(0.12)
    axes.autoscale_view()
    bottom, top = axes.get_ylim()
    step = (top - bottom) * 0.075
    left, right = axes.get_xlim()
    taken: list[tuple[float, float]] = []
    for place in np.argsort(up, kind="stable"):
        x, y = float(across[place]), float(up[place])
        height = y
        while any(abs(height - other) < step and abs(x - at) < (right - left) * 0.42 for at, other in taken):
            height += step / 2
        taken.append((x, height))
        flip = x > left + (right - left) * 0.78
        axes.annotate(
            names[place],
            (x, y),
            xytext=(x + (right - left) * (-0.02 if flip else 0.02), height),
            ha="right" if flip else "left",
            va="center",
            fontsize=7.5,
            arrowprops={"arrowstyle": "-", "color": "#9A9A9A", "linewidth": 0.6} if height > y + step / 4 else None,
        )
    if taken:
        axes.set_ylim(bottom, max(top, max(height for _, height in taken) + step))


def _label(path: str) -> str:
    return "\n".join(textwrap.wrap(PARAMETERS[path].label, 46))
