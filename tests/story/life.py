"""Lives written by hand."""

from __future__ import annotations

from sos_sim.story.lives import Happening, Life

START = 2017 * 12 + 6


def date(month):
    return f"{(START + month) // 12:04d}-{(START + month) % 12 + 1:02d}"


def life(*rows, scenario="california-2017", seed=1, months=120, reports=None):
    """Make a life of rows (month, event, value); reports: by month true, measured, practice, capability, days."""
    names = ("true change", "measured change", "real improvement", "capability", "coach-days")
    told = [Happening(month, date(month), event, value) for month, event, value in rows]
    for month, values in (reports or {}).items():
        told += [Happening(month, date(month), name, value) for name, value in zip(names, values, strict=True)]
    return Life(scenario, seed, months, tuple(sorted(told, key=lambda each: each.month)))
