"""Felt accountability pressure and the fear in it.

Equation:
    target = press (1 + e_p d_p)+ [ expectation (priorities/that of 2017) sqrt(releases) / patience
                     + dashboard (1 - leading validity) (gap badness + named identified) ], d_p of the reform mix
    P <- target + (P - target) exp(-dt/tau)
    fear = P (mild + punitive_weight punitive) (1 - buffering support)
Constants: press `accountability.pressure`, expectation `pressure.expectation`, priorities
    `accountability.priorities`, releases `accountability.releases_per_year`, patience
    `accountability.patience_years`, dashboard `accountability.dashboard`, leading
    `accountability.leading_indicators`, gap `pressure.gap`, named `pressure.identified`, tau
    `pressure.smoothing_months`, mild `pressure.fear_mild`, punitive_weight `pressure.fear_punitive`, punitive
    `accountability.punitive`, buffering `pressure.buffering`.
Sources: M04, M87-M89, M97, M129; prototype 3 (tauP, bda, bgap, buf) and its constant fear weight.
Limits: press = 0, P decays as exp(-t/tau); support 1 and buffering 1, no fear; no Dashboard, only the expectation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, relax
from sos_sim.model.mechanisms import reform
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.parameters import usual

CAUSES: tuple[Cause, ...] = (
    *acts("badness, identified", "pressure, fear", "+", "M88, M129"),
    *acts("pressure", "fear", "+", "M28, M87"),
    *acts("support", "fear", "-", "M82, M90"),
    *acts("policy: accountability, policy: reform", "pressure, fear", "±", "M04, M87, M88, M97"),
)


def leading(p: Any) -> Any:
    """Return the weight of capability indicators as far as they measure capability."""
    return p.accountability.leading_indicators * p.accountability.leading_validity


def target(p: Any, badness: Columns, identified: Columns) -> Columns:
    """Return the pressure that a district would come to feel.

    Args:
        p: parameters of the month.
        badness: (N, r) how poor its colours are, 0-1.
        identified: (N, r) whether it is on the latest list.
    """
    a = p.accountability
    asked = a.priorities / usual("accountability.priorities")
    expectation = p.pressure.expectation * asked * np.sqrt(a.releases_per_year) / a.patience_years
    public = a.dashboard * (1.0 - leading(p))
    shown = badness * (public * p.pressure.gap)
    shown += identified * (public * p.pressure.identified)
    shown += expectation
    shown *= a.pressure * reform.factor(p, "pressure", p.reform.pressure_effect)
    return shown


def feared(p: Any, pressure: Columns, support: Columns) -> Columns:
    """Return the part of pressure that frightens: more when consequences punish, less with support."""
    weight = p.pressure.fear_mild + p.pressure.fear_punitive * p.accountability.punitive
    return pressure * (1.0 - p.pressure.buffering * support) * weight


def step(state: State, p: Any, month: Month) -> None:
    """Let felt pressure follow what is asked, and fear follow pressure."""
    state.pressure = relax(
        state.pressure, target(p, state.badness, state.identified), p.pressure.smoothing_months, month.dt
    )
    state.fear = feared(p, state.pressure, state.support)
