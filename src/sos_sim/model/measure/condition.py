"""Draws of standings given what is recorded, by Matheron's rule."""

from __future__ import annotations

import numpy as np

from sos_sim.model.measure import tables
from sos_sim.model.measure.cells import Cells
from sos_sim.model.measure.evidence import Evidence
from sos_sim.model.measure.protocols import Floats, Streams
from sos_sim.model.measure.records import PERIODS


def condition(
    evidence: Evidence,
    cells: Cells,
    streams: Streams,
    district: Floats,
    county: Floats,
    small_district: Floats,
    group: Floats,
    small_group: Floats,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Replace draws of the prior by draws given the records; all in standard normals.

    A draw and the record that would have come of it are moved by the regression of standings on records times what
    was really recorded minus that record (Matheron's rule; Hoffman and Ribak 1991): the moved draw follows the
    conditional law exactly. What districts of a county share is conditioned with each district alone; how much of
    the moved whole is the county's is then drawn given its districts.

    Args:
        evidence: the records.
        cells: the C cells.
        streams: random numbers.
        district: (N, 6, s) part common to all groups of a district.
        county: (58, 6, s) part common to the districts of a county.
        small_district: (N, 6, s) part that counts in small districts.
        group: (N, 13, 6, s) part of one group.
        small_group: (N, 13, 6, s) part that counts in small groups.

    Returns:
        The five parts in the same order.
    """
    dtype, runs = district.dtype, district.shape[-1]
    share_of_county = (tables.COUNTY_SD / tables.DISTRICT_SD).astype(dtype)[:, None]
    share_of_district = np.sqrt(1 - share_of_county**2)
    whole = share_of_district * district + (share_of_county * county)[cells.county_of]
    parts = (whole, small_district, group, small_group)

    unexpected = evidence.surprise.copy()
    for part, read in zip(parts, evidence.reads, strict=True):
        unexpected = unexpected - read @ part.reshape(-1, runs)
    chances = streams.normal("measure.record", 0, (PERIODS, tables.ALL + 1, tables.N_INDICATORS))
    unexpected -= evidence.noise @ chances.reshape(-1, runs).take(evidence.draw, axis=0)
    pull = evidence.inverse @ unexpected
    whole, small_district, group, small_group = (
        part + (answer @ pull).reshape(part.shape) for part, answer in zip(parts, evidence.answers, strict=True)
    )

    moved = np.zeros_like(county)
    np.add.at(moved, cells.county_of, whole - parts[0])
    districts = np.bincount(cells.county_of, minlength=len(county)).astype(dtype)[:, None, None]
    mean = moved / np.maximum(districts, 1)
    between, within = share_of_county**2, share_of_district**2
    county = county + share_of_county * districts * mean / (districts * between + within)
    district = (whole - (share_of_county * county)[cells.county_of]) / share_of_district
    return district, county, small_district, group, small_group
