"""A comparison as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.study.compare.budget import EqualBudget, money
from sos_sim.study.compare.cost_per_gain import GAINS, CostPerGain
from sos_sim.study.run import MAIN_OUTCOMES, counted, figure
from sos_sim.study.statistics.paired import Paired
from sos_sim.world.districts import GROUP_NAMES, GROUPS

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sos_sim.study.compare.comparison import Comparison, PolicyComparison

CLAIMED = 0.10
"""A difference is called better or worse when its adjusted p-value is below this, as befits 90 % intervals."""
_BY_OUTCOMES = ("capability", "true_outcome", "measured_outcome")
_KIND_WORDS = {
    "county": "county",
    "size": "size of district",
    "type": "type of district",
    "student_group": "student group",
}
_GROUPS = dict(zip(GROUPS, GROUP_NAMES, strict=True)) | {"ALL": "All pupils"}


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print the budget, one table per policy, achievement and cost of gains side by side, and a breakdown asked for.

    Args:
        comparison: the comparison.
        console: where to.
    """
    if comparison.budget is not None:
        _print_budget(comparison.budget, comparison.base, console)
    for policy in comparison.policies:
        console.print(_policy(policy, comparison.base, len(comparison.policies)))
    console.print(
        "Difference: policy minus base, mean over seeds, with the bootstrap interval of that mean. "
        "Reading: better or worse where the interval leaves out 0 and a sign-flip test, adjusted for the number of "
        "policies (Holm), gives p below 0.10. Better in: share of seeds in which the policy is better, ties half."
    )
    if comparison.run.calibration:
        console.print(comparison.run.calibration)
    if any(policy.outcomes for policy in comparison.policies):
        console.print(_achievement(comparison.policies))
        console.print(_costs(comparison.policies))
    if comparison.by is not None:
        rows = comparison.breakdown(comparison.by)
        for policy in comparison.policies:
            console.print(_by(policy.name, comparison.base, comparison.by, rows[rows["policy"] == policy.name]))


def reading(name: str, found: Paired, policies: int) -> str:
    """Say in a word what a difference means.

    Args:
        name: the outcome.
        found: its difference.
        policies: policies compared.
    """
    if found.low is None or found.difference is None:
        return ""
    if found.low == found.high == 0:
        return "no difference"
    if found.includes_zero:
        return "(interval includes 0)"
    if found.p_value is not None and found.p_value >= CLAIMED:
        return f"(not settled, p {found.p_value:.2f})"
    if found.p_holm is not None and found.p_holm >= CLAIMED:
        return f"(not settled among {policies})"
    higher = found.difference > 0
    better = OUTCOMES[name].better
    if better == "neither":
        return "higher" if higher else "lower"
    return "better" if higher == (better == "higher") else "worse"


def _table(title: str, left: tuple[str, ...], right: tuple[str, ...], last: tuple[str, ...] = ()) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for heading in left:
        table.add_column(heading)
    for heading in right:
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in last:
        table.add_column(heading)
    return table


def _policy(policy: PolicyComparison, base: str, policies: int) -> Table:
    seeds = max((found.seeds for found in policy.outcomes.values()), default=0)
    table = _table(
        f"{policy.name} compared with {base}, same shocks, {counted(seeds)}",
        ("Outcome at the end", "Unit"),
        ("Difference", "90 % interval"),
        ("Reading", "Better in"),
    )
    for place, (name, found) in enumerate(policy.outcomes.items()):
        if place == MAIN_OUTCOMES:
            table.add_section()
        table.add_row(
            OUTCOMES[name].label,
            OUTCOMES[name].unit,
            _signed(found.difference),
            _interval(found.low, found.high),
            reading(name, found, policies),
            "" if found.share_better is None else f"{found.share_better:.0%}",
        )
    return table


def _achievement(policies: tuple[PolicyComparison, ...]) -> Table:
    headings = ("True", "Measured", "Measured minus true")
    table = _table("Difference in achievement, student SD, with 90 % interval", ("Policy",), headings)
    for policy in policies:
        if policy.measured_minus_true is None:
            continue
        pair = (policy.outcomes["true_outcome"], policy.outcomes["measured_outcome"], policy.measured_minus_true)
        table.add_row(policy.name, *(_with_interval(one.difference, one.low, one.high) for one in pair))
    return table


def _costs(policies: tuple[PolicyComparison, ...]) -> Table:
    headings = tuple(f"Per {gain.words}" for gain in GAINS)
    table = _table("Extra cost, $ per pupil and year, and what a gain costs", ("Policy",), ("Extra cost",), headings)
    for policy in policies:
        cost = policy.outcomes.get("cost_per_pupil")
        if cost is not None:
            words = {each.gain.outcome: _price(each) for each in policy.costs}
            table.add_row(
                policy.name,
                _with_interval(cost.difference, cost.low, cost.high),
                *(words.get(gain.outcome, "") for gain in GAINS),
            )
    return table


def _price(each: CostPerGain) -> str:
    if each.value is None or each.low is None or each.high is None or each.over_horizon is None:
        return each.note
    high = money(each.high) if np.isfinite(each.high) else "no upper end"
    return f"{money(each.value)} ({money(each.low)} to {high}); {money(each.over_horizon)} over {each.years:g} years"


def _by(policy: str, base: str, by: str, rows: pd.DataFrame) -> Table:
    shown = [name for name in _BY_OUTCOMES if (rows["outcome"] == name).any()]
    table = _table(
        f"{policy} compared with {base} by {_KIND_WORDS[by]}, last December, with 90 % interval",
        (_KIND_WORDS[by].capitalize(),),
        tuple(f"{OUTCOMES[name].label}\n({OUTCOMES[name].unit})" for name in shown),
    )
    table.columns[0].no_wrap = True
    wide = rows.pivot(index="level", columns="outcome", values=["difference", "low", "high"])
    if "true_outcome" in shown:
        wide = wide.sort_values(("difference", "true_outcome"), ascending=False, kind="stable")
    for level, row in wide.iterrows():
        cells = ([_or_none(row[end, name]) for end in ("difference", "low", "high")] for name in shown)
        table.add_row(_GROUPS.get(str(level), str(level)), *(_with_interval(*cell) for cell in cells))
    return table


def _print_budget(budget: EqualBudget, base: str, console: Console) -> None:
    table = _table(
        f"Scaled to cost {money(budget.dollars)} per pupil and year more than {base}, in {counted(budget.seeds)}",
        ("Policy",),
        ("Own cost", "Levers times", "Cost then"),
        ("Left as they are",),
    )
    for each in budget.policies:
        if each.scenario is not None:
            factor = "" if each.factor is None else f"{each.factor:.3g}"
            table.add_row(each.policy, money(each.own_cost), factor, money(each.cost), ", ".join(each.kept) or "none")
    console.print(table)
    for each in budget.policies:
        if each.note:
            console.print(f"Left out: {each.policy} {each.note}.")


def _signed(value: float | None) -> str:
    text = figure(value)
    return f"+{text}" if value is not None and value > 0 and text != "0" else text


def _interval(low: float | None, high: float | None) -> str:
    return "needs 2 seeds" if low is None else f"{_signed(low)} to {_signed(high)}"


def _with_interval(difference: float | None, low: float | None, high: float | None) -> str:
    return _signed(difference) if low is None else f"{_signed(difference)} ({_interval(low, high)})"


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
