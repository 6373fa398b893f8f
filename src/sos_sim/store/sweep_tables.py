"""The table that only a sweep writes."""

from __future__ import annotations

from sos_sim.store.columns import RUN_COLUMNS, SWEEP_COLUMNS, Column, Tables

SWEEP_TABLES: Tables = {
    "failures": (
        "Runs of a sweep that failed; the same command tries them again.",
        (
            *RUN_COLUMNS,
            SWEEP_COLUMNS[0],
            Column("error", "text", "", "What went wrong, in a line"),
            Column("traceback", "text", "", "Where in the code"),
        ),
    ),
}
