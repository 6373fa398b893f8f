"""An experiment: scenarios, what is varied over which values, by which design, over how many seeds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.changes import Parameters
from sos_sim.scenario.dates import FIRST_START
from sos_sim.scenario.factors import Factor, check_dates, read_factors
from sos_sim.scenario.places import find
from sos_sim.scenario.reader import Entries, Fault, Items, Node, read_entries
from sos_sim.scenario.scalars import read_text, read_whole
from sos_sim.scenario.scenario import (
    DEFAULT_YEARS,
    Horizon,
    Scenario,
    check_keys,
    declared,
    description_of,
    load,
    name_of,
    read_horizon,
    with_horizon,
)

DesignKind = Literal["factorial", "latin-hypercube", "sobol"]
DESIGNS: tuple[DesignKind, ...] = get_args(DesignKind)
EXPERIMENT_KEYS = (
    "name",
    "description",
    "scenarios",
    "levers",
    "uncertainties",
    "design",
    "seeds",
    "outcomes",
    "horizon",
)
MOST_POINTS = 1_000_000
MOST_LEVELS = 1_000
MOST_SEEDS = 100_000
MOST_RUNS = 1_000_000
DEFAULT_SEEDS = 10


@dataclass(frozen=True)
class Experiment:
    """Hold an experiment file, checked.

    Args:
        name: its name, fit to name a folder.
        description: one or two sentences for people.
        scenarios: the levels of the factor ``scenario``, all over one horizon.
        levers: what policy sets, varied.
        uncertainties: what nobody knows, varied.
        kind: how ranges become points.
        size: points of a Latin hypercube or Sobol design, levels of a range in a factorial one.
        seeds: futures that every point meets.
        outcomes: the outcomes kept; empty for the outcomes every result has.
        source: the file it was read from.
    """

    name: str
    description: str
    scenarios: tuple[Scenario, ...]
    levers: tuple[Factor, ...]
    uncertainties: tuple[Factor, ...]
    kind: DesignKind
    size: int
    seeds: int
    outcomes: tuple[str, ...]
    source: Path

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Give levers, then uncertainties."""
        return self.levers + self.uncertainties

    @property
    def dates(self) -> dict[str, tuple[int, int]]:
        """Give by path the month (year, month) that a factor holds from, of those that have one."""
        return {each.path: each.date for each in self.factors if each.date is not None}


def load_experiment(
    name_or_path: str | Path, outcomes: Collection[str], parameters: Parameters | None = None
) -> Experiment:
    """Load an experiment by name or path.

    Args:
        name_or_path: a path, or a name looked up in ./experiments, the working directory, the checkout and the
            installed package.
        outcomes: names of the outcomes results have.
        parameters: every declared parameter by path; the model's own when not given.

    Raises:
        InputProblems: with one problem for everything that is wrong.
    """
    path = find(str(name_or_path), str(name_or_path), "experiments")
    problems: list[Problem] = []
    known = declared(parameters)
    tree = read_entries(path, problems)
    if "design" not in tree.entries and not problems:
        raise InputProblems([Problem(str(path), "has no `design`, so it is not an experiment", "an experiment file")])
    check_keys(tree, EXPERIMENT_KEYS, "an experiment", problems)
    name = name_of(tree, path, problems)
    description = description_of(tree, problems)
    horizon = read_horizon(tree.get("horizon"), Horizon(FIRST_START, DEFAULT_YEARS, str(path)), problems)
    scenarios = _scenarios(tree, path, known, problems)
    if "horizon" in tree.entries:
        scenarios = [with_horizon(each, horizon, problems) for each in scenarios]
    levers, uncertainties = read_factors(tree, known, problems)
    kind, size = _design(tree, levers + uncertainties, problems)
    seeds = DEFAULT_SEEDS
    if (written := tree.get("seeds")) is not None:
        seeds = read_whole(written, 1, MOST_SEEDS, "seeds", problems) or seeds
    kept = _outcomes(tree.get("outcomes"), outcomes, problems)
    if not problems:
        _check_horizons(scenarios, problems)
        check_dates(levers + uncertainties, scenarios[0].start, scenarios[0].months, problems)
        found = Experiment(
            name, description, tuple(scenarios), levers, uncertainties, kind, size, seeds, kept, path
        )
        _check_size(found, tree, problems)
    if problems:
        raise InputProblems(problems)
    return found


def _scenarios(tree: Entries, path: Path, parameters: Parameters, problems: list[Problem]) -> list[Scenario]:
    node = tree.get("scenarios")
    if node is None:
        problems.append(
            Problem(str(path), "the experiment has no scenarios", "`scenarios: [california-2017]`")
        )
        return []
    found: dict[str, Scenario] = {}
    for item in _listed(node, "scenarios", problems):
        wanted = read_text(item, "the scenario", problems)
        if wanted is None:
            continue
        if wanted in found:
            problems.append(Problem(item.place, f"{wanted} is listed twice", "each scenario once"))
            continue
        beside = path.parent / wanted
        try:
            found[wanted] = load(beside if beside.is_file() else wanted, parameters)
        except InputProblems as error:
            # A scenario that is not there is a mistake of this line; other mistakes keep their own place.
            problems.extend(
                Problem(item.place, problem.found, problem.allowed, problem.nearest)
                if problem.place == wanted
                else problem
                for problem in error.problems
            )
    return list(found.values())


def _design(tree: Entries, factors: tuple[Factor, ...], problems: list[Problem]) -> tuple[DesignKind, int]:
    node = tree.get("design")
    if node is None or isinstance(node, Fault):
        return "factorial", 0
    if not isinstance(node, Entries):
        problems.append(Problem(node.place, "design is not a mapping", "{kind: factorial, levels: 5}"))
        return "factorial", 0
    check_keys(node, ("kind", "points", "levels"), "design", problems)
    written = node.get("kind")
    named = read_text(written, "kind", problems) if written is not None else None
    if written is None:
        problems.append(Problem(node.place, "design has no kind", ", ".join(DESIGNS)))
    elif named is not None and named not in DESIGNS:
        allowed, nearest = ", ".join(DESIGNS), nearest_name(named, DESIGNS)
        problems.append(Problem(written.place, f"{named[:60]} is not a design", allowed, nearest))
    points, levels = node.get("points"), node.get("levels")
    sizes = (
        0 if points is None else read_whole(points, 1, MOST_POINTS, "points", problems) or 0,
        0 if levels is None else read_whole(levels, 2, MOST_LEVELS, "levels", problems) or 0,
    )
    kind = next((each for each in DESIGNS if each == named), None)
    if kind is None:
        return "factorial", 0
    needed, other = ("levels", "points") if kind == "factorial" else ("points", "levels")
    if node.get(other) is not None:
        problems.append(Problem(node.entries[other][0].place, f"a {kind} design has no {other}", needed))
    if node.get(needed) is None and (kind != "factorial" or any(each.is_range for each in factors)):
        problems.append(
            Problem(node.place, f"a {kind} design over ranges needs {needed}", f"{needed}: a whole number")
        )
    if kind == "sobol" and not (factors or tree.get("levers") or tree.get("uncertainties")):
        problems.append(Problem(node.place, "a sobol design varies nothing here", "levers or uncertainties"))
    return kind, sizes[1] if kind == "factorial" else sizes[0]


def _outcomes(node: Node | None, outcomes: Collection[str], problems: list[Problem]) -> tuple[str, ...]:
    names = []
    for item in [] if node is None else _listed(node, "outcomes", problems):
        name = read_text(item, "the outcome", problems)
        if name is None:
            continue
        if name not in outcomes:
            allowed, nearest = ", ".join(outcomes), nearest_name(name, outcomes)
            problems.append(Problem(item.place, f"no outcome is called {name[:60]}", allowed, nearest))
        elif name in names:
            problems.append(Problem(item.place, f"{name} is listed twice", "each outcome once"))
        else:
            names.append(name)
    return tuple(names)


def _check_horizons(scenarios: list[Scenario], problems: list[Problem]) -> None:
    first = scenarios[0]
    for other in scenarios[1:]:
        if (other.start, other.months) != (first.start, first.months):
            found = f"the horizon of {other.name} is not that of {first.name}"
            problems.append(Problem(str(other.source), found, "a `horizon` in the experiment, which all then share"))
    names = [each.name for each in scenarios]
    for name in sorted({each for each in names if names.count(each) > 1}):
        problems.append(Problem(str(first.source), f"two scenarios are called {name}", "a name for each"))


def _check_size(experiment: Experiment, tree: Entries, problems: list[Problem]) -> None:
    runs = len(experiment.scenarios) * experiment.seeds
    for each in experiment.factors:
        runs *= len(each.levels) or (experiment.size if experiment.kind == "factorial" else 1)
        if runs > MOST_RUNS:
            break
    if experiment.kind != "factorial" and any(each.is_range for each in experiment.factors):
        runs *= experiment.size
    if runs > MOST_RUNS:
        place = tree.entries["design"][0].place
        found = f"the design has more than {MOST_RUNS:,} runs"
        problems.append(Problem(place, found, "fewer levels, points or seeds; a latin-hypercube or sobol design"))


def _listed(node: Node, what: str, problems: list[Problem]) -> list[Node]:
    if isinstance(node, Items) and node.items:
        return node.items
    if not isinstance(node, Fault):
        found = f"{what} is empty" if isinstance(node, Items) else f"{what} is not a list"
        problems.append(Problem(node.place, found, "a list such as [one, two]"))
    return []
