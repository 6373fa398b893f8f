"""Parts of the district model taken out of it, to run alone: parameters and an empty state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from sos_sim.model.state import State
from sos_sim.parameters import PARAMETERS


def parameters(changes: Mapping[str, float]) -> Any:
    """Give every parameter its default or the number wanted, by group and name.

    Args:
        changes: number by path; ranges are not checked, so that limits outside them can be taken.

    Raises:
        KeyError: a path that is not declared.
    """
    unknown = sorted(set(changes) - set(PARAMETERS))
    if unknown:
        raise KeyError(", ".join(unknown))
    groups: dict[str, SimpleNamespace] = {}
    for path, parameter in PARAMETERS.items():
        group = groups.setdefault(parameter.group, SimpleNamespace())
        setattr(group, parameter.name, float(changes.get(path, parameter.default)))
    return SimpleNamespace(**groups)


def empty_state(number: int, runs: int, columns: Mapping[str, Any], dtype: DTypeLike = np.float64) -> State:
    """Make a state in which everything is 0 but some columns.

    Args:
        number: districts.
        runs: runs side by side.
        columns: values by column, anything that fills (number, runs).
        dtype: number type.

    Raises:
        KeyError: a column that the state does not have.
    """
    shape, nothing = (number, runs), np.zeros((), dtype)
    made = {field.name: np.broadcast_to(nothing, shape) for field in fields(State)}
    unknown = sorted(set(columns) - set(made))
    if unknown:
        raise KeyError(", ".join(unknown))
    for name, value in columns.items():
        made[name] = np.array(np.broadcast_to(np.asarray(value, dtype), shape))
    return State(**made)
