"""Figures of a decision: trade-off, regret, peeling and the boxes in which policies fail."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.show.boxes import MOST_BOXES, draw_boxes, draw_peeling
from sos_sim.show.style import MOST_POLICIES, POLICY_COLOURS, house_style, new_figure, save
from sos_sim.store.manifest import write_manifest
from sos_sim.study.run import figure as number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sos_sim.study.decide.decision import Decision

MOST_ROWS = 20
_OTHERS = "#BFBFBF"


def draw_decision(decision: Decision) -> dict[str, str]:
    """Draw the figures of a decision into the sweep folder and note them in its manifest.

    Args:
        decision: the decision.

    Returns:
        Captions by figure name.
    """
    cube = decision.cube
    over = f"over {cube.values.shape[1]} futures"
    if not cube.shared:
        over = f"over {cube.values.shape[1]} seeds, each policy at its own values of the uncertainties"
    captions = {}
    with house_style():
        figures = {
            "tradeoff": (
                draw_tradeoff(decision),
                f"Mean outcome of each policy {over}, better upwards on every axis; coloured lines are policies that "
                "no other beats in everything.",
            ),
            "regret": (
                draw_regret(decision),
                f"Largest regret of each policy {over}: how far it falls behind the best policy of the same future.",
            ),
        }
        if peeled := [box for box in decision.boxes if len(box.steps) > 1][:MOST_BOXES]:
            figures["peeling"] = (
                draw_peeling(peeled),
                "Boxes of uncertain values in which a policy fails, from the whole space (step 0) to the smallest: "
                "share of the failures inside against share that fails inside.",
            )
        if found := [box for box in decision.boxes if box.found][:MOST_BOXES]:
            figures["boxes"] = (
                draw_boxes(found),
                "Values with which a policy mostly fails, within the range of values tried; the percentage is how "
                "often a search on resampled futures limits the same value.",
            )
        for name, (figure, caption) in figures.items():
            save(figure, cube.folder / "figures", f"decide-{name}", caption)
            captions[f"decide-{name}"] = caption
    kept = {
        name: caption
        for name, caption in cube.manifest.get("figures", {}).items()
        if not name.startswith("decide-")
    }
    for name in ("peeling", "boxes"):
        if f"decide-{name}" not in captions:
            for ending in ("png", "svg", "txt"):
                (cube.folder / "figures" / f"decide-{name}.{ending}").unlink(missing_ok=True)
    write_manifest(cube.folder, cube.manifest | {"figures": kept | captions})
    return captions


def draw_tradeoff(decision: Decision) -> Figure:
    """Draw every policy as a line over the outcomes, the front in colour.

    Args:
        decision: the decision.
    """
    cube = decision.cube
    means = cube.values.mean(axis=1)
    gains = means * cube.signs
    spread = np.ptp(gains, axis=0)
    heights = np.where(spread > 0, (gains - gains.min(axis=0)) / np.where(spread > 0, spread, 1.0), 0.5)
    order = decision.order
    coloured = [p for p in order if decision.on_front[p]][:MOST_POLICIES]
    drawn = [*coloured, *([] if 0 in coloured else [0])]
    figure = new_figure(max(8.0, 1.8 * len(cube.outcomes) + 1.5), 4.6 + 0.2 * len(drawn))
    axes = figure.subplots()
    across = np.arange(len(cube.outcomes))
    for p in range(len(cube.policies)):
        if p not in drawn:
            axes.plot(across, heights[p], color=_OTHERS, linewidth=0.8, zorder=1, marker=".", markersize=3)
    shares = decision.front_share
    for place, p in enumerate(coloured):
        share = "" if shares is None else f" (on the front in {100 * shares[p]:.0f} % of resamples)"
        axes.plot(
            across, heights[p], color=POLICY_COLOURS[place], linewidth=2.2, marker="o", markersize=5,
            zorder=4, label=cube.policies[p].name + share,
        )  # fmt: skip
    if 0 not in coloured:
        axes.plot(
            across, heights[0], color="#4D4D4D", linewidth=2, linestyle="--", marker="o", markersize=4, zorder=3,
            label=f"{cube.policies[0].name} (not on the front)",
        )  # fmt: skip
    rest = len(cube.policies) - len(drawn)
    if rest:
        axes.plot([], [], color=_OTHERS, linewidth=0.8, label=f"{rest} other {'policies' if rest > 1 else 'policy'}")
    _mark_ends(axes, decision, means)
    figure.suptitle("Trade-off between outcomes: higher is better", x=0.01, ha="left", fontsize=13, fontweight="bold")
    figure.legend(loc="outside lower left", fontsize=8.5)
    return figure


def draw_regret(decision: Decision) -> Figure:
    """Draw the largest regret of every policy as a table of shades.

    Args:
        decision: the decision.
    """
    cube = decision.cube
    places = decision.order[:MOST_ROWS]
    most = decision.regrets.max(axis=1)[places]
    top = decision.regrets.max(axis=(0, 1))
    shades = most / np.where(top > 0, top, 1.0)
    names = ["\n".join(textwrap.wrap(cube.policies[p].name, 44)) for p in places]
    lines = sum(name.count("\n") + 1 for name in names)
    figure = new_figure(4.6 + 1.35 * len(cube.outcomes), 1.6 + 0.3 * max(lines, len(names)))
    axes = figure.subplots()
    axes.imshow(shades, cmap="Oranges", vmin=0, vmax=1.35, aspect="auto")
    for row in range(len(places)):
        for column in range(len(cube.outcomes)):
            axes.text(column, row, number(float(most[row, column])), ha="center", va="center", fontsize=9)
    axes.set_xticks(range(len(cube.outcomes)), _headings(cube.outcomes), fontsize=8.5)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(places)), names, fontsize=8.5)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    for side in axes.spines.values():
        side.set_visible(False)
    rest = len(cube.policies) - len(places)
    title = "Largest regret: furthest behind the best policy of the same future"
    figure.suptitle(
        title + (f" (first {len(places)} policies)" if rest else ""), x=0.01, ha="left", fontsize=12, fontweight="bold"
    )
    return figure


def _mark_ends(axes: Axes, decision: Decision, means: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    cube = decision.cube
    for place in range(len(cube.outcomes)):
        values = means[:, place] * cube.signs[place]
        best, worst = (float(means[pick(values), place]) for pick in (np.argmax, np.argmin))
        axes.axvline(place, color="#808080", linewidth=0.8, zorder=0)
        if best != worst:
            axes.text(place, 1.04, number(best), ha="center", va="bottom", fontsize=8.5)
            axes.text(place, -0.04, number(worst), ha="center", va="top", fontsize=8.5)
        else:
            axes.text(place, 0.56, number(best), ha="center", va="bottom", fontsize=8.5)
    axes.set_xticks(range(len(cube.outcomes)), _headings(cube.outcomes), fontsize=8.5)
    axes.set_yticks([0, 1], ["worst policy", "best policy"])
    axes.set_ylim(-0.14, 1.14)
    axes.set_xlim(-0.35, len(cube.outcomes) - 0.65)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    for side in axes.spines.values():
        side.set_visible(False)


def _headings(outcomes: Sequence[str]) -> list[str]:
    return [
        "\n".join([*textwrap.wrap(OUTCOMES[name].label, 18), *textwrap.wrap(f"({OUTCOMES[name].unit})", 20)])
        for name in outcomes
    ]
