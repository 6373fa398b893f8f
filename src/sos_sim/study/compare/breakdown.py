"""Paired differences by county, size class, district type and student group, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.observe.outcomes import OUTCOMES, Better
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import table_columns
from sos_sim.study.statistics.paired import paired_columns

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

KINDS = ("county", "size", "type", "student_group")
GAP = "measured_minus_true"
_CELL = ["by", "level", "outcome"]
# Which way the indicators of student groups are better; absence and suspension rates are better low.
_INDICATORS: dict[str, Better] = {
    "ELA": "higher",
    "MATH": "higher",
    "CHRO": "lower",
    "SUSP": "lower",
    "CCI": "higher",
    "GRAD": "higher",
}


def breakdown(differences: pd.DataFrame, policies: Sequence[str]) -> pa.Table:
    """Summarise the differences of each stratum and student group over seeds.

    The same resampled seeds serve every row. Beside the outcomes stands measured minus true achievement.

    Args:
        differences: the table of that name.
        policies: names of the policies, in the order of the rows.

    Returns:
        The ``comparison_by`` table.
    """
    import pandas as pd
    import pyarrow as pa

    schema = schema_of(table_columns("comparison_by"))
    strata = differences[differences["by"] != "state"]
    parts = [_of_policy(rows, policy) for policy in policies if len(rows := strata[strata["policy"] == policy])]
    if not parts:
        return schema.empty_table()
    return pa.Table.from_pandas(pd.concat(parts), schema=schema, preserve_index=False)


def _of_policy(rows: pd.DataFrame, policy: str) -> pd.DataFrame:
    import pandas as pd

    rows = pd.concat([rows, _gaps(rows)], ignore_index=True)
    wide = rows.set_index([*_CELL, "seed"])["difference"].unstack("seed")
    order = rows[_CELL].drop_duplicates()
    together = order.groupby(["by", "level"], sort=False).ngroup().to_numpy().argsort(kind="stable")
    wide = wide.reindex(pd.MultiIndex.from_frame(order.iloc[together]))
    cells = wide.index.to_frame(index=False)
    found = paired_columns(wide.to_numpy(np.float64).T, [_better(name) for name in cells["outcome"]])
    numbers = [(one.seeds, one.difference, one.low, one.high, one.share_better) for one in found]
    columns = ["seeds", "difference", "low", "high", "share_better"]
    table = cells.assign(policy=policy).join(pd.DataFrame(numbers, columns=columns))
    return table.astype(dict.fromkeys(columns[1:], float))


def _gaps(rows: pd.DataFrame) -> pd.DataFrame:
    keys = ["by", "level", "seed"]
    achievement = rows[rows["outcome"].isin(["measured_outcome", "true_outcome"])]
    pairs = achievement.set_index([*keys, "outcome"])["difference"].unstack("outcome")
    gaps = (pairs["measured_outcome"] - pairs["true_outcome"]).rename("difference")
    return gaps.reset_index().assign(outcome=GAP)


def _better(outcome: str) -> Better:
    if outcome == GAP:
        return "lower"
    return OUTCOMES[outcome].better if outcome in OUTCOMES else _INDICATORS[outcome]
