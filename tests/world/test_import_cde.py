from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from sos_sim.problems import InputProblems
from sos_sim.world.import_cde import ImportReport, import_cde, write_population
from sos_sim.world.population import read_population

DATA = Path(__file__).parents[2] / "../shared/data"
with_downloads = pytest.mark.skipif(
    not (DATA / "raw").exists(), reason="the data folder beside the checkout is not there"
)

COUNT_HEADER = [
    "Academic Year", "County Code", "District Code", "School Code", "County Name", "District Name",
    "School Name", "District Type", "Charter \nSchool \n(Y/N)", "Total \nEnrollment", "Foster", "Homeless",
    "English \nLearner \n(EL)", "CALPADS Unduplicated \nPupil Count\n(UPC)",
]  # fmt: skip


def _count(
    code: str, school: str, kind: str, pupils: object, unduplicated: object, year: str
) -> list[object]:
    name = f"District {code}"
    return [year, "15", code, school, "Kern", name, "N/A", kind, "N/A", pupils, 2, 5, 100, unduplicated]


def _counts(path: Path, year: str = "2018-2019", pupils: int = 400) -> Path:
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.active.title = "Title Page"
    by_school = workbook.create_sheet("School-Level CALPADS UPC Data")
    by_lea = workbook.create_sheet("LEA-Level CALPADS UPC Data")
    for sheet in (by_school, by_lea):
        sheet.append(["CALPADS UPC Data"])
        sheet.append([])
        sheet.append(COUNT_HEADER)
    unified = "Unified School District"
    by_school.append(_count("90001", "1234567", unified, 1, 1, year))
    by_lea.append(_count("10157", "0000000", "County Office of Education (COE)", 50, 40, year))
    by_lea.append(_count("90001", "0000000", unified, pupils, 300, year))
    by_lea.append(_count("90001", "0112607", unified, 90, 30, year))
    by_lea.append(_count("90002", "0000000", "Elementary School District", 200, 50, year))
    by_lea.append(_count("90003", "0000000", "High School District", 0, 0, year))
    workbook.save(path)
    return path


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="latin-1")
    return path


def _mistakes(paths: list[Path]) -> list[str]:
    with pytest.raises(InputProblems) as caught:
        import_cde(paths)
    return [str(problem) for problem in caught.value.problems]


def test_pupil_counts_become_districts_without_charters_and_county_offices(tmp_path: Path) -> None:
    report = import_cde([_counts(tmp_path / "anything.xlsx")])
    first, second = report.districts_rows
    assert (first["cds_code"], first["type"], first["enrolment"], first["upp"]) == (
        "15900010000000", "unified", "400", "0.7500",
    )  # fmt: skip
    assert (second["county"], second["el_share_2018"], second["homeless_share_2018"]) == (
        "Kern",
        "0.5000",
        "0.0250",
    )
    assert any("1 charter schools and 1 county offices" in line for line in report.left_out)
    assert any("District 90003" in line for line in report.left_out)


def test_another_fall_stands_beside_the_base_year(tmp_path: Path) -> None:
    earlier = _counts(tmp_path / "b.xlsx", "2017-2018", 500)
    report = import_cde([earlier, _counts(tmp_path / "a.xlsx")])
    assert report.districts_rows[0]["enrolment"] == "400"
    assert report.districts_rows[0]["enrolment_2017"] == "500"
    write_population(report, tmp_path / "out.csv")
    assert read_population(tmp_path / "out.csv").enrolment.tolist() == [500.0, 200.0]


def test_a_lone_other_fall_is_its_own_base_year(tmp_path: Path) -> None:
    report = import_cde([_counts(tmp_path / "b.xlsx", "2022-2023")])
    assert report.districts_rows[0]["share_EL"] == "0.2500"
    assert "el_share_2018" not in report.districts_rows[0]


def test_directory_and_dashboard_files_are_recognised_by_content(tmp_path: Path) -> None:
    directory = _text(
        tmp_path / "x1",
        "CD Code\tCounty\tDistrict\tLatitude\tLongitude\tDOCType\n"
        '1590001\tKern\tCa\xf1ada "Unified\t35.5\t-119.1\tUnified School District\n'
        "1590002\tKern\tOther\tNo Data\tNo Data\tElementary School District\n"
        "1510157\tKern\tOffice\t35.3\t-119.0\tCounty Office of Education (COE)\n",
    )
    graduation = _text(
        tmp_path / "x2",
        "cds\trtype\tstudentgroup\tcurrdenom\tcurrstatus\tcolor\treportingyear\n"
        "15900010000000\tD\tALL\t90\t91.5\t4\t2018\n"
        "15900010000000\tD\tEL\t40\t80.0\t2\t2018\n"
        "15900020000000\tD\tALL\t5\t\t0\t2018\n",
    )
    progress = _text(
        tmp_path / "x3",
        "cds\trtype\tPL_1\tPL1_Pct\tPL3_Pct\tPL4_Pct\tPLTotCt\treportingyear\n"
        "15900010000000\tD\t1\t10.0\t34.6\t30.6\t90\t2018\n",
    )
    report = import_cde([progress, graduation, directory, _counts(tmp_path / "counts")])
    first, second = report.districts_rows
    assert (first["lat"], first["lon"], first["name"]) == ("35.5", "-119.1", "District 90001")
    assert (first["grad_dash_2018"], first["grad_colour_2018"], first["elpi_2018"]) == ("91.5", "4", "65.2")
    assert not {"lat", "grad_dash_2018", "elpi_2018"} & set(second)
    assert len(report.used) == 4 and len(report.matched) == 3


def test_without_pupil_counts_the_import_says_what_it_needs(tmp_path: Path) -> None:
    header = "CD Code\tCounty\tDistrict\tLatitude\tLongitude\tDOCType\n"
    (mistake,) = _mistakes([_text(tmp_path / "directory.txt", header)])
    assert "no unduplicated pupil counts" in mistake
    assert "no unduplicated pupil counts" in _mistakes([])[0]


def test_unknown_damaged_and_missing_files_are_all_named(tmp_path: Path) -> None:
    counts = _counts(tmp_path / "counts.xlsx")
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(counts.read_bytes()[:3000])
    old = tmp_path / "damaged.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + b"\1" * 900)
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\0\0\0")
    strange = _text(tmp_path / "strange.txt", "a\tb\n1\t2\n")
    empty = _text(tmp_path / "empty.txt", "")
    paths = [counts, damaged, old, picture, strange, empty, tmp_path / "nowhere.xlsx"]
    mistakes = _mistakes(paths)
    for path, mistake in zip(paths[1:], mistakes, strict=True):
        assert mistake.startswith(f"{path}: ") and "unduplicated pupil count workbook" in mistake
    reasons = (
        "a damaged file",
        "a damaged file",
        "neither a workbook",
        "no header",
        "is empty",
        "cannot be read",
    )
    assert all(reason in mistake for reason, mistake in zip(reasons, mistakes, strict=True))


def test_nothing_is_left_behind_when_the_file_cannot_be_written(tmp_path: Path) -> None:
    report = ImportReport(districts_rows=[{"cds_code": "1"}])
    with pytest.raises(InputProblems, match="cannot be written"):
        write_population(report, tmp_path / "nowhere" / "out.csv")
    write_population(report, tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


@with_downloads
def test_the_official_downloads_give_the_944_districts_of_the_reference(tmp_path: Path) -> None:
    paths = []
    for number, path in enumerate(sorted((DATA / "raw").iterdir())):
        # Names say nothing: every file is recognised by its content.
        paths.append(Path(shutil.copy(path, tmp_path / f"file{number}")))
    report = import_cde(paths)
    out = tmp_path / "population.csv"
    write_population(report, out)
    with (DATA / "districts.csv").open(encoding="utf-8") as stream:
        reference = {row["cds_code"]: row for row in csv.DictReader(stream)}
    with out.open(encoding="utf-8") as stream:
        imported = {row["cds_code"]: row for row in csv.DictReader(stream)}
    assert set(imported) == set(reference)
    words = ("county", "type", "enrolment", "da_2017", "da_2018", "da_groups_2017", "da_groups_2018")
    shares = ("upp", "el_share_2018", "foster_share_2018", "homeless_share_2018")
    for code, row in imported.items():
        known = reference[code]
        assert [row[name] for name in words] == [known[name] for name in words]
        for name in (*shares, "grad_dash_2018", "grad_colour_2018"):
            assert float(row[name] or -1) == pytest.approx(float(known[name] or -1), abs=1.01e-4)
    districts = read_population(out)
    assert len(districts) == 944 and districts.enrolment.sum() == 5_498_949
