"""What a calibration has worked out so far, kept so that the same command goes on from there."""

from __future__ import annotations

import os
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sos_sim.study.calibrate.question import Floats

_SECONDS = "seconds it took"


@dataclass(frozen=True)
class Kept:
    """Keep named sets of arrays in a folder.

    Args:
        folder: the folder, which is there.
        key: names what the arrays depend on.
    """

    folder: Path
    key: str

    def arrays(self, name: str, make: Callable[[], dict[str, Floats]]) -> tuple[dict[str, Floats], float]:
        """Give the arrays of a name as they were kept; otherwise make them, and keep them.

        Args:
            name: name of the set.
            make: makes the arrays.

        Returns:
            The arrays, and the seconds it took to make them whenever that was.
        """
        held = self.held(name)
        if held is not None:
            return held
        started = time.perf_counter()
        made = make()
        seconds = time.perf_counter() - started
        self.save(name, made, seconds)
        return made, seconds

    def held(self, name: str) -> tuple[dict[str, Floats], float] | None:
        """Give the arrays of a name and the seconds they took, or None when they are not there.

        Args:
            name: name of the set.
        """
        path = self._path(name)
        try:
            with np.load(path, allow_pickle=False) as file:
                found = {entry: file[entry] for entry in file.files}
            return found, float(found.pop(_SECONDS))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            print(f"{path} is damaged; what it held is worked out again", file=sys.stderr)
            return None

    def save(self, name: str, made: dict[str, Floats], seconds: float) -> None:
        """Write arrays under a temporary name, then rename them.

        Args:
            name: name of the set.
            made: the arrays.
            seconds: how long they took.
        """
        path = self._path(name)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            with temporary.open("wb") as file:
                np.savez(file, **{_SECONDS: np.array(seconds)}, **made)  # type: ignore[arg-type]
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{self.key}-{name}.npz"
