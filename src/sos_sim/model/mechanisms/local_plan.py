"""The local plan (LCAP): paperwork, or an inquiry that districts really use.

Equation:
    plan = most (1 - (1 - a goals/3) (1 - b models) (1 - c (cycles - 1)/3)), the share of the plan that is really used
    paperwork load = LCAP load cycles^x (1 - plan), x cycle_paperwork;  clarity's target gets clarity plan
Sources: M60-M62, M95, M110, M115; L12-L15; H10.
Limits: no goals, no models, one review a year: plan 0 and the load as it is; most = 0: it stays paperwork.
"""

from __future__ import annotations

from typing import Any

from sos_sim.model.forms import power


def used(p: Any) -> Any:
    """Return the share of the local plan that is really used, 0-1."""
    q = p.lcap
    unused = (1.0 - q.goals_effect * q.capability_goals / 3.0) * (1.0 - q.models_effect * q.models)
    unused = unused * (1.0 - q.cycles_effect * (q.cycles - 1.0) / 3.0)
    return q.authentic_most * (1.0 - unused)


def paperwork(p: Any) -> Any:
    """Return the paperwork load of the local plan: more with every review, less where the plan is used."""
    return p.accountability.lcap_load * power(p.lcap.cycles, p.lcap.cycle_paperwork) * (1.0 - used(p))
