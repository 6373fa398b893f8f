"""Every pattern the model is held against, in order."""

from sos_sim.check.catalogue import data, effects, field, growth, joint, people, practice, pressure, support
from sos_sim.check.pattern import Pattern

ROOMS = (data, effects, field, growth, joint, people, practice, pressure, support)

PATTERNS: dict[str, Pattern] = {
    pattern.ident: pattern
    for pattern in sorted((each for room in ROOMS for each in room.PATTERNS), key=lambda each: each.ident)
}

__all__ = ["PATTERNS"]
