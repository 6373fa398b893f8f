"""A calibration file from start to end: the posterior, its checks, and the folder that holds them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.interviews.targets import Target
from sos_sim.parameters import PARAMETERS
from sos_sim.store.keys import model_version, point_key
from sos_sim.study.calibrate.asked import InterviewQuestion, question_of
from sos_sim.study.calibrate.calibrate import calibrate
from sos_sim.study.calibrate.file import Calibration
from sos_sim.study.calibrate.result import Calibrated
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
        "model version": model_version(),
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
