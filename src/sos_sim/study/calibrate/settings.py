"""What a calibration is asked, checked before anything is written."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path
from typing import Any

from sos_sim.problems import InputProblems, Problem
from sos_sim.store.folder import RunFolder
from sos_sim.store.keys import model_version
from sos_sim.store.manifest import FORMAT, git_state, read_manifest
from sos_sim.study.calibrate.emulate import KINDS


def check_settings(
    points: int, waves: int, draws: int, seeds: int, jobs: int, particles: int, emulator: str
) -> None:
    """Check the settings of a calibration.

    Args:
        points: places per wave.
        waves: most waves.
        draws: draws of the posterior.
        seeds: futures every place meets.
        jobs: worker processes.
        particles: particles of the posterior without an emulator.
        emulator: kind of emulator.

    Raises:
        InputProblems: any is out of its range.
    """
    problems = [
        Problem(place, f"{value}", f"a whole number from {least}")
        for place, value, least in (
            ("--points", points, 10),
            ("--waves", waves, 1),
            ("--draws", draws, 50),
            ("--seeds", seeds, 1),
            ("--jobs", jobs, 1),
            ("--particles", particles, 50),
        )
        if value < least
    ]
    if emulator not in KINDS:
        problems.append(Problem("--emulator", f"no emulator is called {emulator[:60]!r}", ", ".join(KINDS)))
    if problems:
        raise InputProblems(problems)


def check_folder(out: Path, asked: dict[str, Any], fresh: bool) -> RunFolder:
    """Check that a calibration may be written or resumed in a folder, without touching it.

    Args:
        out: the folder.
        asked: what has to be equal for what is there to belong to this calibration.
        fresh: whether what is there is replaced.

    Raises:
        InputProblems: something else stands there, another calibration does, or it cannot be written.
    """
    folder = RunFolder.check(Path(out))
    manifest = read_manifest(folder.path)
    if manifest is None or fresh:
        return folder
    held = manifest.get("identity")
    found = ""
    if manifest.get("kind") != "calibration" or not isinstance(held, dict):
        found = f"{folder.path} holds the results of another command"
    elif held != asked:
        differing = [name for name in sorted({*held, *asked}) if held.get(name) != asked.get(name)]
        found = f"{folder.path} holds another calibration: it differs in {', '.join(differing)}"
    if found:
        raise InputProblems([Problem("--out", found, "another folder, or --fresh to replace what is there")])
    return folder


def new_calibration(name: str, asked: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    """Write the manifest of a calibration that is about to start.

    Args:
        name: name of the calibration.
        asked: what has to be equal for the folder to be resumed.
        about: entries besides those of every calibration.
    """
    import sos_sim

    libraries = ("numpy", "scipy", "pandas", "pyarrow", "emcee")
    return {
        "format": FORMAT,
        "seeds": {"first": 1, "count": asked["seeds"], "with_districts": 0},
        "model_version": model_version(),
        "versions": {"python": platform.python_version(), "sos_sim": sos_sim.__version__}
        | {library: metadata.version(library) for library in libraries},
        "platform": f"{platform.system()} {platform.machine()}",
        "git": git_state(),
        "timings": {},
        "failures": [],
        "figures": {},
        **about,
        "kind": "calibration",
        "status": "running",
        "calibration": {
            "name": name,
            "paths": [prior[0] for prior in asked["priors"]],
            "targets": asked["targets"],
            **{setting: asked[setting] for setting in ("points", "draws", "seeds", "emulator")},
        },
        "identity": asked,
    }
