"""Choose the base parameters: which values let the patterns hold together, and which checks say anything.

    python experiments/base_parameters.py scan   [--points 1000] [--districts 236] [--jobs 2]
    python experiments/base_parameters.py search [--steps 600] [--seeds 2] [--from FILE]
    python experiments/base_parameters.py ranges [--levels 5] [--seeds 2]
    python experiments/base_parameters.py chosen [--seeds 10]

Steps, each with all patterns of `sos-sim check patterns` as constraints, on a sample of districts:

1. `scan` draws a Latin hypercube over every searched uncertainty and counts for each check at what share of the
   points it holds. A check that holds nearly everywhere says nothing about the parameters. It writes
   src/sos_sim/check/informative.csv, from which `sos-sim check` tells which checks are informative.
2. `search` starts from the declared defaults and takes random steps in a few parameters at a time; a step is kept
   if it lowers the penalty: checks failed, how far they fail, and how far values have moved from where they started.
   At the end every moved parameter is tried at its starting value again and stays there if nothing is lost by it. It
   prints and writes the moves that remain. Nothing is written into the declarations: a person reads the
   result, weighs it against the evidence of each value and changes the declaration.
3. `ranges` moves one parameter at a time over its range and tells where all checks that hold at the base still
   hold, and which are lost beyond. It writes docs/figures/base-parameters.csv for docs/base-parameters.md.

4. `chosen` judges the base beside the values it had before the search (experiments/base_parameters.csv says which value
   was moved, from what and because of which pattern), on all districts, and takes each move back alone to see which
   patterns are lost without it. It writes docs/figures/moved-parameters.csv.

Not searched: parameters with evidence other than assumption (V, M, S, C), switches, the measurement model, how
things are observed, prices, and what levers do that stand still in nearly every pattern. Steps are the same on every
machine: the seed of the search is fixed.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sos_sim.check.catalogue import PATTERNS
from sos_sim.check.judge import judge, look
from sos_sim.check.sample import sample_world
from sos_sim.parameters import PARAMETERS, Parameter
from sos_sim.world.build import World, embedded_world

ROOT = Path(__file__).resolve().parents[1]
INFORMATIVE = ROOT / "src" / "sos_sim" / "check" / "informative.csv"
RANGES = ROOT / "docs" / "figures" / "base-parameters.csv"
FAILING = ROOT / "docs" / "figures" / "failing-patterns.csv"
MOVED = ROOT / "experiments" / "base_parameters.csv"
TAKEN_BACK = ROOT / "docs" / "figures" / "moved-parameters.csv"
FOUND = ROOT / "runs" / "base-parameters"
NOT_SEARCHED = ("measurement", "observe", "money", "pandemic", "accountability")
LEVERS_ONLY = ("field", "guidance", "lcap", "rollout", "reform", "modality", "capacity", "training")
"""Groups whose uncertainties say what a lever does that stands still in nearly every pattern."""

NEEDED = 0.9
ONE_MORE_FAIL, DISTANCE = 1.0, 0.02
"""Penalty of a failed check, and of moving one parameter over its whole range."""

Values = dict[str, float]
Key = tuple[str, str]


def searched() -> list[Parameter]:
    """List the parameters that are searched, in declared order."""
    return [
        each
        for each in PARAMETERS.values()
        if each.role == "uncertainty"
        and each.evidence == "A"
        and each.kind == "number"
        and each.group not in (*NOT_SEARCHED, *LEVERS_ONLY)
        and each.high > each.low
        and not neutral(each)
    ]


def neutral(parameter: Parameter) -> bool:
    """Tell whether a parameter stands where its mechanism is off: an open question, not a value to be found."""
    return parameter.ident.startswith("H") and parameter.default in (parameter.low, parameter.high, 0.0)


def figures_at(world: World, seeds: Sequence[int], values: Values) -> dict[Key, NDArray[np.float64]]:
    """Measure every check at a parameter set, by pattern and measure, (S,)."""
    patterns = list(PATTERNS.values())
    looks = [look(patterns, world, seed, values).figures for seed in seeds]
    names = {
        (pattern.ident, place): measure.name
        for pattern in patterns
        for place, measure in enumerate(pattern.measures)
    }
    return {(key[0], names[key]): np.array([each[key] for each in looks]) for key in looks[0]}


def rules() -> dict[Key, Any]:
    """Give the rule of every check by pattern and measure."""
    return {(p.ident, m.name): m.rule for p in PATTERNS.values() for m in p.measures}


def shortfall(figures: Mapping[Key, NDArray[np.float64]]) -> dict[Key, float]:
    """Tell how far each check is from holding: 0 where it holds, else 1 and how far outside, in units of the limit."""
    allowed, short = rules(), {}
    for key, values in figures.items():
        rule = allowed[key]
        if np.mean([rule.allows(value) for value in values]) >= NEEDED:
            short[key] = 0.0
            continue
        ends = [abs(end) for end in (rule.low, rule.high) if np.isfinite(end)]
        size = max([*ends, 1e-3])
        worst = min((rule.margin(value) if np.isfinite(value) else -size) for value in values)
        short[key] = ONE_MORE_FAIL + min(-worst / size, 1.0)
    return short


def held(figures: Mapping[Key, NDArray[np.float64]]) -> dict[Key, bool]:
    """Tell which checks hold."""
    return {key: value == 0.0 for key, value in shortfall(figures).items()}


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file under a temporary name, then rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    os.replace(temporary, path)
    print(f"written: {path.relative_to(ROOT)}")


def one_point(world: World, seeds: Sequence[int], values: Values) -> dict[Key, float]:
    """Return the shortfall of every check at one parameter set."""
    return shortfall(figures_at(world, seeds, values))


def scan(world: World, options: argparse.Namespace) -> None:
    """Count at what share of random parameter sets each check holds."""
    free = searched()
    unit = qmc.LatinHypercube(len(free), seed=20180924).random(options.points)
    low, high = np.array([each.low for each in free]), np.array([each.high for each in free])
    paths = [each.path for each in free]
    points = [dict(zip(paths, map(float, row), strict=True)) for row in low + unit * (high - low)]
    started = time.monotonic()
    found = joblib.Parallel(n_jobs=options.jobs, batch_size=1)(
        joblib.delayed(one_point)(world, [1 + number % options.seeds], values) for number, values in enumerate(points)
    )
    keys = list(rules())
    share = {key: float(np.mean([each[key] == 0.0 for each in found])) for key in keys}
    failed = np.array([sum(value > 0 for value in each.values()) for each in found])
    write(
        INFORMATIVE,
        ("pattern", "measure", "share_held", "points"),
        [(*key, f"{share[key]:.3f}", len(points)) for key in keys],
    )
    write(
        FOUND / "scan.csv",
        ("failed", *(each.path for each in free)),
        [(failed[place], *points[place].values()) for place in np.argsort(failed, kind="stable")[:50]],
    )
    print(
        f"{len(points)} points, {len(keys)} checks, {len(free)} parameters, {time.monotonic() - started:.0f} s; "
        f"failed: least {failed.min()}, median {np.median(failed):.0f}, most {failed.max()}"
    )
    for key in sorted(keys, key=share.__getitem__)[:40]:
        print(f"  {share[key]:6.1%}  {key[0]} {key[1]}")


def penalty(short: Mapping[Key, float], values: Values, start: Values) -> float:
    """Weigh what fails and how far the values have moved."""
    moved = sum(
        abs(value - start[path]) / (PARAMETERS[path].high - PARAMETERS[path].low) for path, value in values.items()
    )
    return sum(short.values()) + DISTANCE * moved


def search(world: World, options: argparse.Namespace) -> None:
    """Take random steps from the declared defaults and keep those that lower the penalty."""
    free = searched()
    start = {each.path: each.default for each in free}
    values, seeds = dict(start), range(1, options.seeds + 1)
    if options.begin:
        values |= {row["path"]: float(row["value"]) for row in csv.DictReader(options.begin.open())}
    short = one_point(world, seeds, values)
    best = penalty(short, values, start)
    rng = np.random.default_rng(20180924)
    print(f"start: {sum(v > 0 for v in short.values())} of {len(short)} fail, penalty {best:.3f}", flush=True)
    for round_ in range(0, options.steps, options.jobs):
        trials = [_step(rng, values, free) for _ in range(options.jobs)]
        found = joblib.Parallel(n_jobs=options.jobs)(joblib.delayed(one_point)(world, seeds, each) for each in trials)
        scores = [penalty(each, trial, start) for each, trial in zip(found, trials, strict=True)]
        place = int(np.argmin(scores))
        if scores[place] < best:
            values, best, short = trials[place], scores[place], found[place]
            print(f"step {round_ + options.jobs}: penalty {best:.3f}, failing {_failing(short)}", flush=True)
    values, short = _take_back(world, seeds, values, short, start)
    print(f"in the end: penalty {penalty(short, values, start):.3f}, failing {_failing(short)}")
    moved = [(path, start[path], value) for path, value in values.items() if value != start[path]]
    write(FOUND / "search.csv", ("path", "declared", "value"), moved)


def _failing(short: Mapping[Key, float]) -> str:
    return " ".join(key[0] for key, value in short.items() if value > 0)


def _take_back(
    world: World, seeds: Sequence[int], values: Values, short: Mapping[Key, float], start: Values
) -> tuple[Values, Mapping[Key, float]]:
    """Put each moved parameter back where it started, the least moved first, where no further check fails by it."""
    fails = sum(value > 0 for value in short.values())
    moved = [path for path, value in values.items() if value != start[path]]
    moved.sort(key=lambda path: abs(values[path] - start[path]) / (PARAMETERS[path].high - PARAMETERS[path].low))
    for path in moved:
        trial = values | {path: start[path]}
        found = one_point(world, seeds, trial)
        if sum(value > 0 for value in found.values()) <= fails:
            values, short = trial, found
    return values, short


def _step(rng: np.random.Generator, values: Values, free: Sequence[Parameter]) -> Values:
    trial = dict(values)
    for place in rng.choice(len(free), size=int(rng.integers(1, 6)), replace=False):
        each = free[place]
        moved = trial[each.path] + rng.normal(0.0, 0.15) * (each.high - each.low)
        trial[each.path] = float(np.clip(moved, each.low, each.high))
    return trial


def ranges(world: World, options: argparse.Namespace) -> None:
    """Move one parameter at a time and tell where the checks of the base still hold."""
    free, seeds = searched(), range(1, options.seeds + 1)
    at_base = figures_at(world, seeds, {})
    base = held(at_base)
    points = [(each, float(level)) for each in free for level in np.linspace(each.low, each.high, options.levels)]
    found = joblib.Parallel(n_jobs=options.jobs, batch_size=1)(
        joblib.delayed(one_point)(world, seeds, {each.path: level}) for each, level in points
    )
    rows = []
    for each in free:
        mine = [(level, short) for (other, level), short in zip(points, found, strict=True) if other is each]
        lost = {level: sorted({key[0] for key, ok in base.items() if ok and short[key] > 0}) for level, short in mine}
        rows.append((each.path, f"{each.default:g}", *_survives(each, lost), each.evidence, each.source))
    head = ("path", "base", "low", "high", "holds_from", "holds_to", "lost_below", "lost_above", "evidence", "source")
    write(RANGES, head, rows)
    _write_failing(base, at_base, list(zip(points, found, strict=True)))
    print(f"{sum(base.values())} of {len(base)} checks hold at the base")


def _write_failing(
    base: Mapping[Key, bool],
    at_base: Mapping[Key, NDArray[np.float64]],
    tried: Sequence[tuple[tuple[Parameter, float], Mapping[Key, float]]],
) -> None:
    """Write for each check that fails the single moves that make it hold, the cheapest first."""
    rows, allowed = [], rules()
    for key in (key for key, ok in base.items() if not ok):
        moves = []
        for (each, level), short in tried:
            if short[key] == 0.0:
                lost = sorted({other[0] for other, ok in base.items() if ok and short[other] > 0})
                moves.append((len(lost), abs(level - each.default) / (each.high - each.low), each, level, lost))
        moves.sort(key=lambda move: move[:2])
        told = [
            f"{each.path} {level:g}" + (f" (loses {' '.join(lost)})" if lost else "")
            for _, _, each, level, lost in moves[:4]
        ]
        rows.append((*key, f"{np.median(at_base[key]):.3g}", str(allowed[key]), "; ".join(told)))
    write(FAILING, ("pattern", "measure", "figure", "allowed", "holds_if"), rows)


def _survives(each: Parameter, lost: Mapping[float, Sequence[str]]) -> tuple[str, ...]:
    """Return the unbroken range round the base in which nothing is lost, and what is lost beside it."""
    below = [level for level in lost if level < each.default][::-1]
    above = [level for level in lost if level > each.default]
    ends, losses = [], []
    for side in (below, above):
        end, losing = each.default, ""
        for level in side:
            if lost[level]:
                losing = " ".join(lost[level])
                break
            end = level
        ends.append(end)
        losses.append(losing)
    return f"{each.low:g}", f"{each.high:g}", f"{ends[0]:g}", f"{ends[1]:g}", losses[0], losses[1]


def chosen(world: World, options: argparse.Namespace) -> None:
    """Judge the base beside the values before the search, and each move taken back alone, on all districts."""
    with MOVED.open(encoding="utf-8") as file:
        before = {row["path"]: float(row["before"]) for row in csv.DictReader(file)}

    def failing(values: Values) -> set[str]:
        judged = judge(list(PATTERNS.values()), embedded_world(), range(1, options.seeds + 1), values, options.jobs)
        return {result.ident for result in judged.results if result.status == "fail"}

    at_base = failing({})
    print(f"before the search {len(failing(before))} of {len(PATTERNS)} fail, at the base {len(at_base)}", flush=True)
    rows = []
    for path, value in before.items():
        taken_back = failing({path: value})
        lost, gained = sorted(taken_back - at_base), sorted(at_base - taken_back)
        rows.append((path, " ".join(lost), " ".join(gained)))
        print(*rows[-1], sep="; ", flush=True)
    write(TAKEN_BACK, ("path", "lost_without", "held_without"), rows)


def main() -> int:
    """Carry out one step; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("scan", "search", "ranges", "chosen"))
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--levels", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--districts", type=int, default=236)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--from", dest="begin", type=Path, metavar="FILE")
    options = parser.parse_args()
    world = sample_world(embedded_world(), options.districts)
    {"scan": scan, "search": search, "ranges": ranges, "chosen": chosen}[options.what](world, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
