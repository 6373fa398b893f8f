"""Texts kept in the user's cache: what is always the same and takes a second to make is made once."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path


def cache_folder(cache: Path | None) -> Path:
    """Give the folder things are kept in.

    Args:
        cache: a folder; the user's cache when not given.
    """
    if cache is not None:
        return cache
    from platformdirs import user_cache_path

    return user_cache_path("sos-sim")


class Kept:
    """Keep one text.

    Args:
        name: what it is.
        of: everything it hangs on; another one has another file.
        cache: the folder; the user's cache when not given.
    """

    def __init__(self, name: str, of: tuple[str, ...], cache: Path | None) -> None:
        self.path = cache_folder(cache) / f"{name}-{_hash(*of)[:16]}"

    def look(self) -> str | None:
        """Give the text as it was kept; nothing when there is none or it was damaged."""
        with suppress(OSError, UnicodeDecodeError):
            first, _, text = self.path.read_text(encoding="utf-8").partition("\n")
            if first == _hash(text):
                return text
        return None

    def keep(self, text: str) -> str:
        """Keep a text and give it back; a cache that cannot be written costs a second the next time, no more."""
        with suppress(OSError):
            from sos_sim.store.manifest import write_text

            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_text(self.path, f"{_hash(text)}\n{text}")
            kind = self.path.name.rpartition("-")[0]
            for other in self.path.parent.glob(f"{kind}-*"):
                if other != self.path:
                    other.unlink(missing_ok=True)
        return text


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
