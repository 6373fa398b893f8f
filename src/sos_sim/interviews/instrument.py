"""The instrument of an interview study: which groups are asked, how many, how they were chosen, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.dates import FIRST_START, date_of, months_since
from sos_sim.scenario.reader import Entries, Fault, Node, Scalar, read_entries
from sos_sim.scenario.scalars import read_month, read_text, read_whole
from sos_sim.scenario.scenario import check_keys, description_of, name_of

Who = Literal["districts", "county offices", "field"]
Chosen = Literal["engaged", "random"]
WHO: tuple[Who, ...] = get_args(Who)
CHOSEN: tuple[Chosen, ...] = get_args(Chosen)
KEYS = ("name", "description", "groups")
GROUP_KEYS = ("people", "who", "chosen", "held", "about")
MOST_PEOPLE = 100_000
DEFAULT_HELD = (2017, 8)
LAST_HELD = (2018, 6)


@dataclass(frozen=True)
class Group:
    """Describe one group of respondents.

    Args:
        name: its name.
        people: how many were asked, by what they speak for: ``districts`` for their own district, ``county offices``
            for their own county office, ``field`` for districts at large.
        chosen: ``engaged`` where engaged districts or offices were likelier to be picked, ``random`` where not.
        held: month at whose end they are asked, (year, month).
        about: who they are, for people.
    """

    name: str
    people: Mapping[Who, int]
    chosen: Chosen
    held: tuple[int, int]
    about: str = ""

    @property
    def asked(self) -> int:
        """Count the people asked."""
        return sum(self.people.values())

    @property
    def months(self) -> int:
        """Count the months from the start of the model to the interviews."""
        return months_since(FIRST_START, self.held) + 1


@dataclass(frozen=True)
class Instrument:
    """Hold an interview study's groups.

    Args:
        name: its name.
        description: a sentence or two for people.
        groups: groups by name.
        source: the file it was read from.
    """

    name: str
    description: str
    groups: Mapping[str, Group]
    source: Path


def load_instrument(path: Path) -> Instrument:
    """Read an instrument file.

    Args:
        path: the file.

    Raises:
        InputProblems: one problem for everything that is wrong.
    """
    problems: list[Problem] = []
    tree = read_entries(path, problems)
    check_keys(tree, KEYS, "an instrument", problems)
    name, description = name_of(tree, path, problems), description_of(tree, problems)
    groups = read_groups(tree.get("groups"), str(path), problems)
    if problems:
        raise InputProblems(problems)
    return Instrument(name, description, groups, path)


def read_groups(node: Node | None, place: str, problems: list[Problem]) -> dict[str, Group]:
    """Read the ``groups`` of an instrument.

    Args:
        node: what the file says, None when it says nothing.
        place: the file, for a problem without a line.
        problems: the list problems are added to.
    """
    if isinstance(node, Fault):
        return {}
    if not isinstance(node, Entries) or not node.entries:
        found = "the instrument has no groups" if node is None else "groups is not a mapping"
        allowed = "groups: {districts: {people: 20, who: districts}}"
        problems.append(Problem(place if node is None else node.place, found, allowed))
        return {}
    groups = {}
    for key, value in node.pairs():
        group = _group(key, value, problems)
        if group is not None:
            groups[key.text] = group
    return groups


def _group(key: Scalar, node: Node, problems: list[Problem]) -> Group | None:
    if isinstance(node, Fault):
        return None
    if not isinstance(node, Entries):
        problems.append(Problem(node.place, f"{key.text} is not a mapping", "{people: 20, who: districts}"))
        return None
    check_keys(node, GROUP_KEYS, "a group", problems)
    people = _people(key, node, problems)
    chosen = _one_of(node.get("chosen"), CHOSEN, "chosen", problems) or "random"
    held = DEFAULT_HELD
    if (written := node.get("held")) is not None and (date := read_month(written, problems)) is not None:
        if not FIRST_START <= date <= LAST_HELD:
            allowed = f"{date_of(FIRST_START, 0)} to {date_of(LAST_HELD, 0)}"
            problems.append(Problem(written.place, f"interviews cannot be held in {date_of(date, 0)}", allowed))
        else:
            held = date
    about = "" if (said := node.get("about")) is None else read_text(said, "about", problems) or ""
    return Group(key.text, people, "engaged" if chosen == "engaged" else "random", held, about) if people else None


def _people(key: Scalar, node: Entries, problems: list[Problem]) -> dict[Who, int]:
    written, who = node.get("people"), node.get("who")
    if written is None:
        problems.append(Problem(key.place, f"{key.text} says not how many people", "people: 20"))
        return {}
    if isinstance(written, Entries):
        if who is not None:
            problems.append(Problem(who.place, "who is said by people already", "one of the two"))
        check_keys(written, WHO, "people", problems)
        counts = {
            name: read_whole(written.entries[name][1], 1, MOST_PEOPLE, "people", problems)
            for name in WHO
            if name in written.entries
        }
        return {name: count for name, count in counts.items() if count}
    count = read_whole(written, 1, MOST_PEOPLE, "people", problems)
    kind = "districts" if who is None else _one_of(who, WHO, "who", problems)
    found = next((each for each in WHO if each == kind), None)
    return {found: count} if found and count else {}


def _one_of(node: Node | None, allowed: tuple[str, ...], what: str, problems: list[Problem]) -> str | None:
    text = None if node is None else read_text(node, what, problems)
    if node is None or text is None or text in allowed:
        return text
    found = f"{what} cannot be {text[:60]}"
    problems.append(Problem(node.place, found, ", ".join(allowed), nearest_name(text, allowed)))
    return None
