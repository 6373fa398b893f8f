from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sos_sim.model.state import State
from sos_sim.parameters import PARAMETERS


def generate(root: Path, arguments: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "docs" / "generate.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_generated_blocks_are_those_of_the_code_and_the_shipped_runs(root: Path) -> None:
    result = generate(root, ["--check"])
    assert result.returncode == 0, result.stderr


def test_a_stale_block_is_found_named_and_rewritten(root: Path, tmp_path: Path) -> None:
    page = tmp_path / "ODD.md"
    shutil.copy(root / "docs" / "ODD.md", page)
    assert generate(root, [page]).returncode == 0
    fresh = page.read_text(encoding="utf-8")
    page.write_text(fresh.replace("1. `turnover.step()`", "1. `nothing.step()`"), encoding="utf-8")
    found = generate(root, ["--check", page])
    assert found.returncode == 1
    assert "ODD.md is stale" in found.stderr
    assert generate(root, [page]).returncode == 0
    assert page.read_text(encoding="utf-8") == fresh


def test_odd_has_the_seven_elements_and_eleven_concepts_of_2020_in_order(pages: dict[str, str]) -> None:
    text = pages["docs/ODD.md"]
    elements = (
        "## 1 Purpose and patterns",
        "## 2 Entities, state variables and scales",
        "## 3 Process overview and scheduling",
        "## 4 Design concepts",
        "## 5 Initialisation",
        "## 6 Input data",
        "## 7 Submodels",
    )
    concepts = (
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    )
    places = [text.index(f"{element}\n") for element in elements]
    assert places == sorted(places)
    inside = [text.index(f"**{concept}.**") for concept in concepts]
    assert [places[3], *inside, places[4]] == sorted([places[3], *inside, places[4]])


def test_every_parameter_has_a_row_with_its_default(pages: dict[str, str]) -> None:
    rows = dict(re.findall(r"^\| `([a-z_]+\.[a-z_0-9]+)` \| ([^|]+) \|", pages["docs/parameters.md"], re.MULTILINE))
    assert rows == {path: f"{parameter.default:g}" for path, parameter in PARAMETERS.items()}


def test_every_state_column_has_a_meaning(pages: dict[str, str]) -> None:
    text = pages["docs/ODD.md"]
    for name in State.__dataclass_fields__:
        assert re.search(rf"^\| `{name}` \| [^|]+ \| [^|]{{4,}} \|$", text, re.MULTILINE), name


def test_odd_says_where_every_parameter_acts(pages: dict[str, str]) -> None:
    text = pages["docs/ODD.md"]
    missing = [path for path in PARAMETERS if f"`{path}`" not in text]
    assert missing == [], "a reader could not build the model from ODD.md without these"


def test_constants_of_an_equation_stand_for_parameters_that_its_code_reads(pages: dict[str, str]) -> None:
    path = r"`([a-z]+\.[a-z_0-9]+)`"
    text = pages["docs/ODD.md"]
    read = re.findall(path, " ".join(re.findall(r"^\*Parameters read\.\* (.*)$", text, re.MULTILINE)))
    read += re.findall(path, text[text.index("## 5 Initialisation") : text.index("## 6 Input data")])
    constants = re.findall(r"^\*Constants\.\* (.*)$", text, re.MULTILINE)
    assert len(constants) > 10
    for line in constants:
        assert set(re.findall(path, line)) <= set(read), line
