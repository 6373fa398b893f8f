"""The way from the engine's columns of cells and draws to districts that are tested one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.spring import Cell, Draw, TestedDistrict, shown

STATE_DRAWS = ("county", "state", "state_group")
TAILS = {"district": (6,), "small_district": (6,), "size": (14,), "group": (14, 6), "small_group": (14, 6),
         "count": (14,), "district_year": (6,), "group_year": (14, 6), "sampling": (14, 6), "local": (),
         "county": (58, 6), "state": (6,), "state_group": (14, 6)}  # fmt: skip


def of_run(column: Any, run: int) -> Any:
    """Take one run's column; columns that all runs share stand once."""
    return column[..., run % column.shape[-1]]


def draws_of(streams: Any, run: int, year: int) -> Draw:
    """Hand a year's normals of the engine out one by one."""
    drawn: dict[str, Any] = {}

    def draw(name: str, *place: int) -> float:
        if name not in drawn:
            deal = streams.state_normal if name in STATE_DRAWS else streams.normal
            drawn[name] = of_run(deal(f"measure.{name}", year, TAILS[name]), run).tolist()
        value = drawn[name]
        for index in place:
            value = value[index]
        return float(value)

    return draw


def counties_of(levels: Any, run: int) -> list[list[float]]:
    """Give the standing of every county."""
    return list(of_run(levels.standing.county, run).tolist())


def districts_of(levels: Any, run: int) -> list[TestedDistrict]:
    """Turn the columns of levels into districts.

    True values are those of a spring before anything closed a gap; where gaps are closed already, the next spring
    sets them.
    """
    cells, standing = levels.cells, levels.standing
    exposure = np.zeros((cells.n_districts, 6, 1)) if levels.exposure is None else levels.exposure
    made = [
        TestedDistrict(
            row,
            int(cells.county_of[row]),
            cells.all_pupils[row].tolist(),
            of_run(standing.district, run)[row].tolist(),
            of_run(standing.small_district, run)[row].tolist(),
            of_run(standing.size, run)[row].tolist(),
            of_run(exposure, run)[row].tolist(),
        )
        for row in range(cells.n_districts)
    ]
    half_lives = np.zeros((len(cells), 1)) if levels.half_lives is None else levels.half_lives
    columns = (levels.level_start, levels.deviation_start, levels.reachable, standing.group, standing.small_group,
               half_lives, levels.pupils)  # fmt: skip
    later = ("measured", "measured_last", "pupils_last", "measured_start", "base", "base_start")
    for c in range(len(cells)):
        numbers = [float(of_run(column, run)[c]) for column in columns]
        k, group = int(cells.indicator[c]), int(cells.group[c])
        cell = Cell(k, group, float(cells.pupils[c]), float(cells.spread[c]), *numbers)
        for name in later:
            setattr(cell, name, float(of_run(getattr(levels, name), run)[c]))
        cell.true = shown(k, cell.base)
        made[cells.district[c]].cells[k, group] = cell
    return made
