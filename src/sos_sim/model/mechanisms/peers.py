"""Peers: what each district sees of the districts near and like it, looked at once a quarter.

Equation:
    peers' knowledge = (sum w_j K_j^4)^(1/4): a power mean, so that exemplars count most
    peers' use = sum w_j (A_j + U_j);  peers' mean knowledge = sum w_j K_j;  rows of w sum to 1
Sources: M59, M74, M117, M86; prototype 2 change 7.
Limits: the largest knowledge never rises through peers, an isolated district sees nothing, a connected component
    converges to its largest (case 16); permuting districts permutes what they see (case 23).
"""

from __future__ import annotations

from typing import Any

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, fourth_root
from sos_sim.model.month import Month
from sos_sim.model.state import State

CAUSES: tuple[Cause, ...] = (
    *acts("knowledge", "peer_knowledge, peer_mean", "+", "M59, M86"),
    *acts("authentic, surface", "peer_use", "+", "M52, M117"),
)


def power_mean(weights: Any, knowledge: Columns) -> Columns:
    """Return the fourth-power mean of peers' knowledge.

    Args:
        weights: (N, N) sparse, rows sum to 1 or are empty.
        knowledge: (N, r) values 0-1.
    """
    squared = knowledge * knowledge
    return fourth_root(weights @ (squared * squared))


def step(state: State, p: Any, month: Month) -> None:
    """Look at peers, at the start of a quarter."""
    if month.school_month % 3 and month.index:
        return
    weights = month.world.peers
    state.peer_knowledge = power_mean(weights, state.knowledge)
    state.peer_use = weights @ (state.authentic + state.surface)
    state.peer_mean = weights @ state.knowledge
