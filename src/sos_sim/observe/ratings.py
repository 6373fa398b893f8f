"""Self-ratings of the six capability areas on 0-5, by kind of organisation, as people would give them.

People who lack clarity rate themselves too high (M47); state agencies rate themselves lower than others (T10).
Organisations other than districts have one level of skill, shown in every area but results, which trail it
(assumption; the report gives no more).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.engine import Engine
from sos_sim.observe.districts import AREAS, areas

KINDS = ("districts", "county offices", "state agencies", "private providers", "improvement networks")


def self_ratings(engine: Engine, p: Any) -> NDArray[np.float64]:
    """Return the mean self-rating by kind of organisation and area, (5, 6, r), between 0 and 5.

    Args:
        engine: the engine as it stands.
        p: parameters in force.
    """
    s, q = engine.state, p.observe
    rated = np.empty((len(KINDS), len(AREAS), engine.runs))
    unclear = (1.0 - s.clarity) * q.overrating
    noise = q.rating_noise * engine.streams.normal("self-rating", engine.index, (len(AREAS),))
    for number, area in enumerate(areas(engine, p)):
        rated[0, number] = engine.places.even @ np.clip(5.0 * area + unclear + noise[:, number], 0.0, 5.0)
    hub = q.hub_least + q.hub_strength * np.asarray(p.network.hub)
    skills = (
        np.cumsum(s.county_skill, axis=0)[-1] / len(s.county_skill),
        np.asarray(p.state.capability) / 5.0,
        np.asarray(p.providers.skill),
        hub,
    )
    for kind, skill in enumerate(skills, start=1):
        level = 5.0 * skill - (q.state_humility if kind == 2 else 0.0)
        rated[kind] = level
        rated[kind, 1] = q.results_trail * rated[kind, 0]
    return np.clip(rated, 0.0, 5.0)
