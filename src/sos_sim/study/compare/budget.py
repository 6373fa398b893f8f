"""Equal budgets: scale what policies change until each costs the same, and compare what they do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.scenario import Scenario
from sos_sim.study.compare.cost_per_gain import COST
from sos_sim.study.many import end_values
from sos_sim.study.worlds import world_of

if TYPE_CHECKING:
    from sos_sim.scenario.posterior import Posterior
    from sos_sim.world.build import World

Budget = float | Literal["equal"]
Costs = Callable[[Sequence[Scenario]], NDArray[np.float64]]
"""Mean cost of scenarios above the base, $ per pupil and year over the horizon: (n,) for n scenarios."""

BUDGETS = "$ per pupil and year above the base, above 0, or equal (what the cheapest policy costs)"
TOLERANCE = 0.02
MOST_SEEDS = 8
"""Futures in which costs are looked at: cost varies so little between them that more would not move a factor."""
NOTHING = 0.05
"""$ per pupil and year below which a policy costs nothing to speak of: districts that do better or worse spend a little
more or less on their own work under any policy, which is no budget that somebody gave."""
_ROUNDS = 8


@dataclass(frozen=True)
class Scaled:
    """Hold one policy scaled to a budget.

    Args:
        policy: name of the policy.
        scenario: the scaled policy; None when the budget cannot be reached.
        own_cost: what it costs as it is, $ per pupil and year above the base, mean over the horizon.
        factor: what the distance of each changed lever from the base is multiplied by; the nearest to the budget
            when that cannot be reached, None when nothing can be scaled.
        cost: what it costs then.
        kept: changed parameters that are left as they are: switches, whole numbers and what is no lever.
        note: why it is left out, empty when it is not.
    """

    policy: str
    scenario: Scenario | None
    own_cost: float
    factor: float | None
    cost: float
    kept: tuple[str, ...]
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "policy": self.policy,
            "name": None if self.scenario is None else self.scenario.name,
            "own_cost": self.own_cost,
            "factor": self.factor,
            "cost": self.cost,
            "kept": list(self.kept),
            "note": self.note,
        }


@dataclass(frozen=True)
class EqualBudget:
    """Hold policies scaled to one budget.

    Args:
        dollars: the budget, $ per pupil and year above the base, mean over the horizon.
        seeds: futures in which costs were looked at.
        policies: every policy asked for.
    """

    dollars: float
    seeds: int
    policies: tuple[Scaled, ...]

    @property
    def scenarios(self) -> list[Scenario]:
        """Give the policies that cost the budget."""
        return [each.scenario for each in self.policies if each.scenario is not None]

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        policies = [each.as_json() for each in self.policies]
        return {"dollars": self.dollars, "seeds": self.seeds, "policies": policies}


@dataclass
class _Search:
    """Look for the factor at which one policy costs the budget."""

    policy: Scenario
    most: float
    costs: dict[float, float] = field(default_factory=dict)

    def next_factors(self, budget: float) -> list[float]:
        """List the factors to look at next, side by side; none when there is nothing more to find."""
        if self.best(budget)[1]:
            return []
        if (bracket := self._bracket(budget)) is None:
            return []
        low, high = bracket
        low_cost, high_cost = self.costs[low], self.costs[high]
        straight = low + (high - low) * (budget - low_cost) / (high_cost - low_cost)
        middle = (low + high) / 2
        # The straight line mostly hits; halves and quarters make sure that the bracket shrinks where it does not.
        wanted = (straight, middle, (low + middle) / 2, (middle + high) / 2)
        return [factor for factor in dict.fromkeys(wanted) if factor not in self.costs]

    def best(self, budget: float) -> tuple[float, bool]:
        """Give the factor whose cost is nearest to the budget, 1 where that hits it, and whether it is hit."""
        hit = [factor for factor, cost in self.costs.items() if abs(cost - budget) <= TOLERANCE * budget]
        if hit:
            return min(hit, key=lambda factor: (factor != 1, abs(self.costs[factor] - budget))), True
        return min(self.costs, key=lambda factor: (abs(self.costs[factor] - budget), abs(factor - 1))), False

    def _bracket(self, budget: float) -> tuple[float, float] | None:
        """Find neighbouring factors with the budget between their costs, the pair nearest to the policy itself."""
        ordered = sorted(self.costs)
        pairs = [
            (low, high)
            for low, high in pairwise(ordered)
            if (self.costs[low] - budget) * (self.costs[high] - budget) < 0
        ]
        return min(pairs, key=lambda pair: abs(sum(pair) / 2 - 1), default=None)


def equal_budget(
    base: Scenario,
    policies: Sequence[Scenario],
    budget: Budget,
    seeds: int,
    *,
    population: Path | World | None = None,
    parameters: Posterior | None = None,
    jobs: int = 1,
) -> EqualBudget:
    """Scale policies until each costs the budget in the first few of the futures they will be compared in.

    Args:
        base: the scenario compared with.
        policies: the policies.
        budget: $ per pupil and year above the base, mean over the horizon, above 0; ``equal`` for what the cheapest
            of the policies that cost anything costs.
        seeds: seeds of the comparison.
        population: a population file, a world already built, or None for the embedded California.
        parameters: draws of a calibration that lie under base and policies, a draw per future; None for none.
        jobs: worker processes.

    Raises:
        InputProblems: the budget, the seeds, the horizons or the population cannot be used, or no policy can be
            brought to the budget.
    """
    from sos_sim.scenario.schedule import compile_schedule

    if budget != "equal" and not 0 < budget < np.inf:
        raise InputProblems([Problem("--budget", f"budget cannot be {budget:g}", BUDGETS)])
    if seeds < 1:
        raise InputProblems([Problem("--seeds", f"{seeds}", "a whole number from 1")])
    compile_schedule([base, *policies])  # refuses scenarios whose horizons differ
    world, _ = world_of(population)
    futures = range(1, min(seeds, MOST_SEEDS) + 1)

    def costs(scenarios: Sequence[Scenario]) -> NDArray[np.float64]:
        ends = end_values(world, [base, *scenarios], futures, [COST], parameters=parameters, jobs=jobs)[:, :, 0]
        above: NDArray[np.float64] = (ends[1:] - ends[0]).mean(axis=1)
        return above

    return scale_to_budget(base, policies, budget, costs, len(futures))


def scale_to_budget(
    base: Scenario, policies: Sequence[Scenario], budget: Budget, costs: Costs, seeds: int
) -> EqualBudget:
    """Scale each policy until it costs the budget.

    Args:
        base: the scenario compared with.
        policies: policies with the base's horizon.
        budget: $ per pupil and year above the base, mean over the horizon, above 0; ``equal`` for what the cheapest
            of the policies that cost anything costs.
        costs: what scenarios cost above the base.
        seeds: futures in which ``costs`` looks, for the record.

    Raises:
        InputProblems: no policy can be brought to the budget.
    """
    searches = [_Search(policy, largest_factor(base, policy)) for policy in policies]
    _look(base, [(search, [0.0, 0.5, 1.0, (1 + search.most) / 2, search.most]) for search in searches], costs)
    own = [search.costs[1.0] for search in searches]
    if budget == "equal":
        something = [cost for cost in own if cost >= NOTHING]
        if not something:
            found = f"no policy costs anything to speak of more than {base.name}, so there is no cost to take"
            raise InputProblems([Problem("--budget", found, "$ per pupil and year")])
        dollars = min(something)
    else:
        dollars = budget
    for _ in range(_ROUNDS):
        wanted = [(search, search.next_factors(dollars)) for search in searches]
        if not any(factors for _, factors in wanted):
            break
        _look(base, wanted, costs)
    scaled = tuple(_result(base, search, dollars) for search in searches)
    if not any(each.scenario for each in scaled):
        raise InputProblems([Problem("--budget", f"{each.policy} {each.note}") for each in scaled])
    return EqualBudget(dollars, seeds, scaled)


def scaled_scenario(base: Scenario, policy: Scenario, factor: float) -> Scenario:
    """Multiply the distance of each changed lever from the base, inside the lever's declared range.

    Switches, whole numbers and parameters that are no levers stay as the policy has them.

    Args:
        base: the scenario distances are taken from.
        policy: what is scaled.
        factor: 0 for the base's values, 1 for the policy's.
    """
    if factor == 1:
        return policy
    changes = dict(policy.changes)
    for path in _scalable(base, policy):
        low, high = PARAMETERS[path].low, PARAMETERS[path].high
        steps = []
        for month in _months(base, policy, path):
            own, theirs = _value(base, path, month), _value(policy, path, month)
            steps.append((month, min(high, max(low, own + factor * (theirs - own)))))
        changes[path] = tuple(steps)
    return replace(policy, changes=changes)


def largest_factor(base: Scenario, policy: Scenario) -> float:
    """Find the factor beyond which nothing moves any more, because every lever is at the end of its range.

    Args:
        base: the scenario distances are taken from.
        policy: what is scaled.
    """
    most = 1.0
    for path in _scalable(base, policy):
        for month in _months(base, policy, path):
            own, theirs = _value(base, path, month), _value(policy, path, month)
            if own != theirs:
                end = PARAMETERS[path].high if theirs > own else PARAMETERS[path].low
                most = max(most, (end - own) / (theirs - own))
    return most


def money(dollars: float) -> str:
    """Write dollars, cents only where there are any."""
    text = f"{abs(dollars):,.2f}".removesuffix(".00")
    return f"\N{MINUS SIGN}${text}" if dollars < 0 and text != "0" else f"${text}"


def _look(base: Scenario, wanted: Sequence[tuple[_Search, list[float]]], costs: Costs) -> None:
    """Run all factors of all policies side by side and note what each costs."""
    todo = [(search, factor) for search, factors in wanted for factor in dict.fromkeys(factors)]
    found = costs([scaled_scenario(base, search.policy, factor) for search, factor in todo])
    for (search, factor), cost in zip(todo, found, strict=True):
        search.costs[factor] = float(cost)


def _result(base: Scenario, search: _Search, dollars: float) -> Scaled:
    policy, own = search.policy, search.costs[1.0]
    scalable = _scalable(base, policy)
    kept = tuple(path for path in _changed(base, policy) if path not in scalable)
    factor, hit = search.best(dollars)
    cost = search.costs[factor]
    if hit:
        scenario = scaled_scenario(base, policy, factor)
        words = f"Distance of its levers from {base.name} times {factor:.4g}, to cost {money(dollars)} more."
        scenario = replace(
            scenario,
            name=f"{policy.name} at {money(dollars)}",
            description=f"{policy.description} {words}".strip(),
            base_chain=(policy.name, *policy.base_chain),
        )
        return Scaled(policy.name, scenario, own, factor, cost, kept)
    if not scalable:
        note = f"changes no lever that can be scaled, and costs {money(own)} as it is"
        return Scaled(policy.name, None, own, None, own, kept, note)
    if max(search.costs.values()) < NOTHING:
        note = f"costs nothing to speak of ({money(own)} as it is) however far its levers go"
        return Scaled(policy.name, None, own, None, own, kept, note)
    note = (
        f"cannot cost {money(dollars)} inside the ranges of its levers; the nearest is {money(cost)} at {factor:.3g} "
        "times its distance from the base"
    )
    return Scaled(policy.name, None, own, factor, cost, kept, note)


def _changed(base: Scenario, policy: Scenario) -> list[str]:
    """List the parameters that differ from the base in some month."""
    paths = dict.fromkeys((*base.changes, *policy.changes))
    return [
        path
        for path in paths
        if any(_value(base, path, month) != _value(policy, path, month) for month in _months(base, policy, path))
    ]


def _scalable(base: Scenario, policy: Scenario) -> list[str]:
    declared = {path: PARAMETERS[path] for path in _changed(base, policy)}
    return [path for path, each in declared.items() if each.role == "lever" and each.kind == "number"]


def _months(base: Scenario, policy: Scenario, path: str) -> list[int]:
    steps = (*base.changes.get(path, ()), *policy.changes.get(path, ()))
    return sorted({0, *(month for month, _ in steps)})


def _value(scenario: Scenario, path: str, month: int) -> float:
    value = PARAMETERS[path].default
    for since, later in scenario.changes.get(path, ()):
        if since <= month:
            value = later
    return value
