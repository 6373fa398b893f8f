from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sos_sim.interviews.imports.study import Imported, import_interviews
from sos_sim.problems import InputProblems


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as the first sheet of a workbook."""

    def write(rows: Sequence[Sequence[object]], name: str = "export.xlsx", merge: str = "", before: str = "") -> Path:
        import openpyxl

        book = openpyxl.Workbook()
        if before:
            book.active.title = before
            book.create_sheet("Data")
        used = book.worksheets[-1]
        for row in rows:
            used.append(list(row))
        if merge:
            used.merge_cells(merge)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file."""

    def write(content: str | bytes, name: str = "matrix.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., Imported]:
    """Import a file into a folder of its own."""

    def run(path: Path, **options: object) -> Imported:
        return import_interviews(path, out=tmp_path / "out", **options)

    return run


@pytest.fixture
def mistakes(tmp_path: Path) -> Callable[..., list[str]]:
    """Import a file that is wrong: the problems told, and nothing written."""

    def run(path: Path, **options: object) -> list[str]:
        with pytest.raises(InputProblems) as caught:
            import_interviews(path, out=tmp_path / "out", **options)
        assert not (tmp_path / "out").exists()
        return [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]

    return run


def counts(imported: Imported) -> dict[tuple[str, str], tuple[int, int]]:
    """Give count and people asked by observable and group, ``not`` before those counted against."""
    found = {}
    for target in imported.study.targets.values():
        name = "none" if target.observable is None else target.observable.name
        key = (f"not {name}" if target.against else name, target.group.name)
        assert target.counts[0] == target.counts[1]
        found[key] = (target.counts[0], target.of)
    return found


@pytest.fixture
def counted() -> Callable[[Imported], dict[tuple[str, str], tuple[int, int]]]:
    return counts
