"""Numbers, dates and lists in words."""

from __future__ import annotations

from collections.abc import Sequence

from sos_sim.parameters import PARAMETERS

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
POINTS_PER_SD = PARAMETERS["outcomes.points_per_sd"].default


def date_in_words(date: str) -> str:
    """Write ``2019-07`` as July 2019."""
    return f"{MONTHS[int(date[5:7]) - 1]} {date[:4]}"


def percent(share: float) -> str:
    """Write a share in per cent; a trace is not called nothing."""
    if 0.0005 < share < 0.005:
        return "under 1 %"
    return f"{round(100 * share)} %"


def years(number: float) -> str:
    """Write a span of years, in months where it is short."""
    months = round(12 * number)
    if months < 1:
        return "less than a month"
    if months < 11:
        return "a month" if months == 1 else "half a year" if months == 6 else f"{months} months"
    whole = round(number)
    return "a year" if whole <= 1 else f"{whole} years"


def days(number: float) -> str:
    """Write coach-days a year."""
    rounded = round(number)
    return "no coach-days" if rounded == 0 else f"about {rounded} coach-day{'s' * (rounded != 1)} a year"


def points(change: float) -> str:
    """Write a change of achievement in points of the state tests."""
    whole = round(POINTS_PER_SD * change)
    if whole == 0:
        return "where it started"
    return f"{abs(whole)} point{'s' * (abs(whole) != 1)} {'above' if whole > 0 else 'below'} the start"


def points_again(change: float, before: float) -> str:
    """Write a change after another one was written, without saying *points above the start* twice."""
    whole, first = (round(POINTS_PER_SD * each) for each in (change, before))
    return f"{abs(whole)}" if whole * first > 0 else points(change)


def signed_points(change: float) -> str:
    """Write a change of achievement in points with its sign."""
    whole = round(POINTS_PER_SD * change)
    return "0" if whole == 0 else f"{whole:+d}".replace("-", "\N{MINUS SIGN}")


def year_spans(numbers: Sequence[int]) -> str:
    """Write years, those in a row as a span."""
    spans: list[list[int]] = []
    for year in sorted(set(numbers)):
        if spans and spans[-1][-1] == year - 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    words: list[str] = []
    for span in spans:
        words += [f"every year from {span[0]} to {span[-1]}"] if len(span) > 2 else [str(year) for year in span]
    return listed(words)


def listed(words: Sequence[str]) -> str:
    """Join words with commas and a last *and*."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def times(count: int) -> str:
    """Write how often."""
    words = ("never", "once", "twice", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    if count >= len(words):
        return f"{count} times"
    return words[count] if count < 3 else f"{words[count]} times"
