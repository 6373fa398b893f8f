"""Virtual interviews and what real ones teach, as a notebook user asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sos_sim.notebook.in_folder import InFolder, folder_of, options_of, scenario_of

if TYPE_CHECKING:
    import pandas as pd

    from sos_sim.scenario.posterior import Posterior
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.study.calibrate.file import Calibration
    from sos_sim.study.calibrate.result import Calibrated
    from sos_sim.world.build import World


@dataclass(frozen=True)
class Learnt(InFolder):
    """Hold a finished calibration.

    Args:
        result: what was found.
    """

    result: Calibrated

    def table(self) -> pd.DataFrame:
        """Give what the interviews say of each number; the draws themselves where the checks were left out."""
        checked = (self.folder / "identifiability.parquet").is_file()
        return self.tables["identifiability" if checked else "posterior"]

    @property
    def posterior(self) -> Posterior:
        """Give the draws, for ``parameters=`` of run, compare and sweep."""
        from sos_sim.scenario.posterior import read_posterior

        return read_posterior(self.folder)


def calibrate(
    calibration: str | Path | Calibration = "interviews-2018",
    *,
    check: bool = True,
    datasets: int = 100,
    population: str | Path | World | None = None,
    out: str | Path | None = None,
    jobs: int = 1,
) -> Learnt:
    """Learn unmeasured numbers from interviews.

    Args:
        calibration: a calibration, or its name or file.
        check: also find the posterior without an emulator, and try the method on made-up interviews.
        datasets: made-up sets of interviews.
        population: a population file or a world; the embedded California when not given.
        out: the folder, resumed when it holds the same calibration; a temporary one when not given.
        jobs: worker processes.

    Raises:
        InputProblems: something that was given cannot be used.
    """
    from sos_sim.study.calibrate.file import Calibration, load_calibration
    from sos_sim.study.calibrate.study import calibrate_file, check_file

    file = calibration if isinstance(calibration, Calibration) else load_calibration(calibration)
    folder, temporary = folder_of(out)
    question, result = calibrate_file(file, out=folder, check=check, **options_of(population, jobs))
    if check:
        check_file(file, question, result, datasets=datasets, jobs=jobs, quiet=True)
    return Learnt(folder, temporary, result)


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
