"""The posterior without an emulator: particles of the real model, from the prior to the posterior by degrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sos_sim.study.calibrate.question import Floats
from sos_sim.study.calibrate.reweight import resample

_KEPT = 0.5  # effective share of the particles after each rise of the temperature
_STAYING = 0.05  # share of the particles that may stay where they were in a generation
_MOST_MOVES, _FEWEST_MOVES = 12, 3
_GOAL = 0.25  # acceptance that the length of the steps is adapted to
_MOST_GENERATIONS = 60


@dataclass(frozen=True)
class Generation:
    """Hold the particles after one rise of the temperature.

    Args:
        places: (N, D) particles, equally weighted.
        log_likelihood: (N,) of the real model.
        temper: power of the likelihood they stand for, 0 to 1.
        evidence: log of the mean likelihood over the prior, raised to that power.
        length: factor of the steps.
        acceptance: share of the moves accepted.
        runs: places run so far.
    """

    places: Floats
    log_likelihood: Floats
    temper: float
    evidence: float
    length: float
    acceptance: float
    runs: int

    def arrays(self) -> dict[str, Floats]:
        """Give everything as arrays, to be kept."""
        numbers = [self.temper, self.evidence, self.length, self.acceptance, self.runs]
        return {"places": self.places, "log_likelihood": self.log_likelihood, "numbers": np.array(numbers)}

    @classmethod
    def of(cls, arrays: dict[str, Floats]) -> Generation:
        """Build a generation from the arrays kept.

        Args:
            arrays: what ``arrays`` gave.
        """
        temper, evidence, length, acceptance, runs = arrays["numbers"].tolist()
        places, found = arrays["places"], arrays["log_likelihood"]
        return cls(places, found, temper, evidence, length, acceptance, int(runs))


Keep = Callable[[int, Callable[[], Generation]], Generation]
"""Give generation of a number: as it was kept, or made by the function and then kept."""


def made_anew(_number: int, make: Callable[[], Generation]) -> Generation:
    """Make every generation and keep none."""
    return make()


def tempered_smc(
    log_likelihood: Callable[[Floats], Floats],
    numbers: int,
    particles: int,
    root: int,
    keep: Keep = made_anew,
) -> Generation:
    """Move particles from the prior to the posterior while the likelihood counts more and more.

    The next temperature leaves half of the particles effective; those are resampled and moved by differences of
    two particles of the other half, so that steps take the shape of the posterior (ter Braak 2006), reflected at
    the ends of the prior, until hardly one has stayed where it was.

    Args:
        log_likelihood: function of (S, D) places that gives (S,) values by the real model.
        numbers: unknown numbers (D).
        particles: particles (N).
        root: root of the random numbers.
        keep: keeps generations, so that an interrupted one alone is lost.
    """

    def first() -> Generation:
        places = np.random.default_rng([root, 0]).random((particles, numbers))
        found = _finite(log_likelihood(places))
        return Generation(places, found, 0.0, 0.0, 1.0, 1.0, particles)

    state = keep(0, first)
    for number in range(1, _MOST_GENERATIONS):
        if state.temper >= 1.0:
            break
        before, chance = state, np.random.default_rng([root, number])

        def following(before: Generation = before, chance: np.random.Generator = chance) -> Generation:
            return _next(before, log_likelihood, chance)

        state = keep(number, following)
    return state


def _next(state: Generation, log_likelihood: Callable[[Floats], Floats], chance: np.random.Generator) -> Generation:
    count, numbers = state.places.shape
    rise = _rise(state.log_likelihood, 1.0 - state.temper)
    temper = 1.0 if rise >= 1.0 - state.temper else state.temper + rise
    logs = rise * state.log_likelihood
    weights = np.exp(logs - logs.max())
    evidence = state.evidence + float(logs.max() + np.log(weights.mean()))
    chosen = resample(weights / weights.sum(), count, chance)
    places, found = state.places[chosen], state.log_likelihood[chosen]
    length, accepted, proposed, runs, stayed = state.length, 0, 0, state.runs, 1.0
    for move in range(_MOST_MOVES):
        moved = 0
        for half in (np.arange(0, count, 2), np.arange(1, count, 2)):
            other = np.setdiff1d(np.arange(count), half)
            one = chance.integers(len(other), size=len(half))
            two = (one + chance.integers(1, len(other), size=len(half))) % len(other)
            # Now and then a whole difference, which takes a particle from one hill to another.
            usual = length * 2.38 / (2.0 * numbers) ** 0.5
            size = np.where(chance.random(len(half)) < 0.1, 1.0, usual)[:, None]
            step = size * (places[other[one]] - places[other[two]])
            proposal = _reflected(places[half] + step + 1e-4 * chance.standard_normal(step.shape))
            value = _finite(log_likelihood(proposal))
            yes = np.log(chance.random(len(half))) < temper * (value - found[half])
            places[half[yes]], found[half[yes]] = proposal[yes], value[yes]
            moved += int(yes.sum())
            runs += len(half)
        share = moved / count
        accepted, proposed = accepted + moved, proposed + count
        length = float(np.clip(length * np.exp(share - _GOAL), 0.1, 2.0))
        stayed *= 1.0 - share
        if move + 1 >= _FEWEST_MOVES and stayed < _STAYING:
            break
    return Generation(places, found, temper, evidence, length, accepted / proposed, runs)


def _rise(found: Floats, most: float) -> float:
    """Find how much the power may rise until the particles' effective share has fallen to what is kept."""

    def share(rise: float) -> float:
        logs = rise * (found - found.max())
        weights = np.exp(logs)
        return float(weights.sum() ** 2 / (weights**2).sum() / len(found))

    if share(most) >= _KEPT:
        return most
    low, high = 0.0, most
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if share(middle) >= _KEPT else (low, middle)
    return 0.5 * (low + high)


def _finite(found: Floats) -> Floats:
    """Give the impossible a very low likelihood, so that differences stay numbers."""
    value: Floats = np.maximum(np.nan_to_num(found, nan=-1e10, neginf=-1e10), -1e10)
    return value


def _reflected(places: Floats) -> Floats:
    """Bring places beyond the ends of the cube back as a mirror would; forward and back are then equally likely."""
    folded = np.mod(places, 2.0)
    inside: Floats = np.where(folded > 1.0, 2.0 - folded, folded)
    return inside
