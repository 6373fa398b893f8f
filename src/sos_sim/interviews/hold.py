"""Hold interviews in simulated states: the share of each group that would say so, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from sos_sim.interviews.instrument import Group
from sos_sim.interviews.observables import Observable, Sight
from sos_sim.interviews.selection import asked_shares
from sos_sim.interviews.settings import settings_of
from sos_sim.interviews.targets import Target
from sos_sim.model.engine import Engine
from sos_sim.scenario.scenario import Scenario
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.world.build import World

CUTOFFS_LOOKED_AT = 3
"""Cut-offs at which a share is looked at: middles of equal parts of the range, so that their mean averages over it."""
SMALLEST_ERROR = 1e-3
DEFAULT_MONTHS = 2
"""Statewide figures are read at the end of August 2017, as most interviews."""


def looked_at(observable: Observable, moved: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return the cut-offs at which an observable is looked at, (M,); one where it is given or not in doubt.

    Args:
        observable: a share.
        moved: numbers of the interviews that were set, by path.
    """
    path = f"cutoffs.{observable.name}"
    if path in moved:
        return np.array([float(moved[path])])
    cut = observable.cut
    if cut is None or cut.low == cut.high:
        return np.array([np.nan if cut is None else cut.low])
    places = (np.arange(CUTOFFS_LOOKED_AT) + 0.5) / CUTOFFS_LOOKED_AT
    return cut.low + (cut.high - cut.low) * places


def hold_interviews(
    world: World,
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    targets: Sequence[Target],
    moved: Mapping[str, Any] | None = None,
    dtype: Any = np.float32,
) -> dict[str, NDArray[np.float64]]:
    """Ask everybody, in r simulated states side by side.

    Args:
        world: the world they share.
        scenarios: (r,) scenarios.
        seeds: (r,) seeds.
        targets: what is asked of whom.
        moved: numbers of the interviews, single or (r,), by path; the others stand at their default.
        dtype: floating type of the engine's columns.

    Returns:
        By id of target, (M, r): shares of the group, 0-1, at each cut-off looked at, or one row of figures.
    """
    moved = moved or {}
    engine = Engine(world, compile_schedule(scenarios, dtype=dtype), seeds, dtype=dtype)
    answers: dict[str, NDArray[np.float64]] = {}
    waiting = [target for target in targets if target.observable is not None]
    while waiting:
        engine.step()
        due = [target for target in waiting if _months(target) <= engine.months]
        if due:
            answers |= ask(engine, due, moved)
            waiting = [target for target in waiting if target not in due]
    return answers


def hold_until(world: World, scenarios: Sequence[Scenario], seeds: Sequence[int], months: int) -> Engine:
    """Bring r simulated states to the end of a month.

    Args:
        world: the world they share.
        scenarios: (r,) scenarios.
        seeds: (r,) seeds.
        months: months since the start.
    """
    engine = Engine(world, compile_schedule(scenarios, dtype=np.float32), seeds)
    while engine.months < months:
        engine.step()
    return engine


def _months(target: Target) -> int:
    return DEFAULT_MONTHS if target.group is None else target.group.months


def ask(engine: Engine, targets: Sequence[Target], moved: Mapping[str, Any]) -> dict[str, NDArray[np.float64]]:
    """Ask about several targets in the states as they stand.

    Args:
        engine: the engine.
        targets: targets with an observable.
        moved: numbers of the interviews that were set.
    """
    sight = Sight(engine, engine.parameters(engine.months - 1), settings_of(moved))
    shares: dict[tuple[str, bool], list[tuple[float, NDArray[Any]]]] = {}
    found = {}
    for target in targets:
        observable = target.observable
        assert observable is not None
        trait = np.asarray(observable.read(sight), float)
        if observable.asked_of == "statewide":
            found[target.ident] = _statewide(observable, trait, sight, moved)
            continue
        of_offices = observable.asked_of == "county offices"
        key = ("" if target.group is None else target.group.name, of_offices)
        if key not in shares:
            shares[key] = _weights(sight, target.group, of_offices)
        if trait.shape[1] == 1:
            trait = np.broadcast_to(trait, (len(trait), engine.runs))
        if observable.kind == "number":
            found[target.ident] = sum(part * (weight * trait).sum(axis=0) for part, weight in shares[key])[None]
        else:
            found[target.ident] = _said(observable, trait, shares[key], sight, moved)
        if target.against:
            found[target.ident] = 1.0 - found[target.ident]
    return found


def _weights(sight: Sight, group: Group | None, of_offices: bool) -> list[tuple[float, NDArray[Any]]]:
    if group is None:
        rows = sight.engine.places.counties if of_offices else len(sight.engine.places.enrolment)
        return [(1.0, np.full((rows, 1), 1.0 / rows))]
    return [
        (people / group.asked, asked_shares(sight, group, who, of_offices)) for who, people in group.people.items()
    ]


def answer_chances(observable: Observable, trait: Any, cut: float, sight: Sight) -> NDArray[np.float64]:
    """Return the chance that each respondent says yes, of the trait's shape.

    The answer follows from the own state and a normal reporting error.

    Args:
        observable: what is asked.
        trait: trait of those who are asked.
        cut: where a yes begins.
        sight: what there is to see.
    """
    error = np.maximum(np.asarray(sight.q.reporting_error) * observable.scale, SMALLEST_ERROR * observable.scale)
    sign = -1.0 if observable.below else 1.0
    chances: NDArray[np.float64] = ndtr(((sign / error) * (trait - cut)).astype(np.float32))
    return chances


def _said(
    observable: Observable,
    trait: NDArray[Any],
    shares: list[tuple[float, NDArray[Any]]],
    sight: Sight,
    moved: Mapping[str, Any],
) -> NDArray[np.float64]:
    rows = []
    for cut in looked_at(observable, moved):
        yes = answer_chances(observable, trait, float(cut), sight)
        rows.append(sum(part * (weight * yes).sum(axis=0) for part, weight in shares))
    return np.stack(rows)


def _statewide(
    observable: Observable, trait: NDArray[Any], sight: Sight, moved: Mapping[str, Any]
) -> NDArray[np.float64]:
    if observable.kind == "number":
        return np.asarray(trait, float)[None]
    error = np.maximum(np.asarray(sight.q.rating_error), SMALLEST_ERROR)
    return np.stack([ndtr((trait - cut) / error).mean(axis=0) for cut in looked_at(observable, moved)])
