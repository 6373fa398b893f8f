"""Money: what a district can move freely, what improvement costs it, and what support costs everybody.

Equation (each July, $ per pupil):
    revenue = base (1 + supplemental upp + concentration (upp - 0.55)+)
    free share = max(0, discretionary + squeeze sum of (revenue growth - cost growth)), summed over years
    income = (free share revenue (1 + savings reinvest A W) + worth revenue (drop most - that of 2017) A D)+
    needed = min(reserve + income, improvement + contract + onboarding)
    a contract is signed where there is none, if u < willing L (0.5 + A) and its price is at most affordable reserve
    closing reserve = carried over (reserve + income - needed);  spending = reserve + income - closing reserve
support's cost, from each quarter's support: coach-days, contracts, network membership, data systems, programmes,
    retention, training and building of county offices, training of staff above 2017's, money for local capacity (a
    common definition, plan models and a galvanised field at a tenth of a programme, leaders' retention at a tenth of
    staff's).
Constants: base `money.base_grant`, `money.supplemental`, `money.concentration` above `money.concentration_from`,
    `money.discretionary`, `money.squeeze`, growths `money.revenue_growth` and `money.fixed_cost_growth`,
    `money.savings`, reinvest `money.reinvest`, improvement `money.improvement_cost`, contract `providers.price` x (1
    - `providers.subsidy`), willing `providers.willing`, affordable `providers.affordable`, length `providers.years`,
    onboarding `money.onboarding` / `money.pupils_per_staff`, coach-day `money.coach_day`, network
    `money.network_member`, data `money.data_investment`, programmes `money.programme`, retention `money.retention`,
    carried over `money.carried_over`, building `coe.building_days`.
Sources: M11, M12, M85, M99, M101-M104; california-facts, Money; prototype 3 (kM, sav); L02, L38-L41, L47.
Limits: reserve + income - spending is the closing reserve exactly (case 5); twice the price of a coach-day changes
    cost only (case 5).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sos_sim.model.causes import Cause, acts
from sos_sim.model.forms import Columns, positive
from sos_sim.model.month import Month, Places
from sos_sim.model.state import State
from sos_sim.parameters import usual

CAUSES: tuple[Cause, ...] = (
    *acts("authentic, embedded, data, money_left", "income, reserve, spending", "+", "M11, M12, M102"),
    *acts("time_used, staff_exits, contract", "reserve", "-", "M85, M101"),
    *acts("time_used, staff_exits, contract, reserve", "spending", "+", "M85, M101"),
    *acts("leadership, authentic, reserve", "contract", "+", "M101"),
    *acts("cost", "spent", "+", "adds up"),
    *acts("policy: money", "money_left, income, reserve, spending", "±", "M99, M102-M104"),
    *acts("policy: providers", "contract, reserve, spending", "±", "M101"),
)


def revenue(world: Places, p: Any) -> Columns:
    """Return formula revenue per pupil, (N, 1)."""
    q = p.money
    above = np.maximum(world.poverty - q.concentration_from, 0.0)
    return q.base_grant * (1.0 + q.supplemental * world.poverty + q.concentration * above)


def settle_year(state: State, p: Any, month: Month) -> None:
    """Book a fiscal year: income, spending and what is carried over."""
    q = p.money
    state.money_left = state.money_left + q.squeeze * (q.revenue_growth - q.fixed_cost_growth)
    whole = revenue(month.world, p)
    free = whole * np.maximum(state.money_left, 0.0)
    state.income = free * (1.0 + q.savings * q.reinvest * state.authentic * state.embedded)
    droppable = q.drop_worth * (q.drop_most - usual("money.drop_most"))
    if np.any(droppable):
        state.income = positive(state.income + whole * droppable * state.authentic * state.data)
    work = free * q.improvement_cost * state.time_used
    contract = (state.contract > 0) * contract_price(month.world, p)
    extra_exits = np.maximum(state.staff_exits - p.outcomes.staff_norm, 0.0)
    onboarding = extra_exits * (q.onboarding / q.pupils_per_staff)
    there = state.reserve + state.income
    needed = np.minimum(work + contract + onboarding, there)
    state.reserve = q.carried_over * (there - needed)
    state.spending = there - state.reserve


def contract_price(world: Places, p: Any) -> Columns:
    """Return what a private contract costs a district, $ per pupil and year, after the subsidy."""
    return p.providers.price * (1.0 - p.providers.subsidy) / world.enrolment


def buy(state: State, p: Any, month: Month) -> None:
    """Let committed districts that can pay sign a private contract, each July."""
    q = p.providers
    state.contract = np.maximum(state.contract - 12.0, 0.0)
    chance = q.willing * state.leadership * (0.5 + state.authentic)
    affordable = contract_price(month.world, p) <= q.affordable * state.reserve
    signs = (month.streams.uniform("contract", month.place) < chance) & affordable & (state.contract <= 0)
    state.contract = state.contract + signs * (12.0 * q.years)
    month.note("contract bought", signs)


def programme_price(p: Any) -> Any:
    """Return the yearly price per pupil of everything policy runs beside coaching, above 2017's level."""
    q = p.money
    whole = ("safety.programme", "embedding.codify", "embedding.formal", "alignment.articulation", "data.training")
    level = sum(_above_2017(p, path) for path in (*whole, "training.breadth"))
    tenth = sum(_above_2017(p, path) for path in ("clarity.definition", "lcap.models", "field.galvanise"))
    level = level + 0.1 * tenth
    kept = p.turnover.staff_retention + 0.1 * p.turnover.leader_retention
    return q.programme * level + q.data_investment * p.data.local_systems + q.retention * kept + p.capacity.investment


def _above_2017(p: Any, path: str) -> Any:
    group, name = path.split(".")
    return np.maximum(getattr(getattr(p, group), name) - usual(path), 0.0)


def yearly_cost(state: State, p: Any, month: Month, coached: Columns) -> Columns:
    """Return what support of the coming quarter costs, $ per pupil and year, whoever pays it.

    Args:
        state: columns.
        p: parameters of the month.
        month: knows enrolment.
        coached: (N, r) coach-days a year from county offices and the state agency.
    """
    q, world = p.money, month.world
    dollars = coached * q.coach_day + (state.contract > 0) * p.providers.price
    dollars = dollars + (state.network_rank < p.network.coverage) * (q.network_member * p.network.hub)
    building = p.support.coe_building + _above_2017(p, "support.coe_training")
    county_office = building * p.coe.building_days * q.coach_day
    everywhere = programme_price(p) + county_office * (world.counties / float(world.enrolment.sum()))
    return dollars / world.enrolment + everywhere


def step(state: State, p: Any, month: Month) -> None:
    """Add a month's cost of improvement support."""
    state.spent += state.cost * (month.dt / 12.0)
