"""A calibration's draws: uncertain numbers that lie under every scenario, another draw in each future."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.changes import Parameters
from sos_sim.scenario.posterior_file import Draws, read_draws
from sos_sim.scenario.scenario import declared

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario

BOOKKEEPING = ("draw", "log_likelihood")
"""Columns about the draws themselves."""
INTERVIEWS = "interviews."
"""Columns so named are numbers of the interviews, such as how respondents err; the model does not have them."""
_COLUMNS = f"{', '.join(BOOKKEEPING)}, {INTERVIEWS}* and uncertain numbers of the model, each named by its path"
_EXPERIMENT, _SCENARIO, _SCENARIOS = EVERYWHERE = ("the experiment", "the scenario", "every scenario")


@dataclass(frozen=True, eq=False)
class Posterior:
    """Hold equally likely draws of uncertain numbers.

    Args:
        paths: (D,) which numbers, sorted.
        values: (M, D) one draw a row, each number in its declared unit.
        source: name of the file.
        ignored: columns of the file that are about interviews and not about the model.
    """

    paths: tuple[str, ...]
    values: NDArray[np.float64]
    source: str
    ignored: tuple[str, ...] = ()

    @property
    def draws(self) -> int:
        """Count the draws."""
        return len(self.values)

    @property
    def hash(self) -> str:
        """Name the draws by what they hold; another order of the columns or another file type does not count."""
        digest = hashlib.sha256(json.dumps(self.paths).encode())
        digest.update(np.ascontiguousarray(self.values, dtype="<f8").tobytes())
        return digest.hexdigest()[:16]

    def row(self, seed: int) -> int:
        """Tell which draw a future takes: the first takes the first, and after the last they begin anew.

        Args:
            seed: the future, counted from 1.
        """
        return (seed - 1) % self.draws

    def under(self, scenario: Scenario, seed: int) -> Scenario:
        """Lay the draw of a future under a scenario; what the scenario sets itself stays.

        Args:
            scenario: the scenario; it stays as it is.
            seed: the future, counted from 1.
        """
        row = self.values[self.row(seed)].tolist()
        drawn = {path: ((0, value),) for path, value in zip(self.paths, row, strict=True)}
        return replace(scenario, changes={**drawn, **scenario.changes})

    def set_elsewhere(self, scenarios: Sequence[Scenario], factors: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
        """Tell which of the numbers scenarios or an experiment set themselves.

        Args:
            scenarios: the scenarios.
            factors: what an experiment varies, over every scenario.

        Returns:
            By path who sets it, in words.
        """
        found: dict[str, tuple[str, ...]] = {}
        for path in self.paths:
            names = tuple(each.name for each in scenarios if path in each.changes)
            if path in factors:
                found[path] = (_EXPERIMENT,)
            elif len(names) == len(scenarios):
                found[path] = (_SCENARIO if len(names) == 1 else _SCENARIOS,)
            elif names:
                found[path] = names
        return found

    def about(self, scenarios: Sequence[Scenario], factors: Collection[str] = ()) -> dict[str, Any]:
        """Say for a manifest which draws lie under a study.

        Args:
            scenarios: its scenarios.
            factors: what an experiment varies.
        """
        elsewhere = self.set_elsewhere(scenarios, factors)
        return {
            "file": self.source,
            "hash": self.hash,
            "draws": self.draws,
            "paths": list(self.paths),
            "set_elsewhere": {path: list(names) for path, names in elsewhere.items()},
            "ignored": list(self.ignored),
        }

    def warnings(self, scenarios: Sequence[Scenario], factors: Collection[str] = ()) -> list[str]:
        """Say in a line each which draws are not used because something else sets these numbers.

        Args:
            scenarios: the scenarios.
            factors: what an experiment varies.
        """
        by_setter: dict[tuple[str, ...], list[str]] = {}
        for path, names in self.set_elsewhere(scenarios, factors).items():
            by_setter.setdefault(names, []).append(path)
        lines = []
        for names, paths in by_setter.items():
            verb, them = ("is", "it") if len(paths) == 1 else ("are", "them")
            there = "" if names[0] in EVERYWHERE else " there"
            lines.append(
                f"{', '.join(paths)} {verb} set by {', '.join(names)}; "
                f"the calibration's values for {them} are not used{there}"
            )
        return lines

    def sentence(self, seeds: int, scenarios: Sequence[Scenario], factors: Collection[str] = ()) -> str:
        """Say in a line what the draws do to a result.

        Args:
            seeds: futures of the result.
            scenarios: its scenarios.
            factors: what an experiment varies.
        """
        elsewhere = self.set_elsewhere(scenarios, factors)
        used = sum(elsewhere.get(path, ("",))[0] not in EVERYWHERE for path in self.paths)
        if not used:
            return f"No number of {self.source} is used: each is set otherwise."
        size = f"{self.draws:,} draw{'s' * (self.draws != 1)} of {used} number{'s' * (used != 1)}"
        again = f"; the draws begin anew after {self.draws:,} futures" if seeds > self.draws else ""
        return (
            f"Spread and intervals hold calibration uncertainty beside chance: future k takes draw k of {self.source} "
            f"({size}), the same in every scenario{again}."
        )


def laid(scenario: Scenario, seed: int, posterior: Posterior | None) -> Scenario:
    """Give the scenario as a future has it.

    Args:
        scenario: the scenario.
        seed: the future, counted from 1.
        posterior: draws that lie under every scenario; None leaves it as it is.
    """
    return scenario if posterior is None else posterior.under(scenario, seed)


def each_future(scenarios: Sequence[Scenario], seeds: int, posterior: Posterior | None) -> list[list[Scenario]]:
    """Give scenarios as every future has them; futures that share a draw share the objects.

    Args:
        scenarios: (S,) the scenarios.
        seeds: number of futures (K).
        posterior: draws that lie under every scenario; None leaves them as they are.

    Returns:
        (K, S) scenarios.
    """
    if posterior is None:
        return [list(scenarios)] * seeds
    different = [[posterior.under(each, row + 1) for each in scenarios] for row in range(min(seeds, posterior.draws))]
    return [different[posterior.row(seed)] for seed in range(1, seeds + 1)]


def read_posterior(path: str | Path, parameters: Parameters | None = None) -> Posterior:
    """Read draws from a Parquet or CSV file, or from a folder that holds posterior.parquet.

    Args:
        path: the file or the folder.
        parameters: every declared parameter by path; the model's own when not given.

    Raises:
        InputProblems: with one problem for each column that cannot be used, or for the file.
    """
    known = declared(parameters)
    table = read_draws(Path(path))
    problems = list(table.problems)
    ignored = tuple(name for name in table.names if name.startswith(INTERVIEWS))
    wanted = sorted(name for name in table.names if name not in BOOKKEEPING and name not in ignored)
    paths = [name for name in wanted if _fits(name, known, str(table.file), problems)]
    if not wanted:
        found = "the file has no column of an uncertain number of the model"
        problems.append(Problem(str(table.file), found, f"one column or more, such as {_example(known)}"))
    if not table.rows and not table.problems:
        problems.append(Problem(str(table.file), "the file has no rows", "one row or more, a draw each"))
    columns = [_column(name, table, known, problems) for name in paths]
    if problems:
        raise InputProblems(problems)
    return Posterior(tuple(paths), np.column_stack(columns), table.file.name, ignored)


def _fits(name: str, known: Parameters, place: str, problems: list[Problem]) -> bool:
    """Tell whether a column may be there."""
    if name not in known:
        shown = name if len(name) <= 60 else name[:57] + "..."
        problems.append(Problem(place, f"no parameter is called {shown}", _COLUMNS, nearest_name(name, known)))
        return False
    role = known[name].role
    if role == "uncertainty":
        return True
    why = "a lever, which policy sets" if role == "lever" else "a fixed number, which is known"
    problems.append(Problem(place, f"{name} is {why}", _COLUMNS))
    return False


def _column(name: str, table: Draws, known: Parameters, problems: list[Problem]) -> NDArray[np.float64]:
    """Give the values of a column; the first that its parameter does not allow is a problem."""
    parameter = known[name]
    values = table.numbers(name)
    if values is None:
        problems.append(Problem(str(table.file), f"{name} holds no numbers", parameter.allowed))
        return np.full(table.rows, np.nan)
    bad = [row for row, value in enumerate(values.tolist()) if not parameter.allows(value)]
    if bad:
        more = f", and {len(bad) - 1:,} more rows cannot be used" if len(bad) > 1 else ""
        place = table.place(bad[0])
        problems.append(Problem(place, f"{name} is {table.shown(name, bad[0])}{more}", parameter.allowed))
    return values


def _example(known: Mapping[str, Any]) -> str:
    return next((path for path, each in known.items() if each.role == "uncertainty"), "group.name")
