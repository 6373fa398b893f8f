"""Reading a run folder back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    def dashboard(self) -> pd.DataFrame:
        """Give shares of districts by indicator and colour of all students, each December."""
        return self._read("dashboard")

    @cached_property
    def student_groups(self) -> pd.DataFrame:
        """Give true and measured levels by student group."""
        return self._read("student_groups")

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """Give self-ratings by kind of organisation."""
        return self._read("ratings")

    @cached_property
    def events(self) -> pd.DataFrame:
        """Give what happened to single districts, for the first seeds."""
        return self._read("events")

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """Give the paired comparison of each policy with the base."""
        return self._read("comparison")

    @cached_property
    def comparison_by(self) -> pd.DataFrame:
        """Give the paired comparison by county, size, type and student group."""
        return self._read("comparison_by")

    @cached_property
    def cost_per_gain(self) -> pd.DataFrame:
        """Give what a unit of gain costs under each policy."""
        return self._read("cost_per_gain")

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Give the paired differences seed by seed."""
        return self._read("differences")

    @cached_property
    def screening(self) -> pd.DataFrame:
        """Give the elementary effects of everything uncertain."""
        return self._read("screening")

    @cached_property
    def sobol(self) -> pd.DataFrame:
        """Give the Sobol indices of parameters and mechanisms."""
        return self._read("sobol")

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """Give what each parameter does to the level and to the ranking of policies."""
        return self._read("ranking")

    @cached_property
    def spread(self) -> pd.DataFrame:
        """Give how far everything uncertain spreads each outcome, and how firm the ranking is."""
        return self._read("spread")

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Give the runs of a sweep that failed."""
        return self._read("failures")

    @cached_property
    def attribution(self) -> pd.DataFrame:
        """Give what carried the difference between two scenarios."""
        return self._read("attribution")

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Give any table by its name.

        Args:
            table: name of the file, without its ending.

        Raises:
            InputProblems: the folder does not hold it.
        """
        return self._read(table)

    def _read(self, table: str) -> pd.DataFrame:
        import pandas as pd

        path = self.folder / f"{table}.parquet"
        if not path.is_file():
            held = ", ".join(self.tables) or "none"
            raise InputProblems(
                [Problem(str(self.folder), f"holds no table {table!r}", f"tables there: {held}")]
            )
        return pd.read_parquet(path)


def rows_of(
    path: Path, columns: Sequence[str] | None = None, wanted: Mapping[str, Collection[object]] | None = None
) -> pd.DataFrame:
    """Read only the rows that are needed, so that tables of thousands of runs need not fit in memory.

    Args:
        path: a table of a run folder.
        columns: the columns wanted; all when not given.
        wanted: by column the values wanted.
    """
    import pyarrow.parquet as pq

    filters = [(column, "in", set(values)) for column, values in (wanted or {}).items()]
    found = pq.read_table(path, columns=list(columns) if columns else None, filters=filters or None)
    frame: pd.DataFrame = found.to_pandas()
    return frame


def years_of(path: Path) -> tuple[int, int] | None:
    """Give the first and last calendar year of a table, None when it is empty.

    Args:
        path: a table of a run folder that has years.
    """
    import pyarrow.parquet as pq

    groups = pq.read_metadata(path)
    place = groups.schema.names.index("year")
    ends = [groups.row_group(number).column(place).statistics for number in range(groups.num_row_groups)]
    return (min(end.min for end in ends), max(end.max for end in ends)) if ends else None


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
        raise InputProblems([Problem(str(path), found, "a folder that a command of sos-sim wrote")])
    return RunTables(path, manifest)
