"""Designs: the points at which an experiment's factors are set."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.dates import months_since

if TYPE_CHECKING:
    from sos_sim.parameters.declare import Parameter
    from sos_sim.scenario.experiment import Experiment
    from sos_sim.scenario.factors import Factor
    from sos_sim.scenario.scenario import Scenario

# Every design is scrambled by this and nothing else, so that a file always gives the same points.
_SCRAMBLE = 20171201


@dataclass(frozen=True)
class Point:
    """Hold one point of a design.

    Args:
        scenario: name of the scenario it is laid over.
        settings: value by path, in force for the whole horizon, or from a date on.
        policy: number of its scenario and lever values among all distinct ones.
        future: number of its uncertainties' values among all distinct ones.
        dates: by path the month (year, month) from which on a value holds; before it the scenario's own does.
    """

    scenario: str
    settings: Mapping[str, float]
    policy: int
    future: int
    dates: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def over(self, scenario: Scenario) -> Scenario:
        """Lay the settings over a scenario.

        Args:
            scenario: the scenario of this name.
        """
        changes = dict(scenario.changes)
        for path, value in self.settings.items():
            month = months_since(scenario.start, self.dates[path]) if path in self.dates else 0
            before = tuple(step for step in changes.get(path, ()) if step[0] < month)
            changes[path] = (*before, (month, value))
        return replace(scenario, changes=changes)


def experiment_points(experiment: Experiment, sizes: Sequence[int] = ()) -> list[Point]:
    """Give the points of an experiment: scenarios and levels crossed with everything, ranges as the design says.

    Args:
        experiment: the experiment.
        sizes: sizes the design has grown through, the last one its present size; only a Latin hypercube that was
            extended differs from one made at once.
    """
    factors = experiment.factors
    ranges = [each for each in factors if each.is_range]
    if experiment.kind == "factorial":
        axes = [_axis(each, experiment.size) for each in factors]
        settings = [_settings(factors, values) for values in itertools.product(*axes)]
    else:
        units = unit_points(experiment.kind, len(ranges), tuple(sizes) or (experiment.size,))
        listed = [each for each in factors if not each.is_range]
        crossed = [_settings(listed, values) for values in itertools.product(*(each.levels for each in listed))]
        sampled = [
            {each.path: from_unit(each, PARAMETERS[each.path], u) for each, u in zip(ranges, row, strict=True)}
            for row in units
        ]
        paths = [each.path for each in factors]
        settings = [{path: (level | point)[path] for path in paths} for level in crossed for point in sampled]
    names = [scenario.name for scenario in experiment.scenarios]
    return numbered(
        [(name, each) for name in names for each in settings],
        [each.path for each in experiment.levers],
        experiment.dates,
    )


def numbered(
    settings: Sequence[tuple[str, Mapping[str, float]]],
    levers: Sequence[str],
    dates: Mapping[str, tuple[int, int]],
) -> list[Point]:
    """Number the policies and futures among some settings.

    Args:
        settings: scenario name and value by path.
        levers: which paths are policy; all others are uncertainties.
        dates: by path the month from which on its values hold, of those that have one.
    """
    policies: dict[object, int] = {}
    futures: dict[object, int] = {}
    points = []
    for scenario, values in settings:
        policy = (scenario, *(values.get(path) for path in levers))
        future = tuple(value for path, value in values.items() if path not in levers)
        points.append(
            Point(
                scenario,
                values,
                policies.setdefault(policy, len(policies)),
                futures.setdefault(future, len(futures)),
                dates,
            )
        )
    return points


def unit_points(kind: str, dimensions: int, sizes: Sequence[int]) -> NDArray[np.float64]:
    """Give the points of a Latin hypercube or Sobol design in the unit cube.

    Args:
        kind: ``latin-hypercube`` or ``sobol``.
        dimensions: number of ranges (d).
        sizes: sizes grown through; a Sobol design of n points holds every smaller one.

    Returns:
        (n, d) values; n is the last size.
    """
    if not dimensions:
        return np.empty((1, 0))
    if kind == "latin-hypercube":
        return latin_hypercube(dimensions, sizes)
    from scipy.stats import qmc

    with warnings.catch_warnings():
        # Other numbers of points than powers of 2 are less even, and allowed.
        warnings.simplefilter("ignore")
        return qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(_SCRAMBLE)).random(sizes[-1])


def latin_hypercube(dimensions: int, sizes: Sequence[int]) -> NDArray[np.float64]:
    """Sample a Latin hypercube, and extend it size by size: new points go where no old one is (Stein 1987).

    Args:
        dimensions: number of ranges (d).
        sizes: the first size, then larger ones; a smaller one cuts the sample off.

    Returns:
        (n, d) values in [0, 1); n is the last size.
    """
    from scipy.stats import qmc

    sample = qmc.LatinHypercube(dimensions, rng=np.random.default_rng([_SCRAMBLE, sizes[0]])).random(sizes[0])
    for size in sizes[1:]:
        missing = size - len(sample)
        if missing > 0:
            random = np.random.default_rng([_SCRAMBLE, size])
            columns = [
                random.permutation(np.setdiff1d(np.arange(size), np.floor(column * size).astype(int)))[:missing]
                for column in sample.T
            ]
            more = (np.stack(columns, axis=1) + random.random((missing, dimensions))) / size
            sample = np.concatenate([sample, more])
    return sample[: sizes[-1]]


def from_unit(factor: Factor, parameter: Parameter, unit: float) -> float:
    """Turn a number of [0, 1) into a value of a range; whole numbers and switches are equally likely.

    Args:
        factor: the range.
        parameter: its declaration.
        unit: the number.
    """
    if parameter.kind == "number":
        return float(factor.low + unit * (factor.high - factor.low))
    return float(min(factor.low + np.floor(unit * (factor.high - factor.low + 1)), factor.high))


def _axis(factor: Factor, levels: int) -> list[float]:
    if not factor.is_range:
        return list(factor.levels)
    values = np.linspace(factor.low, factor.high, levels)
    if PARAMETERS[factor.path].kind != "number":
        values = np.unique(np.round(values))
    return [float(value) for value in values]


def _settings(factors: Sequence[Factor], values: Sequence[float]) -> dict[str, float]:
    return {each.path: value for each, value in zip(factors, values, strict=True)}


def by_seed(points: Sequence[Point], seeds: int) -> Iterator[tuple[int, int]]:
    """Give every run of a design, seed by seed, so that every point meets the same futures.

    Args:
        points: the points.
        seeds: number of seeds; they are 1, 2, ... .

    Returns:
        Pairs of seed and place of the point.
    """
    return ((seed, place) for seed in range(1, seeds + 1) for place in range(len(points)))


def counted_runs(points: Sequence[Point], seeds: int) -> str:
    """Say how many runs a design has, and of what.

    Args:
        points: the points.
        seeds: number of seeds.
    """
    policies, futures = len({point.policy for point in points}), len({point.future for point in points})
    if policies * futures == len(points):
        what = f"{policies:,} policies" if policies != 1 else "1 policy"
        what += f" x {futures:,} settings of the uncertainties" if futures > 1 else ""
    else:
        what = f"{len(points):,} points"
    return f"{what} x {seeds:,} seeds = {len(points) * seeds:,} runs"
