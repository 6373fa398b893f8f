"""Which policy holds up: the front, the largest regrets, requirements met, and where policies fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.report.html import Node, boxed, listing, paragraph, table
from sos_sim.report.study import Study, records
from sos_sim.report.words import counted, listed, number, outcome_label, percent, with_unit

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 5


def decision_answer(study: Study) -> list[Node]:
    """Say which policies no other beats, which would be regretted least, and where each fails.

    Args:
        study: a sweep somebody decided over.
    """
    policies = study.rows("decide-policies")
    front = [str(name) for name in policies.loc[policies["on_front"].astype(bool), "policy"]]
    named = listed(front) if len(front) <= _MOST_NAMED else f"{counted(len(front), 'policy', 'policies')}"
    of = f"of {counted(len(policies), 'policy', 'policies')} over {counted(int(policies['futures'].max()), 'future')}"
    lead = paragraph(f"On the front, where no other policy is as good in everything, {of}: {named}.", kind="lead")
    lines: list[Node] = []
    if "regret" in study.held:
        lines += _least_regret(study.rows("regret"))
    if "satisficing" in study.held:
        lines += _satisfied(study.rows("satisficing"))
    if "boxes" in study.held:
        lines += _failing(study.rows("boxes"))
    return [boxed(lead, listing(lines))]


def _least_regret(regret: pd.DataFrame) -> list[Node]:
    lines: list[Node] = []
    for outcome, rows in regret.groupby("outcome", sort=False):
        least = min(records(rows), key=lambda row: float(row["regret_max"]))
        name = outcome_label(str(outcome))
        if float(least["regret_max"]) == 0:
            lines.append(f"{name}: no policy is better than {least['policy']} in any future.")
            continue
        figure = with_unit(number(least["regret_max"]), str(outcome))
        lines.append(
            f"{name}: {least['policy']} is never further than {figure} behind the best policy of the same future, and "
            f"is itself the best in {percent(least['won'])} of futures."
        )
    return lines


def _satisfied(shares: pd.DataFrame) -> list[Node]:
    lines: list[Node] = []
    for requirement, rows in shares.groupby("requirement", sort=False):
        base = _base(str(requirement))
        others = [row for row in records(rows) if row["policy"] != base]
        if not others:
            continue
        most = max(others, key=lambda row: float(row["share"]))
        lines.append(
            f"{_requirement(str(requirement))}: most often {most['policy']}, in {percent(most['share'])} of futures "
            f"({percent(most['low'])} to {percent(most['high'])})."
        )
    return lines


def _base(requirement: str) -> str | None:
    """Name the policy a requirement such as ``capability>=[california-2017]`` measures against."""
    return requirement.partition("[")[2].removesuffix("]") or None


def _failing(boxes: pd.DataFrame) -> list[Node]:
    lines: list[Node] = []
    rows = boxes[(boxes["method"] == "prim") & boxes["path"].notna() & (boxes["path"] != "")]
    for _, limits in rows.groupby("box", sort=False):
        first, *_ = every = records(limits)
        where = listed([_limit(str(row["path"]), row["low"], row["high"]) for row in every])
        lines.append(
            f"{first['policy']} misses “{_requirement(str(first['requirement']))}” in {percent(first['fail_share'])} "
            f"of futures, mostly when {where}: {percent(first['coverage'])} of those failures lie there, and "
            f"{percent(first['density'])} of the futures there fail."
        )
    return lines


def _limit(path: str, low: object, high: object) -> str:
    name = PARAMETERS[path].label.lower() if path in PARAMETERS else path
    ends = [f"above {number(low)}"] * (number(low) != "-") + [f"below {number(high)}"] * (number(high) != "-")
    return f"{name} is {' and '.join(ends)}"


def _requirement(text: str) -> str:
    """Write a requirement such as ``true_outcome>=0.2`` in words."""
    for sign, words in ((">=", "at least"), ("<=", "at most")):
        outcome, found, value = text.partition(sign)
        if found and (base := _base(text)):
            return f"{outcome_label(outcome.strip())} no worse than with {base}"
        if found:
            return f"{outcome_label(outcome.strip())} of {words} {value.strip()}"
    return text


def decision_tables(study: Study) -> list[Node]:
    """Show each policy's place and its largest regret in every outcome.

    Args:
        study: a sweep somebody decided over.
    """
    policies = study.rows("decide-policies")
    rows: list[list[Node]] = [
        [
            str(row["policy"]), "yes" if row["on_front"] else "no", percent(row["front_share"]),
            percent(row["satisfied_all"]),
        ]
        for row in records(policies)
    ]  # fmt: skip
    headings = ["Policy", "On the front", "In resamples of futures", "All requirements met"]
    shown: list[Node] = [table("Policies: on the front, and how often requirements are met", headings, rows)]
    if "regret" in study.held:
        wide = study.rows("regret").pivot_table(index="policy", columns="outcome", values="regret_max", sort=False)
        names = [str(name) for name in wide.columns]
        lines: list[list[Node]] = [
            [str(policy), *(number(row[name]) for name in names)] for policy, row in wide.iterrows()
        ]
        units = [f"{outcome_label(name)}, {OUTCOMES[name].unit if name in OUTCOMES else ''}" for name in names]
        caption = "Largest regret: how far the policy falls behind the best one of the same future"
        shown.append(table(caption, ["Policy", *units], lines, numbers=range(1, len(units) + 1)))
    return shown
