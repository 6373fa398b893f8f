"""What a support budget can be divided over: five components, each a path of levers from nothing to everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.parameters import PARAMETERS


@dataclass(frozen=True)
class Rise:
    """Raise one lever from its bottom to its top.

    Args:
        path: the lever.
        bottom: value where nothing is spent on it, in the lever's unit.
        top: value where it is bought whole.
    """

    path: str
    bottom: float
    top: float


@dataclass(frozen=True)
class Component:
    """Declare one component: levers that are raised one after the other, each at a price the model declares.

    A level says how far along: 0 is nothing, 1 the first lever at its top, 2 the second one too.

    Args:
        name: name in tables.
        label: in plain words.
        rises: the levers in the order they are raised.
        price: parameters that price them.
    """

    name: str
    label: str
    rises: tuple[Rise, ...]
    price: tuple[str, ...]

    @property
    def top(self) -> float:
        """Give the level at which everything is bought."""
        return float(len(self.rises))

    def settings(self, level: float) -> dict[str, float]:
        """Translate a level into values of the levers.

        Args:
            level: 0 to ``top``.

        Returns:
            By path, in the lever's unit.
        """
        values = {}
        for place, rise in enumerate(self.rises):
            part = min(max(level - place, 0.0), 1.0)
            values[rise.path] = rise.bottom + part * (rise.top - rise.bottom)
        return values

    def usual_level(self) -> float:
        """Find the level of 2017, at the declared defaults."""
        level = 0.0
        for rise in self.rises:
            part = (PARAMETERS[rise.path].default - rise.bottom) / (rise.top - rise.bottom)
            level += part
            if part < 1.0:
                break
        return level


def _rise(path: str, bottom: float | None = None) -> Rise:
    parameter = PARAMETERS[path]
    return Rise(path, float(parameter.low if bottom is None else bottom), float(parameter.high))


# Training of county offices is free up to the depth of 2017, and a hub costs nothing without members: both
# start from there, so that 2017 lies on every path. Leaders are kept before staff, because that buys more.
COMPONENTS: tuple[Component, ...] = (
    Component("coaches", "Coaches", (_rise("support.coe_coach_days"),), ("money.coach_day",)),
    Component(
        "coe_building",
        "COE building",
        (
            _rise("support.coe_building"),
            _rise("support.coe_training", PARAMETERS["support.coe_training"].default),
        ),
        ("money.coach_day", "coe.building_days"),
    ),
    Component(
        "networks",
        "Networks",
        (_rise("network.coverage"), _rise("network.hub", PARAMETERS["network.hub"].default)),
        ("money.network_member",),
    ),
    Component("data", "Data systems", (_rise("data.local_systems"),), ("money.data_investment",)),
    Component(
        "retention",
        "Retention",
        (_rise("turnover.leader_retention"), _rise("turnover.staff_retention")),
        ("money.retention",),
    ),
)
NAMES = tuple(component.name for component in COMPONENTS)
LEVERS = tuple(rise.path for component in COMPONENTS for rise in component.rises)
TOPS: NDArray[np.float64] = np.array([component.top for component in COMPONENTS])


def settings_of(levels: Sequence[float]) -> dict[str, float]:
    """Translate one level per component into values of all levers.

    Args:
        levels: (5,) levels.
    """
    return {
        path: value
        for component, level in zip(COMPONENTS, levels, strict=True)
        for path, value in component.settings(level).items()
    }


def usual_levels() -> NDArray[np.float64]:
    """Give the levels of 2017, (5,)."""
    return np.array([component.usual_level() for component in COMPONENTS])
