"""Virtual interviews, as a notebook user asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.notebook.in_folder import scenario_of

if TYPE_CHECKING:
    import pandas as pd

    from sos_sim.scenario.scenario import Scenario
    from sos_sim.world.build import World


def hold_interviews(
    scenario: str | Path | Scenario = "california-2017",
    *,
    targets: str | Path | None = None,
    seeds: int = 5,
    settings: Mapping[str, float] | None = None,
    population: str | Path | World | None = None,
) -> pd.DataFrame:
    """Ask everybody in simulated Californias: the share of each group that would say so, exactly.

    Args:
        scenario: conditions of 2017.
        targets: a targets file; the 2018 report's when not given.
        seeds: futures.
        settings: numbers of the interviews, such as ``interviews.selection_odds`` or ``cutoffs.deep``.
        population: a population file or a world.

    Returns:
        One row per target, cut-off and seed: target, finding, observable, cutoff (empty for figures), seed, value.
    """
    import pandas as pd

    from sos_sim.check.targets import split_settings, study_of
    from sos_sim.interviews import hold
    from sos_sim.study.worlds import world_of

    study = study_of(None if targets is None else Path(targets))
    moved = split_settings(dict(settings or {}))[1]
    laid, numbers = scenario_of(scenario), range(1, seeds + 1)
    world = world_of(Path(population) if isinstance(population, str) else population)[0]
    answers = hold.hold_interviews(world, [laid] * seeds, list(numbers), list(study.targets.values()), moved)
    rows = []
    for ident, values in answers.items():
        target = study.targets[ident]
        assert target.observable is not None
        cuts = hold.looked_at(target.observable, moved)
        for cut, by_seed in zip(cuts, values, strict=True):
            rows += [
                (ident, target.finding, target.observable.name, cut, seed, float(value))
                for seed, value in zip(numbers, by_seed, strict=True)
            ]
    return pd.DataFrame(rows, columns=["target", "finding", "observable", "cutoff", "seed", "value"])


def interview(
    scenario: str | Path | Scenario = "california-2017",
    *,
    targets: str | Path | None = None,
    seed: int = 1,
    draw: int = 0,
    settings: Mapping[str, float] | None = None,
    population: str | Path | World | None = None,
) -> pd.DataFrame:
    """Draw one set of people from a simulated California and ask them.

    Args:
        scenario: conditions of 2017.
        targets: a targets file; the 2018 report's when not given.
        seed: the future.
        draw: number of the draw of people.
        settings: numbers of the interviews.
        population: a population file or a world.

    Returns:
        One row per respondent and target: group, speaks_for, respondent, code, name, target, observable, says_so.
    """
    from sos_sim.check.targets import split_settings, study_of
    from sos_sim.interviews import draw as drawing
    from sos_sim.study.worlds import world_of

    study = study_of(None if targets is None else Path(targets))
    world = world_of(Path(population) if isinstance(population, str) else population)[0]
    moved = split_settings(dict(settings or {}))[1]
    return drawing.interview(world, scenario_of(scenario), study, seed, moved, draw)
