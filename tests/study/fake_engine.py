"""A stand-in for the engine: plausible random walks that depend on scenario and seed only."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sos_sim.model.recording import Recording
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.scenario.scenario import Scenario
from sos_sim.world.build import build_world
from sos_sim.world.facts import counties
from sos_sim.world.synthetic import synthetic_california

COUNTY_NAMES = tuple(counties().name)
TABLES = (
    "design",
    "trajectories",
    "outcomes",
    "districts",
    "breakdowns",
    "student_groups",
    "ratings",
    "events",
)


def small_world():
    """Build a world of some sixty districts from all over the state."""
    return build_world(synthetic_california().take(range(0, 944, 16)))


def make_scenario(name="california-2017", changes=None, years=3):
    """Make a scenario without a file."""
    chain = () if name == "california-2017" else ("california-2017",)
    return Scenario(name, f"About {name}.", chain, changes or {}, (2017, 7), years * 12, Path(f"{name}.yaml"))


def more_support(name="intensive-support", month=12, value=30.0, years=3):
    """Make a policy that adds coach-days from a month on."""
    return make_scenario(name, {"support.coe_coach_days": ((month, value),)}, years)


def make_engine(spoil=None):
    """Make a fake engine; nested, so that worker processes get it by value.

    Args:
        spoil: called with the seeds before every batch; may raise.
    """
    recording_of = Recording
    county_names = COUNTY_NAMES
    names = tuple(OUTCOMES)
    district_outcomes = (
        "identified",
        "in_assistance",
        "capability",
        "authentic",
        "true_outcome",
        "measured_outcome",
    )
    stratum_outcomes = ("capability", "authentic", "true_outcome", "measured_outcome", "identified_share")
    sizes = ("to 300", "301-1,000", "1,001-2,500", "2,501-10,000", "over 10,000")
    strata = (
        *(("county", name) for name in county_names),
        *(("size", name) for name in sizes),
        *(("type", name) for name in ("elementary", "high", "unified")),
    )
    ends = {
        "capability": (1.6, 0.8),
        "authentic": (0.06, 0.2),
        "surface": (0.25, 0.1),
        "deep_share": (0.02, 0.2),
        "overloaded_share": (0.2, -0.05),
        "true_outcome": (0.0, 0.05),
        "measured_outcome": (0.0, 0.08),
        "inflation": (0.0, 0.03),
        "improvement_time": (0.3, 0.2),
        "cost_per_pupil": (20.0, 40.0),
    }

    def engine(world, scenarios, seeds, *, keep_districts=None):
        if spoil is not None:
            spoil(seeds)
        runs = len(seeds)
        months = scenarios[0].months
        year, month = scenarios[0].start
        steps = list(range(0, months + 1, 3))
        dates = tuple(f"{year + (month - 1 + s) // 12:04d}-{(month - 1 + s) % 12 + 1:02d}" for s in steps)
        years = tuple(
            y for y in range(year, year + months // 12 + 1) if 0 <= (y - year) * 12 + 12 - month <= months
        )
        people = len(world.districts.cds_code)
        statewide = np.empty((len(steps), len(names), runs))
        by_stratum = np.empty((len(years), len(stratum_outcomes), len(strata), runs))
        by_group = np.empty((len(years), 2, 14, 6, runs))
        ratings = np.empty((len(years), 3, 6, runs))
        kept = [j for j in range(runs) if keep_districts is not None and keep_districts[j]]
        by_district = np.zeros((len(years), len(district_outcomes), people, len(kept)), np.float32)
        events = []
        for j, (scenario, seed) in enumerate(zip(scenarios, seeds, strict=True)):
            draw, local = np.random.default_rng([7, seed]), np.random.default_rng([8, seed])
            push = sum(values[-1][1] for values in scenario.changes.values()) / 30
            rise = np.linspace(0, 1, len(steps))
            for o, name in enumerate(names):
                start, change = ends.get(name, (0.4, 0.1))
                walk = np.cumsum(draw.normal(0, 0.04, len(steps)))
                walk -= walk[0]
                own = change * (push * draw.normal(0.4, 0.3) + draw.normal(0, 0.05))
                statewide[:, o, j] = start + change * (rise + walk) + own * rise
            start_of = draw.normal(0, 0.05, (len(stratum_outcomes), len(strata)))
            gain = np.linspace(-0.02, 0.05, len(strata)) * (0.2 + push * draw.normal(1, 0.3, len(strata)))
            for y in range(len(years)):
                by_stratum[y, :, :, j] = start_of + gain * y / len(years)
                by_group[y, :, :, :, j] = (
                    np.linspace(-60, 20, 14)[:, None]
                    + push * y * draw.normal(0.3, 0.3, (2, 14, 6))
                    + draw.normal(0, 1, (2, 14, 6))
                )
                ratings[y, :, :, j] = 2 + 0.1 * y
                if j in kept:
                    column = kept.index(j)
                    by_district[y, :2, :, column] = local.uniform(size=(2, people)) < 0.3
                    by_district[y, 2:, :, column] = local.normal(0, 0.1, (4, people)) + 0.02 * y
                    events.append((j, 12 * y + seed % 12, local.integers(people), 0))
        return recording_of(
            dates=dates,
            outcomes=names,
            statewide=statewide,
            years=years,
            strata=strata,
            stratum_outcomes=stratum_outcomes,
            by_stratum=by_stratum,
            by_group=by_group,
            colours=np.full((len(years), 6, 6, runs), 1.0 / 6.0),
            district_outcomes=district_outcomes,
            by_district=by_district,
            ratings=ratings,
            rating_kinds=("district", "county office", "state"),
            events=np.array(sorted(events, key=lambda event: event[1]), np.int32).reshape(-1, 4),
        )

    return engine
