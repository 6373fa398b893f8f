"""Sort the cases of a matrix into the groups of an instrument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sos_sim.interviews.imports.grid import shown
from sos_sim.interviews.imports.groups import ALLOWED, GROUP_COLUMNS, WORDS, column_name, is_group_column, who_of
from sos_sim.interviews.imports.matrix import Attribute, Matrix
from sos_sim.interviews.imports.names import reduced, steps
from sos_sim.interviews.instrument import DEFAULT_HELD, WHO, Chosen, Group, Who
from sos_sim.problems import InputProblems, Problem, nearest_name

USUALLY_CHOSEN: Chosen = "random"
"""A matrix does not say how people were picked; nothing is assumed until the researcher says so."""


@dataclass(frozen=True)
class Respondents:
    """Hold who the cases are.

    Args:
        groups: groups by name.
        members: numbers of the cases, from 0, of each group.
        words: what the study calls its people: word, group and how many.
        how: how the groups were found, for people.
    """

    groups: Mapping[str, Group]
    members: Mapping[str, tuple[int, ...]]
    words: tuple[tuple[str, Who, int], ...]
    how: str


def sort_respondents(matrix: Matrix) -> Respondents:
    """Sort the cases by whom they speak for.

    Args:
        matrix: the matrix.

    Raises:
        InputProblems: a group whose words are not known, or a case without one.
    """
    found = _group_column(matrix)
    if found is not None:
        column, how = found, f"the attribute {found.name!r}"
        others = [each.name for each in matrix.attributes if each is not column and is_group_column(each.name)]
        if others:
            how += " (and not " + ", ".join(map(repr, others)) + ")"
    elif (folders := _folders(matrix)) is not None:
        column, how = folders, "the folder that each case's name begins with"
    else:
        everybody: Who = "districts"
        group = _group(everybody, len(matrix.cases), "everybody: the file says nothing of groups")
        members: dict[str, tuple[int, ...]] = {everybody: tuple(range(len(matrix.cases)))}
        how = "no attribute says who people are, so all are taken to speak for their own district"
        return Respondents({everybody: group}, members, (), how)
    of_case = _whom(column)
    by_group: dict[str, tuple[int, ...]] = {
        who: there for who in WHO if (there := tuple(i for i, each in enumerate(of_case) if each == who))
    }
    counts = Counter(zip(column.values, of_case, strict=True))
    words = tuple((word, who, count) for (word, who), count in counts.items())
    groups: dict[str, Group] = {
        who: _group(who, len(by_group[who]), ", ".join(f"{word} ({count})" for word, its, count in words if its == who))
        for who in WHO
        if who in by_group
    }
    return Respondents(groups, by_group, words, how)


def _group(who: Who, people: int, about: str) -> Group:
    return Group(who, {who: people}, USUALLY_CHOSEN, DEFAULT_HELD, about)


def _group_column(matrix: Matrix) -> Attribute | None:
    by_name = {column_name(each.name): each for each in reversed(matrix.attributes)}
    return next((by_name[name] for name in GROUP_COLUMNS if name in by_name), None)


def _folders(matrix: Matrix) -> Attribute | None:
    r"""Take groups from names such as ``Superintendents\Interview 3``, where every case has such a name."""
    found = [next((step for step in steps(name)[:-1] if who_of(step) is not None), "") for name in matrix.cases]
    return Attribute("document group", tuple(found), ("",) * len(found)) if all(found) else None


def _whom(column: Attribute) -> list[Who]:
    problems: dict[str, Problem] = {}
    found: list[Who] = []
    for value, place in zip(column.values, column.places, strict=True):
        who = who_of(value) if value else None
        if who is not None:
            found.append(who)
        elif not value:
            problems[place] = Problem(place, f"a case without a {column.name}", ALLOWED)
        elif value not in problems:
            words = [word for known in WORDS.values() for word in known]
            said = f"{column.name} {shown(value)} does not say, or says twice, whom people speak for"
            problems[value] = Problem(place, said, ALLOWED, nearest_name(reduced(value), words))
    if problems:
        raise InputProblems(problems.values())
    return found
