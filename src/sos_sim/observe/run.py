"""Run a batch: scenarios and seeds side by side, from the start to the end of the horizon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sos_sim.model.engine import Engine
from sos_sim.model.recording import Recording
from sos_sim.observe.recorder import Recorder
from sos_sim.scenario.scenario import Scenario
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import World

MONTHS_BETWEEN_LOOKS = 3


def run_batch(
    world: World,
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    *,
    dtype: Any = np.float32,
    keep_districts: Sequence[bool] | None = None,
    outcomes: Sequence[str] | None = None,
    months_between_looks: int = MONTHS_BETWEEN_LOOKS,
    closely: bool = True,
) -> Recording:
    """Run r runs side by side and return what they showed.

    Args:
        world: the world they share.
        scenarios: (r,) scenario of each run.
        seeds: (r,) seed of each run; runs of one seed meet the same chances.
        dtype: floating type of the engine's columns.
        keep_districts: (r,) which runs keep their districts and events; none if not given.
        outcomes: the statewide outcomes to keep; all when not given.
        months_between_looks: months from one record of the statewide outcomes to the next.
        closely: whether strata, student groups, ratings and kept districts are recorded each December.

    Raises:
        InputProblems: scenarios with different horizons.
    """
    schedule = compile_schedule(scenarios, dtype=dtype)
    keep = [False] * len(seeds) if keep_districts is None else keep_districts
    engine = Engine(world, schedule, seeds, dtype=dtype)
    recorder = Recorder(engine, keep, outcomes)
    recorder.look()
    for _ in range(schedule.months):
        engine.step()
        recorder.log.look()
        if engine.months % months_between_looks == 0:
            recorder.look()
        if closely and engine.date(engine.months - 1)[1] == 12:
            recorder.look_closely()
    return recorder.finish()
