"""The crew: worker processes that hold the room, the first ones for what is asked, the last for what may be asked."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Any

from sos_sim.problems import InputProblems, Problem

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from sos_sim.workshop.answer import Part, Parts
    from sos_sim.workshop.room import Room
    from sos_sim.workshop.setting import Setting
    from sos_sim.world.build import World

MOST_WORKERS = 8
_GENTLE = 10


class Worker:
    """Run one job after the other in a process of its own, which is started anew if it dies.

    Args:
        room: what the page is about.
        gentle: whether the process yields to all others.
    """

    def __init__(self, room: Room, gentle: bool) -> None:
        self.room, self.gentle = room, gentle
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, _context(), _enter, (self.room, self.gentle))

    async def do(self, job: Callable[..., Any], *arguments: Any) -> Any:
        """Do a job and give what it returns.

        Args:
            job: a function of this module.
            arguments: what it takes.
        """
        for _ in range(2):
            pool = self._pool
            try:
                return await asyncio.wrap_future(pool.submit(job, *arguments))
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = self._start()
        raise RuntimeError("a worker process of the page died twice over the same question")

    def stop(self) -> None:
        """End the process; what it was doing is lost."""
        # Nothing public ends a process at work; without this the page would wait for it.
        for process in list((getattr(self._pool, "_processes", None) or {}).values()):
            process.terminate()
        self._pool.shutdown(wait=False, cancel_futures=True)


def workers_for(cores: int, futures: int) -> int:
    """Say how many workers share the futures of one setting.

    Args:
        cores: cores this process may use.
        futures: futures of one setting.
    """
    return max(1, min(cores, futures, MOST_WORKERS))


def warm() -> None:
    """Begin to load the model for the workers, in the process they are started from; returns at once."""
    if sys.platform != "win32":
        from multiprocessing import forkserver

        _context()
        forkserver.ensure_running()


def _context() -> BaseContext:
    """Start workers from one process that has loaded the model already, where the system can."""
    if sys.platform == "win32":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["sos_sim.workshop.loaded"])
    return context


class _Held:
    """Hold the room in a worker process."""

    room: Room
    world: World
    parts: Parts


def _enter(room: Room, gentle: bool) -> None:
    import signal
    import threading

    from threadpoolctl import threadpool_limits

    from sos_sim.workshop.answer import Parts

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    threadpool_limits(1)
    if gentle and hasattr(os, "nice"):
        os.nice(_GENTLE)
    _Held.room = room
    _Held.world = room.world()
    _Held.parts = Parts(_Held.world)


def _leave_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended."""
    starter = parent_process()
    if starter is not None:
        starter.join()
        os._exit(0)


def page() -> str:
    """Write the live page."""
    from sos_sim.workshop.meta import page_meta
    from sos_sim.workshop.page import page_html

    return page_html(page_meta(_Held.room, _Held.world, "live"))


def population() -> str:
    """Name the population of this room by its content."""
    from sos_sim.store.keys import population_hash

    return population_hash(_Held.world.districts, _Held.world.recorded)


def answers_by_seed(settings: Sequence[Setting], seeds: Sequence[int]) -> list[list[Part]]:
    """Run settings in some futures, all side by side.

    Args:
        settings: (S,) the settings.
        seeds: (K,) the futures.

    Returns:
        For each setting, what each future says.
    """
    from sos_sim.workshop.answer import simulate

    room = _Held.room
    laid = [each.over(room.presets[each.scenario]) for each in settings]
    return [part.by_future() for part in simulate(_Held.world, laid, seeds, _Held.parts)]


def reasons(setting: Setting, seeds: Sequence[int]) -> dict[str, Any]:
    """Work out what carried the difference between today and a setting.

    Args:
        setting: the setting.
        seeds: futures it is worked out in.
    """
    from sos_sim.workshop.why import why

    room = _Held.room
    return why(_Held.world, room.base, setting.over(room.presets[setting.scenario]), seeds)


_decades: dict[str, Any] = {}
_MOST_DECADES = 12


def decade(setting: Setting, seed: int, code: str) -> dict[str, Any]:
    """Tell one district's decade.

    Args:
        setting: the setting.
        seed: the future.
        code: the district's code.

    Raises:
        InputProblems: no district has this code.
    """
    from sos_sim.workshop.decade import decades

    room = _Held.room
    if setting.key not in _decades:
        while len(_decades) >= _MOST_DECADES:
            _decades.pop(next(iter(_decades)))
        laid = setting.over(room.presets[setting.scenario])
        _decades[setting.key] = decades(_Held.world, laid, seed, len(room.seeds))
    codes = _Held.world.districts.cds_code
    if code not in codes:
        raise InputProblems([Problem("code", "no district has this code", "a 14-digit code of the page's districts")])
    told: dict[str, Any] = _decades[setting.key].of(codes.index(code))
    return told
