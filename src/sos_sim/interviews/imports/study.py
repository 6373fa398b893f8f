"""From a researcher's file to a folder that can be calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sos_sim.interviews.imports import short
from sos_sim.interviews.imports.codes import check_used, read_codes
from sos_sim.interviews.imports.counted import count_answers
from sos_sim.interviews.imports.grid import Grid
from sos_sim.interviews.imports.matrix import read_matrix
from sos_sim.interviews.imports.names import slug
from sos_sim.interviews.imports.orient import Axis
from sos_sim.interviews.imports.reading import counted_words, reading_of_findings, reading_of_matrix
from sos_sim.interviews.imports.respondents import sort_respondents
from sos_sim.interviews.imports.tables import read_grid
from sos_sim.interviews.imports.write import READING, check_folder, study_files, write_study
from sos_sim.interviews.observables import OBSERVABLES
from sos_sim.interviews.targets import Study
from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.scalars import LONGEST_NAME


@dataclass(frozen=True)
class Imported:
    """Hold what came of an import.

    Args:
        study: the study.
        folder: where its files are.
        found: what was found in the file, a line each.
    """

    study: Study
    folder: Path
    found: tuple[str, ...]


def import_interviews(
    path: Path,
    out: Path | None = None,
    codes: Path | None = None,
    cases: Axis | None = None,
    sheet: str | None = None,
) -> Imported:
    """Make an instrument, targets and a calibration out of a code x case matrix or written findings.

    Args:
        path: a matrix as packages for qualitative analysis export it, or findings as YAML or as a table.
        out: the folder to write; named like the file when not given.
        codes: a file that says which observable each code means.
        cases: the axis of the cases, where the names do not tell.
        sheet: the sheet of a workbook.

    Raises:
        InputProblems: with one problem for everything that is wrong; nothing is written then.
    """
    name = slug(path.stem, set(), "interviews")[:LONGEST_NAME]
    folder = Path(name) if out is None else out
    check_folder(folder)
    if path.suffix.casefold() in short.SUFFIXES:
        _refuse(codes, cases, sheet, f"{path} is a list of findings")
        study, how = short.study_of_yaml(path)
        return _findings(study, how, ("a targets file",), folder)
    grid = read_grid(path, sheet)
    if short.is_short_table(grid):
        _refuse(codes, cases, None, f"{path} is a list of findings")
        study, how = short.study_of_table(grid, name)
        return _findings(study, how, (*grid.notes, "a list of findings, by its columns"), folder)
    return _matrix(grid, name, folder, codes, cases)


def _matrix(grid: Grid, name: str, folder: Path, codes: Path | None, cases: Axis | None) -> Imported:
    given = {} if codes is None else read_codes(codes)
    matrix = read_matrix(grid, given, cases)
    check_used(given, [code.name for code in matrix.codes] + [each.name for each in matrix.attributes])
    respondents = sort_respondents(matrix)
    counted = count_answers(matrix, respondents, name)
    files, left = study_files(counted.study)
    reading = reading_of_matrix(matrix, respondents, counted, left, "" if codes is None else codes.name)
    write_study(folder, {**files, READING: reading})
    groups = ", ".join(f"{group.asked} {group_name}" for group_name, group in respondents.groups.items())
    return Imported(counted.study, folder, (
        "; ".join(grid.notes),
        f"{counted_words(len(matrix.cases), 'case')} in {matrix.axis}: {matrix.why}",
        f"{groups}: {respondents.how}",
        f"{counted_words(len(matrix.codes), 'code')}, {counted_words(len(matrix.attributes), 'attribute')}",
        *matrix.notes,
    ))  # fmt: skip


def _findings(study: Study, how: str, notes: tuple[str, ...], folder: Path) -> Imported:
    if not study.fitted:
        found = "none of its findings can be fitted"
        raise InputProblems(
            [Problem(str(study.source), found, "at least one with an observable: " + ", ".join(OBSERVABLES))]
        )
    files, left = study_files(study)
    write_study(folder, {**files, READING: reading_of_findings(study, how, notes, left)})
    groups = ", ".join(f"{group.asked} {name}" for name, group in study.instrument.groups.items())
    return Imported(study, folder, ("; ".join(notes), f"{groups}: {how}"))


def _refuse(codes: Path | None, cases: Axis | None, sheet: str | None, why: str) -> None:
    options = {"--codes": codes, "--cases": cases, "--sheet": sheet}
    problems = [
        Problem(option, why, "only with a code x case matrix") for option, value in options.items() if value is not None
    ]
    if problems:
        raise InputProblems(problems)
