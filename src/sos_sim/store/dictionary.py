"""Every table and column of a run folder, declared once: type, unit and meaning."""

from __future__ import annotations

from collections.abc import Sequence

from sos_sim.observe.events import EVENTS
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.store.calibration_check_tables import CALIBRATION_CHECK_TABLES
from sos_sim.store.calibration_tables import CALIBRATION_TABLES
from sos_sim.store.columns import KIND_WORDS, RUN_COLUMNS, SWEEP_COLUMNS, Column
from sos_sim.store.compare_tables import COMPARE_TABLES, EXPLAIN_TABLES
from sos_sim.store.decision_tables import DECISION_TABLES
from sos_sim.store.optimise_tables import OPTIMISE_TABLES
from sos_sim.store.run_tables import DISTRICT_FACTS, RUN_TABLES
from sos_sim.store.sensitivity_tables import SENSITIVITY_TABLES
from sos_sim.store.sweep_tables import SWEEP_TABLES

TABLES = (
    RUN_TABLES
    | COMPARE_TABLES
    | EXPLAIN_TABLES
    | SWEEP_TABLES
    | DECISION_TABLES
    | OPTIMISE_TABLES
    | SENSITIVITY_TABLES
    | CALIBRATION_TABLES
    | CALIBRATION_CHECK_TABLES
)
CHUNK_TABLES = (
    "trajectories",
    "districts",
    "breakdowns",
    "student_groups",
    "dashboard",
    "ratings",
    "events",
    "outcomes",
)


def district_column(name: str) -> Column:
    """Describe a column recorded by district.

    Args:
        name: name of the recorded column.

    Raises:
        KeyError: neither a declared district fact nor the name of an outcome.
    """
    facts = {column.name: column for column in DISTRICT_FACTS}
    if name in facts:
        return facts[name]
    outcome = OUTCOMES[name]
    return Column(name, "single", outcome.unit, f"{outcome.label}; of the district")


def table_columns(
    table: str, district_outcomes: Sequence[str] = (), paths: Sequence[str] = (), swept: bool = False
) -> list[Column]:
    """List the columns of a table as it is written.

    Args:
        table: name of the table.
        district_outcomes: columns recorded by district, for ``districts``.
        paths: changed parameters, for ``design``.
        swept: whether the design is that of a sweep, which numbers points, policies and futures.
    """
    columns = list(TABLES[table][1])
    if table == "design" and swept:
        columns[len(RUN_COLUMNS) : len(RUN_COLUMNS)] = SWEEP_COLUMNS
    if table == "districts":
        columns += [district_column(name) for name in district_outcomes]
    if table == "design":
        columns += [Column(path, "number", "", "Value at the end of the horizon") for path in paths]
    return columns


def columns_page(district_outcomes: Sequence[str], tables: Sequence[str] = (), swept: bool = False) -> str:
    """Write the data dictionary as a Markdown page.

    Args:
        district_outcomes: columns recorded by district.
        tables: the tables to describe; all when not given.
        swept: whether the folder is that of a sweep.
    """
    lines = [
        "# Tables and columns",
        "",
        "Every `.parquet` file of a run folder is a long, typed table; pandas, DuckDB and others read it as it is.",
    ]
    for table, (meaning, _) in TABLES.items():
        if tables and table not in tables:
            continue
        lines += [
            "",
            f"## {table}.parquet",
            "",
            meaning,
            "",
            "| column | type | unit | meaning |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| {column.name} | {KIND_WORDS[column.kind]} | {column.unit} | {column.meaning} |"
            for column in table_columns(table, district_outcomes, swept=swept)
        ]
    if not tables or "events" in tables:
        lines += ["", "## Events", "", "| event | kind | value |", "| --- | --- | --- |"]
        lines += [f"| {event.name} | {event.kind} | {event.value} |" for event in EVENTS.values()]
    lines += [
        "",
        "## Outcomes",
        "",
        "| outcome | unit | meaning | better | mean over |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| {o.name} | {o.unit} | {o.label} | {o.better} | {o.weight} |" for o in OUTCOMES.values()]
    return "\n".join(lines) + "\n"
