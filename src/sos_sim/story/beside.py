"""The same future under another policy: from when it differs, and in what."""

from __future__ import annotations

from sos_sim.story.lives import Happening, Life
from sos_sim.story.words import date_in_words, days, listed, percent, points, points_again, times

_SAME = 0.005
"""Numbers of the log nearer than this are told as the same."""

_FEW_DAYS = 2.0
"""Coach-days a year that are not worth a sentence."""

_ONCE = {
    "leader left": "its leader left",
    "effort abandoned": "it gave up an effort",
    "contract bought": "it hired a private provider",
    "intensive tier entered": "it entered the intensive tier",
    "network joined": "it joined an improvement network",
    "network left": "it left its improvement network",
    "cycles began": "improvement cycles took hold",
    "practice became standard": "improvement became standard work",
    "practice no longer standard": "improvement stopped being standard work",
    "fell back": "real improvement fell back",
    "overloaded": "it was overloaded",
}
"""What is worth saying when it happened under one policy only."""

_REPEATED = ("leader left", "effort abandoned", "contract bought")
"""Of these, every date counts, not only the first."""


def first_difference(one: Life, other: Life) -> Happening | None:
    """Find the first row of the other's log that the one's does not have, or the other way round.

    Args:
        one: the life told.
        other: the life beside it.
    """
    found = [_unmatched(one, other), _unmatched(other, one)]
    rows = sorted((rows[0] for rows in found if rows), key=lambda each: each.month)
    return rows[0] if rows else None


def _unmatched(one: Life, other: Life) -> list[Happening]:
    there: dict[tuple[int, str], float | None] = {(each.month, each.event): each.value for each in other.happenings}
    return [each for each in one.happenings if not _alike(each, there)]


def _alike(each: Happening, there: dict[tuple[int, str], float | None]) -> bool:
    if (each.month, each.event) not in there:
        return False
    value = there[each.month, each.event]
    if each.value is None or value is None:
        return each.value is value
    return abs(each.value - value) < _SAME


def beside(one: Life, other: Life) -> list[str]:
    """Tell what differs under the other policy, and from when.

    Args:
        one: the life told.
        other: the same district and seed under another scenario.
    """
    parting = first_difference(one, other)
    if parting is None:
        return [f"Under {other.scenario} this future is the same."]
    told = []
    when = date_in_words(parting.date)
    told.append(
        f"Under {other.scenario} the same future differs from {when} on."
        if parting.month
        else f"Under {other.scenario} the same future differs from the start."
    )
    told += _support(one, other, parting.month)
    told += _lists(one, other)
    told += _only(one, other)
    told += _end(one, other)
    return told


def _support(one: Life, other: Life, since: int) -> list[str]:
    means = []
    for life in (other, one):
        given = [each.value or 0.0 for each in life.all("coach-days") if each.month >= since]
        means.append(sum(given) / len(given) if given else 0.0)
    if abs(means[0] - means[1]) < _FEW_DAYS:
        return []
    return [f"From then on it received {days(means[0])} rather than {round(means[1])}."]


def _lists(one: Life, other: Life) -> list[str]:
    mine, theirs = (len(life.all("identified")) for life in (one, other))
    if mine == theirs:
        return []
    return [f"It was identified for assistance {times(theirs)} rather than {times(mine)}."]


def _only(one: Life, other: Life) -> list[str]:
    told = []
    for life, opposite in ((other, one), (one, other)):
        parts = sorted(part for event in _ONCE for part in _what_only(life, opposite, event))
        if parts:
            told.append(f"Only under {life.scenario}, {listed([words for _, words in parts])}.")
    for event, words in _ONCE.items():
        mine, theirs = one.all(event), other.all(event)
        if event not in _REPEATED and mine and theirs and mine[0].date != theirs[0].date:
            when, instead = date_in_words(theirs[0].date), date_in_words(mine[0].date)
            told.append(f"{words[0].upper()}{words[1:]} in {when} rather than in {instead}.")
    return told


def _what_only(life: Life, opposite: Life, event: str) -> list[tuple[int, str]]:
    """Give the month and the words of what happened under one policy only."""
    there = {each.month for each in opposite.all(event)}
    if event not in _REPEATED and there:
        return []
    mine = [each for each in life.all(event) if each.month not in there]
    if not mine:
        return []
    return [(mine[0].month, f"{_ONCE[event]} in {listed([date_in_words(each.date) for each in mine])}")]


def _end(one: Life, other: Life) -> list[str]:
    last = one.last_report(one.months)
    if last is None:
        return []

    def both(event: str) -> tuple[float, float]:
        return (other.value_by(event, last.month) or 0.0), (one.value_by(event, last.month) or 0.0)

    new, old = both("real improvement")
    capable, was = both("capability")
    told = [
        f"In {date_in_words(last.date)} {_rather('real improvement stood at', percent(new), percent(old))} of sites, "
        f"and {_rather('capability at', f'{capable:.1f}', f'{was:.1f}')} of 5."
    ]
    for event, subject in (("true change", "True"), ("measured change", "Measured")):
        new, old = both(event)
        end = "as here" if points(new) == points(old) else f"rather than {points_again(old, new)}"
        told.append(f"{subject} achievement was {points(new)}, {end}.")
    return told


def _rather(words: str, new: str, old: str) -> str:
    return f"{words} {new}" if new == old else f"{words} {new} rather than {old}"
