"""One panel of a figure of a sweep whose levers are sampled, or whose policies are many: points and bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.show.differences import few_ticks, room_around_zero
from sos_sim.show.style import BASE_COLOUR, BETTER, UNCLEAR, WORSE, plain_zero
from sos_sim.show.sweep_data import SweepData, combinations
from sos_sim.show.sweep_panels import LINE_COLOURS, mark_lever, mean_and_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BINS = 8
_MANY_POINTS = 500
MOST_GROUPS = 6
_FEWEST_IN_A_BIN = 4


def draw_scatter(axes: Axes, data: SweepData, outcome: str, lever: str) -> None:
    """Draw one point per point of the design over a sampled lever, and per group the mean and 5 to 95 % in classes.

    Args:
        axes: where.
        data: the sweep.
        outcome: the outcome.
        lever: the sampled lever.
    """
    where = data.points[lever].to_numpy(float)
    means = _seed_means(data, outcome)
    groups = combinations(data.policy_levels | data.future_levels)
    if len(groups) > MOST_GROUPS:
        groups = [{}]
    for number, group in enumerate(groups):
        places = data.cells((), group)[()]
        x, y = where[places], means[places]
        kept = np.isfinite(y)
        x, y = x[kept], y[kept]
        colour = BASE_COLOUR if len(groups) == 1 else LINE_COLOURS[number]
        # Thousands of points stay a picture inside the SVG, which would be many megabytes otherwise.
        many = len(x) > _MANY_POINTS
        axes.scatter(x, y, s=9, color=colour, alpha=0.12 if many else 0.35, linewidth=0, rasterized=many)
        name = ", ".join(str(value) if isinstance(value, str) else f"{value:g}" for value in group.values())
        _classes(axes, x, y, colour, name)
    mark_lever(axes, lever, [float(each) for each in few_ticks().tick_values(where.min(), where.max())])


def draw_dots(axes: Axes, data: SweepData, outcome: str, names: Mapping[int, str]) -> None:
    """Draw the mean paired difference of every policy from the reference, with the 90 % interval of the mean.

    Args:
        axes: where.
        data: the sweep.
        outcome: the outcome.
        names: name by number of each policy, top to bottom.
    """
    better = OUTCOMES[outcome].better
    cells = data.cells(("policy",), {})
    for place, policy in enumerate(names):
        mean, low, high = mean_and_interval(data.differences[cells[policy,], :, data.column(outcome)])
        shade = UNCLEAR
        if low > 0 or high < 0:
            helps = (mean > 0) == (better == "higher")
            shade = BASE_COLOUR if better == "neither" else BETTER if helps else WORSE
        axes.plot([low, high], [place, place], color=shade, linewidth=3, alpha=0.55, solid_capstyle="butt")
        axes.plot(mean, place, "o", color=shade, markersize=5)
    plain_zero(axes, "x")
    room_around_zero(axes)
    axes.set_yticks(range(len(names)), list(names.values()), fontsize=7.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(few_ticks())


def draw_spread(axes: Axes, data: SweepData, outcome: str) -> None:
    """Draw how the outcome is spread: over the means of policies, or over futures where there is one policy.

    Args:
        axes: where.
        data: the sweep.
        outcome: the outcome.
    """
    values = data.values[:, :, data.column(outcome)]
    cells = data.cells(("policy",), {})
    several = len(cells) > 1
    shown: Any = np.array([mean_and_interval(values[places])[0] for places in cells.values()]) if several else values
    shown = shown[np.isfinite(shown)]
    axes.hist(shown, bins=min(30, max(8, int(np.sqrt(len(shown))))), color=BASE_COLOUR, alpha=0.75)
    axes.axvline(float(shown.mean()), color=WORSE, linewidth=1.6)
    axes.set_ylabel("policies" if several else "futures")
    axes.xaxis.set_major_locator(few_ticks())


def _seed_means(data: SweepData, outcome: str) -> Any:
    values = data.values[:, :, data.column(outcome)]
    counted = np.isfinite(values).sum(axis=1)
    return np.where(counted > 0, np.nansum(values, axis=1) / np.maximum(counted, 1), np.nan)


def _classes(axes: Axes, x: Any, y: Any, colour: str, name: str) -> None:
    """Draw mean and band over classes of the lever that hold enough points."""
    if not len(x):
        return
    edges = np.linspace(x.min(), x.max(), _BINS + 1)
    number = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, _BINS - 1)
    full = [each for each in range(_BINS) if (number == each).sum() >= _FEWEST_IN_A_BIN]
    if not full:
        return
    middles = [(edges[each] + edges[each + 1]) / 2 for each in full]
    low, high = np.array([np.quantile(y[number == each], (0.05, 0.95)) for each in full]).T
    axes.fill_between(middles, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.plot(middles, [y[number == each].mean() for each in full], color=colour, linewidth=2, label=name or None)
