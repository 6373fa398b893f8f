"""A table of draws as it stands in a Parquet or CSV file, before anything in it is judged."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sos_sim.problems import InputProblems, Problem

if TYPE_CHECKING:
    import pyarrow as pa

    from sos_sim.world.csvtext import Row

IN_A_FOLDER = "posterior.parquet"
_ALLOWED = f"a Parquet or CSV file of draws, or a folder that holds {IN_A_FOLDER}"
_OPTION = "--parameters"
_PARQUET = b"PAR1"


@dataclass(frozen=True)
class Draws(ABC):
    """Hold the table of a file.

    Args:
        file: the file.
        names: names of its columns.
        rows: number of its rows.
        problems: rows that do not fit the table.
    """

    file: Path
    names: tuple[str, ...]
    rows: int
    problems: list[Problem] = field(default_factory=list)

    @abstractmethod
    def numbers(self, name: str) -> NDArray[np.float64] | None:
        """Give a column, (M,), NaN where no number stands; None when it is of another type.

        Args:
            name: the column.
        """

    @abstractmethod
    def place(self, row: int) -> str:
        """Tell where a row stands.

        Args:
            row: the row, from 0.
        """

    @abstractmethod
    def shown(self, name: str, row: int) -> str:
        """Tell what stands in a cell, in words.

        Args:
            name: the column.
            row: the row, from 0.
        """


def read_draws(path: Path) -> Draws:
    """Read the table of a file.

    Args:
        path: a Parquet or CSV file, or a folder that holds ``posterior.parquet``.

    Raises:
        InputProblems: there is no such file, or it is no table.
    """
    file = path / IN_A_FOLDER if os.path.isdir(path) else path
    try:
        with file.open("rb") as opened:
            start = opened.read(len(_PARQUET))
    except OSError as error:
        missing = file != path and isinstance(error, FileNotFoundError)
        found = f"{path} holds no {IN_A_FOLDER}" if missing else _unreadable(file, error)
        raise InputProblems([Problem(_OPTION, found, _ALLOWED)]) from None
    return _parquet(file) if start == _PARQUET else _text(file)


def _unreadable(path: Path, error: OSError) -> str:
    reason = "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
    return f"{path} {reason}"


@dataclass(frozen=True, kw_only=True)
class _Parquet(Draws):
    """Hold the table of a Parquet file."""

    table: pa.Table

    def numbers(self, name: str) -> NDArray[np.float64] | None:
        import pyarrow as pa

        kind = self.table.schema.field(name).type
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
            return None
        column = self.table.column(name).cast(pa.float64(), safe=False)
        return np.asarray(column.to_numpy(), dtype=np.float64)

    def place(self, row: int) -> str:
        return f"{self.file}, row {row + 1:,}"

    def shown(self, name: str, row: int) -> str:
        value = self.table.column(name)[row].as_py()
        return "empty" if value is None else "not a number" if value != value else f"{value:g}"


@dataclass(frozen=True, kw_only=True)
class _Text(Draws):
    """Hold the table of a CSV file."""

    lines: tuple[Row, ...]

    def numbers(self, name: str) -> NDArray[np.float64] | None:
        return np.array([_number(row.cells[name]) for row in self.lines], dtype=np.float64)

    def place(self, row: int) -> str:
        return f"{self.file}:{self.lines[row].line}"

    def shown(self, name: str, row: int) -> str:
        text = self.lines[row].cells[name]
        return "empty" if not text else f"{text[:40]!r}, not a number" if np.isnan(_number(text)) else text[:40]


def _parquet(file: Path) -> Draws:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as opened:
            table = opened.read()
    except (OSError, pa.ArrowException) as error:
        found = f"not a Parquet file that can be read ({' '.join(str(error).split())[:200]})"
        raise InputProblems([Problem(str(file), found, _ALLOWED)]) from None
    names = tuple(table.column_names)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        problems = [Problem(str(file), f"column {name!r} stands twice", "each column once") for name in twice]
        raise InputProblems(problems)
    return _Parquet(file, names, table.num_rows, table=table)


def _text(file: Path) -> Draws:
    from sos_sim.world.csvtext import read_rows

    names, rows, problems = read_rows(file)
    return _Text(file, names, len(rows), problems, lines=tuple(rows))


def _number(text: str) -> float:
    # Python reads 1_000 as a number; in a file it is a slip.
    try:
        return np.nan if "_" in text else float(text)
    except ValueError:
        return np.nan
