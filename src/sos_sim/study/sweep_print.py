"""What a sweep prints: how many runs, and what each policy came to."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.study.run import figure

if TYPE_CHECKING:
    from rich.console import Console

    from sos_sim.study.design import Point
    from sos_sim.study.sweep import SweepPlan, SweepResult

_SHOWN_BY_DEFAULT = ("capability", "true_outcome", "inflation", "equity_gap", "cost_per_pupil")
_MOST_POLICIES = 40


def print_sweep(result: SweepResult, console: Console) -> None:
    """Print the size of a sweep and the outcomes of its policies at the end.

    Args:
        result: the finished sweep.
        console: where to.
    """
    plan = result.plan
    policies = policies_of(plan)
    futures = len({point.future for point in plan.points})
    reused = result.runs - result.computed
    said = f"{result.runs:,} runs: {len(policies):,} policies, {plan.seeds:,} seeds"
    if futures > 1:
        said += f", {futures:,} settings of the uncertainties"
    there = f" ({reused:,} were there already)" if reused else ""
    console.print(f"{said}; {result.computed:,} computed in {result.seconds:.1f} s{there}.")
    values = result.end_values()
    shown = plan.outcomes or _SHOWN_BY_DEFAULT
    if len(policies) > _MOST_POLICIES:
        _print_ranges(values, plan, shown, console)
        return
    from rich.table import Table

    table = Table(title="At the end: mean, and 5 to 95 % of futures", title_justify="left")
    paths = varied_levers(plan)
    for heading in ("Scenario", *(PARAMETERS[path].label for path in paths)):
        table.add_column(heading)
    for name in shown:
        table.add_column(f"{OUTCOMES[name].label}, {OUTCOMES[name].unit}", justify="right")
    for place in policies.values():
        point = plan.points[place[0]]
        cells = [_spread(values[place, :, plan.kept.index(name)]) for name in shown]
        table.add_row(point.scenario, *(f"{point.settings[path]:g}" for path in paths), *cells)
    console.print(table)


def policies_of(plan: SweepPlan) -> dict[int, list[int]]:
    """Give the places of the points of every policy.

    Args:
        plan: the plan.
    """
    found: dict[int, list[int]] = {}
    for place, point in enumerate(plan.points):
        found.setdefault(point.policy, []).append(place)
    return found


def varied_levers(plan: SweepPlan) -> list[str]:
    """Give the levers that have more than one value.

    Args:
        plan: the plan.
    """
    levers: list[str] = plan.about.get("levers", [])
    return [path for path in levers if len({_setting(point, path) for point in plan.points}) > 1]


def _setting(point: Point, path: str) -> float | None:
    return point.settings.get(path)


def _print_ranges(values: NDArray[np.float64], plan: SweepPlan, shown: Any, console: Console) -> None:
    from rich.table import Table

    table = Table(title="At the end, over all policies and futures", title_justify="left")
    for heading in ("Outcome", "Unit"):
        table.add_column(heading)
    table.add_column("Mean, and 5 to 95 %", justify="right")
    for name in shown:
        spread = _spread(values[:, :, plan.kept.index(name)])
        table.add_row(OUTCOMES[name].label, OUTCOMES[name].unit, spread)
    console.print(table)


def _spread(values: NDArray[np.float64]) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a policy whose runs all failed has no mean
        mean = np.nanmean(values)
    if not np.isfinite(mean):
        return "-"
    low, high = np.nanquantile(values, [0.05, 0.95])
    return f"{figure(float(mean))} ({figure(float(low))} to {figure(float(high))})"
