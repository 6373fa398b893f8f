"""What a sweep says before anybody decides: which policy is best how often, and what each brings on average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.report.html import Element, Node, boxed, element, paragraph, table
from sos_sim.report.study import Study
from sos_sim.report.words import counted, number, outcome_label, percent

if TYPE_CHECKING:
    import pandas as pd

_WIDEST = 8
_MOST_POLICIES = 40


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


@dataclass(frozen=True)
class Policies:
    """Hold the policies of a sweep: a scenario with one value of every lever.

    Args:
        levers: paths of the levers, one column each.
        rows: by number of the policy its scenario and the values of the levers.
        dates: month from which on the values of a lever hold, of those that have one.
    """

    levers: list[str]
    rows: dict[int, tuple[str, ...]]
    dates: dict[str, str]

    @property
    def headings(self) -> list[str]:
        """Head the columns that name a policy."""
        return ["Scenario", *(PARAMETERS[path].label + self.since(path) for path in self.levers)]

    def since(self, path: str) -> str:
        """Say from when on a lever's value holds; nothing when it does so all the time.

        Args:
            path: the lever.
        """
        return f" from {self.dates[path]}" if path in self.dates else ""

    def words(self, policy: int) -> str:
        """Name a policy in a sentence.

        Args:
            policy: its number.
        """
        scenario, *values = self.rows[policy]
        named = zip(self.levers, values, strict=True)
        parts = [f"{PARAMETERS[path].label.lower()} {value}{self.since(path)}" for path, value in named]
        return f"{scenario} ({', '.join(parts)})" if parts else scenario


def sweep_answer(study: Study) -> list[Node]:
    """Say for every outcome which policy is best on average, and in how many futures.

    Args:
        study: a sweep with its design and its outcomes.
    """
    design = study.rows("design")
    if "policy" not in design or design["policy"].nunique() < 2:
        text = (
            f"This sweep holds one policy in {counted(len(design), 'run')}: it shows how far results move with what "
            "nobody knows; the tables below give the spread."
        )
        return [boxed(paragraph(text, kind="lead"))]
    policies = policies_of(study, design)
    best = best_policies(design, study.rows("outcomes"), _asked(study))
    if not best:
        said = "No future was finished under every policy, so that none can be called better here."
        return [boxed(paragraph(said, kind="lead"))]
    together = list(dict.fromkeys(found.policy for found in best.values()))
    lead = (
        f"On average {policies.words(together[0])} is best in every outcome that has a better direction."
        if len(together) == 1
        else f"No policy is best in everything: {counted(len(together), 'policy', 'policies')} of {len(policies.rows)} "
        f"{'are' if len(together) > 1 else 'is'} best on average in one outcome or another."
    )
    futures = max(found.futures for found in best.values())
    note = (
        f"Best in: share of the {counted(futures, 'future')} met by every policy in which this one is the best of all, "
        "ties shared. A future is one setting of the uncertain numbers with one seed."
    )
    return [boxed(paragraph(lead, kind="lead"), _best_table(policies, best)), paragraph(note, kind="note")]


def _best_table(policies: Policies, best: dict[str, Best]) -> Element:
    rows: list[list[Node]] = [
        [_named(outcome), *policies.rows[found.policy], number(found.mean), percent(found.share)]
        for outcome, found in best.items()
    ]
    headings = ["Outcome", *policies.headings, "Mean", "Best in"]
    return table("Best policy on average, by outcome", headings, rows, numbers=range(2, len(headings)))


def sweep_table(study: Study) -> list[Node]:
    """Show the mean of every outcome under every policy of a sweep, where there are few enough.

    Args:
        study: a sweep with its design and its outcomes.
    """
    design = study.rows("design")
    if "policy" not in design:
        return []
    policies = policies_of(study, design)
    values = study.rows("outcomes", ["run_key", "outcome", "value"]).merge(design[["run_key", "policy"]], on="run_key")
    means = values.pivot_table(index="policy", columns="outcome", values="value", aggfunc="mean")
    asked = [name for name in _asked(study) if name in means][:_WIDEST]
    rows: list[list[Node]] = [
        [*policies.rows[int(str(policy))], *(number(row[name]) for name in asked)]
        for policy, row in means.head(_MOST_POLICIES).iterrows()
    ]
    if not rows or not asked:
        return []
    more = "" if len(means) <= _MOST_POLICIES else f", the first {_MOST_POLICIES} of {len(means)} policies"
    headings = [*policies.headings, *(f"{outcome_label(name)}, {_unit(name)}" for name in asked)]
    caption = f"Mean at the end over all futures of each policy{more}"
    return [table(caption, headings, rows, numbers=range(1, len(headings)))]


def policies_of(study: Study, design: pd.DataFrame) -> Policies:
    """Name every policy by its scenario and the levers that were varied.

    Args:
        study: the sweep.
        design: its runs, one row each.
    """
    experiment = study.manifest.get("experiment") or {}
    varied = experiment.get("levers") or []
    levers = [str(path) for path in varied if path in PARAMETERS and path in design]
    firsts = design.drop_duplicates("policy").set_index("policy").sort_index()
    rows = {
        int(str(policy)): (str(row["scenario"]), *(f"{float(row[path]):.4g}" for path in levers))
        for policy, row in firsts.iterrows()
    }
    return Policies(levers, rows, experiment.get("dates") or {})


def best_policies(design: pd.DataFrame, outcomes: pd.DataFrame, asked: list[str]) -> dict[str, Best]:
    """Find for every outcome with a direction the policy that is best on average.

    Args:
        design: one row per run, with ``policy`` and ``future``.
        outcomes: values at the end, one row per run and outcome.
        asked: the outcomes wanted.
    """
    keys = ["future", "seed"] if "future" in design else ["seed"]
    values = outcomes[["run_key", "outcome", "value"]].merge(design[["run_key", "policy", *keys]], on="run_key")
    found = {}
    for outcome in asked:
        rows = values[values["outcome"] == outcome]
        if outcome not in OUTCOMES or OUTCOMES[outcome].better == "neither" or rows.empty:
            continue
        # Only futures that every policy has: a failed run must not make a policy look better or worse.
        grid: Any = rows.pivot_table(index=keys, columns="policy", values="value").dropna()
        if grid.empty:
            continue
        good = grid if OUTCOMES[outcome].better == "higher" else -grid
        policy = good.mean().idxmax()
        first = good.eq(good.max(axis=1), axis=0)
        share = float((first[policy] / first.sum(axis=1)).mean())
        found[outcome] = Best(int(policy), float(grid[policy].mean()), share, len(grid))
    return found


def _asked(study: Study) -> list[str]:
    asked = (study.manifest.get("experiment") or {}).get("outcomes") or list(OUTCOMES)
    return [str(name) for name in asked]


def _named(outcome: str) -> Node:
    return element("span", outcome_label(outcome), element("span", _unit(outcome), attributes={"class": "path"}))


def _unit(outcome: str) -> str:
    return OUTCOMES[outcome].unit if outcome in OUTCOMES else "own unit"
