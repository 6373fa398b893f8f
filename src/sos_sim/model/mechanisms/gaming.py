"""Gaming: measured results rise above true ones.

Equation:
    G <- G exp(-dt/tau) + dt mu 1.2 z/(1 + z) (1 - G/G_max),  z = k_g fear (1 - S)
Constants: k_g `gaming.response`, mu `gaming.inflation`, tau `gaming.months`, G_max `gaming.largest`.
Sources: theory 1.8 and 4.2; prototype 2 change 4; Koretz and Barron 1998; Jacob 2005; Holmstrom and Milgrom 1991.
Limits: P = 0: G decays exactly as exp(-t/tau), and from 0 measured equals true (case 9); G stays under G_max.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns
from sos_sim.model.mechanisms.time_budget import gaming_pull
from sos_sim.model.month import Month
from sos_sim.model.state import State

CAUSES: tuple[Cause, ...] = (
    *acts("fear", "inflation", "+", "Koretz and Barron 1998"),
    *acts("safety", "inflation", "-", "theory 1.8"),
    *acts("policy: accountability", "inflation", "+", "M97; Holmstrom and Milgrom 1991"),
)


def growth(pull: Columns, p: Any) -> Columns:
    """Return inflation's growth per month before its ceiling, student SD."""
    return (1.2 * p.gaming.inflation) * pull / (1.0 + pull)


def resting_level(pull: Columns, p: Any) -> Columns:
    """Return the inflation that a constant pull would hold."""
    grow = growth(pull, p)
    return grow / (grow / p.gaming.largest + 1.0 / p.gaming.months)


def step(state: State, p: Any, month: Month) -> None:
    """Let inflation grow with gaming and fade."""
    q = p.gaming
    grow = growth(gaming_pull(state, p), p)
    grow *= month.dt * (1.0 - state.inflation / q.largest)
    state.inflation = state.inflation * np.exp(-month.dt / q.months) + grow
