"""Parts of long work, each kept in a file as it is done, so that the same command goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Parts:
    """Keep parts in a folder.

    Args:
        folder: where; nothing is kept when None.
        key: hash of everything the parts depend on.
    """

    folder: Path | None
    key: str = ""

    @classmethod
    def of(cls, folder: Path | None, identity: Mapping[str, Any]) -> Parts:
        """Keep parts that depend on some settings.

        Args:
            folder: where; nothing is kept when None.
            identity: what must be equal for a part to be used again.
        """
        text = json.dumps(identity, sort_keys=True, default=str)
        return cls(folder, hashlib.sha256(text.encode()).hexdigest()[:16])

    def read(self, name: str) -> Arrays | None:
        """Read a part, None when it is not there or damaged.

        Args:
            name: name of the part.
        """
        if self.folder is None:
            return None
        try:
            with np.load(self._path(name), allow_pickle=False) as kept:
                return {each: kept[each] for each in kept.files}
        except (OSError, ValueError, EOFError, KeyError):
            return None

    def write(self, name: str, arrays: Arrays) -> None:
        """Keep a part under a temporary name, then rename it.

        Args:
            name: name of the part.
            arrays: what it holds.
        """
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(name)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        os.replace(temporary, path)

    def kept(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """Give a part, made only when it is not there yet.

        Args:
            name: name of the part.
            make: makes it.
        """
        found = self.read(name)
        if found is None:
            found = make()
            self.write(name, found)
        return found

    def _path(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / f"check-{self.key}-{name}.npz"
