"""The published trajectories of section D of the findings ledger that have numbers, as defects that fell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["education outcome", "education process", "health or industry"]


@dataclass(frozen=True)
class Case:
    """Hold one published trajectory.

    Args:
        ident: id of the ledger.
        what: organisation and measure, in plain words.
        first: defect at the beginning (1 minus the rate of success, or the level relative to its beginning).
        last: defect at the end.
        years: length.
        kind: outcome of education, process of education, or a case of another sector.
        slowness: parameter of ``outcomes`` that says how slowly such a measure moves.
        attainable: lowest and highest defect that the best would be left with; nobody has measured it.
        as_rate: whether the defect is a share of people (closes on the angle) or a quantity (closes as it is).
    """

    ident: str
    what: str
    first: float
    last: float
    years: float
    kind: Kind
    slowness: str
    attainable: tuple[float, float]
    as_rate: bool = True

    @property
    def rate(self) -> float:
        """Return the yearly rate at which the defect fell."""
        return math.log(self.first / self.last) / self.years

    @property
    def half_life(self) -> float:
        """Return the years in which the defect would halve."""
        return math.log(2.0) / self.rate


GRADUATION = (0.03, 0.07)
"""Five per cent and less is the best status of the Dashboard (95 % graduate); the prior lies round it."""

READINESS = (0.05, 0.2)
"""No best status exists for these measures of readiness; some are left out even in the best places."""

SUSPENSION = (0.0, 0.3)
"""Suspensions left, relative to the beginning."""

NOTHING = (0.0, 0.1)
"""Harm left in other sectors, relative to the beginning."""

CASES: tuple[Case, ...] = (
    Case("B01", "Fresno, graduation", 0.31, 0.21, 5, "education outcome", "graduation_rate", GRADUATION),
    Case("B02", "Fresno, university eligibility", 0.68, 0.52, 5, "education outcome", "graduation_rate", READINESS),
    Case("B03", "Montgomery County, algebra", 0.57, 0.34, 10, "education outcome", "tests_rate", READINESS),
    Case(
        "B04",
        "Montgomery County, algebra, Hispanic students",
        0.84,
        0.54,
        10,
        "education outcome",
        "tests_rate",
        READINESS,
    ),
    Case(
        "B05",
        "Montgomery County, algebra, African American students",
        0.79,
        0.53,
        10,
        "education outcome",
        "tests_rate",
        READINESS,
    ),
    Case(
        "B11", "Menomonee Falls, suspensions", 1.0, 60 / 283, 5, "education process", "climate_rate", SUSPENSION, False
    ),
    Case(
        "B12",
        "Menomonee Falls, taking advanced courses",
        0.894,
        0.649,
        5,
        "education outcome",
        "graduation_rate",
        READINESS,
    ),
    Case(
        "B13", "Menomonee Falls, passing advanced courses", 0.39, 0.245, 5, "education outcome", "tests_rate", READINESS
    ),
    Case(
        "B15",
        "New Visions, graduation (base of 70 % assumed, points)",
        0.3,
        0.209,
        4,
        "education outcome",
        "graduation_rate",
        GRADUATION,
    ),
    Case(
        "B16",
        "New Visions, readiness (base of 40 % assumed, points)",
        0.6,
        0.44,
        4,
        "education outcome",
        "graduation_rate",
        READINESS,
    ),
    Case("B18", "Alcoa, lost workdays", 1.0, 0.23 / 1.86, 13, "health or industry", "climate_rate", NOTHING, False),
    Case(
        "B20",
        "Alcoa, lost workdays, both eras",
        1.0,
        0.085 / 1.86,
        26.5,
        "health or industry",
        "climate_rate",
        NOTHING,
        False,
    ),
    Case("B23", "Cincinnati, asthma admissions", 1.0, 0.5, 5, "health or industry", "climate_rate", NOTHING, False),
    Case("B24", "Cincinnati, school days missed", 1.0, 0.76, 5, "health or industry", "tests_rate", NOTHING, False),
    Case("B25", "Cincinnati, workdays missed", 1.0, 0.7, 5, "health or industry", "tests_rate", NOTHING, False),
    Case("B26", "Kaiser, sepsis deaths", 1.0, 9.5 / 21.2, 3, "health or industry", "climate_rate", NOTHING, False),
    Case("B27", "Ghana, infant and child deaths", 1.0, 0.34, 7, "health or industry", "climate_rate", NOTHING, False),
)
