"""Compare policies with a base, seed by seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.store.dictionary import schema_of, table_columns
from sos_sim.store.folder import write_table
from sos_sim.study.batches import COLUMNS, Engine, shipped_engine
from sos_sim.study.differences import paired_differences
from sos_sim.study.paired import Paired, paired
from sos_sim.study.run import MAIN_OUTCOMES, RunResult, counted, figure, run_scenarios

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World


@dataclass(frozen=True)
class PolicyComparison:
    """Hold one policy's paired differences from the base.

    Args:
        name: name of the policy in the tables.
        outcomes: paired summary by outcome, in the declared order.
    """

    name: str
    outcomes: dict[str, Paired]


@dataclass(frozen=True)
class Comparison:
    """Hold a finished comparison.

    Args:
        run: the runs it rests on.
        policies: one comparison per policy.
    """

    run: RunResult
    policies: tuple[PolicyComparison, ...]

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
        return {
            "base": self.base,
            "seeds": self.run.seeds,
            "folder": str(self.folder),
            "policies": [
                {
                    "name": policy.name,
                    "outcomes": [
                        {
                            "outcome": name,
                            "unit": OUTCOMES[name].unit,
                            "difference": found.difference,
                            "low": found.low,
                            "high": found.high,
                            "share_better": found.share_better,
                        }
                        for name, found in policy.outcomes.items()
                    ],
                }
                for policy in self.policies
            ],
            "failed": list(self.failed),
        }

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
            }
            for policy in self.policies
            for name, found in policy.outcomes.items()
        ]
        names = [column.name for column in table_columns("comparison")]
        frame = pd.DataFrame(rows, columns=names)
        return frame.astype(dict.fromkeys(("difference", "low", "high", "share_better"), float))

    def to_parquet(self, path: str | Path) -> None:
        """Write the table to one file.

        Args:
            path: the file.
        """
        import pyarrow as pa

        schema = schema_of(table_columns("comparison"))
        write_table(Path(path), pa.Table.from_pandas(self.table(), schema=schema, preserve_index=False))

    def print(self, console: Console) -> None:
        """Print one table per policy.

        Args:
            console: where to.
        """
        from rich.table import Table

        for policy in self.policies:
            seeds = max((found.seeds for found in policy.outcomes.values()), default=0)
            table = Table(
                title=f"{policy.name} compared with {self.base}, same shocks, {counted(seeds)}",
                title_justify="left",
            )
            for heading in ("Outcome at the end", "Unit"):
                table.add_column(heading)
            for heading in ("Difference", "90 % interval"):
                table.add_column(heading, justify="right", no_wrap=True)
            for heading in ("Reading", "Better in"):
                table.add_column(heading)
            for place, (name, found) in enumerate(policy.outcomes.items()):
                if place == MAIN_OUTCOMES:
                    table.add_section()
                table.add_row(
                    OUTCOMES[name].label,
                    OUTCOMES[name].unit,
                    _signed(found.difference),
                    _interval(found),
                    _reading(name, found),
                    _won(found),
                )
            console.print(table)
        console.print(
            "Difference: policy minus base, mean over seeds, with the bootstrap interval of that mean. "
            "Better in: share of seeds in which the policy is better, ties counting half."
        )


def compare_scenarios(
    base: Scenario,
    others: Sequence[Scenario],
    seeds: int,
    *,
    population: Path | World | None = None,
    out: Path,
    jobs: int = 1,
    district_seeds: int = 5,
    quiet: bool = False,
    engine: Engine = shipped_engine,
    columns: int = COLUMNS,
) -> Comparison:
    """Run a base and policies with the same seeds and compare them pair by pair.

    Args:
        base: the scenario compared with.
        others: the policies.
        seeds: number of seeds.
        population: a population file, a world already built, or None for the embedded California.
        out: the run folder.
        jobs: worker processes.
        district_seeds: seeds whose districts are kept.
        quiet: show no progress.
        engine: what runs a batch.
        columns: most runs side by side.

    Raises:
        InputProblems: the seeds, the horizons, the population or the folder cannot be used.
    """
    run = run_scenarios(
        [base, *others],
        seeds,
        population=population,
        out=out,
        jobs=jobs,
        district_seeds=district_seeds,
        quiet=quiet,
        engine=engine,
        columns=columns,
    )
    return compare_folder(run)


def compare_folder(run: RunResult) -> Comparison:
    """Compare the scenarios of a finished run with its first one, and write the comparison into its folder.

    Args:
        run: the finished run.
    """
    table = paired_differences(run.folder, run.scenarios[0], run.scenarios[1:])
    write_table(run.folder / "differences.parquet", table)
    frame = table.filter(_is_state(table)).to_pandas()
    policies = []
    for name in run.scenarios[1:]:
        mine = frame[frame["policy"] == name]
        values = {
            outcome: part.to_numpy(np.float64) for outcome, part in mine.groupby("outcome")["difference"]
        }
        summaries = {
            outcome: paired(values[outcome], declared.better)
            for outcome, declared in OUTCOMES.items()
            if outcome in values
        }
        policies.append(PolicyComparison(name, summaries))
    comparison = Comparison(run, tuple(policies))
    comparison.to_parquet(run.folder / "comparison.parquet")
    return comparison


def _is_state(table: Any) -> Any:
    import pyarrow.compute as pc

    return pc.equal(table["by"], "state")


def _signed(value: float | None) -> str:
    text = figure(value)
    return f"+{text}" if value is not None and value > 0 and text != "0" else text


def _interval(found: Paired) -> str:
    if found.low is None:
        return "needs 2 seeds"
    return f"{_signed(found.low)} to {_signed(found.high)}"


def _reading(name: str, found: Paired) -> str:
    if found.low is None or found.difference is None:
        return ""
    if found.low == found.high == 0:
        return "no difference"
    if found.includes_zero:
        return "(interval includes 0)"
    higher = found.difference > 0
    better = OUTCOMES[name].better
    if better == "neither":
        return "higher" if higher else "lower"
    return "better" if higher == (better == "higher") else "worse"


def _won(found: Paired) -> str:
    return "" if found.share_better is None else f"{found.share_better:.0%}"
