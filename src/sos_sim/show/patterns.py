"""One figure per pattern: the course of an outcome under each arm, and every measure against what is allowed."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import NOW, YEARS
from sos_sim.check.report import interval, number
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.show.style import BASE_COLOUR, BETTER, POLICY_COLOURS, WORSE, house_style, new_figure, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sos_sim.check.judge import Judgement
    from sos_sim.check.pattern import Pattern
    from sos_sim.check.result import CheckResult, Part

START = 2017.5
ALLOWED = "#DCE9F2"
DASHES = ("-", "--", "-.", ":", (0, (6, 2)), (0, (1, 2)))


def draw_patterns(folder: Path, patterns: Mapping[str, Pattern], judgement: Judgement) -> None:
    """Draw and save one figure per pattern.

    Args:
        folder: where they go.
        patterns: what was declared, by id.
        judgement: what was found.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with house_style():
        for result in judgement.results:
            figure = draw_pattern(patterns[result.ident], result, judgement)
            save(figure, folder, result.ident, caption(result))


def caption(result: CheckResult) -> str:
    """Say in words what the figure of a pattern shows.

    Args:
        result: what was found.
    """
    verdict = "holds" if result.status == "pass" else "fails"
    parts = "; ".join(f"{part.name}: {number(part.figure)}, allowed {part.rule}" for part in result.parts)
    return f"{result.ident} {verdict}: {result.claim}. {parts}."


def draw_pattern(pattern: Pattern, result: CheckResult, judgement: Judgement) -> Figure:
    """Draw one pattern.

    Args:
        pattern: what was declared.
        result: what was found.
        judgement: figures and courses over futures.
    """
    measures = len(result.parts)
    figure = new_figure(9.5, max(3.4, 1.0 + 0.95 * measures))
    verdict = "holds" if result.status == "pass" else "FAILS"
    figure.suptitle(f"{result.ident}  {result.claim}: {verdict}", x=0.01, ha="left", fontweight="bold", fontsize=10)
    courses, strips = np.ravel(np.asarray(figure.subfigures(1, 2, width_ratios=(1.15, 1))))
    _courses(courses.subplots(), pattern, {name: judgement.paths[result.ident, name] for name in pattern.arms})
    axes = np.atleast_1d(strips.subplots(measures, 1))
    for place, (each, part) in enumerate(zip(axes, result.parts, strict=True)):
        _strip(each, part, judgement.figures[result.ident, place])
    return figure


def _courses(axes: Axes, pattern: Pattern, paths: Mapping[str, NDArray[np.float64]]) -> None:
    years = START + np.linspace(0.0, YEARS, next(iter(paths.values())).shape[1])
    others = iter(range(len(pattern.arms)))
    for name, path in paths.items():
        arm = pattern.arms[name]
        place = next(others)
        now = arm.key == NOW.key
        colour = BASE_COLOUR if now else POLICY_COLOURS[place % len(POLICY_COLOURS)]
        low, middle, high = np.quantile(path, (0.05, 0.5, 0.95), axis=0)
        axes.fill_between(years, low, high, color=colour, alpha=0.15, linewidth=0)
        style = "-" if now else DASHES[place % len(DASHES)]
        axes.plot(years, middle, color=colour, linestyle=style, linewidth=1.6, label=arm.name)
    drawn = OUTCOMES[pattern.draw]
    axes.set_title(f"{drawn.label}, {drawn.unit}", fontweight="normal", fontsize=9)
    axes.set_xlim(START, START + YEARS)
    axes.legend(fontsize=7.5, loc="best")


def _strip(axes: Axes, part: Part, values: NDArray[np.float64]) -> None:
    shown = values[np.isfinite(values)]
    ends = [end for end in (part.rule.low, part.rule.high) if math.isfinite(end)]
    least, most = min([*shown, *ends], default=0.0), max([*shown, *ends], default=1.0)
    room = 0.12 * (most - least) or 0.1 * max(abs(most), 1e-3)
    low, high = least - room, most + room
    axes.set_xlim(low, high)
    axes.axvspan(max(part.rule.low, low), min(part.rule.high, high), color=ALLOWED, linewidth=0)
    for end in ends:
        axes.axvline(end, color="#7FA6BF", linewidth=1)
    colour = BETTER if part.passed else WORSE
    scatter = 0.28 * np.sin(2.4 * np.arange(len(shown)))
    axes.plot(shown, scatter, "o", color=colour, alpha=0.55, markersize=4, markeredgewidth=0)
    axes.plot([part.figure] * 2, [-0.6, 0.6], color=colour, linewidth=2)
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=5)
    axes.grid(False, axis="y")
    axes.spines["left"].set_visible(False)
    unit = f" ({part.unit})" if part.unit else ""
    told = f"{part.name}{unit}: {number(part.figure)} [{interval(part)}], allowed {part.rule}"
    if not part.passed:
        told += f": held in {part.held:.0%}"
    axes.set_title("\n".join(textwrap.wrap(told, 74)), fontsize=8, fontweight="normal")
