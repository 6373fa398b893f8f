"""A progress bar on standard error for work that lasts over two seconds."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 2.0


class ProgressBar:
    """Show how many runs are done, once the work has lasted or is expected to last over two seconds.

    Args:
        runs: runs in all.
        expected: seconds the work is expected to take.
        quiet: never show anything.
    """

    def __init__(self, runs: int, expected: float, quiet: bool) -> None:
        self._runs = runs
        self._expected = expected
        self._quiet = quiet
        self._done = 0
        self._started = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> ProgressBar:
        if self._expected > _PATIENCE:
            self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, runs: int) -> None:
        """Count some runs as done.

        Args:
            runs: how many more.
        """
        self._done += runs
        if self._bar is None and time.monotonic() - self._started > _PATIENCE:
            self._show()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._done)

    def _show(self) -> None:
        if self._quiet:
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("runs"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True, force_jupyter=False),
        )
        self._task = self._bar.add_task("runs", total=self._runs, completed=self._done)
        self._bar.start()
