"""Paired differences seed by seed: statewide, by stratum and by student group."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import table_columns
from sos_sim.store.read import rows_of, years_of
from sos_sim.world.districts import GROUPS, INDICATORS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# One student SD is 100 points of distance from standard.
_POINTS_PER_SD = 100.0
_CELL = ["by", "level", "outcome"]


def paired_differences(folder: Path, base: str, policies: Sequence[str]) -> pa.Table:
    """Subtract the base from each policy, seed by seed, at the end of the horizon.

    Args:
        folder: a run folder with merged tables.
        base: name of the base in the tables.
        policies: names of the policies.

    Returns:
        The ``differences`` table, ordered by policy, seed, breakdown and outcome.
    """
    import pandas as pd
    import pyarrow as pa

    values = pd.concat([_statewide(folder), _strata(folder), _student_groups(folder)], ignore_index=True)
    values["place"] = values.groupby(_CELL, sort=False).ngroup()
    reference = values[values["scenario"] == base].set_index(["seed", "place"])["value"]
    parts = []
    for policy in policies:
        mine = values[values["scenario"] == policy]
        against = reference.reindex(pd.MultiIndex.from_frame(mine[["seed", "place"]]))
        difference = mine["value"].to_numpy(float) - against.to_numpy(float)
        part = mine.assign(policy=policy, difference=difference).sort_values(["seed", "place"], kind="stable")
        parts.append(part)
    schema = schema_of(table_columns("differences"))
    if not parts:
        return schema.empty_table()
    return pa.Table.from_pandas(pd.concat(parts), schema=schema, preserve_index=False)


def _statewide(folder: Path) -> pd.DataFrame:
    frame = rows_of(folder / "outcomes.parquet", ["scenario", "seed", "outcome", "value"])
    order = {name: place for place, name in enumerate(OUTCOMES)}
    frame = frame.assign(by="state", level="California", order=frame["outcome"].map(order))
    return frame.sort_values("order", kind="stable").drop(columns="order")


def _strata(folder: Path) -> pd.DataFrame:
    path = folder / "breakdowns.parquet"
    return rows_of(path, ["scenario", "seed", *_CELL, "value"], {"year": (years_of(path) or ())[-1:]})


def _student_groups(folder: Path) -> pd.DataFrame:
    """Give achievement in student SD and each indicator's level by student group, in the last Dashboard."""
    import pandas as pd

    path = folder / "student_groups.parquet"
    columns = ["scenario", "seed", "group", "indicator", "true", "measured"]
    frame = rows_of(path, columns, {"year": (years_of(path) or ())[-1:]})
    keys = ["scenario", "seed", "group"]
    tests = frame[frame["indicator"].isin(["ELA", "MATH"])]
    achievement = tests.groupby(keys, sort=False)[["true", "measured"]].mean() / _POINTS_PER_SD
    achievement.columns = pd.Index(["true_outcome", "measured_outcome"])
    levels = frame.pivot(index=keys, columns="indicator", values="true").reindex(columns=list(INDICATORS))
    wide = achievement.join(levels).reset_index()
    tall = wide.melt(id_vars=keys, var_name="outcome", value_name="value")
    order = {name: place for place, name in enumerate((*GROUPS, "ALL"))}
    tall = tall.assign(by="student_group", level=tall["group"], order=tall["group"].map(order))
    return tall.sort_values("order", kind="stable").drop(columns=["group", "order"])
