"""The built wheel works alone: installed somewhere else, in a folder with nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=280
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a new environment that borrows only the dependencies of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        folder,
        CHECKOUT,
        cwd=folder,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("sos_sim-*.whl")
    home = folder / "environment"
    venv.create(home, with_pip=False)
    program = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    place = run(
        program, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    ).stdout.strip()
    install = ("--python", program, "install", "--quiet", "--no-deps", "--no-index", wheel)
    installation = run(sys.executable, "-m", "pip", *install, cwd=folder)
    assert installation.returncode == 0, installation.stderr
    # A path written in a .pth file does not follow the .pth files that lie there: no editable installation.
    Path(place, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return program


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_the_package_comes_from_the_wheel(installed: Path, empty: Path) -> None:
    found = Path(run(installed, "-c", "import sos_sim; print(sos_sim.__file__)", cwd=empty).stdout.strip())
    assert installed.parents[1] in found.parents
    assert CHECKOUT not in found.parents


def test_scenarios_and_experiments_are_found_by_name_without_the_checkout(
    installed: Path, empty: Path
) -> None:
    command = installed.with_name("sos-sim")
    listed = run(command, "scenarios", cwd=empty).stdout.splitlines()
    shipped = {path.stem for path in (CHECKOUT / "scenarios").glob("*.yaml")}
    assert {line.split()[0] for line in listed[1:]} == shipped
    assert all(line.split()[1] == "shipped" for line in listed[1:])
    names = [*sorted(shipped), *(path.stem for path in (CHECKOUT / "experiments").glob("*.yaml"))]
    finished = run(command, "validate", *names, cwd=empty)
    told = [line.split(", ")[0] for line in finished.stdout.splitlines()]  # experiments tell their size too
    assert told == [f"{name}: ok" for name in names], finished.stderr


def test_the_demo_runs_without_the_checkout(installed: Path, empty: Path) -> None:
    finished = run(installed.with_name("sos-sim"), "demo", "--out", "X", cwd=empty)
    assert finished.returncode == 0, finished.stderr
    assert [path.name for path in empty.iterdir()] == ["X"]
    assert (empty / "X" / "manifest.json").is_file()
    assert (empty / "X" / "trajectories.parquet").is_file()
    assert list((empty / "X" / "figures").glob("*.png"))
