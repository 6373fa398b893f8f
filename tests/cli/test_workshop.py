"""The workshop page's server as a process: where it listens, how it ends, what it refuses."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

SOURCE = Path(__file__).parents[2] / "src"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "sos_sim.cli", "workshop", "--no-browser", *arguments]


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(SOURCE), "XDG_CACHE_HOME": str(folder / "cache")}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    # Interrupts are left to their default, whatever started the tests.
    process = subprocess.Popen(
        command("--jobs", "1", "--seeds", "2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env=environment(tmp_path), preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
    assert found, line
    yield process, found[0]
    process.kill()
    process.wait()


def ask(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=60) as response:
        found: dict[str, object] = json.load(response)
        return found


def gone(processes: list[psutil.Process]) -> bool:
    for _ in range(100):
        if not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes):
            return True
        time.sleep(0.1)
    return False


def test_it_listens_on_this_machine_only_and_answers_with_the_model(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    told = ask(f"{address}api/run?start=2018-07&accountability.pressure=1.4")
    assert told["setting"] == {
        "scenario": "california-2017", "moved": {"accountability.pressure": 1.4}, "start": "2018-07"
    }  # fmt: skip
    listening = [each for each in psutil.Process(process.pid).net_connections("inet") if each.status == "LISTEN"]
    assert {each.laddr.ip for each in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_behind(server: tuple[subprocess.Popen[str], str], how: signal.Signals) -> None:
    process, address = server
    ask(f"{address}api/run")
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    process.send_signal(how)
    status = process.wait(timeout=20)
    assert status == {signal.SIGINT: 130, signal.SIGTERM: 0, signal.SIGKILL: -signal.SIGKILL}[how]
    assert gone(children)
    if how is not signal.SIGKILL:
        said = "" if process.stderr is None else process.stderr.read()
        assert said in ("", "sos-sim: interrupted\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--port", "80000"], "--port"),
        (["--port", "http"], "--port"),
        (["--seeds", "1"], "--seeds"),
        (["hihg-pressure"], "high-pressure"),
        (["california-2017", "california-2017"], "two scenarios are called"),
        (["--population", "nowhere.csv"], "nowhere.csv"),
        (["support-by-pressure"], "support-by-pressure"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_served(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = subprocess.run(command(*arguments), capture_output=True, text=True, cwd=tmp_path, env=environment(tmp_path))
    assert done.returncode == 2 and says in done.stderr and not done.stdout
    assert "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_port_somebody_else_has_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            command("--port", str(port)), capture_output=True, text=True, cwd=tmp_path, env=environment(tmp_path)
        )
    assert done.returncode == 2 and f"port {port} cannot be taken" in done.stderr
