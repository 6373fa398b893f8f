"""A code x case matrix: who was asked, what is known of them, and what each of them said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sos_sim.interviews.imports.cells import ALLOWED, Answer, is_answer, read_cell
from sos_sim.interviews.imports.codes import ATTRIBUTE, NOTHING, Meaning, meaning_of
from sos_sim.interviews.imports.grid import Grid, not_too_many, shown
from sos_sim.interviews.imports.groups import CASE_COLUMNS, is_attribute, is_group_column
from sos_sim.interviews.imports.names import is_total, plain_name, reduced
from sos_sim.interviews.imports.orient import Axis, cases_axis
from sos_sim.problems import InputProblems, Problem

_REMARK = re.compile(r"(?:exported|created|generated|source|notes?)\b|\*", re.IGNORECASE)
_ATTRIBUTE_VALUE = re.compile(r"[^=]+\S = \S.*")


@dataclass(frozen=True)
class Attribute:
    """Hold what a column says of every case.

    Args:
        name: name as exported.
        values: text for each case.
        places: where each text stands.
    """

    name: str
    values: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """Hold one code and every case's answer.

    Args:
        label: name as exported.
        name: name without what the package put around it.
        place: where its name stands.
        meaning: what it was taken for.
        answers: answer of each case; blanks are settled.
    """

    label: str
    name: str
    place: str
    meaning: Meaning
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Matrix:
    """Hold a code x case matrix, checked.

    Args:
        grid: the table it was read from.
        axis: the axis of the cases.
        why: why that axis.
        case_column: name of the column of the cases' names, empty when they have none.
        cases: names of the cases.
        attributes: what is known of the cases.
        codes: codes in the file's order.
        cells: how often each text stood in a cell of a code, and how it was read.
        blanks: what a blank cell means here.
        notes: what was left out, for people.
    """

    grid: Grid
    axis: Axis
    why: str
    case_column: str
    cases: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    codes: tuple[Code, ...]
    cells: Mapping[tuple[str, Answer], int]
    blanks: str
    notes: tuple[str, ...]


class _Sheet:
    """Look at a table with the cases in rows, whichever way round it stands."""

    def __init__(self, grid: Grid, axis: Axis, first: int) -> None:
        turned = axis == "columns"
        rows = grid.rows[first:]
        self.rows: list[tuple[str, ...]] = list(zip(*rows, strict=True)) if turned else list(rows)
        self.place: Callable[[int, int], str] = (
            (lambda row, column: grid.place(column + first, row))
            if turned
            else (lambda row, column: grid.place(row + first, column))
        )
        self.header = self.rows[0]

    def column(self, index: int, cases: list[int]) -> list[str]:
        return [self.rows[row][index] for row in cases]


def read_matrix(grid: Grid, given: Mapping[str, Meaning], wanted: Axis | None = None) -> Matrix:
    """Read a table as a code x case matrix.

    Args:
        grid: the table.
        given: what the researcher's file of codes says, by reduced name.
        wanted: the axis of the cases, where the researcher says it.

    Raises:
        InputProblems: one problem for everything that is not understood.
    """
    notes: list[str] = []
    grid, first = _without_remarks(grid, notes)
    if len(grid.rows) - first < 2 or grid.width < 2:
        raise InputProblems([Problem(str(grid.path), "no cases or no codes", "a table of codes by cases")])
    axis, why = cases_axis(_below(grid, first), given, wanted)
    sheet = _Sheet(grid, axis, first)
    problems = [
        Problem(grid.place(each.top, each.left), "merged cells", "one value in each cell; unmerge them")
        for each in grid.merged
        if each.bottom >= first
    ]
    case_at = _case_column(sheet, given)
    cases = _cases(sheet, case_at, notes, problems)
    names = _case_names(sheet, case_at, cases, problems)
    attributes, columns = _columns(sheet, case_at, cases, given, notes, problems)
    if not columns and not problems:
        found = "only attributes, no codes" if attributes else "no codes"
        problems.append(Problem(str(grid.path), found, "at least one code"))
    if not cases and not problems:
        problems.append(Problem(str(grid.path), "no cases", "at least one case"))
    codes, texts, blanks = _answers(sheet, columns, cases, problems)
    if problems:
        raise InputProblems(not_too_many(problems, str(grid.path)))
    header = "" if case_at is None else sheet.header[case_at] or "(without a name)"
    return Matrix(grid, axis, why, header, names, attributes, codes, texts, blanks, tuple(notes))


def _without_remarks(grid: Grid, notes: list[str]) -> tuple[Grid, int]:
    """Drop remarks below the table, and find the row its header stands in, below titles."""
    alone = [not any(row[1:]) for row in grid.rows]
    last = len(grid.rows)
    while last > 1 and alone[last - 1] and _REMARK.match(grid.rows[last - 1][0]):
        last -= 1
        notes.append(f"remark below the table: {shown(grid.rows[last][0])}")
    first = next((row for row, single in enumerate(alone[:last]) if not single), 0)
    notes += [f"title above the table: {shown(row[0])}" for row in grid.rows[:first]]
    cut = Grid(grid.path, grid.rows[:last], grid.lines[:last], grid.sheet, grid.merged, grid.notes)
    return cut, first


def _below(grid: Grid, first: int) -> Grid:
    return Grid(grid.path, grid.rows[first:], grid.lines[first:], grid.sheet)


def _case_column(sheet: _Sheet, given: Mapping[str, Meaning]) -> int | None:
    """Find the column of the cases' names: the first one, unless it is a group or a code."""
    head = sheet.header[0]
    is_code = bool(head) and meaning_of(head, given, near=False).observable != NOTHING
    if not (is_group_column(head) or is_code):
        return 0
    return next((index for index, name in enumerate(sheet.header) if reduced(name) in CASE_COLUMNS), None)


def _cases(sheet: _Sheet, case_at: int | None, notes: list[str], problems: list[Problem]) -> list[int]:
    cases = []
    for row in range(1, len(sheet.rows)):
        name = "" if case_at is None else sheet.rows[row][case_at]
        if name and is_total(name):
            notes.append(f"totals, not a case: {shown(name)} ({sheet.place(row, case_at or 0)})")
        elif case_at is not None and not name:
            problems.append(Problem(sheet.place(row, case_at), "a case without a name", "a name for each case"))
        else:
            cases.append(row)
    return cases


def _case_names(sheet: _Sheet, case_at: int | None, cases: list[int], problems: list[Problem]) -> tuple[str, ...]:
    if case_at is None:
        return tuple(f"case {number}" for number, _ in enumerate(cases, start=1))
    names = [plain_name(sheet.rows[row][case_at]) for row in cases]
    seen: dict[str, int] = {}
    for row, name in zip(cases, names, strict=True):
        if name in seen:
            found = f"case {shown(name)} stands here twice, first at {sheet.place(seen[name], case_at)}"
            problems.append(Problem(sheet.place(row, case_at), found, "each case once"))
        seen.setdefault(name, row)
    if names and all(_ATTRIBUTE_VALUE.fullmatch(name) for name in names):
        found = f"values of an attribute ({shown(names[0])}) where cases should be"
        problems.append(Problem(sheet.place(cases[0], case_at), found, "one row or column for each case"))
    return tuple(names)


def _columns(
    sheet: _Sheet,
    case_at: int | None,
    cases: list[int],
    given: Mapping[str, Meaning],
    notes: list[str],
    problems: list[Problem],
) -> tuple[tuple[Attribute, ...], list[tuple[int, Meaning]]]:
    """Sort columns into attributes and codes; totals go."""
    attributes: list[Attribute] = []
    codes: list[tuple[int, Meaning]] = []
    seen: dict[str, int] = {}
    for index, label in enumerate(sheet.header):
        if index == case_at:
            continue
        texts = sheet.column(index, cases)
        place = sheet.place(0, index)
        if not label:
            if any(texts):
                problems.append(Problem(place, "answers without a code", "a name for each code"))
            continue
        if is_total(label):
            notes.append(f"totals, not a code: {shown(label)} ({place})")
            continue
        name = plain_name(label)
        if reduced(name) in seen and reduced(name):
            found = f"{shown(name)} stands here twice, first at {sheet.place(0, seen[reduced(name)])}"
            problems.append(Problem(place, found, "each code and attribute once"))
        seen.setdefault(reduced(name), index)
        meaning = meaning_of(label, given)
        unknown = meaning.observable == NOTHING and reduced(name) not in given
        worded = unknown and not is_attribute(label) and _is_text(texts)
        if meaning.observable == ATTRIBUTE or (unknown and (is_attribute(label) or worded)):
            places = tuple(sheet.place(row, index) for row in cases)
            attributes.append(Attribute(name, tuple(texts), places))
            if worded:
                notes.append(f"an attribute, since it holds words and not answers: {shown(name)} ({place})")
        else:
            codes.append((index, meaning))
    return tuple(attributes), codes


def _is_text(texts: list[str]) -> bool:
    """Tell whether most of what stands in a column is words, which no count can be."""
    filled = [text for text in texts if text]
    worded = [text for text in filled if text[0] not in "=#" and any(map(str.isalpha, text)) and not is_answer(text)]
    return len(worded) * 2 > len(filled)


def _answers(
    sheet: _Sheet, columns: list[tuple[int, Meaning]], cases: list[int], problems: list[Problem]
) -> tuple[tuple[Code, ...], Counter[tuple[str, Answer]], str]:
    read: list[list[Answer]] = []
    texts: Counter[tuple[str, Answer]] = Counter()
    for index, _ in columns:
        answers: list[Answer] = []
        for row in cases:
            text = sheet.rows[row][index]
            answer, fault = read_cell(text)
            if answer is None:
                found = f"{fault}, for {shown(sheet.header[index])}"
                problems.append(Problem(sheet.place(row, index), found, ALLOWED))
                continue
            answers.append(answer)
            texts[text if len(text) < 12 else "a long number", answer] += 1
        read.append(answers)
    denied = any("not said" in answers for answers in read)
    blank: Answer = "missing" if denied else "not said"
    settled = Counter[tuple[str, Answer]]()
    for (text, answer), count in texts.items():
        settled[text, blank if answer == "blank" else answer] += count
    codes = tuple(
        Code(
            sheet.header[index], plain_name(sheet.header[index]), sheet.place(0, index), meaning,
            tuple(blank if answer == "blank" else answer for answer in answers),
        )
        for (index, meaning), answers in zip(columns, read, strict=True)
    )  # fmt: skip
    if denied:
        return codes, settled, "not asked or not known, since the matrix writes out who did not say so"
    return codes, settled, "did not say so, since the matrix writes no zeros"
