"""The run folder: chunks written as they finish, merged into long tables at the end."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sos_sim.problems import InputProblems, Problem
from sos_sim.store.columns import schema_of
from sos_sim.store.dictionary import CHUNK_TABLES, TABLES, columns_page, table_columns
from sos_sim.store.keys import value_history
from sos_sim.store.manifest import dated_changes, read_manifest, write_manifest, write_text

if TYPE_CHECKING:
    import pyarrow as pa

    from sos_sim.parameters.declare import Parameter
    from sos_sim.scenario.scenario import Scenario
    from sos_sim.store.tables import RunName

_PLACE = "--out"
LOCK = ".lock"
# Chunks are re-read one row group at a time, so this bounds the memory of a merge.
_ROWS_PER_GROUP = 262_144


@dataclass(frozen=True)
class RunFolder:
    """Write one run folder.

    Args:
        path: the folder.
    """

    path: Path

    @classmethod
    def check(cls, path: Path) -> RunFolder:
        """Check that a folder may be written, without touching it.

        Args:
            path: a new or empty folder, or a run folder of ours, whose results will be replaced.

        Raises:
            InputProblems: something else stands there, or it cannot be written.
        """
        allowed = "a new folder, an empty one, or the folder of an earlier run, which is replaced"
        found = ""
        try:
            if path.exists() and not path.is_dir():
                found = f"{path} is a file"
            elif path.is_dir() and any(f.name != LOCK for f in path.iterdir()) and read_manifest(path) is None:
                found = f"{path} holds files that are not the results of a run"
            else:
                nearest = next(parent for parent in (path, *path.absolute().parents) if parent.exists())
                if not nearest.is_dir():
                    found = f"{nearest} is a file"
                elif not os.access(nearest, os.W_OK | os.X_OK):
                    found = f"{nearest} cannot be written"
        except OSError as error:
            found = f"{path} cannot be used ({error.strerror})"
        if found:
            raise InputProblems([Problem(_PLACE, found, allowed)])
        return cls(path)

    def begin(self, manifest: dict[str, Any]) -> None:
        """Mark the folder as ours and remove the results of an earlier study; its chunks stay.

        Args:
            manifest: the manifest of the study that starts.

        Raises:
            InputProblems: the folder cannot be made.
        """
        try:
            (self.path / "chunks").mkdir(parents=True, exist_ok=True)
            (self.path / "figures").mkdir(exist_ok=True)
            write_manifest(self.path, manifest)
        except OSError as error:
            found = f"{self.path} cannot be written ({error.strerror})"
            raise InputProblems([Problem(_PLACE, found, "a folder that can be written")]) from None
        results = [self.path / f"{table}.parquet" for table in TABLES]
        old = [*results, self.path / "report.html", *self.path.glob("*.tmp"), *self.path.glob("chunks/*.tmp")]
        old += [file for ending in ("png", "svg", "txt") for file in self.path.glob(f"figures/*.{ending}")]
        for file in old:
            file.unlink(missing_ok=True)

    def has_chunk(self, key: str) -> bool:
        """Tell whether every table of a batch is there and readable.

        Args:
            key: hash of the batch.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            for table in CHUNK_TABLES:
                pq.read_metadata(self._chunk(key, table))
        except (OSError, pa.ArrowException):
            return False
        return True

    def write_chunk(self, key: str, tables: Mapping[str, pa.Table]) -> None:
        """Write the tables of one batch, each under a temporary name and then renamed.

        Args:
            key: hash of the batch.
            tables: one table per kind.
        """
        for table in CHUNK_TABLES:
            write_table(self._chunk(key, table), tables[table])

    def merge(self, keys: Sequence[str]) -> None:
        """Merge chunks into the long tables, one chunk in memory at a time, and drop other chunks.

        Args:
            keys: hashes of the batches, in the order of the rows.
        """
        import pyarrow.parquet as pq

        for table in CHUNK_TABLES:
            files = [self._chunk(key, table) for key in keys]
            schema = pq.read_schema(files[0]) if files else schema_of(table_columns(table))
            with parquet_writer(self.path / f"{table}.parquet", schema) as writer:
                for file in files:
                    with pq.ParquetFile(file) as chunk:
                        for batch in chunk.iter_batches(_ROWS_PER_GROUP):
                            writer.write_batch(batch)
        wanted = {self._chunk(key, table).name for key in keys for table in CHUNK_TABLES}
        for file in self.path.glob("chunks/*.parquet"):
            if file.name not in wanted:
                file.unlink(missing_ok=True)

    def write_design(
        self, runs: Sequence[RunName], scenarios: Sequence[Scenario], parameters: Mapping[str, Parameter]
    ) -> None:
        """Write one row per run with every changed parameter.

        Args:
            runs: every run.
            scenarios: the scenario of each run.
            parameters: every declared parameter by path.
        """
        import pyarrow as pa

        different = {id(each): each for each in scenarios}
        paths = sorted({path for each in different.values() for path in each.changes})
        at_the_end: dict[int, dict[str, float]] = {}
        moving: dict[int, str] = {}
        for key, each in different.items():
            histories = {path: value_history(each, parameters[path]) for path in paths}
            changes = dated_changes(each)
            at_the_end[key] = {path: history[-1][1] for path, history in histories.items()}
            moving[key] = json.dumps({path: changes[path] for path in changes if len(histories[path]) > 1})
        columns: dict[str, object] = {
            "run_key": [run.key for run in runs],
            "scenario": [run.scenario for run in runs],
            "seed": [run.seed for run in runs],
            "dated_changes": [moving[id(each)] for each in scenarios],
        } | {path: [at_the_end[id(each)][path] for each in scenarios] for path in paths}
        schema = schema_of(table_columns("design", paths=paths))
        write_table(self.path / "design.parquet", pa.table(columns, schema=schema))

    def _chunk(self, key: str, table: str) -> Path:
        return self.path / "chunks" / f"{key}-{table}.parquet"


def write_columns_page(folder: Path) -> None:
    """Write the data dictionary of the tables a folder holds beside them.

    Args:
        folder: a run folder.
    """
    import pyarrow.parquet as pq

    there = {table: pq.read_schema(path).names for table in TABLES if (path := folder / f"{table}.parquet").is_file()}
    fixed = {column.name for column in TABLES["districts"][1]}
    recorded = [name for name in there.get("districts", ()) if name not in fixed]
    swept = "point" in there.get("design", ())
    write_text(folder / "columns.md", columns_page(recorded, list(there), swept))


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep a run folder to this process; the lock goes with the process, however it ends.

    Args:
        path: the folder; made when it is not there.

    Raises:
        InputProblems: another process writes there, or the folder cannot be made.
    """
    from filelock import FileLock, Timeout

    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        found = f"{path} is being written by another sos-sim"
        raise InputProblems([Problem(_PLACE, found, "another folder, or wait until the other one ends")]) from None
    except OSError as error:
        found = f"{path} cannot be written ({error.strerror})"
        raise InputProblems([Problem(_PLACE, found, "a folder that can be written")]) from None
    try:
        yield
    finally:
        lock.release()


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table under a temporary name, then rename it.

    Args:
        path: where it goes.
        table: the table.
    """
    with parquet_writer(path, table.schema) as writer:
        writer.write_table(table, row_group_size=_ROWS_PER_GROUP)


@contextlib.contextmanager
def parquet_writer(path: Path, schema: pa.Schema) -> Iterator[Any]:
    """Write a table bit by bit under a temporary name; it is renamed when everything is in it.

    Args:
        path: where it goes.
        schema: its columns.
    """
    import pyarrow.parquet as pq

    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        # Pages carry a checksum, so that a damaged file is found out when it is read.
        with pq.ParquetWriter(temporary, schema, compression="zstd", write_page_checksum=True) as writer:
            yield writer
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
