"""How a room is asked about levers: a question in plain words, what the ends mean, and where a slider stops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sos_sim.parameters.declare import Parameter

STOPS = 11
"""Stops of a slider, today's value and those of presets not counted."""


@dataclass(frozen=True)
class Spoken:
    """Declare how one lever is asked about.

    Args:
        path: path of the lever.
        question: the question, as a facilitator would put it.
        ends: what the lowest and the highest stop mean.
        stops: values the slider stops at, rising.
    """

    path: str
    question: str
    ends: tuple[str, str]
    stops: tuple[float, ...]


FRONT: tuple[Spoken, ...] = (
    Spoken(
        "support.coe_coach_days",
        "How much help do districts get?",
        ("none", "intensive"),
        (0.0, 8.8, 15.0, 20.8, 30.0, 40.0, 50.0, 68.8, 80.0, 100.0, 120.0),
    ),
    Spoken(
        "support.improvement_share",
        "How much of the help is about improvement?",
        ("very little", "all of it"),
        (0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    ),
    Spoken(
        "accountability.pressure",
        "How hard does accountability press?",
        ("no pressure", "very hard"),
        (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0),
    ),
    Spoken(
        "accountability.priorities",
        "How many things are asked at once?",
        ("one", "ten"),
        (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0),
    ),
)
"""The levers a room moves first; all others are in the drawer."""

_FRONT = {each.path: each for each in FRONT}


def spoken(parameter: Parameter) -> Spoken:
    """Say how a parameter is asked about: as declared, or by its label, from low to high.

    Args:
        parameter: the parameter.
    """
    if parameter.path in _FRONT:
        return _FRONT[parameter.path]
    low, high = parameter.low, parameter.high
    if parameter.kind == "switch":
        return Spoken(parameter.path, parameter.label, ("off", "on"), (0.0, 1.0))
    values = [low + (high - low) * place / (STOPS - 1) for place in range(STOPS)]
    if parameter.kind == "whole":
        values = [round(value) for value in values]
    words = (f"{low:g}", f"{high:g}")
    return Spoken(parameter.path, parameter.label, words, tuple(sorted({_plain(value) for value in values})))


def stops(parameter: Parameter, others: Iterable[float] = ()) -> tuple[float, ...]:
    """List where the slider of a parameter stops: its own stops, today's value and others that must be met exactly.

    Args:
        parameter: the parameter.
        others: values of presets.
    """
    return tuple(sorted({*spoken(parameter).stops, float(parameter.default), *(float(value) for value in others)}))


def _plain(value: float) -> float:
    """Round away what a reader would not write."""
    return float(f"{value:.6g}")
