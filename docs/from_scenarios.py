"""The blocks about files: shipped scenarios, messages for broken files, tables of a run folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from from_code import table

from sos_sim.observe.recorder import BY_DISTRICT
from sos_sim.problems import InputProblems
from sos_sim.scenario.scenario import load
from sos_sim.store.dictionary import columns_page

ROOT = Path(__file__).resolve().parents[1]
BROKEN = {
    "a misspelt path": "name: mine\nbase: california-2017\nchanges:\n  support.coach_days: 30\n",
    "a value out of range": "name: mine\nbase: california-2017\nchanges:\n  accountability.pressure: 3\n",
    "a quoted number": 'name: mine\nbase: california-2017\nchanges:\n  accountability.pressure: "0.3"\n',
    "a date after the end": "name: mine\nbase: california-2017\nchanges:\n  support.coe_coach_days: {2030-07: 30}\n",
    "a dated uncertainty": "name: mine\nbase: california-2017\nchanges:\n  learning.cycle_months: {2019-07: 2}\n",
    "a base that is not there": "name: mine\nbase: california-2016\n",
    "a key that is not one": "name: mine\nbase: california-2017\nchange:\n  accountability.pressure: 0.3\n",
    "the same path twice": (
        "name: mine\nbase: california-2017\nchanges:\n  accountability.pressure: 0.3\n  accountability.pressure: 0.4\n"
    ),
    "too long a horizon": "name: mine\nbase: california-2017\nhorizon: {years: 60}\n",
}


def scenario_list() -> str:
    """List the shipped scenarios with what they say of themselves."""
    rows = []
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        scenario = load(path)
        rows.append((f"`{scenario.name}`", scenario.description))
    return table(("scenario", "what it is"), rows)


def messages(text: str) -> list[str]:
    """Return what is said about a scenario file.

    Args:
        text: the content of the file.
    """
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            Path("mine.yaml").write_text(text, encoding="utf-8")
            load("mine.yaml")
        except InputProblems as error:
            return [" ".join(str(problem).split()).replace(f"{ROOT}/", "") for problem in error.problems]
        finally:
            os.chdir(here)
    return []


def errors() -> str:
    """Show broken files with what the reader says about them."""
    parts = []
    for what, text in BROKEN.items():
        said = messages(text)
        if not said:
            raise ValueError(f"{what}: the reader finds nothing wrong")
        shown = "\n".join(said)
        parts.append(f"**{what[0].upper()}{what[1:]}**\n\n```yaml\n{text}```\n\n```text\n{shown}\n```")
    return "\n\n".join(parts)


def tables() -> str:
    """Show every table and column of a run folder."""
    return columns_page(BY_DISTRICT).split("\n", 1)[1].strip()
