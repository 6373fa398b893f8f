"""Every lever and every open question of the report can be set, run or read, and the pages say how."""

from __future__ import annotations

import re

import pytest

from sos_sim.observe.outcomes import OUTCOMES
from sos_sim.parameters import PARAMETERS
from sos_sim.scenario.places import available

LEVERS = [f"L{number:02}" for number in range(1, 59)]
QUESTIONS = [f"H{number:02}" for number in range(1, 33)]


def rows_of(page: str, letter: str) -> dict[str, list[list[str]]]:
    """Read the table of a page: for each id its rows; a row without an id continues the one above."""
    found: dict[str, list[list[str]]] = {}
    ident = ""
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(rf"{letter}\d\d", cells[0]):
            ident = cells[0]
        elif not (line.startswith("|") and not cells[0] and ident):
            ident = ""
            continue
        found.setdefault(ident, []).append(cells)
    return found


def coded(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def test_every_lever_of_the_report_is_set_by_a_parameter_that_the_model_reads(pages: dict[str, str]) -> None:
    rows = rows_of(pages["docs/levers.md"], "L")
    assert list(rows) == LEVERS
    for ident, lines in rows.items():
        assert lines[0][1], f"{ident}: what the report asks"
        for _, _, path, low_to_high, default, unit, acts, _ in lines:
            lever = PARAMETERS[path.strip("`")]
            assert (lever.role, ident in lever.ident.split()) == ("lever", True), path
            assert low_to_high == f"{lever.low:g} to {lever.high:g}", path
            assert (default, unit) == (f"{lever.default:g}", lever.unit), path
            assert coded(acts), f"{ident}: nothing in the model reads {path}"


def test_every_lever_of_policy_is_on_the_page(pages: dict[str, str]) -> None:
    named = set(coded(pages["docs/levers.md"]))
    assert {path for path, each in PARAMETERS.items() if each.role == "lever"} <= named


def test_every_open_question_is_on_the_page(pages: dict[str, str]) -> None:
    assert list(rows_of(pages["docs/questions.md"], "H")) == QUESTIONS


@pytest.mark.parametrize("ident", QUESTIONS)
def test_a_question_is_asked_by_parameters_scenarios_or_outcomes_that_exist(ident: str, pages: dict[str, str]) -> None:
    ((_, asked, varied, turns),) = rows_of(pages["docs/questions.md"], "H")[ident]
    assert asked.endswith("?")
    assert turns
    names = coded(varied)
    for name in names:
        assert name in PARAMETERS or name in available("scenarios") or name in OUTCOMES, name
    assert names or "every lever" in varied
    carrying = {path for path, each in PARAMETERS.items() if ident in each.ident.split()}
    assert carrying <= set(names)


def test_reforms_page_names_every_shipped_strategy_method_and_order(pages: dict[str, str]) -> None:
    named = set(coded(pages["docs/reforms.md"]))
    reforms = {name for name in available("scenarios") if name.startswith(("strategy-", "method-"))}
    assert len(reforms) == 12
    assert reforms | {"culture-first", "tools-first"} <= named
