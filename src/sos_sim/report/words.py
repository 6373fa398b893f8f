"""Numbers, months and lists as a reader writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.study.run import figure

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Less than this is rounding.
_SMALLEST = 5e-5
# Units that a sentence writes otherwise than the head of a column.
_UNITS = {
    "0-5": "points",
    "0-1": "",
    "ratio": "",
    "index": "",
    "$ per pupil and year": "dollars per pupil and year",
    "$ per pupil": "dollars per pupil",
}


def number(value: object) -> str:
    """Write a number about three digits long; a dash where there is none.

    Args:
        value: the number.
    """
    known = _known(value)
    text = figure(known)
    if text != "0" or known is None or abs(known) < _SMALLEST:
        return text
    # Too small for three decimals, but not nothing: one digit that counts.
    places = 1 - math.floor(math.log10(abs(known))) - 1
    return f"{known:.{places}f}".replace("-", "\N{MINUS SIGN}")


def signed(value: object) -> str:
    """Write a difference with its sign.

    Args:
        value: the difference.
    """
    known = _known(value)
    text = number(known)
    return f"+{text}" if known is not None and known > 0 and text != "0" else text


def interval(low: object, high: object) -> str:
    """Write an interval of a difference; empty where there is none.

    Args:
        low: lower end.
        high: upper end.
    """
    return "" if _known(low) is None or _known(high) is None else f"{signed(low)} to {signed(high)}"


def percent(share: object) -> str:
    """Write a share in whole per cent; empty where there is none. Only all is 100 %, only none 0 %.

    Args:
        share: the share, 0 to 1.
    """
    known = _known(share)
    if known is None:
        return ""
    rounded = round(100 * known)
    if rounded == 100 and known < 1:
        return "over 99 %"
    return "under 1 %" if rounded == 0 and known > 0 else f"{rounded} %"


def month(date: str) -> str:
    """Write a month such as ``2018-07`` in words; anything else as it is.

    Args:
        date: the month.
    """
    year, _, place = date.partition("-")
    if not (year.isdigit() and place.isdigit() and 1 <= int(place) <= 12):
        return date
    return f"{_MONTHS[int(place) - 1]} {year}"


def sentence(*clauses: str) -> str:
    """Make a sentence of clauses: a capital first, a full stop last.

    Args:
        clauses: what it says.
    """
    said = "; ".join(clauses)
    return f"{said[:1].upper()}{said[1:]}."


def listed(items: Sequence[str]) -> str:
    """Write items with commas and a last "and".

    Args:
        items: the items.
    """
    return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def counted(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun.

    Args:
        count: how many.
        one: the noun for one.
        many: the noun for several; with an s when not given.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def with_unit(text: str, outcome: str) -> str:
    """Write a figure with the unit of its outcome, as in a sentence.

    Args:
        text: the figure.
        outcome: name of the outcome.
    """
    unit = OUTCOMES[outcome].unit if outcome in OUTCOMES else ""
    return f"{text} {_UNITS.get(unit, unit)}".rstrip()


def outcome_label(outcome: str) -> str:
    """Name an outcome in a few words; an unknown one by its column.

    Args:
        outcome: name of the outcome.
    """
    return OUTCOMES[outcome].label if outcome in OUTCOMES else outcome


def _known(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        known = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return known if math.isfinite(known) else None
