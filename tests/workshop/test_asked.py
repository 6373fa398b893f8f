from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sos_sim.workshop import asked as module
from sos_sim.workshop import crew
from sos_sim.workshop.answer import SHOWN, Part
from sos_sim.workshop.asked import Asked
from sos_sim.workshop.near import near, spread
from sos_sim.workshop.room import Room
from sos_sim.workshop.setting import Setting

PRESSURE = "accountability.pressure"


class StandIn:
    """Stand in for a worker process: notes what it is asked and answers with a tenth of seed and pressure."""

    log: list[tuple[bool, tuple[str, ...], tuple[int, ...]]]
    hold: asyncio.Event | None = None

    def __init__(self, room: Room, gentle: bool) -> None:
        self.gentle = gentle

    async def do(self, job: Callable[..., Any], *arguments: Any) -> Any:
        settings, seeds = arguments
        assert job is crew.answers_by_seed
        self.log.append((self.gentle, tuple(each.key for each in settings), tuple(seeds)))
        await asyncio.sleep(0)
        if self.gentle and self.hold is not None:
            await self.hold.wait()
        return [[_part(each, seed) for seed in seeds] for each in settings]

    def stop(self) -> None:
        """Nothing to end."""


def _part(setting: Setting, seed: int) -> Part:
    value = (dict(setting.moved).get(PRESSURE, 0.6) + seed) / 10
    return Part(np.full((len(SHOWN), 21, 1), value), np.full((2, 5, 1), value), np.full((3, 7, 1), value))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> type[StandIn]:
    stand_in = type("Fresh", (StandIn,), {"log": [], "hold": None})
    monkeypatch.setattr(crew, "Worker", stand_in)
    return stand_in


def _in_time(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 20))


def test_futures_are_shared_among_workers_and_come_back_in_order(room: Room, workers: type[StandIn]) -> None:
    async def work() -> None:
        asked = Asked(room, 2)
        answer = await asked.answer(Setting.of("california-2017", {PRESSURE: 1.0}, "2018-07"))
        assert answer.end("pressure") == pytest.approx([0.2, 0.3, 0.4])
        assert sorted(seeds for _, _, seeds in workers.log) == [(1, 3), (2,)]

    _in_time(work)


def test_a_setting_is_worked_out_once_however_it_is_asked(room: Room, workers: type[StandIn]) -> None:
    async def work() -> None:
        asked = Asked(room, 1)
        same = [
            Setting.of("california-2017", {}, "2018-07"),
            Setting.of("california-2017", {PRESSURE: 0.6}, "2018-07"),
        ]
        await asyncio.gather(*(asked.answer(each) for each in same * 3))
        await asked.answer(same[1])
        assert len(workers.log) == 1

    _in_time(work)


def test_near_settings_are_there_before_they_are_asked(
    room: Room, workers: type[StandIn], tmp_path: Path
) -> None:
    async def work() -> None:
        asked = Asked(room, 2, tmp_path)
        asked.begin()
        here = Setting.of("california-2017", {}, "2018-07")
        await asked.answer(here)
        wanted = {each.key for each in near(room, here)}
        while not wanted <= set(asked.kept):
            await asyncio.sleep(0)
        gentle = [entry for entry in workers.log if entry[0]]
        runs = [(key, seed) for _, keys, seeds in gentle for key in keys for seed in seeds]
        assert len(runs) == len(set(runs)) and {key for key, _ in runs[: len(wanted)]} <= wanted
        assert all(len(seeds) == 1 and len(keys) <= module.AHEAD_AT_ONCE for _, keys, seeds in gentle)
        before = len(workers.log)
        await asked.answer(near(room, here)[5])
        assert len([entry for entry in workers.log[before:] if not entry[0]]) == 0
        await asked.end()

    _in_time(work)


def test_a_question_does_not_wait_for_what_is_worked_out_ahead(
    room: Room, workers: type[StandIn], tmp_path: Path
) -> None:
    async def work() -> None:
        workers.hold = asyncio.Event()
        asked = Asked(room, 1, tmp_path)
        asked.begin()
        here = Setting.of("california-2017", {}, "2018-07")
        await asked.answer(here)
        await asyncio.sleep(0.01)
        next_one = near(room, here)[0]
        assert (await asked.answer(next_one)).end("pressure") == pytest.approx([0.16, 0.26, 0.36])
        workers.hold.set()
        await asked.end()

    _in_time(work)


def test_the_plane_holds_the_mean_of_every_setting_worked_out(room: Room, workers: type[StandIn]) -> None:
    async def work() -> None:
        asked = Asked(room, 1)
        await asked.answer(Setting.of("high-pressure", {PRESSURE: 1.0}, "2018-07"))
        (point,) = asked.plane()
        assert point["setting"] == {"scenario": "high-pressure", "moved": {PRESSURE: 1.0}, "start": "2018-07"}
        assert point["ends"]["true_outcome"] == pytest.approx(0.3)

    _in_time(work)


def test_no_more_answers_are_kept_than_declared(
    room: Room, workers: type[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)

    async def work() -> None:
        asked = Asked(room, 1)
        for value in (0.2, 0.4, 0.8):
            await asked.answer(Setting.of("california-2017", {PRESSURE: value}, "2018-07"))
        assert [dict(setting.moved)[PRESSURE] for setting, _ in asked.kept.values()] == [0.4, 0.8]

    _in_time(work)


def test_when_everything_near_is_there_the_plane_is_filled(
    room: Room, workers: type[StandIn], tmp_path: Path
) -> None:
    async def work() -> None:
        asked = Asked(room, 1, tmp_path)
        asked.begin()
        await asked.answer(Setting.of("california-2017", {}, "2018-07"))
        wanted = {each.key for each in spread(room, "2018-07")}
        while not wanted <= set(asked.kept):
            await asyncio.sleep(0)
        assert len(asked.plane()) == len(asked.kept)
        await asked.end()

    _in_time(work)


def test_the_next_stops_of_a_moving_lever_come_before_all_else(
    room: Room, workers: type[StandIn], tmp_path: Path
) -> None:
    async def work() -> None:
        asked = Asked(room, 2, tmp_path)
        for value in (0.8, 1.0):
            await asked.answer(Setting.of("california-2017", {PRESSURE: value}, "2018-07"))
        asked.begin()
        while len(asked.kept) < 4:
            await asyncio.sleep(0)
        gentle = [keys for is_gentle, keys, _ in workers.log if is_gentle]
        assert gentle[0] == ("california-2017@2018-07?accountability.pressure=1.2",)
        await asked.end()

    _in_time(work)


def test_a_room_that_was_open_before_answers_at_once(room: Room, workers: type[StandIn], tmp_path: Path) -> None:
    here = Setting.of("high-pressure", {PRESSURE: 1.0}, "2018-07")

    async def first() -> None:
        asked = Asked(room, 1, tmp_path)
        asked.begin()
        await asked.answer(here)
        await asyncio.sleep(0.05)
        await asked.end()

    async def second() -> None:
        asked = Asked(room, 1, tmp_path)
        asked.begin()
        while here.key not in asked.kept:
            await asyncio.sleep(0.001)
        workers.log.clear()
        assert (await asked.answer(here)).end("pressure") == pytest.approx([0.2, 0.3, 0.4])
        assert not [keys for gentle, keys, _ in workers.log if not gentle and here.key in keys]
        await asked.end()

    _in_time(first)
    _in_time(second)
