"""The groups of checks, which ids each has, and how they are carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sos_sim.check.judge import Judgement, judge
from sos_sim.check.pattern import Pattern
from sos_sim.check.result import CheckResult
from sos_sim.problems import InputProblems, Problem, nearest_name

GROUPS = ("patterns", "benchmarks", "replications")


@dataclass(frozen=True)
class Checked:
    """Hold the results of one group.

    Args:
        group: its name.
        results: one result per check, in order.
        patterns: what was declared, by id; empty for other groups.
        judgement: what is drawn of patterns; None for other groups.
    """

    group: str
    results: tuple[CheckResult, ...]
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    judgement: Judgement | None = None


def idents(group: str) -> tuple[str, ...]:
    """List the ids of a group's checks, in order.

    Args:
        group: one of ``GROUPS``.
    """
    if group == "patterns":
        from sos_sim.check.catalogue import PATTERNS

        return tuple(PATTERNS)
    if group == "benchmarks":
        from sos_sim.check.benchmarks import BENCHMARKS

        return tuple(BENCHMARKS)
    from sos_sim.replications import CHECKS

    return tuple(CHECKS)


def chosen(groups: Sequence[str], only: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Find the checks that are asked for, by group.

    Args:
        groups: groups asked for.
        only: ids asked for; all when empty.

    Raises:
        InputProblems: an id that no check of these groups has.
    """
    known = {group: idents(group) for group in groups}
    everything = [ident for group in groups for ident in known[group]]
    wanted = [ident.upper() for ident in only]
    problems = [
        Problem("--only", f"{ident} is not a check", "an id such as " + everything[0], nearest_name(ident, everything))
        for ident in wanted
        if ident not in everything
    ]
    if problems:
        raise InputProblems(problems)
    found = {group: tuple(each for each in known[group] if not wanted or each in wanted) for group in groups}
    return {group: names for group, names in found.items() if names}


def carry_out(
    group: str,
    names: Sequence[str],
    seeds: Sequence[int],
    moved: Mapping[str, float],
    jobs: int,
    done_one: Callable[[], None] = lambda: None,
) -> Checked:
    """Carry out checks of one group.

    Args:
        group: one of ``GROUPS``.
        names: ids of its checks.
        seeds: futures to look at; replications have their own.
        moved: parameters moved (``--set``); published models have their own.
        jobs: worker processes.
        done_one: called after each future, or after each replication.

    Raises:
        InputProblems: a parameter that is not allowed.
    """
    if group == "patterns":
        from sos_sim.check.catalogue import PATTERNS
        from sos_sim.world.build import embedded_world

        patterns = {name: PATTERNS[name] for name in names}
        judged = judge(list(patterns.values()), embedded_world(), seeds, moved, jobs, done_one)
        return Checked(group, judged.results, patterns, judged)
    if group == "benchmarks":
        from sos_sim.check.benchmarks import run_benchmarks

        return Checked(group, tuple(run_benchmarks(names, seeds, moved, done_one)))
    from sos_sim.replications import CHECKS

    results = []
    for name in names:
        results.append(CHECKS[name]())
        done_one()
    return Checked(group, tuple(results))
