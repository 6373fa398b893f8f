"""The columns of a population file, declared once: the reader and the documentation both follow them."""

from __future__ import annotations

from dataclasses import dataclass

from sos_sim.world.districts import GROUP_NAMES, GROUPS, TYPES

LARGEST_ENROLMENT = 2_000_000.0
PAY_RANGE = (-0.5, 0.5)
# The box around California, degrees.
LATITUDES, LONGITUDES = (32.0, 42.5), (-125.0, -114.0)
# Cells that mean "not known".
MISSING = ("", "NA")


@dataclass(frozen=True)
class Column:
    """Declare one column of a population file.

    Args:
        name: header in the file.
        meaning: what it holds, in plain words.
        allowed: what may stand in a cell, in words.
        low: smallest number allowed; for ``above_low`` columns the number must lie above it.
        high: largest number allowed.
        required: whether a file must have it.
        otherwise: what is used where it is missing.
        is_text: whether it holds text, not a number.
        above_low: whether ``low`` itself is not allowed.
    """

    name: str
    meaning: str
    allowed: str
    low: float = 0.0
    high: float = 1.0
    required: bool = False
    otherwise: str = ""
    is_text: bool = False
    above_low: bool = False


def _share(name: str, meaning: str, otherwise: str) -> Column:
    return Column(name, meaning, "a share from 0 to 1", otherwise=otherwise)


def _pupils(name: str, meaning: str, required: bool, otherwise: str) -> Column:
    allowed = f"a number above 0, at most {LARGEST_ENROLMENT:,.0f}, without thousands separators"
    return Column(
        name, meaning, allowed, high=LARGEST_ENROLMENT, required=required, otherwise=otherwise, above_low=True
    )


RACE_OTHERWISE = "the county's share, adjusted by UPP and enrolment; race groups are made to sum to 1"
GROUP_OTHERWISE = {
    "EL": "`el_share_2018`, else the county's share, adjusted by UPP and enrolment",
    "FOS": "`foster_share_2018`, else the county's share, adjusted by UPP and enrolment",
    "HOM": "`homeless_share_2018`, else the county's share, adjusted by UPP and enrolment",
    "SED": "the UPP",
    "SWD": "the county's share, adjusted by UPP and enrolment",
}
OLDER_SHARE = {"EL": "el_share_2018", "FOS": "foster_share_2018", "HOM": "homeless_share_2018"}

COLUMNS = (
    Column("cds_code", "state code of the district (county 2, district 5, school 7 digits), each once",
           "14 digits as text, with leading zeros", required=True, is_text=True),
    Column("county", "county of the district", "name or two-digit code of one of the 58 counties",
           required=True, is_text=True),
    Column("type", "type of district", ", ".join(TYPES), required=True, is_text=True),
    _pupils("enrolment", "pupils on census day, charter schools left out", True, ""),
    Column("upp", "unduplicated pupil share (low-income, English learner or foster)", "a share from 0 to 1",
           required=True),
    Column("name", "name of the district", "text", otherwise="`District` and the code", is_text=True),
    _pupils("enrolment_2017", "pupils in fall 2017, when the simulation starts", False, "`enrolment`"),
    _share("upp_2017", "unduplicated pupil share in fall 2017", "`upp`"),
    Column("lat", "latitude of the district office, degrees; given together with `lon`",
           f"a number from {LATITUDES[0]:g} to {LATITUDES[1]:g}", *LATITUDES,
           otherwise="a place in the county, around the county office, fixed by the code"),
    Column("lon", "longitude of the district office, degrees; given together with `lat`",
           f"a number from {LONGITUDES[0]:g} to {LONGITUDES[1]:g}", *LONGITUDES, otherwise="as for `lat`"),
    Column("pay", "teacher pay above (+) or below (-) the county's mean, a share: 0.05 is 5 percent above",
           f"a number from {PAY_RANGE[0]:g} to {PAY_RANGE[1]:g}", *PAY_RANGE,
           otherwise="normal with standard deviation 0.06, within 0.2, fixed by the code (an assumption)"),
    _share("el_share_2018", "share of English learners, fall 2018", "see `share_EL`"),
    _share("foster_share_2018", "share of foster youth, fall 2018", "see `share_FOS`"),
    _share("homeless_share_2018", "share of homeless pupils, fall 2018", "see `share_HOM`"),
    *(
        _share(f"share_{group}", f"share of pupils: {name}", GROUP_OTHERWISE.get(group, RACE_OTHERWISE))
        for group, name in zip(GROUPS, GROUP_NAMES, strict=True)
    ),
)  # fmt: skip
COLUMN = {column.name: column for column in COLUMNS}
REQUIRED = tuple(column.name for column in COLUMNS if column.required)


def population_table() -> str:
    """Write the population format as a Markdown table, one row per column."""
    lines = ["| column | needed | meaning | allowed | used instead |", "| --- | --- | --- | --- | --- |"]
    for column in COLUMNS:
        needed = "yes" if column.required else "no"
        cells = (f"`{column.name}`", needed, column.meaning, column.allowed, column.otherwise or "-")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
