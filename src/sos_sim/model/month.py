"""What a mechanism is told about the month it works in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.streams import Streams

Array = NDArray[Any]


@dataclass(frozen=True)
class Places:
    """Hold what never changes about districts, counties and the peer graph.

    Args:
        enrolment: (N, 1) pupils.
        largeness: (N, 1) 0 up to 10,000 pupils, rising with ln pupils to 1 at 29,000.
        poverty: (N, 1) unduplicated share, 0-1.
        pay: (N, 1) pay relative to neighbours, about -0.2 to 0.2.
        county: (N,) index of the county office.
        counties: number of county offices.
        by_county: (58, N) sparse matrix that sums districts by county.
        county_size: (58, 1) districts per county.
        peers: (N, N) sparse weights of peers, rows sum to 1 or are empty.
        even: (1, N) sparse row of 1/N, which averages districts the same way for any number of runs.
    """

    enrolment: Array
    largeness: Array
    poverty: Array
    pay: Array
    county: Array
    counties: int
    by_county: Any
    county_size: Array
    peers: Any
    even: Any


def _as_it_is(values: Array) -> Array:
    return values


def _nobody(requests: Array, capacity: Array) -> Array | None:
    return None


def _no_choice(weights: Array) -> Array:
    return weights


@dataclass(frozen=True)
class Decisions:
    """Hold the decisions a user may take over; each gets the model's own answer and returns theirs.

    Args:
        share_for_improvement: (N, r) share of remaining time -> the same.
        choose_focus: (N, 6, r) weight of each indicator in the focus -> the same.
        allocate: (N, r) coach-days wanted and (58, r) coach-days there -> (N, r) given, or None for the model's rule.
    """

    share_for_improvement: Callable[[Array], Array] = _as_it_is
    choose_focus: Callable[[Array], Array] = _no_choice
    allocate: Callable[[Array, Array], Array | None] = _nobody


@dataclass
class Month:
    """Describe one month.

    Args:
        index: steps since the start.
        year: calendar year; number: calendar month, 1-12.
        dt: length of the step in months.
        world: what never changes.
        streams: random numbers.
        decisions: decisions taken over by a user.
        events: kinds of event and who they happened to, for the log.
    """

    index: int
    year: int
    number: int
    dt: float
    world: Places
    streams: Streams
    decisions: Decisions
    events: list[tuple[str, Array]] = field(default_factory=list)

    @property
    def place(self) -> int:
        """Name the place of this month in every monthly stream."""
        return self.index

    @property
    def school_month(self) -> int:
        """Count months since July: 0 in July, 11 in June."""
        return (self.number - 7) % 12

    def note(self, kind: str, who: Array) -> None:
        """Keep an event for the log.

        Args:
            kind: what happened.
            who: (N, r) to whom.
        """
        if np.any(who):
            self.events.append((kind, who))
