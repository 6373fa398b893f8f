"""The check against California in figures: facts in the model's intervals, forecasts, looks beside effects."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.show.noted import draw_noted
from sos_sim.show.style import (
    BASE_COLOUR,
    BETTER,
    POLICY_COLOURS,
    WORSE,
    new_figure,
    plain_zero,
)
from sos_sim.store.read import RunTables

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BINS = 10
_DRAWN_FORECASTS = 4
_ROW = 0.165
_SHAPES = ("o", "s", "^", "D")
# Shares, counts, points and so on cannot stand on one axis: facts are drawn in units of the model's own spread.
_WIDEST = 6.0
_NINETY = 1.645
_HEADING = 56


def draw_california(folder: Path) -> dict[str, str]:
    """Draw the figures of a check against California into its ``figures`` and note them in the manifest.

    Args:
        folder: the folder of the check.

    Returns:
        Captions by figure name.

    Raises:
        InputProblems: it is not such a folder.
    """
    return draw_noted(folder, _figures)


def _figures(tables: RunTables) -> dict[str, tuple[Figure, str]]:
    figures: dict[str, tuple[Figure, str]] = {}
    held, facts = tables.tables, tables["california-facts"]
    for districts, name in (("structure", "facts"), ("own values", "facts-own-values")):
        mine = facts[facts["districts"] == districts]
        if len(mine):
            inside = int(mine["inside"].sum())
            figures[name] = (
                draw_facts(mine),
                "California (mark) beside the model (grey bar: 5 to 95 % over seeds, line at the median), fact by "
                f"fact, in units of the model's own spread; {inside} of {len(mine)} marks lie inside. Marks beyond "
                f"{_WIDEST:g} are drawn as arrows. "
                + (
                    "Levels of districts are drawn from structure alone."
                    if districts == "structure"
                    else "Levels of districts are drawn given what is recorded of each."
                ),
            )
    if "california-chances" in held:
        figures["forecasts"] = (
            draw_forecasts(tables["california-chances"], tables["california-forecasts"]),
            "Forecasts of the list of 2018. Left: share listed among districts given about the same chance, tenths of "
            "districts, with 90 % binomial intervals; on the line a chance is what it says. Right: log score with 90 % "
            "intervals over resampled districts, further right is better; hollow marks were told something of 2018.",
        )
    if "california-before-after" in held:
        figures["before-after"] = (
            draw_looks(tables["california-before-after"]),
            "What a before/after look says of listed districts, and what assistance and the list did to the same "
            "districts in the same futures, in student SD; marks are means over futures, lines hold 5 to 95 % of them.",
        )
    return figures


def draw_facts(facts: pd.DataFrame) -> Figure:
    """Draw every fact as a mark on the model's interval.

    Args:
        facts: rows of ``california-facts``.
    """
    checks = list(dict.fromkeys(facts["check"]))
    lines = len(facts) + 1.6 * len(checks)
    halves = _halves(facts, checks)
    figure = new_figure(11.5, 1.0 + _ROW * max(lines / 2, 6))
    for axes, mine in zip(np.ravel(figure.subplots(1, 2)), halves, strict=True):
        _facts(axes, facts[facts["check"].isin(mine)], mine)
    return figure


def _halves(facts: pd.DataFrame, checks: list[str]) -> tuple[list[str], list[str]]:
    """Cut the checks into two columns of about the same height."""
    counts = [int((facts["check"] == check).sum()) + 1.6 for check in checks]
    height = np.cumsum(counts)
    cut = int(np.argmin(np.abs(height - height[-1] / 2))) + 1
    return checks[:cut], checks[cut:]


def _facts(axes: Axes, facts: pd.DataFrame, checks: list[str]) -> None:
    from sos_sim.check.report import number

    place, ticks, labels, heads = 0.0, [], [], []
    for check in checks:
        mine = facts[facts["check"] == check]
        heads.append((place, f"{check}  {mine['claim'].iloc[0]}"))
        for row in _rows(mine):
            place += 1
            spread = max((row["high"] - row["low"]) / (2 * _NINETY), 1e-9)
            low, high = (row["low"] - row["model"]) / spread, (row["high"] - row["model"]) / spread
            mark = (row["california"] - row["model"]) / spread
            axes.plot([low, high], [place, place], color="#C8C8C8", linewidth=5, solid_capstyle="butt", zorder=2)
            axes.plot([0, 0], [place - 0.3, place + 0.3], color=BASE_COLOUR, linewidth=1.2, zorder=3)
            colour = BETTER if row["inside"] else WORSE
            shape = "o" if abs(mark) <= _WIDEST else (">" if mark > 0 else "<")
            axes.plot(np.clip(mark, -_WIDEST, _WIDEST), place, shape, color=colour, markersize=4.2, zorder=4)
            ticks.append(place)
            labels.append(f"{row['fact']}: {number(row['california'])}")
        place += 1.6
    axes.set_yticks(ticks, labels, fontsize=6.8)
    axes.set_ylim(max(place - 0.6, 1.0), -0.8)
    axes.set_xlim(-_WIDEST - 0.4, _WIDEST + 0.4)
    for where, text in heads:
        short = textwrap.shorten(text.split(" (", maxsplit=1)[0], _HEADING, placeholder=" …")
        head = axes.text(-_WIDEST - 0.2, where, short, fontsize=7, fontweight="bold", va="center", zorder=5)
        # The heading stands on the panel; the layout must not make room for it beside the panel.
        head.set_in_layout(False)
    axes.set_xlabel("California minus the model's median,\nin standard deviations over seeds", fontsize=8)
    axes.grid(False, axis="y")


def draw_forecasts(chances: pd.DataFrame, forecasts: pd.DataFrame) -> Figure:
    """Draw how far chances are what they say, and the log scores.

    Args:
        chances: rows of ``california-chances``.
        forecasts: rows of ``california-forecasts``.
    """
    figure = new_figure(11.5, 4.9)
    left, right = np.ravel(figure.subplots(1, 2, width_ratios=(1, 1.25)))
    spread = [
        name
        for name in forecasts["forecast"]
        if chances.loc[chances["forecast"] == name, "chance"].nunique() > _BINS
    ]
    drawn = [*spread[:1], *[name for name in spread[1:] if "logistic" in name and "right" not in name]]
    left.plot([0, 1], [0, 1], color="#A0A0A0", linewidth=1, linestyle="--")
    for place, name in enumerate(drawn[:_DRAWN_FORECASTS]):
        _reliability(left, chances[chances["forecast"] == name], name, place)
    left.set(xlim=(0, 1), ylim=(0, 1), xlabel="chance given", ylabel="share listed in 2018")
    left.set_title("Are chances what they say?")
    left.legend(fontsize=7.5, loc="lower right")
    _scores(right, forecasts.iloc[::-1])
    return figure


def _reliability(axes: Axes, mine: pd.DataFrame, name: str, place: int) -> None:
    from scipy.stats import beta

    ordered = mine.sort_values("chance", kind="stable")
    tenth = np.arange(len(ordered)) * _BINS // len(ordered)
    groups = ordered.groupby(tenth)
    given, seen = groups["chance"].mean().to_numpy(), groups["listed_2018"].sum().to_numpy(dtype=float)
    many = groups["listed_2018"].count().to_numpy(dtype=float)
    low, high = beta.ppf(0.05, seen + 0.5, many - seen + 0.5), beta.ppf(0.95, seen + 0.5, many - seen + 0.5)
    share = seen / many
    colour = BASE_COLOUR if place == 0 else POLICY_COLOURS[place - 1]
    errors = np.clip(np.array([share - low, high - share]), 0, None)
    axes.errorbar(
        given, share, errors, color=colour, marker=_SHAPES[place], markersize=4, linewidth=1, elinewidth=0.8, label=name
    )


def _scores(axes: Axes, forecasts: pd.DataFrame) -> None:
    worst = float(forecasts["log_score"].nlargest(max(len(forecasts) - 1, 1)).min())
    best = float(forecasts["log_score"].max())
    left = worst - 0.35 * (best - worst)
    labels = []
    for place, row in enumerate(_rows(forecasts)):
        model = str(row["forecast"]).startswith("model")
        colour = BASE_COLOUR if model else POLICY_COLOURS[0]
        filled = colour if not row["knows_2018"] else "white"
        if row["log_score"] < left:
            axes.plot(left, place, "<", color=colour, markersize=6)
            axes.text(left + 0.012, place, f"{row['log_score']:.2f}", va="center", fontsize=7.5)
        else:
            axes.plot([row["log_score_low"], row["log_score_high"]], [place, place], color=colour, linewidth=1.4)
            axes.plot(row["log_score"], place, "o", color=colour, markerfacecolor=filled, markersize=5.5)
        labels.append(str(row["forecast"]))
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.set_title("Log score")
    axes.set_xlabel("mean log of the chance given to what happened")
    axes.set_xlim(left - 0.02, None)


def draw_looks(looks: pd.DataFrame) -> Figure:
    """Draw before/after beside the counterfactual effects.

    Args:
        looks: rows of ``california-before-after``.
    """
    years = sorted(int(year) for year in set(looks["listed"]))
    names = list(dict.fromkeys(looks["look"]))
    later = sorted(int(year) for year in set(looks["years"]))
    figure = new_figure(11.0, 1.2 + 0.62 * len(names))
    axes_of = np.ravel(np.asarray(figure.subplots(1, len(years), sharex=True, sharey=True)))
    for axes, year in zip(axes_of, years, strict=True):
        plain_zero(axes, "x")
        for row in _rows(looks[looks["listed"] == year]):
            step = later.index(int(row["years"]))
            place = names.index(row["look"]) + 0.22 * (step - (len(later) - 1) / 2)
            colour = POLICY_COLOURS[step]
            axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=1.5)
            label = "1 year later" if row["years"] == 1 else f"{row['years']} years later"
            first = label if row["look"] == names[0] else None
            axes.plot(row["mean"], place, _SHAPES[step], color=colour, markersize=5, linestyle="none", label=first)
        axes.set_title(f"Listed in December {year}")
        axes.set_xlabel("student SD")
    axes_of[0].set_yticks(range(len(names)), [_folded(name) for name in names], fontsize=8)
    axes_of[0].set_ylim(len(names) - 0.4, -0.6)
    axes_of[-1].legend(fontsize=8, loc="lower right")
    return figure


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _folded(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 46))
