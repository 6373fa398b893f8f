"""The analysis: screen all uncertain numbers, ask by mechanism, then look closely at the few that matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sos_sim.study.sensitivity.chance import Chance, chance_of
from sos_sim.study.sensitivity.designs import Array, Blocks, Effects, Indices, Trajectories, varies, whole_blocks
from sos_sim.study.sensitivity.question import Evaluate, Question
from sos_sim.study.sensitivity.ranking import Distances, Leaders, Share, distances, leaders, share_of

Of = Literal["level", "lead", "ranking"]


@dataclass(frozen=True)
class Sizes:
    """Hold how large an analysis is.

    Args:
        trajectories: walks of the screening.
        base: blocks of the closer look, a power of 2; the mechanisms get half as many.
        keep: numbers that are looked at closely.
    """

    trajectories: int = 10
    base: int = 128
    keep: int = 16


@dataclass(frozen=True)
class Measure:
    """Hold what is analysed of an outcome.

    Args:
        effects: of every number (D,).
        groups: indices of the mechanisms (G,); None where there is one mechanism only.
        indices: of the numbers kept, in their order.
        spread: standard deviation over all uncertainty.
        kept_share: variance when only the numbers kept are uncertain, as a share of the variance when all are.
    """

    effects: Effects
    groups: Indices | None
    indices: Indices
    spread: float
    kept_share: float

    @property
    def relative(self) -> Array:
        """Give the size of every number's effect in spreads of the outcome, (D,)."""
        return _relative(self.effects, self.spread)


@dataclass(frozen=True)
class OutcomeSensitivity:
    """Hold what was found of one outcome.

    Args:
        outcome: its name.
        mean: mean over all uncertainty, policies and seeds.
        level: how far the uncertain numbers move it, mean over the policies.
        chance: how much of the level is due to seeds.
        leaders: the two policies that lead; None where no direction is better or there is one policy.
        lead: how far the uncertain numbers move the distance between the two leaders.
        ranking: how far they decide which of the two is better: 1 where the runner-up is, 0 elsewhere.
        mean_lead: mean of that distance.
        displaced: share of points at which any other policy is best.
        overtaken: share of points at which the runner-up is better than the best on average.
        distances: how differently each number lies where the runner-up is better.
    """

    outcome: str
    mean: float
    level: Measure
    chance: Chance
    leaders: Leaders | None
    lead: Measure | None
    ranking: Measure | None
    mean_lead: float
    displaced: Share | None
    overtaken: Share | None
    distances: Distances | None

    @property
    def measures(self) -> dict[Of, Measure]:
        """Give what was analysed: the level, and the lead and the ranking where there are some."""
        found: dict[Of, Measure | None] = {"level": self.level, "lead": self.lead, "ranking": self.ranking}
        return {of: measure for of, measure in found.items() if measure is not None}


@dataclass(frozen=True)
class Found:
    """Hold a finished analysis.

    Args:
        question: what was asked.
        sizes: how large it was.
        kept: places of the numbers that were looked at closely, the most influential first.
        outcomes: one per outcome.
    """

    question: Question
    sizes: Sizes
    kept: tuple[int, ...]
    outcomes: tuple[OutcomeSensitivity, ...]


@dataclass(frozen=True)
class Designs:
    """Hold the designs that are known before anything is run.

    Args:
        question: what is asked.
        sizes: how large the analysis is.
    """

    question: Question
    sizes: Sizes

    @property
    def names(self) -> tuple[str, ...]:
        """Name the uncertain numbers."""
        return tuple(each.path for each in self.question.uncertain)

    @cached_property
    def screening(self) -> Trajectories:
        """Give the walks through all numbers."""
        return Trajectories(self.names, self.sizes.trajectories)

    @cached_property
    def everything(self) -> Blocks:
        """Give the blocks in which all numbers vary: by mechanism, or by number where there is one mechanism."""
        groups = tuple(each.group for each in self.question.uncertain)
        return Blocks(self.names, groups if self.by_mechanism else (), max(2, self.sizes.base // 2), at_random=True)

    @property
    def by_mechanism(self) -> bool:
        """Tell whether there are mechanisms to tell apart."""
        return len(self.question.groups) > 1

    def close(self, kept: tuple[int, ...]) -> Blocks:
        """Give the blocks in which only some numbers vary.

        Args:
            kept: their places.
        """
        return Blocks(tuple(self.names[place] for place in kept), (), self.sizes.base)

    @property
    def points(self) -> dict[str, int]:
        """Count the points of each step."""
        keep = min(self.sizes.keep, len(self.names))
        return {
            "screening": self.sizes.trajectories * self.screening.block,
            "groups": self.everything.base * self.everything.block,
            "sobol": self.sizes.base * (keep + 2),
        }

    def settings(self, units: Array, places: tuple[int, ...]) -> list[Mapping[str, float]]:
        """Turn points of the unit cube into settings.

        Args:
            units: (n, d) points.
            places: (d,) which numbers the columns are.
        """
        numbers = [self.question.uncertain[place] for place in places]
        return [{each.path: each.value(float(u)) for each, u in zip(numbers, row, strict=True)} for row in units]


def analyse(question: Question, sizes: Sizes, evaluate: Evaluate) -> Found:
    """Run the three steps and read them.

    All numbers vary in the first two; the third moves the ``keep`` most influential ones and leaves the others
    where the policies have them. Influence is the mean size of the elementary effect in spreads of what is
    measured; the levels of all outcomes, then their leads, name the most influential number in turn.

    Args:
        question: what is asked.
        sizes: how large the analysis is.
        evaluate: what gives the outcomes.
    """
    designs = Designs(question, sizes)
    every = tuple(range(len(question.uncertain)))
    screened = evaluate("screening", designs.settings(designs.screening.units, every))
    settings = designs.settings(designs.everything.units, every)
    varied = evaluate("groups", settings)
    ahead = [
        leaders(varied.mean(axis=2)[..., place], better) for place, better in enumerate(question.better)
    ]
    first = {
        (place, of): _first_look(designs, _measured(screened, place, of, who), _measured(varied, place, of, who))
        for place, of, who in _targets(ahead)
    }
    named = [_relative(look.effects, look.spread) for (_, of), look in first.items() if of != "ranking"]
    kept = _most_influential(named, sizes.keep)
    design = designs.close(kept)
    close = evaluate("sobol", designs.settings(design.units, kept))
    measures = {
        (place, of): _closer(first[place, of], design, _measured(close, place, of, who))
        for place, of, who in _targets(ahead)
    }
    values_of = np.array([list(each.values()) for each in settings])
    return Found(
        question,
        sizes,
        kept,
        tuple(
            _outcome(
                designs,
                name,
                varied[..., place],
                values_of,
                ahead[place],
                {of: measure for (at, of), measure in measures.items() if at == place},
            )
            for place, name in enumerate(question.outcomes)
        ),
    )


@dataclass(frozen=True)
class _First:
    effects: Effects
    groups: Indices | None
    spread: float


def _targets(ahead: list[Leaders | None]) -> list[tuple[int, Of, Leaders | None]]:
    """Give what is analysed: place of the outcome, what of it, and who leads; all levels come before the leads."""
    targets: list[tuple[int, Of, Leaders | None]] = [(place, "level", found) for place, found in enumerate(ahead)]
    others: tuple[Of, ...] = ("lead", "ranking")
    return targets + [(place, of, found) for of in others for place, found in enumerate(ahead) if found is not None]


def _measured(values: Array, place: int, of: Of, ahead: Leaders | None) -> Array:
    """Give one number per point from the means over seeds; NaN where a run failed."""
    by_policy = values[..., place].mean(axis=2)
    if ahead is None or of == "level":
        return np.asarray(by_policy.mean(axis=1))
    if of == "lead":
        return ahead.lead(by_policy)
    whole = np.isfinite(by_policy).all(axis=1)
    measured = np.full(len(by_policy), np.nan)
    measured[whole] = ahead.overtaken(by_policy[whole])
    return measured


def _first_look(designs: Designs, screened: Array, varied: Array) -> _First:
    finite = varied[np.isfinite(varied)]
    spread = float(finite.std()) if len(finite) > 1 and varies(finite) else 0.0
    return _First(
        designs.screening.effects(screened),
        designs.everything.indices(varied) if designs.by_mechanism else None,
        spread,
    )


def _closer(first: _First, design: Blocks, values: Array) -> Measure:
    finite = values[np.isfinite(values)]
    share = float(finite.var() / first.spread**2) if len(finite) > 1 and first.spread > 0 else np.nan
    return Measure(first.effects, first.groups, design.indices(values), first.spread, share)


def _relative(effects: Effects, spread: float) -> Array:
    relative: Array = effects.mu_star / spread if spread > 0 else np.zeros_like(effects.mu_star)
    return relative


def _most_influential(relative: list[Array], keep: int) -> tuple[int, ...]:
    """Let everything that is measured name in turn the strongest number that is not named yet.

    Comparing sizes across outcomes instead would fill the list from the outcome whose effects are the most uneven.
    """
    orders = [[int(place) for place in np.argsort(-np.nan_to_num(each), kind="stable")] for each in relative]
    kept: list[int] = []
    while len(kept) < min(keep, len(orders[0])):
        for order in orders:
            if len(kept) < keep and (left := [place for place in order if place not in kept]):
                kept.append(left[0])
    return tuple(kept)


def _outcome(
    designs: Designs,
    name: str,
    varied: Array,
    values_of: Array,
    ahead: Leaders | None,
    measures: dict[Of, Measure],
) -> OutcomeSensitivity:
    """Read one outcome out of the points at which all numbers vary, (n, P, K)."""
    design = designs.everything
    whole: NDArray[np.bool_] = whole_blocks(varied.mean(axis=(1, 2)), design.block)
    by_policy = varied[whole].mean(axis=2)
    mean = float(by_policy.mean()) if len(by_policy) else np.nan
    chance = chance_of(varied[whole].mean(axis=1))
    if ahead is None:
        return OutcomeSensitivity(
            name, mean, measures["level"], chance, None, None, None, np.nan, None, None, None
        )
    overtaken = ahead.overtaken(by_policy)
    independent = design.independent[whole]
    return OutcomeSensitivity(
        name,
        mean,
        measures["level"],
        chance,
        ahead,
        measures["lead"],
        measures["ranking"],
        float(ahead.lead(by_policy).mean()),
        share_of(ahead.displaced(by_policy), design.block),
        share_of(overtaken, design.block),
        distances(values_of[whole][independent], overtaken[independent]),
    )
