"""How support and pressure work on each other: three levels of support at seven pressures.

    python experiments/support_and_pressure.py [--seeds 10] [--out docs/figures]

Writes support-and-pressure.png and support-and-pressure.csv, from which `docs/generate.py` takes the numbers of
README.md and docs/honesty.md. Every difference is from 2017's support at 2017's pressure (0.6) on the same seeds;
the switches are those of the open question H09.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.run import run_batch
from sos_sim.scenario.scenario import load, with_settings
from sos_sim.show.style import house_style, new_figure
from sos_sim.world.build import World, embedded_world

SUPPORT: dict[str, tuple[str, ...]] = {
    "2017's (8.8 coach-days)": (),
    "moderate (30)": (
        "support.coe_coach_days=30",
        "support.improvement_share=0.6",
        "coherence.framework_share=0.4",
    ),
    "full (68.8)": (
        "support.coe_coach_days=68.8",
        "support.improvement_share=0.8",
        "coherence.framework_share=0.8",
        "support.equalise=1",
    ),
}
PRESSURES = (0.0, 0.2, 0.4, 0.6, 1.0, 1.4, 1.8)
BASE = (0, PRESSURES.index(0.6))
SWITCHES: dict[str, tuple[str, ...]] = {"on": (), "off": ("pressure.attention=0", "pressure.effort=0")}
COLOURS = ("#4D4D4D", "#E69F00", "#009E73")
KEPT = ("true_outcome", "measured_outcome", "inflation", "authentic", "overloaded_share")
Values = dict[str, NDArray[np.float64]]


def measure(world: World, seeds: int, switches: tuple[str, ...]) -> Values:
    """Run the grid on every seed; return each outcome at the end minus that of the base, (3, 7, seeds).

    Args:
        world: districts, counties and peers.
        seeds: number of seeds.
        switches: settings laid over each cell.
    """
    base = load("california-2017")
    cells = [
        with_settings(base, [*support, f"accountability.pressure={pressure}", *switches])
        for support in SUPPORT.values()
        for pressure in PRESSURES
    ]
    ends = []
    for seed in range(1, seeds + 1):
        recording = run_batch(world, cells, [seed] * len(cells))
        ends.append([recording.statewide[-1, recording.outcomes.index(outcome)] for outcome in KEPT])
    values = np.array(ends).transpose(1, 2, 0).reshape(len(KEPT), len(SUPPORT), len(PRESSURES), seeds)
    return {outcome: grid - grid[BASE] for outcome, grid in zip(KEPT, values, strict=True)}


def draw_panel(axes: Any, grid: NDArray[np.float64], title: str, labels: bool) -> None:
    """Draw one outcome over pressure, a line for each level of support.

    Args:
        axes: where.
        grid: (3, 7, seeds).
        title: what it shows.
        labels: name the lines for a legend.
    """
    for support, colour, values in zip(SUPPORT, COLOURS, grid, strict=True):
        low, high = np.quantile(values, (0.05, 0.95), axis=-1)
        axes.fill_between(PRESSURES, low, high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(
            PRESSURES,
            values.mean(axis=-1),
            color=colour,
            marker="o",
            markersize=4,
            label=f"support: {support}" if labels else None,
        )
    axes.axhline(0, color="#404040", linewidth=0.9, zorder=1)
    axes.set_title(title)
    axes.set_xlabel("accountability pressure (2017: 0.6)")
    axes.set_ylabel("student SD after ten years,\nminus 2017's policy")


def draw(by_switch: dict[str, Values], seeds: int) -> Any:
    """Draw true achievement with the switches on and off, and inflation.

    Args:
        by_switch: outcomes by state of the switches.
        seeds: number of seeds, for the title.
    """
    figure = new_figure(10.5, 3.9)
    axes = figure.subplots(1, 3)
    axes[1].sharey(axes[0])
    draw_panel(axes[0], by_switch["on"]["true_outcome"], "True achievement,\nH09 switches on", True)
    draw_panel(axes[1], by_switch["off"]["true_outcome"], "True achievement,\nH09 switches off", False)
    draw_panel(axes[2], by_switch["on"]["inflation"], "Score inflation,\nH09 switches on", False)
    figure.legend(loc="outside lower center", ncols=3)
    figure.suptitle(f"Support x pressure: mean and 5-95 % of {seeds} futures", fontsize=10)
    return figure


def rows(by_switch: dict[str, Values]) -> Iterator[tuple[object, ...]]:
    """List mean, 5 % and 95 % over seeds of every cell.

    Args:
        by_switch: outcomes by state of the switches.
    """
    yield "switches", "support", "pressure", "outcome", "difference", "low", "high"
    for state, values in by_switch.items():
        for outcome, grid in values.items():
            for support, line in zip(SUPPORT, grid, strict=True):
                for pressure, cell in zip(PRESSURES, line, strict=True):
                    numbers = (cell.mean(), *np.quantile(cell, (0.05, 0.95)))
                    yield state, support, pressure, outcome, *(f"{number:.4f}" for number in numbers)


def main() -> None:
    """Run, draw and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "figures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    world = embedded_world()
    by_switch = {state: measure(world, options.seeds, settings) for state, settings in SWITCHES.items()}
    with house_style():
        figure = draw(by_switch, options.seeds)
        temporary = options.out / f"support-and-pressure.{os.getpid()}.tmp"
        figure.savefig(temporary, format="png", dpi=95, metadata={"Software": None})
        os.replace(temporary, options.out / "support-and-pressure.png")
    with temporary.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows(by_switch))
    os.replace(temporary, options.out / "support-and-pressure.csv")


if __name__ == "__main__":
    main()
