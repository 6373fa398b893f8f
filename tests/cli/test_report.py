"""The command that makes a report, and the commands that leave one behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., subprocess.CompletedProcess[str]]
SMALL = ("california-2017", "--seeds", "2", "--district-seeds", "0", "--jobs", "1", "--population", "few.csv")


def few_districts(folder: Path) -> None:
    lines = ["cds_code,county,type,enrolment,upp"]
    lines += [f"{1612340000000 + 10000 * number:014d},Alameda,unified,{900 + number},0.5" for number in range(12)]
    (folder / "few.csv").write_text("\n".join(lines) + "\n")


def test_run_leaves_a_report_that_the_command_makes_again(sos_sim: Command, tmp_path: Path) -> None:
    few_districts(tmp_path)
    ran = sos_sim("run", *SMALL, "--out", "out")
    assert ran.returncode == 0, ran.stderr
    assert "report.html" in ran.stdout
    page = tmp_path / "out" / "report.html"
    first = page.read_bytes()
    page.unlink()
    again = sos_sim("report", "out")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == "The report is out/report.html\n"
    assert page.read_bytes() == first
    assert b"--population few.csv" in first


def test_what_is_no_run_folder_is_told_in_one_line(sos_sim: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("text")
    for given in ("empty", "file", "nowhere"):
        finished = sos_sim("report", given)
        assert finished.returncode == 2
        assert finished.stderr.startswith(f"{given}: ") and finished.stderr.count("\n") == 1
        assert finished.stdout == ""
    assert not list((tmp_path / "empty").iterdir())


def test_help_of_report_comes_without_anything_heavy(tmp_path: Path, environment: dict[str, str]) -> None:
    code = (
        "import sys\nfrom sos_sim.cli.main import main\nassert main(['report', '--help']) == 0\n"
        "sys.exit(' '.join({'numpy', 'pandas', 'pyarrow', 'matplotlib'} & set(sys.modules)) or None)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "RUN_DIR" in finished.stdout
