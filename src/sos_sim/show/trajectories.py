"""Trajectories with quantile bands: capability first, then true next to measured outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.show.style import BASE_COLOUR, new_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Line styles tell two outcomes of one panel apart, so that colour always means scenario.
_STYLES: tuple[Any, ...] = ("-", (0, (4, 1.8)))
_Bands = dict[tuple[str, str], tuple[Any, ...]]
_WIDTH = 4.1
_HEIGHT = 3.1
# More scenarios than this and full bands would hide one another.
_CROWD = 4


@dataclass(frozen=True)
class Panel:
    """Declare one panel.

    Args:
        title: what it shows, in plain words.
        unit: unit of the vertical axis.
        lines: pairs of outcome and its word in the panel; at most two.
    """

    title: str
    unit: str
    lines: tuple[tuple[str, str], ...]


PANELS: dict[str, Panel] = {
    "capability": Panel("Capability for improvement", "0 to 5", (("capability", ""),)),
    "adoption": Panel(
        "Real improvement cycles, and tools alone",
        "share of sites",
        (("authentic", "real cycles"), ("surface", "tools without learning")),
    ),
    "time": Panel("Time for improvement", "share of what full effect needs", (("improvement_time", ""),)),
    "outcomes": Panel(
        "Achievement, change since the start",
        "student SD",
        (("true_outcome", "true"), ("measured_outcome", "measured")),
    ),
    "inflation": Panel(
        "Score inflation: measured minus true", "student SD, since the start", (("inflation", ""),)
    ),
    "districts": Panel(
        "Deep and overloaded districts",
        "share of districts",
        (("deep_share", "improvement runs deep"), ("overloaded_share", "overloaded")),
    ),
}


def panel_of(name: str) -> Panel:
    """Find a panel by its name, or make one for a single outcome.

    Args:
        name: name of a panel or of an outcome.

    Raises:
        InputProblems: it is neither.
    """
    if name in PANELS:
        return PANELS[name]
    if name in OUTCOMES:
        outcome = OUTCOMES[name]
        return Panel(outcome.label, outcome.unit, ((name, ""),))
    choices = [*PANELS, *OUTCOMES]
    raise InputProblems(
        [
            Problem(
                "plot",
                f"{name!r} is no panel and no outcome",
                ", ".join(choices),
                nearest_name(name, choices),
            )
        ]
    )


def outcomes_of(names: Sequence[str]) -> list[str]:
    """List the outcomes some panels show.

    Args:
        names: panels or outcomes.

    Raises:
        InputProblems: a panel is unknown.
    """
    return [outcome for name in names for outcome, _ in panel_of(name).lines]


def draw_trajectories(
    trajectories: pd.DataFrame,
    shades: Mapping[str, str],
    starts: Mapping[str, str],
    names: Sequence[str] = tuple(PANELS),
) -> Figure:
    """Draw panels of outcomes through time.

    Args:
        trajectories: the table of that name.
        shades: colour by scenario, in the order of the legend.
        starts: date ``YYYY-MM`` at which a policy begins to differ from the base, where that is later
            than the start.
        names: panels, left to right, then down.

    Raises:
        InputProblems: a panel is unknown.
    """
    panels = [panel_of(name) for name in names]
    wide = min(3, len(panels))
    rows = -(-len(panels) // wide)
    figure = new_figure(_WIDTH * wide, _HEIGHT * rows + 0.9)
    grid = figure.subplots(rows, wide, squeeze=False)
    bands = _bands(trajectories)
    for place, axes in enumerate(grid.flat):
        if place >= len(panels):
            axes.set_visible(False)
            continue
        _draw_panel(axes, panels[place], bands, shades, starts)
    figure.suptitle("What happens over time", x=0.01, ha="left", fontsize=13, fontweight="bold")
    _legend(figure, shades, starts)
    return figure


def _bands(trajectories: pd.DataFrame) -> _Bands:
    """Give dates and the 5, 50 and 95 % quantiles over seeds, by scenario and outcome."""
    bands: _Bands = {}
    for (scenario, outcome), rows in trajectories.groupby(["scenario", "outcome"], sort=False):
        table = rows.pivot(index="date", columns="seed", values="value")
        bands[str(scenario), str(outcome)] = (
            table.index.to_numpy(),
            *np.nanquantile(table.to_numpy(float), [0.05, 0.5, 0.95], axis=1),
        )
    return bands


def _draw_panel(
    axes: Axes, panel: Panel, bands: _Bands, shades: Mapping[str, str], starts: Mapping[str, str]
) -> None:
    from matplotlib.dates import date2num

    for scenario, shade in shades.items():
        for (outcome, _), style in zip(panel.lines, _STYLES, strict=False):
            if (scenario, outcome) not in bands:
                continue
            dates, lowest, middle, highest = bands[scenario, outcome]
            light = (0.16 if style == "-" else 0.08) / (1 if len(shades) <= _CROWD else 2)
            axes.fill_between(dates, lowest, highest, color=shade, alpha=light, linewidth=0)
            # The base lies on top but thinner, so that a policy that changes nothing still shows beneath it.
            width, height = (1.2, 3) if shade == BASE_COLOUR else (2.4, 2)
            axes.plot(dates, middle, color=shade, linestyle=style, linewidth=width, zorder=height)
    for date in sorted({starts[scenario] for scenario in shades if scenario in starts}):
        begin = [shade for scenario, shade in shades.items() if starts.get(scenario) == date]
        if begin:
            begins = float(date2num(np.datetime64(date)))  # type: ignore[no-untyped-call]
            axes.axvline(
                begins, color=begin[0] if len(begin) == 1 else "#404040", linewidth=1.1, linestyle=":"
            )
    axes.set_title(panel.title)
    axes.set_ylabel(panel.unit)
    low, high = axes.get_ylim()
    if low < 0 < high:
        axes.axhline(0, color="#808080", linewidth=0.8)
    axes.margins(x=0)
    _dates(axes)
    if len(panel.lines) > 1:
        _line_words(axes, panel)


def _dates(axes: Axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def _line_words(axes: Axes, panel: Panel) -> None:
    from matplotlib.lines import Line2D

    keys = [
        Line2D([], [], color="#404040", linestyle=style, linewidth=1.6, label=word)
        for (_, word), style in zip(panel.lines, _STYLES, strict=False)
    ]
    # Room above the lines, so that the words never cover them.
    low, high = axes.get_ylim()
    axes.set_yticks([tick for tick in axes.get_yticks() if low <= tick <= high])
    axes.set_ylim(low, high + 0.16 * (high - low))
    axes.legend(
        handles=keys,
        loc="upper left",
        ncols=2,
        fontsize=8,
        handlelength=2.4,
        columnspacing=1.2,
        borderaxespad=0.1,
        frameon=True,
        framealpha=1,
        edgecolor="none",
    )


def _legend(figure: Figure, shades: Mapping[str, str], starts: Mapping[str, str]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    keys: list[Line2D | Patch] = [
        Line2D([], [], color=shade, linewidth=2.4, label=scenario) for scenario, shade in shades.items()
    ]
    keys.append(Patch(color="#808080", alpha=0.25, label="5 to 95 % of seeds; line: median"))
    if any(scenario in shades for scenario in starts):
        keys.append(Line2D([], [], color="#404040", linestyle=":", label="policy begins"))
    figure.legend(handles=keys, loc="outside lower center", ncols=min(5, len(keys)), fontsize=9)
