"""Every table and column of a run folder, declared once: type, unit and meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sos_sim.observe.events import EVENTS
from sos_sim.observe.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["text", "whole", "number", "single", "flag", "date"]

KIND_WORDS: dict[Kind, str] = {
    "text": "text",
    "whole": "whole number (64 bit)",
    "number": "number (64 bit)",
    "single": "number (32 bit)",
    "flag": "true or false",
    "date": "date and time (the first day of the month)",
}


@dataclass(frozen=True)
class Column:
    """Declare one column of one table.

    Args:
        name: name of the column.
        kind: type of its values.
        unit: unit in plain words, empty for names and flags.
        meaning: what it is, in plain words.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str


RUN_COLUMNS = (
    Column(
        "run_key",
        "text",
        "",
        "Content hash of parameters, seed, horizon, population and model version; names one run",
    ),
    Column("scenario", "text", "", "Name of the scenario"),
    Column("seed", "whole", "", "Seed of the run; runs of one seed share their shocks"),
)
SWEEP_COLUMNS = (
    Column("point", "whole", "", "Number of the point of the design, from 0"),
    Column("policy", "whole", "", "Number of the policy: one scenario with one value of every lever"),
    Column("future", "whole", "", "Number of the values of the uncertainties; with the seed it is one future"),
)
STRATUM_COLUMNS = (
    Column("by", "text", "", "Kind of breakdown: county, size, type, student_group"),
    Column("level", "text", "", "Which county, size class, district type or student group"),
)
_VALUE = "in the unit of the outcome"
_EVENT_KINDS = ", ".join(dict.fromkeys(event.kind for event in EVENTS.values()))
_OUTCOME_BY = (
    "Name of the outcome; for student groups, achievement (true and measured, "
    "ELA and mathematics) in student SD, and each indicator's true level in its natural unit"
)
_POLICY = Column("policy", "text", "", "Name of the policy compared with the base")

DISTRICT_COLUMNS = (
    Column("cds_code", "text", "", "County-district-school code, 14 digits, with its leading zeros"),
    Column("name", "text", "", "Name; made up in the embedded California"),
    Column("county", "text", "", "County"),
    Column("type", "text", "", "District type: elementary, high or unified"),
    Column("enrolment", "number", "pupils", "Pupils at the start"),
    Column("year", "whole", "", "Calendar year of the December Dashboard the row describes"),
)
# District columns that no statewide outcome of the same name describes.
DISTRICT_FACTS = (
    Column("identified", "flag", "", "Met the criteria for differentiated assistance on this year's Dashboard"),
    Column("in_assistance", "flag", "", "Is being served under differentiated assistance"),
    Column("overloaded", "flag", "", "Compliance and fire-fighting work outruns the staff's time"),
    Column("intensive", "flag", "", "Is in the intensive tier"),
    Column("provider", "flag", "", "Has a contract with a private provider"),
    Column(
        "groups_flagged",
        "single",
        "groups",
        "Student groups that met the criteria in two or more priority areas",
    ),
)

TABLES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "design": (
        "One row per run. After the columns listed here comes one number column per parameter that any "
        "scenario changes, named by its path: the value in force at the end of the horizon.",
        (
            *RUN_COLUMNS,
            Column(
                "dated_changes",
                "text",
                "",
                "JSON object of the parameters that move during the run: "
                "{path: {YYYY-MM: value from then on}}; {} when none does",
            ),
        ),
    ),
    "trajectories": (
        "Statewide outcomes through time: the start, then every third month.",
        (
            *RUN_COLUMNS,
            Column("date", "date", "", "First day of the month"),
            Column("outcome", "text", "", "Name of the outcome; the list is below"),
            Column("value", "number", _VALUE, "Statewide value"),
        ),
    ),
    "outcomes": (
        "Statewide outcomes at the end of the horizon.",
        (
            *RUN_COLUMNS,
            Column("outcome", "text", "", "Name of the outcome; the list is below"),
            Column("value", "number", _VALUE, "Statewide value at the end"),
        ),
    ),
    "districts": (
        "One row per run, year and district, for the first seeds only (--district-seeds).",
        (*RUN_COLUMNS, *DISTRICT_COLUMNS),
    ),
    "breakdowns": (
        "Outcomes by county, size class and district type, each December.",
        (
            *RUN_COLUMNS,
            Column("year", "whole", "", "Calendar year; the state in December"),
            *STRATUM_COLUMNS,
            Column("outcome", "text", "", "Name of the outcome"),
            Column("value", "single", _VALUE, "Mean over the districts or pupils of the stratum"),
        ),
    ),
    "student_groups": (
        "True and measured statewide level of each indicator by student group, each Dashboard year.",
        (
            *RUN_COLUMNS,
            Column("year", "whole", "", "Calendar year of the Dashboard"),
            Column("group", "text", "", "Student group code; ALL is all pupils"),
            Column("indicator", "text", "", "Dashboard indicator: ELA, MATH, CHRO, SUSP, CCI, GRAD"),
            Column(
                "unit",
                "text",
                "",
                "Natural unit of the indicator: points from standard, or percent of pupils",
            ),
            Column("true", "single", "see unit", "True level, pupil-weighted"),
            Column("measured", "single", "see unit", "Level as measured"),
        ),
    ),
    "dashboard": (
        "Shares of districts by indicator and colour of all students, each Dashboard year.",
        (
            *RUN_COLUMNS,
            Column("year", "whole", "", "Calendar year of the Dashboard"),
            Column("indicator", "text", "", "Dashboard indicator: ELA, MATH, CHRO, SUSP, CCI, GRAD"),
            Column(
                "colour",
                "text",
                "",
                "Colour of all students, none where there is none; in 2022 levels stand for colours",
            ),
            Column(
                "share", "single", "share of districts", "Districts of that colour, of those that have the indicator"
            ),
        ),
    ),
    "ratings": (
        "Mean self-rating in six areas of improvement capability by kind of organisation, each December.",
        (
            *RUN_COLUMNS,
            Column("year", "whole", "", "Calendar year; the state in December"),
            Column("organisation", "text", "", "Kind of organisation that rates itself"),
            Column("area", "text", "", "Area of improvement capability"),
            Column("rating", "single", "0-5", "Mean self-rating"),
        ),
    ),
    "events": (
        "What happened to single districts, for the first seeds only (--district-seeds), and their numbers each "
        "December; what is dated the first month stood so at the start.",
        (
            *RUN_COLUMNS,
            Column("date", "date", "", "First day of the month"),
            Column("cds_code", "text", "", "District"),
            Column("kind", "text", "", f"What it is about: {_EVENT_KINDS}"),
            Column("event", "text", "", "What happened; the list is below"),
            Column("value", "single", "see the event", "The number beside the event, from the list below"),
        ),
    ),
    "comparison": (
        "Paired comparison of each policy with the base at the end of the horizon (written by compare).",
        (
            _POLICY,
            Column("outcome", "text", "", "Name of the outcome"),
            Column("unit", "text", "", "Unit of the difference"),
            Column("seeds", "whole", "", "Seeds compared"),
            Column("difference", "number", _VALUE, "Mean paired difference, policy minus base"),
            Column(
                "low",
                "number",
                _VALUE,
                "Lower end of the 90 % bootstrap interval of the mean; empty for one seed",
            ),
            Column("high", "number", _VALUE, "Upper end of that interval"),
            Column(
                "share_better",
                "number",
                "share of seeds",
                "Seeds in which the policy is better, ties counting half; empty where no direction is better",
            ),
            Column(
                "p_value",
                "number",
                "chance",
                "Two-sided sign-flip test: how often a mean would be as far from zero if there were no difference",
            ),
            Column("p_holm", "number", "chance", "The same, adjusted for the number of policies compared (Holm)"),
        ),
    ),
    "comparison_by": (
        "The same paired comparison by county, size class, district type and student group, in the last December "
        "(written by compare).",
        (
            _POLICY,
            *STRATUM_COLUMNS,
            Column("outcome", "text", "", f"{_OUTCOME_BY}; or measured_minus_true, the difference of the two"),
            Column("seeds", "whole", "", "Seeds compared"),
            Column("difference", "number", _VALUE, "Mean paired difference, policy minus base"),
            Column("low", "number", _VALUE, "Lower end of the 90 % bootstrap interval of the mean"),
            Column("high", "number", _VALUE, "Upper end of that interval"),
            Column("share_better", "number", "share of seeds", "Seeds in which it is better, ties counting half"),
        ),
    ),
    "cost_per_gain": (
        "What a unit of gain costs: extra cost of a policy over what it gains by the end of the horizon, both against "
        "the base (written by compare).",
        (
            _POLICY,
            Column("outcome", "text", "", "The outcome gained"),
            Column("unit", "text", "", "Unit of the cost"),
            Column("seeds", "whole", "", "Seeds compared"),
            Column("value", "number", "see unit", "Mean extra cost over mean gain; empty where note says why"),
            Column("low", "number", "see unit", "Lower end of its 90 % bootstrap interval"),
            Column("high", "number", "see unit", "Upper end of that interval, infinite where there is none"),
            Column("over_horizon", "number", "$ per pupil", "The value summed over all years of the horizon"),
            Column("note", "text", "", "Why there is no value"),
        ),
    ),
    "differences": (
        "Paired differences seed by seed, policy minus base, at the end of the horizon: statewide, and by "
        "county, size class, district type and student group in the last December.",
        (
            _POLICY,
            Column("seed", "whole", "", "Seed"),
            Column("by", "text", "", "Kind of breakdown: state, county, size, type, student_group"),
            Column("level", "text", "", "California, or which county, size class, type or student group"),
            Column(
                "outcome",
                "text",
                "",
                _OUTCOME_BY,
            ),
            Column("difference", "number", _VALUE, "Policy minus base"),
        ),
    ),
}
TABLES["failures"] = (
    "Runs of a sweep that failed; the same command tries them again.",
    (
        *RUN_COLUMNS,
        SWEEP_COLUMNS[0],
        Column("error", "text", "", "What went wrong, in a line"),
        Column("traceback", "text", "", "Where in the code"),
    ),
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


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Build the Arrow schema of some columns."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "single": pa.float32(),
        "flag": pa.bool_(),
        "date": pa.timestamp("ms"),
    }
    return pa.schema([pa.field(column.name, types[column.kind]) for column in columns])


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
