"""What a user hands to a model, read and checked: seed, scenario, population and classes of agents."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sos_sim.agents.county_office import CountyOffice
from sos_sim.agents.district import District
from sos_sim.agents.organisations import ImprovementNetwork, Provider, State
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.scenario import Scenario, load, with_settings
from sos_sim.world.build import World, build_world, embedded_world
from sos_sim.world.california import read_world
from sos_sim.world.districts import Districts

KINDS: dict[str, type] = {
    "district": District,
    "county_office": CountyOffice,
    "state": State,
    "provider": Provider,
    "improvement_network": ImprovementNetwork,
}
"""Kinds of agents by the name a user gives them."""


def seed_of(seed: int | None, rng: Any) -> int:
    """Return the engine's seed: the one given, else one drawn from ``rng``, else 1.

    Args:
        seed: a whole number, 0 or above.
        rng: a whole number, or anything ``numpy.random.default_rng`` takes.

    Raises:
        InputProblems: both are given, or the seed cannot be used.
    """
    if seed is not None and rng is not None:
        raise InputProblems([Problem("seed", "seed and rng are both given", "one of them")])
    if seed is None and rng is None:
        return 1
    given = rng if seed is None else seed
    if seed is None and not isinstance(rng, int | np.integer):
        return int(np.random.default_rng(rng).integers(2**63))
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or given < 0:
        raise InputProblems([Problem("seed", f"{given!r} is not a seed", "a whole number, 0 or above")])
    return int(given)


def policy_of(scenario: object, settings: Mapping[str, float] | None) -> Scenario:
    """Return the scenario with the settings laid over it.

    Args:
        scenario: a scenario, or its name or path.
        settings: values by path; ``path@YYYY-MM`` starts one at a date.

    Raises:
        InputProblems: the scenario or a setting cannot be used.
    """
    if not isinstance(scenario, str | Path | Scenario):
        found = f"{scenario!r} is not a scenario"
        raise InputProblems([Problem("scenario", found, "a name, a path or a Scenario")])
    policy = scenario if isinstance(scenario, Scenario) else load(scenario)
    return with_settings(policy, [f"{path}={value}" for path, value in (settings or {}).items()])


def world_of(population: str | Path | World | Districts | None) -> World:
    """Return the world to live in.

    Args:
        population: a population file or folder, districts, a world, or nothing for the embedded California.

    Raises:
        InputProblems: the file cannot be used.
    """
    if population is None:
        return embedded_world()
    if isinstance(population, World):
        return population
    if isinstance(population, Districts):
        return build_world(population)
    path = Path(population)
    files = path.glob("*.csv") if path.is_dir() else [path]
    written = max((file.stat().st_mtime_ns for file in files if file.is_file()), default=0)
    return _world_in(path.resolve(), written)


@functools.lru_cache(maxsize=2)
def _world_in(path: Path, written: int) -> World:
    """Build the world of a file or folder once for all models that live in it, until it is written again."""
    return read_world(path)


def classes_of(agents: Mapping[str, type] | None) -> dict[str, type]:
    """Return the class of each kind of agent, the user's own where given.

    Args:
        agents: classes by kind; see ``KINDS``.

    Raises:
        InputProblems: an unknown kind, or a class that is not of its kind.
    """
    problems = []
    given = dict(agents or {})
    for kind, own in given.items():
        if kind not in KINDS:
            found = f"no kind of agent is called {kind!r}"
            problems.append(Problem("agents", found, ", ".join(KINDS), nearest_name(kind, KINDS)))
        elif not (isinstance(own, type) and issubclass(own, KINDS[kind])):
            found = f"{own!r} cannot be a {kind}"
            problems.append(Problem("agents", found, f"a subclass of {KINDS[kind].__name__}"))
    if problems:
        raise InputProblems(problems)
    return {**KINDS, **given}
