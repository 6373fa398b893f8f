"""A single organisation that has taken improvement to heart, and how fast its defects fall."""

from __future__ import annotations

from dataclasses import dataclass, replace

import networkx
import numpy as np
from numpy.typing import NDArray

from sos_sim.check.arms import MODERATE, Forced, all_leaders_leave, arm
from sos_sim.check.benchmarks.cases import Case
from sos_sim.check.seen import BY_INDICATOR, Seen
from sos_sim.model.engine import Engine
from sos_sim.model.mechanisms.focus import SLOWNESS
from sos_sim.parameters import PARAMETERS
from sos_sim.world.build import World, build_world, embedded_world

COPIES = 96
"""Futures of the organisation in one run: copies without peers, each with its own luck."""

PUPILS, POVERTY = 20_000.0, 0.6
"""A large district, as most of the cases; the unduplicated share of the state."""

_CHOSEN = {
    "support.coe_coach_days": 68.8,
    "support.improvement_share": 0.8,
    "support.equalise": 1.0,
    "coherence.framework_share": 0.8,
    "accountability.priorities": 5.0,
    "accountability.patience_years": 3.0,
    "data.local_systems": 0.5,
    "data.training": 0.5,
    "embedding.codify": 0.6,
    "embedding.formal": 0.5,
    "turnover.leader_retention": 0.5,
    "adoption.mandate": 0.02,
}
"""What such organisations chose: help, few aims, own data, standard work, leaders who stay (ledger D and F.3); without
peers to imitate, they bring in tools by their own decision."""

_DEEP = {
    "authentic": (0.4, 0.9),
    "knowledge": (0.45, 0.85),
    "embedded": (0.3, 0.7),
    "data": (0.5, 0.9),
    "alignment": (0.4, 0.8),
    "safety": (0.5, 0.8),
    "clarity": (0.4, 0.8),
    "leadership": (0.6, 0.95),
    "relationship": (0.4, 0.8),
}
"""Least and most of what they had when their trajectory began: from an early adopter of 2017 to practice at nearly
every site (assumption). Deep adopters differ; a published case is one of the best of them."""


def _become_deep(engine: Engine, columns: NDArray[np.int64]) -> None:
    """Give every copy its own depth, the same for all that it has."""
    depth = engine.streams.uniform("check deep adopter", 0)
    state = engine.state
    for name, (least, most) in _DEEP.items():
        getattr(state, name)[:, columns] = least + (most - least) * depth
    state.surface[:, columns] = np.minimum(state.surface, 1.0 - state.authentic)[:, columns]


STARTING = arm("an organisation that begins", _CHOSEN)
DEEP = arm("a deep adopter", _CHOSEN, Forced("has practised for years", 0, _become_deep))
DEEP_LEFT = arm("a deep adopter whose leader leaves", None, all_leaders_leave(60), over=DEEP)
ORDINARY = replace(MODERATE, name="ordinary districts with moderate support")


def single_organisation() -> World:
    """Build a world of copies of one large unified district that have no peers."""
    every = embedded_world().districts
    place = int(np.argmin(np.abs(every.enrolment - PUPILS) + 1e6 * (every.type != 2)))
    codes = tuple(f"{every.cds_code[place][:2]}{number:05d}0000000" for number in range(1, COPIES + 1))
    alike = np.full(COPIES, place)
    copies = replace(
        every,
        cds_code=codes,
        name=tuple(f"Copy {number}" for number in range(1, COPIES + 1)),
        county=every.county[alike],
        type=every.type[alike],
        enrolment=np.full(COPIES, PUPILS),
        upp=np.full(COPIES, POVERTY),
        lat=every.lat[alike],
        lon=every.lon[alike],
        group_share=every.group_share[alike],
        pay=np.zeros(COPIES),
    )
    alone = networkx.Graph()
    alone.add_nodes_from(codes)
    return build_world(copies, alone)


@dataclass(frozen=True)
class Settings:
    """Hold the parameters that say how a measure moves, as ``--set`` may have moved them.

    Args:
        reach: share of a gap that improvement work can close.
        slowness: slowness of each kind of measure, by parameter name.
    """

    reach: float
    slowness: dict[str, float]

    @classmethod
    def of(cls, moved: dict[str, float]) -> Settings:
        """Take them from the declarations and what was moved."""

        def value(name: str) -> float:
            path = f"outcomes.{name}"
            return float(moved.get(path, PARAMETERS[path].default))

        return cls(value("reach"), {name: value(name) for name in set(SLOWNESS)})


def half_lives_on_the_aim(seen: Seen, settings: Settings) -> NDArray[np.float64]:
    """Return the half-lives of learning that were spent on the organisation's first aim, (11, N) by year.

    The case's measure is one the organisation chose to work on; which of the six indicators that is does not
    matter, so each year counts what the indicator with most attention got, before its own slowness.

    Args:
        seen: what an arm showed.
        settings: how measures move.
    """
    slowness = np.array([settings.slowness[name] for name in SLOWNESS])
    used = np.asarray(seen.yearly[BY_INDICATOR], float) * slowness
    aim = np.diff(used, axis=0).max(axis=2)
    return np.concatenate([np.zeros((1, aim.shape[1])), np.cumsum(aim, axis=0)])


def remaining_defect(
    case: Case, half_lives: NDArray[np.float64], attainable: float, settings: Settings
) -> NDArray[np.float64]:
    """Return the defect after some half-lives on the aim, closing as the model's levels do.

    Args:
        case: where it began, and how slowly such a measure moves.
        half_lives: half-lives spent on the aim.
        attainable: defect that the best would be left with.
        settings: how measures move.
    """
    closed = settings.reach * (1.0 - np.exp2(-half_lives / settings.slowness[case.slowness]))
    if not case.as_rate:
        return case.first + (attainable - case.first) * closed
    first, best = np.arcsin(np.sqrt(case.first)), np.arcsin(np.sqrt(attainable))
    return np.asarray(np.sin(first + (best - first) * closed) ** 2)


def rates(case: Case, half_lives: NDArray[np.float64], attainable: float, settings: Settings) -> NDArray[np.float64]:
    """Return the yearly rate at which each replicate's defect falls over the case's years, ten at most, (N,).

    Args:
        case: the case.
        half_lives: (11, N) half-lives on the aim by year.
        attainable: defect that the best would be left with.
        settings: how measures move.
    """
    years = min(round(case.years), len(half_lives) - 1)
    left = remaining_defect(case, half_lives[years], attainable, settings)
    return np.log(case.first / left) / years
