"""What the commands that only look things up print."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sos_sim.parameters import PARAMETERS

Command = Callable[..., subprocess.CompletedProcess[str]]
COMMANDS = ("demo", "run", "compare", "validate", "schema", "levers", "scenarios", "new", "import-cde")
HEAVY = ("numpy", "scipy", "pandas", "pyarrow", "matplotlib", "networkx", "mesa", "rich")
HEAVY += ("altair", "vl_convert", "starlette", "uvicorn")


def test_help_imports_nothing_heavy(tmp_path: Path, environment: dict[str, str]) -> None:
    code = (
        "import sys\nfrom sos_sim.cli.main import main\n"
        "for command in sys.argv[1:]:\n    assert main([command, '--help']) == 0\n"
        "assert main(['--help']) == 0\nassert main([]) == 0\n"
        f"heavy = [name for name in {HEAVY} if name in sys.modules]\nsys.exit(' '.join(heavy) or None)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code, *COMMANDS], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    for command in COMMANDS:
        assert f"  {command} " in finished.stdout


def test_importing_the_package_imports_nothing_heavy(environment: dict[str, str]) -> None:
    code = f"import sys, sos_sim; sys.exit(' '.join(name for name in {HEAVY} if name in sys.modules) or None)"
    finished = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (finished.returncode, finished.stderr) == (0, "")


def test_levers_as_json_are_the_declared_parameters(sos_sim: Command) -> None:
    listed = json.loads(sos_sim("levers", "--json").stdout)["levers"]
    assert [each["path"] for each in listed] == list(PARAMETERS)
    for each in listed:
        parameter = PARAMETERS[each["path"]]
        assert each == {
            "id": parameter.ident,
            "path": parameter.path,
            "label": parameter.label,
            "unit": parameter.unit,
            "default": parameter.default,
            "low": parameter.low,
            "high": parameter.high,
            "role": parameter.role,
            "source": parameter.source,
        }


@pytest.mark.parametrize("role", ["lever", "uncertainty", "fixed"])
def test_levers_are_filtered_by_role(sos_sim: Command, role: str) -> None:
    wanted = [path for path, parameter in PARAMETERS.items() if parameter.role == role]
    listed = json.loads(sos_sim("levers", "--role", role, "--json").stdout)["levers"]
    assert [each["path"] for each in listed] == wanted
    head, *rows = sos_sim("levers", "--role", role).stdout.splitlines()
    assert head.split() == ["id", "path", "default", "range", "unit", "where", "role", "what"]
    assert [row.split()[1] for row in rows] == wanted


def test_scenarios_lists_shipped_and_local_ones(sos_sim: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nbase: no-support\ndescription: Something of my own.\n")
    (tmp_path / "other.yaml").write_text("services: [web]\n")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "wrong.yaml").write_text("name: wrong\nbase: nowhere\n")
    lines = {line.split()[0]: line for line in sos_sim("scenarios").stdout.splitlines()[1:]}
    assert "shipped" in lines["california-2017"] and "here" in lines["mine"]
    assert "Something of my own." in lines["mine"]
    assert "other" not in lines
    assert "1 problem: sos-sim validate scenarios/wrong.yaml" in lines["wrong"]
    assert len(lines) >= 11


def test_a_new_scenario_is_valid_as_written_and_with_its_examples(sos_sim: Command, tmp_path: Path) -> None:
    assert sos_sim("new", "mine", "--base", "intensive-support").returncode == 0
    assert sos_sim("validate", "mine.yaml").stdout == "mine.yaml: ok\n"
    file = tmp_path / "mine.yaml"
    text = file.read_text()
    lines = [
        line.replace("# ", "", 1) if ": {2019-07" in line and line[0] == " " else line
        for line in text.splitlines()
    ]
    assert lines != text.splitlines()
    file.write_text("\n".join(lines))
    assert sos_sim("validate", "mine").stdout == "mine: ok\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_experiments_are_validated_by_name(sos_sim: Command) -> None:
    told = sos_sim("validate", "support-by-pressure").stdout
    assert told.startswith("support-by-pressure: ok, ") and told.endswith(" runs\n")


def test_the_schema_is_json(sos_sim: Command) -> None:
    finished = sos_sim("schema", "--format", "json")
    assert json.loads(finished.stdout)["$schema"].endswith("2020-12/schema")
