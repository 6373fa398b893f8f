"""Published models of learning, diffusion and overload, rebuilt and held to their published numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sos_sim.check.result import CheckResult
from sos_sim.replications import (
    bass,
    capability_trap,
    fang,
    half_life,
    inflation,
    lazer_friedman,
    march,
    overload,
    regression,
)

CHECKS: dict[str, Callable[[], CheckResult]] = {
    "R1": march.check,
    "R2": lazer_friedman.check,
    "R3": capability_trap.check,
    "R4": bass.check,
    "R5": fang.check,
    "R6": overload.check,
    "R7": half_life.check,
    "R8": inflation.check,
    "R9": regression.check,
}
"""The checks by id, at the size for every day."""


def run_checks(only: Sequence[str] = ()) -> list[CheckResult]:
    """Run replications.

    Args:
        only: ids wanted; all when empty.

    Raises:
        ValueError: an id that is none of ``CHECKS``.
    """
    unknown = [ident for ident in only if ident not in CHECKS]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: no such replication; there are {', '.join(CHECKS)}")
    return [check() for ident, check in CHECKS.items() if not only or ident in only]


__all__ = ["CHECKS", "run_checks"]
