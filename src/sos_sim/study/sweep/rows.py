"""The design of a sweep as a table, and what names a run of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.parameters import PARAMETERS
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import table_columns
from sos_sim.store.keys import point_key, value_history
from sos_sim.store.manifest import dated_changes

if TYPE_CHECKING:
    import pyarrow as pa

    from sos_sim.scenario.posterior import Posterior
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.store.tables import RunName
    from sos_sim.study.sweep.sweep import SweepPlan


def point_keys(
    laid: Sequence[Scenario], parameters: Posterior | None, population: str, version: str
) -> Callable[[int, int], str]:
    """Give what names a point in a future: the same in all futures, or in those that share a draw.

    Args:
        laid: (P,) scenario of each point.
        parameters: draws of a calibration that lie under them; None for none.
        population: hash of the population.
        version: model version.

    Returns:
        A function of the point's place and the seed.
    """

    @cache
    def key(place: int, row: int) -> str:
        scenario = laid[place] if parameters is None else parameters.under(laid[place], row + 1)
        return point_key(scenario, PARAMETERS, population, version)

    return lambda place, seed: key(place, 0 if parameters is None else parameters.row(seed))


def design_table(
    plan: SweepPlan,
    laid: Sequence[Scenario],
    runs: Sequence[RunName],
    places: Sequence[int],
    parameters: Posterior | None,
) -> pa.Table:
    """Give one row per run: the number of its point, policy and future, and every parameter that anything changes.

    Args:
        plan: the plan.
        laid: (P,) scenario of each point.
        runs: (R,) every run.
        places: (R,) the place of the point of each.
        parameters: draws of a calibration that lie under the scenarios; None for none.
    """
    import pyarrow as pa

    own = {path for each in (*plan.scenarios, *laid) for path in each.changes}
    paths = sorted(own | set(() if parameters is None else parameters.paths))
    histories = [{path: value_history(each, PARAMETERS[path]) for path in paths} for each in laid]
    moving = [_moving(each, history) for each, history in zip(laid, histories, strict=True)]
    at = np.array(places, dtype=np.intp)
    values = {path: np.array([history[path][-1][1] for history in histories])[at] for path in paths}
    if parameters is not None:
        rows = np.array([parameters.row(run.seed) for run in runs], dtype=np.intp)
        for column, path in enumerate(parameters.paths):
            itself = np.array([path in each.changes for each in laid])[at]
            values[path] = np.where(itself, values[path], parameters.values[rows, column])
    columns: dict[str, object] = {
        "run_key": [run.key for run in runs],
        "scenario": [run.scenario for run in runs],
        "seed": [run.seed for run in runs],
        "point": at,
        "policy": np.array([point.policy for point in plan.points])[at],
        "future": np.array([point.future for point in plan.points])[at],
        "dated_changes": [moving[place] for place in places],
    } | values
    return pa.table(columns, schema=schema_of(table_columns("design", paths=paths, swept=True)))


def _moving(scenario: Scenario, history: Mapping[str, Sequence[object]]) -> str:
    changes = dated_changes(scenario)
    return json.dumps({path: changes[path] for path in changes if len(history[path]) > 1})
