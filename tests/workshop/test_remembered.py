from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from sos_sim.workshop.answer import Answer
from sos_sim.workshop.remembered import MOST_FILES, Remembered
from sos_sim.workshop.setting import Setting

HERE = Setting.of("high-pressure", {"accountability.pressure": 1.2}, "2018-07")


@pytest.fixture
def answer() -> Answer:
    shapes = ((26, 21, 3), (2, 5, 3), (3, 7))
    random = np.random.default_rng(1)
    return Answer(*(random.integers(-32768, 32767, shape).astype(np.int16) for shape in shapes))


def test_what_is_kept_comes_back_to_the_last_digit(tmp_path: Path, answer: Answer) -> None:
    Remembered("room", tmp_path).keep(HERE, answer)
    ((setting, found),) = Remembered("room", tmp_path).all()
    assert setting == HERE
    for name in ("series", "rows", "districts"):
        assert np.array_equal(getattr(found, name), getattr(answer, name))


def test_another_room_or_another_model_remembers_nothing_of_it(tmp_path: Path, answer: Answer) -> None:
    Remembered("room", tmp_path).keep(HERE, answer)
    assert Remembered("room of another version", tmp_path).all() == []


def test_damage_is_forgotten_and_never_told_as_an_answer(tmp_path: Path, answer: Answer) -> None:
    kept = Remembered("room", tmp_path)
    kept.keep(HERE, answer)
    with sqlite3.connect(kept.path) as store:
        store.execute("update answers set whole = substr(whole, 1, 100)")
    assert kept.all() == []
    kept.path.write_bytes(b"no database at all" * 100)
    assert kept.all() == []
    kept.keep(HERE, answer)
    assert kept.all() == []


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path, answer: Answer) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = Remembered("room", tmp_path / "file")
    kept.keep(HERE, answer)
    assert kept.all() == []


def test_only_the_latest_rooms_are_kept(tmp_path: Path, answer: Answer) -> None:
    for number in range(MOST_FILES + 3):
        Remembered(f"room {number}", tmp_path).keep(HERE, answer)
    assert len(list(tmp_path.glob("*.sqlite"))) == MOST_FILES
    assert Remembered(f"room {MOST_FILES + 2}", tmp_path).all()
