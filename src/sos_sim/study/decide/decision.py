"""Everything `sos-sim decide` finds in a sweep: front, regret, satisficing, futures won, scenario discovery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.problems import InputProblems, Problem
from sos_sim.study.decide.cube import Cube, find_policy, read_cube
from sos_sim.study.decide.discovery import CHOICE, Box, find_box
from sos_sim.study.decide.front import RESAMPLES, front_share, on_front, resampled
from sos_sim.study.decide.notes import notes_of
from sos_sim.study.decide.regret import regret, share_interval, won
from sos_sim.study.decide.requirements import (
    Requirement,
    no_worse_than,
    not_among_the_worst,
    read_requirements,
)
from sos_sim.study.decide.samples import SAMPLED_LEVERS, pooled_samples, sample_of

MOST_BOXED = 3
WORST = 0.05
_MOST_WEIGHTS = 20_000_000
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Satisfied:
    """Hold the share of futures in which a policy meets something.

    Args:
        share: share of futures.
        low: lower end of the 90 % interval.
        high: upper end.
    """

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Decision:
    """Hold what a sweep says about its policies.

    Args:
        cube: the outcomes it rests on.
        requirements: what was required.
        on_front: (P,) on the front of the means.
        on_front_worst: (P,) on the front of the 5 % worst values.
        front_share: (P,) share of resamples of futures on the front; None with one future.
        worst: (P, O) 5 % quantile on the bad side.
        regrets: (P, F, O) regret.
        won: share of futures won by policy and outcome.
        satisfied: by policy, for every requirement.
        satisfied_all: by policy, all requirements together.
        boxes: scenario discovery.
        notes: what a reader must know of the comparison.
    """

    cube: Cube
    requirements: tuple[Requirement, ...]
    on_front: NDArray[np.bool_]
    on_front_worst: NDArray[np.bool_]
    front_share: Array | None
    worst: Array
    regrets: Array
    won: tuple[tuple[Satisfied, ...], ...]
    satisfied: tuple[tuple[Satisfied, ...], ...]
    satisfied_all: tuple[Satisfied, ...]
    boxes: tuple[Box, ...]
    notes: tuple[str, ...]

    @property
    def order(self) -> list[int]:
        """List the places of the policies: the base, then the front, then the others by how often they are on it."""
        shares = self.front_share if self.front_share is not None else self.on_front.astype(float)
        rest = sorted(range(1, len(self.cube.policies)), key=lambda p: (not self.on_front[p], -shares[p], p))
        return [0, *rest]

    def satisfied_by_outcome(self, place: int) -> dict[str, float]:
        """Give the share of futures in which a policy meets what is required of each outcome.

        Args:
            place: place of the policy.
        """
        return {
            outcome: float(met_of(self.cube, [r for r in self.requirements if r.outcome == outcome])[place].mean())
            for outcome in dict.fromkeys(r.outcome for r in self.requirements)
        }

    def as_json(self) -> dict[str, Any]:
        """Give the decision as plain data."""
        greatest = self.regrets.max(axis=1)
        outcomes = self.cube.outcomes
        return {
            "folder": str(self.cube.folder),
            "futures": int(self.cube.values.shape[1]),
            "left_out": self.cube.left_out,
            "policies": [
                {
                    "name": policy.name,
                    "scenario": policy.scenario,
                    "settings": policy.settings,
                    "mean": dict(zip(outcomes, self.cube.values[place].mean(axis=0).tolist(), strict=True)),
                    "regret": dict(zip(outcomes, greatest[place].tolist(), strict=True)),
                    "satisfied": self.satisfied_by_outcome(place),
                    "satisfied_all": self.satisfied_all[place].share,
                    "won": {name: self.won[place][o].share for o, name in enumerate(outcomes)},
                    "on_front": bool(self.on_front[place]),
                    "on_front_worst": bool(self.on_front_worst[place]),
                    "front_share": None if self.front_share is None else float(self.front_share[place]),
                }
                for place, policy in enumerate(self.cube.policies)
            ],
            "boxes": [_box_as_json(box) for box in self.boxes],
            "box_chosen": CHOICE,
            "notes": list(self.notes),
        }


def decide(
    folder: Path,
    *,
    require: Sequence[str] = (),
    policy: str | None = None,
    outcomes: Sequence[str] | None = None,
) -> Decision:
    """Weigh the policies of a finished sweep.

    Args:
        folder: the sweep folder; nothing is written.
        require: requirements as typed, ``OUTCOME>=VALUE`` or ``OUTCOME<=VALUE``; when none is given, no worse
            than the first policy in the same future, or, where no policy is a natural base, not in the worst quarter.
        policy: the policy whose failures are looked into; chosen by regret and front when not given.
        outcomes: outcomes of the trade-off; the sweep's main ones when not given.

    Raises:
        InputProblems: the folder, a requirement, an outcome or the policy cannot be used.
    """
    typed = read_requirements(require)
    cube = read_cube(folder, outcomes, [requirement.outcome for requirement in typed])
    pooled = bool(cube.levers) and (
        not cube.shared or (not cube.uncertainties and len(cube.policies) >= SAMPLED_LEVERS)
    )
    requirements = typed or _default_requirements(cube, pooled)
    chosen = _policy_asked(cube, policy, pooled, requirements)
    worlds, seeds = np.unique(cube.worlds).size, np.unique(cube.seeds).size
    weights = resampled(
        cube.worlds, cube.seeds, max(100, min(RESAMPLES, _MOST_WEIGHTS // cube.values.shape[1]))
    )
    independent = max(worlds, seeds)
    gains = cube.gains
    bad_end = np.quantile(gains, WORST, axis=1)
    regrets = regret(gains)
    front = on_front(gains.mean(axis=1))
    shares = front_share(gains, weights) if gains.shape[1] > 1 else None
    winners = won(gains)
    met = [met_of(cube, [requirement]) for requirement in requirements]

    def satisfied(hits: Array) -> Satisfied:
        return Satisfied(float(hits.mean()), *share_interval(hits, weights, independent))

    everyone = range(len(cube.policies))
    boxes = _boxes(cube, requirements, regrets, front, chosen, pooled, bool(typed))
    return Decision(
        cube=cube,
        requirements=tuple(requirements),
        on_front=front,
        on_front_worst=on_front(bad_end),
        front_share=shares,
        worst=bad_end * cube.signs,
        regrets=regrets,
        won=tuple(tuple(satisfied(winners[p, :, o]) for o in range(len(cube.outcomes))) for p in everyone),
        satisfied=tuple(tuple(satisfied(each[p].astype(float)) for each in met) for p in everyone),
        satisfied_all=tuple(satisfied(np.all([each[p] for each in met], axis=0).astype(float)) for p in everyone),
        boxes=tuple(boxes),
        notes=tuple(notes_of(cube, requirements, pooled, bool(typed))),
    )


def met_of(cube: Cube, requirements: Sequence[Requirement]) -> NDArray[np.bool_]:
    """Tell where policies meet all of some requirements.

    Args:
        cube: the outcomes.
        requirements: the requirements.

    Returns:
        (P, F) True where all are met.
    """
    met = np.ones(cube.values.shape[:2], dtype=bool)
    for requirement in requirements:
        own = cube.values[:, :, cube.outcomes.index(requirement.outcome)]
        met &= requirement.met(own, own[:1])
    return met


def _default_requirements(cube: Cube, pooled: bool) -> list[Requirement]:
    if pooled or len(cube.policies) == 1:
        return not_among_the_worst(cube.outcomes, cube.runs[list(cube.outcomes)].to_numpy(float))
    return no_worse_than(cube.policies[0].name, cube.outcomes)


def _policy_asked(
    cube: Cube, policy: str | None, pooled: bool, requirements: Sequence[Requirement]
) -> int | None:
    if policy is None:
        return None
    if pooled:
        found = "every policy of this sweep was tried with values of its own, so single ones cannot be looked into"
        allowed = "the command without --policy looks into all of them together"
        raise InputProblems([Problem("--policy", found, allowed)])
    place = find_policy(cube.policies, policy)
    if place == 0 and all(requirement.value is None for requirement in requirements):
        found = f"{cube.policies[0].name} is what the others are held against"
        allowed = "another policy, or this one with --require OUTCOME>=VALUE"
        raise InputProblems([Problem("--policy", found, allowed)])
    return place


def _boxes(
    cube: Cube,
    requirements: Sequence[Requirement],
    regrets: Array,
    front: NDArray[np.bool_],
    asked: int | None,
    pooled: bool,
    typed: bool,
) -> list[Box]:
    main = _main(cube)
    wanted = list(requirements) if typed else [r for r in requirements if r.outcome == main]
    if pooled:
        return [
            find_box(name, requirement, factors, sample)
            for requirement in wanted
            for name, factors, sample in pooled_samples(cube, requirement, MOST_BOXED)
        ]
    if not cube.uncertainties:
        return []
    # The least regret comes first, then the front, again by regret.
    by_regret = np.argsort(regrets.max(axis=1)[:, cube.outcomes.index(main)], kind="stable")
    careful = [int(by_regret[0]), *(int(place) for place in by_regret if front[place])]
    places = careful if asked is None else [asked]
    boxes = []
    for requirement in wanted:
        held = [place for place in dict.fromkeys(places) if place > 0 or requirement.value is not None]
        for place in held[:MOST_BOXED]:
            sample = sample_of(cube, place, met_of(cube, [requirement])[place])
            boxes.append(find_box(cube.policies[place].name, requirement, cube.uncertainties, sample))
    return boxes


def _main(cube: Cube) -> str:
    return "true_outcome" if "true_outcome" in cube.outcomes else cube.outcomes[0]


def _box_as_json(box: Box) -> dict[str, Any]:
    steps = [
        {
            "step": place,
            "path": box.factors[step.factor] if step.factor >= 0 else None,
            "side": step.side if step.factor >= 0 else None,
            "coverage": step.coverage,
            "density": step.density,
            "mass": step.mass,
            "separation": step.separation,
            "chosen": place == box.chosen and box.found,
        }
        for place, step in enumerate(box.steps)
    ]
    return {
        "policy": box.policy,
        "outcome": box.requirement.outcome,
        "rule": box.requirement.rule,
        "words": box.words,
        "found": box.found,
        "fail_share": box.fail_share,
        "limits": [
            {
                "path": limit.path,
                "low": limit.low,
                "high": limit.high,
                "words": limit.words,
                "chance": limit.chance,
                "comes_back": limit.comes_back,
            }
            for limit in box.limits
        ],
        "coverage": box.coverage,
        "density": box.density,
        "mass": box.mass,
        "density_out_of_sample": box.checked,
        "chance": box.chance,
        "points": box.points,
        "steps": steps,
        "tree": [
            {
                "limits": [
                    {"path": path, "low": low, "high": high} for path, (low, high) in leaf.limits.items()
                ],
                "words": leaf.words,
                "coverage": leaf.coverage,
                "density": leaf.density,
                "mass": leaf.mass,
            }
            for leaf in box.leaves
        ],
    }
