"""How help is given: what a day of it is worth beside a day given as in 2017.

Equation:
    worth of a mix = sum part_m worth_m/sum part_m over speaker, training, mentoring, coaching, facilitation
    improvement days of county offices and state agency times worth(now)/worth(parts of 2017); no parts, nothing
Sources: M72, M78; L31.
Limits: the parts of 2017, factor 1; only speakers, a day is worth a twentieth of a day of coaching.
"""

from __future__ import annotations

from typing import Any

from sos_sim.parameters import usual

MODALITIES = ("speaker", "training", "mentoring", "coaching", "facilitation")
"""Ways of giving help."""

_OF_2017 = {name: usual(f"modality.{name}") for name in MODALITIES}


def worth_of_day(p: Any) -> Any:
    """Return the worth of a day of public help, in days given as in 2017."""
    now = {name: getattr(p.modality, name) for name in MODALITIES}
    return _worth(p, now) / _worth(p, _OF_2017)


def _worth(p: Any, parts: dict[str, Any]) -> Any:
    total, worth = 0.0, 0.0
    for name, part in parts.items():
        total = total + part
        worth = worth + part * getattr(p.modality, f"{name}_worth")
    return worth / (total + (total == 0.0))
