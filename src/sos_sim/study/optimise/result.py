"""What a search found, looked at again in futures it never saw: table, data and print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.study.optimise.components import COMPONENTS, LEVERS, NAMES, settings_of
from sos_sim.study.optimise.front import nondominated
from sos_sim.study.optimise.spending import TOLERANCE, Settled
from sos_sim.study.statistics.paired import mean_interval

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

EVEN = "Even split"
_MOST_PRINTED = 8
# More do not fit beside each other; all are in the table that is written, and told below the one printed.
_MOST_COLUMNS = 4


@dataclass(frozen=True)
class Candidates:
    """Hold the allocations that are looked at again.

    Args:
        names: (n,) names; those of allocations that the search found are given anew, in the order of the table.
        simple: (n,) set without a search.
        on_front: (n,) on the front of the search, or next to it.
        searched: (n, O) mean outcomes in the futures of the search.
        fresh: the same allocations in fresh futures.
    """

    names: tuple[str, ...]
    simple: NDArray[np.bool_]
    on_front: NDArray[np.bool_]
    searched: NDArray[np.float64]
    fresh: Settled


def signs(objectives: Sequence[str]) -> NDArray[np.float64]:
    """Give what turns each objective into a loss: -1 where higher is better, 1 where lower is.

    Args:
        objectives: (M,) outcomes.
    """
    return np.array([-1.0 if OUTCOMES[name].better == "higher" else 1.0 for name in objectives])


def allocation_table(found: Candidates, objectives: Sequence[str], fixed: float) -> pd.DataFrame:
    """Put the allocations into one table, those of the front first, the best in the first objective on top.

    Allocations whose cost in fresh futures is off the budget by more than the tolerance are left out.

    Args:
        found: the allocations.
        objectives: (M,) outcomes.
        fixed: cost where nothing is spent on any component, $ per pupil and year.
    """
    import pandas as pd

    fresh = found.fresh
    means = fresh.values.mean(1)
    kept = np.flatnonzero(fresh.off <= TOLERANCE)
    on_front = dict(zip(kept.tolist(), nondominated(means[kept] * signs(objectives)), strict=True))
    even = found.names.index(EVEN)
    rows = []
    for row in kept.tolist():
        told: dict[str, Any] = {
            "name": found.names[row],
            "simple": bool(found.simple[row]),
            "on_front": bool(on_front[row]),
            "on_front_in_search": bool(found.on_front[row]),
            "cost": float(fresh.cost[row]),
        }
        told |= {f"share_{name}": float(fresh.shares[row, k]) for k, name in enumerate(NAMES)}
        movable = fresh.cost[row] - fixed
        told |= {f"spending_{name}": float(fresh.shares[row, k] * movable) for k, name in enumerate(NAMES)}
        told |= settings_of(fresh.levels[row].tolist())
        for k, name in enumerate(objectives):
            told |= _told(name, fresh.values[row, :, k], fresh.values[even, :, k])
            told[f"{name}_gain_searched"] = float(found.searched[row, k] - found.searched[even, k])
        rows.append(told)
    table = pd.DataFrame(rows)
    left = ~table["simple"] & ~table["on_front"]
    order = np.lexsort((table[objectives[0]] * signs(objectives)[0], table["simple"], left))
    table = table.iloc[order].reset_index(drop=True)
    for word, here in (("Front", table["on_front"]), ("Left the front", ~table["on_front"])):
        marks = here & ~table["simple"]
        table.loc[marks, "name"] = [f"{word} {place + 1}" for place in range(int(marks.sum()))]
    return table


def _told(name: str, values: NDArray[np.float64], even: NDArray[np.float64]) -> dict[str, Any]:
    low, high = mean_interval(values)
    gain_low, gain_high = mean_interval(values - even)
    return {
        name: float(values.mean()),
        f"{name}_low": low,
        f"{name}_high": high,
        f"{name}_gain": float((values - even).mean()),
        f"{name}_gain_low": gain_low,
        f"{name}_gain_high": gain_high,
    }


@dataclass(frozen=True)
class Optimised:
    """Hold a finished search.

    Args:
        folder: the run folder.
        about: what the manifest says of the search.
        table: the allocations.
    """

    folder: Path
    about: dict[str, Any]
    table: pd.DataFrame

    @property
    def objectives(self) -> list[str]:
        """Name the objectives."""
        return list(self.about["objectives"])

    def as_json(self) -> dict[str, Any]:
        """Give the result as plain data."""
        rows = [(row, self._plain(row)) for row in self.table.to_dict("records")]
        return {
            "folder": str(self.folder),
            "scenario": self.about["scenario"],
            "budget": self.about["budget"],
            "objectives": self.objectives,
            "front": [told for row, told in rows if row["on_front"]],
            "left_front": [told for row, told in rows if row["on_front_in_search"] and not row["on_front"]],
            "simple": [told for row, told in rows if row["simple"]],
            "as_it_is": self.about["as_it_is"],
            "fixed_cost": self.about["fixed_cost"],
            "runs": self.about["runs"],
        }

    def print(self, console: Console) -> None:
        """Print the allocations, and what the best of them gain.

        Args:
            console: where to.
        """
        from rich.table import Table

        about = self.about
        table = Table(
            title=f"Divisions of ${about['budget']:g} per pupil and year in {about['scenario']}: "
            f"mean over {about['fresh_seeds']} futures that the search did not see",
            title_justify="left",
        )
        table.add_column("Allocation", no_wrap=True)
        table.add_column("Shares, %", min_width=26)
        table.add_column("Cost, $", justify="right", no_wrap=True)
        shown = self.objectives[:_MOST_COLUMNS]
        for name in shown:
            table.add_column(OUTCOMES[name].label, justify="right", max_width=11)
        for rows in (self._part(on_front=True), self._part(on_front=False), self._simple()):
            for row in rows:
                told = (f"{row[name]:.4g}" for name in shown)
                mark = "*" if row["on_front"] else ""
                table.add_row(row["name"] + mark, _shares(row), f"{row['cost']:.2f}", *told)
            table.add_section()
        own = about["as_it_is"]
        told = (f"{own['outcomes'][name]['mean']:.4g}" for name in shown)
        table.add_row("As it is", "not divided", f"{own['cost']:.2f}", *told)
        console.print(table)
        console.print(
            "* on the front: no other allocation here is as good in every objective and better in one. "
            f"${about['fixed_cost']:.2f} of the cost is no matter of choice: contracts districts sign, and the state "
            "agency's own help. The shares divide the rest.",
            highlight=False,
        )
        most = about["most_by_component"]
        console.print(
            "Most that each can take, with its levers at the ends of their ranges: "
            + ", ".join(f"{component.label} ${most[component.name]:.2f}" for component in COMPONENTS)
            + ". What is over goes to the others.",
            highlight=False,
        )
        for name in self.objectives:
            console.print(self._gain(name), highlight=False)

    def _part(self, *, on_front: bool) -> list[dict[Any, Any]]:
        """Give what the search found, a few of many."""
        rows = self.table[~self.table["simple"] & (self.table["on_front"] == on_front)].to_dict("records")
        return [rows[place] for place in np.unique(np.linspace(0, len(rows) - 1, _MOST_PRINTED).astype(int)) if rows]

    def _simple(self) -> list[dict[Any, Any]]:
        return self.table[self.table["simple"]].to_dict("records")

    def _gain(self, name: str) -> str:
        fronts = self.table[self.table["on_front"]]
        best = fronts.iloc[int(np.argmin(fronts[name].to_numpy() * signs([name])[0]))]
        text = f"{OUTCOMES[name].label}: {best['name']} against the even split {_signed(best[f'{name}_gain'])}"
        low, high = best[f"{name}_gain_low"], best[f"{name}_gain_high"]
        if low is not None and np.isfinite(low):
            text += f" (90 % interval {_signed(low)} to {_signed(high)})"
        return f"{text}; in the futures of the search {_signed(best[f'{name}_gain_searched'])}."

    def _plain(self, row: dict[Any, Any]) -> dict[str, Any]:
        return {
            "name": row["name"],
            "on_front": row["on_front"],
            "on_front_in_search": row["on_front_in_search"],
            "shares": {name: row[f"share_{name}"] for name in NAMES},
            "levers": {path: row[path] for path in LEVERS},
            "cost": row["cost"],
            "outcomes": {
                name: {
                    "mean": row[name],
                    "low": row[f"{name}_low"],
                    "high": row[f"{name}_high"],
                    "gain": row[f"{name}_gain"],
                    "gain_low": row[f"{name}_gain_low"],
                    "gain_high": row[f"{name}_gain_high"],
                    "gain_in_search": row[f"{name}_gain_searched"],
                }
                for name in self.objectives
            },
        }


def _signed(value: float) -> str:
    return "0" if value == 0 else f"{value:+.3g}".replace("-", "\N{MINUS SIGN}")


def _shares(row: dict[Any, Any]) -> str:
    told = sorted(((row[f"share_{component.name}"], component.label) for component in COMPONENTS), reverse=True)
    return ", ".join(f"{label} {100 * share:.0f}" for share, label in told if share >= 0.005)
