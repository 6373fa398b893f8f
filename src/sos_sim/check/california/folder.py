"""Write the check against California as a folder: tables, figures and a report."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sos_sim.check.california.honesty import LOOKS, MONTHS
from sos_sim.check.california.judged import FORECAST
from sos_sim.check.california.study import California, Forecasts, by_districts_of
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import table_columns
from sos_sim.store.folder import RunFolder, locked, write_columns_page, write_table
from sos_sim.store.manifest import new_manifest, write_manifest

Rows = list[dict[str, Any]]
QUESTION = "Does the model, with nothing fitted to single districts, look like California where that was measured?"


def write_california(found: California, out: Path) -> None:
    """Write everything that was found into a folder.

    Args:
        found: the check.
        out: the folder; `RunFolder.check` was asked before.

    Raises:
        InputProblems: the folder cannot be written.
    """
    from sos_sim.report.build import write_report
    from sos_sim.show.california import draw_california

    about = {"source": found.source, "districts": found.districts, "notes": list(found.notes), "hash": found.hash}
    scenario = dataclasses.replace(found.scenario, months=MONTHS)
    manifest = new_manifest([scenario], [scenario.name], found.seeds, about, 0)
    manifest |= {
        "kind": "california",
        "experiment": {"name": "The model beside California"},
        "question": QUESTION,
        "command": found.command,
        "timings": {"seconds": round(found.seconds, 3)},
    }
    with locked(out):
        RunFolder(out).begin(manifest)
        for table, rows in tables_of(found).items():
            _write(out, table, rows)
        write_columns_page(out)
        write_manifest(out, manifest | {"status": "done"})
        draw_california(out)
        write_report(out)


def tables_of(found: California) -> dict[str, Rows]:
    """Give the rows of every table that holds something.

    Args:
        found: the check.
    """
    tables = {
        "california-facts": _facts(found),
        "california-forecasts": [] if found.forecasts is None else _forecasts(found.forecasts),
        "california-chances": [] if found.forecasts is None else _chances(found.forecasts),
        "california-before-after": _looks(found),
    }
    return {name: rows for name, rows in tables.items() if rows or name == "california-facts"}


def _facts(found: California) -> Rows:
    return [
        {
            "check": result.ident,
            "claim": result.claim,
            "fact": part.name,
            "unit": part.unit,
            "districts": by_districts_of(result),
            "california": part.reference,
            "model": part.figure,
            "low": part.low,
            "high": part.high,
            "inside": part.passed,
            "source": result.source,
        }
        for result in found.results
        if result.ident != FORECAST
        for part in result.parts
    ]


def _forecasts(forecasts: Forecasts) -> Rows:
    rows = []
    for name, scores in forecasts.scores.items():
        row: dict[str, Any] = {
            "forecast": name,
            "knows_2018": forecasts.knows_2018[name],
            "expected": float(forecasts.chance[name].sum()),
            "listed": int(forecasts.after.sum()),
        }
        for score, held in scores.items():
            row |= {score: held.value, f"{score}_low": held.low, f"{score}_high": held.high}
            row |= {f"{score}_ahead": held.ahead, f"{score}_ahead_low": held.ahead_low}
            row[f"{score}_ahead_high"] = held.ahead_high
        rows.append(row)
    return rows


def _chances(forecasts: Forecasts) -> Rows:
    return [
        {
            "cds_code": code,
            "forecast": name,
            "listed_2017": bool(before),
            "listed_2018": bool(after),
            "chance": float(chance),
        }
        for name, chances in forecasts.chance.items()
        for code, before, after, chance in zip(
            forecasts.codes, forecasts.before, forecasts.after, chances, strict=True
        )
    ]


def _looks(found: California) -> Rows:
    rows = []
    for look in found.looks:
        low, high = look.interval
        shown = {"look": LOOKS[look.look], "listed": look.listed, "years": look.years}
        rows.append(shown | {"mean": look.mean, "low": low, "high": high, "futures": len(look.values)})
    return rows


def _write(out: Path, table: str, rows: Sequence[dict[str, Any]]) -> None:
    import pyarrow as pa

    schema = schema_of(table_columns(table))
    write_table(out / f"{table}.parquet", pa.Table.from_pylist(list(rows), schema=schema))

