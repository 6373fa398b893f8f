"""The blocks about virtual interviews: what can be asked, whom, how words are read, what was found, which traps."""

from __future__ import annotations

from from_code import table

from sos_sim.check.targets import envelope, shipped_study
from sos_sim.interviews.observables import OBSERVABLES
from sos_sim.interviews.settings import OWN
from sos_sim.interviews.targets import Target
from sos_sim.interviews.traps import TRAPS
from sos_sim.interviews.words import WORDS, counts_of


def groups() -> str:
    """Write the groups of the shipped study."""
    rows = []
    for group in shipped_study().instrument.groups.values():
        year, month = group.held
        people = ", ".join(f"{count} for {who}" for who, count in group.people.items())
        rows.append((group.name, people, group.chosen, f"{year}-{month:02d}", group.about))
    return table(("group", "people, and whom they speak for", "chosen", "asked at the end of", "who they are"), rows)


def observables() -> str:
    """Write everything that can be asked."""
    rows = []
    for each in OBSERVABLES.values():
        cut = "" if each.cut is None else f"{each.cut.low:g} to {each.cut.high:g} ({each.cut.unit})"
        said = f"{each.label}: {each.meaning}"
        rows.append((f"`{each.name}`", each.kind, each.asked_of, said, cut, each.source))
    head = ("observable", "kind", "of", "what it is, and how the model answers", "where a yes begins", "source")
    return table(head, rows)


def words() -> str:
    """Write the counts that verbal quantities mean."""
    rows = []
    for word in WORDS:
        low, high = counts_of(word, 20)
        least, most = counts_of(word, 27)
        rule = envelope(low, high, 20)
        rows.append((word, f"{low} to {high}", f"{least} to {most}", f"{rule.low:.2f} to {rule.high:.2f}"))
    return table(("said", "of 20", "of 27", "shares it allows (90 %)"), rows)


def numbers() -> str:
    """Write the interviews' own numbers."""
    rows = [
        (f"`{each.path}`", each.label, f"{each.default:g}", f"{each.low:g} to {each.high:g}", each.unit, each.source)
        for each in OWN
    ]
    return table(("number", "what it is", "value", "range", "unit", "source"), rows)


def targets() -> str:
    """Write the fifty targets."""
    rows = [
        (
            each.ident,
            each.finding,
            "" if each.group is None else each.group.name,
            _quantity(each),
            f"`{each.observable.name}`" if each.observable else "none",
            f"{each.weight:g}" if each.fitted else f"not fitted: {each.because}",
            "; ".join(part for part in (each.bias, ", ".join(each.traps)) if part),
            each.source,
        )
        for each in shipped_study().targets.values()
    ]
    return table(("id", "finding", "asked", "quantity", "observable", "weight", "bias and traps", "heading"), rows)


def _quantity(target: Target) -> str:
    if target.counts is not None:
        low, high = target.counted()
        count = f"{low}" if low == high else f"{low} to {high}"
        return f"{target.said}: {count} of {target.of}" if target.said else f"{count} of {target.of}"
    if target.band is None:
        return ""
    low, high = target.band
    if high == float("inf"):
        return f"at least {low:g}"
    return f"at most {high:g}" if low == -float("inf") else f"{low:g} to {high:g}"


def traps() -> str:
    """Write the traps of the evidence and what is done about each."""
    return table(("id", "trap", "what is done"), [(ident, *said) for ident, said in TRAPS.items()])


INTERVIEWS = {
    "interview-groups": groups,
    "interview-observables": observables,
    "interview-words": words,
    "interview-numbers": numbers,
    "interview-targets": targets,
    "interview-traps": traps,
}
