"""What is known of the outcomes of real districts: values somebody measured and published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.districts import GROUPS

EVERYBODY = len(GROUPS)
"""Index that stands for all students where others stand for a student group."""
NOT_RECORDED = -1
"""In the place of a colour that is not recorded; no colour at all is 0."""
START_YEAR = 2017
# Years of which records can be used: graduation from 2016, the other outcomes from 2023.
YEARS = (2016, 2017, 2018, 2023, 2024)


@dataclass(frozen=True, eq=False)
class Recorded:
    """Hold Q published values of districts, as parallel columns.

    Args:
        district: (Q,) row of the district.
        indicator: (Q,) index into ``INDICATORS``.
        group: (Q,) index into ``GROUPS``; 13 stands for all students.
        year: (Q,) spring of the tests, one of ``YEARS``.
        value: (Q,) points (ELA, MATH) or percent.
        pupils: (Q,) pupils counted, above 0.
        outside: (Q,) share of those pupils who go to charter schools, 0-1.
        colour: (Q,) colour the Dashboard gave, 1 red to 5 blue, 0 for none, -1 where that is not recorded.

    Raises:
        ValueError: columns of different length, or a year that is not allowed.
    """

    district: NDArray[np.int64]
    indicator: NDArray[np.int64]
    group: NDArray[np.int64]
    year: NDArray[np.int64]
    value: NDArray[np.float64]
    pupils: NDArray[np.float64]
    outside: NDArray[np.float64]
    colour: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len({len(column) for column in vars(self).values()}) != 1:
            raise ValueError("the columns of the records differ in length")
        if not np.isin(self.year, YEARS).all():
            raise ValueError(f"records of other years than {', '.join(map(str, YEARS))}")
        for column in vars(self).values():
            column.setflags(write=False)

    def __len__(self) -> int:
        return len(self.district)

    def where(self, kept: NDArray[np.bool_]) -> Recorded:
        """Keep some of the records.

        Args:
            kept: (Q,) which.
        """
        return Recorded(**{name: column[kept] for name, column in vars(self).items()})
