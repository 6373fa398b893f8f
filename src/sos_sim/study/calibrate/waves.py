"""Waves of runs, each where the last emulator finds the findings likely, until the posterior stands still."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sos_sim.study.calibrate.agreement import distances
from sos_sim.study.calibrate.emulate import (
    Emulator,
    averaged_log_likelihood,
    emulated_log_likelihood,
    emulator_through,
    find_covariances,
    typical_error,
)
from sos_sim.study.calibrate.kept import Kept
from sos_sim.study.calibrate.leave_out import BlockCheck, check_blocks
from sos_sim.study.calibrate.question import Floats
from sos_sim.study.calibrate.sample import LENGTHS, Sampled, sample_posterior
from sos_sim.study.calibrate.surface import Covariance, Kind

if TYPE_CHECKING:
    from sos_sim.study.calibrate.question import Question

PLACES_PER_NUMBER = 10
WIDENED = 0.5
"""Power of the likelihood that the places of the next wave are drawn with."""
_FROM_PRIOR = 0.25  # share of a wave that ignores what was learnt, in case it was wrong
_DRAWS = 2000
_SHORT = 20  # correlation times of the chains between waves
_ROOT = 1
_IMPOSSIBLE = float(np.log(0.01))
_LOOKED_AT = 4096

Simulate = Callable[[str, Floats], Floats]
"""Give the statistics of the real model at places, under a name that they are kept by."""


@dataclass(frozen=True)
class Wave:
    """Hold what is known after one wave.

    Args:
        number: number of the wave, from 1.
        added: places run in it.
        emulator: fitted to all places so far.
        checks: leave-one-out check per block.
        sampled: the widened posterior.
        moved: mean distance of its margins from those of the wave before, standard deviations.
        error: twice the Monte Carlo error, which chance alone may move them by.
        seconds: time of fit and chain.
    """

    number: int
    added: int
    emulator: Emulator
    checks: list[BlockCheck]
    sampled: Sampled
    moved: float
    error: float
    seconds: float

    @property
    def bad(self) -> list[int]:
        """Number the blocks that are foretold badly, where that matters."""
        return [check.block for check in self.checks if check.bad]

    @property
    def settled(self) -> bool:
        """Tell whether the posterior moved no more than by chance and every block is foretold well."""
        return self.moved <= self.error and not self.bad


def run_waves(
    question: Question, simulate: Simulate, kept: Kept, points: int, waves: int, kind: Kind, tell: Callable[[str], None]
) -> list[Wave]:
    """Run waves until the posterior stands still.

    Args:
        question: what is asked.
        simulate: runs the real model.
        kept: keeps fits and chains.
        points: places per wave.
        waves: most waves.
        kind: kind of emulator.
        tell: says how it goes.
    """
    numbers = len(question.priors)
    places, statistics = np.empty((0, numbers)), np.empty((0, 0))
    done: list[Wave] = []
    for number in range(1, waves + 1):
        chance = np.random.default_rng([_ROOT, 100 + number])
        new = next_places(done[-1].sampled.places if done else None, points, numbers, chance)
        found = simulate(f"wave-{number}", new)
        places = np.concatenate([places, new])
        statistics = np.concatenate([statistics, found]) if done else found
        before = done[-1].emulator if done else None
        emulator, fitting = fitted(question, places, statistics, kind, before, kept, f"wave-{number}")
        earlier = done[-1].sampled.places if done else None
        sampled, sampling = chain(question, emulator, f"wave-{number}", kept, earlier, WIDENED, _DRAWS, _SHORT)
        moved, error = float("inf"), 0.0
        if done:
            moved = float(distances(sampled.places, done[-1].sampled.places).mean())
            error = chance_distance(sampled)
        wave = Wave(
            number, len(new), emulator, check_blocks(emulator, question), sampled, moved, error, fitting + sampling
        )
        done.append(wave)
        tell(_line(wave))
        if wave.settled:
            break
    return done


def chance_distance(sampled: Sampled) -> float:
    """Give twice the Monte Carlo error of a chain's mean, standard deviations.

    Args:
        sampled: the chain.
    """
    independent = sampled.steps * walkers(sampled.places.shape[1]) / sampled.tau
    return float(2.0 / independent**0.5)


def next_places(drawn: Floats | None, points: int, numbers: int, chance: np.random.Generator) -> Floats:
    """Choose the places of a wave: spread over the prior, and most of them from a widened posterior once there is one.

    Args:
        drawn: (M, D) draws from the widened posterior, or None for the first wave.
        points: places wanted.
        numbers: unknown numbers (D).
        chance: random numbers.
    """
    from scipy.stats import qmc

    spread = points if drawn is None else max(1, round(_FROM_PRIOR * points))
    places: Floats = qmc.LatinHypercube(numbers, rng=chance).random(spread)
    if drawn is None:
        return places
    chosen = drawn[chance.choice(len(drawn), points - spread, replace=len(drawn) < points - spread)]
    return np.concatenate([places, chosen])


def fitted(
    question: Question, places: Floats, statistics: Floats, kind: Kind, earlier: Emulator | None, kept: Kept, name: str
) -> tuple[Emulator, float]:
    """Fit an emulator, or build it from the covariances that were kept, and give the seconds of the search.

    Args:
        question: what is asked.
        places: (n, D) places.
        statistics: (n, K) statistics.
        kind: kind of emulator.
        earlier: emulator of the wave before.
        kept: keeps covariances.
        name: name they are kept by.
    """

    def search() -> dict[str, Floats]:
        found = find_covariances(places, statistics, question.blocks, kind, earlier)
        return {"covariances": np.array([each.numbers() for each in found])}

    arrays, seconds = kept.arrays(f"fit-{name}", search)
    covariances = [Covariance.of(row) for row in arrays["covariances"]]
    return emulator_through(places, statistics, question.blocks, kind, covariances), seconds


def chain(
    question: Question,
    emulator: Emulator,
    name: str,
    kept: Kept,
    start: Floats | None = None,
    temper: float = 1.0,
    draws: int = 2 * _DRAWS,
    lengths: int = LENGTHS,
) -> tuple[Sampled, float]:
    """Draw from the emulated posterior, or take the draws that were kept, and give the seconds it took.

    Args:
        question: what is asked.
        emulator: the emulator.
        name: name of the chain.
        kept: keeps chains.
        start: (N, D) places to start near.
        temper: power of the likelihood.
        draws: draws wanted.
        lengths: correlation times the chain must last.
    """
    stage = zlib.crc32(name.encode())

    def walk() -> dict[str, Floats]:
        sampled = sample_posterior(
            emulated_log_likelihood(emulator, question),
            len(question.priors),
            draws,
            np.random.default_rng([_ROOT, stage]),
            walkers=walkers(len(question.priors)),
            start=start,
            temper=temper,
            lengths=lengths,
        )
        numbers = [sampled.tau, sampled.acceptance, sampled.r_hat, sampled.steps, sampled.converged]
        return {"places": sampled.places, "log_likelihood": sampled.log_likelihood, "numbers": np.array(numbers, float)}

    arrays, seconds = kept.arrays(f"chain-{name}", walk)
    tau, acceptance, r_hat, steps, converged = arrays["numbers"].tolist()
    found = Sampled(
        arrays["places"], arrays["log_likelihood"], tau, acceptance, r_hat, int(steps), bool(converged)
    )
    return found, seconds


def walkers(numbers: int) -> int:
    """Count the walkers of a chain.

    Args:
        numbers: unknown numbers (D).
    """
    return max(4 * numbers, 32)


@dataclass(frozen=True)
class Plausible:
    """Tell what the prior can do at all.

    Args:
        share: share of the prior where no finding is all but impossible (its likelihood below 1 in 100).
        unmet: findings that are all but impossible everywhere in the prior.
    """

    share: float
    unmet: tuple[str, ...]


def plausible(question: Question, emulator: Emulator) -> Plausible:
    """Look over the whole prior for findings that nothing there can meet; this rejects a model, it estimates nothing.

    Args:
        question: what is asked.
        emulator: the last emulator.
    """
    from scipy.stats import qmc

    places = qmc.Sobol(len(question.priors), rng=np.random.default_rng([_ROOT, 90])).random(_LOOKED_AT)
    sd = typical_error(emulator, question)
    found = np.concatenate(
        [
            averaged_log_likelihood(question, emulator.predict_mean(part), sd)
            for part in np.array_split(places, _LOOKED_AT // 256)
        ]
    )
    best = np.maximum(found.max(0), question.log_likelihood(emulator.statistics).max(0))
    unmet = tuple(name for name, value in zip(question.targets, best, strict=True) if value < _IMPOSSIBLE)
    return Plausible(float((found >= _IMPOSSIBLE).all(1).mean()), unmet)


def _line(wave: Wave) -> str:
    explained = min(float(check.explained.min()) for check in wave.checks)
    line = f"Wave {wave.number}: {len(wave.emulator.design)} places; worst statistic explained to {explained:.0%}"
    if wave.bad:
        line += f"; foretold badly: blocks {', '.join(str(block) for block in wave.bad)}"
    if np.isfinite(wave.moved):
        line += f"; posterior moved by {wave.moved:.2f} sd ({wave.error:.2f} by chance)"
    return line
