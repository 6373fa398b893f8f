"""The structure of an experiment file: what is varied, over which values, by which design."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Literal, get_args

from sos_sim.parameters.declare import Parameter
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.changes import Parameters, find_parameter
from sos_sim.scenario.dates import FIRST_START
from sos_sim.scenario.reader import Entries, Fault, Items, Node, Scalar, read_entries
from sos_sim.scenario.scalars import read_text, read_value, read_whole
from sos_sim.scenario.scenario import (
    DEFAULT_YEARS,
    Horizon,
    check_keys,
    declared,
    description_of,
    load,
    name_of,
    read_horizon,
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


def check_experiment(path: Path, outcomes: Collection[str], parameters: Parameters | None = None) -> None:
    """Check the structure of an experiment file.

    Args:
        path: the file.
        outcomes: names of the outcomes results have.
        parameters: every declared parameter by path; the model's own when not given.

    Raises:
        InputProblems: with one problem for everything that is wrong.
    """
    problems: list[Problem] = []
    known = declared(parameters)
    tree = read_entries(path, problems)
    check_keys(tree, EXPERIMENT_KEYS, "an experiment", problems)
    name_of(tree, path, problems)
    description_of(tree, problems)
    _check_scenarios(tree, path, known, problems)
    ranges, varied = _check_varied(tree, known, problems)
    _check_design(tree, ranges, varied, problems)
    if (seeds := tree.get("seeds")) is not None:
        read_whole(seeds, 1, MOST_SEEDS, "seeds", problems)
    if (wanted := tree.get("outcomes")) is not None:
        _check_outcomes(wanted, outcomes, problems)
    read_horizon(tree.get("horizon"), Horizon(FIRST_START, DEFAULT_YEARS, str(path)), problems)
    if problems:
        raise InputProblems(problems)


def _check_scenarios(tree: Entries, path: Path, parameters: Parameters, problems: list[Problem]) -> None:
    node = tree.get("scenarios")
    if node is None:
        problems.append(
            Problem(str(path), "the experiment has no scenarios", "`scenarios: [california-2017]`")
        )
        return
    seen: set[str] = set()
    for item in _listed(node, "scenarios", problems):
        wanted = read_text(item, "the scenario", problems)
        if wanted is None:
            continue
        if wanted in seen:
            problems.append(Problem(item.place, f"{wanted} is listed twice", "each scenario once"))
            continue
        seen.add(wanted)
        beside = path.parent / wanted
        try:
            load(beside if beside.is_file() else wanted, parameters)
        except InputProblems as error:
            # A scenario that is not there is a mistake of this line; other mistakes keep their own place.
            problems.extend(
                Problem(item.place, problem.found, problem.allowed, problem.nearest)
                if problem.place == wanted
                else problem
                for problem in error.problems
            )


def _check_varied(tree: Entries, parameters: Parameters, problems: list[Problem]) -> tuple[bool, bool]:
    """Check levers and uncertainties; tell whether there is any range, and anything varied at all."""
    ranges = False
    seen: dict[str, str] = {}
    for part in ("levers", "uncertainties"):
        node = tree.get(part)
        if node is None or isinstance(node, Fault):
            continue
        if part == "uncertainties" and isinstance(node, Scalar) and node.text == "all":
            ranges = True
            seen["all"] = part
            continue
        if not isinstance(node, Entries):
            allowed = "lines such as `support.coe_coach_days: [0, 15, 30]`"
            if part == "uncertainties":
                allowed += ", or all"
            problems.append(Problem(node.place, f"{part} is not a mapping", allowed))
            continue
        for key, value in node.pairs():
            parameter = find_parameter(key.text, key.place, parameters, problems)
            if parameter is None:
                continue
            if key.text in seen:
                found = f"{key.text} is varied under {seen[key.text]} too"
                problems.append(Problem(key.place, found, "each parameter once"))
            seen[key.text] = part
            ranges |= _check_values(value, parameter, problems)
    return ranges, bool(seen)


def _check_values(node: Node, parameter: Parameter, problems: list[Problem]) -> bool:
    """Check a list of levels or a range; tell whether it is a range."""
    if isinstance(node, Items):
        values = [read_value(item, parameter, problems) for item in node.items]
        known = [value for value in values if value is not None]
        if not values:
            problems.append(Problem(node.place, f"{parameter.path} has no levels", "at least one number"))
        elif len(set(known)) < len(known):
            problems.append(Problem(node.place, f"{parameter.path} has a level twice", "each level once"))
        return False
    if not isinstance(node, Entries):
        if not isinstance(node, Fault):
            found = f"{parameter.path} is neither a list nor a range"
            problems.append(Problem(node.place, found, "[0, 15, 30] or {low: 0, high: 30}"))
        return False
    check_keys(node, ("low", "high"), "a range", problems)
    bounds = []
    for side in ("low", "high"):
        written = node.get(side)
        if written is None:
            problems.append(
                Problem(node.place, f"the range of {parameter.path} has no {side}", "{low: 0, high: 1}")
            )
        elif (value := read_value(written, parameter, problems)) is not None:
            bounds.append(value)
    if len(bounds) == 2 and bounds[0] >= bounds[1]:
        found = f"low {bounds[0]:g} is not below high {bounds[1]:g}"
        problems.append(Problem(node.place, found, "low below high"))
    return True


def _check_design(tree: Entries, ranges: bool, varied: bool, problems: list[Problem]) -> None:
    node = tree.get("design")
    if node is None or isinstance(node, Fault):
        return
    if not isinstance(node, Entries):
        problems.append(Problem(node.place, "design is not a mapping", "{kind: factorial, levels: 5}"))
        return
    check_keys(node, ("kind", "points", "levels"), "design", problems)
    written = node.get("kind")
    kind = read_text(written, "kind", problems) if written is not None else None
    if written is None:
        problems.append(Problem(node.place, "design has no kind", ", ".join(DESIGNS)))
    elif kind is not None and kind not in DESIGNS:
        allowed, nearest = ", ".join(DESIGNS), nearest_name(kind, DESIGNS)
        problems.append(Problem(written.place, f"{kind[:60]} is not a design", allowed, nearest))
    counts: dict[str, Callable[[Node], object]] = {
        "points": lambda value: read_whole(value, 1, MOST_POINTS, "points", problems),
        "levels": lambda value: read_whole(value, 2, MOST_LEVELS, "levels", problems),
    }
    for key, read in counts.items():
        if (value := node.get(key)) is not None:
            read(value)
    if kind not in DESIGNS:
        return
    needed, other = ("levels", "points") if kind == "factorial" else ("points", "levels")
    if node.get(other) is not None:
        problems.append(Problem(node.entries[other][0].place, f"a {kind} design has no {other}", needed))
    if node.get(needed) is None and (ranges or kind != "factorial"):
        problems.append(
            Problem(node.place, f"a {kind} design over ranges needs {needed}", f"{needed}: a whole number")
        )
    if kind == "sobol" and not varied:
        problems.append(Problem(node.place, "a sobol design varies nothing here", "levers or uncertainties"))


def _check_outcomes(node: Node, outcomes: Collection[str], problems: list[Problem]) -> None:
    for item in _listed(node, "outcomes", problems):
        name = read_text(item, "the outcome", problems)
        if name is not None and name not in outcomes:
            allowed, nearest = ", ".join(outcomes), nearest_name(name, outcomes)
            problems.append(Problem(item.place, f"no outcome is called {name[:60]}", allowed, nearest))


def _listed(node: Node, what: str, problems: list[Problem]) -> list[Node]:
    if isinstance(node, Items) and node.items:
        return node.items
    if not isinstance(node, Fault):
        found = f"{what} is empty" if isinstance(node, Items) else f"{what} is not a list"
        problems.append(Problem(node.place, found, "a list such as [one, two]"))
    return []
