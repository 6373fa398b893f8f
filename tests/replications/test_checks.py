"""The published numbers hold at the size for every day."""

import csv
from pathlib import Path

import pytest

from sos_sim.replications import CHECKS, run_checks

LONG = {"R1"}
"""Those of about 20 seconds or more."""


@pytest.mark.parametrize("ident", [pytest.param(i, marks=pytest.mark.slow) if i in LONG else i for i in CHECKS])
def test_the_published_numbers_hold(ident):
    (result,) = run_checks([ident])
    assert result.ident == ident
    failed = [f"{part.name}: {part.figure:.6g}, allowed {part.rule}" for part in result.parts if not part.passed]
    assert result.status == "pass", failed


def test_a_replication_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="R99: no such replication; there are R1, R2"):
        run_checks(["R3", "R99"])


def test_an_interval_holds_its_figure():
    for result in run_checks(["R2", "R3", "R6", "R9"]):
        assert all(part.low <= part.figure <= part.high for part in result.parts)


def test_the_page_shows_the_table_of_the_last_run():
    docs = Path(__file__).parents[2] / "docs"
    with (docs / "figures" / "replications" / "values.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    page = (docs / "replications.md").read_text(encoding="utf-8")
    assert {row["id"] for row in rows} == set(CHECKS)
    for row in rows:
        assert f"| {row['what']} | " in page
