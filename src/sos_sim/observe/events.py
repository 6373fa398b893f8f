"""The events of the log: what can happen to a district, and what the number beside it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """Declare one event.

    Args:
        name: what happened, as the log says it.
        kind: what it is about.
        value: what the value beside it means, with its unit.
        when: when it can happen.
    """

    name: str
    kind: str
    value: str
    when: str = "any month"


_DAYS = "coach-days a year from everybody, as they stood that month"
EVENTS: dict[str, Event] = {
    event.name: event
    for event in (
        Event("leader left", "leaders", "years the leader had been in post"),
        Event("effort abandoned", "practice", "share of sites in real improvement just before", "July"),
        Event(
            "identified",
            "assistance",
            "student groups that met the criteria; 0 if by local indicators alone",
            "with each list: December, moved by the lag",
        ),
        Event("contract bought", "support", _DAYS, "July"),
        Event("left the list", "assistance", "years on it", "with a list it is not on"),
        Event("assistance began", "assistance", _DAYS, "the month after a list"),
        Event("assistance ended", "assistance", "years it lasted"),
        Event("intensive tier entered", "assistance", _DAYS, "with a list"),
        Event("intensive tier left", "assistance", "years in it", "with a list"),
        Event("contract ended", "support", "years it lasted", "July"),
        Event("network joined", "support", _DAYS, "the start, or when policy changes coverage"),
        Event("network left", "support", "years in it", "when policy changes coverage"),
        Event("cycles began", "practice", "share of sites in real improvement"),
        Event("practice became standard", "practice", "share of learning held in standard work"),
        Event("practice no longer standard", "practice", "years it was"),
        Event("fell back", "practice", "share of sites in real improvement"),
        Event("overloaded", "workload", "share of staff time in fire-fighting and compliance"),
        Event("recovered", "workload", "years overloaded"),
        Event("true change", "yearly report", "true achievement since the start, student SD", "the start, December"),
        Event(
            "measured change",
            "yearly report",
            "measured achievement since the start, student SD",
            "the start, December",
        ),
        Event("real improvement", "yearly report", "share of sites in real improvement", "the start, December"),
        Event("capability", "yearly report", "mean of six areas, 0-5", "the start, December"),
        Event("coach-days", "yearly report", "coach-days a year from everybody", "December"),
    )
}
"""Everything the log can hold, in the order of its codes."""

CODE = {name: code for code, name in enumerate(EVENTS)}
REPORTS = {
    "true change": "true_outcome",
    "measured change": "measured_outcome",
    "real improvement": "authentic",
    "capability": "capability",
    "coach-days": "support_days",
}
"""Events of the yearly report and the outcome each reads."""
