"""Simple forecasts of the list of 2018 that the model has to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.world.build import World
from sos_sim.world.districts import GROUPS, INDICATORS, TYPES

FOLDS = 10
_LARGE_ENOUGH = 30
_LITTLE = 1e-4
"""Penalty of a logistic line on its slopes, so that a type of which all are listed has a finite one."""


@dataclass(frozen=True, eq=False)
class Rival:
    """Hold one simple forecast.

    Args:
        name: what it is, in plain words.
        chance: (N,) chance of being on the list of 2018.
        knows_2018: what it takes from 2018, in plain words; empty for a forecast.
    """

    name: str
    chance: NDArray[np.float64]
    knows_2018: str = ""


def rivals(
    before: NDArray[np.bool_], after: NDArray[np.bool_], world: World, rated: NDArray[np.bool_]
) -> list[Rival]:
    """Make every rival.

    Args:
        before: (M,) on the list of 2017.
        after: (M,) on the list of 2018; only rivals that say so use it.
        world: N districts.
        rated: (N,) the M districts that are meant.
    """
    about, more = covariates(world)[rated], all_covariates(world)[rated]
    logistic, well_informed = fitted(about, before, about), fitted(more, before, more)
    again = np.where(before, after[before].mean(), after[~before].mean())
    number = "the number of districts listed"
    return [
        Rival("same rate for all", np.full(len(before), before.mean())),
        Rival("same list again", before.astype(np.float64)),
        Rival("logistic on size and type", logistic),
        Rival("logistic on all structure", well_informed),
        Rival("same rate for all, right number", np.full(len(before), after.mean()), number),
        Rival("logistic on size and type, right number", moved_to(logistic, float(after.sum())), number),
        Rival("logistic on all structure, right number", moved_to(well_informed, float(after.sum())), number),
        Rival("same list again, rates of 2018", again, "how many listed districts come again, and how many others"),
        Rival(
            "logistic on size, type and list of 2017",
            crossed(np.column_stack([about, before]), after),
            "the other districts' results",
        ),
    ]


def covariates(world: World) -> NDArray[np.float64]:
    """Give ln size and the type of each district, (N, 3).

    Args:
        world: N districts.
    """
    districts = world.districts
    kinds = [districts.type == TYPES.index(name) for name in TYPES[:2]]
    return np.column_stack([np.log(np.maximum(districts.enrolment, 1.0)), *kinds]).astype(np.float64)


def all_covariates(world: World) -> NDArray[np.float64]:
    """Give what the model knows of a district before any result, (N, 7).

    Size, type, the unduplicated share with its square, how many student groups are large enough to count, and ln
    pupils with disabilities, the group most often on the list.

    Args:
        world: N districts.
    """
    upp = world.districts.upp
    pupils = world.group_pupils[:, INDICATORS.index("SUSP")]
    large = (pupils >= _LARGE_ENOUGH).sum(axis=1)
    with_disabilities = np.log(np.maximum(pupils[:, GROUPS.index("SWD")], 1.0))
    return np.column_stack([covariates(world), upp, upp**2, large, with_disabilities])


def fitted(
    about: NDArray[np.float64], listed: NDArray[np.bool_], wanted: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fit a logistic line by maximum likelihood and give the chances of other rows.

    Args:
        about: (M, K) covariates.
        listed: (M,) what happened.
        wanted: (N, K) covariates of the districts to forecast.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    centre, scale = about.mean(axis=0), np.maximum(about.std(axis=0), 1e-9)
    design = np.column_stack([np.ones(len(about)), (about - centre) / scale])
    outcome = listed.astype(np.float64)

    def loss(slopes: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        line = design @ slopes
        value = np.logaddexp(0.0, line).mean() - (outcome * line).mean() + _LITTLE * (slopes[1:] ** 2).sum()
        gradient = design.T @ (expit(line) - outcome) / len(outcome)
        gradient[1:] += 2 * _LITTLE * slopes[1:]
        return float(value), gradient

    slopes = minimize(loss, np.zeros(design.shape[1]), jac=True, method="BFGS").x
    chance: NDArray[np.float64] = expit(np.column_stack([np.ones(len(wanted)), (wanted - centre) / scale]) @ slopes)
    return chance


def moved_to(chance: NDArray[np.float64], number: float) -> NDArray[np.float64]:
    """Move all log odds by one amount so that the chances add up to a number.

    Args:
        chance: (N,) chances above 0 and below 1.
        number: what they shall add up to, between 0 and N.
    """
    from scipy.optimize import brentq
    from scipy.special import expit, logit

    odds = logit(np.clip(chance, 1e-9, 1 - 1e-9))
    by = brentq(lambda step: float(expit(odds + step).sum()) - number, -30.0, 30.0)
    moved: NDArray[np.float64] = expit(odds + by)
    return moved


def crossed(about: NDArray[np.float64], listed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Forecast each tenth of the districts by a logistic line fitted to the nine others.

    Args:
        about: (N, K) covariates.
        listed: (N,) what happened.
    """
    fold = np.random.default_rng(FOLDS).permutation(len(listed)) % FOLDS
    chance = np.empty(len(listed))
    for one in range(FOLDS):
        chance[fold == one] = fitted(about[fold != one], listed[fold != one], about[fold == one])
    return chance
