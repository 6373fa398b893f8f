"""Attributes of agents: live views of the engine's columns, declared one a line in the agent's class."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from numbers import Real
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar, overload

if TYPE_CHECKING:
    from sos_sim.agents.system import SystemOfSupport

Value = TypeVar("Value", float, bool)

ROUNDING = 1e-6
"""How far a number may overstep a limit because the engine's columns keep seven digits."""


class Placed(Protocol):
    """Describe an agent that stands in a row of the columns."""

    model: SystemOfSupport
    row: int


class View(ABC, Generic[Value]):
    """Show one number of an agent.

    Args:
        meaning: what it is, in one line, with its unit.
    """

    def __init__(self, meaning: str) -> None:
        self.__doc__ = self.meaning = meaning
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, agent: None, owner: type) -> Self: ...
    @overload
    def __get__(self, agent: Placed, owner: type) -> Value: ...
    def __get__(self, agent: Placed | None, owner: type) -> Self | Value:
        return self if agent is None else self.read(agent)

    def __set__(self, agent: Placed, value: Any) -> None:
        settable = ", ".join(name for name, view in views(type(agent)).items() if isinstance(view, Slow))
        allowed = f"can be set: {settable}" if settable else "nothing here can be set"
        raise AttributeError(f"{self.name} follows from the model and cannot be set; {allowed}")

    @abstractmethod
    def read(self, agent: Placed) -> Value:
        """Read the number as it stands."""


class Quantity(View[float]):
    """Show a quantity that follows from others.

    Args:
        column: name of the engine's column.
        meaning: what it is, in one line, with its unit.
    """

    def __init__(self, column: str, meaning: str) -> None:
        super().__init__(meaning)
        self.column = column

    def read(self, agent: Placed) -> float:
        """Read the number as it stands."""
        return float(getattr(agent.model.engine.state, self.column)[agent.row, 0])


class Slow(Quantity):
    """Show a quantity that the model carries from month to month, and let it be set.

    Args:
        column: name of the engine's column.
        meaning: what it is, in one line, with its unit.
        low: smallest value it may be set to.
        high: largest value it may be set to.
        beside: another column that shares the largest value with this one.
    """

    def __init__(
        self, column: str, meaning: str, low: float = 0.0, high: float = math.inf, beside: str = ""
    ) -> None:
        super().__init__(column, meaning)
        self.low, self.high, self.beside = low, high, beside

    def __set__(self, agent: Placed, value: Any) -> None:
        state = agent.model.engine.state
        room = self.high - float(getattr(state, self.beside)[agent.row, 0]) if self.beside else self.high
        whole = number(value)
        if whole is None or not self.low <= whole <= room + ROUNDING:
            besides = f" (1 less {self.beside})" if self.beside else ""
            raise ValueError(
                f"{self.name} cannot be {value!r}; allowed: {self.low:g} to {room:g}{besides}"
            )
        getattr(state, self.column)[agent.row, 0] = min(whole, room)
        agent.model.sight.forget()


class Flag(View[bool]):
    """Show whether something is so.

    Args:
        column: name of the engine's column; above 0 is yes.
        meaning: what it is, in one line.
    """

    def __init__(self, column: str, meaning: str) -> None:
        super().__init__(meaning)
        self.column = column

    def read(self, agent: Placed) -> bool:
        """Read the flag as it stands."""
        return bool(getattr(agent.model.engine.state, self.column)[agent.row, 0] > 0)


class Seen(View[float]):
    """Show a declared outcome of a district, in the outcome's unit.

    Args:
        outcome: name of the declared outcome.
        meaning: what it is, in one line, with its unit.
    """

    def __init__(self, outcome: str, meaning: str) -> None:
        super().__init__(meaning)
        self.outcome = outcome

    def read(self, agent: Placed) -> float:
        """Read the outcome as it stands."""
        return float(agent.model.sight.by_district(self.outcome)[agent.row, 0])


def views(kind: type) -> dict[str, View[Any]]:
    """Give every view that a class of agents declares, by attribute."""
    found: dict[str, View[Any]] = {}
    for owner in reversed(kind.__mro__):
        found.update({name: value for name, value in vars(owner).items() if isinstance(value, View)})
    return found


def number(value: object) -> float | None:
    """Return a finite real number as a float, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    as_float = float(value)
    return as_float if math.isfinite(as_float) else None
