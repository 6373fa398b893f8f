"""Content hashes: what makes two runs the same run."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sos_sim.parameters.declare import Parameter
    from sos_sim.scenario.scenario import Scenario

# What can change a number in a run folder; the rest (study, show, cli) only arranges numbers.
_MODEL_ROOMS = ("parameters", "scenario", "world", "model", "observe", "store")


def value_history(scenario: Scenario, parameter: Parameter) -> list[tuple[int, float]]:
    """List the values a parameter takes during a run, without changes that change nothing.

    Args:
        scenario: the scenario.
        parameter: the declared parameter.

    Returns:
        Pairs of month since the start and value from then on; the first month is 0.
    """
    history = [(0, float(parameter.default))]
    for month, value in sorted(scenario.changes.get(parameter.path, ())):
        if month >= scenario.months:
            continue
        if month <= 0:
            history = [(0, float(value))]
        elif float(value) != history[-1][1]:
            history.append((int(month), float(value)))
    return history


def run_key(
    scenario: Scenario, seed: int, parameters: Mapping[str, Parameter], population: str, version: str
) -> str:
    """Name one run by everything that decides its numbers.

    Args:
        scenario: the scenario; its name and description do not count.
        seed: the seed.
        parameters: every declared parameter by path.
        population: hash of the population.
        version: model version.

    Returns:
        16 hexadecimal digits.
    """
    return seed_key(point_key(scenario, parameters, population, version), seed)


def point_key(scenario: Scenario, parameters: Mapping[str, Parameter], population: str, version: str) -> str:
    """Name what decides the numbers of a run but its seed.

    Args:
        scenario: the scenario; its name and description do not count, nor do changes that change nothing.
        parameters: every declared parameter by path; their defaults belong to the model version.
        population: hash of the population.
        version: model version.
    """
    histories = {path: value_history(scenario, parameters[path]) for path in sorted(scenario.changes)}
    content = {
        "values": {
            path: history for path, history in histories.items() if history != [(0, float(parameters[path].default))]
        },
        "start": list(scenario.start),
        "months": scenario.months,
        "population": population,
        "version": version,
    }
    return _digest(content)


def seed_key(point: str, seed: int) -> str:
    """Name one run of a point.

    Args:
        point: key of the point.
        seed: the seed.

    Returns:
        16 hexadecimal digits.
    """
    return _digest([point, int(seed)])


def batch_key(runs: list[tuple[str, str, bool]]) -> str:
    """Name one batch by the runs in it.

    Args:
        runs: run key, scenario name as written in the tables, and whether districts are kept.

    Returns:
        16 hexadecimal digits.
    """
    return _digest([list(run) for run in runs])


def population_hash(districts: Any, recorded: Any = None) -> str:
    """Hash the columns of a population, and of what is recorded of its outcomes.

    Args:
        districts: a dataclass of parallel columns (arrays and tuples).
        recorded: the same, or None.

    Returns:
        16 hexadecimal digits.
    """
    digest = hashlib.sha256()
    tables = [districts] if recorded is None else [districts, recorded]
    for table, field in [(one, field) for one in tables for field in dataclasses.fields(one)]:
        if field.name == "notes":
            continue
        value = getattr(table, field.name)
        digest.update(field.name.encode())
        if isinstance(value, np.ndarray):
            digest.update(str((value.dtype.str, value.shape)).encode())
            digest.update(np.ascontiguousarray(value).tobytes())
        else:
            digest.update(repr(value).encode())
    return digest.hexdigest()[:16]


@cache
def model_version(*more: str) -> str:
    """Name the version of the model: the release and a hash of the model's own files.

    A changed equation makes a new version even between releases, so that finished chunks are never
    mistaken for the results of other code.

    Args:
        more: other rooms of the package that results hang on, such as ``interviews``.
    """
    from sos_sim import __version__

    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for room in (*_MODEL_ROOMS, *more):
        for file in sorted((package / room).rglob("*")):
            if file.suffix in {".py", ".csv"}:
                digest.update(file.relative_to(package).as_posix().encode())
                digest.update(file.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:8]}"


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
