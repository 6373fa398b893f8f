"""Targets: what interviews found, as counts, words or bands, each tied to something the model can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sos_sim.interviews.instrument import Group, Instrument, load_instrument, read_groups
from sos_sim.interviews.observables import OBSERVABLES, Observable
from sos_sim.interviews.words import CONVENTIONAL, WORDS, Reading, counts_of, known_word
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.reader import Entries, Fault, Items, Node, Scalar, read_entries
from sos_sim.scenario.scalars import read_number, read_text, read_whole
from sos_sim.scenario.scenario import check_keys, description_of, name_of

KEYS = ("name", "description", "instrument", "groups", "targets")
TARGET_KEYS = (
    "finding", "observable", "asked", "said", "count", "of", "at_least", "at_most", "tolerance", "against", "weight",
    "fit", "because", "bias", "traps", "source",
)  # fmt: skip
NOTHING = "none"


@dataclass(frozen=True)
class Target:
    """Hold one finding.

    Args:
        ident: its id.
        finding: what was found, in a sentence.
        observable: what the model is asked for it; None when the model has nothing of the kind.
        group: the respondents, who also say when they were asked; None for a figure of the whole state in August 2017.
        said: the verbal quantity, empty when counts were given.
        counts: lowest and highest count, None for a figure.
        of: people asked.
        band: least and most of a figure, None for counts; an end may be infinite.
        tolerance: standard error of the figure.
        against: whether it counts those who do NOT show the observable.
        weight: how much it counts, 0-1, as a power of its likelihood.
        fit: whether calibrations use it.
        because: why not.
        bias: which way respondents lean.
        traps: traps of the evidence it stands in (X..).
        source: heading or file it comes from.
    """

    ident: str
    finding: str
    observable: Observable | None
    group: Group | None
    said: str
    counts: tuple[int, int] | None
    of: int
    band: tuple[float, float] | None
    tolerance: float
    against: bool = False
    weight: float = 1.0
    fit: bool = True
    because: str = ""
    bias: str = ""
    traps: tuple[str, ...] = ()
    source: str = ""

    @property
    def fitted(self) -> bool:
        """Tell whether a calibration can and should use it."""
        return self.fit and self.observable is not None

    def counted(self, reading: Reading = CONVENTIONAL) -> tuple[int, int]:
        """Return the counts it allows under a reading of its words.

        Args:
            reading: how verbal quantities are read.
        """
        if self.said:
            return counts_of(self.said, self.of, reading)
        if self.counts is None:
            raise ValueError(f"{self.ident} has a band, not counts")
        return self.counts


@dataclass(frozen=True)
class Study:
    """Hold an interview study: its instrument and what it found.

    Args:
        name: its name.
        description: a sentence or two for people.
        instrument: who was asked, how and when.
        targets: findings by id, in the file's order.
        source: the file.
    """

    name: str
    description: str
    instrument: Instrument
    targets: Mapping[str, Target]
    source: Path

    @property
    def fitted(self) -> tuple[Target, ...]:
        """Give the targets a calibration uses."""
        return tuple(target for target in self.targets.values() if target.fitted)


def load_study(path: Path) -> Study:
    """Read a targets file and the instrument it names.

    Args:
        path: the targets file.

    Raises:
        InputProblems: one problem for everything that is wrong in either file.
    """
    problems: list[Problem] = []
    tree = read_entries(path, problems)
    check_keys(tree, KEYS, "a targets file", problems)
    name, description = name_of(tree, path, problems), description_of(tree, problems)
    instrument = _instrument(tree, path, name, problems)
    targets = _targets(tree.get("targets"), path, instrument, problems)
    if problems or instrument is None:
        raise InputProblems(problems)
    return Study(name, description, instrument, targets, path)


def _instrument(tree: Entries, path: Path, name: str, problems: list[Problem]) -> Instrument | None:
    node, groups = tree.get("instrument"), tree.get("groups")
    if node is None and groups is None:
        problems.append(Problem(str(path), "neither instrument nor groups", "`instrument: instrument.yaml`"))
        return None
    if node is None:
        return Instrument(name, "", read_groups(groups, str(path), problems), path)
    if groups is not None:
        problems.append(Problem(groups.place, "groups stand in the instrument already", "instrument or groups"))
    wanted = read_text(node, "instrument", problems)
    if wanted is None:
        return None
    if not (path.parent / wanted).is_file():
        problems.append(Problem(node.place, f"no file {wanted}", "an instrument file beside this one"))
        return None
    try:
        return load_instrument(path.parent / wanted)
    except InputProblems as error:
        problems.extend(error.problems)
        return None


def _targets(
    node: Node | None, path: Path, instrument: Instrument | None, problems: list[Problem]
) -> dict[str, Target]:
    if isinstance(node, Fault):
        return {}
    if not isinstance(node, Entries) or not node.entries:
        place = str(path) if node is None else node.place
        problems.append(Problem(place, "no targets", "targets: {tools-in-use: {observable: tools, ...}}"))
        return {}
    groups = {} if instrument is None else dict(instrument.groups)
    found = {}
    for key, value in node.pairs():
        if isinstance(value, Entries):
            target = _target(key, value, groups, problems)
            if target is not None:
                found[key.text] = target
        elif not isinstance(value, Fault):
            problems.append(Problem(value.place, f"{key.text} is not a mapping", "{observable: tools, said: most}"))
    return found


def _target(key: Scalar, node: Entries, groups: dict[str, Group], problems: list[Problem]) -> Target | None:
    before = len(problems)
    check_keys(node, TARGET_KEYS, "a target", problems)
    texts = {
        name: "" if (written := node.get(name)) is None else read_text(written, name, problems) or ""
        for name in ("finding", "said", "because", "bias", "source", "observable", "asked")
    }
    observable = _observable(key, node, texts["observable"], problems)
    group = _named_group(node, texts["asked"], groups, problems)
    if observable is not None and observable.asked_of != "statewide" and group is None and not texts["asked"]:
        problems.append(Problem(key.place, f"{key.text} says not who was asked", "asked: " + ", ".join(groups)))
    counts, people = _counts(key, node, texts["said"], group, problems)
    band = None if counts is not None else _band(key, node, observable, problems)
    tolerance = _positive(node.get("tolerance"), "tolerance", 0.0, problems)
    if band is not None and tolerance == 0.0:
        ends = [abs(end) for end in band if abs(end) != float("inf")]
        width = band[1] - band[0] if len(ends) == 2 else max(ends, default=1.0)
        tolerance = 0.1 * width or 0.1
    weight = _positive(node.get("weight"), "weight", 1.0, problems)
    if weight > 1.0:
        problems.append(Problem(node.entries["weight"][1].place, f"weight cannot be {weight:g}", "0 to 1"))
    fit = _truth(node.get("fit"), True, "fit", problems)
    against = _truth(node.get("against"), False, "against", problems)
    traps = _words(node.get("traps"), "traps", problems)
    if len(problems) > before:
        return None
    return Target(
        key.text, texts["finding"] or key.text, observable, group, texts["said"], counts, people, band, tolerance,
        against, weight, fit, texts["because"], texts["bias"], traps, texts["source"],
    )  # fmt: skip


def _observable(key: Scalar, node: Entries, name: str, problems: list[Problem]) -> Observable | None:
    if not name:
        if node.get("observable") is None:
            allowed = "a name of docs/interviews.md, or none"
            problems.append(Problem(key.place, f"{key.text} has no observable", allowed))
        return None
    if name in OBSERVABLES or name == NOTHING:
        return OBSERVABLES.get(name)
    place = node.entries["observable"][1].place
    found, allowed = f"{name[:60]} is not an observable", f"{NOTHING}, {', '.join(OBSERVABLES)}"
    problems.append(Problem(place, found, allowed, nearest_name(name, OBSERVABLES)))
    return None


def _named_group(node: Entries, name: str, groups: dict[str, Group], problems: list[Problem]) -> Group | None:
    if not name or name in groups:
        return groups.get(name)
    place = node.entries["asked"][1].place
    problems.append(Problem(place, f"no group is called {name[:60]}", ", ".join(groups), nearest_name(name, groups)))
    return None


def _counts(
    key: Scalar, node: Entries, said: str, group: Group | None, problems: list[Problem]
) -> tuple[tuple[int, int] | None, int]:
    people = 0 if group is None else group.asked
    if (written := node.get("of")) is not None:
        people = read_whole(written, 1, 1_000_000, "of", problems) or people
    count = node.get("count")
    if said and count is not None:
        problems.append(Problem(count.place, "count and said exclude each other", "one of the two"))
    if said:
        if known_word(said) is None:
            place = node.entries["said"][1].place
            found = f"{said[:60]!r} is not a quantity"
            problems.append(Problem(place, found, ", ".join(WORDS), nearest_name(said, WORDS)))
            return None, people
        if not people:
            problems.append(Problem(key.place, f"{key.text} says not of how many people", "of: 20"))
            return None, people
        return counts_of(said, people), people
    if count is None or isinstance(count, Fault):
        return None, people
    items = count.items if isinstance(count, Items) else [count]
    if len(items) not in (1, 2):
        problems.append(Problem(count.place, "count has neither one number nor two", "count: 14, or count: [11, 16]"))
        return None, people
    read = [read_whole(item, 0, people or 1_000_000, "count", problems) for item in items]
    known = [each for each in read if each is not None]
    if len(known) < len(items):
        return None, people
    if known[0] > known[-1]:
        problems.append(Problem(count.place, f"{known[0]} is above {known[-1]}", "the lower count first"))
    if not people:
        problems.append(Problem(key.place, f"{key.text} says not of how many people", "of: 20"))
    return (known[0], known[-1]), people


def _band(
    key: Scalar, node: Entries, observable: Observable | None, problems: list[Problem]
) -> tuple[float, float] | None:
    ends = []
    for name, usual in (("at_least", -float("inf")), ("at_most", float("inf"))):
        written = node.get(name)
        value = None if written is None else read_number(written, "a number", problems)
        ends.append(usual if value is None else value)
    given = node.get("at_least") is not None or node.get("at_most") is not None
    if not given and observable is not None and node.get("said") is None and node.get("count") is None:
        allowed = "said: most, count: [11, 16], or at_least and at_most"
        problems.append(Problem(key.place, f"{key.text} says not how many", allowed))
    if ends[0] > ends[1]:
        problems.append(Problem(key.place, f"at_least {ends[0]:g} is above at_most {ends[1]:g}", "the lower one first"))
    return (ends[0], ends[1]) if given else None


def _positive(node: Node | None, what: str, usual: float, problems: list[Problem]) -> float:
    value = usual if node is None else read_number(node, "a number above 0", problems)
    if value is None:
        return usual
    if node is not None and value <= 0:
        problems.append(Problem(node.place, f"{what} cannot be {value:g}", "a number above 0"))
    return value


def _truth(node: Node | None, usual: bool, what: str, problems: list[Problem]) -> bool:
    if node is None:
        return usual
    text = (read_text(node, what, problems) or "").casefold()
    if text in ("yes", "true", "no", "false"):
        return text in ("yes", "true")
    if text:
        problems.append(Problem(node.place, f"{what} cannot be {text[:60]}", "yes or no"))
    return usual


def _words(node: Node | None, what: str, problems: list[Problem]) -> tuple[str, ...]:
    if node is None or isinstance(node, Fault):
        return ()
    items = node.items if isinstance(node, Items) else [node]
    return tuple(text for item in items if (text := read_text(item, what, problems)) is not None)
