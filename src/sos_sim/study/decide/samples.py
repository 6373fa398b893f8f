"""What scenario discovery looks at: points of varied values, each with the share of its seeds that fails."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sos_sim.study.decide.cube import Cube
from sos_sim.study.decide.prim import Sample
from sos_sim.study.decide.requirements import Requirement

SAMPLED_LEVERS = 20
"""So many policies without uncertainties are a sample of the levers, and failing is explained by the levers."""


def sample_of(cube: Cube, place: int, met: NDArray[np.bool_]) -> Sample:
    """Gather the futures of one policy by their uncertain values.

    Args:
        cube: the outcomes; all policies meet the same futures.
        place: place of the policy.
        met: (F,) True where the requirement is met.
    """
    own = cube.runs[cube.runs["policy"] == cube.policies[place].number]
    table = own.drop_duplicates("future").set_index("future")[list(cube.uncertainties)]
    worlds, where, count = np.unique(cube.worlds, return_inverse=True, return_counts=True)
    failing = np.bincount(where, weights=~met) / count
    return Sample(table.loc[worlds].to_numpy(float), failing, count.astype(float))


def pooled_samples(cube: Cube, requirement: Requirement, most: int) -> list[tuple[str, tuple[str, ...], Sample]]:
    """Gather all runs of each scenario by their levers and uncertain values.

    Args:
        cube: the outcomes; policies were tried with values of their own.
        requirement: a requirement with a value.
        most: scenarios looked at.

    Returns:
        For each scenario its name, the factors and the points.
    """
    factors = (*cube.levers, *cube.uncertainties)
    found = []
    for name in list(dict.fromkeys(policy.scenario for policy in cube.policies))[:most]:
        runs = cube.runs[cube.runs["scenario"] == name]
        fails = ~requirement.met(runs[requirement.outcome].to_numpy(float))
        grouped = runs.assign(failing=fails).groupby(["policy", "future"])
        table = grouped[list(factors)].first()
        sample = Sample(
            table.to_numpy(float),
            grouped["failing"].mean().to_numpy(float),
            grouped["failing"].size().to_numpy().astype(float),
        )
        found.append((name, factors, sample))
    return found
