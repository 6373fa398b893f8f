"""Find the best divisions of a fixed support budget and look at them again in fresh futures."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.store.folder import RunFolder, locked, write_columns_page, write_table
from sos_sim.store.keys import model_version, run_key
from sos_sim.store.manifest import new_manifest, write_manifest
from sos_sim.study.optimise.archive import COST, Archive
from sos_sim.study.optimise.components import COMPONENTS, NAMES
from sos_sim.study.optimise.front import distances, nondominated, spread_out
from sos_sim.study.optimise.prices import Prices, measure_prices
from sos_sim.study.optimise.result import EVEN, Candidates, Optimised, allocation_table, signs
from sos_sim.study.optimise.search import Searched, require_pymoo, search
from sos_sim.study.optimise.spending import TOLERANCE, settle, simple_allocations, spend
from sos_sim.study.progress import ProgressBar
from sos_sim.study.statistics.paired import mean_interval
from sos_sim.study.worlds import world_of

if TYPE_CHECKING:
    import pandas as pd

    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

DEFAULT_OBJECTIVES = ("capability", "true_outcome", "equity_gap", "burden")
MOST_OBJECTIVES = 6
FRESH_SEEDS = 20
_MOST_SHOWN = 20
# Allocations nearer to each other than this, in ranges of the simple allocations, are one to a reader.
_NEAREST = 0.02
_SECONDS_PER_CELL = 1.2e-7


@dataclass(frozen=True)
class Search:
    """Ask for a search.

    Args:
        budget: what support may cost, $ per pupil and year.
        objectives: outcomes to better, each with a direction.
        seeds: futures of the search, seeds 1 to this.
        generations: generations.
        size: allocations per generation.
    """

    budget: float
    objectives: tuple[str, ...] = DEFAULT_OBJECTIVES
    seeds: int = 4
    generations: int = 20
    size: int = 48


def check_objectives(names: Sequence[str]) -> tuple[str, ...]:
    """Check what is to be bettered.

    Args:
        names: outcomes.

    Raises:
        InputProblems: an outcome is unknown, named twice, has no better direction or is the budget itself; or
            there are too many.
    """
    place = "--objectives"
    able = [name for name, outcome in OUTCOMES.items() if outcome.better != "neither" and name != COST]
    problems = []
    for name in dict.fromkeys(names):
        if name not in OUTCOMES:
            allowed, nearest = ", ".join(able), nearest_name(name, able)
            problems.append(Problem(place, f"no outcome is called {name[:60]!r}", allowed, nearest))
        elif name == COST:
            problems.append(Problem(place, f"{name} is what the budget fixes", ", ".join(able)))
        elif name not in able:
            problems.append(Problem(place, f"{name} has no better direction", ", ".join(able)))
    if len(set(names)) < len(names):
        problems.append(Problem(place, "an objective is named twice", "each outcome once"))
    if not 1 <= len(names) <= MOST_OBJECTIVES:
        problems.append(Problem(place, f"{len(names)} objectives", f"1 to {MOST_OBJECTIVES}"))
    if problems:
        raise InputProblems(problems)
    return tuple(names)


def optimise(
    scenario: Scenario,
    wanted: Search,
    *,
    population: Path | World | None = None,
    out: Path,
    jobs: int = 1,
    quiet: bool = False,
) -> Optimised:
    """Search for the best divisions of a budget, and write them with fresh intervals into a run folder.

    The same search in the same folder goes on where it was interrupted; runs made once are not made again.

    Args:
        scenario: the conditions; its own values of the levers searched are replaced for the whole horizon.
        wanted: what is asked.
        population: a population file, a world already built, or None for the embedded California.
        out: the run folder.
        jobs: worker processes.
        quiet: show no progress.

    Raises:
        InputProblems: the objectives, the budget, the population or the folder cannot be used, or the library of
            the search is not there.
    """
    objectives = check_objectives(wanted.objectives)
    require_pymoo()
    folder = RunFolder.check(Path(out))
    world, population_facts = world_of(population)
    kept = folder.path / "chunks" / f"{_identity(scenario, objectives, population_facts['hash'])}-search.parquet"
    archive = Archive(world, scenario, objectives, jobs, kept)
    started = time.perf_counter()
    seeds = range(1, wanted.seeds + 1)
    prices = measure_prices(archive, seeds)
    _check_budget(wanted, prices, archive)

    manifest = new_manifest([scenario], [scenario.name], wanted.seeds, population_facts, 0)
    manifest |= {"kind": "optimise", "optimise": _about(scenario, wanted, prices, archive)}
    with locked(folder.path):
        folder.begin(manifest)
        archive.save()
        done = [0]
        try:
            searched = _search(wanted, objectives, archive, prices, seeds, quiet, done)
            table = _look_again(wanted, objectives, archive, prices, searched)
        except KeyboardInterrupt:
            archive.save()
            write_manifest(folder.path, manifest | {"status": "interrupted"})
            print(
                f"Interrupted: {done[0]} of {wanted.generations} generations are kept in {folder.path}; "
                "the same command goes on from there.",
                file=sys.stderr,
            )
            raise
        fresh = _fresh_seeds(wanted)
        about: dict[str, Any] = manifest["optimise"]
        about |= {
            "as_it_is": _as_it_is(archive.as_it_is(fresh), objectives),
            "runs": len(archive),
            "runs_made": archive.runs_made,
            "hypervolume": float(searched.hypervolume[-1]),
        }
        archive.save()
        _write_tables(folder.path, table, searched, prices, archive)
        for file in kept.parent.glob("*.parquet"):
            if file != kept:
                file.unlink()
        manifest["timings"]["seconds"] = round(time.perf_counter() - started, 3)
        write_manifest(folder.path, manifest | {"status": "done"})
    return Optimised(folder.path, about, table)


def _search(
    wanted: Search,
    objectives: tuple[str, ...],
    archive: Archive,
    prices: Prices,
    seeds: Sequence[int],
    quiet: bool,
    done: list[int],
) -> Searched:
    direction = signs(objectives)
    movable = wanted.budget - prices.fixed

    def evaluate(shares: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        settled = settle(shares, wanted.budget, archive, prices, seeds)
        return settled.values.mean(1) * direction, np.maximum(settled.off - TOLERANCE, 0.0)

    def repair(shares: NDArray[np.float64]) -> NDArray[np.float64]:
        spent: NDArray[np.float64] = spend(shares, movable, prices.most) / movable
        return spent

    runs = wanted.size * len(seeds)
    expected = archive.cells_per_run * runs * wanted.generations * _SECONDS_PER_CELL
    with ProgressBar(runs * wanted.generations, expected, quiet) as progress:

        def after_each(generation: int) -> None:
            archive.save()
            done[0] = generation
            progress.advance(runs)

        return search(
            evaluate,
            repair,
            np.array(list(simple_allocations(prices).values())),
            len(objectives),
            size=wanted.size,
            generations=wanted.generations,
            after_each=after_each,
        )


def _look_again(
    wanted: Search, objectives: tuple[str, ...], archive: Archive, prices: Prices, searched: Searched
) -> pd.DataFrame:
    """Run the front and the simple allocations in futures that did not choose them."""
    direction = signs(objectives)
    simple = simple_allocations(prices)
    seeds = range(1, wanted.seeds + 1)
    settled = settle(np.array(list(simple.values())), wanted.budget, archive, prices, seeds)
    simple_losses = settled.values.mean(1) * direction
    marks = nondominated(searched.losses)
    losses, shares = searched.losses[marks], searched.shares[marks]
    scale = np.ptp(simple_losses, axis=0)
    own = distances(simple_losses, losses, scale).min(1) <= _NEAREST
    # A simple allocation that lies on the front stands for its neighbourhood there.
    chosen = spread_out(losses, scale, _MOST_SHOWN, _NEAREST, taken=simple_losses[own])
    losses, shares = losses[chosen], shares[chosen]
    order = np.argsort(losses[:, 0], kind="stable")
    losses, shares = losses[order], shares[order]
    together = np.concatenate([shares, np.array(list(simple.values()))])
    found = Candidates(
        names=(*(f"Front {place + 1}" for place in range(len(shares))), *simple),
        simple=np.arange(len(together)) >= len(shares),
        on_front=np.concatenate([np.ones(len(shares), dtype=bool), own]),
        searched=np.concatenate([losses, simple_losses]) * direction,
        fresh=settle(together, wanted.budget, archive, prices, _fresh_seeds(wanted)),
    )
    return allocation_table(found, objectives, prices.fixed)


def _fresh_seeds(wanted: Search) -> range:
    return range(wanted.seeds + 1, wanted.seeds + 1 + FRESH_SEEDS)


def _check_budget(wanted: Search, prices: Prices, archive: Archive) -> None:
    low, high = prices.fixed, prices.fixed + float(prices.most.sum())
    found = f"{wanted.budget:g} cannot be divided"
    if not low < wanted.budget <= high:
        allowed = (
            f"above {low:.2f}, which support costs when nothing is spent on any component, "
            f"to {high:.2f}, which buys all of them whole ($ per pupil and year)"
        )
        raise InputProblems([Problem("--budget", found, allowed)])
    # With few districts a single network member more or less may cost more than the tolerance.
    even = simple_allocations(prices)[EVEN][None, :]
    for seeds in (range(1, wanted.seeds + 1), _fresh_seeds(wanted)):
        settled = settle(even, wanted.budget, archive, prices, seeds)
        if settled.off[0] > TOLERANCE:
            found += f": the nearest that an even split costs is {settled.cost[0]:.2f}"
            raise InputProblems([Problem("--budget", found, "a larger budget, or a population of more districts")])


def _about(scenario: Scenario, wanted: Search, prices: Prices, archive: Archive) -> dict[str, Any]:
    return {
        "scenario": scenario.name,
        "budget": wanted.budget,
        "objectives": list(wanted.objectives),
        "search_seeds": wanted.seeds,
        "fresh_seeds": FRESH_SEEDS,
        "generations": wanted.generations,
        "size": wanted.size,
        "fixed_cost": prices.fixed,
        "most_by_component": dict(zip(NAMES, prices.most.tolist(), strict=True)),
        "priced_by": {component.name: list(component.price) for component in COMPONENTS},
        "runs_kept_from_before": len(archive) - archive.runs_made,
    }


def _as_it_is(values: NDArray[np.float64], objectives: tuple[str, ...]) -> dict[str, Any]:
    outcomes = {}
    for place, name in enumerate(objectives):
        low, high = mean_interval(values[:, place + 1])
        outcomes[name] = {"mean": float(values[:, place + 1].mean()), "low": low, "high": high}
    return {"cost": float(values[:, 0].mean()), "outcomes": outcomes}


def _identity(scenario: Scenario, objectives: tuple[str, ...], population: str) -> str:
    """Name what decides the numbers of a run besides its levers and its seed."""
    from sos_sim.parameters import PARAMETERS

    paths = [[component.name, repr(component.rises)] for component in COMPONENTS]
    content = [run_key(scenario, 0, PARAMETERS, population, model_version()), list(objectives), paths]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def _write_tables(
    folder: Path, table: pd.DataFrame, searched: Searched, prices: Prices, archive: Archive
) -> None:
    import pandas as pd
    import pyarrow as pa

    generations = range(1, len(searched.hypervolume) + 1)
    trace = pd.DataFrame({"generation": generations, "hypervolume": searched.hypervolume})
    for name, frame in (("allocations", table), ("convergence", trace), ("prices", prices.table())):
        write_table(folder / f"{name}.parquet", pa.Table.from_pandas(frame, preserve_index=False))
    write_table(folder / "evaluations.parquet", archive.table())
    write_columns_page(folder)
