"""Answers of earlier sessions, kept in the user's cache: a room that was rehearsed answers at once."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from sos_sim.workshop.answer import Answer
from sos_sim.workshop.kept import cache_folder
from sos_sim.workshop.setting import Setting

MOST_FILES = 4
"""Rooms remembered: one file for each model version, population, set of presets and of futures."""
_TABLE = "create table if not exists answers (key text primary key, setting text, shapes text, whole blob)"
_NAMES = ("series", "rows", "districts")


class Remembered:
    """Keep answers of one room in a file; one that cannot be read or written is done without.

    Args:
        identity: everything the numbers hang on, in words; another one has another file.
        cache: folder of the files; the user's cache when not given.
    """

    def __init__(self, identity: str, cache: Path | None = None) -> None:
        cache = cache_folder(cache)
        self.path = cache / f"answers-{hashlib.sha256(identity.encode()).hexdigest()[:16]}.sqlite"
        with suppress(OSError, sqlite3.Error):
            cache.mkdir(parents=True, exist_ok=True)
            others = sorted(cache.glob("answers-*.sqlite"), key=lambda file: file.stat().st_mtime)
            for old in [each for each in others if each != self.path][: -(MOST_FILES - 1)]:
                old.unlink(missing_ok=True)
            with closing(self._open()) as store, store:
                store.execute(_TABLE)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=1.0)

    def all(self) -> list[tuple[Setting, Answer]]:
        """Give everything that is there, in the order it was kept."""
        rows: list[tuple[str, str, bytes]] = []
        with suppress(sqlite3.Error), closing(self._open()) as store:
            rows = store.execute("select setting, shapes, whole from answers order by rowid").fetchall()
        found = []
        for setting, shapes, whole in rows:
            # A row that was damaged is a setting that is worked out again.
            with suppress(ValueError, KeyError, TypeError, zlib.error):
                found.append((_setting(setting), _answer(shapes, whole)))
        return found

    def keep(self, setting: Setting, answer: Answer) -> None:
        """Keep an answer.

        Args:
            setting: what it is the answer to.
            answer: the answer.
        """
        arrays = [getattr(answer, name) for name in _NAMES]
        whole = zlib.compress(b"".join(array.astype("<i2").tobytes() for array in arrays), 1)
        row = (setting.key, json.dumps(setting.as_json()), json.dumps([array.shape for array in arrays]), whole)
        with suppress(sqlite3.Error), closing(self._open()) as store, store:
            store.execute("insert or replace into answers values (?, ?, ?, ?)", row)


def _setting(text: str) -> Setting:
    told = json.loads(text)
    return Setting.of(told["scenario"], told["moved"], told["start"])


def _answer(shapes: str, whole: bytes) -> Answer:
    values = np.frombuffer(zlib.decompress(whole), "<i2").astype(np.int16)
    sizes = [tuple(shape) for shape in json.loads(shapes)]
    ends = np.cumsum([int(np.prod(size)) for size in sizes])
    if ends[-1] != len(values):
        raise ValueError("another number of values than their shapes say")
    parts = np.split(values, ends[:-1])
    return Answer(**{name: part.reshape(size) for name, part, size in zip(_NAMES, parts, sizes, strict=True)})
