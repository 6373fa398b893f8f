"""Draw the figures of a sweep: which kind of figure follows from what its design varies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems, Problem
from sos_sim.show.style import house_style, new_figure, save
from sos_sim.show.sweep_data import (
    MINUS_REFERENCE,
    SCENARIO,
    SweepData,
    combinations,
    level_words,
    outcome_title,
    read_sweep,
)
from sos_sim.show.sweep_panels import LINE_COLOURS, draw_heat, draw_lines, heat_scale, wrapped_label
from sos_sim.show.sweep_points import draw_dots, draw_scatter, draw_spread
from sos_sim.store.manifest import read_manifest, write_manifest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Form = Literal["heat", "lines", "scatter", "dots", "spread"]
MOST_FACETS = 4
FEWEST_LEVELS_OF_A_MAP = 4
MOST_DOTS = 30
_MOST_PANELS = 6
_MOST_ROWS_OF_FACETS = 3
_COLUMNS = 3
_POINTS_PER_LINE = 10
_PANEL = {"heat": (3.7, 2.9), "lines": (3.6, 2.7), "scatter": (3.6, 2.7), "dots": (3.6, 1.0), "spread": (3.6, 2.3)}


@dataclass(frozen=True)
class Structure:
    """Hold how a sweep is drawn.

    Args:
        form: the kind of panel.
        across: the lever from left to right; of a scatter, all sampled levers.
        second: the other lever of a map, or the factor of the lines; empty without one.
        facets: level by factor of each column of panels; one empty one where there is nothing to tell apart.
    """

    form: Form
    across: tuple[str, ...] = ()
    second: str = ""
    facets: tuple[dict[str, Any], ...] = ({},)


def draw_sweep(folder: Path) -> dict[str, str]:
    """Draw the figures of a finished sweep into its ``figures`` and note them in the manifest.

    Args:
        folder: the folder of the sweep.

    Returns:
        Captions by figure name; empty when no run has a value.

    Raises:
        InputProblems: it is not the folder of a finished sweep.
    """
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("kind") != "sweep" or manifest["status"] != "done":
        raise InputProblems([Problem(str(folder), "is not the folder of a finished sweep", "sos-sim sweep EXPERIMENT")])
    data = read_sweep(folder, manifest)
    if data is None:
        return {}
    structure = structure_of(data)
    captions = {}
    (folder / "figures").mkdir(exist_ok=True)
    with house_style():
        for number, (outcomes, across) in enumerate(_parts(data, structure)):
            name = f"{structure.form}-{number + 1}"
            drawn = draw_structure(data, structure, outcomes, across)
            captions[name] = caption(data, structure)
            save(drawn, folder / "figures", name, captions[name])
    write_manifest(folder, manifest | {"figures": captions})
    return captions


def structure_of(data: SweepData) -> Structure:
    """Choose how to draw a sweep from what its design varies.

    Args:
        data: the sweep.
    """
    levels = dict(data.policy_levels)
    if data.sampled:
        return Structure("scatter", data.sampled)
    levers = sorted((path for path in levels if path != SCENARIO), key=lambda path: -len(levels[path]))
    policies = data.points["policy"].nunique()
    if not levers:
        return Structure("dots" if 1 < policies <= MOST_DOTS else "spread")
    others = [*levers[1:], *([SCENARIO] if SCENARIO in levels else [])]
    second = others[0] if others else ""
    # Where futures come in too many combinations of levels to stand side by side, they widen the bands.
    futures = data.future_levels if len(combinations(data.future_levels)) <= MOST_FACETS else {}
    facets = combinations({factor: levels[factor] for factor in others[1:]} | futures)
    if len(facets) > MOST_FACETS:
        return Structure("dots" if policies <= MOST_DOTS else "spread")
    mapped = second not in ("", SCENARIO) and len(levels[second]) >= FEWEST_LEVELS_OF_A_MAP
    if not mapped and second and len(levels[second]) > len(LINE_COLOURS):
        return Structure("dots" if policies <= MOST_DOTS else "spread")
    return Structure("heat" if mapped else "lines", (levers[0],), second, tuple(facets))


def draw_structure(
    data: SweepData, structure: Structure, outcomes: Sequence[str], across: Sequence[str] = ()
) -> Figure:
    """Draw some outcomes of a sweep as one figure.

    Args:
        data: the sweep.
        structure: how it is drawn.
        outcomes: the outcomes: the panels, or the rows where there are several columns.
        across: the sampled levers of a scatter; the structure's own when not given.
    """
    levers = tuple(across) or structure.across or ("",)
    columns = [(facet, lever) for facet in structure.facets for lever in levers]
    width, height = _PANEL[structure.form]
    if structure.form == "dots":
        height += 0.2 * data.points["policy"].nunique()
    if len(columns) == 1:
        wide = min(_COLUMNS, len(outcomes)) if len(outcomes) != 4 else 2
        panels = [(outcome, *columns[0]) for outcome in outcomes]
    else:
        wide = len(columns)
        panels = [(outcome, *column) for outcome in outcomes for column in columns]
    rows = -(-len(panels) // wide)
    drawn = new_figure(max(width * wide, 5.0) + 0.6, height * rows + 0.9)
    by_row = structure.form == "lines" and len(columns) > 1
    grid = drawn.subplots(rows, wide, squeeze=False, sharey="row" if by_row else structure.form == "dots")
    scales = {}
    if structure.form == "heat":
        shown = (levers[0], structure.second, structure.facets)
        scales = {outcome: heat_scale(data, outcome, *shown) for outcome in outcomes}
    for place, axes in enumerate(grid.flat):
        if place >= len(panels):
            axes.set_axis_off()
            continue
        outcome, facet, lever = panels[place]
        _draw_panel(axes, data, structure, outcome, facet, lever, scales)
        words = facet if place < wide else {}
        _words(axes, structure, outcome, words, lever, left=place % wide == 0, bottom=place + wide >= len(panels))
    _legend(drawn, grid.flat[0], structure)
    drawn.suptitle(_title(data, structure), x=0.01, ha="left", fontsize=11, fontweight="bold")
    return drawn


def caption(data: SweepData, structure: Structure) -> str:
    """Write what a figure shows.

    Args:
        data: the sweep.
        structure: how it is drawn.
    """
    end = f"{data.experiment['name']} after {data.years:g} years, {data.futures}"
    against = f"the reference policy ({data.reference_words}) in the same future"
    if structure.form == "heat":
        words = (
            f"mean difference from {against}, which is outlined where it is in the panel; hatched cells: the 90 % "
            "interval of that mean includes 0; blue is better, orange worse."
        )
    elif structure.form == "lines":
        words = "the line is the mean, the band holds 5 to 95 % of futures; dotted: 2017"
        minus = [OUTCOMES[outcome].label.lower() for outcome in data.outcomes if outcome in MINUS_REFERENCE]
        words += f"; {' and '.join(minus)}: the difference from {against}." if minus else "."
    elif structure.form == "scatter":
        words = (
            "one point per point of the design, mean over seeds; the line is the mean of neighbouring points, the band "
            "holds 5 to 95 % of them; dotted: 2017."
        )
    elif structure.form == "dots":
        words = (
            f"mean difference from {against}; the bar is the 90 % interval of that mean; blue is better, orange worse, "
            "light grey unclear."
        )
    else:
        several = data.points["policy"].nunique() > 1
        words = f"how {'the means of policies' if several else 'futures'} are spread; the line is the mean of all."
    return f"{end}: {words}"


def _parts(data: SweepData, structure: Structure) -> list[tuple[Sequence[str], tuple[str, ...]]]:
    """Cut outcomes and sampled levers into figures that are not too large."""
    levers = structure.across if structure.form == "scatter" else ()
    several = len(structure.facets) > 1 or len(levers) > 1
    most = _MOST_ROWS_OF_FACETS if several else _MOST_PANELS
    outcomes = [data.outcomes[first : first + most] for first in range(0, len(data.outcomes), most)]
    across = [levers[first : first + MOST_FACETS] for first in range(0, len(levers), MOST_FACETS)] or [()]
    return [(some, each) for each in across for some in outcomes]


def _draw_panel(
    axes: Axes,
    data: SweepData,
    structure: Structure,
    outcome: str,
    facet: dict[str, Any],
    lever: str,
    scales: dict[str, float],
) -> None:
    if structure.form == "heat":
        draw_heat(axes, data, outcome, lever, structure.second, facet, scales[outcome])
    elif structure.form == "lines":
        draw_lines(axes, data, outcome, lever, structure.second, facet)
    elif structure.form == "scatter":
        draw_scatter(axes, data, outcome, lever)
    elif structure.form == "dots":
        draw_dots(axes, data, outcome, _policy_names(data))
    else:
        draw_spread(axes, data, outcome)


def _words(
    axes: Axes, structure: Structure, outcome: str, facet: dict[str, Any], lever: str, *, left: bool, bottom: bool
) -> None:
    minus = structure.form == "heat" or (structure.form == "lines" and outcome in MINUS_REFERENCE)
    minus = minus or structure.form == "dots"
    axes.set_title(outcome_title(outcome, minus), fontsize=8.5, pad=6 + _POINTS_PER_LINE * len(facet))
    if facet:
        axes.text(0, 1.02, level_words(facet), transform=axes.transAxes, fontsize=7.5, va="bottom")
    axes.tick_params(labelsize=8)
    if structure.form in ("heat", "lines", "scatter"):
        axes.set_xlabel(wrapped_label(lever) if bottom else "", fontsize=8)
    if structure.form == "heat":
        axes.set_ylabel(wrapped_label(structure.second, 34) if left else "", fontsize=8)


def _legend(drawn: Figure, first: Axes, structure: Structure) -> None:
    keys, names = first.get_legend_handles_labels()
    if not names:
        return
    title = wrapped_label(structure.second, 120) if structure.second else None
    drawn.legend(keys, names, loc="outside lower center", ncols=min(len(names), 4), title=title, fontsize=8)


def _title(data: SweepData, structure: Structure) -> str:
    what = ""
    if structure.form in ("dots", "spread"):
        what = f" {data.points['policy'].nunique():,} policies"
    elif structure.form == "scatter":
        what = f" {len(data.points):,} points"
    return f"{data.experiment['name']}:{what} after {data.years:g} years, {data.futures}"


def _policy_names(data: SweepData) -> dict[int, str]:
    """Name every policy by its levels, in the order of the design."""
    names = {}
    for policy, rows in data.points.groupby("policy"):
        row = rows.iloc[0]
        parts = [
            str(row[factor]) if factor == SCENARIO else f"{_short(factor)} {row[factor]:g}"
            for factor in data.policy_levels
        ]
        names[int(str(policy))] = ", ".join(parts)
    return names


def _short(factor: str) -> str:
    return factor if factor == SCENARIO else PARAMETERS[factor].name.replace("_", " ")
