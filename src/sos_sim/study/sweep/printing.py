"""What a sweep prints: how many runs, and what each policy came to."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.study.run import figure
from sos_sim.study.sweep.design import counted_runs

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from sos_sim.study.sweep.design import Point
    from sos_sim.study.sweep.sweep import SweepPlan, SweepResult

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
    there = result.runs - result.computed
    reused = f" ({there:,} were there already)" if there else ""
    said = counted_runs(plan.points, plan.seeds)
    console.print(f"{said}; {result.computed:,} computed in {result.seconds:.1f} s{reused}.")
    if result.calibration:
        console.print(result.calibration)
    values = result.end_values()
    shown = plan.outcomes or _SHOWN_BY_DEFAULT
    if len(policies) > _MOST_POLICIES:
        _print_ranges(values, plan, shown, console)
        return
    from rich.table import Table

    table = Table(title="At the end: mean, and 5 to 95 % of futures", title_justify="left")
    paths, dates = varied_levers(plan), plan.about.get("dates", {})
    table.add_column("Scenario", no_wrap=True, min_width=max(len(point.scenario) for point in plan.points))
    for path in paths:
        table.add_column(PARAMETERS[path].label + (f", from {dates[path]}" if path in dates else ""))
    for name in shown:
        table.add_column(f"{OUTCOMES[name].label}, {OUTCOMES[name].unit}", justify="right")
    for place in policies.values():
        point = plan.points[place[0]]
        cells = [_spread(values[place, :, plan.kept.index(name)]) for name in shown]
        table.add_row(point.scenario, *(f"{point.settings[path]:g}" for path in paths), *cells)
    console.print(table)


def policy_table(result: SweepResult) -> pd.DataFrame:
    """Give mean, 5 % and 95 % quantiles over futures at the end, one row per policy and outcome.

    Args:
        result: the finished sweep.
    """
    import pandas as pd

    plan, values = result.plan, result.end_values()
    paths = varied_levers(plan)
    rows = []
    for number, places in policies_of(plan).items():
        point = plan.points[places[0]]
        named = {"policy": number, "scenario": point.scenario} | {path: point.settings[path] for path in paths}
        for column, name in enumerate(plan.kept):
            found = values[places, :, column]
            found = found[np.isfinite(found)]
            low, high = np.quantile(found, [0.05, 0.95]) if len(found) else (np.nan, np.nan)
            mean = found.mean() if len(found) else np.nan
            spread = {"outcome": name, "unit": OUTCOMES[name].unit, "mean": mean, "low": low, "high": high}
            rows.append(named | spread | {"futures": len(found)})
    return pd.DataFrame(rows)


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
    return f"{figure(float(mean))}\n{figure(float(low))} to {figure(float(high))}"
