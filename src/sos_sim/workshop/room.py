"""The room: the presets and the world that every setting of one page shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.scenario import load
from sos_sim.workshop.setting import first_change

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

BASE = "california-2017"
PRESETS = (BASE, "high-pressure", "intensive-support", "build-county-offices-first", "patient-accountability")
"""What a page starts from when nothing else is asked for; the first is today."""
SEEDS = 8
MOST_PRESETS = 9


@dataclass(frozen=True)
class Room:
    """Hold what one page is about.

    Args:
        presets: scenarios by name, with one horizon; the first is today.
        start: month as ``YYYY-MM`` in which levers that are moved begin to act.
        seeds: the futures every setting meets.
        population: a population file or folder, None for the embedded California.
    """

    presets: dict[str, Scenario]
    start: str
    seeds: tuple[int, ...]
    population: Path | None = None

    @property
    def base(self) -> Scenario:
        """Give the preset that stands for today."""
        return next(iter(self.presets.values()))

    def identity(self, population: str) -> str:
        """Say everything that the page of this room and its numbers hang on.

        Args:
            population: names the population by its content; that of the embedded one is settled by the version.
        """
        from sos_sim.parameters import PARAMETERS
        from sos_sim.store.keys import model_version, point_key

        version = model_version("workshop", "show", "study")
        told = [
            f"{name} ({each.description}): {point_key(each, PARAMETERS, population, version)}"
            for name, each in self.presets.items()
        ]
        return "; ".join([*told, f"start {self.start}", f"seeds {self.seeds}"])

    def world(self) -> World:
        """Build the world, or read it.

        Raises:
            InputProblems: the population cannot be used.
        """
        from sos_sim.world.build import embedded_world

        if self.population is None:
            return embedded_world()
        from sos_sim.world.california import read_world

        return read_world(self.population)


def with_today(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Put today before scenarios that begin with a policy laid over it; else the first of them stands for today.

    Args:
        scenarios: what was asked for, in its order.
    """
    first = scenarios[0]
    if BASE not in first.base_chain:
        return list(scenarios)
    today = next((each for each in scenarios if each.name == BASE), None)
    if today is None:
        today = replace(load(BASE), start=first.start, months=first.months)
    return [today, *(each for each in scenarios if each is not today)]


def room_of(presets: Sequence[Scenario], seeds: int = SEEDS, population: Path | None = None) -> Room:
    """Make the room of some presets.

    Args:
        presets: the scenarios, today first.
        seeds: how many futures.
        population: a population file or folder.

    Raises:
        InputProblems: the presets do not share a horizon or a name stands for two, or there are too many.
    """
    first = presets[0]
    problems = []
    if len(presets) > MOST_PRESETS:
        problems.append(Problem("SCENARIO", f"{len(presets)} scenarios are given", f"at most {MOST_PRESETS}"))
    by_name: dict[str, Scenario] = {}
    for each in presets:
        if (each.start, each.months) != (first.start, first.months):
            found = f"the horizon of {each.name} is not that of {first.name}"
            problems.append(Problem(str(each.source), found, "scenarios with one horizon"))
        if each.name in by_name:
            problems.append(Problem(str(each.source), f"two scenarios are called {each.name}", "a name for each"))
        by_name[each.name] = each
    if problems:
        raise InputProblems(problems)
    return Room(by_name, first_change(presets), tuple(range(1, seeds + 1)), population)
