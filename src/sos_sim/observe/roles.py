"""Three roles in a district, what each is asked to do, and the columns that show how far it does it.

The model keeps no people by role: executives act through leadership, managers through alignment and what becomes
standard work, the front line through improvement knowledge and real cycles. A role's level is an observation.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """Describe one role.

    Args:
        name: name of the outcome that shows its level.
        label: what people call it.
        duties: what the 2018 report asks of it, in other words.
        columns: state columns in 0-1, of which its level is the geometric mean.
    """

    name: str
    label: str
    duties: tuple[str, ...]
    columns: tuple[str, ...]


ROLES: tuple[Role, ...] = (
    Role(
        "executives",
        "Superintendent and cabinet",
        (
            "set a direction and hold it for years",
            "build what improvement needs to run on: data, methods, training",
            "make working together across departments the normal thing",
            "free money and staff time for it",
        ),
        ("leadership",),
    ),
    Role(
        "managers",
        "Department heads and principals",
        (
            "show each team how its work serves the district's purpose",
            "bring departments together on problems that they share",
            "coach where the work is done",
            "keep standard work up to date, compare sites and carry over what works",
            "take away work that helps nobody",
        ),
        ("alignment", "embedded"),
    ),
    Role(
        "front_line",
        "Teachers and operational staff",
        (
            "propose changes and test them on a small scale",
            "join improvement teams",
            "do the daily work for students and other users well",
        ),
        ("knowledge", "authentic"),
    ),
)
