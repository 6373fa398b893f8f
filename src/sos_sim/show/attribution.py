"""Why one scenario ends differently: bars of what carried the difference, policy parts left, mechanisms right."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems, Problem
from sos_sim.show.style import BASE_COLOUR, BETTER, UNCLEAR, WORSE, house_style, new_figure, plain_zero, save
from sos_sim.store.manifest import write_manifest
from sos_sim.store.read import read
from sos_sim.study.run import counted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = ("true_outcome", "capability")
"""Outcomes drawn when there is no choice: what students get, and what comes before it."""
NAME = "attribution"
_LABEL_WIDTH = 34
_PANELS = {"component": "parts of the policy", "mechanism": "ways to students", "area": "areas of capability"}


def draw_attribution_folder(folder: Path) -> dict[str, str]:
    """Draw the figure of an explanation into its ``figures`` and note it in the manifest.

    Args:
        folder: the run folder.

    Returns:
        The caption by figure name.

    Raises:
        InputProblems: it is not the folder of an explanation.
    """
    tables = read(folder)
    table = tables.attribution
    first = table.iloc[0]
    caption = (
        f"What carried the difference {first['policy']} minus {first['base']} at {tables.manifest['horizon']['end']}, "
        f"mean over {counted(int(first['seeds']))} with the 90 % bootstrap interval of that mean: shares of the "
        "parameters that differ (left) and of the ways the difference took (right). The shares of a panel sum to "
        "the difference in its title."
    )
    with house_style():
        save(draw_attribution(table, drawn_outcomes(table)), folder / "figures", NAME, caption)
    captions = {NAME: caption}
    write_manifest(folder, tables.manifest | {"figures": captions})
    return captions


def drawn_outcomes(table: pd.DataFrame) -> list[str]:
    """List what is drawn when nobody chooses: the main two outcomes, or the first of the table.

    Args:
        table: the table ``attribution``.
    """
    held = list(dict.fromkeys(table["outcome"]))
    return [name for name in SHOWN if name in held] or held[:1]


def draw_attribution(table: pd.DataFrame, outcomes: list[str]) -> Figure:
    """Draw one row of panels per outcome.

    Args:
        table: the table ``attribution``.
        outcomes: names of outcomes it holds.

    Raises:
        InputProblems: an outcome is not in the table.
    """
    held = list(dict.fromkeys(table["outcome"]))
    problems = [
        Problem("outcome", f"{name} was not explained", ", ".join(held)) for name in outcomes if name not in held
    ]
    if problems:
        raise InputProblems(problems)
    rows = [_panels(table[table["outcome"] == outcome]) for outcome in outcomes]
    bars = [max(len(part) for _, part in panels) for panels in rows]
    figure = new_figure(13, sum(0.4 * each + 1.1 for each in bars) + 0.9)
    grid = figure.subplots(len(rows), 2, squeeze=False, height_ratios=[each + 2.0 for each in bars])
    for line, (outcome, panels) in enumerate(zip(outcomes, rows, strict=True)):
        limits = _limits([part for _, part in panels])
        for axes, (words, part) in zip(grid[line], panels, strict=False):
            _draw(axes, part, outcome, limits, bars[line])
            axes.set_title(f"{OUTCOMES[outcome].label}: {words}")
        for axes in grid[line, len(panels) :]:
            axes.set_axis_off()
    first = table.iloc[0]
    figure.suptitle(
        f"What carried the difference, {first['policy']} minus {first['base']}",
        x=0.01,
        ha="left",
        fontsize=13,
        fontweight="bold",
    )
    _legend(figure, any(part["low"].notna().any() for panels in rows for _, part in panels))
    return figure


def _panels(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Cut the rows of one outcome into panels, each with the whole difference on top."""
    import pandas as pd

    whole = rows[rows["by"] == "whole"]
    panels = []
    for kind, words in _PANELS.items():
        part = rows[rows["by"] == kind]
        if not len(part):
            continue
        if kind == "component":
            part = part.sort_values("value", key=lambda values: -values.abs(), kind="stable")
        panels.append((words, pd.concat([whole, part], ignore_index=True)))
    return panels


def _draw(axes: Axes, part: pd.DataFrame, outcome: str, limits: tuple[float, float], bars: int) -> None:
    better = OUTCOMES[outcome].better
    labels = []
    for place, (by, label, value, low, high) in enumerate(
        zip(*(part[name].tolist() for name in ("by", "label", "value", "low", "high")), strict=True)
    ):
        shade = BASE_COLOUR if by == "whole" else _shade(value, low, high, better)
        axes.barh(place, value, height=0.62, color=shade, alpha=1.0 if by == "whole" else 0.75)
        if low == low:  # one future has no interval
            # White around it, so that it is seen on the dark bar too.
            for colour, width in (("white", 3.6), ("black", 1.6)):
                axes.plot([low, high], [place, place], color=colour, linewidth=width, solid_capstyle="butt")
        labels.append("\n".join(textwrap.wrap(label, _LABEL_WIDTH)))
    plain_zero(axes, "x")
    axes.set_yticks(range(len(labels)), labels, fontsize=8.5)
    # As many places in both panels of a row, so that bars are equally thick.
    axes.set_ylim(bars - 0.4, -0.6)
    axes.set_xlim(*limits)
    axes.set_xlabel(OUTCOMES[outcome].unit, fontsize=8)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


def _shade(value: float, low: float, high: float, better: str) -> str:
    if low <= 0 <= high or low != low or better == "neither":
        return UNCLEAR
    return BETTER if (value > 0) == (better == "higher") else WORSE


def _limits(panels: list[pd.DataFrame]) -> tuple[float, float]:
    """Give both panels of a row one axis, with zero inside and rounding not filling it."""
    import numpy as np

    values = np.concatenate([part[["value", "low", "high"]].to_numpy(float).ravel() for part in panels])
    least, most = min(float(np.nanmin(values)), 0.0), max(float(np.nanmax(values)), 0.0)
    room = 0.06 * max(most - least, 1e-4)
    return least - room, most + room


def _legend(figure: Figure, intervals: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    words = [(BASE_COLOUR, "whole difference"), (BETTER, "share for the better"), (WORSE, "share for the worse")]
    words.append((UNCLEAR, "unclear: interval includes 0" if intervals else "one future: no interval"))
    keys: list[Patch | Line2D] = [
        Patch(color=shade, alpha=1.0 if shade == BASE_COLOUR else 0.75, label=word) for shade, word in words
    ]
    if intervals:
        keys.append(Line2D([], [], color="black", linewidth=1.6, label="90 % interval of the mean"))
    figure.legend(handles=keys, loc="outside lower left", ncols=len(keys), fontsize=9)
