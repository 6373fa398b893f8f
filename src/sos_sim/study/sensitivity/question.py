"""What a sensitivity analysis asks: which numbers are uncertain, under which policies, for which outcomes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES, Better
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems, Problem
from sos_sim.scenario.dates import date_of

if TYPE_CHECKING:
    from sos_sim.scenario.experiment import Experiment
    from sos_sim.scenario.factors import Factor

Stage = Literal["screening", "groups", "sobol"]
_SHOWN_BY_DEFAULT = ("capability", "true_outcome", "inflation", "equity_gap")


@dataclass(frozen=True)
class Uncertain:
    """Hold one number that is analysed.

    Args:
        path: the parameter.
        low: lower end of its range.
        high: upper end.
        levels: the values it may have; empty for a range.
        whole: whether only whole numbers of the range count; switches are whole.
    """

    path: str
    low: float
    high: float
    levels: tuple[float, ...] = ()
    whole: bool = False

    @property
    def group(self) -> str:
        """Name the mechanism it belongs to: the part of the path before the dot."""
        return self.path.split(".", 1)[0]

    def value(self, unit: float) -> float:
        """Turn a number of [0, 1] into a value; levels and whole numbers are equally likely.

        Args:
            unit: the number.
        """
        if self.levels:
            return self.levels[min(int(unit * len(self.levels)), len(self.levels) - 1)]
        if self.whole:
            return float(min(self.low + np.floor(unit * (self.high - self.low + 1)), self.high))
        return float(self.low + unit * (self.high - self.low))


@dataclass(frozen=True)
class Policy:
    """Hold one policy: a scenario with one value of every listed lever.

    Args:
        name: the scenario, and the lever values where levers are listed.
        scenario: name of the scenario.
        levers: value by path.
    """

    name: str
    scenario: str
    levers: Mapping[str, float]


@dataclass(frozen=True)
class Question:
    """Hold what is asked.

    Args:
        uncertain: (D,) the numbers analysed.
        policies: (P,) names of the policies.
        outcomes: (O,) names of the outcomes.
        better: (O,) which direction of each is better.
    """

    uncertain: tuple[Uncertain, ...]
    policies: tuple[str, ...]
    outcomes: tuple[str, ...]
    better: tuple[Better, ...]

    @property
    def groups(self) -> list[str]:
        """Name the mechanisms, each once."""
        return list(dict.fromkeys(each.group for each in self.uncertain))


class Evaluate(Protocol):
    """Give the outcomes of every policy in every future for some settings of the uncertain numbers."""

    def __call__(self, stage: Stage, settings: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """Give (n, P, K, O) outcomes at the end, K seeds that are the same for all; NaN where a run failed."""


def question_of(experiment: Experiment, policies: Sequence[Policy]) -> Question:
    """Turn an experiment into the question of a sensitivity analysis.

    Ranges of levers are analysed beside the uncertainties: what policy leaves open is uncertain too.

    Args:
        experiment: the experiment.
        policies: its policies.

    Raises:
        InputProblems: nothing is uncertain.
    """
    ranges = [each for each in experiment.levers if each.is_range]
    uncertain = tuple(_uncertain(each) for each in (*ranges, *experiment.uncertainties) if each.low < each.high)
    if not uncertain:
        found = f"the experiment {experiment.name} leaves nothing uncertain"
        allowed = "`uncertainties`: ranges such as {low: 1, high: 6}, or all"
        raise InputProblems([Problem(str(experiment.source), found, allowed)])
    outcomes = experiment.outcomes or _SHOWN_BY_DEFAULT
    return Question(
        uncertain,
        tuple(each.name for each in policies),
        tuple(outcomes),
        tuple(OUTCOMES[name].better for name in outcomes),
    )


def policies_of(experiment: Experiment) -> tuple[Policy, ...]:
    """Cross the scenarios of an experiment with its lists of lever values.

    Args:
        experiment: the experiment.
    """
    listed = [each for each in experiment.levers if not each.is_range]
    policies = []
    for scenario in experiment.scenarios:
        for values in itertools.product(*(each.levels for each in listed)):
            levers = {each.path: value for each, value in zip(listed, values, strict=True)}
            told = ", ".join(f"{path} {value:g}{_since(experiment, path)}" for path, value in levers.items())
            name = f"{scenario.name} ({told})" if told else scenario.name
            policies.append(Policy(name, scenario.name, levers))
    return tuple(policies)


def _since(experiment: Experiment, path: str) -> str:
    return f" from {date_of(experiment.dates[path], 0)}" if path in experiment.dates else ""


def _uncertain(factor: Factor) -> Uncertain:
    whole = PARAMETERS[factor.path].kind != "number"
    return Uncertain(factor.path, factor.low, factor.high, factor.levels, whole)
