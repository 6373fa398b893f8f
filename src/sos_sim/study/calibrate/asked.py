"""The question that coded interviews ask of the model: its priors, its virtual interviews, its findings."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import logit

from sos_sim.interviews.hold import hold_interviews, looked_at
from sos_sim.interviews.likelihood import LEAST_SHARE, Finding, finding_of, invented, likelihood
from sos_sim.interviews.settings import interview_parameters
from sos_sim.interviews.targets import Target
from sos_sim.interviews.words import CONVENTIONAL, Reading
from sos_sim.scenario.scenario import Scenario
from sos_sim.study.calibrate.file import Calibration
from sos_sim.study.calibrate.question import Floats, Prior
from sos_sim.study.worlds import PackedWorld, opened
from sos_sim.world.build import World

SIDE_BY_SIDE = 64
"""States that are simulated together: as many as share draws well."""


@dataclass(frozen=True, eq=False)
class InterviewQuestion:
    """Ask which values of unknown numbers agree with interviews.

    Args:
        priors: (D,) the numbers to be learnt.
        fitted: (T,) the targets that are fitted.
        findings: (T,) what was found.
        weights: (T,) powers of the likelihoods.
        world: the districts, packed where questions travel to workers.
        scenario: conditions of 2017.
        moved: numbers of the interviews that are set, by path.
    """

    priors: tuple[Prior, ...]
    fitted: tuple[Target, ...]
    findings: tuple[Finding, ...]
    weights: tuple[float, ...]
    world: World | PackedWorld
    scenario: Scenario
    moved: Mapping[str, float]

    @property
    def targets(self) -> tuple[str, ...]:
        """Name the fitted targets."""
        return tuple(target.ident for target in self.fitted)

    @functools.cached_property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """Give the statistics of each target."""
        sizes = [_statistics(target, self.moved) for target in self.fitted]
        ends = np.cumsum(sizes)
        return tuple(tuple(range(end - size, end)) for size, end in zip(sizes, ends.tolist(), strict=True))

    @functools.cached_property
    def dispersion(self) -> float:
        """Give the intraclass correlation of counts."""
        usual = interview_parameters()["interviews.dispersion"].default
        return float(self.moved.get("interviews.dispersion", usual))

    def simulate(self, places: Floats, seeds: Sequence[int]) -> Floats:
        """Hold the interviews at every place, the mean over some futures, (S, K).

        Args:
            places: (S, D) places in the prior.
            seeds: futures.
        """
        values = np.column_stack([prior.value(places[:, column]) for column, prior in enumerate(self.priors)])
        total = np.zeros((len(values), sum(len(block) for block in self.blocks)))
        for first in range(0, len(values), SIDE_BY_SIDE):
            part = slice(first, first + SIDE_BY_SIDE)
            for seed in seeds:
                total[part] += self._held(values[part], seed)
        return self._unbounded(total / len(seeds))

    def _held(self, values: Floats, seed: int) -> Floats:
        """Hold the interviews in one future, (S, K): shares and figures as they are."""
        moved: dict[str, Any] = dict(self.moved)
        scenarios = [self.scenario] * len(values)
        for column, prior in enumerate(self.priors):
            if prior.path.startswith("interviews."):
                moved[prior.path] = values[:, column]
                continue
            scenarios = [
                replace(each, changes={**each.changes, prior.path: ((0, float(value)),)})
                for each, value in zip(scenarios, values[:, column], strict=True)
            ]
        answers = hold_interviews(opened(self.world), scenarios, [seed] * len(values), self.fitted, moved)
        return np.concatenate([answers[target.ident] for target in self.fitted]).T

    def _unbounded(self, means: Floats) -> Floats:
        """Turn shares into logits; figures stay."""
        for target, block in zip(self.fitted, self.blocks, strict=True):
            if target.observable is not None and target.observable.kind == "share":
                columns = list(block)
                means[:, columns] = logit(np.clip(means[:, columns], LEAST_SHARE, 1.0 - LEAST_SHARE))
        return means

    def log_likelihood(self, statistics: Floats) -> Floats:
        """Give the weighted log likelihood of every finding, (S, T).

        Args:
            statistics: (S, K) statistics.
        """
        dispersion = self.dispersion
        return np.column_stack(
            [
                weight * np.log(likelihood(finding, target, statistics[:, list(block)], dispersion))
                for target, finding, weight, block in zip(
                    self.fitted, self.findings, self.weights, self.blocks, strict=True
                )
            ]
        )

    def invent(self, statistics: Floats, chance: np.random.Generator) -> InterviewQuestion:
        """Ask the same about findings made up from statistics, told and coded as real ones.

        Args:
            statistics: (K,) statistics of the invented truth.
            chance: random numbers.
        """
        made_up = tuple(
            invented(finding, target, statistics[list(block)], self.dispersion, chance)
            for target, finding, block in zip(self.fitted, self.findings, self.blocks, strict=True)
        )
        return replace(self, findings=made_up, weights=(1.0,) * len(made_up))

    def read_as(self, reading: Reading) -> InterviewQuestion:
        """Ask the same with verbal quantities read another way.

        Args:
            reading: how.
        """
        return replace(self, findings=tuple(finding_of(target, reading) for target in self.fitted))

    def with_people(self, times: float, of_districts_alone: bool = False) -> InterviewQuestion:
        """Ask the same of more people, or fewer, who answered in proportion.

        Args:
            times: how many times as many.
            of_districts_alone: only in groups whose people all speak for their own district.
        """

        def asked(target: Target) -> Finding:
            elsewhere = target.group is None or set(target.group.people) != {"districts"}
            if not target.of or (of_districts_alone and elsewhere):
                return finding_of(target)
            return finding_of(target, people=max(1, round(target.of * times)))

        return replace(self, findings=tuple(asked(target) for target in self.fitted))

    def counted(self) -> InterviewQuestion:
        """Ask the same as if counts had been published instead of words."""
        return replace(self, findings=tuple(finding.counted() for finding in self.findings))

    def weighing_alike(self) -> InterviewQuestion:
        """Ask the same with all weights at one."""
        return replace(self, weights=(1.0,) * len(self.weights))


def question_of(
    calibration: Calibration, world: World | PackedWorld, moved: Mapping[str, float] | None = None
) -> InterviewQuestion:
    """Ask what a calibration file asks.

    Args:
        calibration: the file.
        world: the districts.
        moved: numbers of the interviews that are set, by path.
    """
    fitted = calibration.study.fitted
    return InterviewQuestion(
        calibration.priors,
        fitted,
        tuple(finding_of(target, CONVENTIONAL) for target in fitted),
        tuple(target.weight for target in fitted),
        world,
        calibration.scenario,
        dict(moved or {}),
    )


def _statistics(target: Target, moved: Mapping[str, Any]) -> int:
    observable = target.observable
    return 1 if observable is None or observable.kind == "number" else len(looked_at(observable, moved))
