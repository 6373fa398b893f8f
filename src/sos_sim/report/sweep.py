"""What a sweep says before anybody decides: names for its policies, and which is best how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.report.words import number

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Best:
    """Hold the policy that is best on average in one outcome.

    Args:
        policy: its number.
        mean: its mean over the futures that all policies have.
        share: share of those futures in which it is best, ties shared.
        futures: how many those are.
    """

    policy: int
    mean: float
    share: float
    futures: int


def label_policies(design: pd.DataFrame) -> dict[int, str]:
    """Name every policy by its scenario and the levers in which policies differ.

    Args:
        design: one row per run.
    """
    firsts = design.drop_duplicates("policy").set_index("policy").sort_index()
    levers = [
        path
        for path in firsts.columns
        if path in PARAMETERS
        and firsts[path].nunique(dropna=False) > 1
        and (design.groupby("policy")[path].nunique(dropna=False) <= 1).all()
    ]
    several = firsts["scenario"].nunique() > 1 or not levers
    labels = {}
    for policy, row in firsts.iterrows():
        parts = [str(row["scenario"])] if several else []
        parts += [f"{PARAMETERS[path].label.lower()} {number(row[path])}" for path in levers]
        labels[int(str(policy))] = ", ".join(parts)
    return labels


def best_policies(design: pd.DataFrame, outcomes: pd.DataFrame) -> dict[str, Best]:
    """Find for every outcome with a direction the policy that is best on average.

    Args:
        design: one row per run, with ``policy`` and ``future``.
        outcomes: values at the end, one row per run and outcome.
    """
    runs = design[["run_key", "policy", "seed", *(["future"] if "future" in design else [])]]
    values = outcomes[["run_key", "outcome", "value"]].merge(runs, on="run_key")
    keys = [key for key in ("future", "seed") if key in values]
    found = {}
    for outcome, declared in OUTCOMES.items():
        rows = values[values["outcome"] == outcome]
        if declared.better == "neither" or rows.empty:
            continue
        # Only futures that every policy has: a failed run must not make a policy look better or worse.
        grid = rows.pivot_table(index=keys, columns="policy", values="value").dropna()
        if grid.empty:
            continue
        good = grid if declared.better == "higher" else -grid
        policy = good.mean().idxmax()
        first = good.eq(good.max(axis=1), axis=0)
        share = (first[policy] / first.sum(axis=1)).mean()
        found[outcome] = Best(int(str(policy)), float(grid[policy].mean()), float(share), len(grid))
    return found


def policy_means(design: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Give the mean at the end of every outcome, one row per policy.

    Args:
        design: one row per run, with ``policy``.
        outcomes: values at the end, one row per run and outcome.
    """
    values = outcomes[["run_key", "outcome", "value"]].merge(design[["run_key", "policy"]], on="run_key")
    return values.pivot_table(index="policy", columns="outcome", values="value", aggfunc="mean")
