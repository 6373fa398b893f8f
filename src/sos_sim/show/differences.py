"""Paired differences: one small chart per outcome in its own unit, one dot per policy."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.show.style import BETTER, UNCLEAR, WORSE, new_figure, plain_zero
from sos_sim.study.compare.printing import CLAIMED
from sos_sim.study.run import MAIN_OUTCOMES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

SHOWN = tuple(OUTCOMES)[:MAIN_OUTCOMES]
_WIDE = 4


def draw_differences(comparison: pd.DataFrame, base: str, policies: list[str]) -> Figure:
    """Draw the mean paired difference of each outcome with its interval.

    Args:
        comparison: the table of that name.
        base: name of the base.
        policies: names of the policies, top to bottom.
    """
    shown = [outcome for outcome in SHOWN if outcome in set(comparison["outcome"])]
    rows = -(-(len(shown) + 1) // _WIDE)
    figure = new_figure(13, (0.95 + 0.32 * len(policies)) * rows + 0.7)
    grid = figure.subplots(rows, _WIDE, squeeze=False, sharey=True)
    for place, axes in enumerate(grid.flat):
        if place < len(shown):
            rows_of = comparison[comparison["outcome"] == shown[place]].set_index("policy")
            _draw_outcome(axes, shown[place], rows_of, policies)
        else:
            axes.set_axis_off()
    _legend(grid.flat[len(shown)])
    figure.suptitle(
        f"Difference from {base} at the end, same shocks", x=0.01, ha="left", fontsize=13, fontweight="bold"
    )
    return figure


def _draw_outcome(axes: Axes, outcome: str, rows: pd.DataFrame, policies: list[str]) -> None:
    better = OUTCOMES[outcome].better
    for place, policy in enumerate(policies):
        if policy not in rows.index:
            continue
        row = rows.loc[[policy], ["difference", "low", "high", "p_holm"]]
        difference, low, high, chance = (float(value) for value in row.to_numpy(float)[0])
        shade = UNCLEAR
        if (low > 0 or high < 0) and chance < CLAIMED:
            shade = BETTER if (difference > 0) == (better == "higher") else WORSE
        axes.plot([low, high], [place, place], color=shade, linewidth=3, alpha=0.55, solid_capstyle="butt")
        axes.plot(difference, place, "o", color=shade, markersize=6)
    plain_zero(axes, "x")
    room_around_zero(axes)
    axes.set_title("\n".join(textwrap.wrap(OUTCOMES[outcome].label, 36)), fontsize=8.5)
    axes.set_xlabel(OUTCOMES[outcome].unit, fontsize=8)
    axes.set_yticks(range(len(policies)), policies)
    axes.set_ylim(len(policies) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    left, right = axes.get_xlim()
    # Numbers with many decimals are wide.
    axes.xaxis.set_major_locator(few_ticks(most=3 if right - left < 0.1 else 5))


def few_ticks(*, whole: bool = False, most: int = 5) -> MaxNLocator:
    """Place a few ticks on an axis.

    Args:
        whole: only at whole numbers.
        most: most steps between them.
    """
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=most, integer=whole)


def room_around_zero(axes: Axes) -> None:
    """Keep zero inside, and keep differences that are nothing but rounding from filling the axis.

    Args:
        axes: where; differences go from left to right.
    """
    left, right = axes.get_xlim()
    span = max(right - left, 1e-4)
    axes.set_xlim(min(left, -0.08 * span), max(right, 0.08 * span))


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    words = ((BETTER, "better"), (WORSE, "worse"), (UNCLEAR, "not settled by these seeds"))
    keys = [Line2D([], [], color=shade, marker="o", linewidth=3, label=word) for shade, word in words]
    axes.legend(
        handles=keys,
        loc="upper left",
        fontsize=9,
        title="Dot: mean over seeds\nBar: 90 % interval of that mean",
        alignment="left",
    )
