"""What is printed where: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

SOME_FAILED = 3
MOST_FAILURES = 20


@contextmanager
def only_json() -> Iterator[None]:
    """Send to standard error whatever is printed inside, by this process and the workers it starts."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def print_json(shape: dict[str, Any]) -> None:
    """Print one JSON object; numbers that JSON does not have become null."""
    print(json.dumps(finite(shape), indent=2, ensure_ascii=False, allow_nan=False))


def print_table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print aligned columns; the last one is as wide as it likes."""
    widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        print("  ".join([*cells, row[-1]]).rstrip())


def print_failures(lines: Sequence[str], where: str) -> int:
    """Tell what failed on standard error, and give the exit status.

    Args:
        lines: what failed, a line each.
        where: where all of them are, when they are too many to print.
    """
    for line in lines[:MOST_FAILURES]:
        print(" ".join(f"failed: {line}".split()), file=sys.stderr)
    if len(lines) > MOST_FAILURES:
        print(f"failed: {len(lines) - MOST_FAILURES:,} more, {where}", file=sys.stderr)
    return SOME_FAILED if lines else 0


def finite(value: Any) -> Any:
    """Return plain data with numbers that JSON does not have as None."""
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
