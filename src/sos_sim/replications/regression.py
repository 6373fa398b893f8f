"""Regression to the mean of those selected for low results, by the district model's own spring tests.

Where nothing changes but the luck of a test, those below a cut seem to gain; Chay, McEwan and Urquiola (2005) found
such gains taken for effects of a programme for low-scoring schools.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.model.measure import spring_test, start_levels, tables
from sos_sim.model.streams import Streams
from sos_sim.replications.judge import around, exact
from sos_sim.replications.taken_out import parameters
from sos_sim.world.build import embedded_world

GAINS = {(-1.0, 0.8): 0.305027, (-1.0, 0.9): 0.152514, (-0.5, 0.8): 0.228216}
"""Seeming gain in SD of results by cut in SD and reliability (theory, case 19)."""

STANDARD_ERRORS = 3.0
PURE_NOISE = {"measurement.drift": 0.0, "measurement.year_shocks": 0.0, "measurement.state_shocks": 0.0}
TRUE_SD = 30.0
"""Scale points; any number gives the same."""


def expected(cut: float, reliability: float) -> float:
    """Return the seeming gain of those below a cut, SD of results.

    Args:
        cut: in SD of results.
        reliability: correlation of two springs, 0-1.
    """
    return float((1.0 - reliability) * norm.pdf(cut) / norm.cdf(cut))


def two_springs(reliability: float, seeds: Sequence[int]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Test two springs between which nothing changes: first and second measured, and true change, SD of results.

    True levels of the language test are normal and alike for every student group of every district; every group
    has the number of pupils that gives the reliability.

    Args:
        reliability: correlation of the two springs, 0-1.
        seeds: one run each.
    """
    world, settings = embedded_world(), parameters(PURE_NOISE)
    streams = Streams(seeds, world.slot, np.float64)
    state = start_levels(world, streams, settings, np.float64)
    rows = (state.cells.indicator == tables.ELA) & (state.cells.group < tables.ALL)
    state.level_start[...] = TRUE_SD * np.random.default_rng(7).standard_normal(state.level_start.shape)
    state.base = state.level_start
    noise = TRUE_SD * np.sqrt(1.0 / reliability - 1.0)
    state.pupils = state.pupils_last = np.full_like(state.pupils, (tables.POINTS_NOISE[0] / noise) ** 2)
    learned = np.zeros((len(world.districts), tables.N_INDICATORS, len(seeds)))
    nothing = np.zeros((len(world.districts), len(seeds)))
    first, second = (
        spring_test(state, learned, nothing, nothing, settings, streams, year)
        for year in (tables.START_YEAR - 1, tables.START_YEAR)
    )
    scale = TRUE_SD / np.sqrt(reliability)
    return first.measured[rows] / scale, second.measured[rows] / scale, (second.true - first.true)[rows] / scale


def check(seeds: Sequence[int] = range(6)) -> CheckResult:
    """Hold the formula to its values and the model's tests to the formula.

    Args:
        seeds: runs of the tests.
    """
    parts = []
    largest_true = 0.0
    springs = {reliability: two_springs(reliability, seeds) for reliability in (0.8, 0.9)}
    for (cut, reliability), published in GAINS.items():
        said = f"cut {cut:g} SD, reliability {reliability:g}"
        parts.append(exact(f"{said}: formula", expected(cut, reliability), around(published, 5e-7), published))
        first, second, true = springs[reliability]
        parts.append(_measured_part(said, (second - first)[first < cut], published))
        largest_true = max(largest_true, float(np.abs(true).max()))
    parts.append(exact("largest true change of anybody", largest_true, Rule(0.0, 0.0), 0.0))
    claim = "those selected for low results seem to gain by a known amount when nobody changes"
    return CheckResult("R9", claim, "Chay, McEwan and Urquiola 2005; theory 4.4, case 19", tuple(parts))


def _measured_part(said: str, gains: NDArray[Any], published: float) -> Part:
    mean, error = float(gains.mean()), float(gains.std(ddof=1)) / np.sqrt(gains.size)
    rule = around(published, STANDARD_ERRORS * error)
    name = f"{said}: the model's tests ({gains.size} groups below the cut, 2 s.e. either side)"
    return Part(name, mean, mean - 2 * error, mean + 2 * error, rule, float(rule.allows(mean)), reference=published)
