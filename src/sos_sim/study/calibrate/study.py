"""A calibration file from start to end: the posterior, its checks, and the folder that holds them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from sos_sim.check.targets import envelope
from sos_sim.interviews.targets import Target
from sos_sim.interviews.words import READINGS
from sos_sim.parameters import PARAMETERS
from sos_sim.store.keys import model_version, point_key
from sos_sim.study.calibrate.alternatives import Drawn
from sos_sim.study.calibrate.asked import InterviewQuestion, question_of
from sos_sim.study.calibrate.calibrate import calibrate
from sos_sim.study.calibrate.check import Checked, Extent, Fitted, check_calibration
from sos_sim.study.calibrate.file import Calibration
from sos_sim.study.calibrate.predictive import Shown
from sos_sim.study.calibrate.question import Floats
from sos_sim.study.calibrate.result import Calibrated
from sos_sim.study.calibrate.screen import screen
from sos_sim.study.worlds import PackedWorld, world_of

if TYPE_CHECKING:
    from sos_sim.world.build import World


def identity_of(question: InterviewQuestion, calibration: Calibration, population: str) -> dict[str, Any]:
    """Give what has to be equal for a folder to be resumed.

    Args:
        question: what is asked.
        calibration: the file.
        population: hash of the districts.
    """
    return {
        "scenario": point_key(calibration.scenario, PARAMETERS, "", ""),
        "findings": [
            [target.ident, target.observable.name if target.observable else "", target.against, target.tolerance,
             asdict(finding), weight,
             _asked(target)]
            for target, finding, weight in zip(question.fitted, question.findings, question.weights, strict=True)
        ],
        "interviews": dict(question.moved),
        "population": population,
        "model version": model_version("interviews"),
    }  # fmt: skip


def _asked(target: Target) -> list[Any] | None:
    group = target.group
    return None if group is None else [dict(group.people), group.chosen, list(group.held)]


def calibrate_file(
    calibration: Calibration,
    *,
    population: Path | World | None = None,
    out: Path,
    jobs: int = 1,
    fresh: bool = False,
    check: bool = True,
    quiet: bool = False,
) -> tuple[InterviewQuestion, Calibrated]:
    """Find the posterior of a calibration file.

    Args:
        calibration: the file.
        population: a population file, a world already built, or None for the embedded California.
        out: the folder.
        jobs: worker processes.
        fresh: replace what is there.
        check: also find the posterior without an emulator.
        quiet: say nothing but warnings.

    Raises:
        InputProblems: the population or the folder cannot be used.
        KeyboardInterrupt: interrupted; what was worked out is kept.
    """
    world, about = world_of(population)
    question = question_of(calibration, PackedWorld(world) if jobs > 1 else world)
    study = calibration.study
    told = {
        "population": about,
        "scenarios": [{"name": calibration.scenario.name, "description": calibration.scenario.description}],
        "study": {
            "name": study.name,
            "description": study.description,
            "groups": {
                name: {"people": dict(group.people), "chosen": group.chosen, "about": group.about,
                       "held": f"{group.held[0]}-{group.held[1]:02d}"}
                for name, group in study.instrument.groups.items()
            },
            "not fitted": {
                target.ident: target.because for target in study.targets.values() if not target.fitted
            },
        },
    }  # fmt: skip
    result = calibrate(
        question,
        out,
        points=calibration.points,
        waves=calibration.waves,
        draws=calibration.draws,
        seeds=calibration.seeds,
        jobs=jobs,
        check=check,
        identity=identity_of(question, calibration, about["hash"]),
        name=calibration.name,
        about=told,
        fresh=fresh,
        quiet=quiet,
    )
    return question, result


MORE_PEOPLE = 10.0
"""How many times as many people are asked, with their counts published, to see what would help."""
OTHER_PEOPLE = 27
"""District leaders, if the 56 people of the 41 interviews are shared out evenly (X01)."""
LEADERS = 20


def check_file(
    calibration: Calibration,
    question: InterviewQuestion,
    result: Calibrated,
    *,
    datasets: int,
    jobs: int = 1,
    quiet: bool = False,
) -> Checked:
    """Check the posterior of a calibration file and write the tables of its checks.

    Args:
        calibration: the file.
        question: what it asks.
        result: what was found.
        datasets: made-up sets of interviews.
        jobs: worker processes.
        quiet: show no progress.

    Raises:
        KeyboardInterrupt: interrupted; what was checked is kept.
    """
    seeds = range(1, calibration.seeds + 1)
    first = calibration.points
    fitted = Fitted(
        Drawn(result.places, result.statistics),
        Drawn(result.emulator.design[:first], result.emulator.statistics[:first]),
        result.emulator,
    )
    words = {f"words read {reading.name}": question.read_as(reading) for reading in READINGS[1:]}
    words["27 district leaders for every 20"] = question.with_people(OTHER_PEOPLE / LEADERS, of_districts_alone=True)
    try:
        return check_calibration(
            question,
            fitted,
            result.folder,
            shown=shown(question),
            words=words,
            weights={"all findings weigh alike": question.weighing_alike()},
            more=(MORE_PEOPLE, question.with_people(MORE_PEOPLE).counted()),
            screen=screen(question, list(seeds)),
            seeds=list(seeds),
            extent=Extent(datasets=datasets),
            jobs=jobs,
            tell=None if quiet else _say,
        )
    except KeyboardInterrupt:
        print(
            f"Interrupted: the posterior and what was checked are kept in {result.folder}; "
            "the same command goes on from there.",
            file=sys.stderr,
        )
        raise


def shown(question: InterviewQuestion) -> tuple[Shown, ...]:
    """Say how the statistics of every finding are shown: shares as such, with what the counts allow.

    Args:
        question: the findings.
    """
    told = []
    for target, finding, block in zip(question.fitted, question.findings, question.blocks, strict=True):
        assert target.observable is not None
        group = "" if target.group is None else target.group.name
        columns = list(block)
        if finding.counts is not None:
            rule = envelope(*finding.counts, finding.people)
            told.append(
                Shown(target.ident, target.observable.label, "share", rule.low, rule.high, _mean_share(columns), group)
            )
        else:
            assert finding.band is not None
            unit = "share" if target.observable.asked_of == "districts" else ""
            told.append(Shown(target.ident, target.observable.label, unit, *finding.band, _figure(columns), group))
    return tuple(told)


def _mean_share(columns: list[int]) -> Callable[[Floats], Floats]:
    return lambda statistics: np.asarray(expit(statistics[:, columns]).mean(axis=1))


def _figure(columns: list[int]) -> Callable[[Floats], Floats]:
    return lambda statistics: np.asarray(statistics[:, columns[0]])


def _say(line: str) -> None:
    print(f"Checking: {line}", file=sys.stderr)
