"""The groups of checks, which ids each has, and how they are carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.check.judge import Judgement, judge
from sos_sim.check.pattern import Pattern
from sos_sim.check.result import CheckResult
from sos_sim.problems import InputProblems, Problem, nearest_name

if TYPE_CHECKING:
    from sos_sim.check.california.study import California

GROUPS = ("patterns", "benchmarks", "replications", "targets", "california")
WITH_DATA = ("california",)
"""Groups that are held beside files of data (``--data``)."""

SEEDS = {"california": 20}
OTHER_SEEDS = 10
"""How many seeds a group is looked at in when nobody says."""


@dataclass(frozen=True)
class Checked:
    """Hold the results of one group.

    Args:
        group: its name.
        results: one result per check, in order.
        patterns: what was declared, by id; empty for other groups.
        judgement: what is drawn of patterns; None for other groups.
        california: the whole check against California; None for other groups.
    """

    group: str
    results: tuple[CheckResult, ...]
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    judgement: Judgement | None = None
    california: California | None = None


def idents(group: str, targets: Path | None = None) -> tuple[str, ...]:
    """List the ids of a group's checks, in order.

    Args:
        group: one of ``GROUPS``.
        targets: a study's own targets, for the group of that name.

    Raises:
        InputProblems: the targets cannot be used.
    """
    if group == "targets":
        from sos_sim.check.targets import study_of, target_idents

        return target_idents(study_of(targets))
    if group == "patterns":
        from sos_sim.check.catalogue import PATTERNS

        return tuple(PATTERNS)
    if group == "benchmarks":
        from sos_sim.check.benchmarks import BENCHMARKS

        return tuple(BENCHMARKS)
    if group == "california":
        from sos_sim.check.california.study import idents as of_california

        return of_california()
    from sos_sim.replications import CHECKS

    return tuple(CHECKS)


def chosen(groups: Sequence[str], only: Sequence[str], targets: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Find the checks that are asked for, by group.

    Args:
        groups: groups asked for.
        only: ids asked for, in any case; all when empty.
        targets: a study's own targets.

    Raises:
        InputProblems: an id that no check of these groups has.
    """
    known = {group: idents(group, targets) for group in groups}
    everything = [ident for group in groups for ident in known[group]]
    written = {ident.casefold(): ident for ident in everything}
    wanted = [written.get(ident.casefold(), ident) for ident in only]
    problems = [
        Problem("--only", f"{ident} is not a check", "an id such as " + everything[0], nearest_name(ident, everything))
        for ident in wanted
        if ident not in everything
    ]
    if problems:
        raise InputProblems(problems)
    found = {group: tuple(each for each in known[group] if not wanted or each in wanted) for group in groups}
    return {group: names for group, names in found.items() if names}


def check_data(group: str, data: Path) -> None:
    """Read the files of ``--data`` through, before anything else is done.

    Args:
        group: one of ``WITH_DATA``.
        data: folder of files.

    Raises:
        InputProblems: one problem for every mistake.
    """
    if group == "california":
        from sos_sim.check.california.study import check_folder

        check_folder(data)


def steps(group: str, names: Sequence[str], seeds: Sequence[int], data: Path | None) -> int:
    """Count the steps that ``carry_out`` tells of.

    Args:
        group: one of ``GROUPS``.
        names: ids of its checks.
        seeds: futures to look at.
        data: folder of files, if any.
    """
    if group == "california":
        from sos_sim.check.california.study import steps as of_california

        return of_california(names, data, set(names) == set(idents(group)))
    if group == "targets":
        return 1
    return len(names) if group == "replications" else len(seeds)


def carry_out(
    group: str,
    names: Sequence[str],
    seeds: Sequence[int],
    moved: Mapping[str, float],
    jobs: int,
    done_one: Callable[[], None] = lambda: None,
    data: Path | None = None,
    targets: Path | None = None,
) -> Checked:
    """Carry out checks of one group.

    Args:
        group: one of ``GROUPS``.
        names: ids of its checks.
        seeds: futures to look at; replications have their own.
        moved: parameters moved (``--set``); published models have their own.
        jobs: worker processes.
        done_one: called after each of ``steps``.
        data: folder of files for a group of ``WITH_DATA``; without it such a group uses what may be stated.
        targets: a study's own targets; the 2018 report's when not given.

    Raises:
        InputProblems: a parameter that is not allowed, or a folder that cannot be used.
    """
    if group == "targets":
        from sos_sim.check.targets import run_targets, study_of
        from sos_sim.world.build import embedded_world

        told = run_targets(study_of(targets), names, embedded_world(), seeds, moved)
        done_one()
        return Checked(group, tuple(told))
    if group == "patterns":
        from sos_sim.check.catalogue import PATTERNS
        from sos_sim.world.build import embedded_world

        patterns = {name: PATTERNS[name] for name in names}
        judged = judge(list(patterns.values()), embedded_world(), seeds, moved, jobs, done_one)
        return Checked(group, judged.results, patterns, judged)
    if group == "benchmarks":
        from sos_sim.check.benchmarks import run_benchmarks

        return Checked(group, tuple(run_benchmarks(names, seeds, moved, done_one)))
    if group == "california":
        from sos_sim.check.california.study import check_california

        found = check_california(names, seeds, moved, data, set(names) == set(idents(group)), done_one)
        return Checked(group, found.results, california=found)
    from sos_sim.replications import CHECKS

    results = []
    for name in names:
        results.append(CHECKS[name]())
        done_one()
    return Checked(group, tuple(results))
