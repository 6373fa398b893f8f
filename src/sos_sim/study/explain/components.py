"""Policy components: which changed parameters carry the difference between two scenarios.

Every mixture of the two policies is run in the same futures: for each set of changed parameters a run in which these
have the history they have in the other scenario and all the rest that of the base. The share of a parameter is its
Shapley value in each future. A parameter with its whole dated history is one component.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems, Problem
from sos_sim.store.keys import value_history
from sos_sim.study.explain.shapley import shapley

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario

Evaluate = Callable[[Sequence["Scenario"]], NDArray[np.float64]]
"""Give the outcomes of scenarios at the end in every future, (S, K, O)."""
MOST_COMPONENTS = 8
"""More would need more than 256 runs of every future."""


@dataclass(frozen=True)
class Component:
    """Name what is switched on and off together.

    Args:
        path: path of the parameter, ``group.*`` for a group, joined by `` + `` where groups are tied.
        members: (m,) paths of the parameters in it.
    """

    path: str
    members: tuple[str, ...]

    @property
    def label(self) -> str:
        """Say in plain words what it is."""
        if len(self.members) == 1:
            return PARAMETERS[self.members[0]].label
        return f"{self.path} ({len(self.members)} parameters together)"


def changed_paths(base: Scenario, other: Scenario) -> tuple[str, ...]:
    """List the parameters whose values differ at some time of the horizon, in the declared order.

    Args:
        base: one scenario.
        other: another one with the same horizon.
    """
    touched = base.changes.keys() | other.changes.keys()
    return tuple(
        path
        for path, parameter in PARAMETERS.items()
        if path in touched and value_history(base, parameter) != value_history(other, parameter)
    )


def find_components(base: Scenario, other: Scenario, most: int = MOST_COMPONENTS) -> tuple[Component, ...]:
    """List what may carry the difference, parameters one by one as far as there are few enough.

    While there are too many, the parameters of one group are tied together: of the smallest that makes few enough,
    else of the largest. When every group is tied, the two smallest groups are tied.

    Args:
        base: the scenario compared with.
        other: the policy.
        most: most components.

    Raises:
        InputProblems: nothing differs.
    """
    paths = changed_paths(base, other)
    if not paths:
        found = f"{other.name} has the same parameters as {base.name} in every month"
        raise InputProblems([Problem(str(other.source), found, "two scenarios that differ in something")])
    together: dict[str, list[str]] = {}
    for path in paths:
        together.setdefault(PARAMETERS[path].group, []).append(path)
    loose = dict(together)
    tied: list[tuple[str, list[str]]] = []
    while (surplus := sum(map(len, loose.values())) + len(tied) - most) > 0:
        several = sorted((group for group in loose if len(loose[group]) > 1), key=lambda group: len(loose[group]))
        if several:
            group = next((each for each in several if len(loose[each]) > surplus), several[-1])
            tied.append((f"{group}.*", loose.pop(group)))
            continue
        tied += [(f"{group}.*", members) for group, members in loose.items()]
        loose = {}
        tied.sort(key=lambda each: -len(each[1]))
        (name, members), (second, more) = tied.pop(), tied.pop()
        tied.append((f"{second} + {name}", more + members))
    alone = [Component(path, (path,)) for members in loose.values() for path in members]
    groups = [Component(name, tuple(members)) for name, members in tied]
    return tuple(sorted(alone + groups, key=lambda each: paths.index(each.members[0])))


def with_components(base: Scenario, other: Scenario, taken: Sequence[Component]) -> Scenario:
    """Give the base with some components as they are in the other scenario.

    Args:
        base: the scenario they are laid over.
        other: the scenario they are taken from.
        taken: which.
    """
    changes = dict(base.changes)
    for path in (path for component in taken for path in component.members):
        changes.pop(path, None)
        if path in other.changes:
            changes[path] = other.changes[path]
    return replace(base, changes=changes)


def mixtures(base: Scenario, other: Scenario, components: Sequence[Component]) -> list[Scenario]:
    """Mix two scenarios in every way: bit i of the place tells whether component i is the other scenario's.

    Args:
        base: the first of them, in which no component is the other's.
        other: the last of them as far as the components go.
        components: (k,) what is mixed.

    Returns:
        (2^k,) scenarios.
    """
    return [
        with_components(base, other, [each for bit, each in enumerate(components) if place >> bit & 1])
        for place in range(1 << len(components))
    ]


@dataclass(frozen=True)
class ComponentShares:
    """Hold what the mixtures showed.

    Args:
        components: (k,) the components.
        base: (K, O) outcomes at the end under the base, one row per future.
        other: (K, O) the same under the other scenario.
        shares: (k, K, O) share of each component, summing to other minus base in every future.
    """

    components: tuple[Component, ...]
    base: NDArray[np.float64]
    other: NDArray[np.float64]
    shares: NDArray[np.float64]


def component_shares(
    base: Scenario, other: Scenario, evaluate: Evaluate, *, most: int = MOST_COMPONENTS
) -> ComponentShares:
    """Share the difference between two scenarios among what differs in them, future by future.

    Args:
        base: the scenario compared with.
        other: the policy.
        evaluate: runs the mixtures in the same futures.
        most: most components, above which parameters of a group are tied together.

    Raises:
        InputProblems: the scenarios do not differ.
    """
    components = find_components(base, other, most)
    values = evaluate(mixtures(base, other, components))
    return ComponentShares(components, values[0], values[-1], shapley(values))
