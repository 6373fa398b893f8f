"""Which district is meant: by code, by name, or by enough of a name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sos_sim.problems import InputProblems, Problem

_MOST_NAMED = 5


@dataclass(frozen=True)
class District:
    """Hold what a district is.

    Args:
        cds_code: 14-digit code.
        name: name.
        county: county.
        type: elementary, high or unified.
        enrolment: pupils at the start.
    """

    cds_code: str
    name: str
    county: str
    type: str
    enrolment: float

    @property
    def label(self) -> str:
        """Name it with its county, since some names are used twice."""
        return f"{self.name}, {self.county}"

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "cds_code": self.cds_code,
            "name": self.name,
            "county": self.county,
            "type": self.type,
            "enrolment": self.enrolment,
        }


def find_district(districts: Sequence[District], wanted: str) -> District:
    """Find the one district that is meant.

    Args:
        districts: every district.
        wanted: a code or the beginning of one; or a name in any case, its beginning or a part of it, with
            ``, COUNTY`` after it where two districts share a name.

    Raises:
        InputProblems: none fits, or several do.
    """
    text = " ".join(wanted.split()).casefold()
    if not text:
        raise InputProblems([Problem("--district", "is empty", "the name or code of a district")])
    codes = {each: each.cds_code for each in districts}
    names = {each: (each.label if "," in text else each.name).casefold() for each in districts}
    words = codes if text.isdigit() else names
    for fits in (
        [each for each in districts if words[each] == text],
        [each for each in districts if words[each].startswith(text)],
        [each for each in districts if text in words[each] and words is names],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise InputProblems([_several(wanted, fits, text in words.values())])
    raise InputProblems([_none(wanted, text, names, words is codes)])


def _several(wanted: str, fits: Sequence[District], alike: bool) -> Problem:
    first = [f"{each.label} ({each.cds_code})" if alike else each.label for each in fits[:_MOST_NAMED]]
    more = f" and {len(fits) - _MOST_NAMED} more" if len(fits) > _MOST_NAMED else ""
    return Problem("--district", f"{wanted!r} fits {len(fits)} districts", "; ".join(first) + more)


def _none(wanted: str, text: str, names: dict[District, str], by_code: bool) -> Problem:
    if by_code:
        return Problem("--district", f"no district has the code {wanted}", "a 14-digit code, or a name")
    close = difflib.get_close_matches(text, list(names.values()), _MOST_NAMED, 0.5)
    nearest = list(dict.fromkeys(each.label for one in close for each in names if names[each] == one))
    allowed = f"nearest names: {'; '.join(nearest)}" if nearest else "the name or code of a district of this run"
    return Problem("--district", f"no district is called {wanted!r}", allowed)
