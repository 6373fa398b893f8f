"""Divisions of a budget beside what they achieve, and how the search for them went."""

from __future__ import annotations

import textwrap
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.show.style import BASE_COLOUR, POLICY_COLOURS, house_style, new_figure, plain_zero, save
from sos_sim.store.manifest import write_manifest
from sos_sim.store.read import read
from sos_sim.study.optimise.components import COMPONENTS

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ON, _OFF = "#202020", "#9A9A9A"


def draw_allocations(folder: Path) -> dict[str, str]:
    """Draw the figures of a finished search into its ``figures`` and note them in the manifest.

    Args:
        folder: the run folder.

    Returns:
        Captions by figure name.

    Raises:
        InputProblems: it is not the folder of a search.
    """
    tables = read(folder)
    about = tables.manifest["optimise"]
    budget = f"${about['budget']:g} per pupil and year"
    captions = {
        "allocations": f"Divisions of {budget}: what is spent on each component, and how far each objective lies "
        f"from that of the even split in the same {about['fresh_seeds']} futures, none of which the search saw: mean "
        "and 90 % bootstrap interval of the mean. Dark: on the front; grey: not. Dashed: the scenario as it is, at its "
        "own cost.",
        "convergence": "Volume of the objectives that the front dominates after each generation, in boxes between the "
        "worst and the best of the first generation.",
    }
    with house_style():
        divisions = allocations_figure(tables["allocations"], about)
        save(divisions, folder / "figures", "allocations", captions["allocations"])
        save(_convergence(tables["convergence"]), folder / "figures", "convergence", captions["convergence"])
    write_manifest(folder, tables.manifest | {"figures": captions})
    return captions


def allocations_figure(table: pd.DataFrame, about: dict[str, Any]) -> Figure:
    """Draw stacked bars of spending, and one panel per objective beside them.

    Args:
        table: the table of that name.
        about: what the manifest says of the search.
    """
    objectives = list(about["objectives"])
    places = np.arange(len(table)) + 0.6 * np.cumsum(_new_group(table))
    figure = new_figure(6.6 + 2.0 * len(objectives), 1.9 + 0.3 * float(places[-1] + 1))
    grid = figure.subplots(1, 1 + len(objectives), sharey=True, width_ratios=[2.6, *[1.0] * len(objectives)])
    first, *panels = np.atleast_1d(grid).tolist()
    _bars(first, table, places, float(about["fixed_cost"]))
    for axes, name in zip(panels, objectives, strict=True):
        _dots(axes, table, places, name, about["as_it_is"]["outcomes"][name]["mean"])
    figure.legend(*first.get_legend_handles_labels(), loc="outside lower left", ncols=6, fontsize=8.5)
    first.set_yticks(places, table["name"])
    first.set_ylim(places[-1] + 0.7, -0.7)
    figure.suptitle(
        f"Dividing ${about['budget']:g} per pupil and year, and what it gains on the even split",
        x=0.01, ha="left", fontsize=13, fontweight="bold",
    )  # fmt: skip
    return figure


def _new_group(table: pd.DataFrame) -> list[bool]:
    groups = list(zip(table["simple"], table["on_front"] | table["simple"], strict=True))
    return [False, *(group != before for before, group in pairwise(groups))]


def _bars(axes: Axes, table: pd.DataFrame, places: np.ndarray[Any, Any], fixed: float) -> None:
    left = np.full(len(table), fixed)
    axes.barh(places, left, height=0.72, color="#BDBDBD", label="No matter of choice")
    for component, shade in zip(COMPONENTS, POLICY_COLOURS, strict=False):
        width = table[f"spending_{component.name}"].to_numpy(float)
        axes.barh(places, width, left=left, height=0.72, color=shade, label=component.label)
        left = left + width
    axes.set_xlabel("$ per pupil and year")
    axes.set_title("Spent on", fontsize=9)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


def _dots(axes: Axes, table: pd.DataFrame, places: np.ndarray[Any, Any], name: str, as_it_is: float) -> None:
    from matplotlib.ticker import MaxNLocator

    for place, (_, row) in zip(places, table.iterrows(), strict=True):
        shade = _ON if row["on_front"] else _OFF
        ends = [row[f"{name}_gain_low"], row[f"{name}_gain_high"]]
        axes.plot(ends, [place, place], color=shade, linewidth=2.5, alpha=0.6, solid_capstyle="butt")
        axes.plot(row[f"{name}_gain"], place, "o", color=shade, markersize=5.5)
    plain_zero(axes, "x")
    # Any row tells the even split: its own mean less what it gains on it.
    even = float(table[name].iloc[0] - table[f"{name}_gain"].iloc[0])
    axes.axvline(as_it_is - even, color=BASE_COLOUR, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)
    declared = OUTCOMES[name]
    axes.set_title("\n".join(textwrap.wrap(declared.label, 22)), fontsize=9)
    axes.set_xlabel(f"{declared.unit}\n({declared.better} is better)", fontsize=8)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    axes.ticklabel_format(axis="x", style="plain", useOffset=False)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3))
    axes.margins(x=0.12)


def _convergence(trace: pd.DataFrame) -> Figure:
    from matplotlib.ticker import MaxNLocator

    figure = new_figure(6.0, 3.2)
    axes = figure.subplots()
    axes.plot(trace["generation"], trace["hypervolume"], color=POLICY_COLOURS[0], linewidth=2, marker="o", markersize=4)
    axes.set_title("How the search went")
    axes.set_xlabel("Generation")
    axes.set_ylabel("Volume dominated\n(first generation's box = 1)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.ticklabel_format(axis="y", useOffset=False)
    return figure
