"""The four reform strategies that the 2018 report compares: what each brings of pressure, learning, codifying, the new.

Source: M01 (continuous improvement), M04 (accountability), M09 (professional learning), M10 (innovation); the weights
are assumptions on a scale from 0, nothing of it, to 1, as much as any strategy has.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Strategy:
    """Hold a reform strategy.

    Args:
        path: the lever that says how large its part in the mix is.
        name: its name.
        pressure: how much it presses.
        learning: how much people learn from their practice.
        codify: how much of what they learn becomes standard work.
        innovate: how much that is new it brings.
        source: ids of the findings ledger.
    """

    path: str
    name: str
    pressure: float
    learning: float
    codify: float
    innovate: float
    source: str


STRATEGIES: tuple[Strategy, ...] = (
    Strategy("reform.accountability", "accountability", 1.0, 0.0, 0.0, 0.0, "M04"),
    Strategy("reform.professional_learning", "professional learning", 0.0, 0.6, 0.1, 0.0, "M09"),
    Strategy("reform.innovation", "innovation", 0.0, 0.1, 0.2, 1.0, "M10"),
    Strategy("reform.continuous_improvement", "continuous improvement", 0.2, 1.0, 1.0, 0.3, "M01"),
)
