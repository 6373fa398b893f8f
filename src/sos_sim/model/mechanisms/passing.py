"""Passing effects on outcomes: effort, turnover's harm, the cost of the new.

Equation:
    target = bE' [effort] YD(P/P*) - bT (yearly staff exits - norm) - cw' p (1 - A) + gain d_i A, d_i of the reform
        mix
    bE' = bE (1 - system share)/(1 - that of the base);  cw' = cw (1 - e (tests small - that of 2017))
    J <- target + (J - target) exp(-dt/tau);  a leader's exit takes a dip at once (turnover)
    the pandemic, where it happens, takes a sixteenth of its loss each month from March 2020 to June 2021
Constants: bE `pressure.direct_effort`, on by `pressure.effort`, bT `outcomes.staff_harm`, norm `outcomes.staff_norm`,
    cw `outcomes.new_practice_dip`, tau `outcomes.passing_months`, pandemic `pandemic.shock` x `pandemic.loss`.
Sources: M01, M04, M10, M20, M85; L54, L56; H26; prototype 2 change 3; Ronfeldt et al. 2013; Bartanen et al. 2019;
    NCLB: Dee and Jacob 2011.
Limits: P = 0, exits at the norm, p = 0: J decays as exp(-t/tau); bE = 0: no effort (the reading case).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, relax, yerkes_dodson
from sos_sim.model.mechanisms import reform
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

CAUSES: tuple[Cause, ...] = (
    *acts("authentic", "passing", "+", "M10, M20: practice is new only once"),
    *acts("pressure", "passing", "±", "H09; Dee and Jacob 2011"),
    *acts("staff_exits", "passing", "-", "Ronfeldt et al. 2013"),
    *acts("time_used", "passing", "-", "M20: the cost of the new"),
    *acts("policy: rollout", "passing", "+", "M20"),
    *acts("policy: reform", "passing", "±", "M10"),
)


def target(state: State, p: Any) -> Columns:
    """Return the passing level, in student SD, that present conditions would hold."""
    q = p.outcomes
    level = yerkes_dodson(state.pressure / p.pressure.best)
    will = (1.0 - q.system_share) / (1.0 - usual("outcomes.system_share"))
    level *= p.pressure.effort * p.pressure.direct_effort * will
    level -= q.staff_harm * (state.staff_exits - q.staff_norm)
    careful = 1.0 - p.rollout.small_dip * (p.rollout.test_small - usual("rollout.test_small"))
    level -= q.new_practice_dip * careful * state.time_used * (1.0 - state.authentic)
    innovation = p.reform.innovation_gain * reform.change(p, "innovate")
    if np.any(innovation):
        level += innovation * state.authentic
    return level


def in_pandemic(year: int, number: int) -> bool:
    """Tell whether a calendar month lies between March 2020 and June 2021."""
    return (2020, 3) <= (year, number) <= (2021, 6)


def step(state: State, p: Any, month: Month) -> None:
    """Let passing effects build up and fade."""
    state.passing = relax(state.passing, target(state, p), p.outcomes.passing_months, month.dt)
    if in_pandemic(month.year, month.number):
        state.passing -= p.pandemic.shock * p.pandemic.loss * month.dt / 16.0
