"""Reading a run folder back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.problems import InputProblems, Problem
from sos_sim.store.dictionary import TABLES
from sos_sim.store.manifest import read_manifest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RunTables:
    """Hold a finished run folder; each table is read when first asked for.

    Args:
        folder: the run folder.
        manifest: what was asked and what came of it.
    """

    folder: Path
    manifest: dict[str, Any]

    @property
    def tables(self) -> tuple[str, ...]:
        """Name the tables the folder holds."""
        return tuple(table for table in TABLES if (self.folder / f"{table}.parquet").is_file())

    @cached_property
    def design(self) -> pd.DataFrame:
        """Give one row per run, with every changed parameter."""
        return self._read("design")

    @cached_property
    def trajectories(self) -> pd.DataFrame:
        """Give the statewide outcomes through time."""
        return self._read("trajectories")

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Give the statewide outcomes at the end."""
        return self._read("outcomes")

    @cached_property
    def districts(self) -> pd.DataFrame:
        """Give one row per run, year and district, for the first seeds."""
        return self._read("districts")

    @cached_property
    def breakdowns(self) -> pd.DataFrame:
        """Give outcomes by county, size class and type."""
        return self._read("breakdowns")

    @cached_property
    def student_groups(self) -> pd.DataFrame:
        """Give true and measured levels by student group."""
        return self._read("student_groups")

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """Give self-ratings by kind of organisation."""
        return self._read("ratings")

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """Give the paired comparison of each policy with the base."""
        return self._read("comparison")

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Give the paired differences seed by seed."""
        return self._read("differences")

    def _read(self, table: str) -> pd.DataFrame:
        import pandas as pd

        path = self.folder / f"{table}.parquet"
        if not path.is_file():
            held = ", ".join(self.tables) or "none"
            raise InputProblems(
                [Problem(str(self.folder), f"holds no table {table!r}", f"tables there: {held}")]
            )
        return pd.read_parquet(path)


def read(folder: str | Path) -> RunTables:
    """Open a run folder.

    Args:
        folder: the folder a run or comparison was written to.

    Raises:
        InputProblems: it is not a run folder.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    if manifest is None:
        found = "is not a run folder" if path.is_dir() else "does not exist"
        raise InputProblems([Problem(str(path), found, "a folder written by sos-sim run, compare or demo")])
    return RunTables(path, manifest)
