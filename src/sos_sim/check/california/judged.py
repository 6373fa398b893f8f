"""The checks of group ``california``: which facts each holds together, and when the model meets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.california.facts import COUNTED_GROUPS, PERSISTENT_GROUPS, QUINTILES
from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.world.districts import GROUP_NAMES, GROUPS, SIZE_NAMES, TYPES

NEEDS_FILES = "needs California's files: give their folder with --data"
REAL = "R"
"""Ends the id of a check made on districts that keep their own recorded values."""

_SHARE = "share of districts"
_OF_GROUPS = "share of groups on the list"


@dataclass(frozen=True)
class Fact:
    """Name one fact.

    Args:
        name: its key, see ``facts``.
        label: what is measured, in plain words.
        unit: its unit.
    """

    name: str
    label: str
    unit: str = ""


@dataclass(frozen=True)
class Declared:
    """Declare one check.

    Args:
        ident: its id.
        claim: what should hold.
        source: where the official figures come from.
        facts: the facts it holds together.
        of_lists: whether it is about the lists, which districts with their own values are checked on too.
    """

    ident: str
    claim: str
    source: str
    facts: tuple[Fact, ...]
    of_lists: bool = True


_LISTS = "Department of Education, assistance status and student groups, December {}"
_VALUES = "Department of Education, outcomes by student group, 2023 and 2024"


def _of(names: Mapping[str, str] | tuple[str, ...], pattern: str, unit: str) -> tuple[Fact, ...]:
    pairs = names.items() if isinstance(names, Mapping) else ((name, name) for name in names)
    return tuple(Fact(pattern.format(name), label, unit) for name, label in pairs)


def _by_year(number: int, year: int) -> tuple[Declared, ...]:
    source = _LISTS.format(year)
    group_names = {group: GROUP_NAMES[GROUPS.index(group)] for group in COUNTED_GROUPS}
    quintiles = {f"UPP quintile {one}": f"quintile {one}" for one in range(1, QUINTILES + 1)}
    areas = {"P4": "achievement (P4)", "P5": "engagement (P5)", "P6": "climate (P6)"}
    if year > 2017:
        areas["P8"] = "college and career (P8)"
    several = (
        Fact(f"groups per listed district {year}", "groups per listed district"),
        Fact(f"share with one group {year}", "listed districts with one group alone", "share of listed districts"),
    )
    rate = f"{year} rate, {{}}"
    claims = (
        (f"{year}: districts on the list", (Fact(f"districts {year}", "districts on the list", "districts"),)),
        (f"{year}: student groups per listed district", several),
        (f"{year}: share on the list by size", _of(SIZE_NAMES, rate, _SHARE)),
        (f"{year}: share on the list by type", _of(TYPES, rate, _SHARE)),
        (f"{year}: share listed by unduplicated share (fifths)", _of(quintiles, rate, _SHARE)),
        (f"{year}: districts with a group on the list", _of(group_names, f"{year} districts with {{}}", "districts")),
        (f"{year}: priority areas of the groups on the list", _of(areas, f"{year} share with {{}}", _OF_GROUPS)),
    )
    return tuple(
        Declared(f"C{number + place:02d}", claim, source, facts) for place, (claim, facts) in enumerate(claims)
    )


def _changes(ident: str, indicator: str, about: str, note: str = "") -> Declared:
    unit = "points" if indicator in ("ELA", "MATH") else "percentage points"
    facts = _of(SIZE_NAMES, f"{indicator} sd of change, {{}}", unit)
    robust = {name: f"{name}, robust" for name in SIZE_NAMES}
    facts += _of(robust, f"{indicator} robust sd of change, {{}}", unit)
    return Declared(ident, f"{about}: spread of the yearly change by size{note}", _VALUES, facts, False)


_AGAIN = (
    Fact("again, of those listed", "listed in 2018, of those listed in 2017", _SHARE),
    Fact("new, of those not listed", "listed in 2018, of the others", _SHARE),
    Fact("again, 301 to 2,500 pupils", "again, 301 to 2,500 pupils", _SHARE),
    Fact("again, over 2,500 pupils", "again, over 2,500 pupils", _SHARE),
)
_SAME = tuple(
    Fact(f"same group again, {group}", f"{GROUP_NAMES[GROUPS.index(group)]} again", _SHARE)
    for group in PERSISTENT_GROUPS
)
_ALIKE = tuple(
    Fact(f"{indicator} year on year", label)
    for indicator, label in (
        ("ELA", "English language arts"),
        ("MATH", "mathematics"),
        ("CHRO", "chronic absence"),
        ("SUSP", "suspension"),
        ("CCI", "college and career"),
    )
)
_PASSING = tuple(
    Fact(f"{indicator} successive changes, {who}", f"{label}, {who}")
    for indicator, label in (("ELA", "English language arts"), ("GRAD", "graduation"))
    for who in ("all", "over 2,500 pupils")
)
_LEADERS = (
    Fact("leader left within three years, all", "all districts", _SHARE),
    Fact("leader left within three years, largest tenth", "largest tenth", "share of the largest tenth"),
)
_RED = tuple(
    Fact(f"red graduation, listed {year}", f"groups listed in {year}", "percentage points") for year in (2017, 2018)
)
_RECOVERY = " (the files' years are the recovery from the pandemic, the model stands before it)"

DECLARED = (
    *_by_year(1, 2017),
    *_by_year(8, 2018),
    Declared("C15", "Who is on the list again in 2018", _LISTS.format("2017 and 2018"), _AGAIN),
    Declared("C16", "The same student group is on the list again", _LISTS.format("2017 and 2018"), _SAME),
    _changes("C17", "ELA", "English language arts"),
    _changes("C18", "MATH", "Mathematics"),
    _changes("C19", "CHRO", "Chronic absence", _RECOVERY),
    _changes("C20", "SUSP", "Suspension"),
    _changes("C21", "CCI", "College and career"),
    Declared("C22", "Correlation of a year with the year before", _VALUES, _ALIKE, False),
    Declared(
        "C23",
        "Regression to the mean: a change is followed by its opposite (correlation of successive changes)",
        "Department of Education, academic indicator 2023 to 2025; Dashboard graduation 2017 to 2019",
        _PASSING,
        False,
    ),
    Declared(
        "C24",
        "Language arts: variance between counties (unduplicated share taken out)",
        _VALUES,
        (Fact("county share of ELA", "between counties", "share of variance"),),
        False,
    ),
    Declared(
        "C25",
        "Leaders gone within three years (rates of leaving were set from the same study)",
        "Grissom and Andersen 2012: 215 districts, 2006 to 2009",
        _LEADERS,
        False,
    ),
    Declared(
        "C26",
        "Listed groups red in graduation, a year later (minus other groups; in the model nobody helps)",
        "Department of Education, Dashboard graduation 2017 to 2019 by student group",
        _RED,
        False,
    ),
)
CHECKS = {check.ident: check for check in DECLARED}
FORECAST = "C27"
"""The forecast of 2018 from what was public in 2017, beside its rivals; see ``forecast``."""


def interval_over_seeds(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the 5 % quantile, the median and the 95 % quantile over seeds; seeds without a figure are left out.

    Weibull's quantiles: a further draw of the same model lies between the outer two nine times in ten, however
    few the seeds (from 19 on).

    Args:
        values: (S,) the figure in each seed.
    """
    there = values[np.isfinite(values)]
    if not there.size:
        return float("nan"), float("nan"), float("nan")
    low, middle, high = np.quantile(there, (0.05, 0.5, 0.95), method="weibull")
    return float(low), float(middle), float(high)


def part_beside(fact: Fact, values: NDArray[np.float64], official: float) -> Part:
    """Hold the model's figure beside the official one.

    A fact holds when the official figure lies in the model's 5-95 % over seeds: California is then one more
    draw of the model. As a range allowed for the model's median that is the official figure moved by the
    model's own spread, which is what ``Part.rule`` says.

    Args:
        fact: what was measured.
        values: (S,) the model's figure in each seed.
        official: California's figure.
    """
    low, middle, high = interval_over_seeds(values)
    inside = bool(low <= official <= high)
    rule = Rule(official - (high - middle), official + (middle - low))
    return Part(fact.label, middle, low, high, rule, float(inside), None, 0.9, fact.unit, official)


def judge_check(
    check: Declared, model: Mapping[str, NDArray[np.float64]], official: Mapping[str, float], real: bool = False
) -> CheckResult:
    """Judge one check.

    Args:
        check: what was declared.
        model: (S,) figures by fact.
        official: California's figures by fact.
        real: whether the districts keep their own recorded values.
    """
    parts = tuple(
        part_beside(fact, model[fact.name], official[fact.name])
        for fact in check.facts
        if fact.name in model and np.isfinite(official.get(fact.name, np.nan))
    )
    claim = f"{check.claim} (districts' own values)" if real else check.claim
    ident = check.ident + REAL if real else check.ident
    return CheckResult(ident, claim, check.source, parts, "" if parts else NEEDS_FILES)
