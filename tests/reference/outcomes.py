"""The outcomes of one district, read one by one as they stand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from reference.forms import between
from reference.plain_tables import tables
from reference.school_year import half_lives_gained
from reference.spring import ALL, TestedDistrict, closed, student_sd
from sos_sim.world.districts import GROUPS

if TYPE_CHECKING:
    from reference.district import ReferenceDistrict

BEHIND = tuple(GROUPS.index(group) for group in ("SED", "EL", "SWD"))
"""The groups that are compared with all students."""


def true_outcome(d: ReferenceDistrict, tested: TestedDistrict, p: Any) -> float:
    """Return the true change of all students since the start, mean of ELA and MATH, student SD."""
    changes = 0.0
    for k in tables.POINTS:
        cell = tested.cells[k, ALL]
        half_lives = d.half_lives[k] + half_lives_gained(d, p, k)
        changes += (cell.base - cell.base_start + cell.reachable * closed(half_lives)) / student_sd(k, p)
    return changes / 2.0 + d.passing - d.passing_start


def measured_outcome(tested: TestedDistrict, p: Any) -> float:
    """Return the measured change of all students from the start to the last spring, as ``true_outcome``."""
    cells = [(k, tested.cells[k, ALL]) for k in tables.POINTS]
    return sum((cell.measured - cell.measured_start) / student_sd(k, p) for k, cell in cells) / 2.0


def behind_pupils(tested: TestedDistrict, indicators: Iterable[int]) -> float:
    """Return the pupils of the groups of the equity gap in some indicators at the start."""
    cells = [tested.cells.get((k, group)) for k in indicators for group in BEHIND]
    return sum(cell.pupils_start for cell in cells if cell is not None)


def mean(numbers: list[float]) -> float:
    """Average numbers, 0 where there are none."""
    return sum(numbers) / len(numbers) if numbers else 0.0


def equity(tested: TestedDistrict, kind: int, p: Any) -> dict[str, float]:
    """Return how far three groups stand behind all students in a spring, by the name of the measure.

    Args:
        tested: the district after the spring.
        kind: its type: 0 elementary, 1 high, 2 unified.
        p: parameters in force.
    """
    gaps, groups_short, all_short = [], 0.0, 0.0
    for k in tables.POINTS:
        groups, everybody = compared(tested, k)
        if groups:
            sd, highest = student_sd(k, p), tables.STATUS_CUTS[k][kind][3]
            gaps.append((everybody - mean(groups)) / sd)
            groups_short += mean([max(highest - value, 0.0) / sd for value in groups])
            all_short += max(highest - everybody, 0.0) / sd
    least = tables.LEAST_SHORTFALL * max(len(gaps), 1)
    graduates, everybody = compared(tested, tables.GRAD)
    odds = log_odds(everybody) - mean([log_odds(rate) for rate in graduates]) if graduates else 0.0
    return {"equity_gap": mean(gaps), "equity_ratio": groups_short / max(all_short, least), "equity_odds": odds}


def compared(tested: TestedDistrict, k: int) -> tuple[list[float], float]:
    """Return the true values of the groups a district has, and of all students, points or percent."""
    groups = [tested.cells[k, group].true for group in BEHIND if (k, group) in tested.cells]
    return groups, tested.cells[k, ALL].true if groups else 0.0


def log_odds(percent: float) -> float:
    """Return ln(p/(1 - p)) of a rate, kept off 0 and 1."""
    share = between(percent / 100.0, tables.RATE_EDGE, 1.0 - tables.RATE_EDGE)
    return math.log(share / (1.0 - share))


def areas(d: ReferenceDistrict, p: Any) -> list[float]:
    """Return the six areas of capability, 0-1."""
    half_lives = sum(d.half_lives[k] + half_lives_gained(d, p, k) for k in tables.POINTS) / 2.0
    money = d.reserve / (d.reserve + p.money.scarcity)
    results, resources = 0.2 + 0.8 * closed(half_lives), math.sqrt(d.time_used * money)
    return [d.leadership, results, resources, d.embedded, d.data, d.knowledge]


def outcomes_of(d: ReferenceDistrict, tested: TestedDistrict, behind: dict[str, float], p: Any) -> dict[str, float]:
    """Return every outcome of a district as it stands.

    Args:
        d: the district.
        tested: the same as the tests see it.
        behind: how far its groups stand behind all students in the last spring, by measure.
        p: parameters in force.
    """
    return {
        "capability": sum(areas(d, p)) * 5.0 / 6.0,
        "authentic": d.authentic,
        "surface": d.surface,
        "deep_share": float(d.authentic > p.observe.deep),
        "overloaded_share": float(d.overloaded),
        "true_outcome": true_outcome(d, tested, p),
        "measured_outcome": measured_outcome(tested, p),
        "inflation": d.inflation - d.inflation_start,
        **behind,
        "identified_share": d.identified,
        "improvement_time": d.time_used,
        "burden": d.burden,
        "cost_per_pupil": d.spent * 12.0 / max(d.model.index, 1),
        "leadership": d.leadership,
        "knowledge": d.knowledge,
        "embedded": d.embedded,
        "data": d.data,
        "safety": d.safety,
        "clarity": d.clarity,
        "belief": d.belief,
        "alignment": d.alignment,
        "relationship": d.relationship,
        "pressure": d.pressure,
        "effectiveness": d.effectiveness,
        "support_days": d.days,
        "improvement_days": d.improvement_days,
        "unmet_days": d.unmet_days,
        "assistance_share": float(d.assistance > 0.0),
        "intensive_share": d.intensive,
        "provider_share": float(d.contract > 0.0),
        "firefighting_time": d.firefighting,
        "compliance_time": d.compliance,
        "effort_time": d.effort,
        "improvement_work_time": d.improvement,
        "gaming_time": d.gaming,
        "slack_time": d.slack,
        "leader_exits": d.leader_left,
        "staff_turnover": d.staff_exits,
        "reserve": d.reserve,
        "executives": d.leadership,
        "managers": math.sqrt(d.alignment * d.embedded),
        "front_line": math.sqrt(d.knowledge * d.authentic),
    }
