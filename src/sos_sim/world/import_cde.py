"""Turn official CDE downloads into a population file."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sos_sim.problems import InputProblems, Problem
from sos_sim.world.cde_files import (
    ASSISTANCE,
    DIRECTORY,
    EL_PROGRESS,
    GRADUATION,
    KNOWN_KINDS,
    PUPIL_COUNTS,
    Download,
    open_download,
)
from sos_sim.world.columns import LATITUDES, LONGITUDES
from sos_sim.world.districts import TYPES
from sos_sim.world.facts import counties

NO_SCHOOL = "0000000"
# The fall the share columns of the population format are named after; the base year where it is given.
BASE_FALL = 2018
# Districts that report under another code in the assistance and Dashboard files: joint offices, later codes.
REPORTED_AS = {
    "49402460000000": ("49708540000000", "49708620000000"),
    "49402530000000": ("49709120000000", "49709200000000"),
    "30647660000000": ("19647660000000",),
    "39773880000000": ("39684860000000",),
}
SHOWN = 6


@dataclass
class ImportReport:
    """Tell what came of an import.

    Args:
        districts_rows: one dict per district in the population format, in the order of the codes.
        used: what each file is and what was read from it.
        matched: how many districts each further file was joined to.
        left_out: what was not used, and why.
    """

    districts_rows: list[dict[str, str]] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    matched: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def import_cde(paths: Sequence[Path]) -> ImportReport:
    """Join official downloads into one row per district.

    Args:
        paths: files in any order, recognised by their content; one must hold unduplicated pupil counts.

    Raises:
        InputProblems: a file that cannot be read or recognised, or no pupil counts among them.
    """
    problems: list[Problem] = []
    downloads: list[Download] = []
    for path in paths:
        try:
            downloads.append(open_download(path))
        except InputProblems as error:
            problems.extend(error.problems)
    counts = [download for download in downloads if download.kind == PUPIL_COUNTS]
    if not counts and not problems:
        place = ", ".join(str(path) for path in paths) or "import-cde"
        found = "no unduplicated pupil counts among the files: without them there are no districts"
        problems.append(Problem(place, found, KNOWN_KINDS))
    if problems:
        raise InputProblems(problems)
    report = ImportReport()
    districts = _districts(counts, report)
    readers = {
        ASSISTANCE: _assistance,
        DIRECTORY: _directory,
        GRADUATION: _graduation,
        EL_PROGRESS: _el_progress,
    }
    for kind, read in readers.items():
        for download in downloads:
            if download.kind == kind:
                _join(download, read(download), districts, report)
    report.districts_rows = [districts[code] for code in sorted(districts)]
    return report


def write_population(report: ImportReport, out: Path) -> None:
    """Write the imported districts as a population file.

    Args:
        report: what ``import_cde`` returned.
        out: file to write; it appears when it is complete.

    Raises:
        InputProblems: the file cannot be written.
    """
    header = list(dict.fromkeys(name for row in report.districts_rows for name in row))
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(report.districts_rows)
        os.replace(part, out)
    except OSError as error:
        part.unlink(missing_ok=True)
        found = f"cannot be written ({(error.strerror or str(error)).lower()})"
        raise InputProblems([Problem(str(out), found, "a file in a folder that exists")]) from None


def _districts(counts: list[Download], report: ImportReport) -> dict[str, dict[str, str]]:
    """Make one row per district from the pupil counts, a base fall in full and other falls beside it."""
    by_fall: dict[int, Download] = {}
    for download in counts:
        fall = _fall(download)
        if fall in by_fall:
            report.left_out.append(f"{download.path.name}: pupil counts of fall {fall} a second time")
        else:
            by_fall[fall] = download
    base = BASE_FALL if BASE_FALL in by_fall else min(by_fall)
    districts: dict[str, dict[str, str]] = {}
    for row in _district_rows(by_fall[base], base, report):
        enrolment, upp = row["enrolment"], row["upp"]
        shares = ("el_share_2018", "foster_share_2018", "homeless_share_2018")
        if base != BASE_FALL:
            shares = ("share_EL", "share_FOS", "share_HOM")
        districts[row["cds_code"]] = {
            **{name: row[name] for name in ("cds_code", "county", "name", "type", "enrolment", "upp")},
            **{name: row[source] for name, source in zip(shares, ("el", "foster", "homeless"), strict=True)},
            f"enrolment_{base}": enrolment,
            f"upp_{base}": upp,
        }
    for fall in sorted(set(by_fall) - {base}):
        found = {row["cds_code"]: row for row in _district_rows(by_fall[fall], fall, report)}
        values = {
            code: {f"enrolment_{fall}": row["enrolment"], f"upp_{fall}": row["upp"]}
            for code, row in found.items()
        }
        _join(by_fall[fall], values, districts, report)
    return districts


def _fall(download: Download) -> int:
    texts = {row.get("academicyear", "")[:4] for row in download.rows}
    years = sorted(text for text in texts if re.fullmatch(r"20[0-9]{2}", text))
    if len(years) != 1:
        found = f"more than one year ({', '.join(years)})" if years else "no academic year"
        raise InputProblems([Problem(str(download.path), found, "pupil counts of one school year")])
    return int(years[0])


def _district_rows(download: Download, fall: int, report: ImportReport) -> list[dict[str, str]]:
    """Keep the districts of a pupil count sheet: no charters, no county offices, none without pupils."""
    rows: list[dict[str, str]] = []
    charters = others = 0
    unusable: list[str] = []
    for cells in download.rows:
        kind = cells["districttype"].casefold().partition(" ")[0]
        if cells["schoolcode"].zfill(7) != NO_SCHOOL:
            charters += bool(cells["countycode"])
            continue
        if kind not in TYPES or counties().index(cells["countyname"]) is None:
            others += 1
            continue
        pupils = _whole(cells["totalenrollment"])
        unduplicated = _whole(_cell(cells, "unduplicatedpupilcountupc"))
        if not pupils or unduplicated is None:
            unusable.append(cells["districtname"])
            continue
        code = cells["countycode"].zfill(2) + cells["districtcode"].zfill(5) + NO_SCHOOL
        rows.append({
            "cds_code": code,
            "county": cells["countyname"],
            "name": cells["districtname"],
            "type": kind,
            "enrolment": str(pupils),
            "upp": f"{min(unduplicated / pupils, 1.0):.4f}",
            "el": _share(_cell(cells, "englishlearnerel"), pupils),
            "foster": _share(cells.get("foster", ""), pupils),
            "homeless": _share(cells.get("homeless", ""), pupils),
        })  # fmt: skip
    if not rows:
        found = f"no districts in sheet {download.sheet!r}"
        raise InputProblems(
            [Problem(str(download.path), found, "rows by LEA with a district type and pupils")]
        )
    name = download.path.name
    report.used.append(
        f"{name}: {PUPIL_COUNTS}, fall {fall}, sheet {download.sheet!r}: {len(rows)} districts"
    )
    report.left_out.append(
        f"{name}: {charters} charter schools and {others} county offices or others, which are no districts"
    )
    if unusable:
        report.left_out.append(f"{name}: no pupils or no unduplicated count: {_shortened(unusable)}")
    return rows


def _join(
    download: Download,
    values: dict[str, dict[str, str]],
    districts: dict[str, dict[str, str]],
    report: ImportReport,
) -> None:
    """Add the values of one file to the districts; what an earlier file gave stays."""
    name = download.path.name
    columns = sorted({column for row in values.values() for column in row})
    if download.kind != PUPIL_COUNTS:
        report.used.append(f"{name}: {download.kind}: {', '.join(columns) if columns else 'nothing usable'}")
    spread = {
        code: row for reported, row in values.items() for code in REPORTED_AS.get(reported, ())
    } | values
    without = [districts[code]["name"] for code in sorted(set(districts) - set(spread))]
    for code, row in spread.items():
        if code in districts:
            for column, value in row.items():
                if not districts[code].get(column):
                    districts[code][column] = value
    report.matched.append(f"{name}: {len(districts) - len(without)} of {len(districts)} districts found")
    if without:
        report.left_out.append(f"{name}: nothing about {len(without)} districts: {_shortened(without)}")
    strange = sorted(set(values) - set(districts) - set(REPORTED_AS))
    if strange:
        report.left_out.append(
            f"{name}: {len(strange)} codes of no district here (county offices, charter schools, others): "
            + _shortened(strange)
        )


def _assistance(download: Download) -> dict[str, dict[str, str]]:
    """Read who was in differentiated assistance, and with how many student groups in the year of the file."""
    values: dict[str, dict[str, str]] = {}
    for cells in download.rows:
        code = cells["cds"].zfill(14)
        if not re.fullmatch(r"[0-9]{14}", code) or code == "0" * 14:
            continue
        year = cells.get("reportingyear", "")[:4]
        row: dict[str, str] = {}
        for header, status in cells.items():
            if match := re.fullmatch(r"assistancestatus(20[0-9]{2})?", header):
                listed = match.group(1) or year
                if status:
                    row[f"da_{listed}"] = str(int(status.casefold().startswith("differentiated")))
        if (groups := _whole(cells["totalstudentgroups"])) is not None and f"da_{year}" in row:
            row[f"da_groups_{year}"] = str(groups)
        values[code] = row
    return values


def _directory(download: Download) -> dict[str, dict[str, str]]:
    """Read where the district office stands."""
    values: dict[str, dict[str, str]] = {}
    for cells in download.rows:
        if cells["doctype"].casefold().partition(" ")[0] not in TYPES:
            continue
        row = {"name": cells["district"]}
        lat, lon = _degrees(cells["latitude"], LATITUDES), _degrees(cells["longitude"], LONGITUDES)
        if lat and lon:
            row |= {"lat": lat, "lon": lon}
        values[cells["cdcode"].zfill(7) + NO_SCHOOL] = row
    return values


def _graduation(download: Download) -> dict[str, dict[str, str]]:
    """Read the Dashboard graduation rate (percent) and colour (1 red to 5 blue) of all students."""
    values: dict[str, dict[str, str]] = {}
    for cells in download.rows:
        if cells["rtype"] == "D" and cells["studentgroup"] == "ALL" and _is_number(cells["currstatus"]):
            year = cells["reportingyear"][:4]
            colour = cells["color"] if cells["color"] in ("1", "2", "3", "4", "5") else ""
            values[cells["cds"].zfill(14)] = {
                f"grad_dash_{year}": cells["currstatus"],
                f"grad_colour_{year}": colour,
            }
    return values


def _el_progress(download: Download) -> dict[str, dict[str, str]]:
    """Read the percentage of English learners on the upper two of the four levels of the language test."""
    values: dict[str, dict[str, str]] = {}
    for cells in download.rows:
        upper = (cells["pl3pct"], cells["pl4pct"])
        if cells["rtype"] == "D" and all(_is_number(cell) for cell in upper):
            year = cells["reportingyear"][:4]
            values[cells["cds"].zfill(14)] = {f"elpi_{year}": f"{sum(float(cell) for cell in upper):.1f}"}
    return values


def _cell(cells: dict[str, str], ending: str) -> str:
    return next((text for header, text in cells.items() if header.endswith(ending)), "")


def _whole(text: str) -> int | None:
    text = text.replace(",", "")
    return int(text) if re.fullmatch(r"[0-9]+", text) else None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]+([.][0-9]+)?", text) is not None


def _share(text: str, pupils: int) -> str:
    count = _whole(text)
    return "" if count is None else f"{min(count / pupils, 1.0):.4f}"


def _degrees(text: str, limits: tuple[float, float]) -> str:
    if not re.fullmatch(r"-?[0-9]+([.][0-9]+)?", text):
        return ""
    return text if limits[0] <= float(text) <= limits[1] else ""


def _shortened(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(listed[:SHOWN]) + more
