"""The search for the front: a genetic algorithm of pymoo over shares of a budget."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.problems import InputProblems, Problem
from sos_sim.study.optimise.front import nondominated

Evaluate = Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]
"""Shares (n, 5) to losses (n, M), smaller is better, and to how far each breaks the budget (n,), 0 when it holds."""
Repair = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Shares (n, 5) to the shares that can really be spent."""
_FEW_OBJECTIVES = 3
_CHANCE = 20180924
# Leans towards allocations that leave some component out, which even draws hardly ever do.
_CONCENTRATION = 0.5


@dataclass(frozen=True)
class Searched:
    """Hold a finished search.

    Args:
        shares: (n, 5) shares of every allocation looked at that keeps to the budget.
        losses: (n, M) its losses.
        hypervolume: (G,) after each generation, the volume that the front so far dominates; 1 would be the
            whole box between the worst and the best of the first generation in every objective.
    """

    shares: NDArray[np.float64]
    losses: NDArray[np.float64]
    hypervolume: NDArray[np.float64]


def require_pymoo() -> None:
    """Check that the library of the search is there.

    Raises:
        InputProblems: it is not.
    """
    from importlib.util import find_spec

    if find_spec("pymoo") is None:
        raise InputProblems(
            [Problem("optimise", "the library pymoo is not installed", "pip install 'sos-sim[optimise]'")]
        )


def search(
    evaluate: Evaluate,
    repair: Repair,
    first: NDArray[np.float64],
    objectives: int,
    *,
    size: int,
    generations: int,
    after_each: Callable[[int], None] = lambda generation: None,
) -> Searched:
    """Search for the front; the same call gives the same front.

    Up to three objectives are searched by NSGA-II (Deb et al. 2002), more by NSGA-III (Deb and Jain 2014).

    Args:
        evaluate: gives losses of a whole generation.
        repair: gives the shares that can be spent.
        first: (m, 5) shares that the first generation holds besides random ones.
        objectives: number of objectives.
        size: allocations per generation, at least m.
        generations: generations.
        after_each: called with the number of generations done.
    """
    from pymoo.core.problem import Problem as PymooProblem
    from pymoo.core.repair import Repair as PymooRepair

    shares_seen: list[NDArray[np.float64]] = []
    losses_seen: list[NDArray[np.float64]] = []

    class Allocation(PymooProblem):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(n_var=first.shape[1], n_obj=objectives, n_ieq_constr=1, xl=0.0, xu=1.0)

        def _evaluate(self, x: NDArray[np.float64], out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
            losses, breach = evaluate(x)
            out["F"], out["G"] = losses, breach[:, None]
            shares_seen.append(x[breach <= 0])
            losses_seen.append(losses[breach <= 0])

    class OntoBudget(PymooRepair):  # type: ignore[misc]
        def _do(self, problem: Any, x: NDArray[np.float64], **kwargs: Any) -> NDArray[np.float64]:
            return repair(x)

    problem = Allocation()
    algorithm = _algorithm(objectives, size, repair(_first_generation(first, size)), OntoBudget())
    algorithm.setup(problem, termination=("n_gen", generations), seed=1, verbose=False)
    trace: list[float] = []
    box: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    for generation in range(1, generations + 1):
        algorithm.next()
        losses = np.concatenate(losses_seen)
        if box is None and len(losses):
            box = losses.min(0), losses.max(0)
        trace.append(_hypervolume(losses, *box) if box else 0.0)
        after_each(generation)
    return Searched(np.concatenate(shares_seen), np.concatenate(losses_seen), np.array(trace))


def _first_generation(first: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    draws = np.random.default_rng(_CHANCE).dirichlet(
        np.full(first.shape[1], _CONCENTRATION), max(size - len(first), 0)
    )
    return np.concatenate([first, draws])[:size]


def _algorithm(objectives: int, size: int, sampling: NDArray[np.float64], repair: Any) -> Any:
    if objectives <= _FEW_OBJECTIVES:
        from pymoo.algorithms.moo.nsga2 import NSGA2

        return NSGA2(pop_size=size, sampling=sampling, repair=repair)
    from pymoo.algorithms.moo.nsga3 import NSGA3
    from pymoo.util.ref_dirs import get_reference_directions

    parts = 1
    while math.comb(parts + objectives, objectives - 1) <= size:
        parts += 1
    directions = get_reference_directions("das-dennis", objectives, n_partitions=parts)
    return NSGA3(directions, pop_size=size, sampling=sampling, repair=repair)


def _hypervolume(losses: NDArray[np.float64], best: NDArray[np.float64], worst: NDArray[np.float64]) -> float:
    from pymoo.indicators.hv import HV

    span = np.where(worst > best, worst - best, 1.0)
    front = (losses[nondominated(losses)] - best) / span
    return float(HV(ref_point=np.ones(losses.shape[1]))(front))
