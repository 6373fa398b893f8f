"""What acts on what: each mechanism declares it, a test perturbs the real code to see that it is so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sign = Literal["+", "-", "±"]


@dataclass(frozen=True)
class Cause:
    """Declare that one quantity acts on another within one call of a mechanism.

    Args:
        of: column of the state, or ``policy: GROUP`` for the levers of a group.
        on: column of the state.
        sign: what more of it does: ``+`` never less, ``-`` never more, ``±`` either.
        why: ids of the findings ledger or sources.
        by: column that the same call moves, through which it acts; empty where it acts directly.
    """

    of: str
    on: str
    sign: Sign
    why: str
    by: str = ""


def acts(of: str, on: str, sign: Sign, why: str, by: str = "") -> tuple[Cause, ...]:
    """Declare that each of some quantities acts on each of some columns in the same way.

    Args:
        of: columns of the state, or ``policy: GROUP``, separated by commas.
        on: columns of the state, separated by commas.
        sign: what more of it does.
        why: ids of the findings ledger or sources.
        by: column that the same call moves, through which they act.
    """
    return tuple(Cause(one, other, sign, why, by) for one in of.split(", ") for other in on.split(", ") if one != other)
