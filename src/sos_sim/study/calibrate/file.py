"""A calibration file: the scenario of 2017, the findings, and which unmeasured numbers are to be learnt from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sos_sim.interviews.settings import interview_parameters
from sos_sim.interviews.targets import Study, load_study
from sos_sim.parameters import PARAMETERS
from sos_sim.parameters.declare import Parameter
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.places import find
from sos_sim.scenario.reader import Entries, Fault, Items, Node, Scalar, read_entries
from sos_sim.scenario.scalars import read_text, read_value, read_whole
from sos_sim.scenario.scenario import Scenario, check_keys, description_of, load, name_of
from sos_sim.study.calibrate.question import Prior

KEYS = ("name", "description", "scenario", "targets", "parameters", "points", "waves", "draws", "seeds")
SHIPPED = "interviews-2018"
USUAL = "default"
LOGARITHMIC = frozenset({"interviews.selection_odds"})
DEFAULT_POINTS, DEFAULT_WAVES, DEFAULT_DRAWS, DEFAULT_SEEDS = 200, 3, 1000, 4
MOST_POINTS, MOST_WAVES, MOST_DRAWS, MOST_SEEDS, MOST_PARAMETERS = 100_000, 20, 100_000, 1_000, 60


@dataclass(frozen=True)
class Calibration:
    """Hold a calibration file, checked.

    Args:
        name: its name.
        description: a sentence or two for people.
        scenario: the conditions interviews were held under.
        study: instrument and findings.
        priors: the numbers to be learnt, each with its range.
        points: simulations of a wave.
        waves: waves of simulations.
        draws: draws of the posterior.
        seeds: futures every simulation meets.
        source: the file.
    """

    name: str
    description: str
    scenario: Scenario
    study: Study
    priors: tuple[Prior, ...]
    points: int
    waves: int
    draws: int
    seeds: int
    source: Path


def load_calibration(name_or_path: str | Path) -> Calibration:
    """Load a calibration by name or path.

    Args:
        name_or_path: a path, or a name looked up like an experiment's.

    Raises:
        InputProblems: one problem for everything that is wrong in it, its targets or its instrument.
    """
    path = find(str(name_or_path), str(name_or_path), "experiments")
    problems: list[Problem] = []
    tree = read_entries(path, problems)
    if "targets" not in tree.entries and not problems:
        raise InputProblems([Problem(str(path), "has no `targets`, so it is not a calibration", "a calibration file")])
    if isinstance(tree.get("targets"), Entries):
        place = tree.entries["targets"][0].place
        found = "the targets stand here themselves, so this is a targets file"
        raise InputProblems([Problem(place, found, "a calibration, whose `targets` names such a file")])
    check_keys(tree, KEYS, "a calibration", problems)
    name, description = name_of(tree, path, problems), description_of(tree, problems)
    scenario = _scenario(tree.get("scenario"), path, problems)
    study = _study(tree.get("targets"), path, problems)
    priors = _priors(tree.get("parameters"), path, problems)
    points, waves, draws, seeds = (
        usual if (node := tree.get(key)) is None else read_whole(node, least, most, key, problems) or usual
        for key, usual, least, most in (
            ("points", DEFAULT_POINTS, 20, MOST_POINTS),
            ("waves", DEFAULT_WAVES, 1, MOST_WAVES),
            ("draws", DEFAULT_DRAWS, 50, MOST_DRAWS),
            ("seeds", DEFAULT_SEEDS, 1, MOST_SEEDS),
        )
    )
    if study is not None and not study.fitted:
        problems.append(Problem(str(study.source), "no target can be fitted", "a target with an observable"))
    if problems or scenario is None or study is None:
        raise InputProblems(problems)
    return Calibration(name, description, scenario, study, priors, points, waves, draws, seeds, path)


def _scenario(node: Node | None, path: Path, problems: list[Problem]) -> Scenario | None:
    wanted = "california-2017" if node is None else read_text(node, "scenario", problems)
    if wanted is None:
        return None
    place = str(path) if node is None else node.place
    try:
        beside = path.parent / wanted
        return load(beside if beside.is_file() else wanted)
    except InputProblems as error:
        problems.extend(
            Problem(place, each.found, each.allowed, each.nearest) if each.place == wanted else each
            for each in error.problems
        )
        return None


def _study(node: Node | None, path: Path, problems: list[Problem]) -> Study | None:
    wanted = None if node is None else read_text(node, "targets", problems)
    if node is None or wanted is None:
        return None
    beside = path.parent / wanted
    if not beside.is_file():
        problems.append(Problem(node.place, f"no file {wanted}", "a targets file, given from this file's folder"))
        return None
    try:
        return load_study(beside)
    except InputProblems as error:
        problems.extend(error.problems)
        return None


def learnable() -> dict[str, Parameter]:
    """Map every number a calibration may learn: the model's uncertainties and the interviews' own."""
    own = {path: each for path, each in interview_parameters().items() if path.startswith("interviews.")}
    return {path: each for path, each in PARAMETERS.items() if each.role == "uncertainty"} | own


def prior_of(parameter: Parameter, low: float | None = None, high: float | None = None) -> Prior:
    """Give the prior of a parameter: uniform over its declared range, or over a narrower one.

    Args:
        parameter: the parameter.
        low: another low end.
        high: another high end.
    """
    return Prior(
        parameter.path,
        parameter.low if low is None else low,
        parameter.high if high is None else high,
        parameter.path in LOGARITHMIC,
        parameter.label,
        parameter.unit,
        parameter.default,
    )


def _priors(node: Node | None, path: Path, problems: list[Problem]) -> tuple[Prior, ...]:
    if isinstance(node, Fault):
        return ()
    if isinstance(node, Scalar) and node.text == USUAL:
        return load_calibration(SHIPPED).priors
    named: list[tuple[Scalar, Node | None]] = []
    if isinstance(node, Items):
        named = [(item, None) for item in node.items if isinstance(item, Scalar)]
    elif isinstance(node, Entries):
        named = [(key, value) for key, value in node.pairs()]
    if not named:
        place = str(path) if node is None else node.place
        problems.append(Problem(place, "no parameters to learn", f"parameters: [adoption.early_adopters], or {USUAL}"))
    known, found = learnable(), {}
    for key, value in named:
        parameter = known.get(key.text)
        if parameter is None:
            lever = key.text in PARAMETERS
            what = "set by policy or fixed, so interviews cannot teach it" if lever else "not a parameter"
            nearest = "" if lever else nearest_name(key.text, known)
            allowed = "an uncertainty (`sos-sim levers`)"
            problems.append(Problem(key.place, f"{key.text[:80]} is {what}", allowed, nearest))
        elif parameter.kind != "number" and parameter.high - parameter.low <= 1:
            problems.append(Problem(key.place, f"{key.text} is a switch", "a number with a range"))
        elif key.text in found:
            problems.append(Problem(key.place, f"{key.text} is listed twice", "each parameter once"))
        else:
            found[key.text] = _prior(key, value, parameter, problems)
    if len(found) > MOST_PARAMETERS:
        problems.append(Problem(named[0][0].place, f"{len(found)} parameters", f"at most {MOST_PARAMETERS}"))
    return tuple(found.values())


def _prior(key: Scalar, node: Node | None, parameter: Parameter, problems: list[Problem]) -> Prior:
    if node is None or isinstance(node, Fault) or (isinstance(node, Scalar) and node.empty):
        return prior_of(parameter)
    if not isinstance(node, Entries):
        problems.append(Problem(node.place, f"{key.text} is not a range", "{low: 0, high: 1}, or nothing"))
        return prior_of(parameter)
    check_keys(node, ("low", "high"), "a range", problems)
    sides = (node.get("low"), node.get("high"))
    ends = [None if end is None else read_value(end, parameter, problems) for end in sides]
    prior = prior_of(parameter, *ends)
    if prior.low >= prior.high:
        problems.append(Problem(node.place, f"low {prior.low:g} is not below high {prior.high:g}", "low below high"))
        return prior_of(parameter)
    return prior
