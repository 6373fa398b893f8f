"""The sentences of a phase: what happened, with its numbers, in the past tense."""

from __future__ import annotations

from collections.abc import Callable

from sos_sim.story.lives import Happening, Life
from sos_sim.story.phases import Phase
from sos_sim.story.words import date_in_words, days, listed, percent, points, points_again, times, year_spans, years

# An effort that reached fewer sites than this had not taken hold.
_HARDLY_ANY = 0.05


def sentences_of(phase: Phase, life: Life, name: str) -> list[str]:
    """Tell one phase.

    Args:
        phase: the phase.
        life: the life it is part of.
        name: what the district is called in the first sentence; empty to leave it out.
    """
    told: list[str] = []
    for part in (_practice, _turning_points, _list, _assistance, _support, _leaders, _efforts, _workload, _results):
        told += part(phase, life)
    return [_with_name(told[0], name), *told[1:]] if told and name else told


def _with_name(sentence: str, name: str) -> str:
    return f"At {name}, {sentence[0].lower()}{sentence[1:]}"


def _practice(phase: Phase, life: Life) -> list[str]:
    before = life.value_by("real improvement", phase.first)
    last = life.last_report(phase.end - 1)
    after = life.value_by("real improvement", phase.end - 1)
    if before is None or after is None or last is None:
        return []
    if percent(before) == percent(after):
        return [f"Real improvement stayed at {percent(after)} of sites."]
    return [f"Real improvement went from {percent(before)} to {percent(after)} of sites by {date_in_words(last.date)}."]


def _turning_points(phase: Phase, life: Life) -> list[str]:
    told = []
    for each in phase.all("cycles began", "practice became standard", "practice no longer standard", "fell back"):
        value, when = each.value or 0.0, date_in_words(each.date)
        if each.month == 0:
            continue
        if each.event == "cycles began":
            again = any(earlier.month < each.month for earlier in life.all("cycles began"))
            told.append(f"Improvement cycles took hold{' again' * again} in {when}.")
        elif each.event == "practice became standard":
            learned = f"{percent(value)} of what people had learned was built into it"
            told.append(f"In {when} it became standard work: {learned}.")
        elif each.event == "practice no longer standard":
            told.append(f"In {when}, after {years(value)}, it was no longer standard work.")
        else:
            best = max(past.value or 0.0 for past in life.all("real improvement") if past.month <= each.month)
            down = f" from {percent(best)} at its best" if percent(best) != percent(value) else ""
            told.append(f"By {when} it had fallen back{down} to {percent(value)} of sites.")
    return told


def _list(phase: Phase, life: Life) -> list[str]:
    told = []
    found = phase.all("identified")
    if found:
        groups = [round(each.value or 0.0) for each in found]
        low, high = min(groups), max(groups)
        spread = f"{low}" if low == high else f"{low} to {high}"
        why = "on local indicators alone" if high == 0 else f"for {spread} student group{'s' * (high != 1)}"
        when = (
            f"in {date_in_words(found[0].date)}"
            if len(found) == 1
            else f"in {year_spans([each.year for each in found])}".replace("in every", "every", 1)
        )
        told.append(f"It was identified for assistance {when}, {why}.")
    off = phase.all("left the list")
    if off:
        told.append(f"It was off the list again in {listed([date_in_words(each.date) for each in off])}.")
    return told


def _assistance(phase: Phase, life: Life) -> list[str]:
    told = _spells(
        phase,
        ("assistance began", "assistance ended"),
        lambda each: f"Assistance began in {date_in_words(each.date)}, with {days(each.value or 0.0)} from all sides",
        "Assistance",
    )
    return told + _spells(
        phase,
        ("intensive tier entered", "intensive tier left"),
        lambda each: f"It entered the intensive tier in {date_in_words(each.date)}",
        "Its time in the intensive tier",
    )


def _support(phase: Phase, life: Life) -> list[str]:
    told = []
    for each in phase.all("contract bought"):
        told.append(
            f"In {date_in_words(each.date)} it hired a private provider, which made {days(each.value or 0.0)} in all."
        )
    for each in phase.all("contract ended"):
        told.append(f"The contract ended in {date_in_words(each.date)}.")
    for each in phase.all("network joined"):
        word = "It was in an improvement network from the start" if each.month == 0 else (
            f"It joined an improvement network in {date_in_words(each.date)}"
        )
        told.append(f"{word}.")
    for each in phase.all("network left"):
        told.append(f"It left its improvement network in {date_in_words(each.date)}, after {years(each.value or 0.0)}.")
    return told


def _spells(
    phase: Phase, events: tuple[str, str], opening: Callable[[Happening], str], subject: str
) -> list[str]:
    """Tell spells: one that begins and ends in the phase in one sentence."""
    told: list[str] = []
    open_one = False
    for each in phase.all(*events):
        if each.event == events[0]:
            told.append(f"{opening(each)}.")
            open_one = True
        elif open_one:
            told[-1] = f"{told[-1][:-1]}, and ended in {date_in_words(each.date)}."
            open_one = False
        else:
            told.append(f"{subject} ended in {date_in_words(each.date)}, after {years(each.value or 0.0)}.")
    return told


def _leaders(phase: Phase, life: Life) -> list[str]:
    gone = phase.all("leader left")
    if not gone:
        return []
    first = gone[0]
    told = f"Its leader left in {date_in_words(first.date)}, after {years(first.value or 0.0)}"
    rest = [f"{date_in_words(each.date)} (after {years(each.value or 0.0)})" for each in gone[1:]]
    if not rest:
        return [f"{told}."]
    word = "the next one in" if len(rest) == 1 else "the next ones in"
    return [f"{told}; {word} {listed(rest)}."]


def _efforts(phase: Phase, life: Life) -> list[str]:
    dropped = phase.all("effort abandoned")
    serious = [each for each in dropped if (each.value or 0.0) >= _HARDLY_ANY]
    told = []
    for each in serious:
        reach = percent(each.value or 0.0)
        told.append(f"In {date_in_words(each.date)} it gave up an effort that had reached {reach} of sites.")
    tries = len(dropped) - len(serious)
    if tries:
        when = year_spans([each.year for each in dropped if each not in serious])
        told.append(f"{times(tries).capitalize()} ({when}) it gave up an effort before it had taken hold.")
    return told


def _workload(phase: Phase, life: Life) -> list[str]:
    told = []
    for each in phase.all("overloaded", "recovered"):
        value = each.value or 0.0
        when = date_in_words(each.date) if each.month else "the start"
        if each.event == "recovered":
            told.append(f"By {when} it had caught up, after {years(value)}.")
        else:
            work = f"fire-fighting and compliance took {percent(value)} of staff time"
            told.append(f"From {when} it was overloaded: {work}.")
    return told


def _results(phase: Phase, life: Life) -> list[str]:
    last = life.last_report(phase.end - 1)
    if last is None or last.month == 0 or last.month < phase.first:
        return []
    return [results_at(life, last)]


def results_at(life: Life, report: Happening) -> str:
    """Tell true and measured achievement at a yearly report.

    Args:
        life: the life.
        report: the report.
    """
    true = life.value_by("true change", report.month) or 0.0
    measured = life.value_by("measured change", report.month) or 0.0
    if points(true) == points(measured):
        said = f"true achievement was {points(true)}, and so the tests said"
    else:
        said = f"true achievement was {points(true)}; the tests said {points_again(measured, true)}"
        said = said.replace("said where", "said it was where")
    return f"By {date_in_words(report.date)} {said}."
