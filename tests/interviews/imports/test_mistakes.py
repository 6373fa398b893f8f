from __future__ import annotations

import datetime
import io
import zipfile

import pytest

HEAD = "Respondent,Role,Tools,Deep\n"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("-1", "a negative count"),
        ("0.5", "a fraction"),
        ('"0,5"', "a fraction"),
        ("40%", "a percentage"),
        ("=SUM(B2:B9)", "a formula"),
        ("#DIV/0!", "an error of the spreadsheet"),
        ("2017-08-01", "a date"),
        ("8/1/2017", "a date"),
        ("perhaps", "is no answer"),
    ],
)
def test_a_cell_that_is_not_understood_is_told_with_its_place(text, mistakes, cell, said):
    found = mistakes(text(HEAD + f"A,LEA,1,0\nB,LEA,{cell},0\nC,LEA,1,1\n"))
    assert len(found) == 1
    assert found[0].startswith("matrix.csv:3, column 3: ")
    assert said in found[0]
    assert "'Tools'" in found[0]


def test_dates_and_formulas_of_a_workbook_are_told_by_their_cells(sheet, mistakes):
    rows = [["Respondent", "Tools", "Deep"], ["A", datetime.date(2017, 8, 1), 0], ["B", 1, "=B2"], ["C", 1, 0.25]]
    found = mistakes(sheet(rows))
    assert [line.split(": ")[0] for line in found] == [f"export.xlsx:Sheet!{cell}" for cell in ("B2", "C3", "C4")]
    assert ["a date" in found[0], "a formula" in found[1], "a fraction" in found[2]] == [True] * 3


def test_merged_cells_in_the_matrix_are_refused_and_in_a_title_are_not(sheet, mistakes, imported):
    rows = [["Respondent", "Tools", "Deep"], ["A", 1, 0], ["B", 1, 0]]
    assert "export.xlsx:Sheet!B2: merged cells" in mistakes(sheet(rows, merge="B2:B3"))[0]
    titled = [["A study of mine"], *rows]
    assert len(imported(sheet(titled, merge="A1:C1")).study.fitted) == 2


def test_every_mistake_is_told_at_once(text, mistakes):
    found = mistakes(text(HEAD + "A,LEA,-1,0\nA,LEA,1,zero\n,LEA,1,1\n"))
    assert sorted(line.split(": ")[0] for line in found) == [
        "matrix.csv:2, column 3", "matrix.csv:3, column 1", "matrix.csv:3, column 4", "matrix.csv:4, column 1",
    ]  # fmt: skip


def test_many_mistakes_end_in_one_line(text, mistakes):
    found = mistakes(text("Respondent,Tools\n" + "".join(f"c{i},-1\n" for i in range(500))))
    assert len(found) == 41
    assert "460 more problems" in found[-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "matrix.csv: the file is empty"),
        ("  \n\n", "matrix.csv: the file is empty"),
        ("nothing here\n", "matrix.csv: one column only"),
        ("Respondent,Tools\n", "matrix.csv: no cases or no codes"),
        ("Respondent,Role,County\nA,LEA,Kern\nB,LEA,Napa\n", "matrix.csv: only attributes, no codes"),
        ("Respondent,Tools,tools\nA,1,0\n", "stands here twice, first at matrix.csv:1, column 2"),
        ("Respondent,Tools\nA,1\nA,0\n", "case 'A' stands here twice, first at matrix.csv:2, column 1"),
        ("Respondent,Tools,\nA,1,1\n", "matrix.csv:1, column 3: answers without a code"),
        ("Respondent,Tools,Deep\nA,1,0\nB,1\nC,0,0\n", "matrix.csv:3: 2 cells in this line"),
        ("Respondent,Tools,Deep\nA,1,0\nB,1,0,1\nC,0,0\n", "matrix.csv:3: 4 cells in this line"),
        ("One, two.\nThree.\nFour, five, six, seven.\na, b, c\n", "matrix.csv: no table"),
        (b"PK\x03\x04 no archive", "matrix.csv: a damaged workbook"),
        (b"\xd0\xcf\x11\xe0", "matrix.csv: a workbook of the old kind (XLS)"),
        (b"a,b\n\0\x01,2\n", "matrix.csv: neither text nor a workbook"),
        ("case,trust\nA,1\n", "none of its 1 codes ('trust', ...) names something"),
        ("a,b\nc,1\nd,0\n", "cases and codes look alike; allowed: `--cases rows` or `--cases columns`"),
        (",tools,deep\ntools,1,2\ndeep,2,1\n", "codes stand in the first row ('tools') and in the first column"),
    ],
)
def test_a_file_that_is_no_matrix_is_told_in_one_line(text, mistakes, content, said):
    found = mistakes(text(content))
    assert len(found) == 1
    assert said in found[0]
    assert "\n" not in found[0]


def test_an_archive_that_is_no_workbook_and_one_that_bursts_are_refused(text, mistakes):
    for name, content, said in (
        ("readme.txt", b"hello", "a zip archive that is no workbook"),
        ("xl/workbook.xml", b"0" * 61_000_000, "bytes when unpacked"),
    ):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        assert said in mistakes(text(packed.getvalue(), "export.xlsx"))[0]


def test_a_file_that_is_too_large_and_one_that_is_not_there_are_refused(text, tmp_path, mistakes):
    assert "too many for a code x case matrix" in mistakes(text("a" * 5_000_001))[0]
    assert "cannot be read" in mistakes(tmp_path / "nowhere.csv")[0]
    assert "cannot be read" in mistakes(tmp_path)[0]


def test_a_group_that_says_nothing_is_told_with_what_is_allowed(text, mistakes):
    found = mistakes(text(HEAD + "A,Teacher,1,0\nB,Superintendnt,1,0\nC,,1,1\nD,Teacher,0,0\n"))
    assert [line.split(": ")[0] for line in found] == [f"matrix.csv:{line}, column 2" for line in (2, 3, 4)]
    assert "did you mean 'superintendent'?" in found[1]
    assert all("districts (district, superintendent, LEA)" in line for line in found)


def test_a_close_name_is_told_and_never_taken(text, imported):
    result = imported(text("Respondent,Tools,Improvment tools\nA,1,1\nB,0,1\n"))
    assert [target.ident for target in result.study.fitted] == ["tools"]
    reading = (result.folder / "reading.md").read_text(encoding="utf-8")
    row = next(line for line in reading.splitlines() if line.startswith("| Improvment tools |"))
    assert "none: kept, not fitted" in row
    assert "`tools`" in row


def test_a_file_that_is_not_ours_stays(text, tmp_path):
    from sos_sim.interviews.imports.study import import_interviews
    from sos_sim.problems import InputProblems

    path, out = text("Respondent,Tools\nA,1\nB,0\n"), tmp_path / "out"
    out.mkdir()
    (out / "targets.yaml").write_text("name: mine\n", encoding="utf-8")
    with pytest.raises(InputProblems, match=r"targets\.yaml: is there already"):
        import_interviews(path, out=out)
    assert [each.name for each in out.iterdir()] == ["targets.yaml"]
    assert (out / "targets.yaml").read_text(encoding="utf-8") == "name: mine\n"
    (out / "targets.yaml").unlink()
    for _ in range(2):
        import_interviews(path, out=out)
    assert sorted(each.name for each in out.iterdir()) == [
        "calibration.yaml", "instrument.yaml", "reading.md", "targets.yaml",
    ]  # fmt: skip
