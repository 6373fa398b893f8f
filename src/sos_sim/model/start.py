"""The state of July 2017: what districts and county offices start with."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.model.forms import LONELIEST, power, share
from sos_sim.model.mechanisms import conditions, focus, gaming, money, passing, peers, pressure, time_budget, turnover
from sos_sim.model.month import Month
from sos_sim.model.state import State
from sos_sim.model.streams import Streams

Array = NDArray[Any]


def between(least: Any, most: Any, place: Array) -> Array:
    """Return what lies at a place, 0-1, between two values."""
    return least + (most - least) * place


def fixed_columns(streams: Streams, p: Any, need: Array, counties: int, district_counts: Array) -> dict[str, Array]:
    """Draw what never changes in a run.

    Args:
        streams: random numbers.
        p: parameters of the first month.
        need: (N, s) mean gap at the start, for ranking need.
        counties: number of county offices.
        district_counts: (58, 1) districts per county.
    """
    kind = streams.dtype
    normal = {name: streams.normal(f"start {name}", 0) for name in ("leadership", "tools", "data", "priorities")}
    own = p.leadership.mean + p.leadership.spread * normal["leadership"]
    spread = streams.state_normal("county capacity", 0, (counties,))
    capacity = np.exp(np.asarray(p.support.capacity_spread, kind) * spread)
    # A running sum adds in one order however many runs stand side by side, and however they lie in memory.
    total = np.cumsum(capacity * district_counts, axis=0)[-1]
    capacity = capacity / (total / district_counts.sum())
    # Districts without any need tie; they are ranked by code, so that the order of the file does not matter.
    by_code = slice(None) if streams.slot is None else np.argsort(streams.slot)
    need_rank = np.empty(need.shape, kind)
    need_rank[by_code] = np.argsort(np.argsort(-need[by_code], axis=0, kind="stable"), axis=0) / need.shape[0]
    return {
        "own_leadership": np.clip(own, LONELIEST, 1.0),
        "susceptibility": np.exp(p.adoption.susceptibility * normal["tools"] + p.adoption.susceptibility_mean),
        "seeking": streams.uniform("start seeking", 0),
        "network_rank": streams.uniform("start network", 0),
        "own_data": np.clip(p.data.start + p.data.spread * normal["data"], 0.02, 0.95),
        "priority_factor": np.exp(p.outcomes.priorities_spread * normal["priorities"]),
        "need_rank": need_rank,
        "county_capacity": capacity,
    }


def start_state(
    streams: Streams, p: Any, month: Month, need: Array, badness: Array, indicator_badness: Array, runs: int
) -> State:
    """Draw and settle the state at the start.

    Fast columns (pressure, clarity, belief, safety, inflation, passing level) stand where present conditions would
    hold them; slow ones are drawn; early adopters are those with a low draw (prototype 2 change 12).

    Args:
        streams: random numbers.
        p: parameters of the first month.
        month: the first month.
        need: (N, s) mean gap at the start, student SD.
        badness: (N, r) how poor a district's colours are, 0-1.
        indicator_badness: (N, 6, r) the same of each indicator.
        runs: number of runs side by side (r).
    """
    n, kind, world = len(need), streams.dtype, month.world
    fixed = fixed_columns(streams, p, need, world.counties, world.county_size)

    def column(value: Any) -> Array:
        return np.array(np.broadcast_to(np.asarray(value, kind), (n, runs)))

    early = streams.uniform("start early", 0) < p.adoption.early_adopters
    depth = streams.uniform("start depth", 0)
    a, w, k = p.adoption, p.embedding, p.learning
    authentic = np.where(early, between(a.early_least, a.early_most, depth), 2.0 * a.start_authentic * depth)
    tools = a.start_surface * power(fixed["susceptibility"], a.start_leaning)
    surface = np.minimum(np.where(early, a.early_surface, tools), 0.95 - authentic)
    embedded = np.where(
        early, between(w.early_least, w.early_most, depth), between(w.start_least, w.start_most, depth)
    )
    knowledge = np.where(early, k.early, k.start) + k.start_spread * streams.normal("start knowledge", 0)
    lead = fixed["own_leadership"] + np.where(early, p.leadership.early, 0.0)

    relationship = p.relationship.start * (0.5 + streams.uniform("start relationship", 0))
    alignment = p.alignment.rest + np.where(early, p.alignment.early, 0.0)
    alignment = alignment + p.alignment.start_spread * streams.normal("start alignment", 0)
    given = {
        "leadership": share(column(lead)),
        "tenure": column(p.leadership.start_tenure * streams.uniform("start tenure", 0)),
        "knowledge": share(column(knowledge)),
        "embedded": share(column(embedded)),
        "data": share(column(fixed["own_data"])),
        "surface": share(column(surface)),
        "authentic": share(column(authentic)),
        "alignment": share(column(alignment)),
        "relationship": share(column(relationship)),
        "methods_met": column(1.0),
        "priorities": column(1.0),
        "badness": column(badness),
        "indicator_badness": np.array(np.broadcast_to(indicator_badness, (n, 6, runs)), kind),
        "half_lives": np.zeros((n, 6, runs), kind),
        "focus": np.zeros((n, 6, runs), kind),
        "history": np.zeros((4, n, runs), kind),
        "overloaded": np.zeros((n, runs), bool),
        "money_left": np.array(np.broadcast_to(np.asarray(p.money.discretionary, kind), (1, runs))),
        "variety": np.array(np.broadcast_to(np.asarray(p.learning.variety_start, kind), (1, runs))),
        "county_skill": _coach_skill(streams, p, world.counties, runs),
        **{name: np.asarray(values, kind) for name, values in fixed.items()},
    }
    nothing_yet = {field.name: column(0.0) for field in fields(State) if field.name not in given}
    state = State(**given, **nothing_yet)
    settle(state, p, month)
    return state


def _coach_skill(streams: Streams, p: Any, counties: int, runs: int) -> Array:
    skill = p.coe.skill + p.coe.skill_spread * streams.state_normal("coach skill", 0, (counties,))
    return np.array(np.broadcast_to(np.clip(np.asarray(skill, streams.dtype), 0.05, 0.95), (counties, runs)))


def settle(state: State, p: Any, month: Month) -> None:
    """Put the fast columns where the start's conditions would hold them."""
    state.pressure = pressure.target(p, state.badness, state.identified)
    state.fear = pressure.feared(p, state.pressure, state.support)
    state.safety = conditions.safety_target(state, p)
    state.clarity = conditions.clarity_target(state, p)
    leaders, staff = turnover.hazards(state, p, month.world)
    state.leader_left, state.staff_exits = 12.0 * leaders, 12.0 * staff
    state.burden = time_budget.burden(state, p)
    state.belief = conditions.belief_target(state, p)
    state.reserve += money.revenue(month.world, p) * p.money.discretionary
    state.inflation = gaming.resting_level(time_budget.gaming_pull(state, p), p)
    state.inflation_start = state.inflation.copy()
    focus.choose(state, p, month)
    rehearse(state, p, month)
    dips = p.outcomes.leader_dip * (1.0 - state.embedded) * leaders * p.outcomes.passing_months
    state.passing = passing.target(state, p) - dips
    state.passing_start = state.passing.copy()


def rehearse(state: State, p: Any, month: Month) -> None:
    """Work out the first month's time budget and sight of peers without letting time pass."""
    peers.step(state, p, month)
    time_budget.step(state, p, month)
