"""The question that coded interviews ask of the model: its priors, its virtual interviews, its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
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
# Starting workers costs more than this many simulations are worth.
_WORTH_WORKERS = 600


@dataclass(frozen=True, eq=False)
class InterviewQuestion:
    """Ask which values of unknown numbers agree with interviews.

    Args:
        priors: (D,) the numbers to be learnt.
        fitted: (T,) the targets that are fitted.
        findings: (T,) what was found.
        weights: (T,) powers of the likelihoods.
        world: the districts.
        scenario: conditions of 2017.
        moved: numbers of the interviews that are set, by path.
        jobs: worker processes.
    """

    priors: tuple[Prior, ...]
    fitted: tuple[Target, ...]
    findings: tuple[Finding, ...]
    weights: tuple[float, ...]
    world: World
    scenario: Scenario
    moved: Mapping[str, float]
    jobs: int = 1

    @property
    def targets(self) -> tuple[str, ...]:
        """Name the fitted targets."""
        return tuple(target.ident for target in self.fitted)

    @property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """Give the statistics of each target."""
        sizes = [_statistics(target, self.moved) for target in self.fitted]
        ends = np.cumsum(sizes)
        return tuple(tuple(range(end - size, end)) for size, end in zip(sizes, ends.tolist(), strict=True))

    @property
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
        tasks = [
            (first, values[first : first + SIDE_BY_SIDE], seed)
            for first in range(0, len(values), SIDE_BY_SIDE)
            for seed in seeds
        ]
        total = np.zeros((len(values), sum(len(block) for block in self.blocks)))
        for first, held in self._held(tasks):
            total[first : first + len(held)] += held
        return self._unbounded(total / len(seeds))

    def _held(self, tasks: list[tuple[int, Floats, int]]) -> list[tuple[int, Floats]]:
        if self.jobs <= 1 or len(tasks) * SIDE_BY_SIDE < _WORTH_WORKERS:
            return [_hold(self, self.world, task) for task in tasks]
        import joblib

        packed, light = PackedWorld(self.world), replace(self, world=None)  # type: ignore[arg-type]
        parallel = joblib.Parallel(n_jobs=self.jobs, backend="loky")
        done: list[tuple[int, Floats]] = parallel(joblib.delayed(_hold)(light, packed, task) for task in tasks)
        return done

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
        return np.column_stack(
            [
                weight * np.log(likelihood(finding, target, statistics[:, list(block)], self.dispersion))
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

    def with_people(self, times: float) -> InterviewQuestion:
        """Ask the same of more people, or fewer, who answered in proportion.

        Args:
            times: how many times as many.
        """
        return replace(
            self,
            findings=tuple(
                finding_of(target, people=max(1, round(target.of * times))) if target.of else finding_of(target)
                for target in self.fitted
            ),
        )

    def counted(self) -> InterviewQuestion:
        """Ask the same as if counts had been published instead of words."""
        return replace(self, findings=tuple(finding.counted() for finding in self.findings))

    def weighing_alike(self) -> InterviewQuestion:
        """Ask the same with all weights at one."""
        return replace(self, weights=(1.0,) * len(self.weights))


def question_of(
    calibration: Calibration, world: World, jobs: int = 1, moved: Mapping[str, float] | None = None
) -> InterviewQuestion:
    """Ask what a calibration file asks.

    Args:
        calibration: the file.
        world: the districts.
        jobs: worker processes.
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
        jobs,
    )


def _statistics(target: Target, moved: Mapping[str, Any]) -> int:
    observable = target.observable
    return 1 if observable is None or observable.kind == "number" else len(looked_at(observable, moved))


def _hold(
    question: InterviewQuestion, world: World | PackedWorld, task: tuple[int, NDArray[np.float64], int]
) -> tuple[int, Floats]:
    first, values, seed = task
    scenarios = []
    moved: dict[str, Any] = dict(question.moved)
    of_interviews = [prior.path.startswith("interviews.") for prior in question.priors]
    for row in values:
        laid = {
            prior.path: ((0, float(value)),)
            for prior, value, other in zip(question.priors, row, of_interviews, strict=True)
            if not other
        }
        scenarios.append(replace(question.scenario, changes={**question.scenario.changes, **laid}))
    for column, prior in enumerate(question.priors):
        if of_interviews[column]:
            moved[prior.path] = values[:, column]
    answers = hold_interviews(opened(world), scenarios, [seed] * len(values), question.fitted, moved)
    return first, np.concatenate([answers[target.ident] for target in question.fitted]).T
