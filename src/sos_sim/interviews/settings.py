"""Numbers of the interviews themselves: how respondents are picked, and how an answer strays from their state."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from sos_sim.parameters.declare import Parameter, uncertain

OWN: tuple[Parameter, ...] = (
    uncertain("interviews.selection_odds", 2.0, 1.0, 4.0, "times",
              "How much likelier engaged districts and county offices were to be picked",
              "ledger C.2: odds 1 to 4; X02", "H03"),
    uncertain("interviews.reporting_error", 0.08, 0.0, 0.25, "share of the scale, standard deviation",
              "Error of an answer about one's own state", "assumption; X09"),
    uncertain("interviews.overclaim", 0.1, 0.0, 0.3, "share of sites per unit of missing clarity",
              "Tools claimed that are not in use, where people are unclear what counts", "M47; S01; prototype 4"),
    uncertain("interviews.dispersion", 0.05, 0.0, 0.2, "intraclass correlation",
              "How far the people of a group say the same for reasons of their own",
              "assumption; X03: themes were volunteered, not asked of all"),
    uncertain("interviews.years_practised", 2.0, 0.5, 5.0, "years",
              "Years of practice behind a district that was asked in 2017", "assumption; A3: LCFF in 2013; T04"),
    uncertain("interviews.rating_error", 0.3, 0.05, 1.0, "points of five, standard deviation",
              "Error of a kind of organisation's mean self-rating", "assumption; X08, X09"),
)  # fmt: skip


def cutoffs() -> tuple[Parameter, ...]:
    """Declare where on its scale each observable turns into a yes: nobody has measured it, so all have a range."""
    from sos_sim.interviews.observables import OBSERVABLES

    return tuple(
        uncertain(
            f"cutoffs.{each.name}",
            each.usual_cut,
            each.cut.low,
            each.cut.high,
            each.cut.unit,
            f"Where {each.label[0].lower()}{each.label[1:]} begins",
            each.cut.source,
        )
        for each in OBSERVABLES.values()
        if each.cut is not None
    )


@functools.cache
def interview_parameters() -> Mapping[str, Parameter]:
    """Map every number of the interviews to its declaration."""
    return MappingProxyType({each.path: each for each in (*OWN, *cutoffs())})


def settings_of(moved: Mapping[str, Any]) -> SimpleNamespace:
    """Give the interviews' own numbers as attributes.

    Args:
        moved: numbers, or (r,) arrays, by path; the others stand at their default.
    """
    return SimpleNamespace(
        **{each.name: np.asarray(moved.get(each.path, each.default), float)[()] for each in OWN}
    )
