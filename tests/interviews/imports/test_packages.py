"""What each package for qualitative analysis exports, made up here in its style."""

from __future__ import annotations

import pytest

DISTRICTS = "districts"
TWO = {("tools", DISTRICTS): (2, 3), ("turnover_barrier", DISTRICTS): (1, 3)}
NVIVO_CASES = [
    [None, "A : Improvement tools", "B : Barriers\\Staff turnover"],
    ["1 : Alder", 3, 0],
    ["2 : Birch", 0, 0],
    ["3 : Cedar", 1, 2],
]


def test_nvivo_matrix_coding_query_with_cases_in_rows(sheet, imported, counted):
    result = imported(sheet(NVIVO_CASES))
    assert counted(result) == TWO
    assert "cases in rows" in "\n".join(result.found)


def test_nvivo_matrix_coding_query_with_cases_in_columns(sheet, imported, counted):
    turned = [list(column) for column in zip(*NVIVO_CASES, strict=True)]
    result = imported(sheet(turned))
    assert counted(result) == TWO
    assert "cases in columns" in "\n".join(result.found)


def test_nvivo_columns_of_attribute_values_are_no_cases(text, mistakes):
    found = mistakes(text(",A : Person:Role = COE,B : Person:Role = LEA\n1 : Tools,3,4\n2 : Deep,0,1\n"))
    assert len(found) == 1
    assert "values of an attribute" in found[0]


def test_maxqda_code_matrix_browser_drops_sums_and_reads_document_groups(sheet, imported, counted):
    result = imported(
        sheet([
            ["Code System", "Superintendents\\Int 01", "Superintendents\\Int 02", "COE\\Int 03", "SUM"],
            ["Improvement tools", 4, 1, None, 5],
            ["Barriers > Staff turnover", None, 2, 1, 3],
            ["SUM", 4, 3, 1, 8],
        ])
    )  # fmt: skip
    assert counted(result) == {
        ("tools", DISTRICTS): (2, 2), ("turnover_barrier", DISTRICTS): (1, 2),
        ("tools", "county offices"): (0, 1), ("turnover_barrier", "county offices"): (1, 1),
    }  # fmt: skip
    assert sum("totals" in line for line in result.found) == 2


def test_groups_are_found_in_deeper_folders_only_where_all_cases_have_one(text, imported, counted):
    result = imported(text("Case,Tools\nCases\\LEAs\\A,1\nCases\\COEs\\B,0\n"))
    assert counted(result) == {("tools", DISTRICTS): (1, 1), ("tools", "county offices"): (0, 1)}
    result = imported(text("Case,Tools\nLEAs\\A,1\nB,0\n"))
    assert counted(result) == {("tools", DISTRICTS): (1, 2)}


def test_dedoose_code_presence_by_media_takes_groups_from_descriptors(text, imported, counted):
    result = imported(
        text(
            "Media Title,Descriptor: Role,County,Improvement tools,Staff turnover\r\n"
            "a.docx,District leader,Kern,1,0\r\nb.docx,District leader,Napa,1,0\r\n"
            "c.docx,District leader,Inyo,0,1\r\nd.docx,County office staff,Inyo,0,0\r\n"
        )
    )
    expected = {**TWO, ("tools", "county offices"): (0, 1), ("turnover_barrier", "county offices"): (0, 1)}
    assert counted(result) == expected


def test_atlas_ti_code_document_table_drops_totals_and_groundedness(sheet, imported, counted):
    result = imported(
        sheet([
            [None, "1: Alder\nGr=14", "2: Birch\nGr=3", "3: Cedar\nGr=9", "Totals"],
            ["● Improvement tools\nGr=4", 3, 0, 1, 4],
            ["○ Staff turnover\nGr=2; GS=1", 0, 0, 2, 2],
            ["Totals", 3, 0, 3, 6],
        ])
    )  # fmt: skip
    assert counted(result) == TWO


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_separators_and_encodings_do_not_matter(text, imported, counted, separator, encoding):
    rows = [["Respondent", "Tools", "Staff turnover", "Café"], ["Ålder", "3", "0", "1"], ["B", "0", "0", "0"],
            ["C", "1", "2", "0"]]  # fmt: skip
    content = "\r\n".join(separator.join(row) for row in rows)
    result = imported(text(content.encode(encoding)))
    assert {key: value for key, value in counted(result).items() if key[0] != "none"} == TWO
    assert "Café" in (result.folder / "reading.md").read_text(encoding="utf-8")


def test_quoted_line_breaks_titles_remarks_and_decimal_commas_are_read(text, imported, counted):
    content = (
        'Code matrix of June;;\n;;\nRespondent;"Improvement\ntools";"Staff\nturnover"\n'
        "Alder;3,0;0,0\nBirch;0;0\nCedar;1;2\nExported on 3 June;;\n"
    )
    result = imported(text(content))
    assert counted(result) == TWO
    assert sum("title above" in line or "remark below" in line for line in result.found) == 2


def test_words_for_yes_and_no_are_read(text, imported, counted):
    result = imported(text("Case,Tools,Staff turnover\nA,Yes,no\nB,FALSE,No\nC,x,TRUE\n"))
    assert counted(result) == TWO


def test_blanks_are_silence_without_zeros_and_missing_beside_them(text, imported, counted):
    silent = imported(text("Case,Tools,Deep\nA,1,\nB,,\nC,2,1\n"))
    assert counted(silent) == {("tools", DISTRICTS): (2, 3), ("deep", DISTRICTS): (1, 3)}
    asked = imported(text("Case,Tools,Deep\nA,1,\nB,0,0\nC,2,1\n"))
    assert counted(asked) == {("tools", DISTRICTS): (2, 3), ("deep", DISTRICTS): (1, 2)}


def test_a_thousand_codes_are_imported_and_all_explained(text, imported):
    codes = ["tools"] + [
        f"Theme {number} about the board and those who sit on it year after year" for number in range(1000)
    ]
    rows = [["Respondent", *codes], *([f"case {i}", *["1"] * len(codes)] for i in range(10))]
    result = imported(text("\n".join(",".join(row) for row in rows)))
    reading = (result.folder / "reading.md").read_text(encoding="utf-8")
    assert all(f"| {code} |" in reading for code in codes)
    assert result.study.targets["tools"].counts == (10, 10)
    from sos_sim.interviews.targets import load_study

    written = load_study(result.folder / "targets.yaml")
    assert [target.ident for target in written.fitted] == ["tools"]
    assert "the targets file would be too large" in reading


def test_the_first_sheet_that_holds_anything_is_read_and_another_by_name(sheet, imported, counted, mistakes):
    path = sheet(NVIVO_CASES, before="Cover")
    assert mistakes(path, sheet="Datta")[0].startswith("--sheet: ")
    assert counted(imported(path)) == TWO
    assert counted(imported(path, sheet="Data")) == TWO
