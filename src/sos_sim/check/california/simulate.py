"""The model's side: Dashboards without anything done in between, and leaders who leave in the whole engine."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.california.facts import (
    Facts,
    change_facts,
    county_share,
    list_facts,
    red_graduation_gain,
    repeat_facts,
    successive_facts,
)
from sos_sim.check.california.official import FEWEST_PUPILS, METRICS, YEARS, Official
from sos_sim.check.california.published import LARGEST, STUDIED_DISTRICTS
from sos_sim.model.measure import publish, spring_test, start_levels
from sos_sim.model.measure.identification import meets_criterion
from sos_sim.model.measure.tables import ALL, GRAD
from sos_sim.model.streams import Streams
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.scenario import Scenario
from sos_sim.world.build import World
from sos_sim.world.districts import INDICATORS

AT_ONCE = 20
"""Draws side by side."""

SPRINGS = (2016, 2017, 2018, 2019)
_MONTHS_OF_LEADERS = 36
# Spring is tested in March, the first of the horizon's springs eight months after it begins.
_SPRING = -4


@dataclass(frozen=True, eq=False)
class Draws:
    """Hold what some draws published of N districts.

    Args:
        listed_areas: by year (2017, 2018) the priority areas of groups on the list, (N, 13, r).
        everybody: by spring the measured values of all students by indicator, (N, r), points or percent.
        graduation_groups: by spring the measured graduation rate of student groups, percent, (N, 13, r).
    """

    listed_areas: dict[int, NDArray[np.uint8]]
    everybody: dict[int, dict[str, NDArray[np.float64]]]
    graduation_groups: dict[int, NDArray[np.float64]]


def settings_in(scenario: Scenario, year: int) -> SimpleNamespace:
    """Give every parameter as in force in a spring, as groups with attributes.

    Args:
        scenario: what differs from the defaults.
        year: calendar year of the spring.
    """
    month = max(12 * (year - scenario.start[0]) + _SPRING, 0)
    groups: dict[str, dict[str, float]] = {}
    for path, parameter in PARAMETERS.items():
        group, name = path.split(".")
        dated = [value for when, value in scenario.changes.get(path, ()) if when <= month]
        groups.setdefault(group, {})[name] = dated[-1] if dated else parameter.default
    return SimpleNamespace(**{group: SimpleNamespace(**names) for group, names in groups.items()})


def draw(world: World, scenario: Scenario, seeds: Sequence[int], springs: Sequence[int] = SPRINGS) -> Draws:
    """Publish Dashboards for some seeds, with nothing done in between.

    Args:
        world: N districts.
        scenario: parameters; its policy is not carried out.
        seeds: r seeds.
        springs: calendar years in a row from 2016.
    """
    streams = Streams(seeds, world.slot, np.float32)
    state = start_levels(world, streams, settings_in(scenario, springs[0]), np.float32)
    exposure = np.zeros((len(world.districts), len(INDICATORS), len(seeds)), np.float32)
    nothing = np.zeros((len(world.districts), len(seeds)), np.float32)
    drawn = Draws({}, {}, {})
    cells = state.cells
    for year in springs:
        settings = settings_in(scenario, year)
        spring = spring_test(state, exposure, nothing, nothing, settings, streams, year)
        seen = np.concatenate([spring.measured, np.full_like(spring.measured[:1], np.nan)])
        enough = np.concatenate([state.pupils >= FEWEST_PUPILS, np.zeros_like(state.pupils[:1], bool)])
        shown = np.where(enough, seen, np.nan)
        drawn.everybody[year] = {
            indicator: shown[cells.all_students[place]].astype(np.float64) for place, indicator in enumerate(INDICATORS)
        }
        drawn.graduation_groups[year] = shown[cells.place[GRAD, :, :ALL]].astype(np.float64)
        if year > springs[0]:
            dashboard = publish(state, spring, settings, year)
            met = meets_criterion(dashboard.areas)
            drawn.listed_areas[year] = np.where(met, dashboard.areas, np.uint8(0))
    return drawn


def batches(seeds: Sequence[int], size: int = AT_ONCE) -> Iterator[Sequence[int]]:
    """Cut seeds into batches that are drawn side by side."""
    for begin in range(0, len(seeds), size):
        yield seeds[begin : begin + size]


def facts_of_draws(drawn: Draws, world: World, official: Official | None) -> Facts:
    """Measure every fact in some draws; districts that have no official figure are left out there.

    Args:
        drawn: the draws.
        world: the N districts.
        official: what was published; None where there are no files.
    """
    areas = drawn.listed_areas
    if official is not None:
        areas = {year: np.where(official.rated[year][:, None, None], areas[year], np.uint8(0)) for year in YEARS}
    facts = _of_lists(areas, world)
    language = {year: drawn.everybody[year]["ELA"] for year in SPRINGS[1:]}
    if official is None:
        return facts | successive_facts("ELA", language, world.districts)
    for indicator in METRICS:
        there = np.isfinite(official.before[indicator] + official.after[indicator])[:, None]
        one, two = (np.where(there, drawn.everybody[year][indicator], np.nan) for year in SPRINGS[2:])
        facts |= change_facts(indicator, one, two, world.districts)
        if indicator == "ELA":
            facts["county share of ELA"] = county_share(two, world.districts)
            facts |= successive_facts("ELA", language, world.districts)
    if len(official.graduation) == len(SPRINGS[1:]):
        there = np.isfinite(sum(official.graduation.values()))[:, None]
        rates = {year: np.where(there, drawn.everybody[year]["GRAD"], np.nan) for year in SPRINGS[1:]}
        facts |= successive_facts("GRAD", rates, world.districts)
    if set(SPRINGS[1:]) <= set(official.graduation_groups):
        there = np.isfinite(sum(official.graduation_groups[year] for year in SPRINGS[1:]))[..., None]
        by_group = {year: np.where(there, drawn.graduation_groups[year], np.nan) for year in SPRINGS[1:]}
        facts |= _of_red_graduation(areas, by_group)
    return facts


def official_facts(official: Official, world: World) -> dict[str, float]:
    """Measure every fact in California's files, as in the model.

    Args:
        official: what was published.
        world: the N districts.
    """
    areas = {
        year: np.where(official.rated[year][:, None, None], official.areas[year][..., None], np.uint8(0))
        for year in official.areas
    }
    facts = _of_lists(areas, world)
    applies = {name: world.all_pupils[:, place] > 0 for place, name in enumerate(INDICATORS)}
    for indicator in METRICS:
        one, two = (
            np.where(applies[indicator], values[indicator], np.nan)[:, None]
            for values in (official.before, official.after)
        )
        facts |= change_facts(indicator, one, two, world.districts)
        if indicator == "ELA":
            facts["county share of ELA"] = county_share(two, world.districts)
    if len(official.graduation) == len(SPRINGS[1:]):
        rates = {
            year: np.where(applies["GRAD"], rate, np.nan)[:, None] for year, rate in official.graduation.items()
        }
        facts |= successive_facts("GRAD", rates, world.districts)
    if set(SPRINGS[1:]) <= set(official.graduation_groups):
        there = np.isfinite(sum(official.graduation_groups[year] for year in SPRINGS[1:]))
        groups = {year: np.where(there, official.graduation_groups[year], np.nan)[..., None] for year in SPRINGS[1:]}
        facts |= _of_red_graduation(areas, groups)
    return {fact: float(values[0]) for fact, values in facts.items()}


def _of_lists(areas: Mapping[int, NDArray[np.uint8]], world: World) -> Facts:
    facts: Facts = {}
    for year in sorted(areas)[:2]:
        facts |= list_facts(year, areas[year], world.districts)
    first, second = sorted(areas)[:2]
    return facts | repeat_facts(areas[first], areas[second], world.districts)


def _of_red_graduation(areas: Mapping[int, NDArray[np.uint8]], rates: Mapping[int, NDArray[np.float64]]) -> Facts:
    return {
        f"red graduation, listed {year}": red_graduation_gain(areas[year], rates[year], rates[year + 1])
        for year in YEARS
    }


def simulate(
    world: World,
    scenario: Scenario,
    seeds: Sequence[int],
    official: Official | None,
    seen: Callable[[int], None] = lambda count: None,
) -> Facts:
    """Measure every fact of lists and changes in independent draws, one value per seed.

    Args:
        world: the N districts.
        scenario: parameters.
        seeds: the seeds.
        official: what was published; None where there are no files.
        seen: called with the number of seeds after each batch.
    """
    found: dict[str, list[NDArray[np.float64]]] = {}
    for some in batches(seeds):
        for fact, values in facts_of_draws(draw(world, scenario, some), world, official).items():
            found.setdefault(fact, []).append(values)
        seen(len(some))
    return {fact: np.concatenate(values) for fact, values in found.items()}


def leader_facts(world: World, scenario: Scenario, seeds: Sequence[int]) -> Facts:
    """Count districts whose leader leaves within three years, in samples as large as the study's.

    Events come from the engine's own log. Each seed looks at as many districts as were studied, drawn by lot,
    so that its figure scatters as the published one does.

    Args:
        world: the N districts.
        scenario: parameters and policy.
        seeds: the seeds.
    """
    from sos_sim.observe.events import CODE
    from sos_sim.observe.run import run_batch

    short = dataclasses.replace(
        scenario,
        months=_MONTHS_OF_LEADERS,
        changes={
            path: steps
            for path, changes in scenario.changes.items()
            if (steps := tuple(step for step in changes if step[0] < _MONTHS_OF_LEADERS))
        },
    )
    size = len(world.districts)
    sample = min(STUDIED_DISTRICTS, size)
    largest = np.argsort(world.districts.enrolment)[::-1][: max(math.ceil(LARGEST * size), 1)]
    few = max(round(LARGEST * sample), 1)
    everyone, large = [], []
    for some in batches(seeds):
        recording = run_batch(
            world,
            [short] * len(some),
            list(some),
            keep_districts=[True] * len(some),
            outcomes=["capability"],
            months_between_looks=_MONTHS_OF_LEADERS,
            closely=False,
        )
        left = np.zeros((len(some), size), bool)
        exits = recording.events[recording.events[:, 3] == CODE["leader left"]]
        left[exits[:, 0], exits[:, 2]] = True
        for seed, row in zip(some, left, strict=True):
            chance = np.random.default_rng((seed, STUDIED_DISTRICTS))
            everyone.append(row[chance.choice(size, sample, replace=False)].mean())
            large.append(row[chance.choice(largest, min(few, len(largest)), replace=False)].mean())
    return {
        "leader left within three years, all": np.array(everyone),
        "leader left within three years, largest tenth": np.array(large),
    }
