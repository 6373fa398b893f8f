"""A sweep folder as one array: policy by future by outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.store.read import read
from sos_sim.study.decide.words import policy_names

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_OUTCOMES = ("capability", "true_outcome", "equity_gap", "burden", "cost_per_pupil")
_ALLOWED = "a folder written by sos-sim sweep"


@dataclass(frozen=True)
class Policy:
    """Hold one policy of a sweep.

    Args:
        number: its number in the sweep.
        name: scenario and lever values in plain words.
        scenario: name of the scenario.
        settings: value by path of every lever the sweep varies.
    """

    number: int
    name: str
    scenario: str
    settings: dict[str, float]


@dataclass(frozen=True)
class Cube:
    """Hold what every policy came to in every future that all of them finished.

    Args:
        folder: the sweep folder.
        manifest: its manifest.
        policies: (P,) policies compared, the base first.
        outcomes: (O,) names, each with a better direction.
        values: (P, F, O) outcomes at the end of the horizon, in the outcome's unit.
        worlds: (F,) number of the uncertainties' values in each future; all 0 when policies share none.
        seeds: (F,) seed of each future.
        shared: whether all policies meet the same values of the uncertainties.
        left_out: futures left out because some policy has no result in them.
        empty: names of policies left out because none of their runs finished.
        runs: every finished run with its factors and outcomes, for scenario discovery.
        levers: paths of the levers that take more than one value.
        uncertainties: paths of the uncertainties that take more than one value.
    """

    folder: Path
    manifest: dict[str, Any]
    policies: tuple[Policy, ...]
    outcomes: tuple[str, ...]
    values: NDArray[np.float64]
    worlds: NDArray[np.int64]
    seeds: NDArray[np.int64]
    shared: bool
    left_out: int
    empty: tuple[str, ...]
    runs: pd.DataFrame
    levers: tuple[str, ...]
    uncertainties: tuple[str, ...]

    @property
    def signs(self) -> NDArray[np.float64]:
        """Give (O,) 1 where higher is better and -1 where lower is."""
        return np.array([1.0 if OUTCOMES[name].better == "higher" else -1.0 for name in self.outcomes])

    @property
    def gains(self) -> NDArray[np.float64]:
        """Give (P, F, O) the outcomes turned so that higher is better."""
        return self.values * self.signs


def read_cube(folder: Path, outcomes: Sequence[str] | None, needed: Sequence[str] = ()) -> Cube:
    """Read a sweep folder.

    Args:
        folder: the folder.
        outcomes: outcomes wanted; those of the trade-off that the sweep holds when not given.
        needed: outcomes that must be there besides.

    Raises:
        InputProblems: it is not the folder of a sweep, an outcome is not there, or nothing can be compared.
    """
    tables = read(folder)
    if tables.manifest.get("kind") != "sweep":
        raise InputProblems([Problem(str(folder), "is not the folder of a sweep", _ALLOWED)])
    if missing := [name for name in ("design", "outcomes") if name not in tables.tables]:
        found = f"holds no {' and no '.join(f'{name}.parquet' for name in missing)}: the sweep has not finished"
        raise InputProblems([Problem(str(folder), found, "`sos-sim sweep` once more finishes it")])
    ends = tables.outcomes
    held = list(dict.fromkeys(ends["outcome"]))
    chosen = _choose(held, outcomes, needed, folder)
    wide = ends[ends["outcome"].isin(chosen)].pivot(index="run_key", columns="outcome", values="value")
    runs = tables.design.join(wide.reindex(columns=chosen), on="run_key")
    experiment = tables.manifest.get("experiment", {})
    levers, uncertainties = (_varied(runs, experiment.get(part, [])) for part in ("levers", "uncertainties"))
    finished = runs[np.isfinite(runs[chosen].to_numpy(float)).all(axis=1)].reset_index(drop=True)
    alive = set(finished["policy"])
    described = _policies(runs, levers)
    policies = tuple(policy for policy in described if policy.number in alive)
    if not policies:
        raise InputProblems([Problem(str(folder), "no run of the sweep finished", _ALLOWED)])
    where = runs[runs["policy"].isin(alive)]
    shared = bool(set.intersection(*(set(part["future"]) for _, part in where.groupby("policy"))))
    index = ["future", "seed"] if shared else ["seed"]
    designed = where.groupby(index)["policy"].nunique()
    # Without shared uncertainties a policy has one row per seed: the mean over the values it was tried with.
    cells = finished.groupby(["policy", *index])[chosen].mean()
    common = cells.groupby(level=index).size()
    kept = common.index[common == len(policies)]
    if not len(kept):
        found = "the policies have no future in common in which all of them finished"
        raise InputProblems([Problem(str(folder), found, "a sweep in which every policy meets the same futures")])
    values = np.stack([cells.loc[policy.number].loc[kept].to_numpy(float) for policy in policies])
    frame = kept.to_frame(index=False)
    return Cube(
        folder=folder,
        manifest=tables.manifest,
        policies=policies,
        outcomes=tuple(chosen),
        values=values,
        worlds=frame["future"].to_numpy(np.int64) if shared else np.zeros(len(kept), np.int64),
        seeds=frame["seed"].to_numpy(np.int64),
        shared=shared,
        left_out=len(designed) - len(kept),
        empty=tuple(policy.name for policy in described if policy.number not in alive),
        runs=finished,
        levers=levers,
        uncertainties=uncertainties,
    )


def find_policy(policies: Sequence[Policy], wanted: str) -> int:
    """Find the place of a policy by its name, or by enough words of it.

    Args:
        policies: the policies.
        wanted: what was typed; words separated by commas must all be parts of the name.

    Raises:
        InputProblems: no policy is meant, or more than one.
    """
    names = [policy.name.casefold() for policy in policies]
    text = " ".join(wanted.casefold().split())
    if text in names:
        return names.index(text)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [
        place
        for place, name in enumerate(names)
        if parts and all(part in (piece.strip() for piece in name.split(",")) for part in parts)
    ]
    if len(found) == 1:
        return found[0]
    listed = "; ".join(policy.name for policy in policies[:8]) + ("; ..." if len(policies) > 8 else "")
    said = f"{wanted!r} names {len(found)} of the policies" if found else f"no policy is called {wanted!r}"
    nearest = nearest_name(text, names)
    near = policies[names.index(nearest)].name if nearest and not found else ""
    raise InputProblems([Problem("--policy", said, listed, near)])


def _choose(held: list[str], outcomes: Sequence[str] | None, needed: Sequence[str], folder: Path) -> list[str]:
    directed = [name for name in held if name in OUTCOMES and OUTCOMES[name].better != "neither"]
    if outcomes is not None and not outcomes:
        raise InputProblems([Problem("--outcomes", "no outcome is named", ", ".join(directed))])
    problems = [
        _unusable(name, place, held, directed)
        for place, names in (("--outcomes", outcomes or ()), ("--require", needed))
        for name in dict.fromkeys(names)
        if name not in directed
    ]
    if problems:
        raise InputProblems(problems)
    wanted = list(outcomes) if outcomes else [name for name in DEFAULT_OUTCOMES if name in directed] or directed
    chosen = list(dict.fromkeys([*wanted, *needed]))
    if not chosen:
        found = "the sweep holds no outcome of which a direction is better"
        raise InputProblems([Problem(str(folder), found, _ALLOWED)])
    return chosen


def _unusable(name: str, place: str, held: list[str], directed: list[str]) -> Problem:
    if name in held and name in OUTCOMES:
        found = f"{name} is neither better high nor low"
    elif name in OUTCOMES:
        found = f"the sweep did not record {name!r}"
    else:
        found = f"there is no outcome {name!r}"
    return Problem(place, found, ", ".join(directed), nearest_name(name, directed))


def _varied(runs: pd.DataFrame, paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if path in runs.columns and runs[path].nunique() > 1)


def _policies(runs: pd.DataFrame, levers: tuple[str, ...]) -> list[Policy]:
    first = runs.drop_duplicates("policy").sort_values("policy")
    settings = [{path: float(row[path]) for path in levers} for _, row in first.iterrows()]
    scenarios = [str(name) for name in first["scenario"]]
    numbers = [int(number) for number in first["policy"]]
    names = policy_names(scenarios, settings)
    return [Policy(*each) for each in zip(numbers, names, scenarios, settings, strict=True)]
