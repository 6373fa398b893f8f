"""Turn a code x case matrix into targets: of those asked, how many said so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sos_sim.interviews.imports.codes import ASKABLE, NOTHING
from sos_sim.interviews.imports.grid import shown
from sos_sim.interviews.imports.matrix import Code, Matrix
from sos_sim.interviews.imports.names import slug, steps
from sos_sim.interviews.imports.respondents import Respondents
from sos_sim.interviews.instrument import Group, Instrument
from sos_sim.interviews.targets import Study, Target
from sos_sim.problems import InputProblems, Problem


@dataclass(frozen=True)
class Counted:
    """Hold what a matrix became.

    Args:
        study: instrument and targets.
        codes_of: the codes behind each target.
        unasked: targets that nobody of a group was asked about, in words.
    """

    study: Study
    codes_of: dict[str, tuple[Code, ...]]
    unasked: tuple[str, ...]


def count_answers(matrix: Matrix, respondents: Respondents, name: str) -> Counted:
    """Count, for each code and group, those who said so of those who were asked.

    Codes that mean the same observable are one target: a person who has any of them has said so.

    Args:
        matrix: the matrix.
        respondents: its cases, sorted.
        name: name of the study.

    Raises:
        InputProblems: no code is anything that people can be asked.
    """
    if all(code.meaning.observable == NOTHING for code in matrix.codes):
        raise InputProblems([_nothing_known(matrix)])
    path = matrix.grid.path
    targets: dict[str, Target] = {}
    codes_of: dict[str, tuple[Code, ...]] = {}
    unasked: list[str] = []
    taken: set[str] = set()
    together = _together(matrix.codes)
    directions = Counter(codes[0].meaning.observable for codes in together)
    for codes in together:
        for group in respondents.groups.values():
            counted = _count(codes, respondents.members[group.name])
            label = " or ".join(steps(code.name)[-1] for code in codes)
            if counted[1] == 0:
                unasked.append(f"{shown(label)}: nobody of {group.name} was asked")
                continue
            wanted = label if len(respondents.groups) == 1 else f"{label} {group.name}"
            ident = slug(wanted, taken, f"code-{len(targets) + 1}")
            # Codes for and against one observable tell of the same people, who must not count twice.
            meant = codes[0].meaning.observable
            weight = 1.0 if meant == NOTHING else 1.0 / directions[meant]
            targets[ident] = _target(ident, codes, group, counted, weight, path)
            codes_of[ident] = codes
    description = f"Counted from {path.name}: {len(matrix.cases)} cases, {len(matrix.codes)} codes."
    instrument = Instrument(name, description, respondents.groups, path)
    study = Study(name, description, instrument, targets, path)
    return Counted(study, codes_of, tuple(unasked))


def _together(codes: tuple[Code, ...]) -> list[tuple[Code, ...]]:
    """Put codes of one observable and direction together; a code that is none stays alone."""
    together: dict[tuple[str, bool, str], list[Code]] = {}
    for code in codes:
        alone = code.label if code.meaning.observable == NOTHING else ""
        together.setdefault((code.meaning.observable, code.meaning.against, alone), []).append(code)
    return [tuple(each) for each in together.values()]


def _count(codes: tuple[Code, ...], members: tuple[int, ...]) -> tuple[int, int]:
    """Count those who said so by any of the codes, and those who were asked about at least one."""
    said = asked = 0
    for case in members:
        answers = {code.answers[case] for code in codes}
        said += "said" in answers
        asked += answers != {"missing"}
    return said, asked


def _target(
    ident: str, codes: tuple[Code, ...], group: Group, counted: tuple[int, int], weight: float, path: Path
) -> Target:
    said, asked = counted
    meaning = codes[0].meaning
    names = " or ".join(f"'{code.name[:120]}'" for code in codes[:5])
    finding = f"{said} of the {asked} people asked in {group.name!r} were coded {names}"
    source = f"{path.name}: " + "; ".join(f"{code.name[:120]}" for code in codes[:5])
    return Target(
        ident, finding, ASKABLE.get(meaning.observable), group, "", (said, said), asked, None, 0.0,
        against=meaning.against, weight=weight, source=source,
    )  # fmt: skip


def _nothing_known(matrix: Matrix) -> Problem:
    first = matrix.codes[0]
    shown_codes = ", ".join(shown(code.name) for code in matrix.codes[:3])
    near = next((code.meaning.nearest[0] for code in matrix.codes if code.meaning.nearest), "")
    found = f"none of its {len(matrix.codes)} codes ({shown_codes}, ...) names something that people can be asked"
    allowed = "--codes FILE with the columns code and observable; observables: " + ", ".join(ASKABLE)
    return Problem(first.place.split(",")[0], found, allowed, near)
