"""The block that holds the numbers between true levels and identification."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from from_code import table
from numpy.typing import NDArray

from sos_sim.model.measure import tables
from sos_sim.world.districts import GROUPS, INDICATORS, TYPES

COLOURS = ("red", "orange", "yellow", "green", "blue")


def _numbers(row: Iterable[float], places: int) -> list[str]:
    return [f"{value:.{places}f}".rstrip("0").rstrip(".") if value else "0" for value in row]


def _by_indicator() -> str:
    """Write what there is one number of for each indicator."""
    lines = {
        "district, county included": tables.DISTRICT_SD,
        "of it county": tables.COUNTY_SD,
        "group in a district": tables.GROUP_SD,
        "yearly correlation of these": tables.PERSISTENCE,
        "small district, over sqrt(pupils)": tables.SMALL_DISTRICT,
        "small group, over sqrt(pupils)": tables.SMALL_GROUP,
        "yearly correlation of small group": tables.SMALL_GROUP_PERSISTENCE,
        "year of a district, large": tables.YEAR_SHOCK_LARGE,
        "year of a district, over sqrt(pupils)": tables.YEAR_SHOCK_SMALL,
        "year of a group in a district": tables.GROUP_YEAR_SHOCK,
        "per unit of ln enrolment - 7.5": tables.SIZE_SLOPE,
        "state's change 2017 to 2018": tables.CHANGE_TO_2018,
        "yearly change of the state": tables.STATE_CHANGE_SD,
        "yearly change of a group of the state besides": tables.STATE_CHANGE_GROUP_SD,
    }
    offsets = {f"offset, {kind}": row for kind, row in zip(TYPES, tables.TYPE_OFFSET, strict=True)}
    rows = [(name, *_numbers(row, 4)) for name, row in (lines | offsets).items()]
    noise = [f"{value:g}/sqrt(pupils)" for value in tables.POINTS_NOISE] + ["binomial"] * 4
    return table(("standard deviation or shift", *INDICATORS), [*rows, ("sampling noise", *noise)])


def _cuts(cuts: NDArray[np.float64]) -> str:
    """Write boundaries between the five levels by indicator and type of district."""
    rows = [
        (indicator, kind, *_numbers(cuts[place, row], 1))
        for place, indicator in enumerate(INDICATORS)
        for row, kind in enumerate(TYPES)
    ]
    return table(("indicator", "type", "1 to 2", "2 to 3", "3 to 4", "4 to 5"), rows)


def _grid(place: int) -> str:
    """Write the colours of one indicator by status (down) and change (across)."""
    rows = [(f"status {level}", *(COLOURS[c - 1] for c in row)) for level, row in enumerate(tables.COLOURS[place], 1)]
    return table(("", *(f"change {level}" for level in range(1, 6))), rows)


def measurement() -> str:
    """Write every table of the measurement model."""
    levels = [(group, *_numbers(row, 1)) for group, row in zip(GROUPS, tables.GROUP_LEVEL, strict=True)]
    slopes = [(group, *_numbers(row, 3)) for group, row in zip(GROUPS, tables.UPP_SLOPE, strict=True)]
    alike = [(name, *_numbers(row, 2)) for name, row in zip(INDICATORS, tables.ACROSS_INDICATORS, strict=True)]
    ela, susp, grad = (INDICATORS.index(name) for name in ("ELA", "SUSP", "GRAD"))
    return "\n\n".join(
        (
            "## By indicator",
            _by_indicator(),
            "## Level of student groups in 2018, natural units",
            table(("group", *INDICATORS), levels),
            "## Slope on unduplicated share - 0.6",
            table(("group", *INDICATORS), slopes),
            "## Correlation across indicators",
            table(("", *INDICATORS), alike),
            "## Status cut points",
            _cuts(tables.STATUS_CUTS),
            "## Change cut points",
            _cuts(tables.CHANGE_CUTS),
            "## Colours of ELA and MATH",
            _grid(ela),
            "## Colours of CHRO, SUSP and CCI",
            _grid(susp),
            "## Colours of GRAD",
            _grid(grad),
        )
    )
