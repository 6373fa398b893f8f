"""Explain the difference between two scenarios: shares of components and of mechanisms, with intervals."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.problems import InputProblems, Problem, nearest_name
from sos_sim.scenario.schedule import compile_schedule
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import table_columns
from sos_sim.store.folder import RunFolder, locked, write_columns_page, write_table
from sos_sim.store.keys import point_key
from sos_sim.store.manifest import new_manifest, write_manifest
from sos_sim.study.explain.components import ComponentShares, changed_paths, component_shares, find_components
from sos_sim.study.explain.mechanisms import MechanismShares, mechanism_shares, runs_per_seed
from sos_sim.study.explain.words import Part, sentences
from sos_sim.study.progress import ProgressBar
from sos_sim.study.run import table_names
from sos_sim.study.statistics.paired import Paired, paired_columns
from sos_sim.study.sweep.design import Point
from sos_sim.study.sweep.sweep import SweepPlan, run_plan
from sos_sim.study.worlds import world_of

if TYPE_CHECKING:
    import pandas as pd

    from sos_sim.scenario.posterior import Posterior
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World

DEFAULT_OUTCOMES = (
    "capability",
    "true_outcome",
    "measured_outcome",
    "inflation",
    "equity_gap",
    "cost_per_pupil",
)
SPOKEN = ("true_outcome", "capability")
"""Outcomes told in words: the first of them that was asked for."""
AREA_LABELS = {
    "leadership": "Leadership",
    "results": "Results",
    "resources": "Resources",
    "workforce": "Workforce",
    "data": "Data",
    "knowledge": "Knowledge",
}
# Rough cost of one run, only used to decide whether a progress bar is worth it.
_SECONDS_PER_DISTRICT_MONTH = 1.5e-7


@dataclass(frozen=True)
class OutcomeAttribution:
    """Hold what carried the difference in one outcome.

    Args:
        outcome: name of the outcome.
        whole: the difference, other minus base.
        components: its shares by component of the policy; their means sum to the difference.
        mechanisms: its shares by channel, likewise; empty where the channels do not carry the outcome.
        areas: for capability its shares by area, likewise; empty for other outcomes.
    """

    outcome: str
    whole: Paired
    components: tuple[Part, ...]
    mechanisms: tuple[Part, ...]
    areas: tuple[Part, ...]


@dataclass(frozen=True)
class Attribution:
    """Hold a finished explanation of why two scenarios end differently.

    Args:
        base: name of the base in the tables.
        other: name of the scenario compared with it.
        seeds: futures run.
        folder: the run folder.
        outcomes: one attribution per outcome.
        calibration: what draws of a calibration do to it, in a line; empty when there are none.
    """

    base: str
    other: str
    seeds: int
    folder: Path
    outcomes: tuple[OutcomeAttribution, ...]
    calibration: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say in plain words what carried the difference."""
        spoken = [name for name in SPOKEN if name in {each.outcome for each in self.outcomes}]
        return self.say(spoken[0] if spoken else self.outcomes[0].outcome)

    @property
    def tied(self) -> tuple[Part, ...]:
        """List the components that are several parameters tied together."""
        return tuple(part for part in self.outcomes[0].components if len(part.members) > 1)

    def say(self, outcome: str) -> tuple[str, ...]:
        """Say in one or two sentences what carried the difference in one outcome.

        Args:
            outcome: name of one of the outcomes explained.

        Raises:
            InputProblems: it is not one of them.
        """
        names = [each.outcome for each in self.outcomes]
        if outcome not in names:
            raise InputProblems(
                [Problem("outcome", f"{outcome} was not explained", ", ".join(names), nearest_name(outcome, names))]
            )
        found = self.outcomes[names.index(outcome)]
        ways, words = found.mechanisms, ("way to students", "ways to students")
        if found.areas:
            ways, words = found.areas, ("area", "six areas")
        return sentences(self.base, self.other, outcome, found.whole, found.components, ways, words)

    def as_json(self) -> dict[str, Any]:
        """Give the explanation as plain data."""
        return {
            "base": self.base,
            "other": self.other,
            "seeds": self.seeds,
            "folder": str(self.folder),
            "outcomes": [
                {
                    "outcome": each.outcome,
                    "unit": OUTCOMES[each.outcome].unit,
                    "difference": each.whole.difference,
                    "low": each.whole.low,
                    "high": each.whole.high,
                    "components": [_component(part) for part in each.components],
                    "mechanisms": [{"name": part.name, "label": part.label} | _ends(part) for part in each.mechanisms],
                    "areas": [{"name": part.name, "label": part.label} | _ends(part) for part in each.areas],
                }
                for each in self.outcomes
            ],
            "sentences": list(self.sentences),
        }

    def table(self) -> pd.DataFrame:
        """Give one row per outcome and part of its difference, the whole first."""
        import pandas as pd

        rows = [
            {
                "base": self.base,
                "policy": self.other,
                "outcome": each.outcome,
                "unit": OUTCOMES[each.outcome].unit,
                "by": by,
                "part": part.name,
                "label": part.label,
                "members": " ".join(part.members),
                "seeds": part.share.seeds,
                "value": part.share.difference,
                "low": part.share.low,
                "high": part.share.high,
            }
            for each in self.outcomes
            for by, parts in (
                ("whole", (Part("difference", "Whole difference", each.whole),)),
                ("component", each.components),
                ("mechanism", each.mechanisms),
                ("area", each.areas),
            )
            for part in parts
        ]
        frame = pd.DataFrame(rows, columns=[column.name for column in table_columns("attribution")])
        return frame.astype(dict.fromkeys(("value", "low", "high"), float))

    def to_parquet(self, path: str | Path) -> None:
        """Write the table to one file.

        Args:
            path: the file.
        """
        import pyarrow as pa

        schema = schema_of(table_columns("attribution"))
        write_table(Path(path), pa.Table.from_pandas(self.table(), schema=schema, preserve_index=False))


def explain_scenarios(
    base: Scenario,
    other: Scenario,
    seeds: int,
    *,
    population: Path | World | None = None,
    parameters: Posterior | None = None,
    out: Path,
    jobs: int = 1,
    quiet: bool = False,
    outcomes: Sequence[str] = DEFAULT_OUTCOMES,
) -> Attribution:
    """Explain why one scenario ends differently than another, and write a run folder.

    Args:
        base: the scenario compared with.
        other: the policy.
        seeds: number of futures; their seeds are 1, 2, ... .
        population: a population file, a world already built, or None for the embedded California.
        parameters: draws of a calibration that lie under both scenarios, a draw per future; None for none.
        out: the run folder.
        jobs: worker processes.
        quiet: show no progress.
        outcomes: names of the outcomes to explain.

    Raises:
        InputProblems: the scenarios do not differ or have different horizons, or the seeds, the outcomes, the
            population or the folder cannot be used.
    """
    _check(base, other, seeds, jobs, outcomes)
    _check_draws(base, other, parameters)
    find_components(base, other)  # refuses scenarios that do not differ, before anything is written
    folder = RunFolder.check(Path(out))
    world, about = world_of(population)
    started = time.perf_counter()
    names = table_names([base, other])
    manifest = new_manifest([base, other], names, seeds, about, 0) | {"kind": "explain", "status": "running"}
    told = ""
    if parameters is not None:
        told = parameters.sentence(seeds, [base, other])
        manifest["parameters"] = parameters.about([base, other])
        for line in parameters.warnings([base, other]):
            print(line, file=sys.stderr)
    with locked(folder.path):
        folder.begin(manifest)
        mixed = folder.path / "mixtures"
        evaluate = _Mixtures(base, other, seeds, tuple(outcomes), world, mixed, jobs, quiet, parameters)
        by_component = component_shares(base, other, evaluate)
        futures = list(range(1, seeds + 1))
        runs = seeds * runs_per_seed(base, other)
        expected = runs * len(world.county_of) * base.months * _SECONDS_PER_DISTRICT_MONTH / jobs
        with ProgressBar(runs, expected, quiet) as progress:
            by_mechanism = mechanism_shares(
                world, base, other, futures, parameters=parameters, jobs=jobs, done=progress.advance
            )
        found = tuple(
            _one_outcome(outcome, place, by_component, by_mechanism) for place, outcome in enumerate(outcomes)
        )
        attribution = Attribution(names[0], names[1], seeds, folder.path, found, told)
        attribution.to_parquet(folder.path / "attribution.parquet")
        write_columns_page(folder.path)
        manifest["timings"]["seconds"] = round(time.perf_counter() - started, 3)
        manifest["explanation"] = {
            "outcomes": list(outcomes),
            "components": {part.name: list(part.members) for part in found[0].components},
            "sentences": list(attribution.sentences),
        }
        write_manifest(folder.path, manifest | {"status": "done"})
    return attribution


@dataclass(frozen=True)
class _Mixtures:
    """Run mixtures of two scenarios in a folder of their own, which an interrupted command goes on from."""

    base: Scenario
    other: Scenario
    seeds: int
    outcomes: tuple[str, ...]
    world: World
    folder: Path
    jobs: int
    quiet: bool
    parameters: Posterior | None

    def __call__(self, scenarios: Sequence[Scenario]) -> NDArray[np.float64]:
        named = tuple(replace(each, name=f"mixture-{place}") for place, each in enumerate(scenarios))
        title = f"{self.base.name} and {self.other.name}, mixed"
        plan = SweepPlan(
            title,
            "Every mixture of what differs between two scenarios.",
            "explain",
            named,
            tuple(Point(each.name, {}, place, 0) for place, each in enumerate(named)),
            self.seeds,
            self.outcomes,
            {"name": title, "design": {"kind": "mixtures", "points": len(named)}},
            {"mixtures": [point_key(each, PARAMETERS, "", "") for each in (self.base, self.other)]},
        )
        done = run_plan(
            plan,
            population=self.world,
            parameters=self.parameters,
            out=self.folder,
            jobs=self.jobs,
            quiet=self.quiet,
            replace_others=True,
        )
        if done.failed:
            raise RuntimeError(f"a mixture could not be run: {done.failed[0]}")
        return done.end_values()[..., [plan.kept.index(name) for name in self.outcomes]]


def _check(base: Scenario, other: Scenario, seeds: int, jobs: int, outcomes: Sequence[str]) -> None:
    problems = [
        Problem(option, f"{number}", "a whole number from 1")
        for option, number in (("--seeds", seeds), ("--jobs", jobs))
        if number < 1
    ]
    problems += [
        Problem("outcomes", f"{name} is not an outcome", "a declared outcome", nearest_name(name, OUTCOMES))
        for name in outcomes
        if name not in OUTCOMES
    ]
    if not outcomes:
        problems.append(Problem("outcomes", "none is given", "one declared outcome or more"))
    if problems:
        raise InputProblems(problems)
    compile_schedule([base, other])


def _check_draws(base: Scenario, other: Scenario, parameters: Posterior | None) -> None:
    """Refuse a number that only one of the scenarios sets, and to its usual value: nothing tells it from the draws."""
    problems = []
    for path in () if parameters is None else parameters.paths:
        if (path in base.changes) != (path in other.changes) and path not in changed_paths(base, other):
            sets = base if path in base.changes else other
            found = f"{sets.name} sets {path} to what it was in 2017, and the other scenario has the draws"
            problems.append(Problem(str(sets.source), found, f"{path} set in both scenarios or in neither"))
    if problems:
        raise InputProblems(problems)


def _one_outcome(
    outcome: str, place: int, by_component: ComponentShares, by_mechanism: MechanismShares
) -> OutcomeAttribution:
    components = tuple(
        Part(each.path, each.label, share, each.members)
        for each, share in zip(by_component.components, _means(by_component.shares[:, :, place]), strict=True)
    )
    mechanisms: tuple[Part, ...] = ()
    if outcome in by_mechanism.outcomes:
        shares = _means(by_mechanism.shares[:, :, by_mechanism.outcomes.index(outcome)])
        mechanisms = tuple(
            Part(channel.name, channel.label, share)
            for channel, share in zip(by_mechanism.channels, shares, strict=True)
            if outcome in channel.outcomes
        )
    areas: tuple[Part, ...] = ()
    if outcome == "capability":
        areas = tuple(
            Part(name, AREA_LABELS[name], share)
            for name, share in zip(AREA_LABELS, _means(by_mechanism.areas), strict=True)
        )
    (whole,) = _means((by_component.other - by_component.base)[:, place][None])
    return OutcomeAttribution(outcome, whole, components, mechanisms, areas)


def _means(shares: NDArray[np.float64]) -> list[Paired]:
    return paired_columns(shares.T, ["neither"] * len(shares))


def _component(part: Part) -> dict[str, Any]:
    return {"path": part.name, "label": part.label, "members": list(part.members)} | _ends(part)


def _ends(part: Part) -> dict[str, Any]:
    return {"value": part.share.difference, "low": part.share.low, "high": part.share.high}
