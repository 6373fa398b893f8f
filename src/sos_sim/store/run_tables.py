"""The tables of a run folder that every run leaves."""

from __future__ import annotations

from sos_sim.observe.events import EVENTS
from sos_sim.store.columns import IN_ITS_UNIT, RUN_COLUMNS, Column, Tables

_EVENT_KINDS = ", ".join(dict.fromkeys(event.kind for event in EVENTS.values()))
STRATUM_COLUMNS = (
    Column("by", "text", "", "Kind of breakdown: county, size, type, student_group"),
    Column("level", "text", "", "Which county, size class, district type or student group"),
)
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

RUN_TABLES: Tables = {
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
            Column("value", "number", IN_ITS_UNIT, "Statewide value"),
        ),
    ),
    "outcomes": (
        "Statewide outcomes at the end of the horizon.",
        (
            *RUN_COLUMNS,
            Column("outcome", "text", "", "Name of the outcome; the list is below"),
            Column("value", "number", IN_ITS_UNIT, "Statewide value at the end"),
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
            Column("value", "single", IN_ITS_UNIT, "Mean over the districts or pupils of the stratum"),
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
}
