"""Forecast the list of 2018 from what was public in December 2017, district by district."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sos_sim.check.california.official import Official
from sos_sim.check.california.simulate import batches, draw
from sos_sim.scenario.scenario import Scenario
from sos_sim.world.build import World

# Tried on the model's own draws, never on California's 2018: what one wrong area of one group takes off the log
# weight, what a wrong status takes off besides, and how near graduation must be, in points of percent.
_OF_AREA = (0.5, 1.0, 2.0, 3.0)
_OF_STATUS = (0.0, 1.0, 2.0)
_NEAR = (2.0, 4.0, 8.0)
_TRIED_ON = 6
_PRIOR_DRAWS = 1.0
"""Draws' worth of the unweighted share that is mixed in, so that few agreeing draws do not make certain."""

_BITS = np.array([bin(byte).count("1") for byte in range(256)], np.uint8)


@dataclass(frozen=True, eq=False)
class Seen:
    """Hold what draws published in 2017, and who is on the list in 2018.

    Args:
        areas: (K, N, 13) priority areas of the groups on the list of 2017.
        graduation: (K, N) graduation rate of all students in 2017, percent, not-a-number where there is none.
        listed: (K, N) on the list of 2018.
    """

    areas: NDArray[np.uint8]
    graduation: NDArray[np.float32]
    listed: NDArray[np.bool_]


@dataclass(frozen=True)
class Weighing:
    """Say how a draw's disagreement with what was public is weighed.

    Args:
        area: taken off the log weight for one area of one group.
        status: taken off besides when the district is on one list and not on the other.
        near: spread allowed to graduation, points of percent.
    """

    area: float
    status: float
    near: float


def see(
    world: World, scenario: Scenario, seeds: Sequence[int], seen: Callable[[int], None] = lambda count: None
) -> Seen:
    """Draw the Dashboards of 2017 and 2018 many times.

    Args:
        world: N districts.
        scenario: parameters.
        seeds: K seeds.
        seen: called with the number of seeds after each batch.
    """
    areas, graduation, listed = [], [], []
    for some in batches(seeds):
        drawn = draw(world, scenario, some, (2016, 2017, 2018))
        areas.append(drawn.listed_areas[2017].transpose(2, 0, 1))
        graduation.append(drawn.everybody[2017]["GRAD"].T.astype(np.float32))
        listed.append((drawn.listed_areas[2018] > 0).any(axis=1).T)
        seen(len(some))
    return Seen(np.concatenate(areas), np.concatenate(graduation), np.concatenate(listed))


def weighted(
    draws: Seen, areas: NDArray[np.uint8], graduation: NDArray[np.float64], weighing: Weighing
) -> NDArray[np.float64]:
    """Give each district's chance of being on the list of 2018, (N,).

    Draws are weighed district by district by how well they agree with what was public about that district.
    Given its county and the state's year a district is independent of all others; what the others' lists say
    about these two common parts is left out, which is the approximation.

    Args:
        draws: K draws of N districts.
        areas: (N, 13) priority areas of the groups on the list of 2017.
        graduation: (N,) graduation rate of 2017, percent, not-a-number where there is none.
        weighing: how disagreement is weighed.
    """
    return _chance(_Apart.between(draws, areas, graduation), draws.listed, weighing)


@dataclass(frozen=True, eq=False)
class _Apart:
    """Hold how far draws are from what was public: areas, status, and graduation in points squared, (K, N)."""

    areas: NDArray[np.float32]
    status: NDArray[np.float32]
    graduation: NDArray[np.float32]

    @classmethod
    def between(cls, draws: Seen, areas: NDArray[np.uint8], graduation: NDArray[np.float64]) -> _Apart:
        wrong = np.stack([_BITS[each ^ areas].sum(axis=1) for each in draws.areas]).astype(np.float32)
        status = (draws.areas > 0).any(axis=2) != (areas > 0).any(axis=1)
        off = np.nan_to_num(draws.graduation - graduation.astype(np.float32), nan=0.0)
        return cls(wrong, status.astype(np.float32), off * off)


def _chance(apart: _Apart, listed: NDArray[np.bool_], weighing: Weighing) -> NDArray[np.float64]:
    log_weight = -weighing.area * apart.areas - weighing.status * apart.status
    log_weight -= apart.graduation / (2 * weighing.near**2)
    weight = np.exp(log_weight - log_weight.max(axis=0)).astype(np.float64)
    total = weight.sum(axis=0)
    worth = total**2 / (weight**2).sum(axis=0)
    share = (weight * listed).sum(axis=0) / total
    chance: NDArray[np.float64] = (worth * share + _PRIOR_DRAWS * listed.mean(axis=0)) / (worth + _PRIOR_DRAWS)
    return chance


def choose_weighing(draws: Seen) -> Weighing:
    """Choose the weighing that forecasts draws of the model itself best; California's 2018 is not looked at.

    Args:
        draws: K draws; the first few are forecast from all others.
    """
    tried = min(_TRIED_ON, len(draws.listed) - 1)
    others = Seen(draws.areas[tried:], draws.graduation[tried:], draws.listed[tried:])
    loss: dict[Weighing, float] = {}
    for one in range(tried):
        apart = _Apart.between(others, draws.areas[one], draws.graduation[one].astype(np.float64))
        truth = draws.listed[one]
        for weighing in _weighings():
            chance = np.clip(_chance(apart, others.listed, weighing), 0.005, 0.995)
            loss[weighing] = loss.get(weighing, 0.0) - float(np.log(np.where(truth, chance, 1 - chance)).mean())
    return min(loss, key=lambda weighing: loss[weighing]) if loss else next(_weighings())


def _weighings() -> Iterator[Weighing]:
    for area in _OF_AREA:
        for status in _OF_STATUS:
            for near in _NEAR:
                yield Weighing(area, status, near)


def forecast(draws: Seen, official: Official) -> tuple[NDArray[np.float64], Weighing]:
    """Forecast who is on the list of 2018 from the list and the graduation rates of 2017.

    Args:
        draws: K draws of N districts.
        official: what was published; of it only 2017 is used.

    Returns:
        (N,) chances, and how draws were weighed.
    """
    weighing = choose_weighing(draws)
    nothing = np.full(draws.listed.shape[1], np.nan)
    return weighted(draws, official.areas[2017], official.graduation.get(2017, nothing), weighing), weighing
