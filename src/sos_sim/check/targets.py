"""Targets as checks: what respondents would say under a set of parameters, beside what they are reported to have said.

A count holds when the share that would say so lies in its Jeffreys envelope, from the 5 % point at the lowest count to
the 95 % point at the highest (findings ledger, C.2); a figure when it lies in its band. Shares are means over the
cut-offs in question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from sos_sim.check.judge import part_of
from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.interviews.hold import hold_interviews
from sos_sim.interviews.settings import interview_parameters
from sos_sim.interviews.targets import Study, Target, load_study
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.places import find
from sos_sim.scenario.scenario import load
from sos_sim.world.build import World

SHIPPED = "interviews-2018"
BASE = "california-2017"
ORDERS: tuple[tuple[str, str, str], ...] = (
    ("T01", "T02", "More districts use tools than practise deeply"),
    ("T02", "T04", "No more see a gain than practise deeply"),
    ("T14", "T15", "No more get no help at all than get none with improvement"),
)
"""Pairs of which the first is at least as often said as the second (findings ledger, C.3)."""


def shipped_study() -> Study:
    """Load the instrument and targets of the 2018 report's interviews."""
    return load_study(find(SHIPPED, SHIPPED, "experiments").parent / SHIPPED / "targets.yaml")


def target_idents(study: Study) -> tuple[str, ...]:
    """List the ids of a study's checks: its targets, and the orders among them that it can tell.

    Args:
        study: the study.
    """
    told = {ident for ident, target in study.targets.items() if target.observable is not None}
    return (*study.targets, *(f"{second}<{first}" for first, second, _ in ORDERS if {first, second} <= told))


def envelope(low: int, high: int, people: int) -> Rule:
    """Return the shares that counts of low to high of some people allow (Jeffreys, 5 % to 95 %).

    Args:
        low: lowest count.
        high: highest count.
        people: people asked.
    """
    return Rule(
        0.0 if low == 0 else round(float(beta.ppf(0.05, low + 0.5, people - low + 0.5)), 3),
        1.0 if high == people else round(float(beta.ppf(0.95, high + 0.5, people - high + 0.5)), 3),
    )


def run_targets(
    study: Study, names: Sequence[str], world: World, seeds: Sequence[int], moved: Mapping[str, float]
) -> list[CheckResult]:
    """Hold a study's interviews and judge its targets.

    Args:
        study: instrument and targets.
        names: ids asked for.
        world: the districts.
        seeds: futures.
        moved: parameters moved, of the model or the interviews.

    Raises:
        InputProblems: a value that is not allowed.
    """
    of_model, of_interviews = split_settings(moved)
    scenario = load(BASE)
    laid = {path: ((0, value),) for path, value in of_model.items()}
    scenario = replace(scenario, changes={**scenario.changes, **laid})
    asked = [target for target in study.targets.values() if target.observable is not None]
    answers = hold_interviews(world, [scenario] * len(seeds), seeds, asked, of_interviews)
    said = {ident: values.mean(axis=0) for ident, values in answers.items()}
    results = [
        judged_target(target, answers.get(ident)) for ident, target in study.targets.items() if ident in names
    ]
    for first, second, claim in ORDERS:
        ident = f"{second}<{first}"
        if ident in names:
            part = part_of("the first share minus the second", said[first] - said[second], Rule(low=0.0))
            results.append(CheckResult(ident, claim, "ledger C.3, ordering constraints", (part,)))
    return results


def judged_target(target: Target, answers: NDArray[np.float64] | None) -> CheckResult:
    """Hold one target against what would be said.

    Args:
        target: the target.
        answers: (M, S) shares by cut-off or one row of figures; None where the model has nothing of the kind.
    """
    if answers is None:
        return CheckResult(target.ident, target.finding, target.source, (), target.because or "no observable")
    if target.counts is None and target.band is None:
        return CheckResult(target.ident, target.finding, target.source, (), "the finding has no quantity")
    return CheckResult(target.ident, target.finding, target.source, (_part(target, answers),))


def _part(target: Target, answers: NDArray[np.float64]) -> Part:
    if target.band is not None:
        assert target.observable is not None
        return part_of(target.observable.label, answers[0], Rule(*target.band))
    low, high = target.counted()
    counted = f"{low}" if low == high else f"{low} to {high}"
    name = f"share who would say so; said: {target.said or 'counted'}, {counted} of {target.of}"
    if len(answers) > 1:
        ends = sorted((float(answers[0].mean()), float(answers[-1].mean())))
        name += f"; by cut-off {ends[0]:.2f} to {ends[1]:.2f}"
    return part_of(name, answers.mean(axis=0), envelope(low, high, target.of))


def split_settings(moved: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Split settings into those of the model and those of the interviews.

    Args:
        moved: values by path.

    Raises:
        InputProblems: a number of the interviews that does not exist or is out of its range.
    """
    known, problems = interview_parameters(), []
    of_interviews = {path: value for path, value in moved.items() if path.split(".")[0] in ("interviews", "cutoffs")}
    for path, value in of_interviews.items():
        if path not in known:
            problems.append(Problem("--set", f"no number is called {path}", "a number of docs/interviews.md",
                                    nearest_name(path, known)))  # fmt: skip
        elif not known[path].allows(value):
            problems.append(Problem("--set", f"{path} cannot be {value:g}", known[path].allowed))
    if problems:
        raise InputProblems(problems)
    return {path: value for path, value in moved.items() if path not in of_interviews}, of_interviews


def study_of(path: Path | None) -> Study:
    """Load a study by its targets file, or the shipped one.

    Args:
        path: a targets file.
    """
    return shipped_study() if path is None else load_study(path)
