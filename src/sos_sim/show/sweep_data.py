"""What the figures of a sweep need: values by point, what was varied, the policy others are measured against."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.store.read import rows_of

if TYPE_CHECKING:
    import pandas as pd

SCENARIO = "scenario"
"""Stands for the choice of scenario where other factors stand for a parameter's path."""
SHOWN_BY_DEFAULT = ("capability", "true_outcome", "inflation", "equity_gap", "deep_share", "cost_per_pupil")
# The whole state's good and bad years are the same under every policy of a seed; a difference leaves them out.
MINUS_REFERENCE = ("true_outcome", "measured_outcome", "equity_gap")
_TITLE_WIDTH = 42
_LEVEL_WIDTH = 56
Levels = dict[str, tuple[Any, ...]]


@dataclass(frozen=True)
class SweepData:
    """Hold the end of a sweep.

    Args:
        experiment: what the manifest says of it.
        years: length of the horizon, years.
        points: (P,) rows: scenario, policy, future and one column per varied path.
        outcomes: (O,) names.
        values: (P, K, O) outcomes at the end; NaN where a run failed.
        differences: (P, K, O) the same minus the reference policy in the same future; NaN without one.
        policy_levels: by scenario or lever the levels that are crossed, where there is more than one.
        future_levels: by uncertainty the levels that are crossed, where there is more than one.
        sampled: levers sampled over a range by the design.
        reference: number of the reference policy.
    """

    experiment: Mapping[str, Any]
    years: float
    points: pd.DataFrame
    outcomes: tuple[str, ...]
    values: NDArray[np.float64]
    differences: NDArray[np.float64]
    policy_levels: Levels
    future_levels: Levels
    sampled: tuple[str, ...]
    reference: int

    @property
    def futures(self) -> str:
        """Say over how many futures everything is taken."""
        seeds = self.values.shape[1]
        settings = len(self.points["future"].unique()) // max(
            int(np.prod([len(each) for each in self.future_levels.values()])), 1
        )
        said = f"{seeds:,} seed{'s' if seeds > 1 else ''}"
        return said if settings == 1 else f"{said} and {settings:,} settings of the uncertainties"

    @property
    def reference_words(self) -> str:
        """Name the reference policy by what is varied."""
        row = self.points[self.points["policy"] == self.reference].iloc[0]
        parts = [str(row[SCENARIO])]
        parts += [f"{PARAMETERS[path].label}: {row[path]:g}" for path in self.policy_levels if path != SCENARIO]
        return "; ".join(parts)

    def cells(self, factors: Sequence[str], facet: Mapping[str, object]) -> dict[tuple[Any, ...], NDArray[np.intp]]:
        """Give the places of the points at every combination of levels of some factors.

        Args:
            factors: the factors.
            facet: level by factor that holds everywhere.

        Returns:
            Places by level of each factor.
        """
        kept = np.ones(len(self.points), bool)
        for factor, level in facet.items():
            kept &= (self.points[factor] == level).to_numpy()
        places = np.flatnonzero(kept)
        if not factors:
            return {(): places}
        # Grouping by a list of one name gives keys of one element, as for more.
        groups = self.points.iloc[places].groupby(list(factors)).indices
        return {key if isinstance(key, tuple) else (key,): places[rows] for key, rows in groups.items()}

    def column(self, outcome: str) -> int:
        """Give the place of an outcome.

        Args:
            outcome: its name.
        """
        return self.outcomes.index(outcome)


def read_sweep(folder: Path, manifest: Mapping[str, Any]) -> SweepData | None:
    """Read the end of a finished sweep; None when no run of it has a value.

    Args:
        folder: the folder of the sweep.
        manifest: its manifest.
    """
    import pyarrow.parquet as pq

    from sos_sim.study.sweep.sweep import end_values_of

    if not pq.read_metadata(folder / "outcomes.parquet").num_rows:
        return None
    experiment = manifest["experiment"]
    design = rows_of(folder / "design.parquet")
    points = design.drop_duplicates("point").sort_values("point").reset_index(drop=True)
    outcomes = tuple(experiment["outcomes"]) or SHOWN_BY_DEFAULT
    seeds = int(design["seed"].max())
    values = end_values_of(folder, len(points), seeds, outcomes)
    ranges = manifest["identity"].get("ranges", {}) if experiment["design"]["kind"] != "factorial" else {}
    levers = [path for path in experiment["levers"] if path not in ranges]
    policy_levels = _levels(points, [SCENARIO, *levers])
    future_levels = _levels(points, [path for path in experiment["uncertainties"] if path not in ranges])
    reference = _reference(points, manifest["scenarios"][0], levers)
    return SweepData(
        experiment,
        manifest["horizon"]["months"] / 12.0,
        points,
        outcomes,
        values,
        _minus(points, values, reference),
        policy_levels,
        future_levels,
        tuple(path for path in experiment["levers"] if path in ranges),
        reference,
    )


def combinations(levels: Levels) -> list[dict[str, Any]]:
    """Cross some levels.

    Args:
        levels: levels by factor.

    Returns:
        Level by factor, one for every combination; one empty one where nothing is varied.
    """
    return [dict(zip(levels, values, strict=True)) for values in itertools.product(*levels.values())]


def level_words(levels: Mapping[str, object]) -> str:
    """Say which levels hold.

    Args:
        levels: level by factor.
    """
    return "\n".join(textwrap.shorten(_level(factor, value), _LEVEL_WIDTH) for factor, value in levels.items())


def label(factor: str) -> str:
    """Give the words of a factor for an axis, with its unit.

    Args:
        factor: a path, or ``scenario``.
    """
    if factor == SCENARIO:
        return "Scenario"
    parameter = PARAMETERS[factor]
    # "State priorities" need not be said to be counted in priorities.
    said = set(re.findall(r"\w+", parameter.label.lower()))
    plain = set(re.findall(r"\w+", parameter.unit.lower())) <= said
    return parameter.label if plain else f"{parameter.label} ({parameter.unit})"


def tick(factor: str, value: Any) -> str:
    """Write a level, with 2017 under the value that was in force then.

    Args:
        factor: a path, or ``scenario``.
        value: the level.
    """
    if factor == SCENARIO:
        return str(value)
    return f"{value:g}\n2017" if value == PARAMETERS[factor].default else f"{value:g}"


def outcome_title(outcome: str, minus: bool) -> str:
    """Write the title of a panel.

    Args:
        outcome: the outcome.
        minus: whether the panel shows differences from the reference policy.
    """
    found = OUTCOMES[outcome]
    words = f"{found.label}{', difference' if minus else ''}"
    between = " " if len(words) + len(found.unit) < _TITLE_WIDTH else "\n"
    return f"{words}{between}({found.unit})"


def digits(values: NDArray[np.float64]) -> int:
    """Give the digits after the point that tell values of this size apart.

    Args:
        values: the values; some may be NaN.
    """
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max()) if len(finite) else 0.0
    return 3 if largest < 0.1 else 2 if largest < 10 else 1 if largest < 100 else 0


def _level(factor: str, value: object) -> str:
    if factor == SCENARIO:
        return str(value)
    parameter = PARAMETERS[factor]
    if parameter.kind == "switch":
        return f"{parameter.label}: {'on' if value else 'off'}"
    return f"{parameter.label}: {value:g}"


def _levels(points: pd.DataFrame, factors: Sequence[str]) -> Levels:
    found: Levels = {}
    for factor in factors:
        levels = list(points[factor].unique())
        # Scenarios keep the order they are listed in; numbers are sorted.
        found[factor] = tuple(levels if factor == SCENARIO else sorted(float(level) for level in levels))
    return {factor: levels for factor, levels in found.items() if len(levels) > 1}


def _reference(points: pd.DataFrame, scenario: Mapping[str, Any], levers: Sequence[str]) -> int:
    """Find the policy of the first scenario nearest to that scenario's own lasting values, in shares of ranges."""
    own = points[points[SCENARIO] == scenario["name"]]
    distance = np.zeros(len(own))
    for path in levers:
        parameter = PARAMETERS[path]
        steps = scenario["changes"].get(path) or {}
        value = steps[max(steps)] if steps else parameter.default
        distance += np.abs(own[path].to_numpy(float) - float(value)) / (parameter.high - parameter.low)
    return int(own["policy"].to_numpy()[int(np.argmin(distance))])


def _minus(points: pd.DataFrame, values: NDArray[np.float64], reference: int) -> NDArray[np.float64]:
    policy, future = points["policy"].to_numpy(), points["future"].to_numpy()
    base = np.full((int(future.max()) + 1, *values.shape[1:]), np.nan)
    of_reference = policy == reference
    base[future[of_reference]] = values[of_reference]
    differences: NDArray[np.float64] = values - base[future]
    return differences
