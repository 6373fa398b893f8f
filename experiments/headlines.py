"""Six headline experiments: run, drawn, and their claims tried where nobody knows the numbers.

    python experiments/headlines.py [NAME...] [--out FOLDER] [--figures docs/figures] [--jobs 2]

Runs each experiment of this folder by the code of `sos-sim sweep`, and then named pairs of its policies with both
switches of open question H09 on and off, and under forty settings of every uncertainty. Writes headline-NAME.png
and headlines.csv, from which `docs/generate.py` takes the numbers of docs/headlines.md.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.experiment import Experiment, load_experiment
from sos_sim.scenario.factors import Factor
from sos_sim.scenario.scenario import Scenario, load
from sos_sim.show.style import house_style
from sos_sim.show.sweep import draw_structure, draw_sweep, structure_of
from sos_sim.show.sweep_data import read_sweep
from sos_sim.show.sweep_panels import mean_and_interval
from sos_sim.store.manifest import read_manifest
from sos_sim.study.many import end_values
from sos_sim.study.statistics.paired import paired
from sos_sim.study.sweep.sweep import sweep
from sos_sim.world.build import World, embedded_world

FIGURES = Path(__file__).parents[1] / "docs" / "figures"
SETTINGS = 40
SEEDS_OF_A_SETTING = 2
SEEDS_OF_A_PAIR = 20
SWITCHES: dict[str, dict[str, float]] = {"on": {}, "off": {"pressure.attention": 0.0, "pressure.effort": 0.0}}
ALWAYS = (
    "capability",
    "true_outcome",
    "inflation",
    "equity_gap",
    "deep_share",
    "surface",
    "overloaded_share",
    "cost_per_pupil",
)
DOTS_PER_INCH = 88
HEAD = (
    "experiment", "part", "what", "outcome", "mean", "low", "high",
    "difference", "difference_low", "difference_high", "above_zero", "below_zero", "count",
)  # fmt: skip
Row = tuple[object, ...]


@dataclass(frozen=True)
class Policy:
    """Hold a named policy: a scenario with settings for the whole horizon.

    Args:
        scenario: the scenario.
        settings: value by path.
    """

    scenario: str
    settings: tuple[tuple[str, float], ...] = ()

    def laid(self, name: str, years: Scenario, more: Mapping[str, float]) -> Scenario:
        """Lay the settings over the scenario.

        Args:
            name: name of the result.
            years: a scenario whose horizon it gets.
            more: further values by path.
        """
        found = load(self.scenario)
        settings = {path: ((0, value),) for path, value in (*self.settings, *more.items())}
        changes = {**found.changes, **settings}
        return replace(found, name=name, changes=changes, start=years.start, months=years.months)


@dataclass(frozen=True)
class Headline:
    """Hold what is looked at in one experiment.

    Args:
        shown: outcomes of the shipped figure.
        pairs: by name two policies; the second minus the first is what is said.
        columns: level by factor of the columns of the figure; empty for all.
    """

    shown: tuple[str, ...]
    pairs: Mapping[str, tuple[Policy, Policy]]
    columns: tuple[Mapping[str, float], ...] = ()


def moderate(**settings: float) -> Policy:
    """Make a policy over moderate support.

    Args:
        settings: value by path, with two underscores for the dot.
    """
    return Policy("moderate-support", tuple((path.replace("__", "."), value) for path, value in settings.items()))


MODERATE = moderate(support__coe_coach_days=30)
HEADLINES: dict[str, Headline] = {
    "support-by-pressure": Headline(
        ("true_outcome", "inflation"),
        {
            "68.8 instead of 30 coach-days, pressure 0.6": (MODERATE, moderate(support__coe_coach_days=68.8)),
            "pressure 1.4 instead of 0.6, 30 coach-days": (
                MODERATE,
                moderate(support__coe_coach_days=30, accountability__pressure=1.4),
            ),
            "68.8 instead of 30 coach-days, pressure 1.4": (
                moderate(support__coe_coach_days=30, accountability__pressure=1.4),
                moderate(support__coe_coach_days=68.8, accountability__pressure=1.4),
            ),
        },
        (
            {"pressure.attention": 0.0, "pressure.effort": 0.0},
            {"pressure.attention": 1.0, "pressure.effort": 1.0},
        ),
    ),
    "breadth-or-depth": Headline(
        ("true_outcome", "deep_share", "unmet_days"),
        {
            "35 % instead of all districts, 15 coach-days": (
                moderate(support__coe_coach_days=15),
                moderate(support__coe_coach_days=15, support__coverage=0.35),
            ),
            "35 % instead of all districts, 30 coach-days": (
                MODERATE,
                moderate(support__coe_coach_days=30, support__coverage=0.35),
            ),
            "35 % instead of all districts, 60 coach-days": (
                moderate(support__coe_coach_days=60),
                moderate(support__coe_coach_days=60, support__coverage=0.35),
            ),
        },
    ),
    "data-lag-by-skill": Headline(
        ("true_outcome", "deep_share"),
        {
            "data at once instead of after 18 months": (
                moderate(accountability__lag_months=18),
                moderate(accountability__lag_months=0),
            ),
            "full instead of 2017's training in data": (MODERATE, moderate(data__training=1)),
            "full instead of no local data systems": (MODERATE, moderate(data__local_systems=1)),
            "full training, with local data systems": (
                moderate(data__local_systems=1),
                moderate(data__local_systems=1, data__training=1),
            ),
        },
    ),
    "patience-by-turnover": Headline(
        ("true_outcome", "deep_share", "cost_per_pupil"),
        {
            "5 years instead of 1 before judging": (MODERATE, moderate(accountability__patience_years=5)),
            "60 % of leaving leaders kept": (MODERATE, moderate(turnover__leader_retention=0.6)),
            "60 % kept, judging after 5 years": (
                moderate(accountability__patience_years=5),
                moderate(accountability__patience_years=5, turnover__leader_retention=0.6),
            ),
        },
    ),
    "framework-or-methods": Headline(
        ("true_outcome", "deep_share", "capability"),
        {
            "all instead of no support in one framework, 5 methods": (MODERATE, moderate(coherence__framework_share=1)),
            "one instead of 8 methods, no framework": (moderate(coherence__methods=8), moderate(coherence__methods=1)),
            "one instead of 8 methods, 80 % in one framework": (
                moderate(coherence__methods=8, coherence__framework_share=0.8),
                moderate(coherence__methods=1, coherence__framework_share=0.8),
            ),
        },
    ),
    "fewer-priorities": Headline(
        ("true_outcome", "deep_share", "inflation"),
        {
            "3 instead of 10 priorities, moderate support": (
                Policy("moderate-support"),
                moderate(accountability__priorities=3),
            ),
            "1 instead of 3 priorities, moderate support": (
                moderate(accountability__priorities=3),
                moderate(accountability__priorities=1),
            ),
            "3 instead of 10 priorities, 2017's support": (
                Policy("california-2017"),
                Policy("california-2017", (("accountability.priorities", 3.0),)),
            ),
        },
    ),
}


def run_and_draw(experiment: Experiment, world: World, folder: Path, figure: Path, jobs: int) -> Iterator[Row]:
    """Run an experiment, draw its figures and the shipped one, and list the numbers of its policies.

    Args:
        experiment: the experiment.
        world: districts, counties and peers.
        folder: the folder of the sweep.
        figure: the shipped figure.
        jobs: worker processes.
    """
    headline = HEADLINES[experiment.name]
    sweep(experiment, population=world, out=folder, jobs=jobs, quiet=True)
    draw_sweep(folder)
    manifest = read_manifest(folder)
    data = read_sweep(folder, manifest) if manifest else None
    if data is None:
        sys.exit(f"{experiment.name}: no run has a value")
    structure = structure_of(data)
    if headline.columns:
        structure = replace(structure, facets=tuple(dict(each) for each in headline.columns))
    with house_style():
        drawn = draw_structure(data, structure, headline.shown)
        temporary = figure.with_name(f"{figure.name}.{os.getpid()}.tmp")
        drawn.savefig(temporary, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
        os.replace(temporary, figure)
    factors = [*data.policy_levels, *data.future_levels]
    for key, places in data.cells(factors, {}).items():
        what = " ".join(f"{factor}={value if isinstance(value, str) else format(value, 'g')}"
                        for factor, value in zip(factors, key, strict=True))  # fmt: skip
        for outcome in headline.shown:
            column = data.column(outcome)
            values, differences = data.values[places][..., column], data.differences[places][..., column]
            low, high = np.nanquantile(values, (0.05, 0.95))
            numbers = (values.mean(), low, high, *mean_and_interval(differences))
            yield experiment.name, "policy", what, outcome, *map(short, numbers), "", "", values.size


def pairs_at_base(experiment: Experiment, world: World, jobs: int) -> Iterator[Row]:
    """Compare the named pairs in the same futures, with the base values and both states of the H09 switches.

    Args:
        experiment: the experiment.
        world: districts, counties and peers.
        jobs: worker processes.
    """
    pairs, seeds = HEADLINES[experiment.name].pairs, range(1, SEEDS_OF_A_PAIR + 1)
    policies = _policies(pairs)
    laid = {
        (state, policy): policy.laid(f"policy-{place}", experiment.scenarios[0], settings)
        for state, settings in SWITCHES.items()
        for place, policy in enumerate(policies)
    }
    ends = dict(zip(laid, end_values(world, list(laid.values()), seeds, ALWAYS, jobs=jobs), strict=True))
    for state in SWITCHES:
        for name, (first, second) in pairs.items():
            for column, outcome in enumerate(ALWAYS):
                after = ends[state, second][:, column]
                found = paired(after - ends[state, first][:, column], OUTCOMES[outcome].better)
                spread = (after.mean(), *np.quantile(after, (0.05, 0.95)))
                numbers = (*spread, found.difference, found.low, found.high)
                yield experiment.name, f"switches {state}", name, outcome, *map(short, numbers), "", "", found.seeds


def pairs_anywhere(experiment: Experiment, world: World, folder: Path, jobs: int) -> Iterator[Row]:
    """Tell in what share of settings of every uncertainty the pairs differ in the direction of the base values.

    Args:
        experiment: the experiment.
        world: districts, counties and peers.
        folder: the folder of the sweep.
        jobs: worker processes.
    """
    pairs = HEADLINES[experiment.name].pairs
    policies = _policies(pairs)
    every = tuple(
        Factor(each.path, (), each.low, each.high)
        for each in PARAMETERS.values()
        if each.role == "uncertainty" and each.low < each.high
    )
    first = experiment.scenarios[0]
    anywhere = replace(
        experiment,
        name=f"{experiment.name}-anywhere",
        scenarios=tuple(policy.laid(f"policy-{place}", first, {}) for place, policy in enumerate(policies)),
        levers=(),
        uncertainties=every,
        kind="latin-hypercube",
        size=SETTINGS,
        seeds=SEEDS_OF_A_SETTING,
        outcomes=ALWAYS,
    )
    result = sweep(anywhere, population=world, out=folder, jobs=jobs, quiet=True)
    kept = [result.plan.kept.index(outcome) for outcome in ALWAYS]
    # (policies, settings, outcomes), mean over the seeds of a setting.
    values = result.end_values()[..., kept].mean(axis=1).reshape(len(policies), SETTINGS, len(ALWAYS))
    for name, (before, after) in pairs.items():
        differences = values[policies.index(after)] - values[policies.index(before)]
        for column, outcome in enumerate(ALWAYS):
            yield experiment.name, "anywhere", name, outcome, *_over_settings(differences[:, column])


def _policies(pairs: Mapping[str, tuple[Policy, Policy]]) -> list[Policy]:
    return list(dict.fromkeys(policy for pair in pairs.values() for policy in pair))


def _over_settings(differences: NDArray[np.float64]) -> Row:
    """Give mean, 5 and 95 % of settings, and the shares above and below 0."""
    kept = differences[np.isfinite(differences)]
    low, high = np.quantile(kept, (0.05, 0.95))
    numbers = (kept.mean(), low, high, np.mean(kept > 0), np.mean(kept < 0))
    return "", "", "", *map(short, numbers), len(kept)


def short(number: Any) -> str:
    """Write a number for the table.

    Args:
        number: the number; None is left out.
    """
    return "" if number is None else f"{number:.4g}"


def main() -> None:
    """Run, draw and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(HEADLINES)}; all when not given")
    parser.add_argument("--out", type=Path, help="keep the folders of the sweeps here")
    parser.add_argument("--figures", type=Path, default=FIGURES)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if unknown := set(options.names) - set(HEADLINES):
        parser.error(f"no headline experiment is called {', '.join(sorted(unknown))}")
    options.figures.mkdir(parents=True, exist_ok=True)
    world = embedded_world()
    table = options.figures / "headlines.csv"
    held = _held(table)
    with tempfile.TemporaryDirectory() as temporary:
        for name in options.names or HEADLINES:
            folder = options.out or Path(temporary)
            experiment = load_experiment(Path(__file__).with_name(f"{name}.yaml"), OUTCOMES)
            picture = options.figures / f"headline-{name}.png"
            held[name] = [
                *run_and_draw(experiment, world, folder / name, picture, options.jobs),
                *pairs_at_base(experiment, world, options.jobs),
                *pairs_anywhere(experiment, world, folder / f"{name}-anywhere", options.jobs),
            ]
            print(f"{name} done", flush=True)
    beside = table.with_name(f"{table.name}.{os.getpid()}.tmp")
    with beside.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEAD)
        for name in HEADLINES:
            rows.writerows(held.get(name, []))
    os.replace(beside, table)


def _held(table: Path) -> dict[str, list[Row]]:
    """Read the numbers of experiments that are not run this time."""
    found: dict[str, list[Row]] = {}
    if table.is_file():
        with table.open(newline="", encoding="utf-8") as file:
            for row in list(csv.reader(file))[1:]:
                found.setdefault(row[0], []).append(tuple(row))
    return found


if __name__ == "__main__":
    main()
