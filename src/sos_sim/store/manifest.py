"""The manifest: what was asked, of which code, on which machine, and what came of it."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.scenario.dates import date_of
from sos_sim.store.keys import model_version

if TYPE_CHECKING:
    from sos_sim.scenario.scenario import Scenario

FORMAT = "sos-sim run folder"
_LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow")


def dated_changes(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Write the changes of a scenario with the month each value begins."""
    return {
        path: {date_of(scenario.start, month): float(value) for month, value in sorted(values)}
        for path, values in sorted(scenario.changes.items())
    }


def describe_scenario(scenario: Scenario, name: str) -> dict[str, Any]:
    """Describe a scenario for the manifest.

    Args:
        scenario: the scenario.
        name: its name in the tables.
    """
    changes = dated_changes(scenario)
    content = json.dumps([changes, list(scenario.start), scenario.months], sort_keys=True)
    return {
        "name": name,
        "description": scenario.description,
        "base_chain": list(scenario.base_chain),
        "changes": changes,
        "hash": hashlib.sha256(content.encode()).hexdigest()[:16],
    }


def new_manifest(
    scenarios: Sequence[Scenario],
    names: Sequence[str],
    seeds: int,
    population: dict[str, Any],
    district_seeds: int,
) -> dict[str, Any]:
    """Write the manifest of a study that is about to start.

    Args:
        scenarios: the scenarios, the base first.
        names: their names in the tables.
        seeds: number of seeds; they are 1, 2, ... .
        population: source, number of districts and hash of the population.
        district_seeds: seeds whose districts are kept.
    """
    import sos_sim

    first = scenarios[0]
    return {
        "format": FORMAT,
        "status": "running",
        "scenarios": [describe_scenario(s, name) for s, name in zip(scenarios, names, strict=True)],
        "horizon": {
            "start": date_of(first.start, 0),
            "end": date_of(first.start, first.months),
            "months": first.months,
        },
        "seeds": {"first": 1, "count": seeds, "with_districts": min(seeds, district_seeds)},
        "population": population,
        "model_version": model_version(),
        "versions": {"python": platform.python_version(), "sos_sim": sos_sim.__version__}
        | {library: metadata.version(library) for library in _LIBRARIES},
        "platform": f"{platform.system()} {platform.machine()}",
        "git": git_state(),
        "timings": {},
        "failures": [],
        "figures": {},
    }


def git_state() -> dict[str, Any] | None:
    """Tell the commit of the checkout the package runs from, or None when it is installed."""
    checkout = Path(__file__).parents[3]
    if not ((checkout / ".git").exists() and (checkout / "pyproject.toml").is_file()):
        return None
    try:
        commit = _git(checkout, "rev-parse", "--short", "HEAD")
        return {"commit": commit, "dirty": bool(_git(checkout, "status", "--porcelain"))}
    except (OSError, subprocess.SubprocessError):
        return None


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Read the manifest of a run folder of ours, or None when the folder holds none.

    Args:
        folder: the folder.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(manifest, dict) and manifest.get("format") == FORMAT
    return manifest if ours else None


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest whole or not at all.

    Args:
        folder: the run folder.
        manifest: its content.
    """
    write_text(folder / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file under a temporary name, then rename it.

    Args:
        path: where it goes.
        text: its content.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def _git(checkout: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(checkout), *words], capture_output=True, text=True, timeout=10, check=True
    )
    return done.stdout.strip()
