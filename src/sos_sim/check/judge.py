"""Judge patterns: run their arms in the same futures, measure, and hold the measures against the rules."""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import ground
from sos_sim.check.pattern import CutMeasure, Measure, Pattern
from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.check.seen import Sight, watch
from sos_sim.world.build import World

INFORMATIVE_BELOW = 0.9
"""A check that at least this share of random parameter sets passes says nothing about the chosen one."""

_GOLDEN = 0.6180339887498949
"""Golden section: its multiples spread evenly over 0-1, however many there are."""


def place_in_prior(seed: int) -> float:
    """Return where in its prior an unmeasured number lies in one future, 0-1.

    Args:
        seed: the future.
    """
    return (seed * _GOLDEN) % 1.0


@dataclass(frozen=True)
class Evidence:
    """Hold what the arms of all patterns showed in one future.

    Args:
        figures: measured figure by pattern and place of the measure.
        paths: course of the drawn outcome by pattern and arm, (41,).
    """

    figures: dict[tuple[str, int], float]
    paths: dict[tuple[str, str], NDArray[np.float64]]


@dataclass(frozen=True)
class Judgement:
    """Hold the results of patterns and what is drawn of them.

    Args:
        results: one result per pattern.
        figures: (S,) figures over futures by pattern and place of the measure.
        paths: (S, 41) courses by pattern and arm.
    """

    results: tuple[CheckResult, ...]
    figures: dict[tuple[str, int], NDArray[np.float64]]
    paths: dict[tuple[str, str], NDArray[np.float64]]


def judge(
    patterns: Sequence[Pattern],
    world: World,
    seeds: Sequence[int],
    moved: Mapping[str, float] | None = None,
    jobs: int = 1,
    seen_one: Callable[[], None] = lambda: None,
) -> Judgement:
    """Run patterns and judge them.

    Args:
        patterns: what should hold.
        world: the world to run in.
        seeds: the futures; every arm meets all of them.
        moved: parameters moved for every arm (``--set``).
        jobs: worker processes.
        seen_one: called after each future.

    Raises:
        InputProblems: a parameter in ``moved`` that is not allowed.
    """
    over = dict(moved or {})
    ground(over)
    evidence = []
    for each in _in_all_futures(patterns, world, seeds, over, jobs):
        evidence.append(each)
        seen_one()
    figures = {key: np.array([each.figures[key] for each in evidence]) for key in evidence[0].figures}
    paths = {key: np.stack([each.paths[key] for each in evidence]) for key in evidence[0].paths}
    results = tuple(_result(pattern, figures) for pattern in patterns)
    return Judgement(results, figures, paths)


def _in_all_futures(
    patterns: Sequence[Pattern], world: World, seeds: Sequence[int], moved: Mapping[str, float], jobs: int
) -> Iterator[Evidence]:
    if jobs <= 1 or len(seeds) == 1:
        for seed in seeds:
            yield look(patterns, world, seed, moved)
        return
    import joblib

    # Patterns hold plain functions of their catalogue, which workers find by name.
    names = [pattern.ident for pattern in patterns]
    yield from joblib.Parallel(n_jobs=jobs, return_as="generator")(
        joblib.delayed(look_at_named)(names, world, seed, moved) for seed in seeds
    )


def look_at_named(names: Sequence[str], world: World, seed: int, moved: Mapping[str, float]) -> Evidence:
    """Look at patterns of the catalogue by name in one future: what a worker does."""
    from sos_sim.check.catalogue import PATTERNS

    return look([PATTERNS[name] for name in names], world, seed, moved)


def look(patterns: Sequence[Pattern], world: World, seed: int, moved: Mapping[str, float]) -> Evidence:
    """Run the arms of patterns in one future and measure.

    Args:
        patterns: what should hold.
        world: the world to run in.
        seed: the future.
        moved: parameters moved for every arm.
    """
    seen = watch(world, [arm for pattern in patterns for arm in pattern.arms.values()], seed, moved)
    figures: dict[tuple[str, int], float] = {}
    paths: dict[tuple[str, str], NDArray[np.float64]] = {}
    for pattern in patterns:
        sight = {name: seen[arm.key] for name, arm in pattern.arms.items()}
        for place, measure in enumerate(pattern.measures):
            figures[pattern.ident, place] = measured(measure, sight, seed)
        for name, shown in sight.items():
            paths[pattern.ident, name] = shown.path(pattern.draw)
    return Evidence(figures, paths)


def measured(measure: Measure | CutMeasure, sight: Sight, seed: int) -> float:
    """Measure one thing in one future.

    Args:
        measure: what is measured.
        sight: what the arms showed.
        seed: the future; it places the cut-off in its prior.
    """
    try:
        if isinstance(measure, Measure):
            return float(measure.figure(sight))
        least, most = measure.cut
        return float(measure.figure(sight, least + (most - least) * place_in_prior(seed)))
    except ZeroDivisionError:
        return float("nan")  # a ratio to nothing is no number, and fails


def _result(pattern: Pattern, figures: Mapping[tuple[str, int], NDArray[np.float64]]) -> CheckResult:
    parts = []
    for place, measure in enumerate(pattern.measures):
        share = shares_at_random().get((pattern.ident, measure.name))
        informative = None if share is None else share < INFORMATIVE_BELOW
        values = figures[pattern.ident, place]
        parts.append(part_of(measure.name, values, measure.rule, pattern.needed, measure.unit, informative))
    return CheckResult(pattern.ident, pattern.claim, pattern.source, tuple(parts))


def part_of(
    name: str,
    values: NDArray[np.float64],
    rule: Rule,
    needed: float = 0.9,
    unit: str = "",
    informative: bool | None = None,
    reference: float | None = None,
) -> Part:
    """Sum up one figure over futures.

    Args:
        name: what was measured.
        values: (S,) the figure in each future.
        rule: figures allowed.
        needed: share of futures in which the rule must hold.
        unit: unit in plain words.
        informative: whether it often fails at random parameters.
        reference: the published value.
    """
    low, middle, high = (float(value) for value in np.quantile(values, (0.05, 0.5, 0.95)))
    held = float(np.mean([rule.allows(float(value)) for value in values]))
    return Part(name, middle, low, high, rule, held, informative, needed, unit, reference)


@functools.cache
def shares_at_random() -> dict[tuple[str, str], float]:
    """Read the share of random parameter sets at which each measure holds, by pattern and measure.

    Written by ``experiments/base_parameters.py``.
    """
    file = resources.files("sos_sim.check").joinpath("informative.csv")
    if not file.is_file():
        return {}
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {(row["pattern"], row["measure"]): float(row["share_held"]) for row in rows}
