"""Many scenarios in the same futures: statewide outcomes as one array, computed in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.scenario.posterior import Posterior, laid
from sos_sim.study.worlds import PackedWorld, opened

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

CELLS_AT_ONCE = 60_000
"""Districts times runs side by side, a second or so of work over a decade; for many districts twice as many, because
runs of one seed share its draws and its start, and no more, because each takes some 3.5 kB."""
MOST_COLUMNS = 256
_SHARING = 8
# Starting workers costs more than this many district-months are worth.
_WORTH_WORKERS = 6_000_000


def columns_at_once(districts: int, months: int = 120) -> int:
    """Say how many runs go side by side: about 60 decades of California.

    Args:
        districts: number of districts.
        months: length of the horizon; shorter runs go in greater number.
    """
    together = CELLS_AT_ONCE * 120 // (districts * max(months, 60))
    return max(1, min(MOST_COLUMNS, max(together, min(_SHARING, 2 * CELLS_AT_ONCE // districts))))


def statewide_values(
    world: World,
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    outcomes: Sequence[str],
    months_between_looks: int,
) -> NDArray[np.float64]:
    """Run scenarios side by side; where all share one seed, the chances are drawn once.

    Args:
        world: the world.
        scenarios: (r,) scenarios with one horizon.
        seeds: (r,) their seeds.
        outcomes: (O,) outcomes wanted.
        months_between_looks: months from one record to the next.

    Returns:
        (r, T, O) values at the start and after every so many months.
    """
    from sos_sim.observe.run import run_batch

    recording = run_batch(
        world,
        scenarios,
        seeds,
        outcomes=outcomes,
        months_between_looks=months_between_looks,
        closely=False,
    )
    return np.ascontiguousarray(recording.statewide.transpose(2, 0, 1))


def end_values(
    world: World,
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    outcomes: Sequence[str],
    *,
    parameters: Posterior | None = None,
    jobs: int = 1,
) -> NDArray[np.float64]:
    """Run every scenario in every future and give the outcomes at the end of the horizon.

    Args:
        world: the world.
        scenarios: (S,) scenarios with one horizon.
        seeds: (K,) futures; every scenario meets all of them.
        outcomes: (O,) outcomes wanted.
        parameters: draws of a calibration that lie under the scenarios, a draw per future; None for none.
        jobs: worker processes, used when the work is worth it.

    Returns:
        (S, K, O) values, the same for any number of workers.
    """
    values = np.empty((len(scenarios), len(seeds), len(outcomes)))
    wide = columns_at_once(len(world.county_of), scenarios[0].months)
    tasks = [
        (place, first, [laid(each, seed, parameters) for each in scenarios[first : first + wide]], seed)
        for place, seed in enumerate(seeds)
        for first in range(0, len(scenarios), wide)
    ]
    work = len(scenarios) * len(seeds) * scenarios[0].months * len(world.county_of)
    for place, first, found in _done(world, tasks, list(outcomes), jobs if work > _WORTH_WORKERS else 1):
        values[first : first + len(found), place] = found
    return values


def _done(
    world: World, tasks: list[tuple[int, int, list[Scenario], int]], outcomes: list[str], jobs: int
) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
    if jobs <= 1 or len(tasks) <= 1:
        for task in tasks:
            yield _ends(world, task, outcomes)
        return
    import joblib

    packed = PackedWorld(world)
    parallel = joblib.Parallel(n_jobs=jobs, backend="loky", return_as="generator_unordered")
    yield from parallel(joblib.delayed(_ends)(packed, task, outcomes) for task in tasks)


def _ends(
    world: World | PackedWorld, task: tuple[int, int, list[Scenario], int], outcomes: list[str]
) -> tuple[int, int, NDArray[Any]]:
    place, first, scenarios, seed = task
    values = statewide_values(opened(world), scenarios, [seed] * len(scenarios), outcomes, scenarios[0].months)
    return place, first, values[:, -1]
