"""The short way: findings written down one by one, as YAML or as a table, without a matrix."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from sos_sim.interviews.imports.grid import Grid, not_too_many, shown
from sos_sim.interviews.imports.groups import ALLOWED as GROUPS_ALLOWED
from sos_sim.interviews.imports.groups import who_of
from sos_sim.interviews.imports.names import reduced, slug
from sos_sim.interviews.targets import Study, load_study
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.reader import Entries, Scalar, read_entries

SUFFIXES = (".yaml", ".yml")
COLUMNS = (
    "id", "finding", "observable", "asked", "said", "count", "of", "at_least", "at_most", "tolerance", "against",
    "weight", "fit", "because", "bias", "source",
)  # fmt: skip
NUMBERS = ("count", "of", "at_least", "at_most", "tolerance", "weight")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_BETWEEN = re.compile(r"\[?\s*([0-9]+)\s*(?:-|\u2013|,|;|\bto\b)\s*([0-9]+)\s*\]?")
PlaceOf = Callable[[str], str]


def is_short_table(grid: Grid) -> bool:
    """Tell whether a table is a list of findings and no matrix, by its header.

    Args:
        grid: the table.
    """
    header = {_column(cell) for cell in grid.rows[0]} if grid.rows else set()
    return "observable" in header and bool(header & {"said", "count", "at_least", "at_most"})


def study_of_yaml(path: Path) -> tuple[Study, str]:
    """Read a targets file, with its instrument, its own groups, or groups made from its counts.

    Args:
        path: the file.

    Returns:
        The study, and how its groups were found.

    Raises:
        InputProblems: one problem for everything that is wrong.
    """
    problems: list[Problem] = []
    tree = read_entries(path, problems)
    if problems:
        raise InputProblems(problems)
    if tree.get("instrument") is not None or tree.get("groups") is not None:
        return load_study(path), "as the file says"
    asked: dict[str, tuple[str, list[int]]] = {}
    targets = tree.get("targets")
    for _, node in targets.pairs() if isinstance(targets, Entries) else ():
        if isinstance(node, Entries) and isinstance(group := node.get("asked"), Scalar) and group.text.strip():
            of = node.get("of")
            people = int(of.text) if isinstance(of, Scalar) and re.fullmatch(r"[0-9]{1,6}", of.text) else 0
            asked.setdefault(group.text.strip(), (group.place, []))[1].append(people)
    text = path.read_bytes().decode("utf-8-sig")
    lines = len(text.splitlines())
    if asked:
        text = text.rstrip() + "\n" * (1 + len(text.splitlines()) - len(text.rstrip().splitlines())) + _groups(asked)

    def place_of(line: str) -> str:
        return f"{path}:{line}" if line and int(line) <= lines else str(path)

    study = _load(text, path, place_of)
    return study, "made from the file's own `asked` and `of`"


def study_of_table(grid: Grid, name: str) -> tuple[Study, str]:
    """Read a table of findings: a row for each, with the columns of a targets file.

    Args:
        grid: the table.
        name: name of the study.

    Returns:
        The study, and how its groups were found.

    Raises:
        InputProblems: one problem for everything that is wrong.
    """
    header = [_column(cell) for cell in grid.rows[0]]
    problems = [
        Problem(grid.place(0, index), f"no such column: {shown(cell)}", ", ".join(COLUMNS), nearest_name(cell, COLUMNS))
        for index, cell in enumerate(grid.rows[0])
        if _column(cell) not in COLUMNS
    ]
    problems += [
        Problem(grid.place(0, index), f"column {shown(column)} stands here twice", "each column once")
        for index, column in enumerate(header)
        if column in header[:index]
    ]
    if problems:
        raise InputProblems(problems)
    about = f"Findings of {grid.path.name}."
    lines, places = [f"name: {json.dumps(name)}", f"description: {_quoted(about)}", "targets:"], {}
    asked: dict[str, tuple[str, list[int]]] = {}
    taken: set[str] = set()
    for row, cells in enumerate(grid.rows[1:], start=1):
        texts = {column: text for column, text in zip(header, cells, strict=True) if text}
        at = {column: grid.place(row, index) for index, column in enumerate(header)}
        given = texts.get("id", "")
        if given and given in taken:
            problems.append(Problem(at["id"], f"{shown(given)} stands here twice", "each id once"))
        ident = given or slug(texts.get("finding", texts.get("observable", "")), taken, f"finding-{row}")
        taken.add(ident)
        texts.setdefault("source", f"{grid.path.name}, line {grid.lines[row]}")
        lines.append(f"  {_quoted(ident)}:")
        places[len(lines)] = at.get("id", grid.line(row))
        for column, text in _fields(texts, at, problems):
            lines.append(f"    {column}: {text}")
            places[len(lines)] = at.get(column, at.get("said", grid.line(row)))
        if "asked" in texts:
            people = int(texts["of"]) if re.fullmatch(r"[0-9]{1,6}", texts.get("of", "")) else 0
            asked.setdefault(texts["asked"], (at["asked"], []))[1].append(people)
    if len(grid.rows) < 2:
        problems.append(Problem(str(grid.path), "no findings", "a row for each finding"))
    if problems:
        raise InputProblems(not_too_many(problems, str(grid.path)))
    text = "\n".join(lines) + "\n" + _groups(asked)
    study = _load(text, grid.path, lambda line: places.get(int(line or 0), str(grid.path)))
    return study, "made from the columns `asked` and `of`"


def _column(cell: str) -> str:
    return reduced(cell).replace(" ", "_")


def _fields(texts: Mapping[str, str], at: Mapping[str, str], problems: list[Problem]) -> list[tuple[str, str]]:
    """Write the cells of a row as YAML; words in cells of numbers are problems."""
    fields = []
    for column, text in texts.items():
        if column == "id":
            continue
        if column == "said" and (text.isdigit() or _BETWEEN.fullmatch(text)):
            column = "count"  # a number of people who said so
            if "count" in texts:
                problems.append(Problem(at["said"], "said and count are both given", "one of the two"))
                continue
        if column not in NUMBERS:
            fields.append((column, _quoted(text)))
            continue
        number = text.replace(",", ".") if re.fullmatch(r"-?[0-9]+,[0-9]+", text) and column != "count" else text
        if column == "count" and (between := _BETWEEN.fullmatch(text)):
            fields.append((column, f"[{int(between[1])}, {int(between[2])}]"))
        elif _NUMBER.fullmatch(number):
            fields.append((column, f"{float(number):.12g}"))
        else:
            allowed = "a whole number, or two such as 11-16" if column == "count" else "a number"
            problems.append(Problem(at.get(column, at.get("said", "")), f"{column} cannot be {shown(text)}", allowed))
    return fields


def _groups(asked: Mapping[str, tuple[str, list[int]]]) -> str:
    """Write the groups that the findings speak of; as many people as the finding with most of them."""
    problems = []
    lines = ["groups:"]
    for name, (place, people) in asked.items():
        who = who_of(name)
        if who is None:
            problems.append(Problem(place, f"{shown(name)} does not say whom people speak for", GROUPS_ALLOWED))
        elif not max(people):
            found = f"no finding of {shown(name)} says how many people were asked"
            problems.append(Problem(place, found, "`of` for at least one of them, or an instrument"))
        else:
            lines.append(f"  {_quoted(name)}: {{people: {max(people)}, who: {who}}}")
    if problems:
        raise InputProblems(problems)
    return "\n".join(lines) + "\n" if asked else ""


def _load(text: str, path: Path, place_of: PlaceOf) -> Study:
    """Let the loader of targets files read a text, with problems told at their places in the user's file."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / f"{path.stem}.yaml"
        trial.write_text(text, encoding="utf-8")
        try:
            study = load_study(trial)
        except InputProblems as error:
            raise InputProblems(
                replace(problem, place=place_of(problem.place.removeprefix(str(trial)).lstrip(":")))
                if problem.place.startswith(str(trial))
                else problem
                for problem in error.problems
            ) from None
    return replace(study, source=path)


def _quoted(text: str) -> str:
    return json.dumps("".join(sign if sign.isprintable() else " " for sign in text), ensure_ascii=False)
