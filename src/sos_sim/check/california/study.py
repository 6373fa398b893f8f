"""The whole check against California: facts, forecast and before/after, in one go."""

from __future__ import annotations

import functools
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.california.forecast import Weighing, forecast, see
from sos_sim.check.california.honesty import Look, look_at_all
from sos_sim.check.california.judged import CHECKS, DECLARED, FORECAST, NEEDS_FILES, REAL, judge_check
from sos_sim.check.california.official import Official, read_files, read_official
from sos_sim.check.california.published import PUBLISHED
from sos_sim.check.california.rivals import rivals
from sos_sim.check.california.scores import Scored, score
from sos_sim.check.california.simulate import leader_facts, official_facts, simulate
from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.scenario.scenario import Scenario
from sos_sim.store.keys import population_hash
from sos_sim.world.build import World, embedded_world

Known = Literal["structure", "2017", "all"]
DRAWS = 1000
"""Draws of the measurement model that a forecast weighs."""

MODEL, MODEL_BEFORE = "model", "model, 2017 not looked at"
MODEL_GRADUATION = "model, levels from graduation of 2017"
"""Forecasts made by the model."""


@dataclass(frozen=True, eq=False)
class Forecasts:
    """Hold the forecasts of 2018 and how good they are.

    Args:
        codes: (M,) codes of the districts with a status in both years.
        before: (M,) on the list of 2017.
        after: (M,) on the list of 2018.
        chance: (M,) chances by forecast; the model first.
        knows_2018: by forecast what it takes from 2018; empty where nothing.
        scores: by forecast and score.
        weighing: how draws were weighed.
        draws: how many there were.
    """

    codes: tuple[str, ...]
    before: NDArray[np.bool_]
    after: NDArray[np.bool_]
    chance: dict[str, NDArray[np.float64]]
    knows_2018: dict[str, str]
    scores: dict[str, dict[str, Scored]]
    weighing: Weighing
    draws: int


@dataclass(frozen=True, eq=False)
class California:
    """Hold everything the check found.

    Args:
        results: one per check.
        forecasts: forecasts of 2018; None without files, or when not asked for.
        looks: before/after beside the counterfactual; empty when not asked for.
        seeds: number of seeds.
        source: name of the folder, or ``embedded``.
        districts: how many.
        scenario: the base, with what was moved.
        notes: what was filled in of the districts, and from what.
        hash: content of the districts.
        seconds: how long it took.
        moved: parameters moved by path.
    """

    results: tuple[CheckResult, ...]
    forecasts: Forecasts | None
    looks: tuple[Look, ...]
    seeds: int
    source: str
    districts: int
    scenario: Scenario
    notes: tuple[str, ...]
    hash: str
    seconds: float
    moved: Mapping[str, float]

    @property
    def command(self) -> str:
        """Give the command that repeats the check; of a folder its name only."""
        words = ["sos-sim", "check", "california", *(() if self.source == "embedded" else ("--data", self.source))]
        settings = [word for path, value in self.moved.items() for word in ("--set", f"{path}={value:g}")]
        return shlex.join([*words, "--seeds", str(self.seeds), *settings])


def idents() -> tuple[str, ...]:
    """List the ids of the checks, in order."""
    return (*CHECKS, FORECAST)


def check_folder(folder: Path) -> None:
    """Read a folder through, so that what is wrong with it is told before anything else is done.

    Args:
        folder: folder of California's files.

    Raises:
        InputProblems: one problem for every mistake.
    """
    # Missing files are told before anything is made of those that are there.
    files = read_files(folder)
    read_official(folder, read_world(folder, "structure").districts, files)


@functools.lru_cache(maxsize=4)
def read_world(folder: Path | None, known: Known) -> World:
    """Build the districts of a folder, or the embedded ones.

    Args:
        folder: folder of California's files; None for the embedded districts.
        known: what the districts' levels are conditioned on: nothing but structure, what was public in 2017, or
            every recorded value.

    Raises:
        InputProblems: the folder cannot be read.
    """
    if folder is None:
        return embedded_world()
    from sos_sim.world.california import read_california

    return read_california(folder, known=known)


def check_california(
    names: Sequence[str],
    seeds: Sequence[int],
    moved: Mapping[str, float],
    folder: Path | None,
    closely: bool = False,
    done_one: Callable[[], None] = lambda: None,
) -> California:
    """Hold the model beside California.

    Args:
        names: ids of the checks wanted.
        seeds: the seeds.
        moved: parameters moved (``--set``).
        folder: folder of California's files; None for what may be stated without them, on embedded districts.
        closely: whether to look at before/after beside the counterfactual too.
        done_one: called after each of ``steps``.

    Raises:
        InputProblems: the folder or a parameter cannot be used.
    """
    from sos_sim.check.arms import BASE
    from sos_sim.scenario.scenario import load, with_settings

    started = time.perf_counter()
    scenario = with_settings(load(BASE), [f"{path}={value}" for path, value in moved.items()])
    if folder is not None:
        check_folder(folder)
    world = read_world(folder, "structure")
    official = None if folder is None else read_official(folder, world.districts)
    stated = PUBLISHED | ({} if official is None else official_facts(official, world))
    wanted = [check for check in DECLARED if check.ident in names]
    results: list[CheckResult] = []
    if wanted:
        facts = simulate(world, scenario, seeds, official)
        done_one()
        if "C25" in names:
            facts |= leader_facts(world, scenario, seeds)
        results = [judge_check(check, facts, stated) for check in wanted]
        done_one()
    lists = [check for check in wanted if check.of_lists]
    if folder is not None and lists:
        facts = simulate(read_world(folder, "all"), scenario, seeds, official)
        results += [judge_check(check, facts, stated, real=True) for check in lists]
        done_one()
    forecasts = None
    if FORECAST in names:
        if official is not None and folder is not None:
            forecasts = forecast_2018(world, read_world(folder, "2017"), scenario, official, range(1, DRAWS + 1))
            done_one()
        results.append(judge_forecast(forecasts))
    looks = tuple(look_at_all(world, scenario, seeds)) if closely else ()
    if closely:
        done_one()
    return California(
        results=tuple(results),
        forecasts=forecasts,
        looks=looks,
        seeds=len(seeds),
        source="embedded" if folder is None else folder.resolve().name,
        districts=len(world.districts),
        scenario=scenario,
        notes=tuple(world.districts.notes),
        hash=population_hash(world.districts, world.recorded),
        seconds=time.perf_counter() - started,
        moved=dict(moved),
    )


def steps(names: Sequence[str], folder: Path | None, closely: bool) -> int:
    """Count the steps that ``check_california`` tells of.

    Args:
        names: ids of the checks wanted.
        folder: folder of California's files.
        closely: whether to look at before/after too.
    """
    wanted = [CHECKS[name] for name in names if name in CHECKS]
    real = folder is not None and any(check.of_lists for check in wanted)
    return 2 * bool(wanted) + real + (FORECAST in names and folder is not None) + closely


def forecast_2018(
    world: World, known_2017: World | None, scenario: Scenario, official: Official, seeds: Sequence[int]
) -> Forecasts:
    """Forecast the list of 2018 with the model and its rivals, and score them.

    Args:
        world: N districts of which structure alone is known.
        known_2017: the same with levels conditioned on what was public in 2017; None to leave that one out.
        scenario: parameters.
        official: what was published; the model is shown 2017 alone.
        seeds: draws to weigh.
    """
    rated = official.rated[2017] & official.rated[2018]
    before, after = official.listed(2017)[rated], official.listed(2018)[rated]
    draws = see(world, scenario, seeds)
    weighed, weighing = forecast(draws, official)
    chance = {MODEL: weighed[rated], MODEL_BEFORE: draws.listed.mean(axis=0)[rated]}
    if known_2017 is not None:
        chance[MODEL_GRADUATION] = see(known_2017, scenario, seeds).listed.mean(axis=0)[rated]
    others = rivals(before, after, world, rated)
    chance |= {rival.name: rival.chance for rival in others}
    codes = tuple(code for code, there in zip(world.districts.cds_code, rated, strict=True) if there)
    knows = dict.fromkeys(chance, "") | {rival.name: rival.knows_2018 for rival in others}
    return Forecasts(codes, before, after, chance, knows, score(chance, after, MODEL), weighing, len(seeds))


def rivals_of(forecasts: Forecasts) -> list[str]:
    """Name the forecasts that are not the model's.

    Args:
        forecasts: the forecasts.
    """
    return [name for name in forecasts.chance if name not in (MODEL, MODEL_BEFORE, MODEL_GRADUATION)]


def judge_forecast(forecasts: Forecasts | None) -> CheckResult:
    """Judge whether the model's forecast is better than each of its rivals, by the log score.

    A part holds when the model is ahead in nineteen of twenty resamples of the districts.

    Args:
        forecasts: the forecasts; None without files.
    """
    claim = "Told of lists in 2017 alone, the model forecasts the list of 2018 better than simple rules do"
    source = "Department of Education, assistance status and student groups, December 2017 and 2018"
    if forecasts is None:
        return CheckResult(FORECAST, claim, source, (), NEEDS_FILES)
    parts = []
    for name in rivals_of(forecasts):
        scored = forecasts.scores[name]["log_score"]
        told = f", told {forecasts.knows_2018[name]}" if forecasts.knows_2018[name] else ""
        ahead = scored.ahead, scored.ahead_low, scored.ahead_high
        label = f"ahead of: {name}{told}"
        parts.append(Part(label, *ahead, Rule(low=0.0), float(scored.ahead_low > 0), None, 0.9, "log score"))
    return CheckResult(FORECAST, claim, source, tuple(parts))


def by_districts_of(result: CheckResult) -> str:
    """Say which districts a result is about."""
    return "own values" if result.ident.endswith(REAL) else "structure"
