from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from sos_sim.interviews.settings import interview_parameters
from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS

GROUPS = {parameter.group for parameter in (*PARAMETERS.values(), *interview_parameters().values())}
LARGEST_FIGURE = 200_000


def is_function(path: str) -> bool:
    mechanism, name = path.split(".")
    spec = find_spec(f"sos_sim.model.mechanisms.{mechanism}")
    return spec is not None and callable(getattr(import_module(spec.name), name, None))


def test_links_and_pictures_lead_to_files(root: Path, pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if not target.startswith("http"):
                assert (root / name).parent.joinpath(target).exists(), f"{name}: {target}"


def test_files_named_in_the_text_exist(root: Path, pages: dict[str, str]) -> None:
    pattern = re.compile(r"(?<![\w/])(?:src/sos_sim|tests|experiments|scenarios|examples|docs|benchmarks)/[\w./-]*\w\b")
    meant = ("/to", "-", "NAME.py", "ROOM.py", "NAME.yaml")
    for name, text in pages.items():
        for path in pattern.findall(text):
            assert (root / path).exists() or path.endswith(meant), f"{name}: {path}"


def test_parameters_named_in_the_text_are_declared(pages: dict[str, str]) -> None:
    known = {*PARAMETERS, *interview_parameters()}
    for name, text in pages.items():
        if name == "docs/scenario-files.md":
            text = text.split("## Messages")[0]
        for path in re.findall(r"`([a-z]+\.[a-z_0-9]+)`", text):
            if path.split(".")[0] in GROUPS and not path.endswith((".py", ".md", ".parquet")):
                assert path in known or is_function(path), f"{name}: {path}"
        for path in re.findall(r"--set ([a-z]+\.[a-z_0-9]+)[=@]", text):
            assert path in known, f"{name}: {path}"


def test_figures_are_small_and_all_used(root: Path, pages: dict[str, str]) -> None:
    shown = "\n".join(pages.values())
    figures = sorted((root / "docs" / "figures").glob("*.png"))
    assert figures
    for figure in figures:
        assert figure.stat().st_size < LARGEST_FIGURE, figure.name
        assert f"figures/{figure.name}" in shown, figure.name


def test_pages_name_no_machine(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        assert not re.search(r"(?<![\w.])/(?:home|work|tmp|Users|root)/", text), name


def test_outcomes_named_in_the_user_pages_exist(pages: dict[str, str]) -> None:
    named = {"deep_share", "overloaded_share", "measured_outcome", "inflation"}
    assert named <= set(OUTCOMES)
    for outcome in named:
        assert f"`{outcome}`" in pages["docs/honesty.md"]
