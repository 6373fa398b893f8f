from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from sos_sim.cli.main import main

HEADER = "cds_code,county,type,enrolment,upp\n"
KINDS = ("Elementary", "High", "Unified")
WITH_COMMANDS = (
    "README.md",
    "docs/analyst.md",
    "docs/calibrated-runs.md",
    "docs/calibration.md",
    "docs/california-check.md",
    "docs/decide.md",
    "docs/explain.md",
    "docs/facilitators-guide.md",
    "docs/headlines.md",
    "docs/honesty.md",
    "docs/interviews.md",
    "docs/optimise.md",
    "docs/own-interviews.md",
    "docs/sensitivity.md",
    "docs/sweeps.md",
    "docs/workshop.md",
)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[list[str]]:
    lines = [line for block in SHELL.findall(text) for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("sos-sim ")]


SMALL = {  # options that make a study small, by command
    "check": {"--seeds": "2"},
    "run": {"--seeds": "1"},
    "compare": {"--seeds": "1"},
    "explain": {"--seeds": "1"},
    "sensitivity": {"--seeds": "1", "--base": "8", "--trajectories": "2", "--keep": "1"},
    "optimise": {"--seeds": "1", "--generations": "1", "--size": "16"},
    "sweep": {},
}


def quick(arguments: list[str]) -> list[str]:
    """Ask for one future of a few districts instead of many of all."""
    command = arguments[0]
    if command == "explain" and "--district" in arguments:
        return [*arguments[: arguments.index("--district") + 1], "19"]  # the one in Los Angeles
    if command not in SMALL:
        return arguments
    short = list(arguments)
    for option, value in SMALL[command].items():
        if option in short:
            short[short.index(option) + 1] = value
        else:
            short += [option, value]
    if "--population" not in short and command not in ("check", "optimise"):  # which need many districts
        short += ["--population", "districts.csv"]
    if command in ("run", "compare"):
        short += ["--district-seeds", "1" if "--out" in short else "0"]  # what is explained later
    return [*short, "--jobs", "1"]


def write_districts(folder: Path) -> None:
    rows = (
        f"{place:02d}6{place:04d}0000000,{county},{KINDS[place % 3]},{400 * place},0.{30 + place}"
        for place, county in ((1, "Alameda"), (10, "Fresno"), (15, "Kern"), (19, "Los Angeles"))
    )
    (folder / "districts.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


def write_draws(folder: Path) -> None:
    draws = pd.DataFrame({"draw": [0, 1], "learning.cycle_months": [2.0, 4.0]})
    calibrated = folder / "runs" / "interviews-2018"
    calibrated.mkdir(parents=True)
    for place in (folder, calibrated):
        draws.to_parquet(place / "posterior.parquet", index=False)


@lru_cache
def says_where_it_serves(*options: str) -> bool:
    """Start the page, which runs until it is interrupted, read what it says, and interrupt it."""
    command = [sys.executable, "-m", "sos_sim.cli", "workshop", *options, "--no-browser", "--port", "0", "--jobs", "1"]
    source = Path(__file__).parents[2] / "src"
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(source)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as server:  # fmt: skip
        assert server.stdout is not None
        told = server.stdout.readline()
        server.send_signal(signal.SIGINT)
    return "http://127.0.0.1:" in told and server.returncode == 130


@pytest.mark.parametrize("page", [*WITH_COMMANDS, "docs/scenario-files.md"])
def test_every_command_on_the_page_works(
    page: str,
    pages: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_districts(tmp_path)
    write_draws(tmp_path)
    shutil.copytree(Path(__file__).parents[2] / "examples", tmp_path / "examples")
    # Figures are tested in tests/show; drawing them for every command here would take a minute.
    monkeypatch.setattr("sos_sim.cli.runs._draw", lambda result: None)
    monkeypatch.setattr("sos_sim.show.sweep.draw_sweep", lambda folder: None)
    monkeypatch.setattr("sos_sim.show.sensitivity.draw_sensitivity", lambda folder: None)
    typed = commands(pages[page])
    for _, name, *options in typed:
        if name == "demo":
            continue  # runs in tests/test_wheel.py and in every other command here
        if name == "calibrate":
            # Minutes of work; tests/cli/test_calibrate.py carries out a small one.
            assert main(["validate", options[0]]) == 0, capsys.readouterr().err
        if [name, *options[:1]] == ["sweep", "workshop"]:
            assert main(["validate", options[0]]) == 0, capsys.readouterr().err
            continue  # a minute of work with its export, which tests/workshop/test_export.py carries out in small
        if name in ("import-cde", "calibrate", "export") or ">" in options:
            main([name, "--help"])
            shown = capsys.readouterr().out
            assert all(option in shown for option in options if option.startswith("--")), options
            continue
        if name == "workshop":
            assert says_where_it_serves(*options), options
            continue
        status = main(quick([name, *options]))
        assert status == 0, f"{' '.join([name, *options])}: {capsys.readouterr().err}"
    if page in WITH_COMMANDS:
        assert typed


def test_commands_named_in_running_text_exist(pages: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    known = set(re.findall(r"^  ([a-z-]+)  ", capsys.readouterr().out, re.MULTILINE))
    for page in (*WITH_COMMANDS, "docs/researcher.md", "docs/scenario-files.md", "docs/run-folder.md", "docs/ODD.md"):
        for name in re.findall(r"`sos-sim ([a-z-]+)", pages[page]):
            assert name in known, f"{page}: sos-sim {name}"
