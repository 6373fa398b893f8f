"""The blocks that are made from the results of `sos-sim check` and of the search for base parameters."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from from_code import table

FIGURES = Path(__file__).resolve().parent / "figures"
PATTERNS = FIGURES / "patterns.json"
HEADINGS = ("id", "what should hold", "figure", "90 % of futures", "allowed", "informative", "holds")


def results() -> list[dict[str, Any]]:
    """Read the results of `sos-sim check patterns --json` that the page shows."""
    told: list[dict[str, Any]] = json.loads(PATTERNS.read_text(encoding="utf-8"))["results"]
    return told


def rows_of(name: str) -> list[dict[str, str]]:
    """Read a CSV file of docs/figures."""
    with (FIGURES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(value: float | None) -> str:
    """Write a figure with three digits."""
    return "none" if value is None else f"{value:.3g}"


def yes_or_no(value: bool | None) -> str:
    """Write whether a check is informative."""
    return "" if value is None else "yes" if value else "no"


def pattern_table() -> str:
    """Write every pattern with its figures."""
    rows: list[tuple[str, ...]] = []
    for result in results():
        claim = f"{result['claim']} ({result['source']})"
        rows.append((f"**{result['id']}**", claim, "", "", "", yes_or_no(result["informative"]), _verdict(result)))
        for part in result["parts"]:
            unit = f", {part['unit']}" if part["unit"] else ""
            told = "" if part["status"] == "pass" else f"no, in {part['held']:.0%}"
            spread = f"{number(part['low'])} to {number(part['high'])}"
            cells = (number(part["figure"]), spread, part["rule"], yes_or_no(part["informative"]), told)
            rows.append(("", f"{part['name']}{unit}", *cells))
    return table(HEADINGS, rows)


def pattern_count() -> str:
    """Say how many patterns hold, how many of the informative ones, and which fail."""
    every = results()
    held = [each for each in every if each["status"] == "pass"]
    known = [each for each in every if each["informative"]]
    known_held = [each for each in known if each["status"] == "pass"]
    failed = [each["id"] for each in every if each["status"] == "fail"]
    told = f"{len(held)} of {len(every)} patterns hold; of the {len(known)} with information, {len(known_held)} do."
    return told + (f" Failing: {', '.join(failed)}." if failed else "")


def failing_table() -> str:
    """Write for each check that fails at the base the single moves that would make it hold."""
    moves = {(row["pattern"], row["measure"]): row["holds_if"] for row in rows_of("failing-patterns.csv")}
    rows = [
        (
            result["id"],
            part["name"],
            number(part["figure"]),
            part["rule"],
            f"{part['held']:.0%}",
            moves.get((result["id"], part["name"]), "any: it holds in the sample") or "no single one in its range",
        )
        for result in results()
        for part in result["parts"]
        if part["status"] == "fail"
    ]
    return table(("pattern", "measure", "figure", "allowed", "held in", "would hold with (what else is lost)"), rows)


def moved_parameters() -> str:
    """Write the values that were moved, from what, because of which pattern, and what is lost without the move."""
    without = {row["path"]: row for row in rows_of("moved-parameters.csv")}
    with (FIGURES.parents[1] / "experiments" / "base_parameters.csv").open(encoding="utf-8") as file:
        rows = [
            (
                f"`{row['path']}`",
                row["before"],
                row["value"],
                row["because"],
                without[row["path"]]["lost_without"] or "none",
                without[row["path"]]["held_without"],
            )
            for row in csv.DictReader(file)
        ]
    return table(("parameter", "before", "base", "because of", "taken back alone, lost", "and held"), rows)


def base_parameters() -> str:
    """Write the base value of each searched parameter and where all checks still hold."""
    rows = [
        (
            f"`{row['path']}`",
            row["base"],
            f"{row['low']} to {row['high']}",
            f"{row['holds_from']} to {row['holds_to']}",
            "; ".join(
                told
                for told in (
                    f"below: {row['lost_below']}" if row["lost_below"] else "",
                    f"above: {row['lost_above']}" if row["lost_above"] else "",
                )
                if told
            ),
            row["source"],
        )
        for row in rows_of("base-parameters.csv")
    ]
    return table(("parameter", "base", "range", "checks hold in", "lost beyond", "set by"), rows)


def benchmark_table() -> str:
    """Write every benchmark with its figures."""
    told = json.loads((FIGURES / "benchmarks.json").read_text(encoding="utf-8"))["results"]
    rows: list[tuple[str, ...]] = []
    for result in told:
        rows.append((f"**{result['id']}**", result["claim"], "", "", "", _verdict(result)))
        for part in result["parts"]:
            spread = f"{number(part['figure'])} ({number(part['low'])} to {number(part['high'])})"
            published = "" if part["reference"] is None else number(part["reference"])
            failed = "" if part["status"] == "pass" else "no"
            unit = f", {part['unit']}" if part["unit"] else ""
            rows.append(("", f"{part['name']}{unit}", spread, part["rule"], published, failed))
    return table(("id", "what should hold", "figure (90 % of futures)", "allowed", "published", "holds"), rows)


def _verdict(result: dict[str, Any]) -> str:
    return "yes" if result["status"] == "pass" else "**no**"


def benchmarks_left_out() -> str:
    """Write the benchmarks that are not judged, and why."""
    from sos_sim.check.benchmarks.judged import LEFT_OUT

    return table(("id", "why it is not judged"), LEFT_OUT.items())
