"""Explain how a study was read: every code, every group, every kind of cell, every count."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from sos_sim.interviews.imports.codes import ASKABLE, NOTHING
from sos_sim.interviews.imports.counted import Counted
from sos_sim.interviews.imports.matrix import Matrix
from sos_sim.interviews.imports.respondents import Respondents
from sos_sim.interviews.imports.write import MARK
from sos_sim.interviews.instrument import Instrument
from sos_sim.interviews.targets import Study, Target
from sos_sim.scenario.dates import date_of

LEVEL = 0.90
MOST_TEXTS = 40
HEADINGS = ("target", "observable", "asked", "said so", "share, 90 %")


@functools.lru_cache(maxsize=4096)
def share_interval(low: int, high: int, of: int) -> tuple[float, float]:
    """Return the share of people that a count, or a range of counts, is compatible with: Jeffreys' interval.

    Args:
        low: lowest count.
        high: highest count.
        of: people asked.

    Source: Brown, Cai and DasGupta (2001); ledger C.2.
    """
    from scipy.stats import beta

    tail = (1.0 - LEVEL) / 2.0
    least = 0.0 if low == 0 else float(beta.ppf(tail, low + 0.5, of - low + 0.5))
    most = 1.0 if high == of else float(beta.ppf(1.0 - tail, high + 0.5, of - high + 0.5))
    return least, most


def counted_words(number: int, word: str) -> str:
    """Say how many there are of something.

    Args:
        number: how many.
        word: what, in the singular.
    """
    return f"{number:,} {word}{'s' * (number != 1)}"


def target_row(target: Target) -> tuple[str, str, str, str, str]:
    """Tell a target in the cells of a table.

    Args:
        target: the target.
    """
    observable = target.observable.name if target.observable else NOTHING
    observable = f"not {observable}" if target.against else observable
    asked = target.group.name if target.group else "statewide"
    if target.counts is None:
        if target.band is None:
            return target.ident, observable, asked, "", ""
        return target.ident, observable, asked, f"{target.band[0]:g} to {target.band[1]:g}", ""
    low, high = target.counts
    counts = f"{low}" if low == high else f"{low}-{high}"
    said = f"{target.said}: " if target.said else ""
    least, most = share_interval(low, high, target.of)
    return target.ident, observable, asked, f"{said}{counts} of {target.of}", f"{least:.2f}-{most:.2f}"


def reading_of_matrix(
    matrix: Matrix, respondents: Respondents, counted: Counted, left: Sequence[str], codes_file: str
) -> str:
    """Explain the reading of a code x case matrix.

    Args:
        matrix: the matrix.
        respondents: its cases, sorted.
        counted: what it became.
        left: ids of targets that are not in the targets file.
        codes_file: the researcher's file of codes, empty when there is none.
    """
    study = counted.study
    other = "columns" if matrix.axis == "rows" else "rows"
    lines = _title(study)
    lines += [
        "## The file",
        "",
        f"- File: {_code(matrix.grid.path.name)}: {'; '.join(matrix.grid.notes)}.",
        f"- Cases are in {matrix.axis}, codes in {other}: {matrix.why}.",
        f"- {counted_words(len(matrix.cases), 'case')}; names stand in {_code(matrix.case_column)}."
        if matrix.case_column
        else f"- {counted_words(len(matrix.cases), 'case')} without names.",
        f"- {counted_words(len(matrix.codes), 'code')}, {counted_words(len(matrix.attributes), 'attribute')}"
        + (": " + ", ".join(_code(each.name) for each in matrix.attributes) if matrix.attributes else "")
        + ".",
        f"- Meanings of codes: {_code(codes_file)}, then names known here."
        if codes_file
        else "- Meanings of codes: names known here; `--codes FILE` says more.",
        *(f"- Left out: {note}." for note in matrix.notes),
        "",
        "## People",
        "",
        f"Groups were found by {respondents.how}." if respondents.words else f"{respondents.how.capitalize()}.",
        "",
        *_groups(study.instrument),
    ]
    if respondents.words:
        called = [(_cell(word), who, str(count)) for word, who, count in respondents.words]
        lines += _table(("in the file", "speaks for", "people"), called)
    lines += ["## Codes", ""]
    rows: list[tuple[str, ...]] = []
    for code in matrix.codes:
        meaning = code.meaning
        read = f"`{meaning.observable}`" if meaning.observable != NOTHING else "none: kept, not fitted"
        read = f"{read}, against" if meaning.against else read
        close = ", ".join(f"`{name}`" for name in meaning.nearest) or ("nothing comes close" if read[0] == "n" else "")
        place = code.place.removeprefix(f"{matrix.grid.path}:")
        rows.append((_cell(code.name), _cell(place), read, _cell(meaning.why), close))
    lines += _table(("code", "place", "read as", "why", "nearest"), rows)
    lines += _meanings(study)
    lines += [
        "## Cells",
        "",
        "A person counts as having said so, however many segments were coded. "
        f"A blank cell means: {matrix.blanks}. Who was not asked is left out of the count of those asked.",
        "",
    ]
    cells = sorted(matrix.cells.items(), key=lambda item: (-item[1], item[0]))
    wording = {"missing": "not asked or not known"}
    rows = [
        (_cell(text) if text else "(blank)", wording.get(answer, answer), str(count))
        for (text, answer), count in cells[:MOST_TEXTS]
    ]
    if rest := cells[MOST_TEXTS:]:
        rows.append((f"({len(rest)} other texts)", "as texts like them", str(sum(count for _, count in rest))))
    lines += _table(("in the cell", "read as", "cells"), rows)
    lines += _targets(study, left)
    if counted.unasked:
        lines += ["Nobody was asked, so there is no target:", "", *(f"- {each}" for each in counted.unasked), ""]
    lines += [
        "Codes with the same observable are one target: whoever has one of them has said so. A code that counts "
        "against an observable makes a target of its own; the two share one weight.",
        "",
        "A matrix counts who brought a theme up. Where a question was not put to everybody, silence is no denial: "
        "leave those cells blank (and write zeros elsewhere), give a range such as `count: [4, 9]`, or lower the "
        "weight.",
        "",
    ]
    return "\n".join(lines + _observables())


def reading_of_findings(study: Study, how: str, notes: Sequence[str], left: Sequence[str]) -> str:
    """Explain the reading of findings that were written down one by one.

    Args:
        study: the study.
        how: how its groups were found.
        notes: how the file was read.
        left: ids of targets that are not in the targets file.
    """
    lines = _title(study)
    lines += ["## The file", "", f"- File: {_code(study.source.name)}: {'; '.join(notes)}.", ""]
    lines += ["## People", "", f"Groups: {how}.", "", *_groups(study.instrument)]
    lines += _targets(study, left) + _meanings(study)
    lines += [
        "A word such as *most* allows a range of counts, by the convention of `interviews.words`; the share is what "
        "such counts are compatible with.",
        "",
    ]
    return "\n".join(lines + _observables())


def _title(study: Study) -> list[str]:
    return [
        f"<!-- {MARK} -->",
        f"# How {study.name} was read",
        "",
        "`instrument.yaml` says who was asked, `targets.yaml` what they said, `calibration.yaml` fits the model to it. "
        "All three may be edited; then remove the first line of the file, or a new import replaces it.",
        "",
    ]


def _groups(instrument: Instrument) -> list[str]:
    rows = [
        (
            _cell(name), ", ".join(f"{people} for {who}" for who, people in group.people.items()), group.chosen,
            date_of(group.held, 0), _cell(group.about),
        )
        for name, group in instrument.groups.items()
    ]  # fmt: skip
    lines = _table(("group", "people", "chosen", "held", "who they are"), rows)
    return [
        *lines,
        "*random* and *2017-08* stand where the file says nothing. Set `chosen: engaged` in `instrument.yaml` where "
        "engaged districts or offices were likelier to be picked, and `held` to the month of the interviews.",
        "",
    ]


def _targets(study: Study, left: Sequence[str]) -> list[str]:
    rows = []
    for ident, target in study.targets.items():
        reason = target.because or ("`fit: no`" if target.observable else "no observable")
        fitted = "yes" if target.fitted else reason
        place = "" if ident not in left else "only here: the targets file would be too large"
        cells = target_row(target)
        rows.append((*map(_cell, cells), _cell(fitted), f"{target.weight:g}", _cell(target.source), place))
    headings = (*HEADINGS, "fitted", "weight", "source", "remark")
    return ["## Targets", "", *_table(headings, rows)]


def _meanings(study: Study) -> list[str]:
    used = {target.observable.name: target.observable for target in study.fitted if target.observable}
    if not used:
        return []
    lines = ["A yes in the model, for the observables used (check that it is what your code means):", ""]
    for name, each in used.items():
        cut = f"; the cut-off is not known, {each.cut.low:g} to {each.cut.high:g} ({each.cut.unit})" if each.cut else ""
        lines.append(f"- `{name}`: {each.label}: {each.meaning}{cut}.")
    return [*lines, ""]


def _observables() -> list[str]:
    lines = ["## What people can be asked", "", "For the column `observable` of a file given with `--codes`:", ""]
    rows = [(f"`{name}`", each.label, each.asked_of) for name, each in ASKABLE.items()]
    return [*lines, *_table(("observable", "a yes means", "of"), rows)]


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def _cell(text: str) -> str:
    """Keep a text from breaking the table it stands in."""
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return clean.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    return f"`{_cell(text).replace('`', chr(39))}`"
