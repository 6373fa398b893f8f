"""Score inflation: the two tasks of Holmstrom and Milgrom (1991), and what the district model's gaming gives.

The published ratio is a choice of effort e and gaming g at cost e^2/(2 k_e) + g^2/(2 k_g) + gamma e g, for a reward
of both alike. The district model shares out time instead and lets inflation build up and fade; its ratio at high
stakes is its own and is not held to Kentucky's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sos_sim.check.result import CheckResult, Part, Rule
from sos_sim.model.mechanisms import gaming, pressure, time_budget
from sos_sim.model.month import Decisions
from sos_sim.parameters import PARAMETERS
from sos_sim.replications.judge import around, exact
from sos_sim.replications.taken_out import empty_state, parameters

GAMING_EASE = 2.588
"""k_g/k_e at which the ratio is Kentucky's of 1992 to 1996 (theory 1.8)."""

RATIOS = {0.0: 3.588, 0.1: 4.142, 0.2: 5.292, 0.3: 9.102}
"""Measured over true gain by gamma, at k_e = 1 (theory 1.8)."""

KENTUCKY_YEARS = 4
KENTUCKY_TRUE_GAIN = 0.17
"""Student SD, grade 4 mathematics, on the test without stakes (Koretz and Barron 1998)."""

HIGH_STAKES = {"accountability.pressure": 1.4, "accountability.punitive": 0.8}
"""Those of the shipped scenario of high pressure."""

STRONGEST = ("gaming.inflation", "gaming.response")
"""The parameters that let stakes inflate most."""

PLAUSIBLE_RATIO = Rule(1.0, 4.0)
"""Theory 4.3; Kentucky is its upper end."""


def ratio(gamma: float, ease: float = GAMING_EASE, reward: float = 1.0) -> float:
    """Return measured over true gain when effort and gaming are chosen for the largest reward net of cost.

    Args:
        gamma: cost of doing both at once.
        ease: k_g, with k_e = 1.
        reward: reward per unit of either.
    """
    effort, games = np.linalg.solve(np.array([[1.0, gamma], [gamma, 1.0 / ease]]), np.full(2, reward))
    return float((effort + games) / effort)


def ratio_of_time(felt: float) -> float:
    """Return time for effort and gaming over time for effort in the model, where fear equals pressure.

    Args:
        felt: pressure, above 0.
    """
    response = 0.4
    changes = {"gaming.response": response, "time.working_harder": response / GAMING_EASE}
    # Little urgent work, so that there is time to share out.
    changes |= {"time.operations": 0.7, "backlog.pressure": 0.0}
    state = empty_state(1, 1, {"pressure": felt, "fear": felt, "leadership": 0.4})
    month: Any = SimpleNamespace(dt=1.0, decisions=Decisions())
    time_budget.step(state, parameters(changes), month)
    return float((state.gaming + state.effort).item() / state.effort.item())


def inflation(stakes: float, years: int = KENTUCKY_YEARS, changes: Mapping[str, float] | None = None) -> float:
    """Return the model's inflation, student SD, after years under steady stakes from a start without.

    A district that is on the list and halfway down the Dashboard, without support, safety at its resting value;
    felt pressure and inflation follow by the model's own mechanisms, at default parameters unless said.

    Args:
        stakes: share of the high stakes; 0 is no accountability, 1 is ``HIGH_STAKES``.
        years: years under them.
        changes: other parameters by path.
    """
    p = parameters({path: stakes * value for path, value in HIGH_STAKES.items()} | dict(changes or {}))
    columns = {"badness": 0.5, "identified": 1.0, "safety": p.safety.rest, "pressure": 0.0, "inflation": 0.0}
    state = empty_state(1, 1, columns)
    month: Any = SimpleNamespace(dt=1.0)
    for _ in range(12 * years):
        pressure.step(state, p, month)
        gaming.step(state, p, month)
    return float(state.inflation.item())


def check() -> CheckResult:
    """Hold the closed form to its values, time to the same ratio, and the model's inflation to rise with stakes."""
    parts = [
        exact(f"two tasks, gamma {gamma:g}: measured over true gain", ratio(gamma),
              around(published, 1e-9 if gamma == 0 else 5e-4), published)
        for gamma, published in RATIOS.items()
    ]  # fmt: skip
    apart = max(abs(ratio(0.0, reward=reward) - RATIOS[0.0]) for reward in (0.1, 1.0, 10.0))
    parts.append(exact("two tasks, gamma 0: distance from it at other rewards", apart, Rule(high=1e-9), 0.0))
    parts += [
        exact(f"the model's time, pressure {felt:g}: effort and gaming over effort", ratio_of_time(felt),
              around(RATIOS[0.0], 1e-9), RATIOS[0.0])
        for felt in (0.5, 1.5)
    ]  # fmt: skip
    return CheckResult(
        "R8",
        "rewarding what is measured inflates it, by a ratio that does not depend on the size of the reward",
        "Holmstrom and Milgrom 1991; Koretz and Barron 1998; theory 1.8, cases 9 and 10",
        tuple(parts + _own_parts()),
    )


def _own_parts() -> list[Part]:
    """Judge what the model's own gaming does, which no published number binds."""
    by_stakes = [inflation(stakes) for stakes in (0.0, 0.25, 0.5, 0.75, 1.0)]
    most = {path: PARAMETERS[path].high for path in STRONGEST}
    said = "the model's own: (0.17 + inflation)/0.17 after 4 years of high stakes, beside Kentucky's 3.588"
    ratios = {said: by_stakes[-1], f"{said}; gaming at the end of its range": inflation(1.0, changes=most)}
    steps = float(np.diff(by_stakes).min())
    nothing = "the model's own: inflation after 4 years without stakes"
    return [
        exact(nothing, by_stakes[0], Rule(0.0, 0.0), unit="student SD"),
        exact("the model's own: smallest rise of inflation from stakes to higher stakes", steps, Rule(low=0.0)),
        *(
            exact(name, (KENTUCKY_TRUE_GAIN + inflated) / KENTUCKY_TRUE_GAIN, PLAUSIBLE_RATIO)
            for name, inflated in ratios.items()
        ),
    ]
