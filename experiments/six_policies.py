"""Six policies side by side over ten years, with both switches of the open question H09 on and off.

    python experiments/six_policies.py [--seeds 10] [--out docs/figures]

Writes six-policies.png (switches on), six-policies-switches.png (on above, off below) and six-policies.csv, from
which `docs/generate.py` takes the numbers of docs/six-policies.md. The policies are those of the prototype's last
figure (dynamics-prototype, section 8). Everything is measured against the first policy on the same seeds.
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
from sos_sim.scenario.scenario import Scenario, load, with_settings
from sos_sim.show.style import BASE_COLOUR, house_style, new_figure
from sos_sim.world.build import World, embedded_world

FULL_SUPPORT = (
    "support.coe_coach_days=68.8",
    "support.improvement_share=0.8",
    "support.equalise=1",
    "coherence.framework_share=0.8",
)
STOPPED_2020 = (
    "support.coe_coach_days@2020-07=8.8",
    "support.improvement_share@2020-07=0.25",
    "support.equalise@2020-07=0",
    "coherence.framework_share@2020-07=0",
)
RICHER = (
    "accountability.priorities=5",
    "embedding.codify=0.8",
    "embedding.formal=0.8",
    "accountability.lcap_load=0.2",
)
NO_ASSISTANCE = ("support.assistance_days=0",)
POLICIES: dict[str, tuple[str, ...]] = {
    "2017 conditions": NO_ASSISTANCE,
    "assistance as in 2018": (),
    "pressure only": (*NO_ASSISTANCE, "accountability.pressure=1.4", "accountability.punitive=0.8"),
    "full support": FULL_SUPPORT,
    "full support, three years": (*FULL_SUPPORT, *STOPPED_2020),
    "full support + focus, embedding, light burden": (*FULL_SUPPORT, *RICHER),
}
SWITCHES: dict[str, tuple[str, ...]] = {
    "on": (),
    "off": ("pressure.attention=0", "pressure.effort=0"),
}
LOOKS = (
    (BASE_COLOUR, "-", 4.0),
    ("#56B4E9", "-", 1.8),
    ("#D55E00", "-", 1.8),
    ("#009E73", "-", 1.8),
    ("#009E73", "--", 1.8),
    ("#CC79A7", "-", 1.8),
)
PANELS = {
    "true_outcome": "True achievement, minus\n2017 conditions (student SD)",
    "inflation": "Score inflation since 2017\n(student SD)",
    "knowledge": "Improvement knowledge\n(0-1)",
    "authentic": "Real improvement cycles\n(share of sites)",
    "surface": "Tools without learning\n(share of sites)",
    "improvement_time": "Time for improvement\n(share of what full effect needs)",
}
ALSO_KEPT = ("deep_share", "overloaded_share", "cost_per_pupil", "measured_outcome")
MINUS_BASE = ("true_outcome", "measured_outcome")
"""The whole state's good and bad years are the same under every policy of a seed; these outcomes show what is left."""
YEARS_KEPT = (1, 2, 3, 5, 10)
LOOKS_A_YEAR = 4
Values = dict[str, NDArray[np.float64]]


def scenarios(switches: tuple[str, ...]) -> list[Scenario]:
    """Make the six policies.

    Args:
        switches: settings laid over each of them.
    """
    base = load("california-2017")
    return [with_settings(base, [*changes, *switches]) for changes in POLICIES.values()]


def measure(world: World, seeds: int, switches: tuple[str, ...]) -> Values:
    """Run the six policies on every seed and return each outcome, (T, 6, seeds).

    Args:
        world: districts, counties and peers.
        seeds: number of seeds.
        switches: settings laid over each policy.
    """
    policies = scenarios(switches)
    recordings = [run_batch(world, policies, [seed] * len(policies)) for seed in range(1, seeds + 1)]
    names = recordings[0].outcomes
    kept: Values = {}
    for outcome in (*PANELS, *ALSO_KEPT):
        values = np.stack([recording.statewide[:, names.index(outcome)] for recording in recordings], axis=-1)
        kept[outcome] = values - values[:, :1] if outcome in MINUS_BASE else values
    return kept


def draw_panel(axes: Any, values: NDArray[np.float64], title: str, labels: bool = False) -> None:
    """Draw one outcome of the six policies: the mean over seeds, and the band that holds 90 % of them.

    Args:
        axes: where.
        values: (T, 6, seeds).
        title: what it shows.
        labels: name the policies for a legend.
    """
    years = np.arange(len(values)) / LOOKS_A_YEAR
    for place, (policy, (colour, style, width)) in enumerate(zip(POLICIES, LOOKS, strict=True)):
        low, high = np.quantile(values[:, place], (0.05, 0.95), axis=-1)
        axes.fill_between(years, low, high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(
            years,
            values[:, place].mean(axis=-1),
            color=colour,
            linestyle=style,
            linewidth=width,
            alpha=0.55 if place == 0 else 1.0,
            label=policy if labels else None,
        )
    axes.set_title(title)
    axes.set_xlabel("years after July 2017")
    axes.set_xlim(0, years[-1])


def draw(values: Values, seeds: int) -> Any:
    """Draw the six panels.

    Args:
        values: outcomes with both switches on.
        seeds: number of seeds, for the title.
    """
    figure = new_figure(10.5, 6.6)
    for number, (axes, (outcome, title)) in enumerate(zip(figure.subplots(2, 3).flat, PANELS.items(), strict=True)):
        draw_panel(axes, values[outcome], title, labels=number == 0)
    figure.legend(loc="outside lower center", ncols=3)
    figure.suptitle(f"Six policies, both H09 switches on; mean and 5-95 % of {seeds} futures", fontsize=10)
    return figure


def draw_switches(by_switch: dict[str, Values], seeds: int) -> Any:
    """Draw three of the panels with the switches on above and off below.

    Args:
        by_switch: outcomes by state of the switches.
        seeds: number of seeds, for the title.
    """
    figure = new_figure(10.5, 6.6)
    grid = figure.subplots(2, 3, sharey="col")
    for row, (state, values) in enumerate(by_switch.items()):
        for axes, outcome in zip(grid[row], ("true_outcome", "inflation", "improvement_time"), strict=True):
            draw_panel(axes, values[outcome], PANELS[outcome], labels=row == 0 and outcome == "true_outcome")
        grid[row, 0].set_ylabel(f"switches {state}", fontweight="bold")
    figure.legend(loc="outside lower center", ncols=3)
    figure.suptitle(
        f"Pressure raises attention and direct effort (on) or does not (off); mean and 5-95 % of {seeds} futures",
        fontsize=10,
    )
    return figure


def summary(values: NDArray[np.float64]) -> tuple[str, str, str]:
    """Write the mean over seeds, and the 5 % and 95 % quantiles.

    Args:
        values: (seeds,) values.
    """
    low, high = np.quantile(values, (0.05, 0.95))
    return f"{values.mean():.4f}", f"{low:.4f}", f"{high:.4f}"


def rows(by_switch: dict[str, Values]) -> Iterator[tuple[object, ...]]:
    """List the numbers kept: each value over seeds, and its difference from the first policy.

    Args:
        by_switch: outcomes by state of the switches.
    """
    yield (
        "switches",
        "policy",
        "year",
        "outcome",
        "mean",
        "low",
        "high",
        "difference",
        "difference_low",
        "difference_high",
    )
    for state, values in by_switch.items():
        for outcome, series in values.items():
            for place, policy in enumerate(POLICIES):
                for year in YEARS_KEPT:
                    at = series[year * LOOKS_A_YEAR]
                    yield state, policy, year, outcome, *summary(at[place]), *summary(at[place] - at[0])


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
        figures = {
            "six-policies": draw(by_switch["on"], options.seeds),
            "six-policies-switches": draw_switches(by_switch, options.seeds),
        }
        for name, figure in figures.items():
            temporary = options.out / f"{name}.{os.getpid()}.tmp"
            figure.savefig(temporary, format="png", dpi=95, metadata={"Software": None})
            os.replace(temporary, options.out / f"{name}.png")
    temporary = options.out / f"six-policies.{os.getpid()}.tmp"
    with temporary.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows(by_switch))
    os.replace(temporary, options.out / "six-policies.csv")


if __name__ == "__main__":
    main()
