"""Which observable a code of the study means: by its name, its label, another usual name, or the researcher's word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from sos_sim.interviews.imports.names import plain_name, reduced, steps
from sos_sim.interviews.imports.tables import read_grid
from sos_sim.interviews.observables import OBSERVABLES, Observable
from sos_sim.problems import InputProblems, Problem, nearest_name

ALIASES: dict[str, tuple[str, ...]] = {
    "tools": ("improvement tools", "uses tools", "tools in use", "CI tools", "tool use",
              "use of tools", "tools and frameworks"),
    "deep": ("deep improvement", "authentic practice", "authentic improvement", "deep improvement work"),
    "engaged": ("engaged in improvement", "engaged in continuous improvement"),
    "early_stage": ("early stage", "beginning stage", "just starting"),
    "gain_seen": ("gains seen", "visible gains", "outcome gains", "saw gains", "results seen"),
    "no_improvement_help": ("no improvement support", "no help for improvement", "no CI support", "no outside help",
                            "no outside support"),
    "no_help": ("no support", "zero support", "no support at all", "no outside help at all"),
    "helped_too_little": ("insufficient support", "support insufficient", "help insufficient", "not enough support",
                          "too little support"),
    "plan_is_compliance": ("LCAP compliance", "LCAP as compliance", "LCAP is compliance",
                           "plan as compliance", "local plan is compliance"),
    "believed_at_launch": ("LCAP hope", "hope at launch", "believed in LCAP", "initial hope"),
    "wants_peer_practice": ("wants peer examples", "peer examples", "wants models", "examples from similar districts"),
    "turnover_barrier": ("turnover", "teacher turnover", "staff turnover", "leadership turnover"),
    "no_time": ("lack of time", "time pressure", "not enough time"),
    "yearly_gains_expected": ("annual gains expected", "pressure for yearly gains", "quick results expected"),
    "whole_system": ("whole system", "whole organisation", "whole organization", "system wide improvement"),
    "linked_to_goals": ("PLC linked to goals", "teams linked to goals", "PLCs linked to goals"),
    "squeezed": ("budget squeeze", "budget pressure", "rising costs", "financial pressure"),
    "too_many_priorities": ("too many priorities", "too many initiatives", "initiative overload"),
    "hard_to_focus": ("lack of focus", "hard to focus", "diverted focus"),
    "weak_base_systems": ("weak systems", "groundwork missing", "weak structures"),
    "queue": ("COE capacity", "too few staff", "county office understaffed", "COE understaffed"),
    "uses_improvement_tools": ("COE uses improvement tools", "county office uses tools", "COE tools"),
}  # fmt: skip
"""Other names of observables that people can be asked, compared without regard to case and signs."""

ASKABLE: dict[str, Observable] = {
    name: each for name, each in OBSERVABLES.items() if each.kind == "share" and each.asked_of != "statewide"
}
"""Observables that a person can be counted for."""

SHARED, ALIKE = 0.5, 0.7
"""Share of words in common, and likeness of letters, from which a name is told as near, though never taken."""

NOTHING, ATTRIBUTE = "none", "attribute"
HEADER = ("code", "observable", "against")
ALLOWED_HEADER = "columns code, observable and, where wanted, against"


@dataclass(frozen=True)
class Meaning:
    """Say what a code was taken for.

    Args:
        observable: name of the observable; ``none`` or ``attribute`` when it is neither.
        against: whether it counts those who do not show the observable.
        why: how that was decided, for people.
        nearest: observables that come close, where there is none.
        place: line of the researcher's file of codes, empty where it says nothing.
    """

    observable: str
    against: bool = False
    why: str = ""
    nearest: tuple[str, ...] = ()
    place: str = ""


def _known() -> dict[str, tuple[str, str]]:
    names = {reduced(name): (name, "its name") for name in ASKABLE}
    for name, each in ASKABLE.items():
        names.setdefault(reduced(each.label), (name, f"the label of `{name}`"))
    for name, others in ALIASES.items():
        for other in others:
            names.setdefault(reduced(other), (name, f"another name of `{name}`"))
    return names


KNOWN = _known()
"""By reduced name: the observable, and what the name is of it."""


def meaning_of(code: str, given: Mapping[str, Meaning], near: bool = True) -> Meaning:
    """Decide what a code means. A close name is never enough: it is only told.

    Args:
        code: name as exported.
        given: what the researcher's file of codes says, by reduced name.
        near: whether to look for observables that come close, which takes long.
    """
    name = plain_name(code)
    path = steps(name)
    for each, whole in ((name, True), (path[-1], False)):
        if (said := given.get(reduced(each))) is not None:
            why = said.why if whole else f"{said.why}, by the last step of its name"
            return replace(said, why=why)
    for each, whole in ((name, True), (path[-1], False)):
        if (found := KNOWN.get(reduced(each))) is not None:
            return Meaning(found[0], False, found[1] if whole else f"the last step of its name is {found[1]}")
    close = nearest_observables(path[-1]) if near else ()
    above = [known[0] for step in path[:-1] if (known := KNOWN.get(reduced(step)))]
    why = "no observable has this name"
    if above:
        why += f"; it stands below a code read as `{above[-1]}`: to count it too, say so with --codes"
    return Meaning(NOTHING, False, why, close)


def check_used(given: Mapping[str, Meaning], names: Iterable[str]) -> None:
    """Check that a matrix has every code of the researcher's file: a misspelt one would be lost in silence.

    Args:
        given: what the file says, by reduced name.
        names: plain names of the codes and attributes of the matrix.

    Raises:
        InputProblems: one problem for each code that it does not have.
    """
    there = {reduced(form): name for name in names for form in (steps(name)[-1], name)}
    problems = [
        Problem(each.place, f"the matrix has no code {code[:60]!r}", "codes of the matrix", nearest_name(code, there))
        for code, each in given.items()
        if code not in there
    ]
    if problems:
        raise InputProblems(problems)


def nearest_observables(name: str, most: int = 3) -> tuple[str, ...]:
    """Find observables whose name, label or other names share words with a code or look like it.

    Args:
        name: plain name of the code.
        most: how many at most.
    """
    text = reduced(name)
    words = {word for word in text.split() if len(word) > 3}
    scores: dict[str, float] = {}
    matcher = SequenceMatcher(None, "", text[:80])
    for other, (observable, _) in KNOWN.items():
        shared = len(words & set(other.split())) / max(len(words), 1)
        matcher.set_seq1(other)
        # Bounds that are quick to find spare most of the slow comparison.
        close = matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE
        like = matcher.ratio() if close else 0.0
        scores[observable] = max(scores.get(observable, 0.0), shared, like if like >= ALIKE else 0.0)
    ranked = sorted(scores, key=lambda observable: -scores[observable])
    return tuple(observable for observable in ranked[:most] if scores[observable] >= SHARED)


def read_codes(path: Path) -> dict[str, Meaning]:
    """Read a researcher's file of codes: code, observable and, where wanted, against.

    Args:
        path: the file.

    Returns:
        What each code means, by its reduced name.

    Raises:
        InputProblems: one problem for every line that is wrong.
    """
    grid = read_grid(path)
    header = [reduced(cell) for cell in grid.rows[0]]
    unknown = [name for name in header if name not in HEADER]
    if "code" not in header or "observable" not in header or unknown or len(set(header)) < len(header):
        found = "the header is " + ", ".join(repr(name) for name in header)[:100]
        raise InputProblems([Problem(grid.line(0), found, ALLOWED_HEADER)])
    problems: list[Problem] = []
    given: dict[str, Meaning] = {}
    names = (*ASKABLE, NOTHING, ATTRIBUTE)
    for row, cells in enumerate(grid.rows[1:], start=1):
        texts = dict(zip(header, cells, strict=True))
        code, observable = reduced(plain_name(texts["code"])), texts["observable"]
        against = reduced(texts.get("against", ""))
        column = {name: grid.place(row, index) for index, name in enumerate(header)}
        if not code:
            problems.append(Problem(column["code"], "no code", "a code as it stands in the matrix"))
        elif code in given:
            problems.append(Problem(column["code"], f"{texts['code'][:60]!r} stands here twice", "each code once"))
        if observable not in names:
            found = f"{observable[:60]!r} is not an observable that people can be counted for"
            problems.append(Problem(column["observable"], found, ", ".join(names), nearest_name(observable, names)))
        if against not in ("", "yes", "no", "true", "false", "1", "0"):
            problems.append(Problem(column["against"], f"against cannot be {texts['against'][:60]!r}", "yes or no"))
        why = f"line {grid.lines[row]} of {path.name}"
        given[code] = Meaning(observable, against in ("yes", "true", "1"), why, place=column["code"])
    if problems:
        raise InputProblems(problems)
    return given
