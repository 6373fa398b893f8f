"""YAML read strictly: line numbers kept, nothing guessed, nothing evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.problems import InputProblems, Problem

if TYPE_CHECKING:
    import yaml

LARGEST_BYTES = 200_000
DEEPEST_NESTING = 12


@dataclass(frozen=True)
class Scalar:
    """Hold one written value exactly as it stands in the file.

    Args:
        place: ``file:line``.
        text: the characters, without quotes.
        plain: whether it was written without quotes.
    """

    place: str
    text: str
    plain: bool

    @property
    def shown(self) -> str:
        """Show the value in a message, shortened, with its quotes if it had any."""
        text = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        text = " ".join(text.split())
        return text if self.plain else f'"{text}"'

    @property
    def empty(self) -> bool:
        """Tell whether nothing was written."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Fault:
    """Stand for something already reported, so that it is not reported again."""

    place: str


@dataclass
class Items:
    """Hold a list."""

    place: str
    items: list[Node] = field(default_factory=list)


@dataclass
class Entries:
    """Hold a mapping in the order of the file."""

    place: str
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """Give the value of a key, or None when the file does not have it."""
        return self.entries[key][1] if key in self.entries else None

    def pairs(self) -> Iterator[tuple[Scalar, Node]]:
        """Go through keys and values in the order of the file."""
        return iter(self.entries.values())


Node = Scalar | Items | Entries | Fault


def read_entries(path: Path, problems: list[Problem]) -> Entries:
    """Read a YAML file whose top level is a mapping.

    Args:
        path: the file.
        problems: the list that aliases, anchors, tags and repeated keys are added to.

    Raises:
        InputProblems: when it is not readable text, not YAML or not a mapping; nothing more can be said then.
    """
    text = _read_text(path)
    tabs = [
        Problem(f"{path}:{number}", "a tab in the indentation", "spaces")
        for number, line in enumerate(text.splitlines(), start=1)
        if "\t" in line[: len(line) - len(line.lstrip())] and line.strip()
    ]
    if tabs:
        raise InputProblems(tabs)
    tree = _Builder(str(path), problems).build(text)
    if not isinstance(tree, Entries):
        fault = Problem(tree.place, "the file is not a mapping", "lines such as `name: my-policy`")
        raise InputProblems(problems or [fault])
    return tree


def _read_text(path: Path) -> str:
    place = str(path)
    if path.is_dir():
        raise InputProblems([Problem(place, "a folder, not a file", "the path of a YAML file")])
    try:
        if path.is_file() and path.stat().st_size > LARGEST_BYTES:
            raise InputProblems(
                [Problem(place, "too large for a scenario file", f"up to {LARGEST_BYTES:,} bytes")]
            )
        text = path.read_bytes().decode("utf-8-sig")
    except InputProblems:
        raise
    except FileNotFoundError:
        raise InputProblems([Problem(place, "no such file", "the path of a YAML file")]) from None
    except UnicodeDecodeError:
        raise InputProblems([Problem(place, "not a text file", "YAML in UTF-8")]) from None
    except OSError as error:
        raise InputProblems(
            [Problem(place, f"cannot be read ({error.strerror})", "a readable file")]
        ) from None
    except ValueError:
        raise InputProblems(
            [Problem(place.replace("\0", "?"), "not a file name", "the path of a YAML file")]
        ) from None
    if "\0" in text:
        raise InputProblems([Problem(place, "not a text file", "YAML in UTF-8")])
    return text


class _Builder:
    """Build the tree from YAML events, before anything resolves anchors, tags and repeated keys."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def build(self, text: str) -> Node:
        import yaml

        try:
            events = list(self._shallow(yaml.parse(text, Loader=yaml.SafeLoader)))
        except yaml.YAMLError as error:
            raise InputProblems([self._syntax(error, text)]) from None
        starts = [event for event in events if isinstance(event, yaml.DocumentStartEvent)]
        if not starts:
            raise InputProblems([Problem(self.file, "the file is empty", "at least `name:`")])
        if len(starts) > 1:
            place = self._place(starts[1])
            raise InputProblems([Problem(place, "a second document starts here", "one document in a file")])
        stream = iter(events[2:])  # past the starts of the stream and of the document
        return self._node(next(stream), stream)

    def _place(self, event: yaml.Event) -> str:
        return f"{self.file}:{event.start_mark.line + 1 if event.start_mark else 1}"

    def _syntax(self, error: yaml.YAMLError, text: str) -> Problem:
        import yaml

        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        said = re.sub(r"\s+", " ", str(said))
        if mark is None:
            position = getattr(error, "position", None)
            line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
            return Problem(f"{self.file}:{line}", f"not valid YAML: {said}", "plain YAML text")
        if "'\\t'" in said:
            return Problem(f"{self.file}:{mark.line + 1}", "a tab character", "spaces")
        return Problem(
            f"{self.file}:{mark.line + 1}", f"not valid YAML: {said}", "`key: value` lines, indented alike"
        )

    def _shallow(self, events: Iterable[yaml.Event]) -> Iterator[yaml.Event]:
        """Pass events on until they nest too deeply: PyYAML takes long over thousands of brackets."""
        import yaml

        depth = 0
        for event in events:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST_NESTING:
                allowed = f"up to {DEEPEST_NESTING} levels"
                raise InputProblems([Problem(self._place(event), "nested too deeply", allowed)])
            yield event

    def _node(self, event: yaml.Event, stream: Iterator[yaml.Event]) -> Node:
        import yaml

        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            self.problems.append(
                Problem(place, f"a YAML alias (*{event.anchor})", "the value itself, written out")
            )
            return Fault(place)
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self.problems.append(Problem(place, f"a YAML anchor (&{event.anchor})", "the value alone"))
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.problems.append(Problem(place, f"a YAML tag ({tag})", "the value alone"))
        if isinstance(event, yaml.SequenceStartEvent):
            items = Items(place)
            while not isinstance(event := next(stream), yaml.SequenceEndEvent):
                items.items.append(self._node(event, stream))
            return items
        if isinstance(event, yaml.MappingStartEvent):
            return self._entries(place, stream)
        assert isinstance(event, yaml.ScalarEvent)
        return Scalar(place, event.value, event.style is None)

    def _entries(self, place: str, stream: Iterator[yaml.Event]) -> Entries:
        import yaml

        found = Entries(place)
        while not isinstance(event := next(stream), yaml.MappingEndEvent):
            key = self._node(event, stream)
            value = self._node(next(stream), stream)
            if isinstance(key, Fault):
                continue
            if not isinstance(key, Scalar):
                self.problems.append(Problem(key.place, "a list or mapping used as a key", "a name"))
            elif key.text in found.entries:
                first = found.entries[key.text][0].place.rsplit(":", 1)[1]
                self.problems.append(
                    Problem(key.place, f"{key.shown} is given twice (first on line {first})", "each key once")
                )
            else:
                found.entries[key.text] = (key, value)
        return found
