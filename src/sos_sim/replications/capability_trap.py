"""The capability trap as a public three-stock model (after Repenning and Sterman 2001, 2002).

Capability grows with hours of improvement and erodes; pressure to work takes hours from improvement, pressure to
improve gives them back. Units are weeks and hours of a forty-hour week; stocks move by Euler steps of 1/16 week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.replications.judge import exact

STEPS_PER_WEEK = 16
WEEKS = 100
TOLERANCE = 0.001
"""Relative."""

HOURS_LOST = ((0.0, 1.0, 1.5, 2.0, 5.0), (1.0, 1.0, 0.75, 0.25, 0.0))
"""What pressure to work leaves of improvement hours."""

HOURS_GIVEN = ((0.0, 0.5, 0.75, 1.0, 2.0, 5.0), (0.0, 0.0, 0.5, 1.0, 1.5, 1.5))
"""What pressure to improve makes of improvement hours."""

HOURS_WORKED = ((0.0, 0.75, 1.0, 1.25, 2.0, 10.0), (0.75, 0.75, 1.0, 1.25, 1.5, 1.5))
"""What pressure to work makes of production hours."""


@dataclass(frozen=True)
class Push:
    """Say what happens from week 10 on, and the published course.

    Args:
        press: added to the growth of pressure to improve, per week.
        demand: added to the output wanted.
        published: (capability, output) by week.
    """

    press: float
    demand: float
    published: dict[int, tuple[float, float]]


PUSHES = {
    "base": Push(0.0, 0.0, dict.fromkeys((20, 40, 100), (100.0, 3000.0))),
    "less pressure to improve": Push(
        -0.05, 0.0, {20: (85.651, 2730.65), 40: (60.586, 2074.79), 100: (65.724, 2193.97)}
    ),
    "more pressure to improve": Push(
        0.10, 0.0, {20: (107.153, 2903.24), 40: (127.574, 3299.76), 100: (137.479, 3517.76)}
    ),
    "more output wanted": Push(
        0.0, 500.0, {20: (98.884, 2995.22), 40: (98.487, 2966.39), 100: (99.212, 2983.62)}
    ),
}
"""Theory 1.3, from the public model in the PySD cookbook."""

FIRST_WEEK = 10.0


@dataclass(frozen=True, eq=False)
class Course:
    """Hold a run by step.

    Args:
        week: (T,) time in weeks.
        capability: (T,) output per hour.
        output: (T,) output per week.
    """

    week: NDArray[np.float64]
    capability: NDArray[np.float64]
    output: NDArray[np.float64]

    def at(self, week: int) -> tuple[float, float]:
        """Return capability and output at the start of a week."""
        step = week * STEPS_PER_WEEK
        return float(self.capability[step]), float(self.output[step])


def run(press: float = 0.0, demand: float = 0.0, weeks: int = WEEKS) -> Course:
    """Run the three stocks.

    Args:
        press: step in the growth of pressure to improve at week 10, per week.
        demand: step in the output wanted at week 10.
        weeks: weeks to run.
    """
    steps, dt = weeks * STEPS_PER_WEEK, 1.0 / STEPS_PER_WEEK
    told = np.empty((3, steps + 1))
    capability, to_work, to_improve = 100.0, 1.0, 1.0
    for step in range(steps + 1):
        week = step * dt
        pushed = week >= FIRST_WEEK
        improving = 10.0 * np.interp(to_improve, *HOURS_GIVEN) * np.interp(to_work, *HOURS_LOST)
        working = min(30.0 * np.interp(to_work, *HOURS_WORKED), 40.0 - improving)
        output = capability * working
        told[:, step] = week, capability, output
        stretch = (3000.0 + demand * pushed) / output
        capability += dt * (0.5 * improving - capability / 20.0)
        to_work += dt * (stretch - to_work) / 3.0
        to_improve += dt * ((stretch - to_improve) / 9.0 + press * pushed)
    return Course(*told)


def check() -> CheckResult:
    """Hold four courses to the published ones, within 0.1 %."""
    courses = {name: run(push.press, push.demand) for name, push in PUSHES.items()}
    parts = []
    for name, push in PUSHES.items():
        for week, published in push.published.items():
            figures = courses[name].at(week)
            parts += [
                _near(f"{name}: {what} in week {week}", figure, value)
                for what, figure, value in zip(("capability", "output"), figures, published, strict=True)
            ]
    smarter, harder = courses["more pressure to improve"].output, courses["more output wanted"].output
    parts.append(_near("more pressure to improve: lowest output (worse before better)", smarter.min(), 2879.0))
    parts.append(_near("more output wanted: highest output (better before worse)", harder.max(), 3021.5))
    parts.append(exact("more output wanted: highest output, against the 3,500 wanted", harder.max(), Rule(high=3500.0)))
    claim = "working harder drains the capability to work; working smarter is worse before it is better"
    return CheckResult("R3", claim, "Repenning and Sterman 2001, 2002; theory 1.3", tuple(parts))


def _near(name: str, figure: float, published: float) -> Part:
    slack = TOLERANCE * published
    return exact(name, figure, Rule(published - slack, published + slack), published)
