"""The reform mix: how much of four strategies a state pursues, and what the mix brings beyond that of 2017.

Equation:
    mix_x = sum part_s x_s/sum part_s for x of pressure, learning, codify, innovate (0 without parts);  d_x = mix_x
        - mix_x of 2017
    pressure's target times (1 + e_p d_p)+;  knowledge from practice times (1 + e_l d_l)+
    codifying of practice times (1 + e_c d_c)+;  passing level's target + gain d_i A
Sources: M01, M04, M09, M10; L54; the strategies' weights: findings ledger F.1.
Limits: the mix of 2017, every factor 1 and nothing added; A = 0, new programmes bring nothing.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sos_sim.parameters import usual
from sos_sim.parameters.strategies import STRATEGIES

Brings = Literal["pressure", "learning", "codify", "innovate"]

_OF_2017 = {strategy.path: usual(strategy.path) for strategy in STRATEGIES}


def change(p: Any, what: Brings) -> Any:
    """Return how much more of one thing the mix brings than that of 2017."""
    parts = {strategy.path: getattr(p.reform, strategy.path.split(".")[1]) for strategy in STRATEGIES}
    # In the parts' own precision, so that the mix of 2017 differs from itself by exactly nothing.
    then = {path: 0.0 * part + _OF_2017[path] for path, part in parts.items()}
    return _mean(parts, what) - _mean(then, what)


def _mean(parts: dict[str, Any], what: Brings) -> Any:
    total, brought = 0.0, 0.0
    for strategy in STRATEGIES:
        total = total + parts[strategy.path]
        brought = brought + parts[strategy.path] * getattr(strategy, what)
    return brought / (total + (total == 0.0))


def factor(p: Any, what: Brings, effect: Any) -> Any:
    """Return by what the mix multiplies a rate: 1 in 2017, never below 0."""
    return np.maximum(1.0 + effect * change(p, what), 0.0)
