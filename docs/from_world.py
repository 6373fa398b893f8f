"""Generated blocks about the embedded California: how near it comes to the facts."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from from_code import table

from sos_sim.world.build import embedded_world
from sos_sim.world.districts import SIZE_NAMES, TYPES, size_class

LISTS = Path(__file__).parent / "figures" / "embedded-lists.csv"
"""Written by ``python experiments/measurement_match.py --embedded --csv docs/figures/embedded-lists.csv``."""

ENROLMENT = {5: 35, 10: 80, 25: 301, 50: 1660, 75: 6002, 90: 15862, 95: 23009, 99: 44992, 100: 446609}
"""Percentiles of enrolment, fall 2018 (unduplicated pupil counts of the Department of Education)."""

POVERTY = {5: 0.15, 10: 0.24, 25: 0.42, 50: 0.63, 75: 0.81, 90: 0.92}
"""Percentiles of the unduplicated share, fall 2018 (same source)."""


def embedded_counts() -> str:
    """Compare the counts of the embedded districts with the facts of the 58 counties."""
    world = embedded_world()
    facts, districts = world.counties, world.districts
    size, kind = size_class(districts.enrolment), districts.type
    rows = []
    for what, column, names, fact in (
        ("type", kind, TYPES, facts.n_by_type),
        ("size", size, SIZE_NAMES, facts.n_by_size),
    ):
        made = np.zeros_like(fact)
        np.add.at(made, (districts.county, column), 1)
        exact = int((made == fact).all(axis=1).sum())
        counts = ", ".join(f"{name}: {n}" for n, name in zip(made.sum(axis=0), names, strict=True))
        rows.append((what, counts, f"{exact} of {len(fact)}"))
    return table(("districts by", "embedded", "counties with exactly the fact's counts"), rows)


def embedded_percentiles() -> str:
    """Compare percentiles of the embedded districts with those of California."""
    districts = embedded_world().districts
    rows = [
        (
            f"enrolment, p{p}" if p < 100 else "enrolment, largest",
            f"{fact:,}",
            f"{np.percentile(districts.enrolment, p):,.0f}",
        )
        for p, fact in ENROLMENT.items()
    ]
    rows += [
        (f"unduplicated share, p{p}", f"{fact:.2f}", f"{np.percentile(districts.upp, p):.2f}")
        for p, fact in POVERTY.items()
    ]
    return table(("fact", "California", "embedded"), rows)


def embedded_lists() -> str:
    """Compare the lists that the embedded districts lead to with the official ones."""
    with LISTS.open(encoding="utf-8") as lines:
        rows = [
            (row["fact"], row["official"], f"{row['median']} ({row['p5']} to {row['p95']})")
            for row in csv.DictReader(lines)
            if row["fact"].startswith(("districts 20", "groups per", "2017 rate", "2018 rate", "P(2018"))
        ]
    return table(("fact", "official", "embedded, median of 40 draws (5-95 %)"), rows)
