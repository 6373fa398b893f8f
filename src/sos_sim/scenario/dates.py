"""Months written as YYYY-MM, counted so that they can be compared."""

from __future__ import annotations

import re

FIRST_START = (2017, 7)
LONGEST_YEARS = 50

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_ALMOST = re.compile(r"([0-9]{4})[-/.]?([0-9]{1,2})?([-/.].*)?")


def parse_month(text: str) -> tuple[int, int] | None:
    """Read ``YYYY-MM`` as (year, month), or give None for anything else."""
    found = _MONTH.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def likely_month(text: str) -> str:
    """Guess the ``YYYY-MM`` somebody meant, or give an empty string."""
    found = _ALMOST.fullmatch(text.strip())
    if not found:
        return ""
    month = int(found[2]) if found[2] else 7  # a bare year: the school year starts in July
    return f"{found[1]}-{month:02d}" if 1 <= month <= 12 else ""


def months_since(start: tuple[int, int], date: tuple[int, int]) -> int:
    """Count the months from ``start`` to ``date``, both (year, month)."""
    return (date[0] - start[0]) * 12 + date[1] - start[1]


def date_of(start: tuple[int, int], month: int) -> str:
    """Name the calendar month that lies ``month`` months after ``start`` as ``YYYY-MM``."""
    year, index = divmod(start[0] * 12 + start[1] - 1 + month, 12)
    return f"{year:04d}-{index + 1:02d}"
