"""The folder of a sweep: which runs it holds, chunks as they finish, long tables at the end."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sos_sim.problems import InputProblems, Problem
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import TABLES, table_columns
from sos_sim.store.folder import RunFolder, parquet_writer, write_columns_page, write_table
from sos_sim.store.keys import batch_key
from sos_sim.store.manifest import read_manifest, write_manifest
from sos_sim.store.tables import RunName, statewide_tables

if TYPE_CHECKING:
    import pyarrow as pa

_PLACE = "--out"
# Runs whose rows of the long tables are in memory at once.
_RUNS_AT_ONCE = 2048
_CHUNKS_AT_ONCE = 256


@dataclass(frozen=True)
class Layout:
    """Hold what every run of a sweep records.

    Args:
        dates: (T,) months as ``YYYY-MM``.
        outcomes: (O,) names.
    """

    dates: tuple[str, ...]
    outcomes: tuple[str, ...]

    @property
    def values(self) -> int:
        """Count the values of one run."""
        return len(self.dates) * len(self.outcomes)


@dataclass(frozen=True)
class Failure:
    """Hold why one run failed.

    Args:
        error: what went wrong, in a line.
        traceback: where in the code.
    """

    error: str
    traceback: str


@dataclass
class Held:
    """Hold what the chunks of a folder contain.

    Args:
        files: the chunks that are whole.
        place: by run key the number of its chunk and its row.
        failures: by run key why it failed, for runs that have no values.
    """

    files: list[Path] = field(default_factory=list)
    place: dict[str, tuple[int, int]] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)


@dataclass(frozen=True)
class SweepFolder:
    """Write the folder of one sweep.

    Args:
        path: the folder.
        layout: what every run records.
    """

    path: Path
    layout: Layout

    @classmethod
    def check(cls, path: Path, layout: Layout, identity: Mapping[str, Any], fresh: bool) -> SweepFolder:
        """Check that a sweep may be written or resumed here, without touching anything.

        Args:
            path: the folder.
            layout: what every run records.
            identity: what has to be equal for the runs in the folder to belong to this sweep.
            fresh: whether what is there is replaced.

        Raises:
            InputProblems: something else stands there, another experiment does, or it cannot be written.
        """
        RunFolder.check(path)
        manifest = read_manifest(path)
        if manifest is not None and not fresh:
            held = manifest.get("identity")
            if held is None:
                raise _refused(path, f"{path} holds the results of another command")
            if differing := _differing(held, json.loads(json.dumps(identity))):
                raise _refused(path, f"{path} holds another experiment: it differs in {', '.join(differing)}")
        return cls(path, layout)

    @staticmethod
    def fits(path: Path, identity: Mapping[str, Any]) -> bool:
        """Tell whether what a folder holds, if anything, belongs to a sweep.

        Args:
            path: the folder.
            identity: what has to be equal.
        """
        manifest = read_manifest(path)
        return manifest is None or not _differing(manifest.get("identity") or {}, json.loads(json.dumps(identity)))

    def begin(self, manifest: dict[str, Any], design: pa.Table, fresh: bool) -> None:
        """Write the manifest and the design, before the first run.

        Args:
            manifest: the manifest of the sweep that starts.
            design: one row per run.
            fresh: whether the chunks of an earlier sweep go too.

        Raises:
            InputProblems: the folder cannot be written.
        """
        with self.writing("no run was lost"):
            chunks = self.path / "chunks"
            chunks.mkdir(parents=True, exist_ok=True)
            (self.path / "figures").mkdir(exist_ok=True)
            write_manifest(self.path, manifest)
            old = [self.path / f"{table}.parquet" for table in TABLES]
            old += [self.path / "report.html", *self.path.glob("*.tmp"), *chunks.glob("*.tmp")]
            old += [file for ending in ("png", "svg", "txt") for file in self.path.glob(f"figures/*.{ending}")]
            for file in [*old, *(chunks.glob("*.parquet") if fresh else ())]:
                file.unlink(missing_ok=True)
            write_table(self.path / "design.parquet", design)

    def held(self) -> Held:
        """Find the runs that are there; a damaged chunk is removed and said so, its runs are to be done again."""
        found = Held()
        for file in sorted((self.path / "chunks").glob("*.parquet")):
            table = _read_chunk(file, self.layout)
            if table is None:
                file.unlink(missing_ok=True)
                print(f"{file} is damaged; its runs are done again", file=sys.stderr)
                continue
            whole = table["values"].is_valid().to_pylist()
            for row, (key, good) in enumerate(zip(table["run_key"].to_pylist(), whole, strict=True)):
                if good:
                    found.place[key] = (len(found.files), row)
                else:
                    found.failures[key] = Failure(table["error"][row].as_py(), table["traceback"][row].as_py())
            found.files.append(file)
        for key in found.place:
            found.failures.pop(key, None)
        return found

    def write_chunk(
        self, keys: Sequence[str], values: NDArray[np.float64], failures: Mapping[str, Failure], kept: str
    ) -> None:
        """Write the runs of one shard.

        Args:
            keys: (r,) run keys.
            values: (r, T, O) statewide outcomes; those of failed runs do not count.
            failures: by run key why it failed.
            kept: what is safe already, in words, should the disk be full.

        Raises:
            InputProblems: the chunk cannot be written.
        """
        import pyarrow as pa

        failed = np.array([key in failures for key in keys])
        flat = pa.array(values.reshape(-1))
        told = [failures.get(key) for key in keys]
        columns = {
            "run_key": pa.array(list(keys), pa.string()),
            "values": pa.FixedSizeListArray.from_arrays(flat, self.layout.values, mask=pa.array(failed)),
            "error": pa.array([each.error if each else None for each in told], pa.string()),
            "traceback": pa.array([each.traceback if each else None for each in told], pa.string()),
        }
        name = batch_key([(key, "", key in failures) for key in keys])
        with self.writing(kept):
            write_table(self.path / "chunks" / f"{name}.parquet", pa.table(columns))

    def merge(self, runs: Sequence[RunName], points: Sequence[int], held: Held) -> dict[str, Failure]:
        """Write the long tables in the order of the design, some thousand runs at a time.

        Args:
            runs: every run of the design.
            points: the number of the point of each.
            held: what the chunks contain.

        Returns:
            The runs that have no values and why.
        """
        tables = ("trajectories", "outcomes")
        chunks = _Chunks(held.files, self.layout)
        failed = {run.key: held.failures.get(run.key, _GONE) for run in runs if run.key not in held.place}
        with self.writing("every run is kept"), ExitStack() as stack:
            writers = {
                name: stack.enter_context(
                    parquet_writer(self.path / f"{name}.parquet", schema_of(table_columns(name)))
                )
                for name in tables
            }
            done = [run for run in runs if run.key in held.place]
            for part in _parts(done, _RUNS_AT_ONCE):
                values = chunks.values([held.place[run.key] for run in part])
                written = statewide_tables(
                    self.layout.dates, self.layout.outcomes, values.transpose(1, 2, 0), part
                )
                for name, writer in writers.items():
                    writer.write_table(written[name])
        self._write_failures(runs, points, failed)
        return failed

    def _write_failures(
        self, runs: Sequence[RunName], points: Sequence[int], failed: Mapping[str, Failure]
    ) -> None:
        import pyarrow as pa

        rows = [(run, point) for run, point in zip(runs, points, strict=True) if run.key in failed]
        columns = {
            "run_key": [run.key for run, _ in rows],
            "scenario": [run.scenario for run, _ in rows],
            "seed": [run.seed for run, _ in rows],
            "point": [point for _, point in rows],
            "error": [failed[run.key].error for run, _ in rows],
            "traceback": [failed[run.key].traceback for run, _ in rows],
        }
        with self.writing("every run is kept"):
            schema = schema_of(table_columns("failures"))
            write_table(self.path / "failures.parquet", pa.table(columns, schema=schema))
            write_columns_page(self.path)

    @contextmanager
    def writing(self, kept: str) -> Iterator[None]:
        """Turn what goes wrong on the disk into one clear line.

        Args:
            kept: what is safe, in words.

        Raises:
            InputProblems: instead of an OSError.
        """
        try:
            yield
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            # Arrow wraps some errors of the disk without their number.
            if "No space left" in str(error):
                reason = os.strerror(errno.ENOSPC)
            found = f"{self.path} cannot be written ({reason}); {kept}"
            allowed = "a folder with room; the same command goes on from what is there"
            raise InputProblems([Problem(_PLACE, found, allowed)]) from None


_GONE = Failure("the worker that did this run ended before it was done", "")


class _Chunks:
    """Read runs out of chunks, with some chunks kept in memory."""

    def __init__(self, files: Sequence[Path], layout: Layout) -> None:
        self._files, self._layout = files, layout
        self._open: dict[int, NDArray[np.float64]] = {}

    def values(self, places: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """Give the values of some runs, (r, T, O)."""
        values = np.empty((len(places), self._layout.values))
        rows_of: dict[int, list[tuple[int, int]]] = {}
        for position, (chunk, row) in enumerate(places):
            rows_of.setdefault(chunk, []).append((position, row))
        for chunk, wanted in rows_of.items():
            positions, rows = np.array(wanted).T
            values[positions] = self._chunk(chunk)[rows]
        return values.reshape(len(places), len(self._layout.dates), len(self._layout.outcomes))

    def _chunk(self, number: int) -> NDArray[np.float64]:
        if number not in self._open:
            while len(self._open) >= _CHUNKS_AT_ONCE:
                self._open.pop(next(iter(self._open)))
            table = _read_chunk(self._files[number], self._layout)
            if table is None:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(self._files[number]))
            column = table["values"].combine_chunks()
            # A missing list takes its room in the flat values all the same.
            self._open[number] = column.values.to_numpy(zero_copy_only=False).reshape(len(column), -1)
        return self._open[number]


def _read_chunk(file: Path, layout: Layout) -> pa.Table | None:
    """Read a chunk with its checksums verified; None when it is damaged or holds something else."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(file, page_checksum_verification=True, memory_map=False)
    except (OSError, pa.ArrowException):
        return None
    right = {"run_key", "values", "error", "traceback"} == set(table.column_names)
    return table if right and table.schema.field("values").type.list_size == layout.values else None


def _differing(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    every = dict.fromkeys((*held, *wanted))
    names = [name for name in every if name != "levels" and held.get(name) != wanted.get(name)]
    # Levels may be added, not taken away: the runs of the earlier ones stay part of the design.
    before, now = held.get("levels", {}), wanted.get("levels", {})
    if set(before) != set(now) or any(not set(before[path]) <= set(now[path]) for path in before):
        names.append("levels")
    return names


def _refused(path: Path, found: str) -> InputProblems:
    return InputProblems([Problem(_PLACE, found, "another folder, or --fresh to replace what is there")])


def _parts(runs: Sequence[RunName], size: int) -> Iterator[Sequence[RunName]]:
    return (runs[first : first + size] for first in range(0, len(runs), size))
