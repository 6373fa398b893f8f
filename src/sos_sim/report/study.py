"""What a report knows of a study: its manifest, its tables and its scenarios, each read when asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.report.words import month
from sos_sim.store.read import read, rows_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Study:
    """Hold a run folder of any kind.

    Args:
        folder: the folder.
        manifest: what was asked and what came of it.
    """

    folder: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, folder: str | Path) -> Study:
        """Open a run folder.

        Args:
            folder: the folder.

        Raises:
            InputProblems: it is not a run folder.
        """
        tables = read(folder)
        return cls(tables.folder, tables.manifest)

    @cached_property
    def held(self) -> tuple[str, ...]:
        """Name every table of the folder, also those no version has declared yet."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.parquet")))

    @cached_property
    def kind(self) -> str:
        """Name the kind of study: what the manifest says, else comparison or run."""
        said = self.manifest.get("kind")
        if said and said not in ("run", "compare"):
            return str(said)
        return "comparison" if "comparison" in self.held else "run"

    @cached_property
    def scenarios(self) -> list[dict[str, Any]]:
        """Describe the scenarios as the manifest does, the base first."""
        experiment = self.manifest.get("experiment") or {}
        found = self.manifest.get("scenarios") or experiment.get("scenarios") or []
        return [each if isinstance(each, dict) else {"name": str(each)} for each in found]

    @property
    def names(self) -> list[str]:
        """Name the scenarios, the base first."""
        return [str(scenario.get("name", "")) for scenario in self.scenarios]

    @property
    def start(self) -> str:
        """Name the first month in words, empty when unknown."""
        return month(str((self.manifest.get("horizon") or {}).get("start", "")))

    @property
    def end(self) -> str:
        """Name the month at the end of the horizon in words, empty when unknown."""
        return month(str((self.manifest.get("horizon") or {}).get("end", "")))

    @property
    def period(self) -> str:
        """Say from when to when, with a leading comma; empty when unknown."""
        return f", from {self.start} to {self.end}" if self.start and self.end else ""

    @property
    def futures(self) -> int:
        """Count the futures asked for, 0 when unknown."""
        seeds = self.manifest.get("seeds") or (self.manifest.get("experiment") or {}).get("seeds") or 0
        count = seeds.get("count", 0) if isinstance(seeds, dict) else seeds
        return int(count) if isinstance(count, int) else 0

    @property
    def failures(self) -> list[dict[str, Any]]:
        """List what failed: scenarios, seeds and the error of each batch or run."""
        if "failures" in self.held:
            columns = ["scenario", "seed", "error"]
            rows = self.rows("failures", columns).to_dict("records")
            return [{"scenarios": [r["scenario"]], "seeds": [r["seed"]], "error": r["error"]} for r in rows]
        found = self.manifest.get("failures")
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def rows(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        wanted: Mapping[str, Collection[object]] | None = None,
    ) -> pd.DataFrame:
        """Read rows of a table.

        Args:
            table: name of the table.
            columns: the columns wanted; all when not given.
            wanted: by column the values wanted.
        """
        return rows_of(self.folder / f"{table}.parquet", columns, wanted)

    def count(self, table: str) -> int:
        """Count the rows of a table without reading them.

        Args:
            table: name of the table.
        """
        import pyarrow.parquet as pq

        return int(pq.read_metadata(self.folder / f"{table}.parquet").num_rows)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table, each by the names of its columns.

    Args:
        frame: the table.
    """
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
