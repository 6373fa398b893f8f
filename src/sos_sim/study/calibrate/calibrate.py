"""Calibrate: waves of an emulator, a chain, the real model's correction, and a check without any emulator."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.store.folder import locked
from sos_sim.store.keys import model_version
from sos_sim.store.manifest import write_manifest
from sos_sim.study.calibrate.agreement import Agreement, agreement
from sos_sim.study.calibrate.emulate import Emulator
from sos_sim.study.calibrate.kept import Kept
from sos_sim.study.calibrate.leave_out import check_blocks
from sos_sim.study.calibrate.question import Floats
from sos_sim.study.calibrate.result import Calibrated, Fit, Simulated, Stage
from sos_sim.study.calibrate.reweight import LARGEST_SHAPE, Weighted, importance_weights, resample
from sos_sim.study.calibrate.sample import Sampled
from sos_sim.study.calibrate.settings import check_folder, check_settings, new_calibration
from sos_sim.study.calibrate.simulator import Simulator
from sos_sim.study.calibrate.smc import Generation, tempered_smc
from sos_sim.study.calibrate.surface import Kind
from sos_sim.study.calibrate.waves import PLACES_PER_NUMBER, Wave, chain, fitted, plausible, run_waves

if TYPE_CHECKING:
    from sos_sim.study.calibrate.question import Question

WAVES = 3
DRAWS = 400
SEEDS = 4
PARTICLES = 600
LEAST_EFFECTIVE = 0.25
"""Share of the draws that has to be effective after the correction."""
_ALIKE = 0.9
_ROUNDS = 2
_ROOT = 2
_MIXED = 1.05  # split R-hat above which walkers do not agree


@dataclass(frozen=True)
class _Settings:
    """Hold how much is to be done."""

    points: int
    waves: int
    draws: int
    seeds: int
    particles: int
    kind: Kind


@dataclass(frozen=True)
class _Round:
    """Hold one chain and its correction by the real model."""

    sampled: Sampled
    emulator: Emulator
    places: Floats
    statistics: Floats
    found: Floats
    weighted: Weighted

    @property
    def low(self) -> bool:
        share = self.weighted.ess / len(self.places)
        # Weights that are nearly alike have a tail of no consequence, whatever its shape.
        return share < LEAST_EFFECTIVE or (self.weighted.shape > LARGEST_SHAPE and share < _ALIKE)


@dataclass
class _Log:
    """Gather what is to be told at the end."""

    quiet: bool
    stages: list[Stage] = field(default_factory=list)
    fits: list[Fit] = field(default_factory=list)
    simulated: list[Simulated] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        if not self.quiet:
            print(line, file=sys.stderr)

    def warn(self, line: str) -> None:
        """Say something on standard error even when all else is quiet, and in the manifest."""
        self.warnings.append(line)
        print(line, file=sys.stderr)


def calibrate(
    question: Question,
    out: Path,
    *,
    points: int | None = None,
    waves: int = WAVES,
    draws: int = DRAWS,
    seeds: int = SEEDS,
    jobs: int = 1,
    check: bool = True,
    emulator: Kind = "gaussian process",
    identity: Mapping[str, Any],
    name: str = "calibration",
    about: Mapping[str, Any] | None = None,
    particles: int = PARTICLES,
    fresh: bool = False,
    quiet: bool = False,
) -> Calibrated:
    """Find which values of the unknown numbers agree with the findings, and write draws of them into a folder.

    The same command in the same folder goes on where it was interrupted and gives the same numbers.

    Args:
        question: what is asked.
        out: the folder.
        points: places per wave; ten per unknown number when not given.
        waves: most waves.
        draws: draws of the posterior, each of which the real model is run at.
        seeds: futures every place meets, seeds 1 to this.
        jobs: worker processes.
        check: also find the posterior without an emulator.
        emulator: kind of emulator.
        identity: what has to be equal for a folder to be resumed, such as findings, priors, population and model.
        name: name of the calibration.
        about: entries of the manifest besides those of every calibration, such as scenarios and population.
        particles: particles of the posterior without an emulator.
        fresh: replace what is there.
        quiet: say nothing but warnings.

    Raises:
        InputProblems: a setting is out of its range, or the folder cannot be used or holds something else.
        KeyboardInterrupt: interrupted; what was worked out is kept.
    """
    points = points or PLACES_PER_NUMBER * len(question.priors)
    check_settings(points, waves, draws, seeds, jobs, particles, emulator)
    # A larger number of waves or the check alone goes on from what is there.
    asked: dict[str, Any] = json.loads(
        json.dumps(
            {
                **identity,
                "model version": model_version(),
                "priors": [[p.path, p.low, p.high, p.logarithmic] for p in question.priors],
                "targets": list(question.targets),
                "points": points,
                "draws": draws,
                "seeds": seeds,
                "emulator": emulator,
            }
        )
    )
    folder = check_folder(out, asked, fresh)
    manifest = new_calibration(name, asked, dict(about or {}))
    with locked(folder.path):
        check_folder(out, asked, fresh)
        folder.begin(manifest)
        if fresh:
            for file in folder.path.glob("chunks/*"):
                file.unlink()
        key = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:12]
        kept = Kept(folder.path / "chunks", key)
        log = _Log(quiet)
        try:
            simulator = Simulator(question, range(1, seeds + 1), jobs, kept)
            settings = _Settings(points, waves, draws, seeds, particles if check else 0, emulator)
            result = _work(question, folder.path, simulator, kept, log, settings)
        except KeyboardInterrupt:
            write_manifest(folder.path, manifest | {"status": "interrupted"})
            print(
                f"Interrupted: what was worked out is kept in {folder.path}; the same command goes on from there.",
                file=sys.stderr,
            )
            raise
        result.write(name)
        manifest["calibration"] |= result.about
        manifest["timings"] = {"seconds": result.about["seconds"], "workers": jobs}
        write_manifest(folder.path, manifest | {"status": "done"})
    return result


def _work(
    question: Question,
    folder: Path,
    simulator: Simulator,
    kept: Kept,
    log: _Log,
    settings: _Settings,
) -> Calibrated:
    draws = settings.draws
    done = run_waves(question, simulator.named, kept, settings.points, settings.waves, settings.kind, log.tell)
    for wave in done:
        _note_wave(question, wave, simulator, settings.seeds, log)
    best = _rounds(question, done[-1], simulator, kept, log, settings)
    possible = plausible(question, best.emulator)
    for target in possible.unmet:
        log.warn(f"No place in the prior meets {target}.")
    rows = resample(best.weighted.weights, draws, np.random.default_rng([_ROOT, 1]))
    places, statistics, found = best.places[rows], best.statistics[rows], best.found[rows]
    seconds = sum(stage.seconds for stage in log.stages)
    final, apart = None, None
    if settings.particles:
        final, apart = _without_emulator(question, simulator, kept, log, places, settings)
    told = {
        "ess": best.weighted.ess,
        "pareto_shape": best.weighted.shape if np.isfinite(best.weighted.shape) else None,
        "runs": sum(stage.runs for stage in log.stages),
        "seconds": round(seconds, 3),
        "seconds_with_check": round(sum(stage.seconds for stage in log.stages), 3),
        "waves": len(done),
        "moved": done[-1].moved if len(done) > 1 else None,
        "converged": best.sampled.converged,
        "blocks_foretold_badly": [each.block for each in log.fits[-1].checks if each.bad],
        "prior_share_not_ruled_out": possible.share,
        "unmet_targets": list(possible.unmet),
        "log_evidence": None if final is None else final.evidence,
        "methods_agree": None if apart is None else apart.agree,
        "largest_distance": None if apart is None else float(apart.distance.max()),
        "warnings": log.warnings,
    }
    return Calibrated(
        folder,
        question.priors,
        places,
        statistics,
        found,
        best.emulator,
        final,
        apart,
        tuple(log.stages),
        tuple(log.fits),
        tuple(log.simulated),
        told,
    )


def _note_wave(question: Question, wave: Wave, simulator: Simulator, seeds: int, log: _Log) -> None:
    name = f"wave {wave.number}"
    new = slice(len(wave.emulator.design) - wave.added, None)
    found = question.log_likelihood(wave.emulator.statistics[new]).sum(1)
    log.simulated.append(Simulated(name, wave.emulator.design[new], found))
    log.fits.append(Fit(name, len(wave.emulator.design), wave.checks))
    running = simulator.seconds[f"wave-{wave.number}"]
    sampled = wave.sampled
    log.stages.append(
        Stage(
            name,
            wave.added * seeds,
            running + wave.seconds,
            None,
            sampled.acceptance,
            sampled.tau,
            sampled.r_hat,
        )
    )


def _rounds(
    question: Question,
    wave: Wave,
    simulator: Simulator,
    kept: Kept,
    log: _Log,
    settings: _Settings,
) -> _Round:
    """Sample, correct by the real model, and once more with an emulator that knows those draws when too few count."""
    emulator, fitting, draws = wave.emulator, 0.0, settings.draws
    start = wave.sampled.places
    rounds: list[_Round] = []
    for number in range(1, _ROUNDS + 1):
        # What comes after other waves is something else.
        name = f"posterior-{wave.number}-{number}"
        sampled, sampling = chain(question, emulator, name, kept, start, draws=max(4000, draws))
        if not sampled.converged or sampled.r_hat > _MIXED:
            log.warn(
                f"The chain has not converged: {sampled.steps} steps, correlation time {sampled.tau:.0f}, "
                f"split R-hat {sampled.r_hat:.3f}."
            )
        log.stages.append(
            Stage(
                f"chain {number}",
                0,
                fitting + sampling,
                None,
                sampled.acceptance,
                sampled.tau,
                sampled.r_hat,
            )
        )
        places = sampled.places[:draws]
        statistics = simulator.named(name, places)
        found = question.log_likelihood(statistics).sum(1)
        weighted = importance_weights(sampled.log_likelihood[:draws], found)
        rounds.append(_Round(sampled, emulator, places, statistics, found, weighted))
        log.simulated.append(Simulated(f"correction {number}", places, found))
        running = simulator.seconds[name]
        log.stages.append(Stage(f"correction {number}", draws * settings.seeds, running, weighted.ess))
        log.tell(f"Correction {number}: {weighted.ess:.0f} of {draws} draws are effective")
        if not rounds[-1].low or number == _ROUNDS:
            break
        log.tell("Too few: the emulator learns from those draws and samples again.")
        design = np.concatenate([emulator.design, places])
        emulator, fitting = fitted(
            question, design, np.concatenate([emulator.statistics, statistics]), settings.kind, emulator, kept, name
        )
        log.fits.append(Fit(f"correction {number}", len(design), check_blocks(emulator, question)))
        start = sampled.places
    best = max(rounds, key=lambda each: (not each.low, each.weighted.ess))
    if best.low:
        log.warn(
            f"THE POSTERIOR IS NOT RELIABLE: only {best.weighted.ess:.0f} of {draws} draws are effective (Pareto shape "
            f"{best.weighted.shape:.2f}); the emulator does not follow the model. More places per wave may help."
        )
    return best


def _without_emulator(
    question: Question, simulator: Simulator, kept: Kept, log: _Log, places: Floats, settings: _Settings
) -> tuple[Generation, Agreement]:
    spent, particles = [0.0], settings.particles

    def keep(number: int, make: Any) -> Generation:
        arrays, seconds = kept.arrays(f"particles-{particles}-{number}", lambda: make().arrays())
        spent[0] += seconds
        state = Generation.of(arrays)
        log.tell(f"Particles {number}: temperature {state.temper:.3f}, {state.runs:,} places")
        return state

    final = tempered_smc(simulator.log_likelihood, len(question.priors), particles, _ROOT, keep)
    log.stages.append(Stage("particles", final.runs * settings.seeds, spent[0], None, final.acceptance))
    apart = agreement(places, final.places)
    if not apart.agree:
        worst = question.priors[int(apart.distance.argmax())].path
        log.warn(
            f"The two methods differ: {worst} by {apart.distance.max():.2f} standard deviations; trust neither "
            "before it is known why."
        )
    return final, apart
