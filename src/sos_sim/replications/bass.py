"""Diffusion from agents to Bass's equation (1969), by the district model's own adoption.

``adoption.step`` gives each agent's chance to take up something new in a month; single agents then do or do not, by
a stream of the model. The same step on shares is the equation in steps of a month; Bass's closed form is its limit.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.model.mechanisms import adoption
from sos_sim.model.state import State
from sos_sim.model.streams import Streams
from sos_sim.replications.judge import around, exact
from sos_sim.replications.taken_out import empty_state, parameters

INNOVATION, IMITATION = 0.03, 0.38
"""Per year, mean over many products (Sultan, Farley and Lehmann 1990)."""

YEARS = 20
SIZES = (100, 400, 1600, 6400)
REFERENCE_CONSTANT = {100: 1.17, 400: 1.12, 1600: 1.09, 6400: 1.15}
"""Largest RMSE times sqrt(N) (theory 1.6)."""

CONSTANT, CONSTANT_TOLERANCE = 1.1, 0.25
SLOPE, SLOPE_TOLERANCE = -0.5, 0.1
PEAK_TIME, PEAK_SHARE, PEAK_RATE = 6.1926, 0.46053, 0.11059
SHARES = {1: 0.0358, 3: 0.1505, 5: 0.3312, 10: 0.8128}
"""F by year (theory 1.6)."""

DISCRETISATION = 0.0092
"""Largest distance of the monthly map from the closed form (theory 1.6)."""


def closed_form(years: Any) -> Any:
    """Return the share that has adopted after some years."""
    gone = np.exp(-(INNOVATION + IMITATION) * np.asarray(years))
    return (1.0 - gone) / (1.0 + IMITATION / INNOVATION * gone)


def peak() -> tuple[float, float, float]:
    """Return time, share and rate at the peak of adoption: years, share, share per year."""
    both = INNOVATION + IMITATION
    time = float(np.log(IMITATION / INNOVATION)) / both
    return time, 0.5 - INNOVATION / (2 * IMITATION), both * both / (4 * IMITATION)


def _spread_only() -> Any:
    """Give parameters under which nothing is deepened, dropped or reversed."""
    changes = {"adoption.mandate": INNOVATION / 12, "adoption.imitation": IMITATION / 12, "network.peer_weight": 1.0}
    changes |= {"adoption.alone": 0.0, "adoption.supported": 0.0, "adoption.reversal": 0.0, "adoption.dropped": 0.0}
    return parameters(changes)


def _take_up(state: State, p: Any) -> None:
    """Let a month pass in which everybody sees everybody, by the model's adoption."""
    state.peer_use = state.surface.mean(axis=0, keepdims=True)
    month: Any = SimpleNamespace(dt=1.0)
    adoption.step(state, p, month)


def monthly_map(years: int = YEARS) -> NDArray[np.float64]:
    """Return the share by month when agents are shares, (months + 1,)."""
    p, state = _spread_only(), empty_state(1, 1, {"susceptibility": 1.0, "surface": 0.0, "authentic": 0.0})
    course = [0.0]
    for _ in range(12 * years):
        _take_up(state, p)
        course.append(float(state.surface[0, 0]))
    return np.array(course)


def agents(number: int, runs: int, years: int = YEARS) -> NDArray[np.float64]:
    """Return the share of single agents that has adopted by month, (months + 1, runs).

    Args:
        number: agents.
        runs: independent runs.
        years: years to run.
    """
    p = _spread_only()
    start = {"susceptibility": 1.0, "surface": 0.0, "authentic": 0.0}
    state = empty_state(number, runs, start, np.float32)
    streams = Streams(range(runs), np.arange(number))
    course = np.zeros((12 * years + 1, runs))
    for month in range(12 * years):
        # Who has adopted stays at 1; for the others the share that the model moves is their chance.
        _take_up(state, p)
        state.surface = (streams.uniform("adopts", month) < state.surface).astype(np.float32)
        course[month + 1] = state.surface.mean(axis=0)
    return course


def largest_error(number: int, runs: int) -> float:
    """Return the largest over time of the root mean square distance of runs from the monthly map."""
    apart = agents(number, runs) - monthly_map()[:, None]
    return float(np.sqrt((apart**2).mean(axis=1)).max())


def check(runs: int = 100) -> CheckResult:
    """Hold agents to the equation, with errors as the root of their number, and the equation to the closed form.

    Args:
        runs: runs for each number of agents; with 100 an RMSE is known to 7 %.
    """
    errors = {number: largest_error(number, runs) for number in SIZES}
    parts = [_constant_part(number, error, runs) for number, error in errors.items()]
    slope = float(np.polyfit(np.log(SIZES), np.log(list(errors.values())), 1)[0])
    parts.append(exact("slope of log RMSE on log N", slope, around(SLOPE, SLOPE_TOLERANCE), SLOPE))
    time, share, rate = peak()
    parts.append(exact("share at the peak, 1/2 - p/(2q)", share, around(PEAK_SHARE, 5e-6), PEAK_SHARE))
    parts.append(exact("time of the peak", time, around(PEAK_TIME, 5e-5), PEAK_TIME, "years"))
    then = float(closed_form(time))
    parts.append(exact("share at that time, closed form", then, around(PEAK_SHARE, 5e-6), PEAK_SHARE))
    parts.append(exact("rate at the peak", rate, around(PEAK_RATE, 5e-6), PEAK_RATE, "a year"))
    for year, published in SHARES.items():
        figure = float(closed_form(year))
        parts.append(exact(f"share after {year} years, closed form", figure, around(published, 5e-5), published))
    apart = np.abs(monthly_map() - closed_form(np.arange(12 * YEARS + 1) / 12)).max()
    name = "largest distance of the model's monthly steps from the closed form"
    parts.append(exact(name, float(apart), Rule(DISCRETISATION - 5e-5, DISCRETISATION + 5e-5), DISCRETISATION))
    claim = "many agents who see all others spread something new as Bass's equation says"
    return CheckResult("R4", claim, "Bass 1969; theory 1.6, case 13", tuple(parts))


def _constant_part(number: int, error: float, runs: int) -> Part:
    """Judge an RMSE times the root of the number of agents; its standard error is that of a normal sample's spread."""
    figure, share = error * number**0.5, 2.0 / (2.0 * runs) ** 0.5
    rule = around(CONSTANT, CONSTANT_TOLERANCE)
    return Part(
        f"largest RMSE x sqrt(N), N = {number} ({runs} runs, 2 s.e. either side)",
        figure,
        figure * (1.0 - share),
        figure * (1.0 + share),
        rule,
        float(rule.allows(figure)),
        reference=REFERENCE_CONSTANT[number],
    )
