"""Compare policies with a base, seed by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import table_columns
from sos_sim.store.folder import RunFolder, write_columns_page, write_table
from sos_sim.store.manifest import read_manifest, write_manifest
from sos_sim.store.read import rows_of
from sos_sim.study.batches import COLUMNS, Engine, shipped_engine
from sos_sim.study.compare.breakdown import KINDS, breakdown
from sos_sim.study.compare.budget import Budget, EqualBudget, equal_budget
from sos_sim.study.compare.cost_per_gain import CostPerGain, costs_of_gains
from sos_sim.study.compare.differences import paired_differences
from sos_sim.study.run import RunResult, run_scenarios
from sos_sim.study.statistics.holm import holm
from sos_sim.study.statistics.paired import Paired, alike, paired, paired_columns
from sos_sim.study.statistics.sign_flip import sign_flip_p

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from sos_sim.scenario.posterior import Posterior
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World


@dataclass(frozen=True)
class PolicyComparison:
    """Hold one policy's paired differences from the base.

    Args:
        name: name of the policy in the tables.
        outcomes: paired summary by outcome, in the declared order.
        measured_minus_true: how much more measured achievement differs than true; None when no run finished.
        costs: what a unit of each gain costs.
    """

    name: str
    outcomes: dict[str, Paired]
    measured_minus_true: Paired | None
    costs: tuple[CostPerGain, ...]

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        rows = [
            {"outcome": name, "unit": OUTCOMES[name].unit}
            | _ends(found)
            | {"share_better": found.share_better, "p": found.p_value, "p_holm": found.p_holm}
            for name, found in self.outcomes.items()
        ]
        gap = self.measured_minus_true
        return {"name": self.name, "outcomes": rows} | (
            {
                "measured_minus_true": {"unit": OUTCOMES["true_outcome"].unit}
                | _ends(gap)
                | {
                    "measured": _ends(self.outcomes["measured_outcome"]),
                    "true": _ends(self.outcomes["true_outcome"]),
                },
                "cost_per_gain": [each.as_json() for each in self.costs],
            }
            if gap is not None
            else {}
        )


@dataclass(frozen=True)
class Comparison:
    """Hold a finished comparison.

    Args:
        run: the runs it rests on.
        policies: one comparison per policy.
        by: the breakdown printed with it, one of ``breakdown.KINDS``; None for none.
        budget: how the policies were scaled to one budget; None when they run as they are.
    """

    run: RunResult
    policies: tuple[PolicyComparison, ...]
    by: str | None = None
    budget: EqualBudget | None = None

    @property
    def base(self) -> str:
        """Name the base."""
        return self.run.scenarios[0]

    @property
    def folder(self) -> Path:
        """Tell where the run folder is."""
        return self.run.folder

    @property
    def failed(self) -> list[str]:
        """List the batches that failed."""
        return self.run.failed

    def as_json(self) -> dict[str, Any]:
        """Give the comparison as plain data."""
        shape: dict[str, Any] = {
            "base": self.base,
            "seeds": self.run.seeds,
            "folder": str(self.folder),
            "policies": [policy.as_json() for policy in self.policies],
            "failed": list(self.failed),
        }
        if self.budget is not None:
            shape["budget"] = self.budget.as_json()
        if self.by is not None:
            rows = self.breakdown(self.by).drop(columns="by")
            rows = rows.astype(object).where(rows.notna(), None)
            shape["by"] = {"kind": self.by, "rows": rows.to_dict("records")}
        return shape

    def table(self) -> pd.DataFrame:
        """Give one row per policy and outcome."""
        import pandas as pd

        rows = [
            {
                "policy": policy.name,
                "outcome": name,
                "unit": OUTCOMES[name].unit,
                "seeds": found.seeds,
                "difference": found.difference,
                "low": found.low,
                "high": found.high,
                "share_better": found.share_better,
                "p_value": found.p_value,
                "p_holm": found.p_holm,
            }
            for policy in self.policies
            for name, found in policy.outcomes.items()
        ]
        columns = table_columns("comparison")
        frame = pd.DataFrame(rows, columns=[column.name for column in columns])
        return frame.astype({column.name: float for column in columns if column.kind == "number"})

    def breakdown(self, by: str) -> pd.DataFrame:
        """Give the paired differences of each county, size class, district type or student group.

        Args:
            by: which, one of ``breakdown.KINDS``.

        Raises:
            InputProblems: no such breakdown.
        """
        check_breakdown(by)
        return rows_of(self.folder / "comparison_by.parquet", wanted={"by": [by]})

    def cost_table(self) -> pd.DataFrame:
        """Give one row per policy and gain: what a unit of it costs."""
        import pandas as pd

        rows = [
            {"policy": policy.name, "seeds": each.seeds} | each.as_json() | {"high": each.high}
            for policy in self.policies
            for each in policy.costs
        ]
        columns = table_columns("cost_per_gain")
        frame = pd.DataFrame(rows, columns=[column.name for column in columns])
        return frame.astype({column.name: float for column in columns if column.kind == "number"})

    def to_parquet(self, path: str | Path) -> None:
        """Write the table to one file.

        Args:
            path: the file.
        """
        import pyarrow as pa

        schema = schema_of(table_columns("comparison"))
        write_table(Path(path), pa.Table.from_pandas(self.table(), schema=schema, preserve_index=False))

    def print(self, console: Console) -> None:
        """Print the comparison as tables.

        Args:
            console: where to.
        """
        from sos_sim.study.compare.printing import print_comparison

        print_comparison(self, console)


def compare_scenarios(
    base: Scenario,
    others: Sequence[Scenario],
    seeds: int,
    *,
    population: Path | World | None = None,
    parameters: Posterior | None = None,
    out: Path,
    jobs: int = 1,
    district_seeds: int = 5,
    quiet: bool = False,
    by: str | None = None,
    budget: Budget | None = None,
    engine: Engine = shipped_engine,
    columns: int = COLUMNS,
) -> Comparison:
    """Run a base and policies with the same seeds and compare them pair by pair.

    Args:
        base: the scenario compared with.
        others: the policies.
        seeds: number of seeds.
        population: a population file, a world already built, or None for the embedded California.
        parameters: draws of a calibration that lie under base and policies, the same draw of a seed in all; None for
            none.
        out: the run folder.
        jobs: worker processes.
        district_seeds: seeds whose districts are kept.
        quiet: show no progress.
        by: a breakdown to print with it, one of ``breakdown.KINDS``.
        budget: what every policy shall cost, $ per pupil and year above the base, mean over the horizon, or ``equal``
            for what the cheapest costs; the policies are scaled to it. None runs them as they are.
        engine: what runs a batch.
        columns: most runs side by side.

    Raises:
        InputProblems: the seeds, the horizons, the population, the folder, the breakdown or the budget cannot be used.
    """
    if by is not None:
        check_breakdown(by)
    scaled = None
    if budget is not None:
        RunFolder.check(Path(out))
        scaled = equal_budget(base, others, budget, seeds, population=population, parameters=parameters, jobs=jobs)
    run = run_scenarios(
        [base, *(others if scaled is None else scaled.scenarios)],
        seeds,
        population=population,
        parameters=parameters,
        out=out,
        jobs=jobs,
        district_seeds=district_seeds,
        quiet=quiet,
        engine=engine,
        columns=columns,
    )
    if scaled is not None:
        write_manifest(run.folder, (read_manifest(run.folder) or {}) | {"budget": scaled.as_json()})
    return replace(compare_folder(run), by=by, budget=scaled)


def compare_folder(run: RunResult) -> Comparison:
    """Compare the scenarios of a finished run with its first one, and write the comparison into its folder.

    Args:
        run: the finished run.
    """
    import pyarrow as pa

    names = run.scenarios[1:]
    table = paired_differences(run.folder, run.scenarios[0], names)
    write_table(run.folder / "differences.parquet", table)
    frame = table.to_pandas()
    write_table(run.folder / "comparison_by.parquet", breakdown(frame, names))
    state = frame[frame["by"] == "state"]
    years = _years(run.folder)
    wide = [
        {name: values[name].to_numpy(np.float64) for name in OUTCOMES if name in values}
        for values in (
            state[state["policy"] == name].pivot(index="seed", columns="outcome", values="difference") for name in names
        )
    ]
    comparison = Comparison(
        run,
        tuple(
            PolicyComparison(name, outcomes, _gap(values), costs_of_gains(values, years))
            for name, outcomes, values in zip(names, _tested(wide), wide, strict=True)
        ),
    )
    comparison.to_parquet(run.folder / "comparison.parquet")
    costs = pa.Table.from_pandas(
        comparison.cost_table(), schema=schema_of(table_columns("cost_per_gain")), preserve_index=False
    )
    write_table(run.folder / "cost_per_gain.parquet", costs)
    write_columns_page(run.folder)
    return comparison


def check_breakdown(by: str) -> None:
    """Refuse a breakdown that there is none of.

    Args:
        by: what was asked for.

    Raises:
        InputProblems: it is none of ``breakdown.KINDS``.
    """
    if by not in KINDS:
        raise InputProblems([Problem("--by", f"{by} is not a breakdown", ", ".join(KINDS), nearest_name(by, KINDS))])


def _tested(wide: Sequence[Mapping[str, NDArray[np.float64]]]) -> list[dict[str, Paired]]:
    """Summarise each policy's differences (S,) by outcome, with p-values adjusted over the policies."""
    found: list[dict[str, Paired]] = []
    for values in wide:
        names = list(values)
        if not names:
            found.append({})
            continue
        columns = np.column_stack([values[name] for name in names])
        p_values = np.full(len(names), np.nan)
        for places, kept in alike(np.isfinite(columns)):
            if len(kept):
                p_values[places] = sign_flip_p(columns[np.ix_(kept, places)])
        summaries = paired_columns(columns, [OUTCOMES[name].better for name in names])
        found.append(
            {
                name: replace(summary, p_value=float(p) if np.isfinite(p) else None)
                for name, summary, p in zip(names, summaries, p_values, strict=True)
            }
        )
    for name in OUTCOMES:
        tested = [each for each in found if name in each and each[name].p_value is not None]
        for each, p in zip(tested, holm(np.array([each[name].p_value for each in tested], float)), strict=True):
            each[name] = replace(each[name], p_holm=float(p))
    return found


def _gap(values: Mapping[str, NDArray[np.float64]]) -> Paired | None:
    if not {"measured_outcome", "true_outcome"} <= set(values):
        return None
    return paired(values["measured_outcome"] - values["true_outcome"], "lower")


def _years(folder: Path) -> float:
    manifest = read_manifest(folder) or {}
    return float(manifest["horizon"]["months"]) / 12


def _ends(found: Paired) -> dict[str, float | None]:
    return {"difference": found.difference, "low": found.low, "high": found.high}
