"""Districts as parallel columns: what does not change during a run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TYPES = ("elementary", "high", "unified")
GROUPS = ("AA", "AI", "AS", "EL", "FI", "FOS", "HI", "HOM", "MR", "PI", "SED", "SWD", "WH")
RACES = ("AA", "AI", "AS", "FI", "HI", "MR", "PI", "WH")
INDICATORS = ("ELA", "MATH", "CHRO", "SUSP", "CCI", "GRAD")
GROUP_NAMES = (
    "African American",
    "American Indian",
    "Asian",
    "English learners",
    "Filipino",
    "Foster youth",
    "Hispanic",
    "Homeless",
    "Multiple races",
    "Pacific Islander",
    "Socioeconomically disadvantaged",
    "Students with disabilities",
    "White",
)
RACE_COLUMNS = tuple(GROUPS.index(race) for race in RACES)
# Upper end of each size class but the last, in pupils.
SIZE_EDGES = (300.0, 1000.0, 2500.0, 10000.0)
SIZE_NAMES = ("to 300", "301-1,000", "1,001-2,500", "2,501-10,000", "over 10,000")

# Spread of teacher pay around the county's mean; no public district file gives it: an assumption.
PAY_SD = 0.06
PAY_LIMIT = 0.2


@dataclass(frozen=True, eq=False)
class Districts:
    """Hold N districts as parallel columns.

    Args:
        cds_code: (N,) 14-character codes with their leading zeros, unique.
        name: (N,) names.
        county: (N,) county as an index 0-57.
        type: (N,) index into ``TYPES``.
        enrolment: (N,) pupils on census day, charter schools left out.
        upp: (N,) unduplicated pupil share, 0-1.
        lat: (N,) latitude, degrees.
        lon: (N,) longitude, degrees.
        group_share: (N, 13) share of pupils in each of ``GROUPS``; the eight race groups sum to 1.
        pay: (N,) teacher pay above (+) or below (-) the county's mean, as a share of it.
        notes: what was filled in, and from what.

    Raises:
        ValueError: columns of different length, or a code given twice.
    """

    cds_code: tuple[str, ...]
    name: tuple[str, ...]
    county: NDArray[np.int64]
    type: NDArray[np.int8]
    enrolment: NDArray[np.float64]
    upp: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    group_share: NDArray[np.float64]
    pay: NDArray[np.float64]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        size = len(self.cds_code)
        for column, value in vars(self).items():
            if column != "notes" and len(value) != size:
                raise ValueError(f"{column} has {len(value)} rows, cds_code has {size}")
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        if len(set(self.cds_code)) != size:
            raise ValueError("a cds_code is given twice")

    def __len__(self) -> int:
        return len(self.cds_code)

    @property
    def size(self) -> NDArray[np.int8]:
        """Give the size class of each district, (N,) index 0-4."""
        return size_class(self.enrolment)

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> Districts:
        """Keep some districts, in the order asked for.

        Args:
            rows: (M,) row numbers.
        """
        keep = np.asarray(rows, dtype=np.int64)
        return Districts(
            cds_code=tuple(self.cds_code[row] for row in keep),
            name=tuple(self.name[row] for row in keep),
            county=self.county[keep],
            type=self.type[keep],
            enrolment=self.enrolment[keep],
            upp=self.upp[keep],
            lat=self.lat[keep],
            lon=self.lon[keep],
            group_share=self.group_share[keep],
            pay=self.pay[keep],
            notes=self.notes,
        )


def size_class(enrolment: NDArray[np.float64]) -> NDArray[np.int8]:
    """Sort enrolments into the five size classes.

    Args:
        enrolment: (N,) pupils.
    """
    return np.searchsorted(np.array(SIZE_EDGES), enrolment, side="left").astype(np.int8)


def hashed_uniform(codes: Sequence[str], purpose: str) -> NDArray[np.float64]:
    """Draw one uniform number per district that depends on its code and the purpose only.

    A district keeps its number whatever other districts stand in the file.

    Args:
        codes: (N,) district codes.
        purpose: name of the quantity drawn.
    """
    numbers = [
        int.from_bytes(hashlib.blake2b(f"{purpose}:{code}".encode(), digest_size=8).digest(), "big") >> 11
        for code in codes
    ]
    return (np.array(numbers, dtype=np.float64) + 0.5) * 2.0**-53


def assumed_pay(codes: Sequence[str]) -> NDArray[np.float64]:
    """Draw teacher pay relative to the county's mean, normal and clipped, fixed by the district's code.

    Args:
        codes: (N,) district codes.
    """
    from scipy.special import ndtri

    drawn: NDArray[np.float64] = PAY_SD * ndtri(hashed_uniform(codes, "pay"))
    return np.clip(drawn, -PAY_LIMIT, PAY_LIMIT)
