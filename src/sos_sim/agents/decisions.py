"""Decisions that a user's agents take over from the engine, asked for and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.agents.county_office import CountyOffice
from sos_sim.agents.district import District
from sos_sim.agents.views import ROUNDING, number
from sos_sim.model.month import Decisions
from sos_sim.world.districts import INDICATORS

if TYPE_CHECKING:
    from sos_sim.agents.system import SystemOfSupport

Columns = NDArray[Any]

RELATIVE_ROUNDING = 1e-5
"""Share by which days in single precision may overstep what is there."""


def decisions_of(
    model: SystemOfSupport, district: type[District], county_office: type[CountyOffice]
) -> Decisions:
    """Hand the engine those decisions that the classes override, and leave it the others.

    Until the agents are there, the engine settles the start under its own rules.

    Args:
        model: the model whose agents will be asked.
        district: class of its districts.
        county_office: class of its county offices.
    """
    decisions = Decisions()
    if district.share_for_improvement is not District.share_for_improvement:
        decisions = replace(decisions, share_for_improvement=partial(_shares, model))
    if district.choose_focus is not District.choose_focus:
        decisions = replace(decisions, choose_focus=partial(_focus, model))
    if county_office.allocate is not CountyOffice.allocate:
        decisions = replace(decisions, allocate=partial(_days, model))
    return decisions


def _shares(model: SystemOfSupport, own: Columns) -> Columns:
    if not model.district_list:
        return own
    model.sight.forget()
    model.sight.remember("share", own)
    decided = np.empty_like(own)
    for district in model.district_list:
        answer = district.share_for_improvement()
        share = number(answer)
        if share is None or not 0.0 <= share <= 1.0:
            raise ValueError(_refusal(district, "share_for_improvement", answer, "a number from 0 to 1"))
        decided[district.row, 0] = share
    model.sight.forget()
    return decided


def _focus(model: SystemOfSupport, own: Columns) -> Columns:
    if not model.district_list:
        return own
    model.sight.forget()
    answers = [district.choose_focus() for district in model.district_list]
    ranks = np.full_like(own, np.inf)
    for district, answer in zip(model.district_list, answers, strict=True):
        for indicator in _checked_focus(district, answer):
            if not isinstance(answer, Mapping):
                ranks[district.row, INDICATORS.index(indicator), 0] = answer.index(indicator)
    decided = model.sight.focus_weights(ranks)
    for district, answer in zip(model.district_list, answers, strict=True):
        if isinstance(answer, Mapping):
            for indicator, weight in answer.items():
                decided[district.row, INDICATORS.index(indicator), 0] = weight
    return decided


def _checked_focus(district: District, answer: Any) -> Sequence[str]:
    allowed = f"some of {', '.join(INDICATORS)}, each once, in a list, or weighing 0 to 1 in a dict"
    names = list(answer) if isinstance(answer, list | tuple | Mapping) else [answer]
    weights = [number(value) for value in answer.values()] if isinstance(answer, Mapping) else []
    right = all(name in INDICATORS for name in names) and len(set(names)) == len(names)
    if not right or not isinstance(answer, list | tuple | Mapping):
        raise ValueError(_refusal(district, "choose_focus", answer, allowed))
    if not all(weight is not None and 0.0 <= weight <= 1.0 for weight in weights):
        raise ValueError(_refusal(district, "choose_focus", answer, allowed))
    return names


def _days(model: SystemOfSupport, asked: Columns, there: Columns) -> Columns | None:
    if not model.office_list:
        return None
    model.sight.forget()
    given = np.zeros_like(asked)
    for office in model.office_list:
        wanted = [(district, float(asked[district.row, 0])) for district in office.districts]
        requests = [request for request in wanted if request[1] > 0.0]
        if not requests:
            continue
        answer = office.allocate(list(requests))
        days = _checked_days(office, requests, answer, float(there[office.row, 0]))
        for (district, _), share in zip(requests, days, strict=True):
            given[district.row, 0] = share
    return np.minimum(given, asked)


def _checked_days(
    office: CountyOffice, requests: Sequence[tuple[District, float]], answer: Any, there: float
) -> list[float]:
    listed = list(answer) if isinstance(answer, list | tuple | np.ndarray) else None
    if listed is None or len(listed) != len(requests):
        found = answer if listed is None else f"{len(listed)} numbers"
        raise ValueError(_refusal(office, "allocate", found, f"{len(requests)} numbers, one a request"))
    days = []
    for (district, wanted), value in zip(requests, listed, strict=True):
        share = number(value)
        if share is None or not -ROUNDING <= share <= wanted * (1.0 + RELATIVE_ROUNDING):
            found = f"{value!r} for {district.name}"
            raise ValueError(_refusal(office, "allocate", found, f"0 to the {wanted:g} days it wants"))
        days.append(max(share, 0.0))
    total = sum(days)
    if total > there * (1.0 + RELATIVE_ROUNDING) + ROUNDING:
        raise ValueError(
            _refusal(office, "allocate", f"{total:g} days in all", f"at most its {there:g} coach-days")
        )
    return days


def _refusal(agent: District | CountyOffice, decision: str, found: object, allowed: str) -> str:
    shown = found if isinstance(found, str) else repr(found)
    return f"{agent.name}: {decision} returned {shown}; allowed: {allowed}"
