"""One panel of a figure of a sweep: a heat map or lines over levers that are crossed."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.show.style import BASE_COLOUR, BETTER, POLICY_COLOURS, WORSE
from sos_sim.show.sweep_data import MINUS_REFERENCE, SCENARIO, SweepData, digits, label, tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

LINE_COLOURS = (BASE_COLOUR, *POLICY_COLOURS)
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_MOST_NUMBERS = 12
_WIDE = 8
_NEXT_TO_NOTHING = 0.02
# Above this share of the strongest colour, white letters can be read better than dark ones.
_DARK = 0.62
_LABEL_WIDTH = 46
# Ticks nearer to each other than this share of the axis would be printed over each other.
_ROOM_FOR_A_TICK = 0.075


def mean_and_interval(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Give a mean and its 90 % interval (Student's t), over settings of the uncertainties where there are several.

    Args:
        values: (F, K) one value for every setting of the uncertainties and seed; NaN where a run failed.

    Returns:
        Mean, lower and upper end; ends are NaN for a single value, all are NaN where every run failed.
    """
    from scipy.stats import t

    # Seeds under one setting share its luck, so settings are the independent units where there are several.
    rows = values[np.isfinite(values).any(axis=1)]
    units = np.nanmean(rows, axis=1) if len(rows) > 1 else rows[np.isfinite(rows)]
    if not len(units):
        return np.nan, np.nan, np.nan
    mean = float(units.mean())
    if len(units) == 1:
        return mean, np.nan, np.nan
    half = float(t.ppf(0.95, len(units) - 1) * units.std(ddof=1) / np.sqrt(len(units)))
    return mean, mean - half, mean + half


def heat_scale(
    data: SweepData, outcome: str, across: str, down: str, facets: Sequence[Mapping[str, object]]
) -> float:
    """Give the difference that has the strongest colour, the same for every panel of an outcome.

    Args:
        data: the sweep.
        outcome: the outcome.
        across: the lever from left to right.
        down: the lever from bottom to top.
        facets: level by other factor of every panel.
    """
    column = data.differences[:, :, data.column(outcome)]
    cells = [places for facet in facets for places in data.cells((down, across), facet).values()]
    means = np.array([mean_and_interval(column[places])[0] for places in cells])
    level = abs(float(np.nanmean(data.values[:, :, data.column(outcome)])))
    # Differences that are next to nothing are not to stand out by their colour.
    return float(np.nanmax(np.abs(means), initial=max(5.0 * 10.0 ** -digits(means), _NEXT_TO_NOTHING * level)))


def draw_heat(
    axes: Axes, data: SweepData, outcome: str, across: str, down: str, facet: Mapping[str, object], scale: float
) -> None:
    """Draw the mean paired difference from the reference policy over two levers, hatched where its interval holds 0.

    Args:
        axes: where.
        data: the sweep.
        outcome: the outcome.
        across: the lever from left to right.
        down: the lever from bottom to top.
        facet: level by other factor.
        scale: the difference that has the strongest colour.
    """
    columns, rows = data.policy_levels[across], data.policy_levels[down]
    cells = data.cells((down, across), facet)
    place = data.column(outcome)
    means = np.full((len(rows), len(columns)), np.nan)
    unclear = np.zeros(means.shape, bool)
    for at, key in _grid(rows, columns):
        if key in cells:
            means[at], low, high = mean_and_interval(data.differences[cells[key], :, place])
            # Exactly no difference in every future is settled: there is nothing to be unclear about.
            unclear[at] = not (low > 0 or high < 0) and not (low == high == 0)
    better = OUTCOMES[outcome].better
    axes.pcolormesh(means, cmap=_colours(better == "lower"), vmin=-scale, vmax=scale, edgecolors="white")
    _hatch(axes, unclear)
    _outline_reference(axes, data, (across, columns), (down, rows), facet)
    if len(columns) <= _MOST_NUMBERS and len(rows) <= _MOST_NUMBERS:
        _numbers(axes, means, unclear, scale)
    axes.set_xticks(np.arange(len(columns)) + 0.5, [tick(across, level) for level in columns])
    axes.set_yticks(np.arange(len(rows)) + 0.5, [tick(down, level).replace("\n", " = ") for level in rows])
    axes.grid(visible=False)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def draw_lines(
    axes: Axes, data: SweepData, outcome: str, across: str, second: str, facet: Mapping[str, object]
) -> None:
    """Draw an outcome over a lever, one line per level of a second factor: mean, and 5 to 95 % of futures.

    Args:
        axes: where.
        data: the sweep.
        outcome: the outcome.
        across: the lever from left to right.
        second: the factor of the lines; empty for a single line.
        facet: level by other factor.
    """
    values = (data.differences if outcome in MINUS_REFERENCE else data.values)[:, :, data.column(outcome)]
    cells = data.cells((second, across) if second else (across,), facet)
    levels = data.policy_levels[across]
    lines: Sequence[tuple[Any, ...]] = [(level,) for level in data.policy_levels[second]] if second else [()]
    for number, line in enumerate(lines):
        numbers = [values[cells[(*line, level)]] for level in levels]
        means = [mean_and_interval(each)[0] for each in numbers]
        bands = [np.nanquantile(each, (0.05, 0.95)) if np.isfinite(each).any() else (np.nan,) * 2 for each in numbers]
        low, high = np.array(bands).T
        colour = LINE_COLOURS[number % len(LINE_COLOURS)]
        axes.fill_between(levels, low, high, color=colour, alpha=0.15, linewidth=0)
        name = _line_name(second, line[0]) if second else None
        axes.plot(levels, means, color=colour, marker=_MARKERS[number % len(_MARKERS)], markersize=4.5, label=name)
    if outcome in MINUS_REFERENCE:
        axes.axhline(0, color="#404040", linewidth=0.9, zorder=1)
    mark_lever(axes, across, levels)


def mark_lever(axes: Axes, path: str, levels: Sequence[float]) -> None:
    """Put a lever's levels on the axis from left to right, with 2017's value among them.

    Args:
        axes: where.
        path: the lever.
        levels: its levels, smallest first.
    """
    low, high = levels[0], levels[-1]
    declared = PARAMETERS[path].default
    kept: list[float] = []
    # Ends and 2017 keep their label; levels between them keep it where there is room.
    for level in (*([declared] if low <= declared <= high else []), high, low, *levels[1:-1]):
        if all(abs(level - other) > _ROOM_FOR_A_TICK * (high - low) for other in kept):
            kept.append(level)
    axes.set_xticks(sorted(kept), [tick(path, level) for level in sorted(kept)])
    if low <= declared <= high:
        axes.axvline(declared, color="#808080", linewidth=0.9, linestyle=":", zorder=1)


def wrapped_label(factor: str, width: int = _LABEL_WIDTH) -> str:
    """Give the words of a factor in lines short enough for an axis.

    Args:
        factor: a path, or ``scenario``.
        width: letters to a line.
    """
    return textwrap.fill(label(factor), width)


def _line_name(second: str, level: Any) -> str:
    return str(level) if second == SCENARIO else f"{level:g}{' (2017)' if level == PARAMETERS[second].default else ''}"


def _grid(rows: Sequence[Any], columns: Sequence[Any]) -> list[tuple[tuple[int, int], tuple[Any, Any]]]:
    return [((i, j), (row, column)) for i, row in enumerate(rows) for j, column in enumerate(columns)]


def _colours(lower_is_better: bool) -> Colormap:
    from matplotlib.colors import LinearSegmentedColormap

    ends = (BETTER, "#FFFFFF", WORSE) if lower_is_better else (WORSE, "#FFFFFF", BETTER)
    return LinearSegmentedColormap.from_list("difference", ends)


def _hatch(axes: Axes, cells: NDArray[np.bool_]) -> None:
    from matplotlib.patches import Rectangle

    for row, column in np.argwhere(cells):
        axes.add_patch(
            Rectangle((column, row), 1, 1, facecolor="none", edgecolor="#B0B0B0", hatch="////", linewidth=0)
        )


def _outline_reference(
    axes: Axes,
    data: SweepData,
    across: tuple[str, Sequence[Any]],
    down: tuple[str, Sequence[Any]],
    facet: Mapping[str, object],
) -> None:
    from matplotlib.patches import Rectangle

    own = data.points[data.points["policy"] == data.reference].iloc[0]
    if any(own[factor] != level for factor, level in facet.items() if factor in data.policy_levels):
        return
    corner = (across[1].index(own[across[0]]), down[1].index(own[down[0]]))
    axes.add_patch(Rectangle(corner, 1, 1, facecolor="none", edgecolor="black", linewidth=1.6, zorder=5, clip_on=False))


def _numbers(axes: Axes, means: NDArray[np.float64], hatched: NDArray[np.bool_], scale: float) -> None:
    from matplotlib.patheffects import withStroke

    after = digits(np.array([scale]))
    for row, column in np.argwhere(np.isfinite(means)):
        value = float(means[row, column])
        text = f"{value:+.{after}f}"
        text = text[1:] if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")
        axes.text(
            column + 0.5,
            row + 0.5,
            text,
            ha="center",
            va="center",
            fontsize=7.5 if means.shape[1] <= _WIDE else 6.5,
            color="white" if abs(value) > _DARK * scale else "#202020",
            path_effects=[withStroke(linewidth=2.5, foreground="white")] if hatched[row, column] else [],
        )
