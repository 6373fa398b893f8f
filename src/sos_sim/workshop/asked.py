"""What was asked and what may be asked next: answers kept, found at once when asked again, and worked out ahead."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sos_sim.workshop import crew
from sos_sim.workshop.answer import joined
from sos_sim.workshop.kept import Kept
from sos_sim.workshop.near import near, onward, spread
from sos_sim.workshop.page import web_text
from sos_sim.workshop.remembered import Remembered
from sos_sim.workshop.setting import Setting
from sos_sim.workshop.why import joined as joined_reasons

if TYPE_CHECKING:
    from sos_sim.workshop.answer import Answer, Part
    from sos_sim.workshop.room import Room

MOST_KEPT = 4000
"""Answers kept; one takes some 10 kB."""
STOPS_ONWARD = 3
"""Stops of a moving lever that are worked out before all else, each by all workers together."""
MOST_STARTED = 300
"""Answers begun ahead that lack futures still; one takes some 200 kB."""
AHEAD_AT_ONCE = 20
"""Settings worked out side by side, in one future at a time, before anybody asks for them."""
REASON_SEEDS = 2
"""Futures in which the reasons are worked out, each by a worker of its own; one takes half a second."""
OF_PLANE = ("true_outcome", "capability", "burden", "cost_per_pupil", "inflation")
"""Outcomes the trade-off plane can show."""


class Asked:
    """Answer settings of one room, each once, and go on to those next to the latest.

    Args:
        room: the room.
        cores: cores that may be used.
        cache: folder where answers are kept from one time to the next; the user's cache when not given.
    """

    def __init__(self, room: Room, cores: int, cache: Path | None = None) -> None:
        self.room = room
        self._cache = cache
        self._remembered: Remembered | None = None
        self.front = [crew.Worker(room, False) for _ in range(crew.workers_for(cores, len(room.seeds)))]
        self.behind = [crew.Worker(room, True) for _ in range(crew.workers_for(cores, len(room.seeds)))]
        self.slow = [crew.Worker(room, True) for _ in range(REASON_SEEDS)]
        self._keeping = ThreadPoolExecutor(1)
        self.kept: OrderedDict[str, tuple[Setting, Answer]] = OrderedDict()
        self._reasons: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._parts: dict[str, dict[int, Part]] = {}
        self._taken: set[tuple[str, int]] = set()
        self._open: dict[str, asyncio.Future[Answer]] = {}
        self._spreads: dict[str, list[Setting]] = {}
        self._writing = False
        self._latest: Setting | None = None
        self._before: Setting | None = None
        self._moved = asyncio.Event()
        self._ahead: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        """Fetch what is remembered, answer today, and start to work ahead."""
        work = [self._begin(), *(self._work_ahead(worker) for worker in self.behind)]
        self._ahead = [asyncio.create_task(each) for each in work]

    async def _begin(self) -> None:
        """Find what earlier sessions left, and begin with what every page asks first."""
        self._remembered = Remembered(await self._identity(), self._cache)
        for setting, answer in (await asyncio.to_thread(self._remembered.all))[-MOST_KEPT:]:
            self.kept.setdefault(setting.key, (setting, answer))
        if self._latest is None:
            await self.answer(Setting.of(self.room.base.name, {}, self.room.start))

    async def end(self) -> None:
        """Stop all workers."""
        for task in self._ahead:
            task.cancel()
        for worker in [*self.front, *self.behind, *self.slow]:
            worker.stop()
        self._keeping.shutdown(wait=True, cancel_futures=True)
        for task in self._ahead:
            with suppress(asyncio.CancelledError, Exception):
                await task

    async def _identity(self) -> str:
        population = "embedded" if self.room.population is None else await self.slow[-1].do(crew.population)
        return await asyncio.to_thread(self.room.identity, population)

    async def page(self) -> str:
        """Write the live page, or find it as it was written before."""
        of = (await self._identity(), web_text("index.html"), version("altair"))
        kept = Kept("page", of, self._cache)
        if (text := kept.look()) is not None:
            return text
        self._writing = True
        try:
            return kept.keep(await self.slow[0].do(crew.page))
        finally:
            self._writing = False
            self._moved.set()

    async def answer(self, setting: Setting) -> Answer:
        """Answer a setting; one that is asked for twice at a time is worked out once.

        Args:
            setting: the setting.
        """
        setting = setting.plain(self.room.presets[setting.scenario])
        if self._latest is not None and self._latest != setting:
            self._before = self._latest
        self._latest = setting
        self._moved.set()
        key = setting.key
        if key in self.kept:
            self.kept.move_to_end(key)
            return self.kept[key][1]
        if key not in self._open:
            self._open[key] = asyncio.ensure_future(self._work_out(setting))
            self._open[key].add_done_callback(lambda _: self._closed(key))
        return await asyncio.shield(self._open[key])

    def _closed(self, key: str) -> None:
        self._open.pop(key, None)
        self._moved.set()

    async def _work_out(self, setting: Setting) -> Answer:
        there = self._parts.setdefault(setting.key, {})
        missing = [seed for seed in self.room.seeds if seed not in there]
        shares = [missing[place :: len(self.front)] for place in range(len(self.front))]
        work = [
            self._some(worker, setting, seeds, there)
            for worker, seeds in zip(self.front, shares, strict=True)
            if seeds
        ]
        await asyncio.gather(*work)
        self._parts[setting.key] = there
        return self._finish(setting)

    async def _some(self, worker: crew.Worker, setting: Setting, seeds: list[int], there: dict[int, Part]) -> None:
        found = await worker.do(crew.answers_by_seed, [setting], seeds)
        there.update(zip(seeds, found[0], strict=True))

    def _finish(self, setting: Setting) -> Answer:
        parts = self._parts.pop(setting.key, None)
        if setting.key not in self.kept and parts is not None:
            answer = joined([parts[seed] for seed in self.room.seeds])
            self.kept[setting.key] = setting, answer
            if self._remembered is not None:
                self._keeping.submit(self._remembered.keep, setting, answer)
            while len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)
        return self.kept[setting.key][1]

    async def reasons(self, setting: Setting) -> dict[str, Any]:
        """Work out what carried the difference between today and a setting.

        Args:
            setting: the setting.
        """
        setting = setting.plain(self.room.presets[setting.scenario])
        if setting.key not in self._reasons:
            seeds = self.room.seeds[:REASON_SEEDS]
            work = [worker.do(crew.reasons, setting, [seed]) for worker, seed in zip(self.slow, seeds, strict=False)]
            self._reasons[setting.key] = joined_reasons(await asyncio.gather(*work))
            while len(self._reasons) > MOST_KEPT:
                self._reasons.popitem(last=False)
        return self._reasons[setting.key]

    async def decade(self, setting: Setting, code: str) -> dict[str, Any]:
        """Tell one district's decade in the first future.

        Args:
            setting: the setting.
            code: the district's code.

        Raises:
            InputProblems: no district has this code.
        """
        setting = setting.plain(self.room.presets[setting.scenario])
        told: dict[str, Any] = await self.slow[-1].do(crew.decade, setting, self.room.seeds[0], code)
        return told

    def plane(self) -> list[dict[str, Any]]:
        """Give what is known for the trade-off plane: every setting worked out so far with its means at the end."""
        return [
            {
                "setting": setting.as_json(),
                "ends": {name: float(np.mean(answer.end(name))) for name in OF_PLANE},
            }
            for setting, answer in self.kept.values()
        ]

    async def _work_ahead(self, worker: crew.Worker) -> None:
        """Work out what may be asked next, a few settings in one future at a time, for as long as there is any."""
        while True:
            # Who waits for an answer has the machine for himself.
            settings, seeds = ([], []) if self._open or self._writing else self._next_job()
            if not settings:
                self._moved.clear()
                await self._moved.wait()
                continue
            taken = {(each.key, seed) for each in settings for seed in seeds}
            self._taken |= taken
            try:
                found = await worker.do(crew.answers_by_seed, settings, seeds)
            finally:
                self._taken -= taken
            for setting, parts in zip(settings, found, strict=True):
                if setting.key in self._parts:
                    self._parts[setting.key].update(zip(seeds, parts, strict=True))
                    if len(self._parts[setting.key]) == len(self.room.seeds):
                        self._finish(setting)

    def _next_job(self) -> tuple[list[Setting], list[int]]:
        """Choose the next stop of the lever that moves, else the nearest settings that lack one and the same future."""
        if self._latest is None:
            return [], []
        for each in onward(self.room, self._before, self._latest)[:STOPS_ONWARD]:
            seeds = [seed for seed in self.room.seeds if not self._has(each, seed)]
            if each.key not in self.kept and each.key not in self._open and seeds:
                self._begin_parts([each])
                return [each], seeds[: -(-len(self.room.seeds) // len(self.behind))]
        wanted = {each.key: each for each in (*near(self.room, self._latest), *self._spread(self._latest.start))}
        missing = [each for key, each in wanted.items() if key not in self.kept and key not in self._open]
        for first in range(0, len(missing), AHEAD_AT_ONCE):
            some = missing[first : first + AHEAD_AT_ONCE]
            for seed in self.room.seeds:
                lacking = [each for each in some if not self._has(each, seed)]
                if lacking:
                    self._begin_parts(lacking)
                    return lacking, [seed]
        return [], []

    def _spread(self, start: str) -> list[Setting]:
        if start not in self._spreads:
            self._spreads = {start: spread(self.room, start)}
        return self._spreads[start]

    def _begin_parts(self, settings: list[Setting]) -> None:
        for each in settings:
            self._parts.setdefault(each.key, {})
        for key in list(self._parts)[: max(0, len(self._parts) - MOST_STARTED)]:
            if key not in self._open:
                del self._parts[key]

    def _has(self, setting: Setting, seed: int) -> bool:
        return seed in self._parts.get(setting.key, {}) or (setting.key, seed) in self._taken
